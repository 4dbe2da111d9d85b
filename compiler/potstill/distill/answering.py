"""What one family says to a request, by the executable specification, in the form in which examples are."""

from __future__ import annotations

from collections.abc import Mapping

from potstill.distill.answer_json import NoAnswer, json_of, same
from potstill.distill.examples import Example, Json
from potstill.ir.family import Family
from potstill.ir.presentation import Unfit, from_json, to_python
from potstill.ir.reference.answer import Unanswered, decide
from potstill.ir.values import Value


def answer(family: Family, utterance: str, context: Mapping[str, Json]) -> Json | Unanswered:
    """What the family alone says, as data. A field of the context that does not fit is not there."""
    fields: dict[str, Value] = {}
    for each in family.context:
        try:
            fields[each.name] = from_json(context.get(each.name), each.type)
        except Unfit:
            fields[each.name] = None
    decided = decide([family], utterance, fields)
    if isinstance(decided, Unanswered):
        return decided
    program = family.program
    try:
        return json_of(to_python(decided.value, program.declared or program.nodes[program.answer].type))
    except NoAnswer:
        return Unanswered("too_large")


def contradicts(family: Family, example: Example) -> bool:
    """Whether the family answers the request, and otherwise than the example."""
    found = answer(family, example.utterance, example.context)
    return not isinstance(found, Unanswered) and not same(found, example.answer)
