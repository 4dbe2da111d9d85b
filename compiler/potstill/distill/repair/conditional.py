"""Conditionals: a near program where a condition holds, and the old one everywhere else.

Nobody knows where in the gap between corrected and accepted requests the boundary lies, so that both ends of
the gap are proposed: unless the gap is empty they are rivals, and a question in between tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from potstill.compiler import syntax as s
from potstill.distill.repair.cases import gives
from potstill.distill.repair.edits import Edit
from potstill.distill.repair.positions import Position
from potstill.distill.repair.trial import Trial
from potstill.distill.split.conditions import conditions
from potstill.distill.split.outcome import Boundary, Rung
from potstill.distill.tree import changed, expression
from potstill.ir.program import Program
from potstill.verifier.theta.domain import Point

RUNGS: Final = (Rung.RANGE, Rung.VALUES, Rung.RELATION)

MAX_BRANCHES: Final = 40
"""Near programs that are tried as a branch."""


def conditionals(trial: Trial, near: Sequence[tuple[Edit, Program]]) -> Iterator[Edit]:
    """Conditionals whose branch is one of the edits, which cure what fails and break something else."""
    for edit, program in near[:MAX_BRANCHES]:
        statement = trial.tree.statements[edit.position.statement]
        if not isinstance(statement, s.LetDef | s.Answer):
            continue
        broken = [case.point for case in trial.passing if not gives(program, case)]
        at = Position(edit.position.statement, statement.value, (), False)
        branch = _edited(statement.value, edit)
        for text in _conditions(trial, [case.point for case in trial.failing], broken):
            test = expression(text)
            new = s.Conditional(branch, test, statement.value)
            yield Edit(at.replaced(trial.tree, new), at, new, test)


def _edited(value: s.Expression, edit: Edit) -> s.Expression:
    found = changed(value, lambda node: edit.new if node is edit.position.node else node)
    branch: s.Expression = found
    return branch


def _conditions(trial: Trial, inside: Sequence[Point], outside: Sequence[Point]) -> Iterator[str]:
    """Conditions that hold inside and nowhere outside, with the boundary at either end of the gap."""
    family = replace(trial.family, slots=tuple(slot for slot in trial.family.slots if not slot.flavour))
    for rung in RUNGS:
        for found in conditions(family, inside, outside, Boundary.NEAREST, rung):
            yield found.text
        for found in conditions(family, outside, inside, Boundary.NEAREST, rung):
            yield found.negation
