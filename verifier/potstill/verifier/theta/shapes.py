"""The shapes of a grammar: which slots an utterance's path captures, with what, fixes, and leaves out.

An *event* is a capture of a slot by a lexicon, or a constant that is fixed for one; a *mask* is a set of
events, as the bits of a number. The masks of a node are those of the paths through it, computed bottom-up:
a choice has those of its parts, a sequence the unions of one mask of each part. How often and in what order
a path meets an event does not matter, since a slot that is captured twice has one value.

INVARIANT: for every path that the reference matcher follows, the grammar has its mask. (The converse may
fail: no utterance may lead along a path whose literal text is in no normal form.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeAlias, assert_never

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import Binding
from potstill.ir.family import Family, Slot
from potstill.ir.lexicons import Lexicon
from potstill.ir.typing import contains as type_contains
from potstill.ir.values import Value
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain, Either, Listed, Lists, Whole
from potstill.verifier.theta.domains import domain

MAX_SHAPES: Final = 4096
"""Masks of one node that are kept apart, and shapes of a family."""

Mask: TypeAlias = int
Event: TypeAlias = g.Capture | g.Fix


class TooManyShapes(Exception):
    """A grammar whose paths combine their events in more ways than are kept apart."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which templates give parameters: the product of ``domains``, one for each slot.

    ``lexicons``: by what each captured slot is read; ``fixed``: the constants. Slots in neither are left out,
    and have their default. ``mask``: the events, among :attr:`Events.all`.
    """

    mask: Mask
    domains: Mapping[str, Domain]
    lexicons: Mapping[str, tuple[Lexicon, ...]]
    fixed: Mapping[str, Value]


class Events:
    """The events of one grammar, numbered in the order in which its nodes mention them."""

    def __init__(self, family: Family, binding: Binding) -> None:
        self.family: Final = family
        self.binding: Final = binding
        self.all: Final[list[Event]] = []
        self._numbers: dict[tuple[str, int], int] = {}
        self._kept: list[object] = []
        self._slots: Final = {slot.name: slot for slot in family.slots}
        self._domains: dict[int, Domain] = {}
        self._given: dict[tuple[str, Mask], Domain] = {}
        self._masks: Final = dict.fromkeys(self._slots, 0)
        for node in (family.grammar.start, *(body for _, body in family.grammar.rules)):
            for part in g.walk(node):
                if isinstance(part, g.Capture | g.Fix):
                    self.number(part)

    def number(self, event: Event) -> int:
        """The event's position among all."""
        what = event.lexicon if isinstance(event, g.Capture) else event
        # By identity first, since to hash a lexicon of many names walks all of them.
        known = self._numbers.get((event.slot, id(what)))
        if known is None:
            known = next((place for place, one in enumerate(self.all) if _equal(one, event)), len(self.all))
            if known == len(self.all):
                self.all.append(event)
                self._masks[event.slot] |= 1 << known
            self._numbers[event.slot, id(what)] = known
            self._kept.append(what)
        return known

    def of(self, mask: Mask) -> list[Event]:
        """The events of a mask, in order."""
        return [event for place, event in enumerate(self.all) if mask >> place & 1]

    def domain(self, number: int) -> Domain:
        """The values that one event gives its slot, as far as they are of the slot's type."""
        if number not in self._domains:
            self._domains[number] = self._domain(self.all[number])
        return self._domains[number]

    def _domain(self, event: Event) -> Domain:
        kind = self._slots[event.slot].type
        match event:
            case g.Fix(_, value):
                return Listed((value,)) if type_contains(kind, value) else sets.NOTHING
            case g.Capture(_, lexicon):
                return self.read(lexicon, kind)
            case _:
                assert_never(event)

    def read(self, lexicon: Lexicon, kind: t.Type) -> Domain:
        """The values that a lexicon gives a slot of a type."""
        if lexicon.spelled or _is_open(lexicon, self.binding):
            return _envelope(lexicon, kind)
        return _narrowed(domain(lexicon, self.binding), kind)

    def mask(self, slot: str) -> Mask:
        """The events of one slot."""
        return self._masks[slot]

    def anything(self, slot: Slot) -> Domain:
        """A superset of the values of a slot, over all paths."""
        mine = (number for number, event in enumerate(self.all) if event.slot == slot.name)
        return sets.union((self.default(slot), *map(self.domain, mine)))

    def default(self, slot: Slot) -> Domain:
        """What stands for a slot that is left out: nothing where that is not of its type."""
        return Listed((slot.default,)) if type_contains(slot.type, slot.default) else sets.NOTHING

    def given(self, slot: Slot, mask: Mask) -> Domain:
        """A superset of the values that the events of a mask give a slot."""
        mine = mask & self._masks[slot.name]
        known = self._given.get((slot.name, mine))
        if known is None:
            found = self._together(mine) if mine else self.default(slot)
            known = self._given[slot.name, mine] = sets.NOTHING if sets.is_empty(found) else found
        return known

    def _together(self, mask: Mask) -> Domain:
        """A superset of the values that events of one slot have in common."""
        domains = [self.domain(place) for place in range(len(self.all)) if mask >> place & 1]
        fixes = [event.value for event in self.of(mask) if isinstance(event, g.Fix)]
        if not fixes:
            return sets.common(domains)
        # Constants count before captures.
        same = all(sets.holds_same(one, value) for one in domains for value in fixes)
        return sets.listed(fixes) if same else sets.NOTHING


