"""Runs the suite's tests on a copy of the sources that has one fault in it.

    python -m tests.faults.runner                     every fault; exit 1 unless each is caught as it should
    python -m tests.faults.runner --also              and by the tests on generated programs, where named
    python -m tests.faults.runner NAME… [--by TEST…]  these faults; TEST in place of the table's tests

The tests are the originals. What they import is the copy: the subprocess reports where each module came from,
and a run that loaded anything else, or never loaded the file with the fault, counts for nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from tests.faults.table import GENERATED, ROOT, Fault, faults

SOURCES: Final = ("ir", "compiler", "runtime", "verifier")
COPIED: Final = (*SOURCES, "spec")
"""The parser reads its grammar from ``spec``, beside the sources."""

_DROPPED: Final = ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "PYTEST_PLUGINS")


class Unfit(RuntimeError):
    """A run that says nothing about the fault."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Tests that were run, by their ids."""

    failed: tuple[str, ...]
    passed: tuple[str, ...]

    def caught(self, wanted: str) -> bool:
        """Whether a test failed that is the wanted one or, of a file or a test with parameters, one of it."""
        return any(_is_part(name, wanted) for name in self.failed)


class Workplace:
    """A copy of the sources, which has one fault at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder
        self.copy: Final = folder / "copy"
        for top in COPIED:
            shutil.copytree(ROOT / top, self.copy / top, ignore=shutil.ignore_patterns("__pycache__"))
        # INVARIANT: no stale bytecode. A fault may leave a file's size and second of change as they were, so
        # that bytecode is checked by the source's hash, and none is written later.
        command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "."]
        subprocess.run(command, cwd=self.copy, check=True)

    def run(self, tests: Sequence[str], fault: Fault | None = None, *, once: bool = False) -> Ran:
        """Run tests, on the copy as it is or with a fault; ``once``: up to a failure. Raises Unfit."""
        options = ["-x", *tests] if once else tests
        if fault is None:
            return self._run(options, None)
        with _with(fault, self.copy / fault.file):
            return self._run(options, fault.file)

    def _run(self, tests: Sequence[str], file: str | None) -> Ran:
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        own = {key: value for key, value in os.environ.items() if key not in _DROPPED}
        environment = own | {
            "PYTHONPATH": os.pathsep.join(str(self.copy / top) for top in SOURCES),
            "PYTHONDONTWRITEBYTECODE": "1",
            "FAULTS_COPY": str(self.copy),
            "FAULTS_REPORT": str(report),
        }
        options = ["-q", "-m", "", "-p", "tests.faults.witness", "-p", "no:cacheprovider", "-p", "no:xdist"]
        options.append("--hypothesis-profile=faults")
        command = [sys.executable, "-m", "pytest", *options, *tests]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if not report.exists():
            raise Unfit(f"pytest ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        told = json.loads(report.read_text("utf-8"))
        if told["broken"]:
            raise Unfit(f"not collected: {', '.join(told['broken'])}\n{done.stdout[-2000:]}")
        if told["foreign"]:
            raise Unfit(f"not the copy: {', '.join(told['foreign'][:3])}")
        if file is not None and file not in told["loaded"]:
            raise Unfit(f"{file} was never loaded")
        if done.returncode not in (0, 1):
            raise Unfit(f"pytest ended with {done.returncode}:\n{done.stdout[-2000:]}")
        return Ran(tuple(told["failed"]), tuple(told["passed"]))


@contextmanager
def _with(fault: Fault, path: Path) -> Iterator[None]:
    source = path.read_text("utf-8")
    path.write_text(fault.applied(source), "utf-8")
    try:
        yield
    finally:
        path.write_text(source, "utf-8")


def _is_part(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith((f"{wanted}::", f"{wanted}["))


def baseline(workplace: Workplace, chosen: Sequence[Fault], *, also: bool = False) -> None:
    """Every test that is to catch something passes where there is no fault. Raises Unfit."""
    wanted = list(dict.fromkeys(test for fault in chosen for test in named(fault, also=also)))
    ran = workplace.run(wanted)
    if ran.failed:
        raise Unfit(f"without any fault, these fail: {', '.join(ran.failed)}")
    for test in wanted:
        if not any(_is_part(name, test) for name in ran.passed):
            raise Unfit(f"without any fault, {test} was not run")


def named(fault: Fault, *, also: bool = False) -> list[str]:
    """The tests that the table says catch the fault."""
    return [*fault.caught_by, *(GENERATED[name] for name in fault.also if also)]


def missed(workplace: Workplace, fault: Fault, *, also: bool = False) -> list[str]:
    """The tests of the table that do not catch the fault; none if all is well. Raises Unfit, Misfit."""
    wanted = named(fault, also=also)
    ran = workplace.run(wanted, fault)
    return [test for test in wanted if not ran.caught(test)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 if everything was caught."""
    parser = argparse.ArgumentParser(description="Run tests on copies of the sources with seeded faults.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a fault; all if none is given")
    parser.add_argument("--by", nargs="+", default=[], metavar="TEST", help="run these, say which fail")
    parser.add_argument("--also", action="store_true", help="the tests on generated programs, too")
    parser.add_argument("--jobs", type=int, default=1, help="copies that are worked on at a time")
    options = parser.parse_args(arguments)
    chosen = [fault for fault in faults() if not options.names or fault.name in options.names]
    if unknown := set(options.names) - {fault.name for fault in chosen}:
        parser.error(f"no fault {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        return _all(Path(folder), chosen, options)


def _all(folder: Path, chosen: list[Fault], options: argparse.Namespace) -> int:
    places: SimpleQueue[Workplace] = SimpleQueue()
    for number in range(options.jobs):
        places.put(Workplace(folder / str(number)))
    if not options.by:
        place = places.get()
        try:
            baseline(place, chosen, also=options.also)
        except Unfit as error:
            print(error)
            return 2
        places.put(place)

    def one(fault: Fault) -> tuple[bool, str]:
        place = places.get()
        try:
            if options.by:
                failed = place.run(options.by, fault, once=True).failed
                return bool(failed), "\n    ".join(failed) or "nothing"
            left = missed(place, fault, also=options.also)
            return not left, f"NOT caught by {', '.join(left)}" if left else "caught"
        except Unfit as error:
            return False, f"{error}"
        finally:
            places.put(place)

    well = True
    with ThreadPoolExecutor(options.jobs) as pool:
        for fault, (good, said) in zip(chosen, pool.map(one, chosen), strict=True):
            print(f"{fault.name}: {said}", flush=True)
            well &= good
    print(f"{len(chosen)} faults, {'each' if well else 'not each'} caught")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
