"""Slot by slot: whether texts with two readings may give the slot two values.

Where two readings of a text part, one slot may still get one value: from the same capture, from captures that
mean the same ("half" and "a half"), or from a constant that a template gives. The search follows the pairs of
readings that can end together once for each slot, and keeps the lexemes that the slot is taking; what they
mean is asked of the lexicon. Whatever is too much to follow counts as unlike.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.ir.binding import Binding
from potstill.ir.family import Family, Slot
from potstill.ir.regular import CapExceeded, cardinality
from potstill.ir.values import Value
from potstill.verifier.grammar.pairs import AFTER_LETTER, AFTER_SPACE, Pairs, Parting, ordered
from potstill.verifier.grammar.runs import Way
from potstill.verifier.grammar.skeleton import Agree

MAX_SYMBOLS: Final = 16
"""Symbols of one class that are followed one by one."""

MAX_BEGINNINGS: Final = 2000
"""Beginnings of a lexeme that are followed one by one."""

MAX_SUFFIX: Final = 12
"""Symbols by which one reading's lexeme is longer than another's, and that are kept."""

MAX_LENGTH: Final = 80
"""Symbols of a lexeme that are kept."""


@dataclass(frozen=True, slots=True)
class Open:
    """The slot is taking ``text``; None: a text that is not known."""

    text: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """The slot has this value, as its type and its writing tell apart; None: one that is not known."""

    value: tuple[str, Value] | None


@dataclass(frozen=True, slots=True)
class Left:
    """The slot was taken by this capture, from where the other reading takes a longer text for it."""

    number: int


@dataclass(frozen=True, slots=True)
class Longer:
    """The slot is being taken by this capture, ``suffix`` beyond what the other reading took for it."""

    number: int
    suffix: str


_SAME: Final = "same"
"""Of both readings: they are taking the slot's value from the same symbols."""

_UNLIKE: Final = "unlike"
"""Of both readings: the slot has, or may have, unlike values."""

Status: TypeAlias = Open | Done | Left | Longer | str | None
"""What a reading has made of the slot; None: nothing yet."""

_State: TypeAlias = tuple[int, int, int, Status, Status]


