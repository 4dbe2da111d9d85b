"""Lists unrolled: elements by position, the least and the greatest, order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int
from potstill.verifier.smt.symbolic import Item, Items, Quotient, Symbolic

_MANY: Final = 4
"""Elements from which on the least of them is an unknown with its properties."""


def element_at(r: Relations, listed: Items, position: Int) -> Symbolic | None:
    """The element at a position that the list has; None if there is none at all."""
    items = r.compact(listed).items
    if not items:
        return None
    if isinstance(position, int):
        return items[min(max(position, 0), len(items) - 1)].value
    value = items[-1].value
    for place in range(len(items) - 2, -1, -1):
        value = r.choose(r.script.same(position, place), items[place].value, value)
    return value


def extreme(r: Relations, listed: Items, *, greatest: bool) -> Symbolic | None:
    """The least or the greatest element; None if there is none at all."""
    numbers = [item.value for item in listed.items if isinstance(item.value, Quotient)]
    dens = [number.den for number in numbers if isinstance(number.den, int)]
    if len(numbers) >= _MANY and len(dens) == len(numbers):
        return _bound(r, listed, math.lcm(*dens), greatest)
    s, found = r.script, None
    for item in listed.items:
        if found is None:
            found = item
            continue
        assert isinstance(found.value, Quotient)
        assert isinstance(item.value, Quotient)
        ends = (found.value, item.value) if greatest else (item.value, found.value)
        first = s.any_of(s.negation(found.there), r.less(*ends))
        value = r.choose(s.all_of(item.there, first), item.value, found.value)
        found = Item(s.any_of(found.there, item.there), value)
    return None if found is None else found.value


def _bound(r: Relations, listed: Items, den: int, greatest: bool) -> Quotient:
    """An unknown that no element goes beyond and that is one of them: a chain of choices splits more."""
    s = r.script
    scaled: list[tuple[Bool, Int]] = [
        (item.there, s.times(den // item.value.den, item.value.num))
        for item in listed.items
        if isinstance(item.value, Quotient) and isinstance(item.value.den, int)
    ]
    bound, new = s.once(f"extreme {greatest} {scaled}", "Int")
    if new:
        for there, num in scaled:
            within = s.at_most(num, bound) if greatest else s.at_most(bound, num)
            s.fact(bound, s.implies(there, within))
        some = s.any_of(*(there for there, _ in scaled))
        reached = s.any_of(*(s.all_of(there, s.same(num, bound)) for there, num in scaled))
        s.fact(bound, s.implies(some, reached))
    return Quotient(bound, den)


def in_order(r: Relations, listed: Items) -> Items:
    """The elements in rising order, those that are not there last: K. E. Batcher's merge exchange (1968)."""
    s, items = r.script, list(listed.items)
    for low, high in _comparators(len(items)):
        one, other = items[low], items[high]
        assert isinstance(one.value, Quotient)
        assert isinstance(other.value, Quotient)
        smaller = r.less(other.value, one.value)
        swap = s.all_of(other.there, s.any_of(s.negation(one.there), smaller))
        items[low] = Item(s.any_of(one.there, other.there), r.choose(swap, other.value, one.value))
        items[high] = Item(s.all_of(one.there, other.there), r.choose(swap, one.value, other.value))
        _compared(r, (one, other), (items[low], items[high]))
    return Items(tuple(items), listed.length)


def _compared(r: Relations, before: tuple[Item, Item], after: tuple[Item, Item]) -> None:
    """State what a comparison keeps and brings about, so that nobody has to tell its cases apart."""
    s = r.script
    known: list[tuple[Bool, Int]] = []
    dens: set[Int] = set()
    for item in (*before, *after):
        assert isinstance(item.value, Quotient)
        known.append((item.there, item.value.num))
        dens.add(item.value.den)
    if len(dens) > 1:
        return
    one, other, low, high = known
    totals = [s.sum(*(s.choice(there, num, 0) for there, num in pair)) for pair in (known[:2], known[2:])]
    least = (s.implies(there, s.at_most(low[1], num)) for there, num in (one, other))
    greatest = (s.at_most(num, high[1]) for _, num in (one, other))
    fact = s.all_of(s.same(*totals), *least, s.implies(high[0], s.all_of(*greatest)))
    s.fact(low[1], fact)
    s.fact(high[1], fact)


def _comparators(count: int) -> Iterator[tuple[int, int]]:
    """The pairs of places that a network for so many elements compares (Knuth, TAOCP 3, 5.2.2M)."""
    if count < 2:
        return
    top = 1 << ((count - 1).bit_length() - 1)
    distance = top
    while distance > 0:
        first, offset, gap = top, 0, distance
        while True:
            for place in range(count - gap):
                if place & distance == offset:
                    yield place, place + gap
            if first == distance:
                break
            gap, first, offset = first - distance, first // 2, distance
        distance //= 2