def _equal(one: Event, other: Event) -> bool:
    if isinstance(one, g.Fix) and isinstance(other, g.Fix):
        return one.slot == other.slot and one.value == other.value
    return one == other


def _narrowed(domain: Domain, kind: t.Type) -> Domain:
    """The domain without what is surely not of the slot's type."""
    match domain:
        case Listed(values):
            return Listed(tuple(value for value in values if type_contains(kind, value)))
        case Either(parts):
            return Either(tuple(_narrowed(part, kind) for part in parts))
        case _:
            return domain


def _is_open(lexicon: Lexicon, binding: Binding) -> bool:
    """Whether it reads names of a list that the binding lacks."""
    item = lexicon.item if isinstance(lexicon, lx.Lists) else lexicon
    return isinstance(item, lx.Names) and item.list not in binding


def _envelope(lexicon: Lexicon, kind: t.Type) -> Domain:
    """What free text, or a name of a list that is not known yet, may be: all that the slot's type allows.

    Only that type is asked for when a slot is read. None is the value of no lexeme.
    """
    while isinstance(kind, t.Optional):
        kind = kind.body
    if isinstance(lexicon, lx.Lists) and isinstance(kind, t.List):
        return Lists(Whole(kind.element), max(lexicon.low, kind.shortest), min(lexicon.high, kind.longest))
    return Whole(kind)


class Masks:
    """The masks of a grammar's nodes. TooManyShapes beyond ``limit`` at one node."""

    def __init__(self, events: Events, limit: int = MAX_SHAPES) -> None:
        self._events = events
        self._limit = limit
        self._rules: Final = dict(events.family.grammar.rules)
        self._known: dict[int, tuple[g.Node, tuple[Mask, ...]]] = {}

    def of(self, node: g.Node) -> tuple[Mask, ...]:
        """The masks of the paths through a node, in order of writing; none if nothing can be read."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, self._of(node)
        return known[1]

    def _of(self, node: g.Node) -> tuple[Mask, ...]:
        match node:
            case g.Seq(parts):
                return reduce(self._both, (self.of(part) for part in parts), (0,))
            case g.Alt(parts):
                return self._capped(dict.fromkeys(mask for part in parts for mask in self.of(part)))
            case g.Repeat(body, low, high):
                return self._repeated(self.of(body), low, high)
            case g.Rule(name):
                return self.of(self._rules[name])
            case g.Capture() | g.Fix():
                number = self._events.number(node)
                return () if sets.is_empty(self._events.domain(number)) else (1 << number,)
            case g.Machine(_, accepting):
                return (0,) if accepting else ()
            case g.Chars(ranges):
                return (0,) if ranges else ()
            case g.Text() | g.Gap() | g.Digit() | g.Step() | g.Item():
                return (0,)
            case _:
                assert_never(node)

    def _both(self, one: tuple[Mask, ...], other: tuple[Mask, ...]) -> tuple[Mask, ...]:
        if other == (0,):
            return one
        if one == (0,):
            return other
        return self._capped(dict.fromkeys(mask | more for mask in one for more in other))

    def _repeated(self, body: tuple[Mask, ...], low: int, high: int | None) -> tuple[Mask, ...]:
        """Of low to high copies. From one copy on masks only grow in number, so they are soon complete."""
        if high is not None and high < low:
            return ()
        latest: tuple[Mask, ...] = (0,)
        found = dict.fromkeys(latest if low == 0 else ())
        copies = 0
        while high is None or copies < high:
            after = self._both(latest, body)
            copies += 1
            if copies >= low:
                found.update(dict.fromkeys(after))
            if copies > 1 and set(after) == set(latest):
                found.update(dict.fromkeys(after))
                break
            latest = after
            if not latest:
                break
        return self._capped(found)

    def _capped(self, masks: Iterable[Mask]) -> tuple[Mask, ...]:
        kept = tuple(masks)
        if len(kept) > self._limit:
            raise TooManyShapes
        return kept


def shapes(events: Events, limit: int = MAX_SHAPES) -> tuple[Shape, ...]:
    """The shapes of a grammar that have a value for every slot. Raises TooManyShapes."""
    return tuple(_complete(events, Masks(events, limit).of(events.family.grammar.start)))


def unfilled(events: Events, limit: int = MAX_SHAPES) -> frozenset[str]:
    """The slots that some path leaves out although what then stands for them is not of their type.

    Such a path has no reading. Raises TooManyShapes.
    """
    needy = [slot.name for slot in events.family.slots if events.default(slot) == sets.NOTHING]
    masks = Masks(events, limit).of(events.family.grammar.start) if needy else ()
    return frozenset(name for name in needy if any(not mask & events.mask(name) for mask in masks))


def _complete(events: Events, masks: tuple[Mask, ...]) -> Iterator[Shape]:
    family = events.family
    for mask in masks:
        domains = {slot.name: events.given(slot, mask) for slot in family.slots}
        if sets.NOTHING not in domains.values():
            yield _shape(events, mask, domains)


def _shape(events: Events, mask: Mask, domains: dict[str, Domain]) -> Shape:
    lexicons: dict[str, tuple[Lexicon, ...]] = {}
    fixed: dict[str, Value] = {}
    for event in events.of(mask):
        match event:
            case g.Capture(slot, lexicon):
                lexicons[slot] = (*lexicons.get(slot, ()), lexicon)
            case g.Fix(slot, value):
                fixed.setdefault(slot, value)
    return Shape(mask, domains, lexicons, fixed)
