"""A template with its Θ: where explanations are compared, and the words that say a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from potstill.distill.forms import equal_forms
from potstill.distill.induction.steps import Stop
from potstill.distill.outcome import Missing
from potstill.distill.recipe import compiled, compose
from potstill.distill.template import Template
from potstill.distill.terms import Const, Term, variables
from potstill.distill.versions import Ground, Parameters, points
from potstill.distill.versions.classes import outcome
from potstill.ir.family import Family
from potstill.verifier.smt.checks import Unsupported
from potstill.verifier.smt.equality import Versions
from potstill.verifier.smt.session import Budget, Sat, Unsat
from potstill.verifier.theta import Point, Theta

PROOF_BUDGET = Budget(rlimit=2_000_000)
"""For the question whether two explanations are equal; beyond it they stay apart."""


class Unusable(Exception):
    """The template does not compile, or not with an explanation; the message has the diagnostics."""


@dataclass(frozen=True, slots=True)
class Setting:
    """``theta`` is that of the template alone; ``tried`` are points of it."""

    template: Template
    theta: Theta
    tried: tuple[Parameters, ...]

    @staticmethod
    def of(template: Template, count: int) -> Setting:
        """The setting of a template, with ``count`` points. Raises Stop where it does not compile."""
        try:
            theta = Theta.of(_family(template, Const("no answer"), every_slot(template)))
        except Unusable as unusable:
            raise Stop(Missing.TEMPLATE, str(unusable)) from None
        return Setting(template, theta, tuple(points(theta.domains, template.parameters, count)))

    def say(self, point: Parameters) -> str | None:
        """A request with these parameters; None if none was found."""
        return self.theta.phi(Point(dict(point), {}))

    def family(self, term: Term) -> Family:
        """The family that answers with a term, unconditionally. Raises Unusable."""
        return _family(self.template, term, unread(self.template, term))

    def prove(self, one: Term, other: Term) -> Ground | Parameters | None:
        """Why two explanations are equal on Θ, or where they differ, or None if that stays open."""
        if equal_forms(one, other):
            return Ground.FORM
        try:
            first, second = self.family(one), self.family(other)
            answer = Versions(Theta.of(first), second.program, PROOF_BUDGET).differing()
        except (Unsupported, Unusable):
            return None
        match answer:
            case Unsat():
                return Ground.SOLVER
            case Sat(_, point, _) if outcome(one, point.parameters) != outcome(other, point.parameters):
                return point.parameters
            case _:
                return None


def every_slot(template: Template) -> list[str]:
    """The names of all slots."""
    return [slot.name for slot in template.slots]


def unread(template: Template, *terms: Term) -> list[str]:
    """The slots that no term reads."""
    read = {name for term in terms for name in variables(term)}
    return [name for name in every_slot(template) if name not in read]


def _family(template: Template, answer: Term, flavour: Sequence[str]) -> Family:
    found = compiled(compose("induced", template, answer, flavour=flavour))
    if found.family is None:
        raise Unusable(found.render())
    return found.family
