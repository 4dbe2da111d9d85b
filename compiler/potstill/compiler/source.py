"""The text of a recipe: bytes become text, and a position becomes a line and a column."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Diagnostic, diagnostic
from potstill.ir.program import Span

MAX_BYTES: Final = 256 * 1024
"""The longest recipe, in bytes of UTF-8."""


@dataclass(frozen=True)
class Source:
    """A recipe's text under the name that diagnostics call it by."""

    text: str
    name: str = field(default="recipe")

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line starts."""
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)

    def place(self, position: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect_right(self.starts, position)
        return line, position - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, from 1, without its end."""
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")


def read_source(given: str | bytes, name: str = "recipe") -> tuple[Source, Diagnostic | None]:
    """The source, or an empty one and what is wrong with it: too long, or not UTF-8."""
    nothing = Source("", name)
    if len(given) > MAX_BYTES:
        return nothing, diagnostic(Code.TOO_LONG, Span(0, 0), limit=MAX_BYTES)
    if isinstance(given, str):
        try:
            size = len(given.encode())
        except UnicodeEncodeError as wrong:
            return nothing, diagnostic(Code.NOT_UTF8, Span(0, 0), where=f"code point {wrong.start}")
        if size > MAX_BYTES:
            return nothing, diagnostic(Code.TOO_LONG, Span(0, 0), limit=MAX_BYTES)
        return Source(given.removeprefix("\ufeff"), name), None
    try:
        text = given.decode()
    except UnicodeDecodeError as wrong:
        return nothing, diagnostic(Code.NOT_UTF8, Span(0, 0), where=f"byte {wrong.start}")
    return Source(text.removeprefix("\ufeff"), name), None
