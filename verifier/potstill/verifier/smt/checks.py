"""The checks of an evaluation, in its order, and the questions that break them.

Everything that is evaluated ends in a check: a condition, a let in its declared type, the answer, a promise.
An evaluation that fails stops there; so a question about one check takes for granted that those before it
pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from potstill.ir.errors import ErrorCode
from potstill.ir.typing import fits
from potstill.ir.verdicts import Kind, Obligation
from potstill.verifier.smt.encode import Encoding, error_number
from potstill.verifier.smt.operations import Result
from potstill.verifier.smt.script import Bool
from potstill.verifier.smt.symbolic import Truth


@dataclass(frozen=True, slots=True)
class Check:
    """One root of the program: its result, and what must be true of the value for the evaluation to go on."""

    root: int
    result: Result
    good: Bool
    passes: Bool
    where: bool


class Unsupported(ValueError):
    """An obligation that is not a question about one θ."""


class Checks:
    """All checks of an encoding."""

    def __init__(self, encoding: Encoding) -> None:
        program = encoding.program
        self.encoding = encoding
        self.script = encoding.r.script
        self._lets = {(let.name, let.node): place for place, let in enumerate(program.lets)}
        declared = [(let.node, let.declared) for let in program.lets]
        declared.append((program.answer, program.declared))
        self.all: list[Check] = [self._truth(where, where=True) for where in program.wheres]
        self._first_let = len(self.all)
        for root, kind in declared:
            result = encoding.result(root)
            fitting = kind is None or fits(program.nodes[root].type, kind)
            good = True if fitting or kind is None else encoding.r.within(result.value, kind)
            self.all.append(self._check(root, result, good, where=False))
        self._first_ensure = len(self.all)
        self.all += [self._truth(ensure, where=False) for ensure in program.ensures]

    def _truth(self, root: int, *, where: bool) -> Check:
        result = self.encoding.result(root)
        assert isinstance(result.value, Truth)
        return self._check(root, result, result.value.term, where=where)

    def _check(self, root: int, result: Result, good: Bool, *, where: bool) -> Check:
        s = self.script
        return Check(root, result, good, s.all_of(s.same(result.error, 0), good), where)

    @property
    def conditions(self) -> list[Check]:
        """The conditions alone."""
        return self.all[: self._first_let]

    @property
    def answer(self) -> Result:
        """The result of the answer's node."""
        return self.all[self._first_ensure - 1].result

    @property
    def answered(self) -> Bool:
        """That the evaluation ends in an answer."""
        return self.script.all_of(*(check.passes for check in self.all))

    @property
    def outside(self) -> Bool:
        """That a condition is false, and those before it hold."""
        s = self.script
        passed: Bool = True
        outside: Bool = False
        for check in self.conditions:
            false = s.all_of(passed, s.same(check.result.error, 0), s.negation(check.good))
            outside = s.any_of(outside, false)
            passed = s.all_of(passed, check.passes)
        return outside

    @property
    def inside(self) -> Bool:
        """That the conditions hold."""
        return self.script.all_of(*(check.passes for check in self.conditions))

    def breaks(self, duty: Obligation) -> tuple[int, Bool]:
        """The check where the duty may be broken first, and when it is, if the checks before that pass."""
        s = self.script
        match duty.kind:
            case Kind.STUCK:
                return self._stuck(duty)
            case Kind.RANGE:
                assert duty.node is not None
                place = self._first_let + self._lets[duty.subject, duty.node]
            case Kind.ANSWER:
                place = self._first_ensure - 1
            case Kind.ENSURE:
                place = self._first_ensure + int(duty.subject)
            case (
                Kind.RELEVANT
                | Kind.FLAVOUR
                | Kind.LANGUAGE
                | Kind.FAMILY
                | Kind.FUNCTIONAL
                | Kind.EXPRESSIBLE
                | Kind.ROUND_TRIP
                | Kind.EXAMPLE
            ):
                raise Unsupported(f"{duty.name} is not about one θ")
            case _:
                assert_never(duty.kind)
        check = self.all[place]
        return place, s.all_of(s.same(check.result.error, 0), s.negation(check.good))

    def _stuck(self, duty: Obligation) -> tuple[int, Bool]:
        """At any of the checks that need the node, if those in between pass."""
        s = self.script
        node, _, code = duty.subject.partition(":")
        number = error_number(int(node), ErrorCode(code))
        needing = [
            place for place, check in enumerate(self.all) if number in self.encoding.errors[check.root]
        ]
        if not needing:
            return 0, False
        first = needing[0]
        ways = [
            s.all_of(
                *(one.passes for one in self.all[first:place]), s.same(self.all[place].result.error, number)
            )
            for place in needing
        ]
        return first, s.any_of(*ways)
