"""Any formula: the search of induction, over all examples, with the old program forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from potstill.compiler import syntax as s
from potstill.distill.repair.cases import wanted_numbers
from potstill.distill.repair.constants import recipe_constants
from potstill.distill.repair.edits import Edit
from potstill.distill.repair.positions import Position
from potstill.distill.repair.trial import Trial
from potstill.distill.search import Limits, Role, declare, search
from potstill.distill.terms import write
from potstill.distill.tree import expression
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.family import Family, Slot

LIMITS: Final = Limits(leaves=5, extras=2, effort=20_000_000)

MAX_SLOTS: Final = 6
"""Slots for numbers, beyond which nothing is searched."""


class Formulas:
    """The search for one trial. ``exhausted``: whether all of the declared space was looked at."""

    def __init__(self, trial: Trial) -> None:
        self._trial: Final = trial
        self.exhausted = True

    def edits(self) -> Iterator[Edit]:
        """All formulas of the space that give the answers, in the place of the answer; numbers alone."""
        trial = self._trial
        cases = (*trial.failing, *trial.passing)
        target: list[Fraction] = []
        for case in cases:
            if not isinstance(case.example.answer, Fraction):
                return
            target += wanted_numbers(case.example.answer)
        names = _numeric(trial.family)
        if not 1 <= len(names) <= MAX_SLOTS:
            self.exhausted = not names
            return
        columns = {
            name: tuple(Fraction(str(case.point.parameters[name])) for case in cases) for name in names
        }
        roles = {name: _role(trial.family.slot(name)) for name in names}
        space = declare(roles, recipe_constants(trial.tree), LIMITS)
        found = search(columns, target, space)
        self.exhausted = found.exhausted
        number, answer = next(
            (number, each) for number, each in enumerate(trial.tree.statements) if isinstance(each, s.Answer)
        )
        at = Position(number, answer.value, (), False)
        for term in found.terms:
            new = expression(write(term))
            yield Edit(at.replaced(trial.tree, new), at, new)


def _numeric(family: Family) -> list[str]:
    """The slots whose values are numbers, and always there."""
    return [slot.name for slot in family.slots if isinstance(slot.type, t.Number) and not slot.flavour]


def _role(slot: Slot) -> Role:
    """In what forms formulas read the slot."""
    match slot.lexicon:
        case lx.Percents():
            return Role.PERCENT
        case lx.Fractions():
            return Role.FRACTION
        case _:
            return Role.NUMBER
