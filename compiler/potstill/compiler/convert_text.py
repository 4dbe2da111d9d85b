"""Literals of the recipe language: quotes and escapes, numbers, days, times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lark import Token, Tree

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.ir import calendar
from potstill.ir.program import Span
from potstill.ir.rounding import exact

_ESCAPE: Final = re.compile(r"\\(u\{([0-9A-Fa-f]{1,6})\}|.)", re.DOTALL)
_ESCAPES: Final = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Here:
    """What conversion works on: the whole text, and where its findings go."""

    text: str
    report: Report


def span_of(part: Tree[Token] | Token) -> Span:
    """From the first token to the last."""
    return Span(_first(part), _last(part))


def _first(part: Tree[Token] | Token) -> int:
    while isinstance(part, Tree):
        part = part.children[0]
    return part.start_pos or 0


def _last(part: Tree[Token] | Token) -> int:
    while isinstance(part, Tree):
        part = part.children[-1]
    return part.end_pos or 0


def name_of(token: Tree[Token] | Token) -> s.Name:
    """An identifier."""
    return s.Name(str(token), span=span_of(token))


def tokens(tree: Tree[Token], *kinds: str) -> list[Token]:
    """The tokens of some kinds among a tree's children, in order."""
    return [child for child in tree.children if isinstance(child, Token) and child.type in kinds]


def trees(tree: Tree[Token], *kinds: str) -> list[Tree[Token]]:
    """The trees among a tree's children, or those of some kinds, in order."""
    below = [child for child in tree.children if isinstance(child, Tree)]
    return [child for child in below if child.data in kinds] if kinds else below


def unescape(here: Here, text: str, start: int) -> str:
    """What stands between quotes, escapes undone; ``start`` is its position."""
    if "\\" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        code = int(match[2], 16) if match[2] else -1
        if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF:
            return chr(code)
        if code < 0 and match[1] in _ESCAPES:
            return _ESCAPES[match[1]]
        at = start + match.start()
        here.report.add(Code.BAD_ESCAPE, Span(at, start + match.end()), escape=match[0])
        return ""

    return _ESCAPE.sub(replace, text)


def quoted(here: Here, token: Tree[Token] | Token) -> s.Quoted:
    """A text in quotes."""
    span = span_of(token)
    return s.Quoted(unescape(here, here.text[span.start + 1 : span.end - 1], span.start + 1), span=span)


def number(token: Tree[Token] | Token) -> s.Number:
    """A number; the scan has seen to it that it is short."""
    text = str(token)
    return s.Number(exact(Fraction(text.replace("_", ""))), text, span=span_of(token))


def day(here: Here, token: Tree[Token] | Token) -> s.Day:
    """A date."""
    year, month, date = map(int, str(token).split("-"))
    span = span_of(token)
    if not calendar.is_day(year, month, date):
        here.report.add(Code.NO_SUCH_DAY, span, text=token)
        return s.Day(1, span=span)
    return s.Day(calendar.day_number(year, month, date), span=span)


def yearly_day(here: Here, token: Tree[Token] | Token) -> s.YearlyDay:
    """A day of every year."""
    month, date = map(int, str(token)[2:].split("-"))
    if not calendar.is_day(4, month, date):
        here.report.add(Code.NO_SUCH_DAY, span_of(token), text=token)
    return s.YearlyDay(month * 100 + date, span=span_of(token))


def clock(here: Here, token: Tree[Token] | Token) -> s.Clock:
    """A time of day."""
    hour, minute, second = (*map(int, str(token).split(":")), 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        here.report.add(Code.NO_SUCH_TIME, span_of(token), text=token)
    return s.Clock(hour * 3600 + minute * 60 + second, span=span_of(token))


def stretch(tree: Tree[Token]) -> s.Stretch:
    """A duration: numbers and units in turn."""
    children = tree.children
    pairs = zip(children[::2], children[1::2], strict=True)
    return s.Stretch(tuple((number(count), str(unit)) for count, unit in pairs), span=span_of(tree))
