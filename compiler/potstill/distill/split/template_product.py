"""Templates divided by an automaton over their words: the paths whose words it accepts, and all others.

The construction is the product of a regular expression with an automaton, alternative by alternative: a piece
is divided by the state that it leads to. A piece that leads to one state only stays as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Final, TypeAlias, assert_never

from potstill.compiler import syntax as s
from potstill.distill.split.merging import Language, letters_of, slot_letter
from potstill.distill.split.phrases import trimmed, without_unused_rules
from potstill.distill.tree import statements, with_statements
from potstill.ir.normal import fold

MAX_PIECES: Final = 20_000
"""Pieces of templates that are written on the way."""

Items: TypeAlias = tuple[s.Piece, ...]
Ways: TypeAlias = dict[int, list[Items]]
"""For each state that may be reached, alternatives that lead there."""


class TooLarge(Exception):
    """The divided templates would be too large to read."""


def divided(tree: s.Recipe, language: Language, *, accept: bool) -> s.Recipe | None:
    """The recipe of the paths whose words are accepted, or of all others; None if there are none.

    Raises TooLarge.
    """
    division = _Division(tree, language)
    found: list[s.AnyStatement] = []
    for each in tree.statements:
        if not isinstance(each, s.Ask):
            found.append(each)
            continue
        ways = division.options(each.template.options, 0)
        kept = {state: items for state, items in ways.items() if (state in language.accepting) is accept}
        if len(kept) == len(ways):
            found.append(each)
        elif kept:
            options = [s.Sequence(items) for way in kept.values() for items in way]
            found.append(replace(each, template=trimmed(s.Template(tuple(options)))))
    asks = any(isinstance(each, s.Ask) for each in found)
    return without_unused_rules(with_statements(tree, found)) if asks else None


class _Division:
    def __init__(self, tree: s.Recipe, language: Language) -> None:
        self._rules: Final = {each.name.text: each.template for each in statements(tree, s.RuleDef)}
        self._language: Final = language
        self._pieces = 0

    def options(self, options: Sequence[s.Sequence], state: int) -> Ways:
        """The alternatives of a choice by the state that they lead to."""
        found: Ways = {}
        for each in options:
            for after, ways in self._sequence(each.items, state).items():
                found.setdefault(after, []).extend(ways)
        return found

    def _sequence(self, items: Items, state: int) -> Ways:
        prefixes: Ways = {state: [()]}
        for item in items:
            found: Ways = {}
            for at, ways in prefixes.items():
                for after, rest in self._piece(item, at).items():
                    joined = (*_grouped(ways), *_grouped(rest))
                    self._charge(joined)
                    found.setdefault(after, []).append(joined)
            prefixes = found
        return prefixes

    def _piece(self, piece: s.Piece, state: int) -> Ways:
        match piece:
            case s.Literal(text):
                return {self._language.after(state, letters_of(fold(text))): [(piece,)]}
            case s.Blank():
                return {state: [(piece,)]}
            case s.SlotUse(slot):
                return {self._language.after(state, (slot_letter(slot.text),)): [(piece,)]}
            case s.Choice(options, optional):
                ways = self.options(options, state)
                if optional:
                    ways.setdefault(state, []).append(())
            case s.Permutation(parts, optional):
                orders = [
                    s.Sequence(tuple(_spaced(order))) for order in permutations(part.items for part in parts)
                ]
                ways = self.options(orders, state)
                if optional:
                    ways.setdefault(state, []).append(())
            case s.RuleUse(rule):
                ways = self.options(self._rules[rule.text].options, state)
            case _:
                assert_never(piece)
        if len(ways) == 1:
            return {after: [(piece,)] for after in ways}
        return ways

    def _charge(self, items: Items) -> None:
        self._pieces += len(items)
        if self._pieces > MAX_PIECES:
            raise TooLarge(f"more than {MAX_PIECES:,} pieces of templates")


def _grouped(ways: list[Items]) -> Items:
    """Alternatives as pieces of a sequence."""
    if len(ways) == 1:
        return ways[0]
    options = tuple(s.Sequence(items) for items in ways if items)
    return (s.Choice(options, len(options) < len(ways)),)


def _spaced(parts: Sequence[Items]) -> list[s.Piece]:
    found: list[s.Piece] = []
    for number, part in enumerate(parts):
        found += [s.Blank(), *part] if number else part
    return found
