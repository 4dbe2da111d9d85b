"""Long work: spread over processes or a cluster, with a progress bar.

Anything with the interface of ``concurrent.futures.Executor`` does. Functions and what they are given and
return are picklable.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import click

from potstill.cli.console import CannotRun

T = TypeVar("T")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])

_CLUSTER: Final = "dask://"


def jobs_options(command: F) -> F:
    """``--jobs`` and ``--executor``."""
    jobs = click.option(
        "--jobs", "-j", type=click.IntRange(1, 1024), default=1, show_default=True, help="Processes to use."
    )
    executor = click.option(
        "--executor", metavar="URL", help="Use a running Dask cluster, dask://HOST:PORT, instead."
    )
    return jobs(executor(command))


def mapped(
    function: Callable[[T], R], items: Sequence[T], title: str, *, jobs: int = 1, executor: str | None = None
) -> list[R]:
    """The results for all items, in their order. Raises CannotRun, and what the function raises."""
    if executor is None and (jobs == 1 or len(items) < 2):
        return list(progress(map(function, items), title, len(items)))
    with _workers(min(jobs, len(items)), executor) as pool:
        waiting: list[Future[R]] = [pool.submit(function, item) for item in items]
        return list(progress((future.result() for future in waiting), title, len(items)))


def progress(results: Iterable[R], title: str, total: int) -> Iterator[R]:
    """The results as they come, with a bar on a terminal's standard error."""
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, title, total, console=Console(stderr=True), transient=True)


@contextmanager
def _workers(jobs: int, executor: str | None) -> Iterator[Executor]:
    if executor is None:
        # Forking would copy the solver's state, and locks that other threads hold.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            yield pool
        return
    if not executor.startswith(_CLUSTER):
        raise CannotRun(f"--executor {executor}: expected {_CLUSTER}HOST:PORT")
    try:
        import distributed
    except ModuleNotFoundError:
        raise CannotRun("a cluster needs distributed: pip install 'potstill[dask]'") from None
    try:
        connect: Any = distributed.Client  # its types are unfinished
        client = connect(f"tcp://{executor.removeprefix(_CLUSTER)}", timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise CannotRun(f"--executor {executor}: {error}") from None
    with client, client.get_executor() as pool:
        yield pool
