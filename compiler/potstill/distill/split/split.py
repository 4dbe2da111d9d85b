"""Splitting: the first separation in the declared order that shares out a family's requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from potstill.distill.split.conditions import Condition
from potstill.distill.split.exclusions import with_exclusions
from potstill.distill.split.narrowing import narrowed, proved
from potstill.distill.split.outcome import (
    DEFAULT,
    NoSplit,
    Outcome,
    Outside,
    Partition,
    Policy,
    Reason,
    Request,
    Side,
    Split,
)
from potstill.distill.split.partition import Overlapping, Piece, partition
from potstill.distill.split.proposals import Part, Proposal, Proposals
from potstill.distill.split.requests import Read, read, read_all
from potstill.distill.split.specialise import simplified, unused_slots, without_influence
from potstill.distill.tree import compiled, kept_examples, renamed, tree_of
from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.values import Value, identity
from potstill.ir.verdicts import Kind, Status, Verification
from potstill.verifier import verify
from potstill.verifier.diff import Claim, Difference, Standing, diff
from potstill.verifier.grammar.lemmas import Lemmas

MAX_TRIED: Final = 40
"""Proposals that are compiled and looked at."""

_NAME: Final = 85
"""Characters of the parent's name in those of its parts."""


def split(
    artifact: Artifact,
    accepted: Sequence[Request],
    rejected: Sequence[Request],
    policy: Policy = DEFAULT,
    *,
    binding: Binding = EMPTY_BINDING,
) -> Outcome:
    """Families that share out an artifact's requests, the first of which takes A and leaves R.

    The same arguments give the same outcome. ``binding``: the lists of names that requests are read with;
    what is proved holds for any lists, except where it says that it assumes these.
    """
    inside, strange = read_all(artifact, accepted, binding)
    left, foreign = read_all(artifact, rejected, binding)
    outside = (*strange, *foreign)
    keys = {each.key for each in inside}
    both = tuple(each.request for each in left if each.key in keys)
    if both:
        return NoSplit(Reason.CONTRADICTION, "", outside, both)
    if not inside or not left:
        missing = "accepted" if not inside else "rejected"
        return NoSplit(Reason.NOTHING, f"No {missing} request is the family's.", outside)
    return _Splitting(artifact, inside, left, outside, policy, binding).result()


