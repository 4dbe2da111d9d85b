"""From candidates to families that are proved and kept apart: what a handler may serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from potstill.compiler import compile_recipe
from potstill.distill.carriers.carrier import record_of
from potstill.distill.carriers.evidence import Evidence, Key
from potstill.distill.carriers.family import Candidate
from potstill.distill.carriers.reader import Reader, answer
from potstill.distill.carriers.recipe import recipe
from potstill.distill.examples import Example
from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Verification
from potstill.verifier import verify
from potstill.verifier.algebra import Index, Standing
from potstill.verifier.grammar.lemmas import Lemmas

MOST_SHOWN = 30
"""Examples of a candidate from which those that a recipe shows are chosen."""


@dataclass(frozen=True, slots=True)
class Family:
    """A released family, with the evidence that it was released on."""

    candidate: Candidate
    evidence: Evidence
    artifact: Artifact
    verification: Verification


@dataclass(frozen=True, slots=True)
class Refused:
    """A candidate with enough evidence that is not served, and why."""

    candidate: Candidate
    reason: str


def released(
    known: Sequence[Candidate], evidence: Mapping[Key, Evidence], least: float, examples: Sequence[Example]
) -> Iterator[Family | Refused]:
    """The families of all candidates whose score is at least ``least``, one after the other.

    Priorities go by score: of two families that read one request, the one with better evidence answers. Each
    family is compiled, proved, and compared with those before it; one that may tie with another is refused.
    A single carrier is left out where the candidate that it is joined into has as good a score.
    """
    ranked = sorted(
        (one for one in known if one.key in evidence and evidence[one.key].score >= least),
        key=lambda one: (-evidence[one.key].score, -evidence[one.key].right, str(one.key)),
    )
    shown = _right(ranked, examples)
    lemmas, index = Lemmas(), Index()
    joined: dict[tuple[object, object], list[Candidate]] = {}
    for place, candidate in enumerate(ranked):
        alike = joined.setdefault((candidate.fixed, candidate.fields), [])
        if candidate.single and any(_within(candidate, other) for other in alike):
            continue
        if not candidate.single:
            alike.append(candidate)
        name = f"carrier_{place}"
        text = recipe(name, candidate, len(ranked) - place, shown[place])
        if text is None:
            yield Refused(candidate, "a field has a name that no slot can have")
            continue
        made = compile_recipe(text, name=f"{name}.recipe")
        if made.artifact is None:
            yield Refused(candidate, made.render())
            continue
        verification = verify(made.artifact, lemmas=lemmas)
        if not verification.released:
            first = verification.blocking[0]
            yield Refused(candidate, f"{first.obligation.name} is {first.status.value}: {first.detail}")
            continue
        ties = [pair for pair in index.add(made.artifact.family) if pair.standing is not Standing.RESOLVED]
        if ties:
            index.remove(name)
            yield Refused(candidate, f"nothing decides between it and {ties[0].families}")
            continue
        yield Family(candidate, evidence[candidate.key], made.artifact, verification)


def _within(single: Candidate, joined: Candidate) -> bool:
    """Whether all that a single carrier reads is read by a joined candidate."""
    return all(gap[0] in texts for gap, texts in zip(single.gaps, joined.gaps, strict=True))


def _right(ranked: Sequence[Candidate], examples: Sequence[Example]) -> list[list[Example]]:
    """For each candidate some examples that it answers rightly."""
    places = {candidate: place for place, candidate in enumerate(ranked)}
    found: list[list[Example]] = [[] for _ in ranked]
    reader = Reader(ranked)
    for example in examples:
        for candidate, copied in reader.read(example.utterance):
            mine = found[places[candidate]]
            if len(mine) < MOST_SHOWN and answer(candidate, copied) == record_of(example):
                mine.append(example)
    return found
