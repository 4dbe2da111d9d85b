"""Skeletons of utterances: literal text with places for lexemes, the shortest ways through a grammar first.

Of each node, for each mask of events (:mod:`potstill.verifier.theta.shapes`), the few shortest ways through
it are kept. This is a search for a witness, not for all: beyond the caps ways are dropped, the longest first.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from potstill.ir import grammar as g
from potstill.verifier.theta.shapes import Events, Mask

WAYS: Final = 4
"""Ways through a node that are kept for one mask."""

MASKS: Final = 256
"""Masks of a node that are kept."""

Piece: TypeAlias = str | int | None
"""Literal text; the number of a captured event; None, where words meet."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a node: how many literal symbols it takes at least, and what it passes.

    INVARIANT: ways of a node compare by their length, then by the order of writing.
    """

    length: int
    pieces: tuple[Piece, ...]


Ways: TypeAlias = dict[Mask, tuple[Way, ...]]
_NOTHING: Final = Way(0, ())


class Sentences:
    """The ways through one grammar that pass no other events than those of ``allowed``.

    Where there are too many masks, those that have most of ``needed`` are kept, the shortest first.
    """

    def __init__(self, events: Events, allowed: Mask, needed: Mask) -> None:
        self._events = events
        self._allowed = allowed
        self._needed = needed
        self._rules: Final = dict(events.family.grammar.rules)
        self._known: dict[int, tuple[g.Node, Ways]] = {}

    def of(self, node: g.Node) -> Ways:
        """The shortest ways through the node, by mask."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, self._of(node)
        return known[1]

    def _of(self, node: g.Node) -> Ways:
        match node:
            case g.Text(text):
                return {0: (Way(len(text), (text,)),)}
            case g.Gap():
                return {0: (Way(1, (None,)),)}
            case g.Chars(ranges):
                return {0: (Way(1, (_readable(ranges),)),)} if ranges else {}
            case g.Machine():
                word = _shortest(node)
                return {} if word is None else {0: (Way(len(word), (word,)),)}
            case g.Seq(parts):
                ways: Ways = {0: (_NOTHING,)}
                for part in parts:
                    ways = self._both(ways, self.of(part))
                return ways
            case g.Alt(parts):
                return self._best(
                    (mask, way) for part in parts for mask, ways in self.of(part).items() for way in ways
                )
            case g.Repeat(body, low, high):
                return self._repeated(self.of(body), low, high)
            case g.Rule(name):
                return self.of(self._rules[name])
            case g.Capture() | g.Fix():
                number = self._events.number(node)
                if not self._allowed >> number & 1:
                    return {}
                pieces = (number,) if isinstance(node, g.Capture) else ()
                return {1 << number: (Way(0, pieces),)}
            case g.Digit() | g.Step() | g.Item():
                raise ValueError(f"a {type(node).__name__} stands inside lexicons only")
            case _:
                assert_never(node)

    def _best(self, found: Iterable[tuple[Mask, Way]]) -> Ways:
        """The shortest of the ways, those of equal pieces once, within the caps."""
        grouped: defaultdict[Mask, dict[tuple[Piece, ...], Way]] = defaultdict(dict)
        for mask, way in found:
            grouped[mask].setdefault(way.pieces, way)
        kept = {
            mask: tuple(sorted(ways.values(), key=lambda way: way.length)[:WAYS])
            for mask, ways in grouped.items()
        }
        if len(kept) > MASKS:
            shortest = sorted(kept, key=self._rank(kept))[:MASKS]
            kept = {mask: kept[mask] for mask in shortest}
        return kept

    def _both(self, one: Ways, other: Ways) -> Ways:
        """A way of each, one after the other."""
        return self._best(
            (mask | more, Way(way.length + after.length, way.pieces + after.pieces))
            for mask, ways in one.items()
            for more, afters in other.items()
            for way in ways
            for after in afters
        )

    def _repeated(self, body: Ways, low: int, high: int | None) -> Ways:
        """``low`` copies, and one more for each event that may thereby be passed as well."""
        latest: Ways = {0: (_NOTHING,)}
        for _ in range(low):
            latest = self._both(latest, body)
        found = latest
        most = low + max(1, len(body)) if high is None else min(high, low + max(1, len(body)))
        for _ in range(low, most):
            latest = self._both(latest, body)
            found = self._best(
                (mask, way) for ways_by in (found, latest) for mask, ways in ways_by.items() for way in ways
            )
        return found

    def _rank(self, ways: Ways) -> Callable[[Mask], tuple[int, int]]:
        return lambda mask: (-(mask & self._needed).bit_count(), ways[mask][0].length)


def _readable(ranges: tuple[tuple[int, int], ...]) -> str:
    """A symbol of a class: a letter or a digit if it has one, otherwise the first that shows."""
    for wanted in ("x", "a", "1"):
        if any(low <= ord(wanted) <= high for low, high in ranges):
            return wanted
    for least, most in (("a", "z"), ("0", "9"), ("!", "~")):
        for low, high in ranges:
            if low <= ord(most) and high >= ord(least):
                return chr(max(low, ord(least)))
    return chr(ranges[0][0])


def _shortest(machine: g.Machine) -> str | None:
    """A shortest text that the machine accepts, of readable symbols; None if it accepts none."""
    if not machine.moves:
        return None
    reached: dict[int, str] = {0: ""}
    waiting = deque((0,))
    while waiting:
        state = waiting.popleft()
        if state in machine.accepting:
            return reached[state]
        for low, high, target in machine.moves[state]:
            if target not in reached:
                reached[target] = reached[state] + _readable(((low, high),))
                waiting.append(target)
    return None


def spoken(pieces: tuple[Piece, ...], lexemes: dict[int, str]) -> str:
    """The utterance, with a lexeme in each place."""
    text = ""
    for piece in pieces:
        match piece:
            case str():
                text += piece
            case None:
                text += " " if text and not text.endswith(" ") else ""
            case int():
                text += lexemes[piece]
            case _:
                assert_never(piece)
    return text.rstrip(" ")
