"""Induction: from answered requests of one kind to a verified family, or to what is missing.

A template of the requests; every explanation of the answers in a declared space; classes of explanations,
proved equal on Θ; questions where more than one is left; conditions where no question tells them apart; the
family's own obligations; overlaps with what is live; holdouts. ``spec/distillation.md`` has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from potstill.distill.claim import Claim
from potstill.distill.examples import Example
from potstill.distill.induction.asking import Asking
from potstill.distill.induction.building import Live, built
from potstill.distill.induction.consistent import contradiction, distinct
from potstill.distill.induction.evidence import check_evidence, more_evidence
from potstill.distill.induction.explain import explained
from potstill.distill.induction.holdouts import tested
from potstill.distill.induction.narrowing import narrowed
from potstill.distill.induction.outside import learn_outside
from potstill.distill.induction.setting import Setting
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.induction.templates import template_of
from potstill.distill.oracle import NotYet, Oracle
from potstill.distill.outcome import Abstained, Missing, Outcome, Released
from potstill.distill.policy import DEFAULT, Policy
from potstill.distill.recipe import shown
from potstill.distill.terms import write
from potstill.verifier.grammar.lemmas import Lemmas

__all__ = ["Live", "induce"]


def induce(
    examples: Iterable[Example],
    oracle: Oracle,
    policy: Policy = DEFAULT,
    *,
    name: str | None = None,
    live: Live | None = None,
    lemmas: Lemmas | None = None,
) -> Outcome:
    """Learn a family from answered requests; deterministic, given the oracle's answers.

    ``name``: of the family, made from the template if it is None. ``live``: the families that it must not
    overlap; the caller adds it to their index when it serves it. ``lemmas``: as for
    :func:`potstill.verifier.verify`.
    """
    given = tuple(examples)
    asking = Asking(oracle, policy.questions, (each.utterance for each in given))
    run = _Run(given, asking, policy, name, live or Live(), lemmas or Lemmas())
    try:
        for _ in range(policy.rounds):
            try:
                return run.once()
            except Again:
                continue
        return Abstained(Missing.EXPLANATION, "every answer changed what fits", tuple(asking.asked))
    except Stop as stop:
        return Abstained(stop.missing, stop.detail, tuple(asking.asked))
    except NotYet as waiting:
        detail = f"what is the answer to {waiting.utterance!r}?"
        return Abstained(Missing.QUESTION, detail, tuple(asking.asked), waiting.utterance)


@dataclass(frozen=True, slots=True)
class _Run:
    """What an induction was given; what it learns is in ``asking``."""

    given: tuple[Example, ...]
    asking: Asking
    policy: Policy
    name: str | None
    live: Live
    lemmas: Lemmas

    def once(self) -> Released:
        """One pass with all answers there are. Raises Again, Stop, NotYet."""
        keep = self.policy.holdouts + self.asking.refuted
        known = self.known()
        template = template_of(known, self.asking, keep)
        setting = Setting.of(template, self.policy.points)
        try:
            explanations = explained(template, known)
            found = narrowed(explanations, setting, self.asking, keep, self.policy.rivals)
            check_evidence(self.known(), explanations.small, explanations.choices)
        except Stop as stop:
            if stop.missing is Missing.EXAMPLES:
                more_evidence(setting, self.asking, keep)
            raise
        known = self.known()
        family = built(setting, found, explanations.conditions, known, self.lemmas, self.live, self.name)
        learn_outside(setting, family, self.asking, keep)
        before = len(self.asking.asked)
        tested(setting, family, self.asking)
        claim = Claim(
            space=explanations.space,
            size=explanations.size,
            examples=len(distinct(self.given)),
            questions=tuple(self.asking.asked[:before]),
            holdouts=tuple(self.asking.asked[before:]),
            classes=tuple(write(each.representative) for each in found),
            agreement=tuple(map(write, family.agreed)),
            proofs=tuple(sorted({ground.value for each in found for _, ground in each.members})),
            theta=tuple(f"{slot.name}: {slot.type}" for slot in template.slots),
            confidence=self.policy.confidence,
        )
        return Released(family.recipe, family.artifact, family.verification, claim, self.known())

    def known(self) -> tuple[Example, ...]:
        """All answered requests, each once. Raises Stop if they contradict each other, or are too few."""
        found = distinct([*self.given, *(each.example for each in self.asking.asked)])
        clash = contradiction(found)
        if clash is not None:
            raise Stop(Missing.CONSISTENCY, f"{shown(clash[0])}, and {shown(clash[1])}")
        if len(found) < self.policy.examples:
            raise Stop(Missing.EXAMPLES, f"{len(found)} of {self.policy.examples} are there")
        return found
