"""What commands share: printing for people and for programs, and giving up politely."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import click

YES: Final = 0
NO: Final = 1
CANNOT: Final = 2
UNDECIDED: Final = 3

_SHORT: Final = 12
"""Characters of cells that are not broken over lines."""

F = TypeVar("F", bound=Callable[..., Any])


class CannotRun(Exception):
    """The command cannot do what it was asked, for a reason outside the recipes: exit code 2."""


def fail(message: str) -> None:
    """Say on standard error why nothing happened."""
    click.secho("error: ", fg="red", bold=True, err=True, nl=False)
    click.echo(visible(message), err=True)


def note(message: str) -> None:
    """Say something on standard error that is not a result."""
    click.secho(visible(message), dim=True, err=True)


def visible(text: str) -> str:
    """The text without anything that a terminal would obey, or that turns other text around."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in "\n\t" else each.encode("unicode_escape").decode()
        for each in text
    )


def emit(data: object) -> None:
    """One JSON value on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def json_option(command: F) -> F:
    """``--json``: results as JSON on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def watch_option(command: F) -> F:
    """``--watch``: run again when an input file changes."""
    return click.option("--watch", is_flag=True, help="Run again whenever a file changes; stop with Ctrl-C.")(
        command
    )


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A plain table for people."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    names, cells = list(header), [[visible(cell) for cell in row] for row in rows]
    # What is short stays in one piece; the rest is folded, and nothing is cut off.
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    grid = Table(box=SIMPLE, pad_edge=False)
    for name, width in zip(names, widths, strict=True):
        grid.add_column(name, overflow="fold", no_wrap=width <= _SHORT)
    for row in cells:
        grid.add_row(*(cell.replace("[", "\\[") for cell in row))
    Console(file=sys.stdout).print(grid)


def files(paths: Iterable[str], suffix: str) -> list[Path]:
    """The files named, and those with ``suffix`` in the folders named, in order. Raises CannotRun."""
    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found.update(dict.fromkeys(sorted(path.rglob(f"*{suffix}"))))
        elif path.exists():
            found[path] = None
        else:
            raise CannotRun(f"{name}: no such file or folder")
    if not found:
        raise CannotRun(f"no *{suffix} file in {', '.join(paths)}")
    return list(found)


def changes(paths: Iterable[str], suffix: str) -> Iterator[None]:
    """Yield now, and again whenever one of the files changes, comes or goes. Never ends by itself."""
    names = list(paths)
    known: dict[Path, int] | None = None
    while True:
        stamp: dict[Path, int] = {}
        for name in names:
            path = Path(name)
            for file in path.rglob(f"*{suffix}") if path.is_dir() else [path]:
                if file.exists():
                    stamp[file] = file.stat().st_mtime_ns
        if stamp != known:
            known = stamp
            yield
        time.sleep(0.3)
