"""Slots that only changed their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from potstill.ir import grammar as g
from potstill.ir.family import Family, Slot
from potstill.ir.values import identity
from potstill.verifier.diff.readings import compare, mapped


def matched(one: Family, other: Family) -> tuple[Family, tuple[tuple[str, str], ...]]:
    """The second family with the first one's names for its slots, and the pairs of names that differ.

    Slots match by name. Others are renamed only if all of them match in order, and if then the two grammars
    read the same; else the family stays as it is.
    """
    names, others = ({slot.name for slot in family.slots} for family in (one, other))
    gone = [slot for slot in one.slots if slot.name not in others]
    new = [slot for slot in other.slots if slot.name not in names]
    if not gone or len(gone) != len(new) or not all(map(_alike, gone, new)):
        return other, ()
    pairs = tuple((before.name, after.name) for before, after in zip(gone, new, strict=True))
    renamed = rename(other, {after: before for before, after in pairs})
    reads = compare(one, renamed)
    return (renamed, pairs) if reads.kept and reads.added else (other, ())


def _alike(one: Slot, other: Slot) -> bool:
    return (
        one.lexicon == other.lexicon
        and one.type == other.type
        and identity(one.default) == identity(other.default)
    )


def rename(family: Family, names: Mapping[str, str]) -> Family:
    """The family with other names for some slots."""

    def change(node: g.Node) -> g.Node:
        match node:
            case g.Capture(slot, lexicon):
                return g.Capture(names.get(slot, slot), lexicon)
            case g.Fix(slot, value):
                return g.Fix(names.get(slot, slot), value)
            case _:
                return node

    nodes = tuple(
        replace(node, data=names.get(str(node.data), str(node.data))) if node.op == "slot" else node
        for node in family.program.nodes
    )
    return replace(
        family,
        grammar=mapped(family.grammar, change),
        slots=tuple(replace(slot, name=names.get(slot.name, slot.name)) for slot in family.slots),
        program=replace(family.program, nodes=nodes),
    )
