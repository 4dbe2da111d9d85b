"""Templates to grammars: linear in the text, whatever they denote. Rules and lexicons are shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.literal import literal
from potstill.compiler.names import Names
from potstill.compiler.shapes import Shapes
from potstill.ir import grammar as g
from potstill.ir.lexicons import Lexicon

SKIP: Final = "skip words"
ORDER: Final = "order"
"""Rules that no template writes. INVARIANT: no identifiers, so none of a recipe's (ORDER has a number)."""

_SMALL: Final = (g.Text, g.Gap, g.Capture, g.Rule)


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
        self.rules: dict[str, g.Node] = {}
        self._gap: g.Node = g.GAP
        if skipped:
            words = g.alt(*(self._literal(s.Literal(each.text, span=each.span)) for each in skipped))
            self.rules[SKIP] = g.seq(g.GAP, g.Repeat(g.seq(words, g.GAP), 0, None))
            self._gap = g.Rule(SKIP)

    def ask(self, template: s.Template, fixes: Iterable[g.Fix]) -> g.Node:
        """The node of a whole template, with the constants that it gives to slots."""
        body = self._choice(template.options, optional=False, opens=True, closes=True)
        if self._gap != g.GAP:
            body = g.seq(self._gap, body, self._gap)
        return g.seq(*fixes, body)

    def _choice(
        self, options: tuple[s.Sequence, ...], *, optional: bool, opens: bool, closes: bool
    ) -> g.Node:
        parts = [self._sequence(option.items, opens=opens, closes=closes) for option in options]
        return g.alt(*parts, *([g.EMPTY] if optional else []))

    def _sequence(self, items: tuple[s.Piece, ...], *, opens: bool, closes: bool) -> g.Node:
        """``opens``: an utterance may begin here; ``closes``: it may end here."""
        nullable = [self._shapes.nullable(item) for item in items]
        ends: list[bool] = []
        for each in reversed(nullable):
            ends.append(closes)
            closes = closes and each
        parts: list[g.Node] = []
        for item, empty in zip(items, nullable, strict=True):
            parts.append(self._piece(item, opens=opens, closes=ends.pop()))
            opens = opens and empty
        return g.seq(*parts)

    def _piece(self, piece: s.Piece, *, opens: bool, closes: bool) -> g.Node:
        match piece:
            case s.Literal():
                return self._literal(piece, opens=opens, closes=closes)
            case s.Blank():
                return self._gap
            case s.Choice(options, optional):
                return self._choice(options, optional=optional, opens=opens, closes=closes)
            case s.Permutation(parts, optional):
                nodes = [
                    self._shared(self._sequence(part.items, opens=opens, closes=closes)) for part in parts
                ]
                ordered = self._orders_of(tuple(nodes))
                return g.optional(ordered) if optional else ordered
            case s.SlotUse(slot, lexicon):
                return g.Capture(
                    slot.text, self._lexicons[lexicon.text] if lexicon else self._slots[slot.text]
                )
            case s.RuleUse(rule):
                return self._rule(rule.text)
            case _:
                assert_never(piece)

    def _literal(self, piece: s.Literal, *, opens: bool = False, closes: bool = False) -> g.Node:
        node = literal(piece.text, opens=opens, closes=closes)
        if node == g.EMPTY:
            self._report.add(Code.VANISHING_TEXT, piece.span)
        return node

    def _rule(self, name: str) -> g.Node:
        """A rule's body may begin and end an utterance, wherever the rule is used."""
        if name not in self.rules:
            options = self._names.rules[name].template.options
            self.rules[name] = self._choice(options, optional=False, opens=True, closes=True)
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
