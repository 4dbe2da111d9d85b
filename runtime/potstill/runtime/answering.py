"""From the candidate that answers to the reply."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.presentation import to_python
from potstill.ir.values import Value
from potstill.runtime.candidates import Candidate
from potstill.runtime.interpreter import Answer, Outside, Stuck, run
from potstill.runtime.reply import Reply, Source, Traced
from potstill.runtime.standing import Standing


def answered(candidate: Candidate, binding: Binding, *, trace: bool, began: float) -> Reply:
    """What the candidate's program says: COMPILED, or NONE with the reason that it may not answer.

    ``began``: when the request came, by ``perf_counter``.
    """
    loaded, family = candidate.loaded, candidate.family
    value: object = None
    source, reason, guard = Source.NONE, candidate.reason, None
    shown: dict[str, object] = {}
    steps: dict[int, Value] | None = {} if trace else None
    if reason is None:
        parameters = candidate.counted[0].parameters
        shown = {
            slot.name: to_python(given, slot.type)
            for slot, given in zip(family.slots, parameters, strict=True)
        }
        match run(loaded.code, parameters, candidate.context, steps):
            case Answer(result):
                value, source = to_python(result, loaded.answer_type), Source.COMPILED
            case Stuck(error, _, what):
                reason, guard = error.value, what
            case Outside():
                raise AssertionError("a reading that counts satisfies the conditions")
    verified, unproved = loaded.standing(binding) if source is Source.COMPILED else (Standing.UNVERIFIED, ())
    return Reply(
        value,
        source,
        family.name,
        loaded.artifact.address,
        binding.address if loaded.bound else None,
        shown,
        {
            field.name: to_python(given, field.type)
            for field, given in zip(family.context, candidate.context, strict=True)
        },
        verified=verified,
        unproved=unproved,
        reason=reason,
        guard=guard,
        trace=None if steps is None else _traced(family, steps),
        seconds=perf_counter() - began,
    )


def _traced(family: Family, steps: Mapping[int, Value]) -> tuple[Traced, ...]:
    names = {family.program.answer: "answer"} | {let.node: let.name for let in family.program.lets}
    nodes = family.program.nodes
    return tuple(
        Traced(position, nodes[position].op, names.get(position), to_python(value, nodes[position].type))
        for position, value in sorted(steps.items())
    )
