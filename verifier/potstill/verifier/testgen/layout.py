"""Python source of literals and calls, broken into lines as formatters break them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Group:
    """``head`` + ``items`` with commas + ``tail``, on one line or one item a line."""

    head: str
    items: tuple[tuple[str, Source], ...]
    tail: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """A long text as adjacent literals, one a line."""

    literals: tuple[str, ...]


Source: TypeAlias = str | Pieces | Group
"""An expression: text that is not broken, or what may be. An item's first part is written before it."""


def literal(value: object) -> Source:
    """The expression whose value is ``value``, a Python object as replies hold them."""
    match value:
        case None | bool() | int():
            return repr(value)
        case str():
            return quoted(value)
        case Decimal():
            return call("Decimal", f'"{value}"')
        case Fraction():
            return f"Fraction({value.numerator}, {value.denominator})"
        case datetime.date():
            return f"date({value.year}, {value.month}, {value.day})"
        case datetime.time():
            seconds = f", {value.second}" if value.second else ""
            return f"time({value.hour}, {value.minute}{seconds})"
        case datetime.timedelta():
            return f"timedelta(seconds={value // datetime.timedelta(seconds=1)})"
        case list():
            return Group("[", tuple(("", literal(item)) for item in value), "]")
        case dict():
            return Group("{", tuple((f"{quoted(key)}: ", literal(item)) for key, item in value.items()), "}")
        case _:
            raise TypeError(f"no literal for a {type(value).__name__}")


def quoted(text: str) -> str:
    """A string literal, what does not print escaped; in double quotes unless it holds some itself."""
    if text.isprintable() and "\\" not in text:
        if '"' not in text:
            return f'"{text}"'
        if "'" not in text:
            return f"'{text}'"
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def call(function: str, *arguments: Source) -> Group:
    """A call with positional arguments."""
    return Group(f"{function}(", tuple(("", argument) for argument in arguments), ")")


def lines(before: str, source: Source, indent: int = 4, after: str = "") -> list[str]:
    """``before`` + the expression + ``after``, in lines of at most 100 columns where they can be broken."""
    margin = " " * indent
    if isinstance(source, Pieces):
        first, *rest = source.literals
        pieces = [margin + before + first, *(margin + piece for piece in rest)]
        return [*pieces[:-1], pieces[-1] + after]
    flat = margin + before + _flat(source) + after
    if isinstance(source, str) or not source.items:
        return [flat]
    if len(flat) <= WIDTH and not _has_pieces(source):
        return [flat]
    first, last = margin + before + source.head, margin + source.tail + after
    inner = ", ".join(name + _flat(item) for name, item in source.items)
    if indent + 4 + len(inner) <= WIDTH and not _has_pieces(source):
        return [first, f"{margin}    {inner}", last]
    body: list[str] = []
    for name, item in source.items:
        # Formatters put no comma behind a lone argument that is a text in pieces.
        comma = "" if len(source.items) == 1 and isinstance(item, Pieces) else ","
        body += lines(name, item, indent + 4, comma)
    return [first, *body, last]


def _has_pieces(source: Group) -> bool:
    return any(isinstance(item, Pieces) for _, item in source.items)


def _flat(source: Source) -> str:
    match source:
        case str():
            return source
        case Pieces(literals):
            return " ".join(literals)
        case Group():
            return _joined(source)


def _joined(source: Group) -> str:
    return source.head + ", ".join(name + _flat(item) for name, item in source.items) + source.tail


def contexts(context: Mapping[str, object]) -> tuple[Source, ...]:
    """The context as a second argument; none if it is empty."""
    return (literal(dict(context)),) if context else ()