class SlotSearch:
    """One slot of a family. CapExceeded beyond ``limit`` states."""

    def __init__(
        self, family: Family, slot: Slot, binding: Binding, pairs: Pairs, agree: Agree, limit: int
    ) -> None:
        self._slot, self._binding, self._pairs, self._agree = slot, binding, pairs, agree
        self._position = [each.name for each in family.slots].index(slot.name)
        self._limit = limit
        self._skeleton, self._runs = pairs.skeleton, pairs.runs
        self._alive = pairs.alive()
        self._seen: set[_State] = set()
        self._queue: deque[_State] = deque()
        self._read: dict[tuple[int, str], tuple[Value, ...]] = {}
        self._counts: dict[int, int | None] = {}

    def unlike(self) -> bool:
        """Whether two readings of some text may give the slot unlike values."""
        without, behind = self._reach()
        for state, here in enumerate(self._skeleton.states):
            if not here.ends or state not in self._runs.depths:
                continue
            fixed = [self._fixed(end) for end in here.ends]
            if state in behind and any(value is not None for value in fixed):
                return True  # a constant overrides a capture on the same path
            if any(value != fixed[0] for value in fixed) and not (
                state not in behind and len({self._final(None, value) for value in fixed}) == 1
            ):
                return True
        for parting in self._pairs.partings():
            # Several states may begin one capture; a parting inside of it names but one of them.
            if parting.inside >= 0 or parting.state in without:
                self._start(parting)
        while self._queue:
            if self._follow(self._queue.popleft()):
                return True
        return False

    def _reach(self) -> tuple[set[int], set[int]]:
        """The states of the skeleton that a path reaches without the slot, and those behind it."""
        without, behind = {0}, set[int]()
        stack = [(0, False)]
        while stack:
            state, taken = stack.pop()
            here = self._skeleton.states[state]
            ways = [(target, taken) for _, target in here.moves]
            for number, *ends in here.takes:
                now = taken or self._is_ours(number)
                ways.extend((target, now) for target in ends if target >= 0)
            for target, now in ways:
                known = behind if now else without
                if target not in known:
                    known.add(target)
                    stack.append((target, now))
        return without, behind

    def _is_ours(self, number: int) -> bool:
        return number >= 0 and self._skeleton.taken[number].slot == self._slot.name

    def _capture(self, run: int) -> int:
        """The number of the capture of this slot that a run is in; -1 if it is in none."""
        number = self._runs.order[run][0]
        return number if self._is_ours(number) else -1

    # Where two readings part.

    def _start(self, parting: Parting) -> None:
        one, other = parting.one, parting.other
        for last, mask in self._pairs.kinds(parting.mask):
            if ordered(one.target, other.target, last) not in self._alive:
                continue
            for letter in self._letters(mask):
                number = self._capture(one.target)
                if parting.inside >= 0 and number >= 0:
                    for text in self._beginnings(number, parting):
                        if text is None:
                            beyond = self._beyond(number, "", letter)
                            left = _UNLIKE if beyond == _UNLIKE else Left(number)
                            self._enter(one.target, other.target, last, beyond, left)
                        elif (done := self._done(number, text)) is not None:
                            self._enter(one.target, other.target, last, _longer(Open(text), letter), done)
                else:
                    opened = [self._opened(way, letter) for way in (one, other)]
                    if parting.inside < 0 and self._together(one, other):
                        opened = [_SAME, _SAME]
                    self._enter(one.target, other.target, last, opened[0], opened[1])

    def _together(self, one: Way, other: Way) -> bool:
        """Whether both begin a capture of the slot here, by lexicons that agree."""
        if not (one.opened and other.opened):
            return False
        numbers = self._capture(one.target), self._capture(other.target)
        if -1 in numbers:
            return False
        if numbers[0] == numbers[1]:
            return True
        return not self._few(numbers[0]) and not self._few(numbers[1]) and self._agreed(*numbers, "")

    def _agreed(self, one: int, other: int, suffix: str) -> bool:
        """Whether a capture means what another means with a suffix behind it."""
        taken = self._skeleton.taken
        return all(
            self._agree(mine, theirs, suffix)
            for mine in taken[one].lexicons
            for theirs in taken[other].lexicons
        )

    def _few(self, number: int) -> bool:
        """Whether a capture has so few lexemes that each can be followed."""
        taken = self._skeleton.taken[number]
        if number not in self._counts:
            self._counts[number] = cardinality(taken.lexemes.dfa)
        count = self._counts[number]
        return not taken.opaque and count is not None and count <= MAX_BEGINNINGS

    def _beyond(self, number: int, suffix: str, letter: str | None) -> Status:
        """A capture that goes on where another reading has left it."""
        if letter is None or self._skeleton.taken[number].opaque or len(suffix) >= MAX_SUFFIX:
            return _UNLIKE
        return Longer(number, suffix + letter)

    def _opened(self, way: Way, letter: str | None) -> Status:
        return Open(letter) if way.opened and self._capture(way.target) >= 0 else None

    def _letters(self, mask: int) -> list[str | None]:
        """The symbols of a mask; None for one that is not known, where they are too many."""
        symbols = self._skeleton.alphabet.symbols(mask, MAX_SYMBOLS + 1)
        return [None] if len(symbols) > MAX_SYMBOLS else list(symbols)

    def _beginnings(self, number: int, parting: Parting) -> Iterator[str | None]:
        """The texts of a capture up to where one reading leaves it; None where they are too many."""
        taken = self._skeleton.taken[number]
        if taken.opaque:
            yield None
            return
        found: list[str] = []
        layer = [(0, "")]
        for _ in range(MAX_LENGTH):
            after: list[tuple[int, str]] = []
            for state, text in layer:
                for name, target in taken.lexemes.moves[state]:
                    for letter in self._letters(taken.masks[name]):
                        if letter is None:
                            yield None
                            return
                        if target == parting.inside and (letter == " ") == parting.spaced:
                            found.append(text + letter)
                        after.append((target, text + letter))
            layer = after
            if len(layer) > MAX_BEGINNINGS:
                yield None
                return
        if layer:
            yield None
            return
        yield from found

    # The search.

    def _follow(self, state: _State) -> bool:
        """Go on from a state; whether it is an end with unlike values."""
        one, other, last, mine, theirs = state
        if one == other and mine == _UNLIKE:  # they have met, and go on to an end
            return True
        if last == AFTER_LETTER and self._unlike_end(state):
            return True
        spaced = last == AFTER_SPACE
        allowed = ~self._skeleton.alphabet.space if spaced else -1
        rivals = self._runs.ways(other, spaced=spaced)
        for way in self._runs.ways(one, spaced=spaced):
            for rival in rivals:
                common = way.mask & rival.mask & allowed
                for kind, mask in self._pairs.kinds(common):
                    # Two that met in one capture, with unlike beginnings of it, go on through it together.
                    together = one == other and way.target == rival.target
                    if together or ordered(way.target, rival.target, kind) in self._alive:
                        letters = self._letters(mask) if self._telling(mine, theirs, way, rival) else [None]
                        for letter in letters:
                            self._step(state, way, rival, kind, letter)
        return False

    def _telling(self, mine: Status, theirs: Status, way: Way, rival: Way) -> bool:
        """Whether the symbol that is read matters."""
        open_ = any(isinstance(status, Open | Longer) for status in (mine, theirs))
        return (
            open_
            or (mine == _SAME and way.left != rival.left)
            or (mine is None and way.opened)
            or (theirs is None and rival.opened)
        )

    def _step(self, state: _State, way: Way, rival: Way, kind: int, letter: str | None) -> None:
        one, other, _, mine, theirs = state
        if mine == _UNLIKE:
            self._enter(way.target, rival.target, kind, _UNLIKE, _UNLIKE)
            return
        if mine == _SAME:
            if way.left != rival.left:
                statuses: list[Status] = []
                for run, on in ((one, way), (other, rival)):
                    number = self._capture(run)
                    statuses.append(Left(number) if on.left else self._beyond(number, "", letter))
                if _UNLIKE in statuses:
                    statuses = [_UNLIKE, _UNLIKE]
                self._enter(way.target, rival.target, kind, statuses[0], statuses[1])
            elif not way.left:
                self._enter(way.target, rival.target, kind, _SAME, _SAME)
            return  # both have left: the slot has one value
        before = mine is None and theirs is None
        if before and self._together(way, rival):
            self._enter(way.target, rival.target, kind, _SAME, _SAME)
            return
        after: list[Status] = []
        for run, status, on in ((one, mine, way), (other, theirs, rival)):
            if isinstance(status, Longer):
                if on.left:
                    if self._still(mine, theirs):
                        return  # one value, after all
                    after = [_UNLIKE] * 2
                    break
                beyond = self._beyond(status.number, status.suffix, letter)
                if beyond == _UNLIKE:
                    after = [_UNLIKE, _UNLIKE]
                    break
                after.append(beyond)
            elif isinstance(status, Open):
                if not on.left:
                    after.append(_longer(status, letter))
                    continue
                done = self._done(self._capture(run), status.text)
                if done is None:
                    return  # no lexeme: there is no such reading
                after.append(done)
            elif status is None:
                after.append(self._opened(on, letter))
            else:
                after.append(status)
        self._enter(way.target, rival.target, kind, after[0], after[1])

    def _still(self, mine: Status, theirs: Status) -> bool:
        """Whether the longer lexeme of the two has the value of the shorter."""
        for longer, left in ((mine, theirs), (theirs, mine)):
            if isinstance(longer, Longer) and isinstance(left, Left):
                return self._agreed(left.number, longer.number, longer.suffix)
        return False

    def _enter(self, one: int, other: int, last: int, mine: Status, theirs: Status) -> None:
        if isinstance(mine, Done) and isinstance(theirs, Done):
            if mine.value is not None and mine == theirs:
                return
            mine = theirs = _UNLIKE
        known = mine in (None, _SAME) or (isinstance(mine, Open) and mine.text is not None)
        if one == other and mine == theirs and known:
            return  # they have met with nothing between them: where they part again is a parting of its own
        if one == other and not (isinstance(mine, Open) and isinstance(theirs, Open)):
            mine = theirs = _UNLIKE
        if one > other:
            one, other, mine, theirs = other, one, theirs, mine
        state = one, other, last, mine, theirs
        if state not in self._seen:
            if len(self._seen) >= self._limit:
                raise CapExceeded("the search for unlike values", self._limit)
            self._seen.add(state)
            self._queue.append(state)

    def _done(self, number: int, text: str | None) -> Status:
        """What the slot has when a capture of ``text`` ends; None if the lexicon gives it no value."""
        taken = self._skeleton.taken[number]
        if text is None or taken.opaque:
            return Done(None)
        known = self._read.get((number, text))
        if known is None:
            known = self._read[number, text] = taken.read(text, self._binding)
        if not known:
            return None
        return Done(_mark(known[0])) if len(known) == 1 else Done(None)

    # Ends.

    def _unlike_end(self, state: _State) -> bool:
        one, other, _, mine, theirs = state
        ends = self._runs.ends(one), self._runs.ends(other)
        if not all(ends):
            return False
        if mine == _UNLIKE:
            return True
        if mine == _SAME:
            return any(self._fixed(end) is not None for each in ends for end in each)
        if isinstance(mine, Longer) or isinstance(theirs, Longer):
            fixed = any(self._fixed(end) is not None for each in ends for end in each)
            return fixed or not self._still(mine, theirs)
        final: list[set[tuple[str, Value] | None]] = []
        for run, status, each in ((one, mine, ends[0]), (other, theirs, ends[1])):
            closed: Status = status
            if isinstance(status, Open):
                closed = self._done(self._capture(run), status.text)
                if closed is None:
                    return False
            final.append({self._final(closed, self._fixed(end)) for end in each})
        return None in final[0] | final[1] or len(final[0] | final[1]) > 1

    def _fixed(self, end: tuple[tuple[int, int], ...]) -> int | None:
        """The number of the constant that a path gives to the slot."""
        return next((constant for slot, constant in end if slot == self._position), None)

    def _final(self, status: Status, fixed: int | None) -> tuple[str, Value] | None:
        """The slot's value at the end; None if it is not known."""
        if fixed is not None:
            return None if status is not None else _mark(self._skeleton.values[fixed])
        if status is None:
            return _mark(self._slot.default)
        return status.value if isinstance(status, Done) else None


def _longer(status: Open, letter: str | None) -> Open:
    if status.text is None or letter is None or len(status.text) >= MAX_LENGTH:
        return Open(None)
    return Open(status.text + letter)


def _mark(value: Value) -> tuple[str, Value]:
    """A value with its kind, so that true is not 1."""
    return "bool" if isinstance(value, bool) else "value", value
