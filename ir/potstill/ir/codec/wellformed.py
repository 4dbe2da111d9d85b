"""What makes a family well formed beyond its shape: names that mean something, and types that agree.

``spec/ir.md`` lists the conditions in clauses W1 to W10. Those of the grammar and of the program have modules
of their own beside this one.
"""

from __future__ import annotations

from potstill.ir.codec.faults import Fault, Malformed, Step
from potstill.ir.codec.grammars import check_grammar
from potstill.ir.codec.programs import check_program
from potstill.ir.family import Example, Family, Slot
from potstill.ir.types import Optional, Type
from potstill.ir.typing import contains, fits


def check(family: Family) -> None:
    """Raise Malformed unless the family is well formed."""
    _distinct(family)
    filled = check_grammar(family)
    for index, slot in enumerate(family.slots):
        _at(_slot(slot, filled=slot.name in filled), "slots", index)
    check_program(family)
    program = family.program
    answer = program.declared or program.nodes[program.answer].type
    context = {field.name: field.type for field in family.context}
    for index, example in enumerate(family.examples):
        _at(_example(example, context, answer), "examples", index)


def _at(fault: Malformed | None, *path: Step) -> None:
    if fault is not None:
        raise fault.below(*path)


def _distinct(family: Family) -> None:
    for key, names in (
        ("slots", [slot.name for slot in family.slots]),
        ("context", [field.name for field in family.context]),
    ):
        for index, name in enumerate(names):
            if name in names[:index]:
                raise Malformed(Fault.DUPLICATE, f"another one is called {name}", key, index, "name")


def _slot(slot: Slot, *, filled: bool) -> Malformed | None:
    if not fits(slot.lexicon.value_type(), slot.type):
        return Malformed(Fault.TYPE, "what the lexicon reads is not of the slot's type", "type")
    if slot.default is not None and not contains(slot.type, slot.default):
        return Malformed(Fault.TYPE, "not a value of the slot's type", "default")
    if slot.default is None and not filled and not isinstance(slot.type, Optional):
        reason = "a template leaves the slot out, which has neither a default nor an optional type"
        return Malformed(Fault.PLACE, reason, "default")
    return None


def _example(example: Example, context: dict[str, Type], answer: Type) -> Malformed | None:
    for index, (name, value) in enumerate(example.context):
        if name not in context:
            return Malformed(Fault.REFERENCE, f"no context field is called {name!r}", "context", index)
        if any(name == other for other, _ in example.context[:index]):
            return Malformed(Fault.DUPLICATE, f"{name} stands twice", "context", index)
        if not contains(context[name], value):
            return Malformed(Fault.TYPE, f"not a value of the type of {name}", "context", index)
    if not contains(answer, example.answer):
        return Malformed(Fault.TYPE, "not a value of the answer's type", "answer")
    return None
