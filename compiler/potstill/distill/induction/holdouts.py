"""Which requests test a family before it is released: one inside of what was seen, one at its boundary."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import Final

from potstill.distill.induction.asking import Asking
from potstill.distill.induction.building import Built, answers
from potstill.distill.induction.narrowing import candidates
from potstill.distill.induction.setting import Setting
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.outcome import Missing
from potstill.distill.versions import Parameters, holds
from potstill.ir.values import Value

BOUNDARY: Final = "at the boundary"
INSIDE: Final = "inside"

WORDED: Final = 16
"""Points that are tried to be put into words for one holdout."""


def tested(setting: Setting, found: Built, asking: Asking) -> None:
    """Ask for requests that the family answers, one at the boundary and one inside, as far as may be asked.

    Raises Again if an answer disagrees; Stop if there is none to ask, or not one more than families that were
    refuted so; NotYet.
    """
    asked = 0
    for where in (BOUNDARY, INSIDE):
        utterance = _holdout(setting, found, asking, where) if asking.left > 0 else None
        if utterance is None:
            continue
        answered = asking.ask(utterance, f"holdout, {where}")
        if answered is not None and not answers(found.artifact.family, answered):
            asking.refuted += 1
            raise Again
        asked += answered is not None
    if not asked:
        raise Stop(Missing.HOLDOUT, "no request is left to test the family with")
    if asked <= asking.refuted:
        told = f"{asked} holdouts agree, and {asking.refuted} did not: more have to agree than did not"
        raise Stop(Missing.HOLDOUT, told)


def _holdout(setting: Setting, found: Built, asking: Asking, where: str) -> str | None:
    """The request that the family answers and that lies farthest outside of what was seen, or inside."""
    seen = setting.template.parameters
    orders = seen_orders(seen)
    answered = [
        each
        for each in candidates(setting, asking)
        if holds(found.conditions, each[1]) and not (asking.free and each[1] in seen)
    ]
    sign = 1 if where == BOUNDARY else -1
    answered.sort(key=lambda each: (-sign * flips(each[1], orders), -sign * distance(each[1], seen)))
    worded = (say() for say, _ in islice(answered, WORDED))
    return next((utterance for utterance in worded if utterance is not None), None)


def seen_orders(seen: Sequence[Parameters]) -> tuple[tuple[str, str], ...]:
    """Pairs of numeric slots of which the first was never less than the second."""
    columns = {
        name: numbers for name in seen[0] if None not in (numbers := [_number(each[name]) for each in seen])
    }
    return tuple(
        (one, other)
        for one, above in columns.items()
        for other, below in columns.items()
        if one != other
        and all(a is not None and b is not None and a >= b for a, b in zip(above, below, strict=True))
    )


def flips(point: Parameters, orders: Sequence[tuple[str, str]]) -> int:
    """How many orders that always held are the other way round at a point: the like of it was never seen."""
    numbers = ((_number(point[one]), _number(point[other])) for one, other in orders)
    return sum(a is not None and b is not None and a < b for a, b in numbers)


def distance(point: Parameters, seen: Sequence[Parameters]) -> Fraction:
    """How far outside the box of the numbers seen a point lies, in widths of the box, summed over slots.

    Below zero inside: then it is how near the middle, from 0 at the edge to -1/2, summed likewise.
    """
    total = Fraction(0)
    for name, value in point.items():
        numbers = [number for each in seen if (number := _number(each[name])) is not None]
        found = _number(value)
        if found is None or not numbers:
            continue
        low, high = min(numbers), max(numbers)
        width = max(high - low, Fraction(1))
        total += max(low - found, found - high) / width
    return total


def _number(value: Value) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return Fraction(value)
