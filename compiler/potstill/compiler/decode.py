"""Bytes become the text of a recipe, or a diagnostic."""

from __future__ import annotations

from typing import Final

from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.source import Source
from potstill.ir.program import Span

MAX_BYTES: Final = 256 * 1024
"""The longest recipe, in bytes of UTF-8."""


def read_source(given: str | bytes, name: str, report: Report) -> Source:
    """The source; an empty one, and a report, if it is too long or not UTF-8.

    A byte order mark becomes a blank.
    """
    nothing, start = Source("", name), Span(0, 0)
    if len(given) > MAX_BYTES:
        report.add(Code.TOO_LONG, start, limit=MAX_BYTES)
        return nothing
    try:
        text = given if isinstance(given, str) else given.decode()
        size = len(text.encode())
    except (UnicodeDecodeError, UnicodeEncodeError) as wrong:
        report.add(Code.NOT_UTF8, start, position=wrong.start)
        return nothing
    if size > MAX_BYTES:
        report.add(Code.TOO_LONG, start, limit=MAX_BYTES)
        return nothing
    return Source(" " + text[1:] if text.startswith("\ufeff") else text, name)
