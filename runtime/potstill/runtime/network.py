"""The network: k families' grammars as one shared nondeterministic automaton with calls.

Every family's templates are inserted into one tree: templates that begin alike share their beginning,
whatever the slots in them are called. A part that is more than literal text (an alternative, a rule, a
lexicon) is an *element*, compiled once however many templates use it, and *called*: the caller's place is
kept on a stack, as in a recursive transition network. Rules do not recurse, so stacks are bounded and the
whole is a finite automaton; :mod:`potstill.runtime.automaton` determinises it as far as requests lead.

A network is never changed once it is shared: edits copy the nodes from the root to the change (path
copying), so a handler's older snapshots stay valid.

INVARIANT: from the root, exactly one path of tree edges leads to each leaf.
"""

from __future__ import annotations

from collections.abc import Callable
from os.path import commonprefix
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.lexicons import Lexicon, Names
from potstill.ir.values import Value

_Way = tuple[int, bool, str]
"""What tells the calls out of one node apart: the element's number, whether it is captured, the slot."""


class Call:
    """An edge that enters an element and returns to ``back``. ``lexicon``: what it captures, if anything.

    A capture within an element knows its ``slot``; one in the tree is anonymous, since families share it:
    the leaf names the slot, by the call's number.
    """

    def __init__(self, number: int, element: Element, back: Node, lexicon: Lexicon | None, slot: str) -> None:
        self.number: Final = number
        self.element: Final = element
        self.back: Final = back
        self.lexicon: Final = lexicon
        self.slot: Final = slot

    @property
    def way(self) -> _Way:
        """By what the node knows it. INVARIANT: each lexicon has an element of its own."""
        return self.element.number, self.lexicon is not None, self.slot


class Leaf:
    """Where one template of one family ends: what its anonymous captures are called, what it fixes."""

    def __init__(
        self, family: int, ask: int, slots: dict[int, str], fixes: tuple[tuple[str, Value], ...]
    ) -> None:
        self.family: Final = family
        self.ask: Final = ask
        self.slots: Final = slots
        self.fixes: Final = fixes


class Edge:
    """Literal text that leads to a node. Edges out of one node begin with different symbols."""

    def __init__(self, text: str, target: Node) -> None:
        self.text: Final = text
        self.target: Final = target


class Node:
    """A point of the network and the ways out of it. ``literals``: the edges, by their first symbol."""

    def __init__(self, number: int) -> None:
        self.number: Final = number
        self.literals: dict[str, Edge] = {}
        self.ranges: list[tuple[int, int, Node]] = []
        self.gap: Node | None = None
        self.jumps: list[Node] = []
        self.calls: dict[_Way, Call] = {}
        self.fixes: list[tuple[str, Value, Node]] = []
        self.leaves: list[Leaf] = []
        self.returns = False

    def copy(self, number: int) -> Node:
        """The same ways out, under another number."""
        node = Node(number)
        node.literals = dict(self.literals)
        node.ranges = self.ranges
        node.gap = self.gap
        node.jumps = self.jumps
        node.calls = dict(self.calls)
        node.fixes = self.fixes
        node.leaves = list(self.leaves)
        node.returns = self.returns
        return node

    @property
    def barren(self) -> bool:
        """Whether nothing can be read from here and nothing ends here (tree nodes only)."""
        return not (self.literals or self.gap or self.calls or self.leaves)


class Element:
    """A shared part. ``entry`` is None for names, whose language comes with the binding."""

    def __init__(self, number: int, entry: Node | None, names: Names | None) -> None:
        self.number: Final = number
        self.entry: Final = entry
        self.names: Final = names


_Key = tuple[g.Node, tuple[tuple[str, int], ...]]


