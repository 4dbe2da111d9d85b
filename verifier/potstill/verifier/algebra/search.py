"""Pairs of states: whether two automata share a word, and how long the shortest is. The hot loops.

Both searches go level by level from the two starts. That of deterministic states is the fast one.
Determinised, an automaton may be exponentially larger; then the search of pairs of undetermined states takes
over, which is polynomial. A pair is kept as one number.
"""

from __future__ import annotations

from typing import Final

from potstill.ir.regular.limits import CapExceeded
from potstill.ir.regular.nfa import NFA
from potstill.ir.regular.subsets import Subsets

SHIFT: Final = 30
"""Bits for the second state of a pair."""

LOW: Final = (1 << SHIFT) - 1


class States:
    """An automaton determinised where it is looked at. ``rows[s]``: where s goes on each letter, if known."""

    def __init__(self, nfa: NFA, letters: tuple[tuple[int, ...], ...], limit: int) -> None:
        self._subsets: Final = Subsets(nfa, letters, limit=limit, operation="determinise")
        self.rows: Final[dict[int, dict[int, int]]] = {}
        self.accepting: Final = self._subsets.accepting

    def row(self, state: int) -> dict[int, int]:
        """Where a state goes on each letter. Raises CapExceeded."""
        row = self.rows.get(state)
        if row is None:
            labels, targets = self._subsets.row(state)
            row = self.rows[state] = dict(zip(labels, targets, strict=True))
        return row


class Places:
    """The undetermined states themselves, empty moves folded into the letters before them."""

    def __init__(self, nfa: NFA, letters: tuple[tuple[int, ...], ...]) -> None:
        self._nfa: Final = nfa
        self._letters: Final = letters
        self._rows: Final[dict[int, dict[int, list[int]]]] = {}
        self._useful: Final[dict[int, list[int]]] = {}
        self.starts: Final = self._reached(nfa.start)
        self.accepting: Final = nfa.accepting

    def row(self, place: int) -> dict[int, list[int]]:
        """Where a place may go on each letter."""
        row = self._rows.get(place)
        if row is None:
            row = {}
            for name, target in self._nfa.moves[place]:
                for letter in self._letters[name]:
                    row.setdefault(letter, []).extend(self._reached(target))
            self._rows[place] = row
        return row

    def _reached(self, place: int) -> list[int]:
        """What empty moves lead to, as far as it moves on or accepts."""
        found = self._useful.get(place)
        if found is None:
            nfa = self._nfa
            closure = sorted(nfa.closure((place,)))
            found = [one for one in closure if nfa.moves[one] or one in nfa.accepting]
            self._useful[place] = found
        return found


def shared_word(one: States, other: States, *, limit: int, longest: int) -> list[int] | None:
    """The shortest word of both, the least of them; None if they share none of at most ``longest`` letters.

    Rows run by rising letter and a level by the least words that lead to its pairs, so the first pair met
    that accepts is the one of the least word. CapExceeded beyond ``limit`` pairs.
    """
    if one.accepting[0] and other.accepting[0]:
        return []
    left_rows, right_rows = one.rows, other.rows
    left_accepts, right_accepts = one.accepting, other.accepting
    came_from = {0: 0}
    level = [0]
    for _ in range(longest):
        after: list[int] = []
        for pair in level:
            left = left_rows.get(pair >> SHIFT)
            if left is None:
                left = one.row(pair >> SHIFT)
            right = right_rows.get(pair & LOW)
            if right is None:
                right = other.row(pair & LOW)
            if len(left) > len(right):
                for letter, second in right.items():
                    first = left.get(letter, -1)
                    if first >= 0:
                        reached = first << SHIFT | second
                        if reached not in came_from:
                            came_from[reached] = pair
                            if left_accepts[first] and right_accepts[second]:
                                return _way(one, other, came_from, reached)
                            after.append(reached)
            else:
                for letter, first in left.items():
                    second = right.get(letter, -1)
                    if second >= 0:
                        reached = first << SHIFT | second
                        if reached not in came_from:
                            came_from[reached] = pair
                            if left_accepts[first] and right_accepts[second]:
                                return _way(one, other, came_from, reached)
                            after.append(reached)
        if not after:
            return None
        if len(came_from) > limit:
            raise CapExceeded("overlap", limit)
        level = after
    return None


def _way(one: States, other: States, came_from: dict[int, int], pair: int) -> list[int]:
    """The least letters along the ways that the search came."""
    word: list[int] = []
    while pair:
        before = came_from[pair]
        left = one.row(before >> SHIFT)
        right = other.row(before & LOW)
        for letter, first in left.items():
            if first == pair >> SHIFT and right.get(letter, -1) == pair & LOW:
                word.append(letter)
                break
        pair = before
    word.reverse()
    return word


def uncovered_word(one: States, other: States, *, limit: int, longest: int) -> list[int] | None:
    """The shortest word of one that the other does not read, the least; None if it reads them all.

    CapExceeded beyond ``limit`` pairs, and where an automaton has too many deterministic states.
    """
    ways: dict[tuple[int, int], tuple[int, int, int]] = {(0, 0): (-1, -1, -1)}
    level = [(0, 0)]
    for length in range(longest + 1):
        for pair in level:
            first, second = pair
            if one.accepting[first] and (second < 0 or not other.accepting[second]):
                word: list[int] = []
                first, second, letter = ways[pair]
                while letter >= 0:
                    word.append(letter)
                    first, second, letter = ways[first, second]
                word.reverse()
                return word
        if length == longest:
            break
        after: list[tuple[int, int]] = []
        for first, second in level:
            right = other.row(second) if second >= 0 else {}
            for letter, target in one.row(first).items():
                reached = (target, right.get(letter, -1))
                if reached not in ways:
                    ways[reached] = (first, second, letter)
                    after.append(reached)
        if len(ways) > limit:
            raise CapExceeded("inclusion", limit)
        level = after
    return None


def shared_word_of_places(one: Places, other: Places, *, limit: int, longest: int) -> list[int] | None:
    """As :func:`shared_word`, on pairs of places: at most as many as the product of their numbers.

    A shortest word, not always the least.
    """
    level = [first << SHIFT | second for first in one.starts for second in other.starts]
    came_from = dict.fromkeys(level, -1)
    for length in range(longest + 1):
        for pair in level:
            if pair >> SHIFT in one.accepting and pair & LOW in other.accepting:
                return _way_of_places(one, other, came_from, pair)
        if length == longest:
            break
        after: list[int] = []
        for pair in level:
            left = one.row(pair >> SHIFT)
            right = other.row(pair & LOW)
            for letter, firsts in left.items():
                seconds = right.get(letter)
                if seconds is not None:
                    for first in firsts:
                        for second in seconds:
                            reached = first << SHIFT | second
                            if reached not in came_from:
                                came_from[reached] = pair
                                after.append(reached)
            if len(came_from) > limit:
                raise CapExceeded("overlap", limit)
        level = after
    return None


def _way_of_places(one: Places, other: Places, came_from: dict[int, int], pair: int) -> list[int]:
    word: list[int] = []
    while came_from[pair] >= 0:
        before = came_from[pair]
        left = one.row(before >> SHIFT)
        right = other.row(before & LOW)
        word.append(
            min(
                letter
                for letter, firsts in left.items()
                if pair >> SHIFT in firsts and pair & LOW in right.get(letter, ())
            )
        )
        pair = before
    word.reverse()
    return word
