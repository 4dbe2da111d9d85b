"""Two evaluations in one solver: do two programs, or one program on two θ, ever disagree?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import assert_never

from potstill.ir.program import Program
from potstill.ir.rules import comparable
from potstill.ir.types import Type
from potstill.ir.typing import fits
from potstill.verifier.smt.checks import Checks, Unsupported
from potstill.verifier.smt.encode import Encoding
from potstill.verifier.smt.models import Reader
from potstill.verifier.smt.ranges import Ranges
from potstill.verifier.smt.script import Bool
from potstill.verifier.smt.session import Outcome, Sat, Unknown, Unsat, Workbench
from potstill.verifier.smt.solver import DEFAULT_BUDGET, Answer, Budget
from potstill.verifier.smt.variables import Inputs, Space
from potstill.verifier.theta.domain import Point


@dataclass(frozen=True, slots=True)
class SatPair(Sat):
    """Two points that disagree in the encoding; where that is ``exact``, they do."""

    other: Point

    @property
    def pair(self) -> tuple[Point, Point]:
        """Both points."""
        return self.point, self.other


def differs(
    theta: Space,
    budget: Budget,
    slots: str | Collection[str],
    *,
    excluding: Collection[tuple[Point, Point]] = (),
) -> Unsat | SatPair | Unknown:
    """Whether two θ that agree except in some slots are both answered, and differently.

    Answers count as different where programs can tell them apart: texts by their normal forms.
    """
    changed = {slots} if isinstance(slots, str) else set(slots)
    bench = Workbench(budget)
    first = bench.variables.inputs(theta)
    again = bench.variables.inputs(theta, suffix="2", only=changed)
    second = Inputs({**first.slots, **again.slots}, first.context)
    program = theta.family.program
    one, other = (Checks(Encoding(bench.relations, program, inputs)) for inputs in (first, second))
    ranges = [Ranges(bench.variables, theta, inputs) for inputs in (first, second)]
    same = bench.relations.same(one.answer.value, other.answer.value)
    s = bench.script
    formulas = [one.answered, other.answered, s.negation(same)]
    formulas += [s.negation(s.all_of(*ranges[0].at(a), *ranges[1].at(b))) for a, b in excluding]
    question = bench.question(formulas, ranges)
    answer, reason = bench.answer(question)
    match answer:
        case Answer.UNSAT:
            return Unsat(question.query)
        case Answer.UNKNOWN:
            return Unknown(question.query, reason)
        case Answer.SAT:
            reader = Reader(bench.solver, bench.relations, question.cone)
            for each in ranges:
                reader.shrink(each, budget)
            point, moved = reader.point(ranges[0]), reader.point(ranges[1])
            parameters = {**point.parameters, **{name: moved.parameters[name] for name in changed}}
            exact = s.is_exact(question.cone)
            return SatPair(question.query, point, exact, Point(parameters, point.context))
        case _:
            assert_never(answer)


class Versions:
    """Two programs over one Θ, slots and context fields matched by name."""

    def __init__(self, theta: Space, other: Program, budget: Budget = DEFAULT_BUDGET) -> None:
        """Unsupported where the other program reads what Θ does not have, or takes less than Θ gives."""
        _check_readable(theta, other)
        self.bench = Workbench(budget)
        self.theta = theta
        inputs = self.bench.variables.inputs(theta)
        self.ranges = Ranges(self.bench.variables, theta, inputs)
        encode = (
            Encoding(self.bench.relations, program, inputs) for program in (theta.family.program, other)
        )
        self.one, self.other = (Checks(encoding) for encoding in encode)
        self._excluded: list[Point] = []

    def exclude(self, point: Point) -> None:
        """Ask for other points than this one from now on."""
        self._excluded.append(point)

    def differing(self) -> Outcome:
        """Whether they differ somewhere: in the answer as it is spelled, or in whether there is one.

        Being outside the conditions differs from being stuck; being stuck in two ways does not.
        """
        s = self.bench.script
        apart = s.negation(s.iff(self.one.outside, self.other.outside))
        return self._ask(s.any_of(apart, *self._otherwise()))

    def leaving(self) -> Outcome:
        """Whether the first one's conditions hold where the other one's do not, or it ends otherwise."""
        s = self.bench.script
        apart = s.any_of(self.other.outside, *self._otherwise())
        return self._ask(s.all_of(s.negation(self.one.outside), apart))

    def clashing(self) -> Outcome:
        """Whether both ones' conditions hold somewhere, and they end otherwise."""
        s = self.bench.script
        inside = (s.negation(self.one.outside), s.negation(self.other.outside))
        return self._ask(s.all_of(*inside, s.any_of(*self._otherwise())))

    def meeting(self) -> Outcome:
        """Whether both ones' conditions hold somewhere."""
        s = self.bench.script
        return self._ask(s.all_of(s.negation(self.one.outside), s.negation(self.other.outside)))

    def _otherwise(self) -> tuple[Bool, Bool]:
        """One answers and the other does not; both do, and differently."""
        s, one, other = self.bench.script, self.one, self.other
        differently = s.all_of(one.answered, other.answered, s.negation(self._same()))
        return s.negation(s.iff(one.answered, other.answered)), differently

    def _same(self) -> Bool:
        kinds = [_answer_type(checks) for checks in (self.one, self.other)]
        if not comparable(*kinds):
            return False
        return self.bench.relations.same(self.one.answer.value, self.other.answer.value, spelled=True)

    def _ask(self, formula: Bool) -> Outcome:
        s = self.bench.script
        excluded = [s.negation(s.all_of(*self.ranges.at(point))) for point in self._excluded]
        question = self.bench.question([formula, *excluded], [self.ranges])
        answer, reason = self.bench.answer(question)
        match answer:
            case Answer.UNSAT:
                return Unsat(question.query)
            case Answer.UNKNOWN:
                return Unknown(question.query, reason)
            case Answer.SAT:
                reader = Reader(self.bench.solver, self.bench.relations, question.cone)
                reader.shrink(self.ranges, self.bench.budget)
                return Sat(question.query, reader.point(self.ranges), s.is_exact(question.cone))
            case _:
                assert_never(answer)


def _answer_type(checks: Checks) -> Type:
    program = checks.encoding.program
    return program.nodes[program.answer].type


def _check_readable(theta: Space, program: Program) -> None:
    """INVARIANT: a program's inputs are of their nodes' types, which the encoding takes for facts."""
    slots = {slot.name: slot.type for slot in theta.family.slots}
    fields = {field.name: field.type for field in theta.family.context}
    for node in program.nodes:
        if node.op in ("slot", "context"):
            given = (slots if node.op == "slot" else fields).get(str(node.data))
            if given is None or not fits(given, node.type):
                raise Unsupported(f"{node.data} does not have the other program's type")
