"""Which requests test a family before it is released: one inside of what was seen, one at its boundary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice
from typing import Final

from potstill.distill.induction.asking import Asking
from potstill.distill.induction.building import Built, answers
from potstill.distill.induction.setting import Setting
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.outcome import Missing
from potstill.distill.versions import Parameters, holds
from potstill.ir.values import Value

MOST: Final = 2
"""Holdouts of one release."""

WORDED: Final = 32
"""Points of Θ that are put into words to choose a holdout from."""


def tested(setting: Setting, found: Built, asking: Asking) -> None:
    """Ask for requests that the family answers, one inside and one at the boundary, as far as may be asked.

    Raises Again if an answer disagrees; Stop if there is none to ask; NotYet.
    """
    seen = setting.template.parameters
    asked = 0
    for choose in islice(cycle((nearest, farthest)), MOST):
        holdout = choose(_answered(setting, found, asking), seen) if asking.left > 0 else None
        if holdout is None:
            break
        answered = asking.ask(holdout.utterance, f"holdout, {holdout.where}")
        if answered is not None and not answers(found.artifact.family, answered):
            raise Again
        asked += answered is not None
    if not asked:
        raise Stop(Missing.HOLDOUT, "no request is left to test the family with")


def _answered(setting: Setting, found: Built, asking: Asking) -> Iterator[tuple[str, Parameters]]:
    """Requests that the family answers, of the pool or of Θ."""
    if asking.free:
        inside = (point for point in setting.tried if holds(found.conditions, point))
        for point in islice(inside, WORDED):
            utterance = setting.say(point)
            if utterance is not None and asking.is_new(utterance):
                yield utterance, point
        return
    for utterance in asking.pool():
        parameters = setting.template.read(utterance)
        if parameters is not None and holds(found.conditions, parameters):
            yield utterance, parameters


@dataclass(frozen=True, slots=True)
class Holdout:
    """A request to compare, its parameters, and where it lies: ``inside`` or ``boundary``."""

    utterance: str
    parameters: Parameters
    where: str


def farthest(candidates: Iterable[tuple[str, Parameters]], seen: Sequence[Parameters]) -> Holdout | None:
    """The request whose numbers lie farthest outside of those seen; the first of several."""
    return _best(candidates, seen, "boundary", 1)


def nearest(candidates: Iterable[tuple[str, Parameters]], seen: Sequence[Parameters]) -> Holdout | None:
    """The request whose numbers lie farthest inside of those seen; the first of several."""
    return _best(candidates, seen, "inside", -1)


def _best(
    candidates: Iterable[tuple[str, Parameters]], seen: Sequence[Parameters], where: str, sign: int
) -> Holdout | None:
    ranked = [
        (sign * distance(parameters, seen), -position, Holdout(utterance, parameters, where))
        for position, (utterance, parameters) in enumerate(candidates)
    ]
    return max(ranked, key=lambda each: each[:2])[2] if ranked else None


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
