"""Divisions that are proved to have bounds: by divisors that stay away from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from potstill.distill.terms import Apply, Const, Term, value
from potstill.distill.versions.implied import range_of
from potstill.distill.versions.nearness import Interval
from potstill.distill.versions.points import Parameters
from potstill.distill.versions.quotients import single_quotient
from potstill.ir.types import Number, Type


@dataclass(frozen=True, slots=True)
class Division:
    """Slots with their types, and the points at which a family has to answer."""

    types: Mapping[str, Type]
    known: Sequence[Parameters]
    _done: dict[Term, tuple[Term, tuple[Term, ...]]] = field(default_factory=dict, compare=False)

    def bounded(self, term: Term) -> tuple[Term, tuple[Term, ...]]:
        """The term with the same value wherever the conditions hold that come with it; there it has bounds.

        A divisor that may be zero becomes the larger one of itself and the step of its grid, on the condition
        that it is as large; or, where it was below zero, the smaller one. Divisors without a grid stay.
        """
        known = self._done.get(term)
        if known is None:
            known = self._bounded(term)
            if range_of(known[0], self.types) is None and not _is_comparison(known[0]):
                known = self._bounded(single_quotient(term))
            # Each term twice at every level would be exponentially often.
            self._done[term] = known
        return known

    def _bounded(self, term: Term) -> tuple[Term, tuple[Term, ...]]:
        if not isinstance(term, Apply):
            return term, ()
        parts = [self.bounded(each) for each in term.args]
        args = [part for part, _ in parts]
        conditions = [condition for _, each in parts for condition in each]
        if term.op in ("div", "floordiv", "mod"):
            least = self._step(args[1])
            if least is not None:
                above = least > 0
                conditions.append(Apply("ge" if above else "le", (args[1], Const(least))))
                args[1] = Apply("max" if above else "min", (args[1], Const(least)))
        return Apply(term.op, tuple(args), term.data), tuple(dict.fromkeys(conditions))

    def _step(self, divisor: Term) -> Fraction | None:
        """The value next to zero, on the side that was seen, of a divisor that may be zero; if it has one."""
        match range_of(divisor, self.types):
            case Number(low, high, int(places)) if low <= 0 <= high:
                step = Fraction(1, 10**places)
            case _:
                return None
        seen = [value(divisor, point) for point in self.known]
        if all(Interval(Fraction(0), None).contains(each) for each in seen):
            return step
        return -step if all(Interval(None, Fraction(0)).contains(each) for each in seen) else None


def _is_comparison(term: Term) -> bool:
    return isinstance(term, Apply) and term.op in ("eq", "ne", "lt", "le", "gt", "ge")
