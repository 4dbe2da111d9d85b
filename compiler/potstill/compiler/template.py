"""Templates to grammars: linear in the text, whatever they denote. Rules and lexicons are shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.literal import literal
from potstill.compiler.names import Names
from potstill.compiler.shapes import Shapes
from potstill.ir import grammar as g
from potstill.ir.lexicons import Lexicon
from potstill.ir.types import MAX_UTTERANCE

SKIP: Final = "skip words"
ORDER: Final = "order"
"""Rules that no template writes. INVARIANT: no identifiers, so none of a recipe's (ORDER has a number)."""

_CERTAINLY_SHORT: Final = MAX_UTTERANCE // 18
"""A normal form has at most 18 times the code points of its source."""

_SMALL: Final = (g.Text, g.Gap, g.Capture, g.Rule)


@dataclass(frozen=True, slots=True)
class Edges:
    """What may stand around a piece of a template.

    ``opens``: an utterance may begin here. ``closes``: it may end here. ``mark``: a blank that stands last
    may be left out, because a punctuation mark follows, or another blank, or the rule ends.
    """

    opens: bool
    closes: bool
    mark: bool


_EDGES: Final = {key: Edges(*key) for key in product((False, True), repeat=3)}
"""All of them, by their fields."""


class Grammars:
    """Builds the grammar nodes of a recipe's templates; rules on first use, each before those that use it.

    INVARIANT: the shapes have seen every template, and have not complained.
    """

    def __init__(
        self,
        names: Names,
        shapes: Shapes,
        slots: Mapping[str, Lexicon],
        lexicons: Mapping[str, Lexicon],
        skipped: tuple[s.Quoted, ...],
        report: Report,
    ) -> None:
        self._names = names
        self._shapes = shapes
        self._slots = slots
        self._lexicons = lexicons
        self._report = report
        self._orders = 0
        self._empty: dict[str, bool] = {}
        self.rules: dict[str, g.Node] = {}
        self._gap: g.Node = g.GAP
        if skipped:
            inside = _EDGES[False, False, False]
            words = [self._literal(s.Literal(each.text, span=each.span), inside) for each in skipped]
            self.rules[SKIP] = _skipping(tuple(words))
            self._gap = g.Rule(SKIP)

    def ask(self, template: s.Template, fixes: Iterable[g.Fix]) -> g.Node:
        """The node of a whole template, with the constants that it gives to slots."""
        body = self._choice(template.options, _EDGES[True, True, False], optional=False)
        if self._gap != g.GAP:
            body = g.seq(self._gap, body, self._gap)
        return g.seq(*fixes, body)

    def reads_nothing(self, node: g.Node) -> bool:
        """Whether the empty utterance is among what a node reads."""
        match node:
            case g.Text(text):
                return not text
            case g.Gap() | g.Fix():
                return True
            case g.Seq(parts):
                return all(map(self.reads_nothing, parts))
            case g.Alt(parts):
                return any(map(self.reads_nothing, parts))
            case g.Repeat(body, low):
                return low == 0 or self.reads_nothing(body)
            case g.Rule(name):
                if name not in self._empty:
                    self._empty[name] = self.reads_nothing(self.rules[name])
                return self._empty[name]
            case _:
                return False

    def _choice(self, options: tuple[s.Sequence, ...], edges: Edges, *, optional: bool) -> g.Node:
        parts = [self._sequence(option.items, edges) for option in options]
        return g.alt(*parts, *([g.EMPTY] if optional else []))

    def _sequence(self, items: tuple[s.Piece, ...], edges: Edges) -> g.Node:
        parts: list[g.Node] = []
        group: list[g.Node] | None = None
        opens = edges.opens
        for item, after in zip(items, self._behind(items, edges), strict=True):
            empty = self._shapes.nullable(item)
            node = self._piece(item, _EDGES[opens, after.closes, after.mark])
            opens = opens and empty
            if group is not None and (isinstance(item, s.Blank) or not empty or self._shapes.mark(item)):
                parts.append(g.optional(g.seq(*group)))
                group = None
            if isinstance(item, s.Blank) and after.mark:
                # The blank may be left out, but only with all that is optional between it and the mark.
                group = [node]
            else:
                (parts if group is None else group).append(node)
        return g.seq(*parts, *([g.optional(g.seq(*group))] if group is not None else []))

    def _behind(self, items: tuple[s.Piece, ...], edges: Edges) -> list[Edges]:
        """What may stand behind each of the items of a sequence."""
        behind: list[Edges] = []
        following: s.Piece | None = None
        for item in reversed(items):
            behind.append(edges)
            empty, mark = self._shapes.nullable(item), self._shapes.mark(item)
            if mark and empty:
                # If the mark is absent, a blank before it is needed unless another one follows.
                mark = edges.mark or isinstance(following, s.Blank)
            else:
                mark = mark or (empty and edges.mark)
            edges = _EDGES[edges.opens, edges.closes and empty, mark]
            following = item
        return behind[::-1]

    def _piece(self, piece: s.Piece, edges: Edges) -> g.Node:
        match piece:
            case s.Literal():
                return self._literal(piece, edges)
            case s.Blank():
                return self._gap
            case s.Choice(options, optional):
                return self._choice(options, edges, optional=optional)
            case s.Permutation(parts, optional):
                nodes = [self._shared(self._sequence(part.items, edges)) for part in parts]
                ordered = self._orders_of(tuple(nodes))
                return g.optional(ordered) if optional else ordered
            case s.SlotUse(slot, lexicon):
                reads = self._lexicons[lexicon.text] if lexicon else self._slots[slot.text]
                return g.Capture(slot.text, reads)
            case s.RuleUse(rule):
                return self._rule(rule.text)
            case _:
                assert_never(piece)

    def _literal(self, piece: s.Literal, edges: Edges) -> g.Node:
        node = literal(piece.text, opens=edges.opens, closes=edges.closes)
        if isinstance(node, g.Text) and not node.text:
            self._report.add(Code.VANISHING_TEXT, piece.span)
        elif len(piece.text) > _CERTAINLY_SHORT and _length(node) > MAX_UTTERANCE:
            self._report.add(Code.LITERAL_TOO_LONG, piece.span, limit=MAX_UTTERANCE)
        return node

    def _rule(self, name: str) -> g.Node:
        """A rule's body is built once, for all its uses: it may begin and end an utterance."""
        if name not in self.rules:
            options = self._names.rules[name].template.options
            self.rules[name] = self._choice(options, _EDGES[True, True, True], optional=False)
        return g.Rule(name)

    def _orders_of(self, parts: tuple[g.Node, ...]) -> g.Node:
        """All parts in any order, by a rule for each set of what is left: n * 2 ** (n - 1) uses."""
        if len(parts) == 1:
            return parts[0]
        known: dict[tuple[g.Node, ...], g.Node] = {}

        def any_order(left: tuple[g.Node, ...]) -> g.Node:
            if len(left) == 1:
                return left[0]
            if left not in known:
                rests = (any_order(left[:index] + left[index + 1 :]) for index in range(len(left)))
                known[left] = self._shared(
                    g.alt(*(g.seq(part, self._gap, rest) for part, rest in zip(left, rests, strict=True)))
                )
            return known[left]

        return any_order(parts)

    def _shared(self, node: g.Node) -> g.Node:
        """The node, or, unless it is small, a rule for it."""
        parts = node.parts if isinstance(node, g.Seq) else (node,)
        if len(parts) <= 3 and all(isinstance(part, _SMALL) for part in parts):
            return node
        self._orders += 1
        name = f"{ORDER} {self._orders}"
        self.rules[name] = node
        return g.Rule(name)


def _length(node: g.Node) -> int:
    """The symbols of a literal's node."""
    return sum(len(part.text) for part in g.walk(node) if isinstance(part, g.Text))


@lru_cache(maxsize=256)
def _skipping(phrases: tuple[g.Node, ...]) -> g.Node:
    """A gap, or several with phrases that are skipped between them, which commas may set off."""
    comma = g.optional(g.Text(","))
    skipped = g.Repeat(g.seq(g.alt(*phrases), comma, g.GAP), 1, None)
    return g.alt(g.GAP, g.seq(comma, g.GAP, skipped))