class Workshop:
    """Builds elements, each once, and numbers everything. Grows only; shared by successive networks."""

    def __init__(self) -> None:
        self._elements: dict[_Key, Element] = {}
        # By identity: families read from artifacts share the rules that they have in common.
        # INVARIANT: these parts are in the keys of the elements, so their identities stay theirs.
        self._plain: dict[int, Element] = {}
        self._readers: dict[Lexicon, Element] = {}
        self._numbers = 0

    def number(self) -> int:
        """A number never given before."""
        self._numbers += 1
        return self._numbers

    def node(self) -> Node:
        """A node with no way out."""
        return Node(self.number())

    def rules(self, grammar: g.Grammar) -> dict[str, Element]:
        """The elements of a grammar's rules, by name."""
        known: dict[str, Element] = {}
        for name, body in grammar.rules:
            known[name] = self.element(body, known)
        return known

    def element(self, part: g.Node, rules: dict[str, Element]) -> Element:
        """The element that reads ``part``, whose rule calls mean ``rules``."""
        match part:
            case g.Rule(name):
                return rules[name]
            case g.Item(lexicon):
                return self.reader(lexicon)
            case _:
                element = self._plain.get(id(part))
                if element is not None:
                    return element
                called: set[str] = set()
                _add_calls(part, called)
                key = (part, tuple([(name, rules[name].number) for name in sorted(called)]))
                element = self._elements.get(key)
                if element is None:
                    element = Element(self.number(), self._build(part, rules), None)
                    self._elements[key] = element
                    if not called:
                        self._plain[id(part)] = element
                return element

    def entry(self, part: g.Node) -> Node:
        """The entry of an element without rule calls, such as the language of a bound list."""
        entry = self.element(part, {}).entry
        assert entry is not None
        return entry

    def names(self) -> list[Names]:
        """The late-bound lexicons that any grammar so far has used."""
        return [lexicon for lexicon in self._readers if isinstance(lexicon, Names)]

    def reader(self, lexicon: Lexicon) -> Element:
        """The element of a lexicon's language."""
        element = self._readers.get(lexicon)
        if element is None:
            if isinstance(lexicon, Names):
                element = Element(self.number(), None, lexicon)
            else:  # lexicons of one language may give it other values: no two are one element
                element = Element(self.number(), self.entry(lexicon.language()), None)
            self._readers[lexicon] = element
        return element

    def _build(self, part: g.Node, rules: dict[str, Element]) -> Node:
        entry = self.node()
        match part:
            case g.Alt(parts):
                for choice in parts:
                    self._thread(entry, choice, rules).returns = True
            case g.Repeat(body, low, high):
                here = entry
                for _ in range(low):
                    here = self._thread(here, body, rules)
                if high is None:
                    last = self.node()
                    here.jumps.append(last)
                    self._thread(last, body, rules).jumps.append(last)
                    last.returns = True
                else:
                    here.returns = True
                    for _ in range(high - low):
                        here = self._thread(here, body, rules)
                        here.returns = True
            case g.Machine(moves, accepting):
                places = [entry, *(self.node() for _ in moves[1:])]
                for place, ways in zip(places, moves, strict=True):
                    place.ranges = [(low, high, places[target]) for low, high, target in ways]
                for state in accepting:
                    places[state].returns = True
            case _:
                self._thread(entry, part, rules).returns = True
        return entry

    def _thread(self, node: Node, part: g.Node, rules: dict[str, Element]) -> Node:
        """Lead from ``node`` through ``part``, along what is there already; return where it ends."""
        for piece in part.parts if isinstance(part, g.Seq) else (part,):
            match piece:
                case g.Text(text):
                    while text:
                        edge = _branch(node, text, self.node)
                        node, text = edge.target, text[len(edge.text) :]
                case g.Chars(ranges):
                    node = self._spread(node, ranges)
                case g.Digit(_, low, high):
                    node = self._spread(node, ((48 + low, 48 + high),))
                case g.Step():
                    pass
                case g.Gap():
                    if node.gap is None:
                        node.gap = self.node()
                    node = node.gap
                case g.Fix(slot, value):
                    after = self.node()
                    node.fixes.append((slot, value, after))
                    node = after
                case g.Capture(slot, lexicon):
                    node = self._call(node, self.reader(lexicon), lexicon, slot)
                case _:
                    node = self._call(node, self.element(piece, rules), None, "")
        return node

    def _spread(self, node: Node, ranges: tuple[tuple[int, int], ...]) -> Node:
        after = self.node()
        node.ranges.extend((low, high, after) for low, high in ranges)
        return after

    def _call(self, node: Node, element: Element, lexicon: Lexicon | None, slot: str) -> Node:
        way = (element.number, lexicon is not None, slot)
        call = node.calls.get(way)
        if call is None:
            call = node.calls[way] = Call(self.number(), element, self.node(), lexicon, slot)
        return call.back


def _add_calls(part: g.Node, names: set[str]) -> None:
    """Add the names of the rules that a part calls."""
    if isinstance(part, g.Text):
        return
    if isinstance(part, g.Rule):
        names.add(part.name)
    elif isinstance(part, g.Seq | g.Alt):
        for piece in part.parts:
            _add_calls(piece, names)
    elif isinstance(part, g.Repeat):
        _add_calls(part.body, names)


