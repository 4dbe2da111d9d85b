"""Questions about one family, asked one after the other to one solver.

The program is encoded once, over Θ. A question is a complete SMT-LIB text, made of what it depends on and
nothing else; its SHA-256 is the evidence for its verdict. Unsatisfiable is a proof, whatever was
over-approximated; a model is a candidate, to be replayed by the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from potstill.ir.verdicts import Obligation
from potstill.verifier.smt.checks import Checks, Unsupported
from potstill.verifier.smt.encode import Encoding
from potstill.verifier.smt.models import Reader
from potstill.verifier.smt.ranges import Ranges
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Cone, Script, text
from potstill.verifier.smt.solver import (
    DEFAULT_BUDGET,
    Answer,
    Budget,
    Solver,
    SolverMissing,
    solver_version,
)
from potstill.verifier.smt.symbolic import Spellings
from potstill.verifier.smt.variables import Inputs, Space, Variables
from potstill.verifier.theta.domain import Point

__all__ = [
    "DEFAULT_BUDGET",
    "Budget",
    "Outcome",
    "Question",
    "Sat",
    "Session",
    "SolverMissing",
    "Unknown",
    "Unsat",
    "Unsupported",
    "solver_version",
]


@dataclass(frozen=True, slots=True)
class Unsat:
    """No θ does it: a proof. ``query`` is the complete text that is unsatisfiable."""

    query: str


@dataclass(frozen=True, slots=True)
class Sat:
    """A θ that does it in the encoding; where that is ``exact``, it does it."""

    query: str
    point: Point
    exact: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """The budget ran out, or the solver is incomplete there."""

    query: str
    reason: str


Outcome: TypeAlias = Unsat | Sat | Unknown


@dataclass(frozen=True, slots=True)
class Question:
    """Assertions to hold together, the definitions they depend on, and the text of it all."""

    cone: Cone
    assertions: tuple[str, ...]
    query: str


class Workbench:
    """A script, and what writes into it and reads from its solver: what sessions share."""

    def __init__(self, budget: Budget) -> None:
        self.budget: Final = budget
        self.script: Final = Script()
        self.relations: Final = Relations(self.script, Spellings())
        self.variables: Final = Variables(self.relations)

    @cached_property
    def solver(self) -> Solver:
        """The solver; it starts when it is first asked."""
        return Solver(self.script, self.budget)

    def question(self, formulas: Iterable[Bool], ranges: Sequence[Ranges]) -> Question:
        """The text that asks for formulas to hold at once, with inputs in their ranges."""
        stated = [text(formula) for formula in formulas if formula is not True]
        reached = self.script.cone(stated)
        for one in ranges:
            stated += [text(formula) for formula in one.formulas(reached) if formula is not True]
        cone = self.script.cone(stated)
        return Question(cone, tuple(stated), self.script.query(cone, stated))

    def answer(self, question: Question) -> tuple[Answer, str]:
        """What the solver says; the question stays open for its model."""
        if "false" in question.assertions:
            return Answer.UNSAT, ""
        return self.solver.ask(question.cone, question.assertions, question.query)


class Session:
    """Questions about one program over Θ."""

    def __init__(self, theta: Space, budget: Budget = DEFAULT_BUDGET) -> None:
        self.theta: Final = theta
        self.bench: Final = Workbench(budget)
        self._excluded: list[Point] = []
        self._excluded_for: dict[Obligation, list[Point]] = {}

    @cached_property
    def inputs(self) -> Inputs:
        """The variables of θ."""
        return self.bench.variables.inputs(self.theta)

    @cached_property
    def ranges(self) -> Ranges:
        """Where they range."""
        return Ranges(self.bench.variables, self.theta, self.inputs)

    @cached_property
    def checks(self) -> Checks:
        """The program's checks, encoded."""
        encoding = Encoding(self.bench.relations, self.theta.family.program, self.inputs)
        return Checks(encoding)

    # Questions

    def question(self, duty: Obligation, *, excluding: Point | None = None) -> Question:
        """Whether some θ ends the evaluation with exactly this failure.

        Points that were excluded for the duty, now or before, do not count. Unsupported for duties that are
        not about one θ.
        """
        if excluding is not None:
            self._excluded_for.setdefault(duty, []).append(excluding)
        place, broken = self.checks.breaks(duty)
        return self._about(place, broken, [*self._excluded, *self._excluded_for.get(duty, [])])

    def _about(self, place: int, formula: Bool, excluded: Sequence[Point]) -> Question:
        """The formula, where the checks before a place pass; those that say nothing about it are left out."""
        if formula is False:
            return self.bench.question([False], [])
        s = self.bench.script
        touched = self.ranges.touched(s.cone([text(formula)]))
        formulas: list[Bool] = [formula]
        for check in self.checks.all[:place]:
            if check.where or touched & self.ranges.touched(s.cone([text(check.passes)])):
                formulas.append(check.passes)
        formulas += [self._other_than(point) for point in excluded]
        return self.bench.question(formulas, [self.ranges])

    def inhabited(self, *, excluding: Iterable[Point] = ()) -> Outcome:
        """Whether some θ, other than these points, fulfils the conditions."""
        others = [self._other_than(point) for point in (*self._excluded, *excluding)]
        return self.ask(self.bench.question([self.checks.inside, *others], [self.ranges]))

    def hurry(self) -> None:
        """Give later questions an eighth of the budget: one that was left open has had the family's share."""
        self.bench.solver.hurry()

    def exclude(self, point: Point) -> None:
        """Ask for other points than this one from now on."""
        self._excluded.append(point)

    def _other_than(self, point: Point) -> Bool:
        s = self.bench.script
        return s.negation(s.all_of(*self.ranges.at(point)))

    # Answers

    def ask(self, question: Question, *, small: bool = True) -> Outcome:
        """Unsatisfiable, or a point (a ``small`` one, if it is asked for), or neither within the budget."""
        answer, reason = self.bench.answer(question)
        match answer:
            case Answer.UNSAT:
                outcome: Outcome = Unsat(question.query)
            case Answer.UNKNOWN:
                outcome = Unknown(question.query, reason)
            case Answer.SAT:
                reader = Reader(self.bench.solver, self.bench.relations, question.cone)
                if small:
                    reader.shrink(self.ranges, self.bench.budget)
                exact = self.bench.script.is_exact(question.cone)
                outcome = Sat(question.query, reader.point(self.ranges), exact)
        return outcome
