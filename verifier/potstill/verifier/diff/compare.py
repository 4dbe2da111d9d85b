"""``diff``: two versions of a family compared.

Proofs go through three questions. Do the grammars read the same (:mod:`.readings`)? Do the programs end alike
on all θ that those readings give (:mod:`.programs`)? And does each version have one θ for an utterance, so
that no order of readings matters? What is no proof is looked for as a request, and no change is claimed that
the reference did not show on both versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Final

from potstill.ir import types as t
from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family, Field
from potstill.ir.typing import contains, fits
from potstill.ir.verdicts import Method
from potstill.verifier.algebra.replay import Contexts
from potstill.verifier.diff import readings
from potstill.verifier.diff.moves import moves
from potstill.verifier.diff.names import matched
from potstill.verifier.diff.programs import Comparison, Open, Relation, Settled, Shown, identical, without
from potstill.verifier.diff.replay import Asked, Context
from potstill.verifier.diff.report import Change, Claim, Difference, Standing
from potstill.verifier.diff.words import Words, steady
from potstill.verifier.grammar.functional import ambiguities, captures
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.smt.session import DEFAULT_BUDGET, Budget
from potstill.verifier.theta.domain import Point, Whole
from potstill.verifier.theta.probes import telling
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding

MAX_CONTEXTS: Final = 16
"""Contexts in which a word is asked."""

MAX_CORNERS: Final = 16
"""Points of each version that are said and asked."""

_REFUTED: Final = Claim(False, "a request shows otherwise", (Method.EVALUATION,))
_OPEN: Final = Claim(False, "not shown, and not needed")


def diff(
    one: Artifact,
    other: Artifact,
    *,
    binding: Binding = EMPTY_BINDING,
    budget: Budget = DEFAULT_BUDGET,
    lemmas: Lemmas | None = None,
) -> Difference:
    """How the second version stands to the first."""
    if one.address == other.address:
        same = Claim(True, "the artifacts are the same", (Method.DATAFLOW,))
        names = (one.family.name, other.family.name)
        return Difference(names, (one.address, other.address), Standing.EQUIVALENT, same, same, same)
    return _Diff(one, other, binding, budget, Lemmas() if lemmas is None else lemmas).result()


class _Diff:
    """One comparison. ``families``: the two, the second with the first one's names for renamed slots."""

    def __init__(
        self, one: Artifact, other: Artifact, binding: Binding, budget: Budget, lemmas: Lemmas
    ) -> None:
        family, self.renamed = matched(one.family, other.family)
        self.artifacts: Final = (one, other)
        self.addresses: Final = (one.address, other.address)
        renamed = replace(other, family=family)
        self.families: Final = (one.family, family)
        self.binding: Final = binding
        self.budget: Final = budget
        self.lemmas: Final = lemmas
        self.said: Final = sample_binding(family, sample_binding(one.family, binding))
        self.asked: Final = Asked(one, renamed, self.said)
        self.moves: Final = moves(one, renamed, dict(self.renamed))

    def result(self) -> Difference:
        """All of it: what the graphs show; then requests, each of which spares a proof; then proofs."""
        whole = self._whole(asking=False)
        if whole is None:
            self._ask_examples()
            self._ask_words()
            self._ask_corners()
        kept, added, agreed = (whole and (*whole, whole[0])) or self._listed() or self._claims()
        names = (self.artifacts[0].family.name, self.artifacts[1].family.name)
        return Difference(
            names,
            self.addresses,
            self._standing(kept, added, agreed),
            kept,
            added,
            agreed,
            self.asked.witnesses,
            self.moves,
            self.renamed,
        )

    def _standing(self, kept: Claim, added: Claim, agreed: Claim) -> Standing:
        lost, gained = self.asked.shows(Change.LOST), self.asked.shows(Change.GAINED)
        if self.asked.shows(Change.OUTCOME):
            return Standing.DIFFERS
        if kept.proved and added.proved:
            return Standing.EQUIVALENT
        if added.proved and lost:
            return Standing.NARROWER
        if kept.proved and gained:
            return Standing.WIDER
        return Standing.INCOMPARABLE if lost and gained and agreed.proved else Standing.UNDECIDED

    # Requests

    def _ask_examples(self) -> None:
        for artifact in self.artifacts:
            for example in artifact.family.examples:
                self.asked.ask(example.utterance, dict(example.context))

    def _ask_words(self) -> None:
        """Words of one grammar that the other lacks."""
        if self.families[0].grammar != self.families[1].grammar:
            for back, wanted in ((False, Change.LOST), (True, Change.GAINED)):
                if self._reads.added if back else self._reads.kept:
                    continue
                for word in self._words.between(back=back):
                    if self.asked.ask_in_any(word, self._contexts) is wanted:
                        break

    def _ask_corners(self) -> None:
        for back in (False, True):
            theta = self._said(back)
            own = [field.name for field in self.families[back].context]
            for point in islice(theta.corners(), MAX_CORNERS):
                utterance = theta.phi(point)
                if utterance is not None:
                    if len(own) < len(point.context):  # a host of this version alone
                        self.asked.ask(utterance, {name: point.context[name] for name in own})
                    self.asked.ask(utterance, point.context)
                    if self._spelled:
                        self.asked.ask(utterance.upper(), point.context)
                    for field in self._foreign[back]:
                        self.asked.ask(utterance, {**point.context, **field})

    def _ask_point(self, theta: Theta, point: Point) -> Change | None:
        utterance = theta.phi(point)
        return None if utterance is None else self.asked.ask(utterance, point.context)

    @cached_property
    def _spelled(self) -> bool:
        """Whether a version takes texts as they were typed."""
        return any(lexicon.spelled for one in self.families for _, lexicon in captures(one))

    @cached_property
    def _foreign(self) -> tuple[tuple[Context, ...], tuple[Context, ...]]:
        """For each version, values of its context that are none of the other's."""
        one, other = self.families
        return tuple(_beyond(one, other)), tuple(_beyond(other, one))

    @cached_property
    def _contexts(self) -> tuple[Context, ...]:
        return tuple(islice(Contexts(*self.families), MAX_CONTEXTS))

    # Proofs

    def _listed(self) -> tuple[Claim, Claim, Claim] | None:
        """All three by asking every utterance of either version, if they are few and no context matters."""
        families = self.families
        late = any(lexicon.late for one in families for _, lexicon in captures(one))
        if late or self._spelled or any(one.context for one in families):
            return None
        words = self._words.all()
        if words is None or not all(steady(word, *families, self.said) for word in words):
            return None
        for word in words:
            self.asked.ask(word, {})
        kept, added, agreed = (
            _REFUTED
            if self.asked.shows(*changes)
            else Claim(True, f"each of {len(words)} utterances was asked", (Method.ENUMERATION,))
            for changes in (
                (Change.LOST, Change.OUTCOME),
                (Change.GAINED, Change.OUTCOME),
                (Change.OUTCOME,),
            )
        )
        return kept, added, agreed

    def _claims(self) -> tuple[Claim, Claim, Claim]:
        kept, added = self._whole(asking=True) or (self._claim(False), self._claim(True))
        return kept, added, kept if kept.proved else added if added.proved else self._agreed()

    def _whole(self, *, asking: bool) -> tuple[Claim, Claim] | None:
        """Both directions at once, where the readings and their order are the same.

        ``asking``: not of the programs' graphs alone.
        """
        one, other = self.families
        if not asking and not identical(one.program, other.program):
            return None
        if not self._reads.alike or one.resolve is not other.resolve or self.asked.shows(*Change):
            return None
        if {field.name: field.type for field in one.context} != {
            field.name: field.type for field in other.context
        }:
            return None
        claim = self._settled(Relation.APART, False, "the readings are the same, and so are the outcomes")
        return (claim, claim) if claim.proved else None

    def _claim(self, back: bool) -> Claim:
        """Every request of the first is one of the second, with the same outcome; ``back``: the reverse."""
        lost = Change.GAINED if back else Change.LOST
        if self.asked.shows(lost, Change.OUTCOME):
            return _REFUTED
        if not (self._reads.added if back else self._reads.kept):
            return Claim(False, self._reads.reason or "the readings of one are not proved to be the other's")
        outer = self.families[not back]
        if (reason := _missing(self.families[back], outer)) is not None:
            return Claim(False, reason)
        single = self._single(outer)
        if not single.proved:
            return single
        claim = self._settled(
            Relation.LEAVES, back, "the readings of one are the other's, and so are the outcomes"
        )
        return replace(
            claim,
            methods=tuple(dict.fromkeys((*single.methods, *claim.methods))),
            evidence=(*single.evidence, *claim.evidence),
            assumes=single.assumes,
        )

    def _agreed(self) -> Claim:
        """A request of both has one outcome."""
        if self.asked.shows(Change.OUTCOME):
            return _REFUTED
        if not (self.asked.shows(Change.LOST) and self.asked.shows(Change.GAINED)):
            return _OPEN
        one, other = self.families
        if _joint(one, other) is None:
            return Claim(False, "a field of the context has another type")
        found = readings.shared(one, other, self.binding)
        if not found.proved:
            return Claim(False, found.detail)
        claim = self._settled(Relation.CLASHES, False, "shared requests have one reading and one outcome")
        assumes = tuple(dict.fromkeys((*self._lists(one), *self._lists(other))))
        return replace(claim, methods=(Method.AUTOMATA, *claim.methods), assumes=assumes)

    @cached_property
    def _reads(self) -> readings.Reads:
        return readings.compare(*self.families)

    @cached_property
    def _words(self) -> Words:
        return Words(*self.families, self.said)

    def _single(self, family: Family) -> Claim:
        """That no utterance has readings of the family with different parameters."""
        found = ambiguities(family, self.binding, lemmas=self.lemmas)
        if found.clash is not None:
            self.asked.ask(found.clash.utterance, found.clash.context)
        return Claim(found.proved, found.detail, (Method.AUTOMATA,), assumes=self._lists(family))

    def _lists(self, family: Family) -> tuple[str, ...]:
        """What is taken for granted of lists of names."""
        late = sorted({slot for slot, lexicon in captures(family) if lexicon.late})
        return tuple(f"the names that {slot} reads are each said in one way of their own" for slot in late)

    def _settled(self, relation: Relation, back: bool, detail: str) -> Claim:
        inner, outer = self.families[back], self.families[not back]
        theta = self._theta(back)
        names = {slot.name for slot in inner.slots}
        absent = {slot.name: slot.default for slot in outer.slots if slot.name not in names}
        said = self._said(back)
        comparison = Comparison(theta, said, inner.program, without(outer.program, absent), self.budget)
        wanted = {
            Relation.LEAVES: (Change.GAINED if back else Change.LOST, Change.OUTCOME),
            Relation.CLASHES: (Change.OUTCOME,),
            Relation.APART: tuple(Change),
        }[relation]
        found = comparison.settle(relation, lambda point: self._ask_point(said, point) in wanted)
        match found:
            case Settled(method):
                return Claim(True, detail, (method,), found.evidence)
            case Shown():
                return _REFUTED
            case Open(reason):
                return Claim(False, reason)

    def _theta(self, back: bool) -> Theta:
        """Θ of a version, with the context of both."""
        return self._thetas(self.binding)[back]

    def _said(self, back: bool) -> Theta:
        """Θ with stand-ins for lists of names that are not supplied."""
        return self._thetas(self.said)[back]

    def _thetas(self, binding: Binding) -> tuple[Theta, Theta]:
        known = self._known_thetas.get(binding.address)
        if known is None:
            one, other = self.families
            fields = _joint(one, other)
            context = (one.context, other.context) if fields is None else (fields, fields)
            known = self._known_thetas[binding.address] = (
                Theta.of(replace(one, context=context[0]), binding),
                Theta.of(replace(other, context=context[1]), binding),
            )
        return known

    @cached_property
    def _known_thetas(self) -> dict[str, tuple[Theta, Theta]]:
        return {}


def _beyond(one: Family, other: Family) -> Iterator[Context]:
    for field in one.context:
        for again in other.context:
            if field.name == again.name and not fits(field.type, again.type):
                values = (value for value in telling(Whole(field.type)) if not contains(again.type, value))
                yield from ({field.name: value} for value in values)


def _missing(inner: Family, outer: Family) -> str | None:
    """Why the second may lack some context of the first; None if it never does."""
    known = {field.name: field.type for field in inner.context}
    for field in outer.context:
        if field.name not in known:
            if not isinstance(field.type, t.Optional):
                return f"the context {field.name} is required of one alone"
        elif not fits(known[field.name], field.type):
            return f"the context {field.name} has another type"
    return None


def _joint(one: Family, other: Family) -> tuple[Field, ...] | None:
    """The context of both, each field with the narrower type; None if there is none."""

    def fields() -> Iterator[Field | None]:
        there = {field.name: field for field in other.context}
        for field in one.context:
            again = there.pop(field.name, field)
            yield (field if fits(field.type, again.type) else again if fits(again.type, field.type) else None)
        yield from there.values()

    found = [field for field in fields() if field is not None]
    names = {field.name for family in (one, other) for field in family.context}
    return tuple(found) if len(found) == len(names) else None