def _branch(node: Node, text: str, make: Callable[[], Node]) -> Edge:
    """The edge out of ``node`` along ``text``; made, or split where the text leaves it, if need be."""
    edge = node.literals.get(text[0])
    if edge is None:
        edge = Edge(text, make())
    else:
        shared = len(commonprefix((edge.text, text)))  # noqa: RUF071 (texts, not paths)
        if shared == len(edge.text):
            return edge
        fork = make()
        fork.literals[edge.text[shared]] = Edge(edge.text[shared:], edge.target)
        edge = Edge(text[:shared], fork)
    node.literals[text[0]] = edge
    return edge


class Network:
    """The tree of all templates. Immutable; :meth:`edit` gives another one."""

    def __init__(self, workshop: Workshop, root: Node) -> None:
        self.workshop: Final = workshop
        self.root: Final = root

    def edit(self, remove: list[tuple[int, g.Grammar]], add: list[tuple[int, g.Grammar]]) -> Network:
        """Without some families, then with others, each given by its number and grammar.

        Takes time linear in the removed and added templates, whatever else the network holds.
        """
        editor = _Editor(self.workshop, self.root)
        for family, grammar in remove:
            rules = self.workshop.rules(grammar)
            for template in _templates(grammar):
                editor.remove(family, template, rules)
        for family, grammar in add:
            rules = self.workshop.rules(grammar)
            for ask, template in enumerate(_templates(grammar)):
                editor.insert(family, ask, template, rules)
        return Network(self.workshop, editor.root)


def _templates(grammar: g.Grammar) -> tuple[g.Node, ...]:
    start = grammar.start
    return start.parts if isinstance(start, g.Alt) else (start,)


class _Editor:
    """One edit: copies each tree node on the way to a change, once."""

    def __init__(self, workshop: Workshop, root: Node) -> None:
        self._shop = workshop
        self._fresh: set[int] = set()
        self.root = self._own(root)

    def _own(self, node: Node) -> Node:
        if node.number in self._fresh:
            return node
        copy = node.copy(self._shop.number())
        self._fresh.add(copy.number)
        return copy

    def _new(self) -> Node:
        node = self._shop.node()
        self._fresh.add(node.number)
        return node

    def _path(self, template: g.Node, rules: dict[str, Element]) -> list[tuple[Node, str, Call | None]]:
        """The template's tree nodes, made or copied; each with its slot's name and the call it is behind."""
        node = self.root
        path: list[tuple[Node, str, Call | None]] = []
        for piece in template.parts if isinstance(template, g.Seq) else (template,):
            match piece:
                case g.Text(text):
                    while text:
                        edge = _branch(node, text, self._new)
                        target = self._own(edge.target)
                        if target is not edge.target:
                            node.literals[text[0]] = Edge(edge.text, target)
                        node = target
                        path.append((node, text[0], None))
                        text = text[len(edge.text) :]
                case g.Gap():
                    node.gap = self._new() if node.gap is None else self._own(node.gap)
                    node = node.gap
                    path.append((node, "", None))
                case g.Fix():
                    pass
                case g.Capture(slot, lexicon):
                    call = self._reach(node, self._shop.reader(lexicon), lexicon)
                    node = call.back
                    path.append((node, slot, call))
                case _:
                    call = self._reach(node, self._shop.element(piece, rules), None)
                    node = call.back
                    path.append((node, "", call))
        return path

    def _reach(self, node: Node, element: Element, lexicon: Lexicon | None) -> Call:
        way = (element.number, lexicon is not None, "")
        call = node.calls.get(way)
        if call is None:
            call = node.calls[way] = Call(self._shop.number(), element, self._new(), lexicon, "")
            return call
        back = self._own(call.back)
        if back is not call.back:
            call = node.calls[way] = Call(call.number, element, back, lexicon, "")
        return call

    def insert(self, family: int, ask: int, template: g.Node, rules: dict[str, Element]) -> None:
        """Add one template."""
        path = self._path(template, rules)
        slots = {call.number: slot for _, slot, call in path if call is not None and slot}
        pieces = template.parts if isinstance(template, g.Seq) else (template,)
        fixes = tuple((piece.slot, piece.value) for piece in pieces if isinstance(piece, g.Fix))
        end = path[-1][0] if path else self.root
        end.leaves.append(Leaf(family, ask, slots, fixes))

    def remove(self, family: int, template: g.Node, rules: dict[str, Element]) -> None:
        """Take one template away, and the nodes that only it needed."""
        path = self._path(template, rules)
        end = path[-1][0] if path else self.root
        end.leaves = [leaf for leaf in end.leaves if leaf.family != family]
        parents = [self.root, *(node for node, _, _ in path[:-1])]
        for parent, (node, char, call) in zip(reversed(parents), reversed(path), strict=True):
            if not node.barren:
                return
            if call is not None:
                del parent.calls[call.way]
            elif char:
                del parent.literals[char]
            else:
                parent.gap = None
