"""What a family must reply, by the reference: the oracle that generated tests hold the runtime against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.presentation import Unfit, from_json, from_python, to_python
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.types import Type
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Expected:
    """A reply as far as it is determined: ``value`` and ``parameters`` as Python objects, or the ``reason``
    why no program answers, which is None if one does.
    """

    value: object
    parameters: Mapping[str, object] = field(default_factory=dict)
    reason: str | None = None

    @property
    def answered(self) -> bool:
        """Whether a program answers."""
        return self.reason is None


def answer_type(family: Family) -> Type:
    """The type of the family's answers."""
    program = family.program
    return program.declared or program.nodes[program.answer].type


def given(value: object, kind: Type) -> Value:
    """A value from outside: as a Python object or, where a host may write one, as JSON data. Raises Unfit."""
    try:
        return from_python(value, kind)
    except Unfit:
        return from_json(value, kind)


def expected(family: Family, utterance: str, context: Mapping[str, object], binding: Binding) -> Expected:
    """The reply that a handler of this family alone must give. Raises Unfit for a value of the context."""
    known = {
        one.name: given(context[one.name], one.type)
        for one in family.context
        if context.get(one.name) is not None
    }
    match decide((family,), utterance, known, binding):
        case Answered(_, parameters, value):
            shown = {
                slot.name: to_python(each, slot.type)
                for slot, each in zip(family.slots, parameters, strict=True)
            }
            return Expected(to_python(value, answer_type(family)), shown)
        case Unanswered(reason):
            return Expected(None, {}, reason)
        case other:
            assert_never(other)
