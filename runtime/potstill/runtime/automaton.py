"""The network determinised as far as requests lead: one step a symbol, whatever the number of families.

A *place* is a node with a stack of frames; a *state* is the set of places that some text leads to. States
are made when they are first reached (the lazy subset construction of Thompson's 1968 matcher and of RE2)
and kept, up to a cap; then the cache starts over. Reading a known text costs one dictionary look-up a
symbol. Captures are found afterwards, backwards over the states passed (see
:mod:`potstill.runtime.readings`), so the forward pass carries nothing.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from potstill.ir.lexicons import Names
from potstill.runtime.network import Call, Leaf, Network, Node

Event = tuple[str, Call | None, str, object]
"""What a path does without reading: ``("open", call, "", None)``, ``("close", ...)``, ``("fix", None, slot, value)``."""

Step = tuple["Place", tuple[Event, ...]]
"""A place a path came from, and the events on the way."""

MAX_STATES = 20_000
"""States kept before the cache starts over."""

MAX_HELD = 2_000_000
"""Places and moves held by all states together before the cache starts over."""


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
    """A node under a frame. INVARIANT: no two places of one automaton have the same number."""

    def __init__(self, number: int, node: Node, frame: Frame) -> None:
        self.number: Final = number
        self.node: Final = node
        self.frame: Final = frame


class State:
    """The places that one text leads to.

    ``kernel``: those reached by reading its last symbol. ``places``: all that can go on, without reading
    more. ``leaves``: the templates that end here if the utterance does.
    """

    def __init__(self, kernel: list[Place], boundary: bool) -> None:
        self.kernel: Final = kernel
        self.boundary: Final = boundary
        self.moves: dict[str, State] = {}
        self.places: list[Place] = []
        self.leaves: list[Leaf] | None = None
        self.steps: dict[int, list[Step]] | None = None
        self.ends: dict[Leaf, list[Step]] | None = None
        self.back: dict[tuple[str, int], list[Step]] = {}


class Automaton:
    """A network with its late-bound lists in place, and what is known of its determinised form.

    Thread-safe: states are made under a lock; reading them takes none.
    """

    def __init__(self, network: Network, names: dict[Names, Node], max_states: int = MAX_STATES) -> None:
        self.network: Final = network
        self.names: Final = names
        self.max_states: Final = max_states
        self.resets = 0
        self.lock: Final = Lock()
        self._dead: Final = State([], False)
        self._states: dict[tuple[bool, tuple[int, ...]], State] = {}
        self._numbers = 0
        self._held = 0
        self._start = self._fresh_start()

    @property
    def states(self) -> int:
        """How many states are kept."""
        return len(self._states)

    def run(self, text: str) -> list[State]:
        """The states that ``text`` leads through, the start first.

        Shorter than ``len(text) + 1`` if the text breaks off: no family reads the symbol after the last state.
        """
        state = self._start
        dead = self._dead
        path = [state]
        for char in text:
            after = state.moves.get(char)
            if after is None:
                after = self._step(state, char)
            if after is dead:
                break
            path.append(after)
            state = after
        return path

    def leaves(self, state: State) -> list[Leaf]:
        """The templates that are complete in ``state``."""
        leaves = state.leaves
        if leaves is None:
            with self.lock:
                leaves = [leaf for place in self._endings(state) for leaf in place.node.leaves]
                leaves.sort(key=_rank)
                state.leaves = leaves
        return leaves

    def ends(self, state: State, leaf: Leaf) -> list[Step]:
        """How the kernel of ``state`` leads to the end of one template."""
        ends = state.ends
        if ends is None:
            with self.lock:
                ends = self._ends(state)
                state.ends = ends
        return ends.get(leaf, [])

    def back(self, state: State, char: str, target: Place) -> list[Step]:
        """From where in the kernel of ``state``, and by what events, reading ``char`` leads to ``target``."""
        key = (char, target.number)
        steps = state.back.get(key)
        if steps is None:
            with self.lock:
                if state.steps is None:
                    state.steps = self._trace(state, False)
                steps = []
                for place in state.places:
                    if target in self._targets(place, char):
                        steps.extend(
                            step for step in state.steps.get(place.number, []) if step not in steps
                        )
                state.back[key] = steps
        return steps

    def _fresh_start(self) -> State:
        start = State([self.place(self.network.root, Frame(None, None))], True)
        self._close(start)
        return start

    def place(self, node: Node, frame: Frame) -> Place:
        """The place of a node under a frame."""
        place = frame.places.get(node.number)
        if place is None:
            self._numbers += 1
            place = frame.places[node.number] = Place(self._numbers, node, frame)
        return place

    def _step(self, state: State, char: str) -> State:
        with self.lock:
            kernel: dict[int, Place] = {}
            for place in state.places:
                for target in self._targets(place, char):
                    kernel[target.number] = target
            if not kernel:
                after = self._dead
            else:
                boundary = char == " "
                key = (boundary, tuple(sorted(kernel)))
                known = self._states.get(key)
                if known is None:
                    known = State([kernel[number] for number in key[1]], boundary)
                    self._close(known)
                    self._held += len(known.places)
                    self._states[key] = known
                after = known
            state.moves[char] = after
            self._held += 1
            if len(self._states) > self.max_states or self._held > MAX_HELD:
                # Requests under way keep the states they stand on; the next one starts afresh.
                self.resets += 1
                self._states = {}
                self._held = 0
                self._start = self._fresh_start()
            return after

    def _targets(self, place: Place, char: str) -> list[Place]:
        """Where reading ``char`` leads from one place."""
        node = place.node
        frame = place.frame
        found: list[Place] = []
        literal = node.literals.get(char)
        if literal is not None:
            found.append(self.place(literal, frame))
        if node.ranges:
            code = ord(char)
            for low, high, after in node.ranges:
                if low <= code <= high:
                    found.append(self.place(after, frame))
        if char == " " and node.gap is not None:
            found.append(self.place(node.gap, frame))
        return found

    def _entry(self, call: Call) -> Node | None:
        element = call.element
        if element.names is None:
            return element.entry
        return self.names.get(element.names)

    def ways(self, place: Place, boundary: bool) -> list[tuple[Place, Event | None]]:
        """Where a place leads without reading, and what happens on the way."""
        node = place.node
        frame = place.frame
        ways: list[tuple[Place, Event | None]] = []
        if node.gap is not None and boundary:
            ways.append((self.place(node.gap, frame), None))
        for jump in node.jumps:
            ways.append((self.place(jump, frame), None))
        for call in node.calls:
            entry = self._entry(call)
            if entry is not None:
                opened: Event | None = None if call.lexicon is None else ("open", call, "", None)
                ways.append((self.place(entry, frame.enter(call)), opened))
        for slot, value, after in node.fixes:
            ways.append((self.place(after, frame), ("fix", None, slot, value)))
        if node.returns and frame.call is not None and frame.parent is not None:
            closed: Event | None = None if frame.call.lexicon is None else ("close", frame.call, "", None)
            ways.append((self.place(frame.call.back, frame.parent), closed))
        return ways

    def _close(self, state: State) -> None:
        """Find the places of a state from its kernel."""
        seen: set[int] = set()
        pending = list(state.kernel)
        while pending:
            place = pending.pop()
            if place.number in seen:
                continue
            seen.add(place.number)
            node = place.node
            if node.literals or node.ranges or node.gap is not None:
                state.places.append(place)
            if (
                node.jumps
                or node.calls
                or node.fixes
                or node.returns
                or (state.boundary and node.gap is not None)
            ):
                pending.extend([after for after, _ in self.ways(place, state.boundary)])

    def _endings(self, state: State) -> list[Place]:
        """The places with leaves that the end of the utterance reaches: there a gap is nothing."""
        seen: set[int] = set()
        found: list[Place] = []
        pending = list(state.kernel)
        while pending:
            place = pending.pop()
            if place.number in seen:
                continue
            seen.add(place.number)
            if place.node.leaves:
                found.append(place)
            pending.extend([after for after, _ in self.ways(place, True)])
        return found

    def _trace(self, state: State, ending: bool) -> dict[int, list[Step]]:
        """For each place of a state, by number: the kernel places and events that lead there.

        Paths that differ in no event count once.
        """
        boundary = state.boundary or ending
        found: dict[int, list[Step]] = {}
        for origin in state.kernel:
            pending: list[tuple[Place, tuple[Event, ...]]] = [(origin, ())]
            seen: set[tuple[int, tuple[Event, ...]]] = set()
            while pending:
                place, events = pending.pop()
                mark = (place.number, events)
                if mark in seen or len(events) > 64:
                    continue
                seen.add(mark)
                found.setdefault(place.number, []).append((origin, events))
                for after, event in self.ways(place, boundary):
                    pending.append((after, events if event is None else (*events, event)))
        return found

    def _ends(self, state: State) -> dict[Leaf, list[Step]]:
        ends: dict[Leaf, list[Step]] = {}
        steps = self._trace(state, True)
        for place in self._endings(state):
            for leaf in place.node.leaves:
                ends[leaf] = steps[place.number]
        return ends


def _rank(leaf: Leaf) -> tuple[int, int]:
    return (leaf.family, leaf.ask)
