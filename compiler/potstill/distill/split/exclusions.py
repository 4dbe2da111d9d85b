"""Free text beside numbers: with fewer templates, a slot may no longer stand beside one, and read more.

A ``words`` slot reads no number words if some template has it beside a number (clause L9.4). A part that has
lost this template states them itself, so that its slots read what the parent's do.
"""

from __future__ import annotations

from dataclasses import replace

from potstill.compiler import syntax as s
from potstill.distill.tree import family_of, with_examples, with_statements
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon, Lists, Words


def with_exclusions(tree: s.Recipe, parent: Family) -> s.Recipe:
    """The recipe whose slots for free text leave out what the parent's do."""
    family = family_of(with_examples(tree, lambda _: False))
    if family is None:
        return tree
    wanted = {slot.name: slot.lexicon for slot in parent.slots}
    lost = {slot.name for slot in family.slots if _excluded(slot.lexicon) != _excluded(wanted[slot.name])}
    return with_statements(
        tree,
        (
            replace(each, type=_with(each.type, _excluded(wanted[each.name.text])))
            if isinstance(each, s.SlotDef) and each.name.text in lost
            else each
            for each in tree.statements
        ),
    )


def _excluded(lexicon: Lexicon) -> tuple[str, ...]:
    match lexicon:
        case Words(excluded=excluded):
            return excluded
        case Lists(item=item):
            return _excluded(item)
        case _:
            return ()


def _with(kind: s.TypeSyntax, excluded: tuple[str, ...]) -> s.TypeSyntax:
    match kind:
        case s.WordsType():
            return replace(kind, excepted=tuple(s.Quoted(each) for each in excluded))
        case s.ListType(element):
            return replace(kind, element=_with(element, excluded))
        case _:
            return kind
