"""Numerals of a range as grammar nodes: digits that count up a register, O(number of digits) of them.

A numeral has no leading zeros, apart from a lone zero before a decimal point. Reading one leaves its value in
its register: each :class:`~potstill.ir.grammar.Digit` is ``register := 10 * register + digit``. The
alternatives of a node have no numeral in common, so a numeral is read in one way.

``grouped`` asks for the spelling with a comma before each three digits of the whole part. It has no numerals
of less than 1,000, which are spelled the same without. All bounds are inclusive and not negative
(ValueError); where no number lies between them, the node is NOTHING.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import gcd

from potstill.ir.grammar import NOTHING, Node, Step, seq
from potstill.ir.regular.layout import Layout, between, choice, listed, numerals

MAX_VALUES = 2000
"""Values, or endings of values, that a node with a step may list one by one."""


def digits_between(low: int, high: int, register: int = 0, *, grouped: bool = False) -> Node:
    """The numerals of the integers low..high."""
    return numerals(low, high, Layout(register, grouped=grouped))


def padded_between(low: int, high: int, length: int, register: int = 0) -> Node:
    """The integers low..high in exactly ``length`` digits, with zeros in front; larger ones are left out."""
    if low < 0:
        raise ValueError(f"a numeral has no sign: {low}")
    high = min(high, 10**length - 1)
    return between(low, high, length, Layout(register)) if low <= high else NOTHING


def decimals_between(
    low: int,
    high: int,
    places: int,
    register: int = 0,
    *,
    shown: Collection[int] | None = None,
    grouped: bool = False,
) -> Node:
    """The numerals of low..high in units of 10**-places; the register ends as the number of units.

    ``shown`` is how many digits may stand after the point: by default any number from none to ``places``.
    """
    parts: list[Node] = []
    for digits, scale in _shown(places, shown):
        node = numerals(-(-low // scale), high // scale, Layout(register, digits, grouped))
        parts += _scaled(node, register, scale)
    return choice(parts)


def steps(
    low: int, high: int, modulus: int, residue: int = 0, register: int = 0, *, grouped: bool = False
) -> Node | None:
    """The numerals of the integers low..high that are congruent to ``residue`` modulo ``modulus`` >= 1.

    None where that would be a large node, so that the caller checks the step as a condition: unless there are
    at most 2,000 such integers, or the modulus divides a power of ten and allows at most 2,000 endings.
    """
    return _stepped(low, high, modulus, residue, Layout(register, grouped=grouped))


def decimal_steps(
    low: int,
    high: int,
    places: int,
    modulus: int,
    residue: int = 0,
    register: int = 0,
    *,
    shown: Collection[int] | None = None,
    grouped: bool = False,
) -> Node | None:
    """As :func:`decimals_between`, of the units congruent to ``residue``; None as for :func:`steps`."""
    parts: list[Node] = []
    for digits, scale in _shown(places, shown):
        # scale * n is congruent to the residue where n is congruent to its quotient, modulo modulus / common.
        common = gcd(scale, modulus)
        if residue % common:
            continue
        reduced = modulus // common
        quotient = residue // common * pow(scale // common, -1, reduced)
        node = _stepped(-(-low // scale), high // scale, reduced, quotient, Layout(register, digits, grouped))
        if node is None:
            return None
        parts += _scaled(node, register, scale)
    return choice(parts)


def _shown(places: int, shown: Collection[int] | None) -> Iterator[tuple[int, int]]:
    """The numbers of digits after the point, rising, each with the units that its last digit is worth."""
    for digits in sorted(set(range(places + 1) if shown is None else shown)):
        if not 0 <= digits <= places:
            raise ValueError(f"cannot show {digits} of {places} decimal places")
        yield digits, 10 ** (places - digits)


def _scaled(node: Node, register: int, scale: int) -> tuple[Node, ...]:
    """The node with its register brought to units; none at all if it reads nothing."""
    if node == NOTHING:
        return ()
    return (node if scale == 1 else seq(node, Step(register, scale, 0)),)


def _stepped(low: int, high: int, modulus: int, residue: int, layout: Layout) -> Node | None:
    if low < 0 or modulus < 1:
        raise ValueError(f"no steps of {modulus} from {low}")
    if modulus == 1:
        return numerals(low, high, layout)
    values = range(low + (residue - low) % modulus, high + 1, modulus)
    # A modulus that divides a power of ten divides the one with as many zeros as it has bits.
    ending = next((k for k in range(1, modulus.bit_length() + 1) if not 10**k % modulus), None)
    if ending is not None and 10**ending // modulus <= min(MAX_VALUES, len(values)):
        return _by_ending(low, high, modulus, residue, layout, ending)
    return _one_by_one(values, layout) if len(values) <= MAX_VALUES else None


def _one_by_one(values: range, layout: Layout) -> Node:
    """The numerals of the values, those of one length sharing what they can."""
    shortest = layout.shortest(0)
    by_length: dict[int, list[int]] = {}
    for value in values:
        by_length.setdefault(max(len(str(value)), shortest), []).append(value)
    fewest = layout.point + 4 if layout.grouped else shortest
    wanted = (pair for pair in by_length.items() if pair[0] >= fewest)
    return choice(listed(found, length, layout, leading=True) for length, found in wanted)


def _by_ending(low: int, high: int, modulus: int, residue: int, layout: Layout, ending: int) -> Node:
    """Any digits, then the last ``ending`` of them out of a list: the modulus divides 10**ending.

    Numbers that share their first digits with a bound have their endings bounded.
    """
    size = 10**ending
    parts: list[Node] = []
    if ending >= layout.shortest(0):  # the numerals that are no longer than the ending
        short = range(low + (residue - low) % modulus, min(high + 1, size), modulus)
        parts.append(_one_by_one(short, layout))
        low = max(low, size)
    for first, last, least, most in slices(low, high, size):
        endings = range(least + (residue - least) % modulus, most + 1, modulus)
        front = numerals(first, last, layout, below=ending)
        back = listed(endings, ending, layout, leading=False)
        if front != NOTHING and back != NOTHING:
            parts.append(seq(front, back))
    return choice(parts)


def slices(low: int, high: int, size: int) -> Iterator[tuple[int, int, int, int]]:
    """low..high as products of a range of quotients by ``size`` and a range of remainders: at most three."""
    (first, least), (last, most) = divmod(low, size), divmod(high, size)
    if low > high:
        return
    if first == last:
        yield first, last, least, most
        return
    if least:
        yield first, first, least, size - 1
        first += 1
    if most < size - 1:
        last -= 1
    if first <= last:
        yield first, last, 0, size - 1
    if most < size - 1:
        yield last + 1, last + 1, 0, most
