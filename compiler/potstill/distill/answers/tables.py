"""Answers that go by one parameter: tables, out of enough evidence, and no row that was not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from potstill.compiler.limits import MAX_NAME
from potstill.distill.answers.found import Found, NotFound, Outcome, Task, known_keys
from potstill.distill.answers.inputs import NUMERIC, SPELLED, Column
from potstill.distill.terms import Apply, Constant, Rows, Term
from potstill.ir.normal import fold
from potstill.ir.values import Value


def table(task: Task, target: tuple[Constant, ...]) -> Outcome:
    """All tables with one slot as the key that give these answers.

    A key counts if it was seen with one answer only, `Limits.support` times at least; the condition keeps
    what was not seen outside. Not a table: a constant, and one whose answers are all different.
    """
    terms = tuple(_tables(task, target))
    if not terms:
        return NotFound(f"no slot decides the answer with {task.limits.support} examples for each value")
    keys = len(tuple(task.inputs.of(NUMERIC | SPELLED)))
    return Found(
        terms,
        ("K ::= TABLE[x], x a slot, TABLE: the keys seen, each with the one answer that it was seen with",),
        keys,
        exhausted=True,
        conditions=known_keys(terms),
    )


def _tables(task: Task, target: tuple[Constant, ...]) -> Iterator[Term]:
    if len(set(target)) < 2:
        return
    for column in task.inputs.of(NUMERIC | SPELLED):
        rows = _rows(column, target, task.limits.support)
        if rows is not None:
            yield Apply("lookup", (column.term,), Rows(_name(column.name, task.path), rows))


def _rows(
    column: Column, target: tuple[Constant, ...], support: int
) -> tuple[tuple[Constant, Constant], ...] | None:
    """The rows of the table with this key, or None if it is no function or has too little evidence."""
    found: dict[Constant, Constant] = {}
    seen: Counter[Constant] = Counter()
    for given, wanted in zip(column.values, target, strict=True):
        key = _key(given)
        seen[key] += 1
        if found.setdefault(key, wanted) != wanted:
            return None
    if min(seen.values()) < support:
        return None
    return tuple(sorted(found.items(), key=lambda row: (isinstance(row[0], str), row[0])))


def _name(slot: str, path: str) -> str:
    """A name for the table that no other table of one answer has."""
    return f"{slot}_{path or 'answer'}".upper()[:MAX_NAME]


def _key(given: Value) -> Constant:
    """The key of a slot's value: texts by their normal form, as lookups compare them."""
    if isinstance(given, str):
        return fold(given)
    assert isinstance(given, int | Fraction), "keys are numbers or texts"
    return Fraction(given)
