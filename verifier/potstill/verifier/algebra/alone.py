"""One family by itself: a request that it takes, and whether it can ever answer among others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.regular import NFA, union
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.algebra.common import EVERYTHING, CommonWords
from potstill.verifier.algebra.containment import unconditional, uncovered
from potstill.verifier.algebra.index import Index
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.recogniser import Limits, nfa_of
from potstill.verifier.algebra.replay import Context, Contexts, Reader
from potstill.verifier.algebra.search import Places, shared_word_of_places


@dataclass(frozen=True, slots=True)
class Silent:
    """A family that never answers an utterance in normal form, and why. ``by``: what stands in its way.

    This is proved. It is said of utterances that are their own normal form, since in others a capture may cut
    a code point in two, which is no reading.
    """

    family: str
    reason: str
    by: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {"family": self.family, "reason": self.reason, "by": list(self.by)}


def requests(family: Family, binding: Binding, limits: Limits) -> Iterator[tuple[str, Context]]:
    """Utterances that the family takes, each with a context, among its ``replays`` shortest words.

    Raises CapExceeded.
    """
    words = CommonWords(nfa_of(family, binding, limits), EVERYTHING, limit=limits.pairs)
    reader, contexts = Reader(family, binding), Contexts(family)
    for word in islice(words, limits.replays):
        for context in contexts:
            if reader.takes(word, context):
                yield word, context
                break


def first_request(family: Family, binding: Binding, limits: Limits) -> str | None:
    """The shortest utterance found that the family takes; None if none is found, which proves nothing."""
    try:
        return next((word for word, _ in requests(family, binding, limits)), None)
    except CapExceeded:
        return None


def silent(index: Index) -> tuple[Silent, ...]:
    """The families of an index that are proved never to answer, in order of names.

    One that reads nothing, and one all of whose utterances are taken, whatever the context, by others that
    go before it or that nothing tells it from (clause H3).
    """
    found: list[Silent] = []
    for name in index.names:
        try:
            one = _silent(index, name)
        except CapExceeded:
            continue
        if one is not None:
            found.append(one)
    return tuple(found)


def _silent(index: Index, name: str) -> Silent | None:
    member = index.recogniser(name)
    family = member.family
    if _reads_nothing(member.nfa, index.limits):
        return Silent(name, "it reads nothing")
    above = [other for other in _rivals(index, name) if unconditional(other)]
    if not above:
        return None
    nfas = [index.recogniser(other.name).nfa for other in above]
    if uncovered(member.nfa, union(*nfas), index.limits) is not None:
        return None
    by = tuple(other.name for other in above)
    if all(other.priority > family.priority for other in above):
        return Silent(name, "families of a higher priority take all of its utterances", by)
    return Silent(name, "all of its utterances are taken by others as well, and nothing decides", by)


def _reads_nothing(nfa: NFA, limits: Limits) -> bool:
    """Whether no text of symbols that normal forms hold is read. Raises CapExceeded."""
    letters = Letters()
    letters.add((*nfa.classes, *EVERYTHING.classes))
    sides = [Places(each, tuple(map(letters.of, each.classes))) for each in (nfa, EVERYTHING)]
    return shared_word_of_places(*sides, limit=limits.pairs, longest=MAX_UTTERANCE) is None


def _rivals(index: Index, name: str) -> Iterator[Family]:
    """The families that go before this one, or draw with it, wherever both take a request."""
    family = index.family(name)
    for pair in index.pairs_of(name):
        other = index.family(next(each for each in pair.families if each != name))
        literal = family.resolve is other.resolve is Resolve.MOST_LITERAL
        if other.priority >= family.priority and not literal:
            yield other
