"""Two readings of one text at once: the search for texts that a skeleton reads with different captures.

The squared automaton, on the fly. Two readings that have passed the same captures are in the same state of
the skeleton, or at the same place of the same capture: pairs that agree need no search. Where they may part,
a pair of different runs begins; the search follows those pairs over the texts that both can read. If none of
them reaches the end, no text has two readings with different captures.
Source: Béal, Carton, Prieur and Sakarovitch, "Squaring transducers" (2003), for the construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.verifier.grammar.runs import Runs, Way
from potstill.verifier.grammar.skeleton import Skeleton

AFTER_LETTER, AFTER_MARK, AFTER_SPACE = range(3)
"""What was read last: a text may end behind the first alone, and a space follow the first two."""

Pair: TypeAlias = tuple[int, int, int]
"""Two runs by their numbers, the smaller first, and what was read last."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two readings part: the symbols on which they do, and the ways that they take.

    It happens behind ``state`` of the skeleton; where ``inside`` is not negative, one reading goes on in a
    capture that begins there, at that state of its automaton, and the other has left it. ``spaced``: behind a
    space. ``depth``: how long the shortest text is that ends with such a symbol.
    """

    depth: int
    mask: int
    one: Way
    other: Way
    state: int
    inside: int = -1
    spaced: bool = False


@dataclass(slots=True)
class Found:
    """How a pair was first reached: from another over ``mask``, or at a parting; and all that lead to it."""

    before: Pair | None
    mask: int
    parting: Parting | None
    into: list[Pair]


class Pairs:
    """The search. Beyond ``limit`` pairs it stops, and ``complete`` is false: there may be more to find."""

    def __init__(self, skeleton: Skeleton, limit: int) -> None:
        self.skeleton: Final = skeleton
        self.runs: Final = Runs(skeleton)
        self.found: Final[dict[Pair, Found]] = {}
        self.accepting: Final[list[Pair]] = []
        """The pairs that end together, or have met, the nearest first."""
        self.complete = True
        self._limit = limit
        self._explore()

    def partings(self) -> Iterator[Parting]:
        """All places where two readings may part."""
        states = self.skeleton.states
        inside: dict[tuple[int, int, int], tuple[int, int]] = {}
        for state, depth in self.runs.depths.items():
            here = states[state]
            allowed = ~self.skeleton.alphabet.space if here.edge else -1
            if state == 0:
                allowed &= ~self.skeleton.alphabet.opening
            rivals = self.runs.moving(state)
            for take in here.takes:
                opening = self.runs.opening(take)
                for one in opening:
                    for other in rivals:
                        if common := one.mask & other.mask & allowed:
                            yield Parting(depth + 1, common, one, other, state)
                rivals = [*rivals, *opening]
                if take not in inside or inside[take][0] > depth:
                    inside[take] = depth, state
        for take, (depth, state) in inside.items():
            yield from self._inside(take, depth, state)

    def _inside(self, take: tuple[int, int, int], depth: int, state: int) -> Iterator[Parting]:
        """Where one reading leaves a capture and another goes on in it."""
        read = self.skeleton.taken[take[0]].lexemes
        for spaced, target in zip((False, True), take[1:], strict=True):
            if target < 0:
                continue
            leaving = self.runs.leaving(target)
            first = 0
            for way in leaving:
                first |= way.mask
            if spaced:
                first &= ~self.skeleton.alphabet.space
            for at in read.extendable:
                length = read.depths[at][spaced]
                if length is None:
                    continue
                for one in self.runs.within(take, at):
                    if not one.mask & first:
                        continue
                    for other in leaving:
                        if common := one.mask & other.mask & first:
                            yield Parting(depth + length + 1, common, one, other, state, at, spaced)

    def _explore(self) -> None:
        found, runs = self.found, self.runs
        layers: dict[int, list[tuple[Pair, Pair | None, int, Parting | None]]] = {}
        for parting in self.partings():
            for last, mask in self.kinds(parting.mask):
                pair = ordered(parting.one.target, parting.other.target, last)
                layers.setdefault(parting.depth, []).append((pair, None, mask, parting))
        while layers:
            depth = min(layers)
            after: list[tuple[Pair, Pair | None, int, Parting | None]] = []
            for pair, before, mask, origin in layers.pop(depth):
                known = found.get(pair)
                if known is not None:
                    if before is not None:
                        known.into.append(before)
                    continue
                if len(found) >= self._limit:
                    self.complete = False
                    return
                found[pair] = Found(before, mask, origin, [] if before is None else [before])
                one, other, last = pair
                if one == other:  # they have met and end together: nothing needs to be found behind them
                    self.accepting.append(pair)
                    continue
                if last == AFTER_LETTER and runs.ends(one) and runs.ends(other):
                    self.accepting.append(pair)
                spaced = last == AFTER_SPACE
                rivals = runs.row(other, spaced)
                for wide, target in runs.row(one, spaced):
                    for narrow, away in rivals:
                        if common := wide & narrow:
                            for kind, part in self.kinds(common):
                                after.append((ordered(target, away, kind), pair, part, None))
            if after:
                layers.setdefault(depth + 1, []).extend(after)

    def kinds(self, mask: int) -> Iterator[tuple[int, int]]:
        """The parts of a mask by what a text is like behind them."""
        alphabet = self.skeleton.alphabet
        if part := mask & ~(alphabet.space | alphabet.closing):
            yield AFTER_LETTER, part
        if part := mask & alphabet.closing:
            yield AFTER_MARK, part
        if part := mask & alphabet.space:
            yield AFTER_SPACE, part

    def alive(self) -> set[Pair]:
        """The pairs from which a pair is reached that ends together."""
        alive = set(self.accepting)
        stack = list(self.accepting)
        while stack:
            for before in self.found[stack.pop()].into:
                if before not in alive:
                    alive.add(before)
                    stack.append(before)
        return alive

    def text(self, pair: Pair) -> str:
        """The shortest text found that leads to a pair; if its readings have met, on to an end."""
        parts = [self.runs.ending(pair[0], spaced=pair[2] == AFTER_SPACE)] if pair[0] == pair[1] else []
        at: Pair | None = pair
        while at is not None:
            known = self.found[at]
            parts.append(self.skeleton.alphabet.letter(known.mask))
            if known.parting is not None:
                parting = known.parting
                if parting.inside >= 0:
                    number = self.runs.order[parting.one.target][0]
                    parts.append(self.runs.lexeme(number, parting.inside, spaced=parting.spaced))
                parts.append(self.runs.prefix(parting.state))
            at = known.before
        return "".join(reversed(parts))


def ordered(one: int, other: int, last: int) -> Pair:
    """A pair, the smaller run first."""
    return (one, other, last) if one <= other else (other, one, last)
