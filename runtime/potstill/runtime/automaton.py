"""The network determinised as far as requests lead: one step a word, whatever the number of families.

A *place* is a node with a stack of frames; a *state* is the set of places that some text leads to. States
are made when they are first reached (the lazy subset construction of Thompson's 1968 matcher and of RE2)
and kept, up to a cap; then the cache starts over. A *stretch* is a word read from a state, with the states
passed: known words cost one look-up, unknown ones a look-up a symbol. Captures are found afterwards,
backwards over the stretches (see :mod:`potstill.runtime.readings`), so the forward pass carries nothing.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from potstill.ir.lexicons import Names
from potstill.ir.values import Value
from potstill.runtime.network import Call, Leaf, Network, Node


class Event:
    """What a path does without reading: a capture opens or closes, or, without a call, a slot is fixed.

    Made once by the edge that it belongs to, and compared by identity.
    """

    def __init__(self, call: Call | None, opens: bool, slot: str, value: Value) -> None:
        self.call: Final = call
        self.opens: Final = opens
        self.slot: Final = slot
        self.value: Final = value


Trail = tuple[tuple[int, tuple[Event, ...]], ...]
"""Offsets into a text and the events there, from the left."""

MAX_HELD = 2_000_000
"""Places, moves and stretches held by all states together before the cache starts over: some 400 MB."""

MAX_WORDS = 4096
"""Words known to one state before it forgets them."""

MAX_EVENTS = 64
"""Events followed between two symbols. Templates do not repeat slots, so only a made-up artifact has more."""

MAX_WAYS = 256
"""Ways back through one word that are followed."""


class TooManyReadings(Exception):
    """A text can be read in more ways than are followed."""


class Frame:
    """A stack of calls, shared: what to return to. The bottom frame has no call."""

    def __init__(self, call: Call | None, parent: Frame | None) -> None:
        self.call: Final = call
        self.parent: Final = parent
        self.children: dict[int, Frame] = {}
        self.places: dict[int, Place] = {}

    def enter(self, call: Call) -> Frame:
        """The frame on top of this one."""
        frame = self.children.get(call.number)
        if frame is None:
            frame = self.children[call.number] = Frame(call, self)
        return frame


class Place:
    """A node under a frame, or a point on the edge to it, with ``rest`` still to read.

    INVARIANT: no two places of one automaton have the same number.
    """

    def __init__(self, number: int, node: Node, frame: Frame, rest: str) -> None:
        self.number: Final = number
        self.node: Final = node
        self.frame: Final = frame
        self.rest: Final = rest


class Step:
    """A way back: the place it comes from, and what happened between there and here."""

    def __init__(self, origin: Place, trail: Trail) -> None:
        self.origin: Final = origin
        self.trail: Final = trail


class Ways:
    """All ways back from ``target``."""

    def __init__(self, target: Place, steps: list[Step]) -> None:
        self.target: Final = target
        self.steps: Final = steps


Sources = dict[int, list[tuple[Place, Event | None]]]
"""By the number of a place, from where it is reached without reading, and what happens on the way."""


class State:
    """The places that one text leads to.

    ``kernel``: those reached by reading its last symbol. ``places``: all that can go on without reading
    more. ``leaves``: the templates that end here if the utterance does. ``boundary``: whether a gap may be
    nothing here, since the last symbol was a space or there was none.
    """

    def __init__(self, kernel: list[Place], boundary: bool) -> None:
        self.kernel: Final = kernel
        self.boundary: Final = boundary
        self.moves: dict[str, State] = {}
        self.words: dict[str, Stretch] = {}
        self.places: list[Place] = []
        self.leaves: list[Leaf] | None = None
        self.sources: Sources | None = None
        self.ends: dict[Leaf, list[Step]] | None = None


class Stretch:
    """``text`` read from ``start``: a word, with the space before it unless it is the first.

    ``end``: the state after it; None if the reading breaks off. ``back``: the ways back
    from those places in the kernel of ``end`` that a reading came through; seldom more than one.
    """

    def __init__(self, start: State, text: str, end: State | None) -> None:
        self.start: Final = start
        self.text: Final = text
        self.end: Final = end
        self.back: list[Ways] = []


class Automaton:
    """A network with its late-bound lists in place, and what is known of its determinised form.

    Thread-safe: states are made under a lock; reading them takes none.
    """

    def __init__(self, network: Network, names: dict[Names, Node], max_held: int = MAX_HELD) -> None:
        self.network: Final = network
        self.names: Final = names
        self.max_held: Final = max_held
        self.lock: Final = Lock()
        self.resets = 0
        self._dead: Final = State([], False)
        self._states: dict[tuple[bool, tuple[int, ...]], State] = {}
        self._events: dict[int, Event] = {}
        self._numbers = 0
        self._held = 0
        self.start = self._fresh_start()

    @property
    def states(self) -> int:
        """How many states are kept."""
        return len(self._states)

    def run(self, text: str) -> list[Stretch]:
        """The stretches that a normal form leads through; the last has no end if the text breaks off."""
        state = self.start
        path: list[Stretch] = []
        for word in text.split(" "):
            stretch = state.words.get(word)
            if stretch is None:
                stretch = self._stretch(state, word, " " + word if path else word)
            path.append(stretch)
            end = stretch.end
            if end is None:
                break
            state = end
        return path

    def leaves(self, state: State) -> list[Leaf]:
        """The templates that are complete in ``state``, by family and position."""
        leaves = state.leaves
        if leaves is None:
            with self.lock:
                leaves = [leaf for place in self._endings(state) for leaf in place.node.leaves]
                leaves.sort(key=_rank)
                state.leaves = leaves
        return leaves

    def ends(self, state: State, leaf: Leaf) -> list[Step]:
        """How the kernel of ``state`` leads to the end of one template; offsets are 0."""
        ends = state.ends
        if ends is None:
            with self.lock:
                ends = self._ends(state)
                state.ends = ends
        return ends[leaf]

    def back(self, stretch: Stretch, target: Place) -> list[Step]:
        """The ways back from a place at the end of a stretch to its start. Raises TooManyReadings."""
        for ways in stretch.back:
            if ways.target is target:
                return ways.steps
        steps = self._back(stretch, target)
        stretch.back.append(Ways(target, steps))
        return steps

    def _fresh_start(self) -> State:
        start = State([self.place(self.network.root, Frame(None, None))], True)
        self._close(start)
        return start

    def place(self, node: Node, frame: Frame, rest: str = "") -> Place:
        """The place of a node under a frame. The caller holds the lock."""
        key = node.number << 16 | len(rest)
        place = frame.places.get(key)
        if place is None:
            self._numbers += 1
            place = frame.places[key] = Place(self._numbers, node, frame, rest)
        return place

    def follow(self, start: State, text: str) -> list[State]:
        """The states before each symbol of ``text`` and after the last; fewer if the reading breaks off."""
        state = start
        states = [state]
        for char in text:
            after = state.moves.get(char)
            if after is None:
                after = self._step(state, char)
            if after is self._dead:
                break
            states.append(after)
            state = after
        return states

    def _stretch(self, start: State, word: str, text: str) -> Stretch:
        states = self.follow(start, text)
        if len(states) <= len(text):
            return Stretch(start, text, None)
        with self.lock:
            stretch = Stretch(start, text, self._kept(states[-1]))
            if len(start.words) >= MAX_WORDS:
                start.words = {}
            start.words[word] = stretch
            self._held += 2
            if self._held > self.max_held:
                self._renew()
        return stretch

    def _renew(self) -> None:
        """Forget all states. Requests under way keep those they stand on; the next one starts afresh."""
        self.resets += 1
        self._states = {}
        self._held = 0
        self.start = self._fresh_start()

    def _kept(self, state: State) -> State:
        """The state of the same places that is kept."""
        key = (state.boundary, tuple([place.number for place in state.kernel]))
        known = self._states.get(key)
        if known is None:
            self._states[key] = known = state
            self._held += len(state.places) + 4
        return known

    def _step(self, state: State, char: str) -> State:
        """The state after one more symbol.

        It is kept, unless it stands within literal text: such states are reached by few words, which
        are known as stretches.
        """
        with self.lock:
            kernel: dict[int, Place] = {}
            literal = False
            for place in state.places:
                for target in self._targets(place, char):
                    kernel[target.number] = target
                    literal = literal or target.rest != ""
            if not kernel:
                state.moves[char] = self._dead
                self._held += 1
                return self._dead
            after = State([kernel[number] for number in sorted(kernel)], char == " ")
            key = (after.boundary, tuple(sorted(kernel)))
            known = self._states.get(key)
            if known is not None:
                after = known
            else:
                self._close(after)
            if not literal:
                after = state.moves[char] = self._kept(after)
                self._held += 1
            return after

    def _targets(self, place: Place, char: str) -> list[Place]:
        """Where reading ``char`` leads from one place."""
        node = place.node
        frame = place.frame
        if place.rest:
            return [self.place(node, frame, place.rest[1:])] if place.rest[0] == char else []
        found: list[Place] = []
        edge = node.literals.get(char)
        if edge is not None:
            found.append(self.place(edge.target, frame, edge.text[1:]))
        if node.ranges:
            code = ord(char)
            for low, high, after in node.ranges:
                if low <= code <= high:
                    found.append(self.place(after, frame))
        if char == " " and node.gap is not None:
            found.append(self.place(node.gap, frame))
        return found

    def ways(self, place: Place, boundary: bool) -> list[tuple[Place, Event | None]]:
        """Where a place leads without reading, and what happens on the way. The caller holds the lock."""
        node = place.node
        frame = place.frame
        ways: list[tuple[Place, Event | None]] = []
        if place.rest:
            return ways
        if node.gap is not None and boundary:
            ways.append((self.place(node.gap, frame), None))
        for jump in node.jumps:
            ways.append((self.place(jump, frame), None))
        for call in node.calls.values():
            element = call.element
            entry = element.entry if element.names is None else self.names.get(element.names)
            if entry is not None:
                opened = None if call.lexicon is None else self._event(call, True)
                ways.append((self.place(entry, frame.enter(call)), opened))
        for slot, value, after in node.fixes:
            ways.append((self.place(after, frame), self._fixed(after, slot, value)))
        if node.returns and frame.call is not None and frame.parent is not None:
            closed = None if frame.call.lexicon is None else self._event(frame.call, False)
            ways.append((self.place(frame.call.back, frame.parent), closed))
        return ways

    def _event(self, call: Call, opens: bool) -> Event:
        key = 2 * call.number + opens
        event = self._events.get(key)
        if event is None:
            event = self._events[key] = Event(call, opens, "", None)
        return event

    def _fixed(self, after: Node, slot: str, value: Value) -> Event:
        key = -after.number
        event = self._events.get(key)
        if event is None:
            event = self._events[key] = Event(None, False, slot, value)
        return event

    def _close(self, state: State) -> None:
        """Find the places of a state from its kernel."""
        for place in self._reached(state, state.boundary):
            node = place.node
            if place.rest or node.literals or node.ranges or node.gap is not None:
                state.places.append(place)

    def _endings(self, state: State) -> list[Place]:
        """The places with leaves that the end of the utterance reaches: there a gap is nothing."""
        return [place for place in self._reached(state, True) if place.node.leaves and not place.rest]

    def _reached(self, state: State, boundary: bool) -> list[Place]:
        seen: dict[int, Place] = {}
        pending = list(state.kernel)
        while pending:
            place = pending.pop()
            if place.number not in seen:
                seen[place.number] = place
                for after, _ in self.ways(place, boundary):
                    pending.append(after)
        return list(seen.values())

    def _sources(self, state: State, boundary: bool) -> Sources:
        """The ways without reading from the kernel of a state on, backwards."""
        sources: Sources = {}
        seen: set[int] = set()
        pending = list(state.kernel)
        while pending:
            place = pending.pop()
            if place.number in seen:
                continue
            seen.add(place.number)
            for after, event in self.ways(place, boundary):
                sources.setdefault(after.number, []).append((place, event))
                pending.append(after)
        return sources

    def _paths(
        self, sources: Sources, kernel: set[int], target: Place
    ) -> list[tuple[Place, tuple[Event, ...]]]:
        """The kernel places that lead to a place without reading, and the events on each way.

        Paths that differ in no event count once.
        """
        found: list[tuple[Place, tuple[Event, ...]]] = []
        pending: list[tuple[Place, tuple[Event, ...]]] = [(target, ())]
        seen: set[tuple[int, tuple[Event, ...]]] = set()
        while pending:
            place, events = pending.pop()
            mark = (place.number, events)
            if mark in seen or len(events) > MAX_EVENTS:
                continue
            seen.add(mark)
            if place.number in kernel:
                found.append((place, events))
            for source, event in sources.get(place.number, ()):
                pending.append((source, events if event is None else (event, *events)))
        return found

    def _ends(self, state: State) -> dict[Leaf, list[Step]]:
        ends: dict[Leaf, list[Step]] = {}
        sources = self._sources(state, True)
        kernel = {place.number for place in state.kernel}
        for place in self._endings(state):
            paths = self._paths(sources, kernel, place)
            steps = [Step(origin, ((0, events),) if events else ()) for origin, events in paths]
            for leaf in place.node.leaves:
                ends[leaf] = steps
        return ends

    def _back(self, stretch: Stretch, target: Place) -> list[Step]:
        """Symbol by symbol from the end of a stretch; ways that differ in no event count once."""
        states = self.follow(stretch.start, stretch.text)
        with self.lock:
            return self._retraced(states, stretch.text, target)

    def _retraced(self, states: list[State], text: str, target: Place) -> list[Step]:
        ways: dict[tuple[int, Trail], Step] = {(target.number, ()): Step(target, ())}
        for offset in range(len(text) - 1, -1, -1):
            state = states[offset]
            if state.sources is None:
                state.sources = self._sources(state, state.boundary)
            kernel = {place.number for place in state.kernel}
            before: dict[tuple[int, Trail], Step] = {}
            for way in ways.values():
                frame = way.origin.frame
                for place in state.places:
                    # Reading a symbol leads to places under the same frame.
                    if place.frame is not frame or way.origin not in self._targets(place, text[offset]):
                        continue
                    for origin, events in self._paths(state.sources, kernel, place):
                        trail = ((offset, events), *way.trail) if events else way.trail
                        before[(origin.number, trail)] = Step(origin, trail)
            if len(before) > MAX_WAYS:
                raise TooManyReadings
            ways = before
        return list(ways.values())


def _rank(leaf: Leaf) -> tuple[int, int]:
    return (leaf.family, leaf.ask)
