"""One program in the solver, its inputs pinned to one θ after the other: what the encoding says of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir.errors import ErrorCode
from potstill.ir.family import Family, Field, Slot
from potstill.ir.reference.outcome import Answer, Outcome, Outside
from potstill.ir.types import Type
from potstill.ir.values import Value
from potstill.verifier.smt.checks import Check, Checks
from potstill.verifier.smt.encode import error_number
from potstill.verifier.smt.script import Bool, Cone, text
from potstill.verifier.smt.session import Budget, Session
from potstill.verifier.smt.solver import Answer as Said
from potstill.verifier.smt.solver import alone
from potstill.verifier.theta import probes
from potstill.verifier.theta.domain import Domain, Point, Whole
from tests.strategies.programs import Setting
from tests.strategies.values import values_of

QUICK = Budget(rlimit=100_000)
THOROUGH = Budget(rlimit=20_000_000)
POOL = 4
"""Values of each input that Hypothesis draws."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Θ where every slot has all values of its type."""

    family: Family
    domains: Mapping[str, Domain]
    context: Mapping[str, Domain]
    shapes: None = None


def everything(setting: Setting) -> Everything:
    """Θ of a program and what it reads."""
    slots = tuple(Slot(name, lx.Wild(), kind) for name, kind in setting.slots)
    fields = tuple(Field(name, kind) for name, kind in setting.context)
    family = Family("f", "", g.Grammar(g.Text("f"), ()), slots, fields, setting.program, ())
    return Everything(
        family,
        {slot.name: Whole(slot.type) for slot in slots},
        {field.name: Whole(field.type) for field in fields},
    )


@st.composite
def points(draw: st.DrawFn, setting: Setting, count: int) -> list[Point]:
    """Random combinations of random and telling values of the inputs."""
    random = Random(draw(st.integers(0, 2**32)))
    pools = {name: _pool(draw, kind) for name, kind in (*setting.slots, *setting.context)}
    slots, fields = dict(setting.slots), dict(setting.context)
    return [
        Point(
            {name: random.choice(pools[name]) for name in slots},
            {name: random.choice(pools[name]) for name in fields},
        )
        for _ in range(count)
    ]


def _pool(draw: st.DrawFn, kind: Type) -> list[Value]:
    return [*(draw(values_of(kind)) for _ in range(POOL)), *probes.telling(Whole(kind))]


class Pinned:
    """The encoding of a program, to be held against outcomes."""

    def __init__(self, setting: Setting) -> None:
        self.session = Session(everything(setting), QUICK)
        self.checks: Checks = self.session.checks
        self.script = self.session.bench.script
        stated = [text(check.passes) for check in self.checks.all]
        self.cone: Cone = self.script.cone(stated)
        question = self.session.bench.question([], [self.session.ranges])
        self.opened = self.session.bench.solver.ask(question.cone, question.assertions, question.query)

    def says(self, point: Point, *formulas: Bool) -> tuple[Said, bool]:
        """What the solver says of a point where formulas hold; whether all that was used is exact."""
        stated = [text(formula) for formula in (*self.session.ranges.at(point), *formulas)]
        cone = self.script.cone(stated)
        return self._said(stated, cone), self.script.is_exact(cone)

    def _said(self, stated: list[str], cone: Cone) -> Said:
        """The incremental solver's word, or, where it takes long, that of one for this question alone."""
        said = self.session.bench.solver.also(cone, stated)
        if said is Said.UNKNOWN:
            question = self.session.bench.question(stated, [])
            said = alone(question.query, THOROUGH)
        return said

    def within_theta(self, point: Point) -> Said:
        """Whether the point is one of Θ."""
        pins = [text(formula) for formula in self.session.ranges.at(point)]
        cone = self.script.cone(pins)
        ranges = [text(formula) for formula in self.session.ranges.formulas(cone)]
        stated = [*pins, *ranges]
        return self._said(stated, self.script.cone(stated))

    def ends(self, outcome: Outcome) -> Bool:
        """That the evaluation ends as it did for the reference."""
        s = self.script
        if isinstance(outcome, Answer):
            relations = self.session.bench.relations
            program = self.checks.encoding.program
            value = relations.of_type(outcome.value, program.nodes[program.answer].type)
            return s.all_of(
                self.checks.answered, relations.same(self.checks.answer.value, value, spelled=True)
            )
        ways: list[Bool] = []
        before: Bool = True
        for place, check in enumerate(self.checks.all):
            ways += [s.all_of(before, way) for way in self._stops(outcome, place, check)]
            before = s.all_of(before, check.passes)
        return s.any_of(*ways)

    def _stops(self, outcome: Outcome, place: int, check: Check) -> Iterator[Bool]:
        """The ways in which an evaluation that comes to a check ends there with the outcome."""
        s = self.script
        bad = s.all_of(s.same(check.result.error, 0), s.negation(check.good))
        if isinstance(outcome, Outside):
            if check.where and place == outcome.where:
                yield bad
            return
        assert not isinstance(outcome, Answer)
        if outcome.error is not ErrorCode.ENSURE_FAILED:
            yield s.same(check.result.error, error_number(outcome.node, outcome.error))
        ensures = len(self.checks.encoding.program.ensures)
        promise = place >= len(self.checks.all) - ensures
        code = ErrorCode.ENSURE_FAILED if promise else ErrorCode.OUT_OF_RANGE
        if not check.where and outcome.error is code and outcome.node == check.root:
            yield bad
