"""Families in which a slot is read by another lexicon."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from potstill.ir import grammar as g
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon


def with_lexicon(family: Family, slot: str, new: Lexicon) -> Family:
    """The family with another lexicon for a slot, where the slot is read by its own; the program stays."""
    old = g.Capture(slot, family.slot(slot).lexicon)
    capture = g.Capture(slot, new)
    grammar = g.Grammar(
        _replaced(family.grammar.start, old, capture),
        tuple((name, _replaced(body, old, capture)) for name, body in family.grammar.rules),
    )
    slots = tuple(replace(each, lexicon=new) if each.name == slot else each for each in family.slots)
    return replace(family, grammar=grammar, slots=slots)


def _replaced(node: g.Node, old: g.Capture, new: g.Capture) -> g.Node:
    match node:
        case g.Capture():
            return new if node == old else node
        case g.Seq(parts):
            return g.Seq(tuple(_replaced(part, old, new) for part in parts))
        case g.Alt(parts):
            return g.Alt(tuple(_replaced(part, old, new) for part in parts))
        case g.Repeat(body, low, high):
            return g.Repeat(_replaced(body, old, new), low, high)
        case (
            g.Text()
            | g.Chars()
            | g.Gap()
            | g.Rule()
            | g.Fix()
            | g.Digit()
            | g.Step()
            | g.Item()
            | g.Machine()
        ):
            return node
        case _:
            assert_never(node)
