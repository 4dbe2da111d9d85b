"""Work spread over processes and over a cluster: the same results, in the same order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from potstill.cli.console import CannotRun
from potstill.cli.jobs import mapped

distributed = pytest.importorskip("distributed")

TWICE = """family double
"Twice a number."

ask "double {n}"
slot n: int 1..1_000
answer 2 * n
ensure answer > n
example "double 3" => 6
"""
HALF = """family half
"Half of a number."

ask "half of {n}"
slot n: int 0..1_000
answer n / (n - 3)
example "half of 4" => 4
"""


def square(number: int) -> tuple[int, int]:
    """What a worker does: the square, and in which process."""
    return number * number, os.getpid()


def failing(number: int) -> int:
    raise CannotRun(f"no {number}")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A Dask scheduler with two workers on loopback."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as running:
        yield running.scheduler_address.replace("tcp://", "dask://")


def test_processes() -> None:
    results = mapped(square, range(8), "squares", jobs=2)
    assert [result for result, _ in results] == [number * number for number in range(8)]
    assert os.getpid() not in {process for _, process in results}


def test_one_job_stays_here() -> None:
    assert mapped(square, [3], "squares", jobs=2) == [(9, os.getpid())]
    assert mapped(square, [2, 3], "squares") == [(4, os.getpid()), (9, os.getpid())]


def test_a_cluster(cluster: str) -> None:
    results = mapped(square, range(20), "squares", executor=cluster)
    assert [result for result, _ in results] == [number * number for number in range(20)]
    assert os.getpid() not in {process for _, process in results}


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_run_says_so_from_a_worker(jobs: int) -> None:
    with pytest.raises(CannotRun, match="no 1"):
        mapped(failing, [1, 2], "failures", jobs=jobs)


def test_the_cluster_proves_what_one_process_proves(cluster: str, tmp_path: Path) -> None:
    (tmp_path / "double.recipe").write_text(TWICE)
    (tmp_path / "half.recipe").write_text(HALF)
    command = [sys.executable, "-m", "potstill.cli", "check", str(tmp_path), "--json"]
    here = subprocess.run(command, capture_output=True, text=True, check=False)
    there = subprocess.run([*command, "--executor", cluster], capture_output=True, text=True, check=False)
    assert here.returncode == there.returncode == 1, here.stderr + there.stderr
    assert "division_by_zero" in here.stdout
    assert there.stdout == here.stdout
