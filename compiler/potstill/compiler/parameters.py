"""Slots: how each is read, what type its values have, and what stands for it where it is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.constants import Constant, constant
from potstill.compiler.diagnostics import Report
from potstill.compiler.names import Names
from potstill.compiler.shapes import Shapes
from potstill.compiler.slots import lexicon
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.family import Slot
from potstill.ir.lexicons.vocabulary import NUMBER_WORDS
from potstill.ir.typing import contains, join, show

_NUMERIC: Final = (
    lx.Integers, lx.Decimals, lx.Money, lx.Percents, lx.Fractions, lx.Multipliers, lx.Ordinals, lx.Durations,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameters:
    """The slots and the other lexicons that read, by name; those that are wrong are missing."""

    slots: dict[str, Slot]
    lexicons: dict[str, lx.Lexicon]

    def is_free(self, name: str) -> bool:
        """Whether the slot may be left out."""
        slot = self.slots[name]
        return slot.default is not None or isinstance(slot.type, t.Optional)


def read_parameters(names: Names, shapes: Shapes, report: Report) -> Parameters:
    """The slots of a recipe, in order of declaration. The shapes have seen all templates."""
    lexicons: dict[str, lx.Lexicon] = {}
    for declared in names.lexicons.values():
        found = lexicon(declared.type, names, report)
        if found is not None:
            lexicons[declared.name.text] = found
    slots: dict[str, Slot] = {}
    for slot in names.slots:
        built = _slot(slot, lexicons, names, shapes, report)
        if built is not None:
            slots[slot.name.text] = built
    without = {name: _without_numbers(name, slots, names, shapes) for name in slots}
    return Parameters({name: replace(slot, lexicon=without[name]) for name, slot in slots.items()}, lexicons)


def _slot(
    declared: s.SlotDef, lexicons: dict[str, lx.Lexicon], names: Names, shapes: Shapes, report: Report
) -> Slot | None:
    reads = lexicon(declared.type, names, report)
    if reads is None:
        return None
    name = declared.name.text
    kind = reads.value_type()
    for use in shapes.renamed.get(name, ()):
        other = lexicons.get(use.text)
        both = None if other is None else join(kind, other.value_type())
        if other is not None and both is None:
            report.add(Code.LEXICON_TYPE, use.span, name=name, type=show(kind))
        kind = both or kind
    default = None
    if declared.default is not None:
        if declared.optional:
            report.add(Code.OPTIONAL_DEFAULT, declared.default.span, name=name)
            return None
        found = constant(declared.default, report)
        if found is None:
            return None
        both = _widened(kind, found)
        if both is None:
            report.add(Code.DEFAULT_TYPE, declared.default.span, name=name, type=show(kind))
            return None
        kind, default = both, found.value
    return Slot(name, reads, t.Optional(kind) if declared.optional else kind, declared.flavour, default)


def _widened(kind: t.Type, default: Constant) -> t.Type | None:
    """The slot's type with its default: of one kind; but an enumeration stays what it is."""
    if isinstance(kind, t.Text):
        return kind if contains(kind, default.value) else None
    return join(kind, default.type)


def _without_numbers(name: str, slots: dict[str, Slot], names: Names, shapes: Shapes) -> lx.Lexicon:
    """The slot's lexicon; free words that stand beside a number exclude the words of numbers."""
    reads = slots[name].lexicon
    declared = names.slot(name)
    if not isinstance(reads, lx.Words) or declared is None:
        return reads
    if isinstance(declared.type, s.WordsType) and declared.type.numbers:
        return reads
    beside = shapes.beside(name)
    if not any(isinstance(slots[other].lexicon, _NUMERIC) for other in beside if other in slots):
        return reads
    return replace(reads, excluded=tuple(dict.fromkeys((*reads.excluded, *sorted(NUMBER_WORDS)))))
