"""Tables: their keys and values are constants of one type each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.constants import Constant, constant
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_ROWS
from potstill.compiler.values import value_type
from potstill.ir import types as t
from potstill.ir.normal import fold
from potstill.ir.program import Table
from potstill.ir.rules import ordered
from potstill.ir.typing import contains, join, show
from potstill.ir.values import Value


def table(declared: s.TableDef, report: Report) -> Table | None:
    """The table; None if the recipe is wrong there."""
    rows = declared.rows
    if not 1 <= len(rows) <= MAX_ROWS:
        report.add(Code.ROW_COUNT, declared.name.span, limit=MAX_ROWS)
        return None
    ranges = rows[0].upto
    for row in rows:
        if row.upto is not ranges:
            report.add(Code.MIXED_ROWS, row.span)
            return None
    keys = _column([row.key for row in rows], declared.key, report)
    values = _column([row.value for row in rows], declared.value, report)
    if keys is None or values is None:
        return None
    (key_type, key_values), (type_of_values, row_values) = keys, values
    if ranges and not ordered(key_type):
        report.add(Code.UNORDERED_KEYS, declared.rows[0].key.span, type=show(key_type))
        return None
    if not _distinct(rows, key_values, report, rising=ranges):
        return None
    pairs = tuple(zip(key_values, row_values, strict=True))
    return Table(declared.name.text, key_type, type_of_values, pairs, ranges)


def _column(
    expressions: list[s.Expression], declared: s.TypeSyntax | None, report: Report
) -> tuple[t.Type, list[Value]] | None:
    """The type of a column and its values."""
    found = [constant(expression, report) for expression in expressions]
    good = [each for each in found if each is not None]
    if len(good) < len(found):
        return None
    inferred = _common(good)
    if inferred is None:
        odd = next(index for index in range(len(good)) if _common(good[: index + 1]) is None)
        report.add(Code.MIXED_COLUMN, expressions[odd].span, found=show(good[odd].type))
        return None
    kind = inferred if declared is None else value_type(declared, report, inferred=inferred)
    if kind is None:
        return None
    for each, expression in zip(good, expressions, strict=True):
        if join(each.type, kind) is None or not contains(kind, each.value):
            report.add(Code.CELL_TYPE, expression.span, type=show(kind))
            return None
    return kind, [each.value for each in good]


def _common(found: Iterable[Constant]) -> t.Type | None:
    common: t.Type | None = None
    for place, each in enumerate(found):
        common = join(common, each.type) if common is not None else None if place else each.type
    return common


def _distinct(rows: tuple[s.Row, ...], keys: list[Value], report: Report, *, rising: bool) -> bool:
    seen: set[Value] = set()
    for row, key in zip(rows, keys, strict=True):
        normal = fold(key) if isinstance(key, str) else key
        if normal in seen:
            report.add(Code.DUPLICATE_KEY, row.key.span)
            return False
        seen.add(normal)
    for (_, lower), (row, upper) in pairwise(zip(rows, keys, strict=True)) if rising else ():
        if not lower < upper:  # type: ignore[operator]  # keys of a type that has an order
            report.add(Code.FALLING_ROWS, row.key.span)
            return False
    return True
