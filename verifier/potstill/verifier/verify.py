"""The verifier's front: every obligation of an artifact, and a verdict for each."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from typing import Final

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.verdicts import Effort, Kind, Status, Verdict, Verification, Waiver
from potstill.verifier.expressible import expressible
from potstill.verifier.grammar.functional import functional
from potstill.verifier.grammar.language import language, round_trip
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.inquiry import Inquiry
from potstill.verifier.relevance import relevance_verdicts
from potstill.verifier.requests import example_verdicts, family_verdict
from potstill.verifier.safety import safety_verdicts
from potstill.verifier.smt.session import DEFAULT_BUDGET, Budget, solver_version

VERSION: Final = "1"
"""Of the verifier's methods: it goes up when the same artifact, solver and budget may give other verdicts."""


class UnknownObligation(ValueError):
    """A waiver names an obligation that the family does not have."""


def verify(
    artifact: Artifact,
    *,
    budget: Budget = DEFAULT_BUDGET,
    waive: Iterable[Waiver] = (),
    binding: Binding = EMPTY_BINDING,
    lemmas: Lemmas | None = None,
    queries: MutableMapping[str, str] | None = None,
) -> Verification:
    """Decide every obligation of an artifact. The same arguments give the same verdicts on any machine.

    ``budget``: of the solver, for each question. ``waive``: undecided obligations to let pass.
    ``binding``: the lists of names that the family reads; without one, the verdicts hold for every list that
    lies in the envelope. ``lemmas``: what is known about lexicons, kept between calls. ``queries``: takes the
    text of each query that proved something, by its digest. Raises UnknownObligation.
    """
    inquiry = Inquiry(artifact, budget, binding)
    known = Lemmas() if lemmas is None else lemmas
    verdicts = _founded(list(_verdicts(inquiry, binding, known)))
    if queries is not None:
        queries.update(inquiry.queries)
    waivers = tuple(waive)
    names = {verdict.obligation.name for verdict in verdicts}
    for waiver in waivers:
        if waiver.obligation not in names:
            raise UnknownObligation(f"{artifact.family.name} has no obligation {waiver.obligation}")
    effort = Effort(VERSION, "z3", solver_version(), budget.seed, budget.rlimit)
    return Verification(
        artifact.family.name,
        artifact.address,
        tuple(verdicts),
        effort,
        waivers,
        assumptions(inquiry),
    )


def assumptions(inquiry: Inquiry) -> tuple[str, ...]:
    """What all verdicts take for granted of the lists of names."""
    if inquiry.unbound:
        return ("lists of names: any whose values are of the declared types; requests use stand-ins",)
    return (f"binding {inquiry.binding.address}",) if inquiry.family.reads_lists else ()


def _verdicts(inquiry: Inquiry, binding: Binding, lemmas: Lemmas) -> Iterable[Verdict]:
    family = inquiry.family
    yield language(family, binding)
    inhabited = family_verdict(inquiry)
    yield inhabited
    yield functional(family, binding, lemmas=lemmas)
    yield from expressible(inquiry.theta)
    yield from round_trip(family, lemmas, binding)
    rest = [*safety_verdicts(inquiry), *relevance_verdicts(inquiry)]
    for verdict in rest:
        yield _vacuous(verdict) if inhabited.status is Status.VACUOUS else verdict
    yield from example_verdicts(inquiry)


def _founded(verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, assuming only what is not proved."""
    proved = {verdict.obligation.name for verdict in verdicts if verdict.status is Status.PROVED}
    return [
        replace(verdict, assumes=tuple(name for name in verdict.assumes if name not in proved))
        for verdict in verdicts
    ]


def _vacuous(verdict: Verdict) -> Verdict:
    """A claim about all requests of a family that has none."""
    if verdict.obligation.kind is Kind.STUCK and verdict.status is not Status.PROVED:
        return verdict
    return replace(
        verdict, status=Status.VACUOUS, counterexample=None, detail="no parameters fulfil the conditions"
    )
