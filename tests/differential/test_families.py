"""Random families, spoken to in their own words: the handler says what the reference says."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.artifact import make
from potstill.ir.family import Family, Resolve
from potstill.ir.presentation import to_python
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.runtime import Handler
from tests.strategies.families import BINDING, families, utterances
from tests.strategies.programs import inputs


@st.composite
def handlers(draw: st.DrawFn) -> list[Family]:
    """A family; perhaps also one with the same words that differs in how it resolves, and in priority."""
    family = draw(families(program_depth=2))
    if draw(st.booleans()):
        return [family]
    return [family, replace(family, name="g", resolve=draw(st.sampled_from(Resolve)), priority=1)]


@given(st.data())
def test_the_handler_and_the_reference_decide_alike(data: st.DataObject) -> None:
    known = data.draw(handlers())
    text = data.draw(utterances(known[0]))
    context = data.draw(inputs(tuple((field.name, field.type) for field in known[0].context)))
    shown = {field.name: to_python(context[field.name], field.type) for field in known[0].context}
    artifacts = [make("", family) for family in known]
    reply = Handler(artifacts, binding=BINDING, allow_unverified=True).decide(text, shown)
    match decide(known, text, context, BINDING):
        case Answered(name, parameters, value):
            family = next(one for one in known if one.name == name)
            kind = family.program.declared or family.program.nodes[family.program.answer].type
            assert (reply.family, reply.reason, reply.value) == (name, None, to_python(value, kind))
            assert list(reply.parameters.values()) == [
                to_python(given, slot.type) for given, slot in zip(parameters, family.slots, strict=True)
            ]
        case Unanswered(reason, names):
            assert (reply.answered, reply.reason) == (False, reason)
            assert (reply.families or ((reply.family,) if reply.family else ())) == names
