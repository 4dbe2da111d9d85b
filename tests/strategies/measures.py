"""The sizes of values, measured on the values themselves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from potstill.ir import types as t


def numbers(value: Any, kind: t.Type) -> Iterator[Fraction]:
    """All numbers in a value of the type, seconds of durations included."""
    match kind:
        case t.Number() | t.Duration():
            yield Fraction(value)
        case _:
            for part, body in _parts(value, kind):
                yield from numbers(part, body)


def cells(value: Any, kind: t.Type) -> int:
    """Code points of the texts and elements of the lists in a value of the type."""
    own = len(value) if isinstance(kind, t.Text | t.List) else 0
    return own + sum(cells(part, body) for part, body in _parts(value, kind))


def _parts(value: Any, kind: t.Type) -> list[tuple[Any, t.Type]]:
    match kind:
        case t.List(element):
            return [(item, element) for item in value]
        case t.Record(fields):
            return [(item, body) for item, (_, body) in zip(value, fields, strict=True)]
        case t.Optional(body):
            return [] if value is None else [(value, body)]
        case _:
            return []
