"""Answers that go one way or another: truth values, and choices between two explanations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from potstill.distill.answers.conditions import GRAMMAR as CONDITIONS
from potstill.distill.answers.conditions import Mask, Test, space, tests
from potstill.distill.answers.found import Found, NotFound, Outcome, Task, combined, merged, ranked, united
from potstill.distill.examples import Json
from potstill.distill.terms import Apply, Const, Term

GRAMMAR: Final = ("S ::= A if C else A, with at least {side} examples on each side",)

Explain = Callable[[Task, Sequence[Json]], Outcome]


def truth(task: Task, target: tuple[bool, ...]) -> Outcome:
    """All conditions that are true where the answers are; a constant if all answers are the same."""
    if len(set(target)) == 1:
        return Found((Const(target[0]),), ("constant",), 2, exhausted=True)
    if min(target.count(True), target.count(False)) < task.limits.side:
        return NotFound(f"fewer than {task.limits.side} examples for one of the two truth values")
    found = [test for test in tests(task) if test.mask == target]
    if not found:
        return NotFound("no comparison is true where the answers are")
    return _conditions(task, found)


def choice(task: Task, answers: Sequence[Json], explain: Explain) -> Outcome:
    """All choices between two explanations, for all ways in which a condition divides the examples.

    ``explain`` explains each side without choices of its own.
    """
    divided: dict[Mask, list[Test]] = {}
    for test in tests(task):
        # Of a condition and its opposite, the one that takes the first example.
        if test.mask[0] and _enough(test.mask, task.limits.side):
            divided.setdefault(test.mask, []).append(test)
    found: list[Found] = []
    exhausted = len(divided) <= task.limits.partitions
    for mask, known in islice(divided.items(), task.limits.partitions):
        sides = [_side(task, answers, mask, wanted, explain) for wanted in (True, False)]
        exhausted = exhausted and all(side.exhausted for side in sides)
        then, otherwise = sides
        if isinstance(then, Found) and isinstance(otherwise, Found):
            parts = (_conditions(task, known), then, otherwise)
            rule = GRAMMAR[0].format(side=task.limits.side)
            one = combined(parts, lambda chosen: Apply("if", chosen), rule, task.limits)
            # What either side was seen with is no condition on the other one.
            if not then.conditions and not otherwise.conditions:
                found.append(one)
    if not found:
        return NotFound("no condition divides the examples so that both sides are explained", (), exhausted)
    whole = united(found, task.limits)
    return Found(
        whole.terms, whole.space, whole.size, whole.exhausted and exhausted, whole.conditions, whole.cuts
    )


def _side(task: Task, answers: Sequence[Json], mask: Mask, wanted: bool, explain: Explain) -> Outcome:
    rows = [row for row, on in enumerate(mask) if on is wanted]
    return explain(task.select(rows), [answers[row] for row in rows])


def _conditions(task: Task, known: Sequence[Test]) -> Found:
    terms: tuple[Term, ...] = ranked(test.term for test in known)
    cuts = tuple(dict.fromkeys(test.cut for test in known if test.cut is not None))
    kept = terms[: task.limits.terms]
    return Found(kept, merged(CONDITIONS), space(task), len(terms) == len(kept), cuts=cuts)


def _enough(mask: Mask, side: int) -> bool:
    return min(sum(mask), len(mask) - sum(mask)) >= side
