"""One family by itself: a request that it takes, and whether it can ever answer among others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.grammar import MAX_SYMBOL, Capture, walk
from potstill.ir.regular import NFA, union
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.algebra.common import CommonWords
from potstill.verifier.algebra.index import Index
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.recogniser import Limits, nfa_of
from potstill.verifier.algebra.replay import Context, Contexts, Reader
from potstill.verifier.algebra.search import States, uncovered_word

_EVERYTHING: Final = NFA((((0, MAX_SYMBOL),),), (((0, 0),),), ((),), 0, frozenset((0,)))


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
    words = CommonWords(nfa_of(family, binding, limits), _EVERYTHING, limit=limits.pairs)
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
    words = CommonWords(member.nfa, _EVERYTHING, limit=index.limits.pairs)
    if words.complete and words.empty:
        return Silent(name, "it reads nothing")
    above = [other for other in _rivals(index, name) if _unconditional(other)]
    if not above:
        return None
    nfas = [index.recogniser(other.name).nfa for other in above]
    if _uncovered(member.nfa, union(*nfas), index.limits) is not None:
        return None
    by = tuple(other.name for other in above)
    if all(other.priority > family.priority for other in above):
        return Silent(name, "families of a higher priority take all of its utterances", by)
    return Silent(name, "all of its utterances are taken by others as well, and nothing decides", by)


def _rivals(index: Index, name: str) -> Iterator[Family]:
    """The families that go before this one, or draw with it, wherever both take a request."""
    family = index.family(name)
    for pair in index.pairs_of(name):
        other = index.family(next(each for each in pair.families if each != name))
        literal = family.resolve is other.resolve is Resolve.MOST_LITERAL
        if other.priority >= family.priority and not literal:
            yield other


def _uncovered(one: NFA, other: NFA, limits: Limits) -> str | None:
    """A word of one that the other does not read; None if it reads them all. Raises CapExceeded."""
    letters = Letters()
    letters.add((*one.classes, *other.classes))
    sides = [States(nfa, tuple(map(letters.of, nfa.classes)), limits.states) for nfa in (one, other)]
    word = uncovered_word(*sides, limit=limits.pairs, longest=MAX_UTTERANCE)
    return None if word is None else letters.spell(word)


def _unconditional(family: Family) -> bool:
    """Whether a family takes all utterances in normal form that its automaton reads, in any context."""
    if family.program.wheres or any(not isinstance(field.type, t.Optional) for field in family.context):
        return False
    nodes = [family.grammar.start, *(body for _, body in family.grammar.rules)]
    captures = [node for root in nodes for node in walk(root) if isinstance(node, Capture)]
    if len({capture.slot for capture in captures}) < len(captures):
        return False  # a slot that is read twice must be said the same twice
    return all(_exact(capture.lexicon) for capture in captures)


def _exact(lexicon: lx.Lexicon) -> bool:
    """Whether every word of a lexicon's automaton has a value."""
    match lexicon:
        case lx.Choices() | lx.Names() | lx.Words() | lx.Wild():
            return True
        case lx.Integers(step=1):
            return True
        case _:
            return False
