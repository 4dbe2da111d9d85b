"""Do two grammars read the same, with the same parameters?

Both are laid out as one skeleton, in which a capture is one letter, whatever its lexicon reads; each template
fixes a constant of its own, so that a state tells whose paths end there. Where in each state the paths of one
grammar that end there are among those of the other, every reading of the first is one of the second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, assert_never

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family, Resolve, Slot
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import CapExceeded
from potstill.ir.typing import fits, join
from potstill.ir.values import identity
from potstill.verifier.diff.covers import covers
from potstill.verifier.grammar.functional import Extraction, ambiguities, captures
from potstill.verifier.grammar.skeleton import Fixed, Skeleton

MAX_STATES: Final = 100_000
"""Of a skeleton."""

_TEMPLATE: Final = "template"
"""The slot of the constants that tell templates apart; first of all, and so never one of a family's."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What is proved of the readings of two families.

    ``kept``: each of the first is one of the second, with the same parameters; ``added``: the other way
    round. ``alike``: both, and between templates of one position, so that orders of readings are the same.
    """

    kept: bool
    added: bool
    alike: bool
    reason: str = ""


def compare(one: Family, other: Family) -> Reads:
    """What is proved; slots are matched by name."""
    kept, added = _parameters(one, other), _parameters(other, one)
    order = [slot.name for slot in one.slots] == [slot.name for slot in other.slots]
    if one.grammar == other.grammar:
        return Reads(kept, added, kept and added and order)
    if _fixes_twice(one.grammar) or _fixes_twice(other.grammar):
        return Reads(False, False, False, "a template gives a slot two constants")
    try:
        first = _Layout(one, other)
        alike = first.included(exact=True) and first.included(back=True, exact=True)
        kept = kept and (first.included() or _Layout(widened(one, other), other).included())
        added = added and (first.included(back=True) or _Layout(one, widened(other, one)).included(back=True))
    except CapExceeded as full:
        return Reads(False, False, False, str(full))
    return Reads(kept, added, kept and added and alike and order)


def shared(one: Family, other: Family, binding: Binding = EMPTY_BINDING) -> Extraction:
    """Whether no utterance has two readings, of one family or of both, that give some slot two values.

    A slot that a family lacks has its default in the family's readings. Conditions do not count.
    """
    slots: list[Slot] = []
    for slot in (*one.slots, *(slot for slot in other.slots if slot.name not in _names(one))):
        again = other.slot(slot.name) if slot.name in _names(other) else slot
        kind = join(slot.type, again.type)
        if kind is None or identity(slot.default) != identity(again.default):
            return Extraction(False, f"{slot.name} has another type or default")
        slots.append(replace(slot, type=kind))
    parts = [*templates(one.grammar), *templates(_apart(other.grammar))]
    rules = (*one.grammar.rules, *_apart(other.grammar).rules)
    program = replace(one.program, wheres=())
    both = g.Grammar(g.Alt(tuple(parts)), rules)
    family = replace(one, grammar=both, slots=tuple(slots), program=program, resolve=Resolve.UNIQUE)
    return ambiguities(family, binding)


def templates(grammar: g.Grammar) -> tuple[g.Node, ...]:
    """The templates, in order (clause G4)."""
    start = grammar.start
    return start.parts if isinstance(start, g.Alt) else (start,)


def mapped(grammar: g.Grammar, change: Callable[[g.Node], g.Node]) -> g.Grammar:
    """The grammar with each leaf changed; names of rules are leaves."""
    rules = tuple((name, _mapped(body, change)) for name, body in grammar.rules)
    return g.Grammar(_mapped(grammar.start, change), rules)


def _mapped(node: g.Node, change: Callable[[g.Node], g.Node]) -> g.Node:
    match node:
        case g.Seq(parts):
            return g.Seq(tuple(_mapped(part, change) for part in parts))
        case g.Alt(parts):
            return g.Alt(tuple(_mapped(part, change) for part in parts))
        case g.Repeat(body, low, high):
            return g.Repeat(_mapped(body, change), low, high)
        case _:
            return change(node)


def _apart(grammar: g.Grammar) -> g.Grammar:
    """The grammar with other names for its rules."""

    def change(node: g.Node) -> g.Node:
        return g.Rule(f"{node.name}'") if isinstance(node, g.Rule) else node

    found = mapped(grammar, change)
    return g.Grammar(found.start, tuple((f"{name}'", body) for name, body in found.rules))


def widened(inner: Family, outer: Family) -> Family:
    """The first family with lexicons of the second, where these are proved to read all of its own.

    So every reading of the first is one of the result, with the same parameters.
    """
    wider: dict[tuple[str, Lexicon], Lexicon] = {}
    there = captures(outer)
    for slot, lexicon in captures(inner):
        if (slot, lexicon) not in there:
            found = [each for name, each in there if name == slot and covers(each, lexicon)]
            if found:
                wider[slot, lexicon] = found[0]

    def change(node: g.Node) -> g.Node:
        if isinstance(node, g.Capture) and (node.slot, node.lexicon) in wider:
            return g.Capture(node.slot, wider[node.slot, node.lexicon])
        return node

    return replace(inner, grammar=mapped(inner.grammar, change)) if wider else inner


def _parameters(inner: Family, outer: Family) -> bool:
    """Whether values of the first's slots are of the second's types, and left out ones have one default."""
    filled = always_filled(inner.grammar)
    pairs = [(slot, outer.slot(slot.name)) for slot in inner.slots if slot.name in _names(outer)]
    return all(
        fits(slot.type, again.type)
        and (slot.name in filled or identity(slot.default) == identity(again.default))
        for slot, again in pairs
    )


def _names(family: Family) -> set[str]:
    return {slot.name for slot in family.slots}


def never(_one: Lexicon, _other: Lexicon, _suffix: str) -> bool:
    """Captures by different lexicons stay different letters."""
    return False


class _Layout:
    """Two grammars as one skeleton."""

    def __init__(self, one: Family, other: Family) -> None:
        apart = _apart(other.grammar)
        sides = (templates(one.grammar), templates(apart))
        parts = [
            g.Seq((g.Fix(_TEMPLATE, f"{side}:{place}"), part))
            for side, parts in enumerate(sides)
            for place, part in enumerate(parts)
        ]
        slots = (_TEMPLATE, *dict.fromkeys(slot.name for slot in (*one.slots, *other.slots)))
        rules = (*one.grammar.rules, *apart.rules)
        self._skeleton = Skeleton(g.Alt(tuple(parts)), rules, slots, EMPTY_BINDING, never, MAX_STATES)

    def included(self, *, back: bool = False, exact: bool = False) -> bool:
        """Whether the paths of the first are among those of the second; ``back``: the other way round.

        ``exact``: among those of the template of the same position.
        """
        states = self._skeleton.states
        reached, waiting = {0}, [0]
        while waiting:
            state = states[waiting.pop()]
            ends: tuple[set[object], set[object]] = (set(), set())
            for fixed in state.ends:
                side, place, rest = self._told(fixed)
                ends[side].add((place, rest) if exact else rest)
            if not ends[back] <= ends[not back]:
                return False
            after = [target for _, target in state.moves]
            after += [target for _, *targets in state.takes for target in targets if target >= 0]
            fresh = set(after) - reached
            reached |= fresh
            waiting += fresh
        return True

    def _told(self, fixed: Fixed) -> tuple[int, str, Fixed]:
        """Whose template, which of them, and what else is fixed."""
        (_, number), *rest = fixed
        side, _, place = str(self._skeleton.values[number]).partition(":")
        return int(side), place, tuple(rest)


def always_filled(grammar: g.Grammar) -> frozenset[str]:
    """The slots that every path through the grammar captures or fixes."""
    known: dict[str, frozenset[str]] = {}
    for name, body in grammar.rules:
        known[name] = _filled(body, known)
    return _filled(grammar.start, known)


def _filled(node: g.Node, rules: Mapping[str, frozenset[str]]) -> frozenset[str]:
    match node:
        case g.Fix(slot) | g.Capture(slot):
            return frozenset((slot,))
        case g.Rule(name):
            return rules[name]
        case g.Seq(parts):
            return frozenset[str]().union(*(_filled(part, rules) for part in parts))
        case g.Alt(parts) if parts:
            return frozenset.intersection(*(_filled(part, rules) for part in parts))
        case g.Repeat(body, low) if low:
            return _filled(body, rules)
        case _:
            return frozenset()


def _fixes_twice(grammar: g.Grammar) -> bool:
    """Whether some path may pass two fixes of one slot: its readings depend on both (clause R3)."""
    known: dict[str, Mapping[str, int]] = {}
    for name, body in grammar.rules:
        known[name] = _fixes(body, known)
    return any(count > 1 for count in _fixes(grammar.start, known).values())


def _fixes(node: g.Node, rules: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """For each slot, how often a path through the node fixes it at most, up to 2."""
    match node:
        case g.Fix(slot):
            return {slot: 1}
        case g.Rule(name):
            return dict(rules[name])
        case g.Seq(parts):
            found: dict[str, int] = {}
            for part in parts:
                for slot, count in _fixes(part, rules).items():
                    found[slot] = min(found.get(slot, 0) + count, 2)
            return found
        case g.Alt(parts):
            found = {}
            for part in parts:
                for slot, count in _fixes(part, rules).items():
                    found[slot] = max(found.get(slot, 0), count)
            return found
        case g.Repeat(body, _, high):
            times = 2 if high is None else min(high, 2)
            return {slot: min(count * times, 2) for slot, count in _fixes(body, rules).items() if times}
        case g.Text() | g.Chars() | g.Gap() | g.Capture() | g.Digit() | g.Step() | g.Item() | g.Machine():
            return {}
        case _:
            assert_never(node)
