"""Containment: whether all that one family takes is taken by another as well."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import islice

from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.grammar import Capture, walk
from potstill.ir.regular import NFA
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.algebra.common import EVERYTHING, CommonWords
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.recogniser import DEFAULT_LIMITS, Limits, nfa_of
from potstill.verifier.algebra.replay import Contexts, Reader
from potstill.verifier.algebra.search import States, uncovered_word


class Containment(Enum):
    """How the requests of one family lie to those of another."""

    INSIDE = "inside"
    """Proved: every utterance in normal form that one takes in some context, the other takes in every."""
    OUTSIDE = "outside"
    """A request shows that one takes what the other does not."""
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Contained:
    """How two families lie, and the utterance that shows it where one reaches beyond the other."""

    relation: Containment
    utterance: str | None = None


def contained(
    one: Family, other: Family, binding: Binding = EMPTY_BINDING, *, limits: Limits = DEFAULT_LIMITS
) -> Contained:
    """Whether what one family takes is taken by the other, with a request that shows it where it is not."""
    try:
        left, right = nfa_of(one, binding, limits), nfa_of(other, binding, limits)
        word = uncovered(left, right, limits)
        if word is None and unconditional(other):
            return Contained(Containment.INSIDE)
        found = _beyond(one, other, word, left, binding, limits)
    except CapExceeded:
        return Contained(Containment.UNDECIDED)
    return Contained(Containment.UNDECIDED if found is None else Containment.OUTSIDE, found)


def _beyond(
    one: Family, other: Family, word: str | None, nfa: NFA, binding: Binding, limits: Limits
) -> str | None:
    """A request of one that is none of the other's in the same context: this word, or one of the shortest."""
    mine, theirs = Reader(one, binding), Reader(other, binding)
    contexts = Contexts(one, other)
    words = CommonWords(nfa, EVERYTHING, limit=limits.pairs)
    for tried in (*([] if word is None else [word]), *islice(words, limits.replays)):
        for context in contexts:
            if mine.takes(tried, context) and not theirs.takes(tried, context):
                return tried
    return None


def uncovered(one: NFA, other: NFA, limits: Limits) -> str | None:
    """A word of one that the other does not read; None if it reads them all. Raises CapExceeded."""
    letters = Letters()
    letters.add((*one.classes, *other.classes))
    sides = [States(nfa, tuple(map(letters.of, nfa.classes)), limits.states) for nfa in (one, other)]
    word = uncovered_word(*sides, limit=limits.pairs, longest=MAX_UTTERANCE)
    return None if word is None else letters.spell(word)


def unconditional(family: Family) -> bool:
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
