"""Sequences of words, without some words or phrases: the difference is taken over words, not symbols."""

from __future__ import annotations

from collections.abc import Iterable

from potstill.ir.grammar import EMPTY, Alt, Chars, Node, Repeat, Text, alt, seq
from potstill.ir.regular.bridge import automaton, machine
from potstill.ir.regular.limits import DEFAULT_LIMIT
from potstill.ir.regular.product import difference

_SPACE = Text(" ")


def except_words(
    word_class: Chars,
    banned: Iterable[tuple[str, ...]],
    low: int,
    high: int | None,
    *,
    edges: Chars | None = None,
    marks: Chars | None = None,
    longest: int | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Node:
    """Sequences of ``low`` to ``high`` words, single spaces between them, in which nothing banned occurs.

    A word is one to ``longest`` symbols of ``word_class``; the first and the last symbol of the sequence are
    in ``edges``, a part of that class, if it is given. A banned phrase of one word forbids that word, a
    longer one its words in a row: without ("by",), "ruby ring" stays. ``marks`` behind a banned word leave it
    banned. Banned words alone cost a few states a letter, whatever ``high`` is; phrases of several words
    multiply that by ``high``.

    ValueError unless 0 <= low <= high, if the class has the space, or if a phrase is empty or its words are
    not words of any class (empty, or with a space in them). CapExceeded beyond ``limit`` states.
    """
    phrases = sorted(set(banned))
    if low < 0 or (high is not None and high < low):
        raise ValueError(f"not a number of words: {low}..{high}")
    if " " in word_class:
        raise ValueError("a word's symbols cannot include the space")
    for phrase in phrases:
        if not phrase or not all(phrase) or any(" " in word for word in phrase):
            raise ValueError(f"not a sequence of words: {phrase!r}")
    any_word = Repeat(word_class, 1, longest)
    marked = EMPTY if marks is None else Repeat(marks, 0, None)

    def forms(phrase: tuple[str, ...]) -> Node:
        first, *rest = (seq(Text(word), marked) for word in phrase)
        return seq(first, *(part for word in rest for part in (_SPACE, word)))

    alone = tuple(forms(phrase) for phrase in phrases if len(phrase) == 1)

    def allowed(word: Node) -> Node:
        return machine(difference(automaton(word), automaton(Alt(alone)), limit=limit)) if alone else word

    if edges is None:
        sequence = _sequence(allowed(any_word), low, high)
    else:
        first, last, single = map(allowed, _edge_words(word_class, edges, longest))
        sequence = _edged(first, allowed(any_word), last, single, low, high)
    together = tuple(forms(phrase) for phrase in phrases if len(phrase) > 1)
    if not together:
        return sequence
    before = Repeat(seq(any_word, _SPACE), 0, None)
    after = Repeat(seq(_SPACE, any_word), 0, None)
    bad = automaton(seq(before, Alt(together), after), limit=limit)
    return machine(difference(automaton(sequence, limit=limit), bad, limit=limit), limit=limit)


def _sequence(word: Node, low: int, high: int | None) -> Node:
    """``low`` to ``high`` words with a space between each two."""
    if high == 0:
        return EMPTY
    more = Repeat(seq(_SPACE, word), max(low, 1) - 1, None if high is None else high - 1)
    some = seq(word, more)
    return alt(some, EMPTY) if low == 0 else some


def _edge_words(word_class: Chars, edges: Chars, longest: int | None) -> tuple[Node, Node, Node]:
    """The first word of several, the last of several, and one that is both."""
    if longest == 1:
        return edges, edges, edges
    rest = Repeat(word_class, 0, None if longest is None else longest - 1)
    inside = Repeat(word_class, 0, None if longest is None else longest - 2)
    return seq(edges, rest), seq(rest, edges), alt(edges, seq(edges, inside, edges))


def _edged(first: Node, inner: Node, last: Node, single: Node, low: int, high: int | None) -> Node:
    """As ``_sequence``, of words of which the first and the last are of another kind."""
    parts: list[Node] = [single] if low <= 1 and high != 0 else []
    if high is None or high > 1:
        between = Repeat(seq(_SPACE, inner), max(low - 2, 0), None if high is None else high - 2)
        parts.append(seq(first, between, _SPACE, last))
    return alt(*parts, EMPTY) if low == 0 else alt(*parts)
