"""Diagnostics: what is wrong, where, why it is wrong, and what to write instead.

A diagnostic carries a code and data; its sentences stand in the table of codes (``codes.toml``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from potstill.compiler.codes import Code, Entry, table
from potstill.compiler.source import Source
from potstill.ir.program import Span

MAX_DIAGNOSTICS: Final = 50
"""Errors that are reported of one recipe; the rest will still be there after these are mended."""

_WIDEST: Final = 120
"""Columns of a source line that are shown."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``data`` fills the places of the code's sentences."""

    code: Code
    span: Span
    data: tuple[tuple[str, str], ...] = ()

    @property
    def error(self) -> bool:
        """Whether the recipe is refused for it."""
        return self.code.value.startswith("E")

    @property
    def entry(self) -> Entry:
        """The code's row in the table."""
        return table()[self.code]

    @property
    def what(self) -> str:
        """What is wrong."""
        return self.entry.what.format(**dict(self.data))

    @property
    def why(self) -> str:
        """Why that is wrong."""
        return self.entry.why.format(**dict(self.data))

    @property
    def fix(self) -> str:
        """What to write instead."""
        return self.entry.fix.format(**dict(self.data))

    def render(self, text: str, name: str = "recipe") -> str:
        """The finding in words, with the place in the recipe's text and a caret under it."""
        return render(self, Source(text, name))

    def to_json(self, text: str) -> dict[str, object]:
        """As plain data, with lines and columns from 1; the end is exclusive."""
        source = Source(text)
        (line, column), (end_line, end_column) = source.place(self.span.start), source.place(self.span.end)
        return {
            "code": self.code.value,
            "severity": "error" if self.error else "warning",
            "title": self.entry.title,
            "span": {"start": self.span.start, "end": self.span.end},
            "start": {"line": line, "column": column},
            "end": {"line": end_line, "column": end_column},
            "what": self.what,
            "why": self.why,
            "fix": self.fix,
        }


def diagnostic(code: Code, span: Span, **data: object) -> Diagnostic:
    """A diagnostic with its data as texts."""
    return Diagnostic(code, span, tuple((key, shown(str(value))) for key, value in data.items()))


class Report:
    """Collects the diagnostics of one recipe."""

    def __init__(self) -> None:
        self._found: dict[tuple[Code, Span], Diagnostic] = {}
        self.failed = False

    def add(self, code: Code, span: Span, **data: object) -> None:
        """Report something; the first report of a code at a place stands."""
        self.append(diagnostic(code, span, **data))

    def append(self, found: Diagnostic) -> None:
        """Report a diagnostic."""
        self.failed = self.failed or found.error
        self._found.setdefault((found.code, found.span), found)

    @property
    def errors(self) -> int:
        """How many errors have been reported."""
        return sum(found.error for found in self._found.values())

    def suggest(self, name: str, known: Iterable[str]) -> str:
        """What :func:`did_you_mean` says, as long as anybody will read it."""
        return "" if self.full else did_you_mean(name, known)

    @property
    def full(self) -> bool:
        """Whether no more diagnostics will be shown."""
        return len(self._found) >= MAX_DIAGNOSTICS

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """In order of place, at most MAX_DIAGNOSTICS; of too many the errors."""
        found = sorted(self._found.values(), key=lambda each: not each.error)[:MAX_DIAGNOSTICS]
        return tuple(sorted(found, key=lambda each: (each.span.start, each.span.end, each.code.value)))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """ "; did you mean `x`?" for a name that is close to a known one, otherwise nothing."""
    if len(name) > 100:
        return ""
    close = get_close_matches(name, list(known)[:1000], n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def shown(text: str) -> str:
    """The text with everything invisible spelled out, so that it cannot disguise itself; cut if long."""
    visible = "".join(char if _visible(char) else f"\\u{{{ord(char):X}}}" for char in text[:300])
    return visible + ("…" if len(text) > 300 else "")


def _visible(char: str) -> bool:
    return char == " " or (char.isprintable() and unicodedata.category(char)[0] != "C")


def render(found: Diagnostic, source: Source) -> str:
    """The finding as text: the place, the line with a caret under it, the reason and the remedy."""
    line, column = source.place(found.span.start)
    kind = "error" if found.error else "warning"
    before, inside, after = _cut(source.line(line), column - 1, found.span.end - found.span.start)
    number = str(line)
    margin = " " * len(number)
    return "\n".join(
        (
            f"{kind}[{found.code.value}]: {found.what}",
            f"{margin}--> {source.name}:{line}:{column}",
            f"{margin} |",
            f"{number} | {before}{inside}{after}".rstrip(),
            f"{margin} | {' ' * _width(before)}{'^' * max(_width(inside), 1)}",
            f"{margin} = why: {found.why}",
            f"{margin} = fix: {found.fix}",
        )
    )


def _cut(line: str, start: int, length: int) -> tuple[str, str, str]:
    """The parts of a line before, in and after the span, made visible, within some width."""
    stop = min(start + length, len(line))
    before, inside, after = line[:start], line[start:stop], line[stop:]
    if len(before) > _WIDEST // 2:
        before = "…" + before[-_WIDEST // 2 :]
    if len(inside) > _WIDEST // 2:
        inside = inside[: _WIDEST // 2] + "…"
    return _plain(before), _plain(inside), _plain(after[: _WIDEST // 2])


def _plain(part: str) -> str:
    return shown(part.replace("\t", " "))


def _width(text: str) -> int:
    """Columns of a terminal: wide characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
