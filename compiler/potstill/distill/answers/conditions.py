"""Conditions: comparisons that are true in some examples and false in the others.

    C ::= x < c | x <= c | x > c | x >= c | x == c | x != c
        | x < y | x <= y | x == y | … | x % k == c | x % y == 0 | w == "text" | w == v

over numbers x, y (slots, and what dates, times and durations have), dates, times and durations (with each
other), slots of words or enumerations w, v; k from 2 to `LARGEST_DIVISOR`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from potstill.distill.answers.found import Cut, Task
from potstill.distill.answers.inputs import SPELLED, Leaf
from potstill.distill.answers.leaves import counts, features, numeric, slots
from potstill.distill.terms import Apply, Const, Term
from potstill.ir.normal import fold
from potstill.ir.values import Value

LARGEST_DIVISOR: Final = 12
GRAMMAR: Final = (
    "C ::= x < c | x <= c | x > c | x >= c | x == c | x != c | x ? y | x % k == c | x % y == 0 | w == v",
    f"c: from the examples; ?: any comparison; k ::= 2 | … | {LARGEST_DIVISOR}; v: a text seen, or a slot",
)

Mask = tuple[bool, ...]

_COMPARE: Final[dict[str, Callable[[Fraction, Fraction], bool]]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Test:
    """A condition and where it is true; with the gap that its threshold was taken from, if it has one."""

    term: Term
    mask: Mask
    cut: Cut | None = None


def tests(task: Task) -> Iterator[Test]:
    """All conditions that are true in some example and false in another."""
    everywhere = (True,) * task.inputs.rows
    for test in _tests(task):
        if any(test.mask) and test.mask != everywhere:
            yield test


def space(task: Task) -> int:
    """How many conditions there are at most, with thresholds counted by the examples."""
    leaves = len(numeric(task.inputs)) + len(features(task.inputs)) + len(list(task.inputs.of(SPELLED)))
    return 1 + leaves * (8 * task.inputs.rows + 100) + 7 * leaves * leaves


def _tests(task: Task) -> Iterator[Test]:
    numbers = [*numeric(task.inputs), *features(task.inputs)]
    whole = counts(task.inputs)
    for leaf in numbers:
        yield from _against_constants(leaf, whole=leaf in whole)
    for kinds in (numbers, slots(task.inputs, "date"), slots(task.inputs, "time")):
        yield from _against_others(kinds)
    yield from _against_others(slots(task.inputs, "duration"))
    for leaf in numbers:
        yield from _remainders(leaf, numbers)
    yield from _spelled(slots(task.inputs, *SPELLED))


def _against_constants(leaf: Leaf, *, whole: bool) -> Iterator[Test]:
    """``whole``: the leaf is, whatever the request; that it was in all examples does not count."""
    values = [_number(value) for value in leaf.values]
    rising = sorted(set(values))
    for below, above in pairwise(rising):
        cut = Cut(leaf.term, below, above)
        larger = tuple(value >= above for value in values)
        smaller = tuple(value <= below for value in values)
        # Between whole numbers that follow each other there is nothing to be told apart.
        tight = whole and above - below == 1
        for op, bound, mask in (
            ("ge", above, larger),
            ("gt", below, larger),
            ("le", below, smaller),
            ("lt", above, smaller),
        ):
            if not (tight and op in ("gt", "lt")):
                yield Test(Apply(op, (leaf.term, Const(bound))), mask, None if tight else cut)
    for wanted in rising:
        equal = tuple(value == wanted for value in values)
        # One example says nothing about the others that are like it.
        if sum(equal) > 1:
            yield Test(Apply("eq", (leaf.term, Const(wanted))), equal)
            yield Test(Apply("ne", (leaf.term, Const(wanted))), _other(equal))


def _against_others(leaves: Sequence[Leaf]) -> Iterator[Test]:
    for position, one in enumerate(leaves):
        for other in leaves[position + 1 :]:
            pairs = list(zip(one.values, other.values, strict=True))
            for op, compare in _COMPARE.items():
                mask = tuple(compare(_number(a), _number(b)) for a, b in pairs)
                yield Test(Apply(op, (one.term, other.term)), mask)


def _remainders(leaf: Leaf, others: Sequence[Leaf]) -> Iterator[Test]:
    values = [_number(value) for value in leaf.values]
    if any(value.denominator != 1 for value in values):
        return
    for divisor in range(2, LARGEST_DIVISOR + 1):
        rests = [value % divisor for value in values]
        rest = Apply("mod", (leaf.term, Const(Fraction(divisor))))
        for wanted in sorted(set(rests)):
            mask = tuple(each == wanted for each in rests)
            if sum(mask) > 1:
                yield Test(Apply("eq", (rest, Const(wanted))), mask)
                yield Test(Apply("ne", (rest, Const(wanted))), _other(mask))
    for other in others:
        by = [_number(value) for value in other.values]
        if other != leaf and all(each > 0 for each in by):
            rest = Apply("mod", (leaf.term, other.term))
            mask = tuple(value % each == 0 for value, each in zip(values, by, strict=True))
            yield Test(Apply("eq", (rest, Const(Fraction(0)))), mask)
            yield Test(Apply("ne", (rest, Const(Fraction(0)))), _other(mask))


def _spelled(leaves: Sequence[Leaf]) -> Iterator[Test]:
    folded = [tuple(fold(str(value)) for value in leaf.values) for leaf in leaves]
    for leaf, texts in zip(leaves, folded, strict=True):
        for wanted in sorted(set(texts)):
            mask = tuple(each == wanted for each in texts)
            if sum(mask) > 1:
                yield Test(Apply("eq", (leaf.term, Const(wanted))), mask)
                yield Test(Apply("ne", (leaf.term, Const(wanted))), _other(mask))
    for position, one in enumerate(leaves):
        for other in range(position + 1, len(leaves)):
            pairs = zip(folded[position], folded[other], strict=True)
            mask = tuple(a == b for a, b in pairs)
            yield Test(Apply("eq", (one.term, leaves[other].term)), mask)
            yield Test(Apply("ne", (one.term, leaves[other].term)), _other(mask))


def _other(mask: Mask) -> Mask:
    return tuple(not each for each in mask)


def _number(value: Value) -> Fraction:
    assert isinstance(value, int | Fraction), "compared are numbers, and what numbers stand for"
    return Fraction(value)
