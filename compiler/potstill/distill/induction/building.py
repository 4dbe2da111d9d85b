"""From explanations to a family that is proved: conditions, recipe, obligations, neighbours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from potstill.distill.examples import Example
from potstill.distill.induction.setting import Setting, unread
from potstill.distill.induction.steps import Stop
from potstill.distill.json_value import as_value
from potstill.distill.outcome import Missing
from potstill.distill.recipe import compiled, compose, family_name, shown
from potstill.distill.terms import Apply, Const, Term, value
from potstill.distill.versions import Class, agreement, divisors, plainest
from potstill.ir.artifact import Artifact
from potstill.ir.family import Family
from potstill.ir.reference.answer import Answered, decide
from potstill.ir.reference.outcome import Stuck
from potstill.ir.values import Value, identity
from potstill.ir.verdicts import Verification
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
    known: Sequence[Example],
    lemmas: Lemmas,
    live: Live,
    name: str | None,
) -> Built:
    """The family that answers where all classes agree. Raises Stop."""
    terms = [each.representative for each in found]
    answer, agreed = plainest(terms), agreement(terms)
    conditions = (*_defined(terms, setting), *agreed, *_signed(answer, setting, known))
    flavour = unread(setting.template, answer, *conditions)
    called = name or family_name(setting.template.asks[0], live.names)
    recipe = compose(called, setting.template, answer, flavour=flavour, conditions=conditions, examples=known)
    made = compiled(recipe)
    if made.artifact is None:
        raise Stop(Missing.PROOF, made.render())
    family = made.artifact.family
    for example in known:
        if not answers(family, example):
            raise Stop(Missing.PROOF, f"the family does not answer {shown(example)}")
    verification = verify(made.artifact, lemmas=lemmas)
    if not verification.released:
        first = verification.blocking[0]
        raise Stop(Missing.PROOF, f"{first.obligation.name} is {first.status.value}: {first.detail}")
    _check_disjoint(family, live)
    return Built(recipe, made.artifact, verification, conditions, agreed)


def answers(family: Family, example: Example) -> bool:
    """Whether the family gives the example's answer."""
    decided = decide([family], example.utterance, {})
    return isinstance(decided, Answered) and identity(decided.value) == identity(as_value(example.answer))


def _defined(terms: Sequence[Term], setting: Setting) -> list[Term]:
    """Nothing is divided by zero."""
    return [
        Apply("ne", (divisor, _ZERO))
        for divisor in divisors(terms)
        if any(found == 0 or isinstance(found, Stuck) for found in values(divisor, setting))
    ]


def values(term: Term, setting: Setting) -> Iterator[Value | Stuck]:
    """What a term is worth at the points tried."""
    return (value(term, point) for point in setting.tried)


def _signed(answer: Term, setting: Setting, known: Sequence[Example]) -> list[Term]:
    """Answers below zero only where one was seen: what a negative one should be, nobody has shown."""
    if not all(isinstance(each.answer, Fraction) and each.answer >= 0 for each in known):
        return []
    negative = any(isinstance(found, int | Fraction) and found < 0 for found in values(answer, setting))
    return [Apply("ge", (answer, _ZERO))] if negative else []


def _check_disjoint(family: Family, live: Live) -> None:
    """The new family shares no request with those that are live. Raises Stop."""
    if family.name in live.index:
        raise Stop(Missing.DISJOINTNESS, f"a family named {family.name} is live")
    pairs = live.index.add(family)
    live.index.remove(family.name)
    if pairs:
        others = sorted({name for pair in pairs for name in pair.families} - {family.name})
        raise Stop(Missing.DISJOINTNESS, f"it may share requests with {', '.join(others)}")
