"""How two families stand: a shared word, replayed through both, or a proof that there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.regular.limits import CapExceeded
from potstill.verifier.algebra.common import CommonWords
from potstill.verifier.algebra.conditions import exclusive
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.pairs import Pair, Rule, Standing, Witness
from potstill.verifier.algebra.recogniser import Limits, Recogniser, shared
from potstill.verifier.algebra.replay import Contexts, Reader, replay

SAMPLES: Final = 50
"""Of the words that are replayed, so many are drawn at random where the shortest are no requests."""


Excluder: TypeAlias = Callable[[Family, Family, Binding], bool]
"""Whether two families are proved disjoint by their conditions, though their grammars are not."""


def decide_pair(
    one: Recogniser,
    other: Recogniser,
    letters: Letters,
    binding: Binding,
    limits: Limits,
    excludes: Excluder = exclusive,
) -> Pair | None:
    """How two families stand; None if they are proved disjoint. Given in order of their names.

    The answer depends on the two, the binding and the limits, not on what else the letters were made for.
    """
    names = (one.family.name, other.family.name)
    try:
        word = shared(one, other, letters, limits)
    except CapExceeded as full:
        return Pair(names, Standing.UNDECIDED, reason=str(full))
    if word is None:
        return None
    readers = (Reader(one.family, binding), Reader(other.family, binding))
    contexts = Contexts(one.family, other.family)
    witness = replay(word, readers, contexts, binding)
    if witness is None:
        if excludes(one.family, other.family, binding):
            return None
        words = CommonWords(one.nfa, other.nfa, limit=limits.pairs)
        if words.complete and words.empty:
            return None
        witness = _further(words, readers, contexts, binding, limits.replays)
    if witness is None:
        tried = f"no request of both among the first {limits.replays} shared words, such as “{word}”"
        return Pair(names, Standing.UNDECIDED, reason=tried)
    return standing(one.family, other.family, witness)


def _further(
    words: CommonWords, readers: tuple[Reader, Reader], contexts: Contexts, binding: Binding, budget: int
) -> Witness | None:
    """The first of the shared words that both families take; then the shortest of some drawn at random."""
    for word in islice(words, budget):
        witness = replay(word, readers, contexts, binding)
        if witness is not None:
            return witness
    for word in sorted(dict.fromkeys(words.samples(SAMPLES)), key=lambda word: (len(word), word)):
        witness = replay(word, readers, contexts, binding)
        if witness is not None:
            return Witness(witness.utterance, witness.context, witness.sides, shortest=False)
    return None


def standing(one: Family, other: Family, witness: Witness) -> Pair:
    """How two families stand that both take a request: which of them clause H3 lets answer, if any."""
    names = (one.name, other.name)
    if one.resolve is other.resolve is Resolve.MOST_LITERAL:
        return Pair(names, Standing.RESOLVED, witness, Rule.MOST_LITERAL)
    if one.priority != other.priority:
        winner = one.name if one.priority > other.priority else other.name
        return Pair(names, Standing.RESOLVED, witness, Rule.PRIORITY, winner)
    return Pair(names, Standing.OVERLAP, witness)


@dataclass(frozen=True, slots=True)
class Share:
    """Pairs of families, by name and in order, that somebody is to decide. Picklable if ``excludes`` is."""

    families: tuple[Family, ...]
    pairs: tuple[tuple[str, str], ...]
    binding: Binding
    limits: Limits
    excludes: Excluder


def decide_share(share: Share) -> list[Pair]:
    """The pairs of a share that are not proved disjoint. Of any partition, the shares give the same pairs."""
    letters = Letters()
    known = {each.name: Recogniser(each, share.binding, share.limits) for each in share.families}
    found = (
        decide_pair(known[one], known[other], letters, share.binding, share.limits, share.excludes)
        for one, other in share.pairs
    )
    return [pair for pair in found if pair is not None]
