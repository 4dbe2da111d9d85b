"""Parts that languages of lexicons are built from: prefix trees and ranges of decimal digits.

Registers. A lexicon's language computes while it is read: :class:`~potstill.ir.grammar.Digit` and
:class:`~potstill.ir.grammar.Step` change numbered registers that start at 0, and a maker
(:mod:`potstill.ir.lexicons.makers`) turns them into the value. In lexicons of numbers they are: the digits
read, how many places to shift them right, how many to shift them left, and hundredths of a coin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from potstill.ir.grammar import EMPTY, NOTHING, Node, Repeat, Step, Text, alt, optional, seq
from potstill.ir.regular.ranges import slices

MANTISSA, DECIMALS, EXPONENT, MINOR = 0, 1, 2, 3

_Trie = dict[str, "_Trie | list[Node]"]
_LEAF = ""


def trie(entries: Iterable[tuple[str, Node]]) -> Node:
    """The words, each followed by its node, as one tree without common prefixes among alternatives.

    A word that stands twice keeps both nodes, in order.
    """
    root: _Trie = {}
    for word, after in entries:
        here = root
        for char in word:
            below = here.setdefault(char, {})
            assert isinstance(below, dict)
            here = below
        leaf = here.setdefault(_LEAF, [])
        assert isinstance(leaf, list)
        leaf.append(after)
    return _branch(root)


def _branch(tree: _Trie) -> Node:
    parts: list[Node] = []
    for first, below in tree.items():
        if isinstance(below, list):
            parts.extend(below)
            continue
        run = first
        while len(below) == 1:
            char, under = next(iter(below.items()))
            if isinstance(under, list):
                break
            run, below = run + char, under
        parts.append(seq(Text(run), _branch(below)))
    return alt(*parts)


def chain(*parts: Node) -> Node:
    """The parts, one after the other; NOTHING if one of them is."""
    return NOTHING if NOTHING in parts else seq(*parts)


def either(*parts: Node) -> Node:
    """One of the parts that are not NOTHING."""
    return alt(*(part for part in parts if part != NOTHING))


def words(*texts: str) -> Node:
    """Any of the texts."""
    return trie((text, EMPTY) for text in texts)


def add(amount: int, register: int = MANTISSA) -> Node:
    """The empty word; the register grows by ``amount``."""
    return Step(register, 1, amount) if amount else EMPTY


def negate(register: int = MANTISSA) -> Node:
    """The empty word; the register changes its sign."""
    return Step(register, -1, 0)


Place = Callable[[int, int], Node]
"""Reads one digit between two."""


def fraction(low: int, high: int, places: int, place: Place) -> Node:
    """One to ``places`` decimals whose value, zeros appended, lies between low and high units of the last."""
    return _decimals(0, places, low, high, place, stop=False) if low <= high else NOTHING


def _decimals(prefix: int, left: int, low: int, high: int, place: Place, *, stop: bool) -> Node:
    """Further decimals, at most ``left``, after those worth ``prefix``; none only where ``stop``."""
    size = 10**left
    first = prefix * size
    if low <= first and first + size - 1 <= high:
        return EMPTY if left == 0 else Repeat(place(0, 9), 0 if stop else 1, left)
    size //= 10
    cuts = {0, 10}
    for bound in (low, high):
        cuts.update((bound // size - prefix * 10, bound // size + 1 - prefix * 10))
    inside = sorted(cut for cut in cuts if 0 <= cut <= 10)
    parts: list[Node] = []
    for start, after in pairwise(inside):
        value = (prefix * 10 + start) * size
        if value <= high and value + size > low:
            rest = _decimals(prefix * 10 + start, left - 1, low, high, place, stop=True)
            if rest != NOTHING:
                parts.append(seq(place(start, after - 1), rest))
    if stop and low <= first <= high:
        parts.append(EMPTY)
    return alt(*parts)


Range = Callable[[int, int], Node]
"""A language of the numbers between two bounds."""


def decimals(low: int, high: int, places: int, whole: Range, part: Range, *, bare: bool = True) -> Node:
    """The numbers from ``low`` (at least 0) to ``high`` units of 10**-places.

    ``whole(a, b)`` reads what stands before the point; ``part(a, b)`` the point and decimals worth a to b
    units. Where they are worth nothing they may be absent if ``bare``.
    """
    parts: list[Node] = []
    for first, last, start, end in slices(low, high, 10**places):
        after = part(start, end) if places else NOTHING
        if start == 0 and bare:
            after = EMPTY if after == NOTHING else optional(after)
        parts.append(chain(whole(first, last), after))
    return either(*parts)
