"""Logs of answered requests: read line by line, grouped, and only what induction needs of them held.

A line that is too long, or is no answered request, is reported with its number and stops nothing.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from io import SEEK_END
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from potstill.cli.console import CannotRun, note
from potstill.distill.examples import MAX_LINE, BadExample, Example, read_line
from potstill.distill.growing.evidence import kind_of
from potstill.distill.json_text import json_text
from potstill.ir.normal import fold

if TYPE_CHECKING:
    from potstill.distill.grouping import Grouper

TOLD: Final = 20
"""Bad lines that are reported one by one."""

_CHUNK: Final = 1 << 16
_EVERY: Final = 500
"""Lines between two updates of a progress bar."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is an answered request; ``offset``: where it begins in the file."""

    offset: int
    example: Example


@contextmanager
def log_file(path: str) -> Iterator[IO[bytes]]:
    """A log to read from and to go back in; ``-`` is standard input, kept in a file meanwhile."""
    if path != "-":
        with Path(path).open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield kept


def read_log(file: IO[bytes], bad: list[BadLine]) -> Iterator[Line]:
    """The answered requests of a log, in order; lines that are none go to ``bad``."""
    file.seek(0)
    number = 0
    while True:
        number += 1
        offset = file.tell()
        data = file.readline(MAX_LINE + 2)
        if not data:
            return
        if len(data) > MAX_LINE and not data.endswith(b"\n"):
            size = len(data) + _skip(file)
            bad.append(BadLine(number, f"the line has {size:,} bytes, {MAX_LINE:,} are read"))
            continue
        if offset == 0:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if not data.strip():
            continue
        try:
            yield Line(offset, read_line(data.rstrip(b"\r\n")))
        except BadExample as wrong:
            bad.append(BadLine(number, str(wrong)))


def example_at(file: IO[bytes], offset: int) -> Example:
    """The answered request of the line that begins there, which was read before."""
    file.seek(offset)
    return read_line(file.readline(MAX_LINE + 2).removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n"))


def followed(lines: Iterator[Line], file: IO[bytes]) -> Iterator[Line]:
    """The lines of a file that is read, with a bar on a terminal's standard error."""
    if not sys.stderr.isatty():
        yield from lines
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=file.seek(0, SEEK_END))
        for number, line in enumerate(lines):
            if number % _EVERY == 0:
                bar.update(task, completed=line.offset)
            yield line


def tell_bad(path: str, bad: list[BadLine]) -> None:
    """Report bad lines on standard error: the first of them, and how many more there are."""
    for line in bad[:TOLD]:
        note(f"{path}:{line.number}: left out: {line.reason}")
    if len(bad) > TOLD:
        note(f"{path}: {len(bad) - TOLD:,} more lines left out")


@dataclass(frozen=True, slots=True)
class Gathered:
    """A group of a log: what its utterances share, how many lines, and where its distinct ones stand.

    ``offsets`` are in the order of the log, with those that contradict one of them beside it.
    """

    pattern: str
    lines: int
    offsets: tuple[int, ...]


def gathered(lines: Iterator[Line], grouper: Grouper) -> list[Gathered]:
    """The groups of a log with two distinct requests at least, the largest first."""
    clashes = _Clashes()
    for line in lines:
        clashes.add(line)
        grouper.add(line.example.utterance, line.offset, kind=kind_of(line.example.answer))
    found = []
    for group in grouper.groups(at_least=1):
        refs = [int(member.ref) for member in group.members]
        every = sorted({*refs, *(clashes.of[ref] for ref in refs if ref in clashes.of)})
        if len(every) > 1:
            found.append(Gathered(group.pattern, group.count, tuple(every)))
    return sorted(found, key=lambda each: (-each.lines, each.offsets))


class _Clashes:
    """Two answers to one request: ``of`` leads from its first line to one that contradicts that."""

    def __init__(self) -> None:
        self._first: dict[bytes, tuple[int, bytes]] = {}
        self.of: dict[int, int] = {}

    def add(self, line: Line) -> None:
        """Remember a line, as its digests."""
        example = line.example
        asked = _digest(fold(example.utterance), json_text(dict(sorted(example.context.items()))))
        answer = _digest(json_text(example.answer))
        first, known = self._first.setdefault(asked, (line.offset, answer))
        if known != answer:
            self.of.setdefault(first, line.offset)


def _digest(*texts: str) -> bytes:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _skip(file: IO[bytes]) -> int:
    """Read to the end of the line; how many bytes."""
    skipped = 0
    while data := file.readline(_CHUNK):
        skipped += len(data)
        if data.endswith(b"\n"):
            break
    return skipped


def texts(path: str) -> list[str]:
    """The lines of a small file of requests. Raises CannotRun."""
    try:
        return [line for line in Path(path).read_text("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError as wrong:
        raise CannotRun(f"{path}: not UTF-8: {wrong}") from wrong
