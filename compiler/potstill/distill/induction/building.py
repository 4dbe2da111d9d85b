"""From explanations to a family that is proved: conditions, recipe, obligations, neighbours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from potstill.distill.answer_json import same
from potstill.distill.answering import answer
from potstill.distill.examples import Example
from potstill.distill.induction.division import Division
from potstill.distill.induction.setting import Setting, unread
from potstill.distill.induction.steps import Stop
from potstill.distill.outcome import Missing
from potstill.distill.recipe import compiled, compose, family_name, shown
from potstill.distill.terms import Apply, Const, Term
from potstill.distill.versions import Class, agreement, divisors, plainest
from potstill.distill.versions.implied import implied
from potstill.ir.artifact import Artifact
from potstill.ir.family import Family
from potstill.ir.reference.answer import Unanswered
from potstill.ir.verdicts import Kind, Status, Verification, Waiver
from potstill.verifier import verify
from potstill.verifier.algebra import Index
from potstill.verifier.grammar.lemmas import Lemmas

_ZERO: Final = Const(Fraction(0))


@dataclass(frozen=True, slots=True)
class Live:
    """What is served already: a new family must share no request, and no name, with it."""

    index: Index = field(default_factory=Index)
    names: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A family that is proved, but not yet tested. ``agreed``: where all explanations have one value."""

    recipe: str
    artifact: Artifact
    verification: Verification
    conditions: tuple[Term, ...]
    agreed: tuple[Term, ...]


def built(
    setting: Setting,
    found: Sequence[Class],
    seen: Sequence[Term],
    known: Sequence[Example],
    lemmas: Lemmas,
    live: Live,
    name: str | None,
) -> Built:
    """The family that answers where all classes agree; ``seen``: where they count at all. Raises Stop."""
    terms = [each.representative for each in found]
    read = (setting.template.read(each.utterance) for each in known)
    points = [parameters for parameters in read if parameters is not None]
    agreed = agreement(terms, points)
    types = {slot.name: slot.type for slot in setting.theta.family.slots}
    division = Division(types, points)
    chosen, positive = division.bounded(plainest(terms))
    wanted = [*seen, *positive]
    for condition in (*_defined(terms), *agreed, *_signed(chosen, known)):
        if not implied(condition, types):
            safe, needed = division.bounded(condition)
            wanted += (*needed, safe)
    conditions = tuple(each for each in dict.fromkeys(wanted) if not implied(each, types))
    flavour = unread(setting.template, chosen, *conditions)
    called = name or family_name(setting.template.asks[0], live.names)
    recipe = compose(called, setting.template, chosen, flavour=flavour, conditions=conditions, examples=known)
    made = compiled(recipe)
    if made.artifact is None:
        raise Stop(Missing.PROOF, made.render())
    family = made.artifact.family
    for example in known:
        if not answers(family, example):
            raise Stop(Missing.PROOF, f"the family does not answer {shown(example)}")
    verification = _waived(verify(made.artifact, lemmas=lemmas))
    if not verification.released:
        first = verification.blocking[0]
        raise Stop(Missing.PROOF, f"{first.obligation.name} is {first.status.value}: {first.detail}")
    _check_disjoint(family, live)
    return Built(recipe, made.artifact, verification, conditions, agreed)


def _waived(verification: Verification) -> Verification:
    """Whether a slot matters may stay open: that a family reads too much of a request does no harm."""
    open_ = (
        verdict.obligation.name
        for verdict in verification.blocking
        if verdict.obligation.kind is Kind.RELEVANT and verdict.status is Status.UNDECIDED
    )
    return replace(verification, waivers=tuple(Waiver(name, "a term of S reads it") for name in open_))


def answers(family: Family, example: Example) -> bool:
    """Whether the family gives the example's answer."""
    found = answer(family, example.utterance, example.context)
    return not isinstance(found, Unanswered) and same(found, example.answer)


def _defined(terms: Sequence[Term]) -> list[Term]:
    """Nothing is divided by zero."""
    return [Apply("ne", (divisor, _ZERO)) for divisor in divisors(terms)]


def _signed(answer: Term, known: Sequence[Example]) -> list[Term]:
    """Answers below zero only where one was seen: what a negative one should be, nobody has shown."""
    numbers = [each.answer for each in known if isinstance(each.answer, Fraction)]
    return [Apply("ge", (answer, _ZERO))] if len(numbers) == len(known) and min(numbers) >= 0 else []


def _check_disjoint(family: Family, live: Live) -> None:
    """The new family shares no request with those that are live. Raises Stop."""
    if family.name in live.index:
        raise Stop(Missing.DISJOINTNESS, f"a family named {family.name} is live")
    pairs = live.index.add(family)
    live.index.remove(family.name)
    if pairs:
        others = sorted({name for pair in pairs for name in pair.families} - {family.name})
        raise Stop(Missing.DISJOINTNESS, f"it may share requests with {', '.join(others)}")
