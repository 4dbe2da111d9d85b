"""Cures for an overlap, each tried before it is suggested.

A cure changes one of the two families. It is suggested if the pair is disjoint or resolved with it, if the
changed family still takes a request and its own examples, and if it does not overlap with any other family
with which it did not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.lexicons import Integers, Words
from potstill.ir.lexicons.vocabulary import NUMBER_WORDS
from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.verifier.algebra.alone import first_request
from potstill.verifier.algebra.index import Index
from potstill.verifier.algebra.pairs import Pair, Side, Standing
from potstill.verifier.algebra.recogniser import Limits
from potstill.verifier.algebra.rewriting import with_lexicon
from potstill.verifier.algebra.silhouette import Silhouettes

MAX_WORDS: Final = 4
"""Words of a capture that are tried as exceptions."""


class Cure(Enum):
    """What a suggestion changes."""

    EXCEPT = "except"
    RANGE = "range"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change of the recipe of ``family``: ``line`` is what to write. ``after``: how the pair stands then.

    ``after`` is None where the two are disjoint.
    """

    cure: Cure
    family: str
    line: str
    after: Standing | None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        after = "disjoint" if self.after is None else self.after.value
        return {"cure": self.cure.value, "family": self.family, "line": self.line, "after": after}


def suggestions(index: Index, pair: Pair) -> tuple[Suggestion, ...]:
    """Cures for an overlapping pair of an index: exceptions first, then ranges, then priorities.

    None for a pair that no witness shows to overlap.
    """
    if pair.standing is not Standing.OVERLAP or pair.witness is None:
        return ()
    found: dict[tuple[Cure, str], Suggestion] = {}
    sides = [(pair.witness.sides[at], pair.witness.sides[1 - at]) for at in (0, 1)]
    tries = [
        *(each for side, other in sides for each in _exceptions(index, side, other, pair.witness.utterance)),
        *(each for side, other in sides for each in _ranges(index, side, other)),
        *(each for side, _ in sides for each in _priorities(index, side)),
    ]
    for cure, changed, line in tries:
        key = (cure, changed.name)
        if key not in found:
            checked = _checked(index, pair, cure, changed, line)
            if checked is not None:
                found[key] = checked
    return tuple(found.values())


_Try = tuple[Cure, Family, str]


def _exceptions(index: Index, side: Side, other: Side, utterance: str) -> Iterator[_Try]:
    """Without words that the free text of one took, and that each utterance of the other has."""
    family = index.family(side.family)
    needed = _needed(index.family(other.family), index.binding)
    for captured in side.captures:
        slot = family.slot(captured.slot)
        if not isinstance(slot.lexicon, Words):
            continue
        words = dict.fromkeys(utterance[captured.start : captured.end].split(" "))
        for word in [word for word in words if word in needed][:MAX_WORDS]:
            excluded = (*slot.lexicon.excluded, word)
            changed = with_lexicon(family, slot.name, replace(slot.lexicon, excluded=excluded))
            # Beside a number, free text leaves out number words without being told to.
            implied = NUMBER_WORDS if set(excluded) >= NUMBER_WORDS else frozenset[str]()
            said = ", ".join(f'"{each}"' for each in excluded if each not in implied)
            line = f"slot {slot.name}: words {slot.lexicon.low}..{slot.lexicon.high} except {said}"
            yield Cure.EXCEPT, changed, line


def _needed(family: Family, binding: Binding) -> set[str]:
    """The words that some template of a family has in all of its utterances."""
    splits = Silhouettes(binding).asks(family.grammar)
    clauses = [clause for split in splits for clause in split.clauses]
    return {text for clause in clauses if len(clause.texts) == 1 and not clause.open for text in clause.texts}


def _ranges(index: Index, side: Side, other: Side) -> Iterator[_Try]:
    """A range of whole numbers, cut to what the other family's numbers in the same place leave of it."""
    family, rival = index.family(side.family), index.family(other.family)
    for captured in side.captures:
        lexicon = family.slot(captured.slot).lexicon
        for met in other.captures:
            against = rival.slot(met.slot).lexicon
            if (met.start, met.end) != (captured.start, captured.end):
                continue
            if isinstance(lexicon, Integers) and isinstance(against, Integers):
                for low, high in ((lexicon.low, against.low - 1), (against.high + 1, lexicon.high)):
                    if lexicon.low <= low <= high <= lexicon.high:
                        changed = with_lexicon(family, captured.slot, replace(lexicon, low=low, high=high))
                        step = f" step {lexicon.step}" if lexicon.step != 1 else ""
                        yield Cure.RANGE, changed, f"slot {captured.slot}: int {low:_}..{high:_}{step}"


def _priorities(index: Index, side: Side) -> Iterator[_Try]:
    """A priority above that of all families that this one overlaps with."""
    family = index.family(side.family)
    partners = [name for pair in index.pairs_of(family.name) for name in pair.families]
    highest = max(index.family(name).priority for name in partners)
    yield Cure.PRIORITY, replace(family, priority=highest + 1), f"priority {highest + 1}"


def _checked(index: Index, pair: Pair, cure: Cure, changed: Family, line: str) -> Suggestion | None:
    """The suggestion, if it cures and breaks nothing."""
    # A cure takes utterances away or changes a priority: what was disjoint stays so.
    before = {known.families: known.standing for known in index.pairs_of(changed.name)}
    after = {known.families: known.standing for known in index.again(changed)}
    now = after.get(pair.families)
    if now not in (None, Standing.RESOLVED):
        return None
    worse = any(standing not in (before[names], Standing.RESOLVED) for names, standing in after.items())
    if worse or not _lives(changed, index.family(changed.name), index.binding, index.limits):
        return None
    return Suggestion(cure, changed.name, line, now)


def _lives(changed: Family, before: Family, binding: Binding, limits: Limits) -> bool:
    """Whether a changed family takes what it is known to take: its examples, or else some request at all."""
    if changed.resolve is Resolve.MOST_LITERAL and changed.priority != before.priority:
        return False
    for example in before.examples:
        normal, context = normalise(example.utterance), dict(example.context)
        if not isinstance(candidate(changed, normal, context, binding), Candidate):
            return False
    return bool(before.examples) or first_request(changed, binding, limits) is not None