class _Splitting:
    """One split: proposals are tried in order until one holds."""

    def __init__(
        self,
        parent: Artifact,
        accepted: Sequence[Read],
        rejected: Sequence[Read],
        outside: tuple[Outside, ...],
        policy: Policy,
        binding: Binding,
    ) -> None:
        self._parent: Final = parent
        self._accepted: Final = accepted
        self._rejected: Final = rejected
        self._outside: Final = outside
        self._policy: Final = policy
        self._binding: Final = binding
        self._tree: Final = tree_of(parent.recipe)
        self._lemmas: Final = Lemmas()
        self._passed: Final[list[str]] = []

    def result(self) -> Outcome:
        """The split by the first proposal that holds."""
        proposals = Proposals(
            self._tree, self._parent.family, self._accepted, self._rejected, self._policy, self._binding
        )
        tried = 0
        for rung in self._policy.rungs:
            for proposal in proposals.of(rung):
                tried += 1
                if tried > MAX_TRIED:
                    break
                found = self._attempt(proposal)
                if isinstance(found, Split):
                    return found
                self._passed.append(f"{proposal.separation}: {found}")
        passed = (*proposals.declined, *self._passed)
        detail = f"Only {MAX_TRIED} were tried." if tried > MAX_TRIED else ""
        return NoSplit(Reason.NO_SEPARATION, detail, self._outside, passed=passed)

    def _attempt(self, proposal: Proposal) -> Split | str:
        """The split by one proposal, or why it cannot be used."""
        bases: list[Artifact] = []
        for part, name in zip(proposal.parts, _names(self._parent.family.name), strict=False):
            tree = with_exclusions(renamed(part.tree, name), self._parent.family)
            tree = kept_examples(tree, self._parent, self._reads)
            made = compiled(tree).artifact
            if made is None:
                return "one part of it is not accepted by the compiler"
            bases.append(made)
        wrong = self._misplaced(bases, proposal.parts)
        if wrong is not None:
            return wrong
        try:
            shared = self._partition(bases, proposal.parts)
        except Overlapping as overlapping:
            return str(overlapping)
        sides = tuple(
            self._side(base, part, proposal) for base, part in zip(bases, proposal.parts, strict=True)
        )
        return Split(self._parent, proposal.separation, sides, shared, self._outside)

    def _reads(self, family: Family, utterance: str, context: dict[str, Value]) -> bool:
        return isinstance(candidate(family, normalise(utterance), context, self._binding), Candidate)

    def _misplaced(self, bases: Sequence[Artifact], parts: Sequence[Part]) -> str | None:
        """A request that is not taken by the side it belongs to and no other, with its θ and its answer."""
        for reads, wanted in ((self._accepted, True), (self._rejected, False)):
            for each in reads:
                taking = [
                    (base, part)
                    for base, part in zip(bases, parts, strict=True)
                    if self._reads(base.family, each.request.utterance, dict(each.point.context))
                ]
                if [part.taken for _, part in taking] != [wanted]:
                    return f"{each.request} does not fall where it should"
                if not self._alike(taking[0][0], each):
                    return f"{each.request} is read otherwise"
        return None

    def _alike(self, base: Artifact, each: Read) -> bool:
        found = read(base, each.request, self._binding)
        parameters = each.reading.parameters
        return isinstance(found, Read) and identity(found.reading.parameters) == identity(parameters)

    def _partition(self, bases: Sequence[Artifact], parts: Sequence[Part]) -> Partition:
        numbers = dict.fromkeys(part.piece for part in parts)
        pieces = [
            Piece(
                tuple(base.family for base, part in zip(bases, parts, strict=True) if part.piece == number),
                any(part.condition for part in parts if part.piece == number),
            )
            for number in numbers
        ]
        return partition(self._parent.family, pieces, self._binding, self._policy.budget, self._lemmas)

    # Sides

    def _side(self, base: Artifact, part: Part, proposal: Proposal) -> Side:
        """The part as a family: with a narrower type, unless only a condition lets it be served."""
        same = Claim(True, "conditions and templates of the parent, and its program")
        sides: list[Side] = []
        if proposal.narrowing is not None and part.condition:
            slim = self._narrowed(base, part, proposal.narrowing)
            if slim is not None:
                made, narrow = slim
                sides.append(self._simplified(made, part, (narrow.detail,), _both(same, narrow)))
        if not sides or sides[0].verification.blocking:
            sides.append(self._simplified(base, part, (), same))
        return min(sides, key=lambda side: (not side.same.proved, len(side.verification.blocking)))

    def _simplified(self, base: Artifact, part: Part, told: tuple[str, ...], same: Claim) -> Side:
        """The part, simplified as far as that is proved to change nothing."""
        tree, done = simplified(tree_of(base.recipe), self._policy.budget)
        made = compiled(without_influence(tree, unused_slots(tree))).artifact
        if made is not None and made.address != base.address:
            found = self._diff(base, made)
            if found.standing is Standing.EQUIVALENT:
                base, same, told = made, _both(same, found.kept), (*told, *done)
        return self._finished(base, part, told, same)

    def _narrowed(self, base: Artifact, part: Part, condition: Condition) -> tuple[Artifact, Claim] | None:
        """The part with a narrower type instead of its first condition, if that is proved to be the same."""
        found = narrowed(tree_of(base.recipe), base.family, condition, taken=part.taken)
        made = None if found is None else compiled(found.tree).artifact
        if found is None or made is None:
            return None
        claim = proved(base.family, made.family, found, self._lemmas)
        return (made, claim) if claim.proved else None

    def _finished(self, made: Artifact, part: Part, told: tuple[str, ...], same: Claim) -> Side:
        made, verification, silent = self._without_influence(made)
        told = (*told, *(f"{name} does not matter here" for name in silent))
        difference = self._diff(self._parent, made)
        claim = _both(same, difference.added)
        return Side(made, part.taken, part.told, told, claim, difference, verification)

    def _without_influence(self, made: Artifact) -> tuple[Artifact, Verification, list[str]]:
        """The family with slots marked as flavour that matter to the parent, and are proved not to here."""
        verification = self._verify(made)
        open_slots = sorted(
            each.obligation.subject
            for each in verification.verdicts
            if each.obligation.kind is Kind.RELEVANT and each.status is not Status.PROVED
        )
        silent: list[str] = []
        for name in open_slots:
            marked = compiled(without_influence(tree_of(made.recipe), {name})).artifact
            if marked is None:
                continue
            again = self._verify(marked)
            if any(
                each.obligation.kind is Kind.FLAVOUR
                and each.obligation.subject == name
                and each.status is Status.PROVED
                for each in again.verdicts
            ):
                made, verification = marked, again
                silent.append(name)
        return made, verification, silent

    def _diff(self, one: Artifact, other: Artifact) -> Difference:
        return diff(one, other, budget=self._policy.budget, lemmas=self._lemmas)

    def _verify(self, made: Artifact) -> Verification:
        return verify(made, budget=self._policy.budget, binding=self._binding, lemmas=self._lemmas)


def _both(one: Claim, other: Claim) -> Claim:
    if not (one.proved and other.proved):
        return other if one.proved else one
    return replace(
        other,
        methods=tuple(dict.fromkeys((*one.methods, *other.methods))),
        evidence=tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        assumes=tuple(dict.fromkeys((*one.assumes, *other.assumes))),
    )


def _names(parent: str) -> tuple[str, str, str]:
    base = parent[:_NAME]
    return f"{base}_accepted", f"{base}_rest", f"{base}_rest_2"
