"""Where two versions end otherwise: the narrowest condition that was proved to hold wherever they do.

Conditions are proposed (the edit's own, those around the place of the edit, then what separates points at
which the versions differ from points at which they do not) and proved: outside of the condition the versions
end alike on all of Θ. A point that refutes a proposal goes into the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, TypeAlias

from potstill.compiler import syntax as s
from potstill.distill.repair.edits import Edit
from potstill.distill.repair.forms import together
from potstill.distill.repair.outcome import Region
from potstill.distill.repair.positions import written
from potstill.distill.split.conditions import Condition, conditions
from potstill.distill.split.outcome import Boundary, Rung
from potstill.distill.tree import family_of, with_condition, with_examples
from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.program import Program
from potstill.ir.reference.outcome import Outside
from potstill.ir.typing import show
from potstill.ir.verdicts import Method
from potstill.verifier.diff import Claim
from potstill.verifier.diff.programs import (
    Comparison,
    Open,
    Relation,
    Settled,
    Shown,
    alike,
    answer_type,
    identical,
)
from potstill.verifier.smt.solver import Budget
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding

ROUNDS: Final = 10
"""Conditions of one kind that are proposed."""

TIGHTER: Final = 3
"""Narrower ones that are proposed when one was proved."""

MAX_POINTS: Final = 120

_Proved: TypeAlias = tuple[str, Claim]
"""A condition, and that the versions end alike wherever it does not hold."""

_NONE: Final = Claim(False, "no condition was proved to hold wherever it does")

_RUNGS: Final = (Rung.RANGE, Rung.VALUES, Rung.RELATION)


class Regions:
    """Two versions with one grammar, as trees and as families."""

    def __init__(
        self, old: Artifact, new: Artifact, trees: tuple[s.Recipe, s.Recipe], binding: Binding, budget: Budget
    ) -> None:
        self._families: Final = (old.family, new.family)
        self._trees: Final = trees
        self._binding: Final = binding
        self._budget: Final = budget
        self._theta: Final = Theta.of(old.family)
        self._said: Final = self._sayable(old.family)

    def region(self, edit: Edit, seen: Sequence[Point]) -> Region:
        """The narrowest condition that was proved. ``seen``: the points of the examples."""
        found = self._narrowest(edit, seen)
        condition, claim = ("", _NONE) if found is None else found
        return Region(condition, claim, self._requests(), self._notation())

    def _notation(self) -> str:
        """How the types by which answers go out differ, ranges aside."""
        one, other = (answer_type(family.program) for family in self._families)
        return "" if alike(one, other) else f"{show(other)} instead of {show(one)}"

    def _narrowest(self, edit: Edit, seen: Sequence[Point]) -> _Proved | None:
        for test in _stated(edit):
            text = written(test)
            claim, _ = self._alike_outside(text)
            if claim.proved:
                return text, claim
        for rung in _RUNGS:
            found = self._separated(rung, seen)
            if found is not None:
                return found
        return None

    def _requests(self) -> Claim:
        """That both versions take the same requests."""
        one, other = self._families
        if one.grammar != other.grammar or one.resolve is not other.resolve:
            return Claim(False, "the grammars differ")
        if not _same_conditions(one.program, other.program):
            return Claim(False, "the conditions differ")
        return Claim(True, "the grammar and the conditions are the same", (Method.DATAFLOW,))

    def _separated(self, rung: Rung, seen: Sequence[Point]) -> _Proved | None:
        """A condition of a rung between points at which the versions differ and the others."""
        differing, agreeing = self._sorted(seen)
        tried: set[str] = set()
        for point in agreeing if differing else ():
            for found in self._conditions([point], differing, rung):
                if len(tried) >= ROUNDS:
                    return None
                if found.negation in tried:
                    continue
                tried.add(found.negation)
                claim, shown = self._alike_outside(found.negation)
                if claim.proved:
                    return self._tightened(found, claim, point, differing)
                if shown is not None:
                    differing.append(shown)
        return None

    def _tightened(self, wide: Condition, claim: Claim, point: Point, differing: list[Point]) -> _Proved:
        """The condition with its boundary next to the points that differ, if that is proved too."""
        for _ in range(TIGHTER):
            near = self._conditions(differing, [point], wide.rung)
            text = next((each.text for each in near if each.column == wide.column), None)
            if text is None:
                break
            tight, shown = self._alike_outside(text)
            if tight.proved:
                return text, tight
            if shown is None:
                break
            differing.append(shown)
        return wide.negation, claim

    def _conditions(
        self, inside: Sequence[Point], outside: Sequence[Point], rung: Rung
    ) -> Iterator[Condition]:
        slots = tuple(slot for slot in self._families[0].slots if not slot.flavour)
        family = replace(self._families[0], slots=slots)
        yield from conditions(family, inside, outside, Boundary.NEAREST, rung)

    def _sorted(self, seen: Sequence[Point]) -> tuple[list[Point], list[Point]]:
        programs = together(*(family.program for family in self._families))
        comparison = Comparison(self._theta, self._said, *programs, self._budget)
        differing: list[Point] = []
        agreeing: list[Point] = []
        for point in (*seen, *islice(self._said.corners(), MAX_POINTS)):
            if comparison.holds(Relation.APART, point):
                differing.append(point)
            elif not isinstance(comparison.ends(point)[0], Outside):
                agreeing.append(point)
        return differing, agreeing

    def _alike_outside(self, text: str) -> tuple[Claim, Point | None]:
        """That the versions end alike wherever the condition is false; or a point where they do not."""
        families = [self._outside(tree, text) for tree in self._trees]
        one, other = families
        if one is None or other is None:
            return Claim(False, "the condition cannot be stated"), None
        programs = together(one.program, other.program)
        shown: list[Point] = []

        def replay(point: Point) -> bool:
            shown.append(point)
            return True

        theta, said = Theta.of(one), self._sayable(one)
        theta, said = (replace(each, family=replace(one, program=programs[0])) for each in (theta, said))
        comparison = Comparison(theta, said, *programs, self._budget)
        match comparison.settle(Relation.APART, replay):
            case Settled(method) as found:
                return Claim(True, f"proved for all θ with not ({text})", (method,), found.evidence), None
            case Shown():
                return Claim(False, "a point shows otherwise"), shown[-1]
            case Open(reason):
                return Claim(False, reason), None

    def _sayable(self, family: Family) -> Theta:
        """Θ with the names that are supplied, or stand-ins; proofs are for any lists of names."""
        return Theta.of(family, sample_binding(family, self._binding))

    def _outside(self, tree: s.Recipe, text: str) -> Family | None:
        bare = with_examples(tree, lambda _: False)
        return family_of(with_condition(bare, f"not ({text})"))


def _same_conditions(one: Program, other: Program) -> bool:
    """Whether the conditions are one graph."""
    if not one.wheres or not other.wheres:
        return one.wheres == other.wheres
    bare = [
        replace(each, lets=(), answer=each.wheres[-1], declared=None, ensures=()) for each in (one, other)
    ]
    return identical(*bare)


def _stated(edit: Edit) -> Iterator[s.Expression]:
    """The conditions that the edit itself states, the narrowest first."""
    if edit.condition is not None:
        yield edit.condition
    path = edit.position.path
    for count in range(len(path), 0, -1):
        yield path[0] if count == 1 else s.Logic("and", path[:count])
