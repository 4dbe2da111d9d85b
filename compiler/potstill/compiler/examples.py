"""Examples, answered by the executable specification: each must be read, and give what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.constants import constant_of
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_EXAMPLE
from potstill.compiler.names import unknown
from potstill.ir import types as t
from potstill.ir.family import Example, Family
from potstill.ir.normal import fold
from potstill.ir.program import Span
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.typing import show as show_type
from potstill.ir.values import Value
from potstill.ir.writing import show

UNANSWERED: Final = {
    "no_family": Code.EXAMPLE_UNREAD,
    "condition": Code.EXAMPLE_OUTSIDE,
    "context_missing": Code.EXAMPLE_CONTEXT_MISSING,
    "ambiguous": Code.EXAMPLE_AMBIGUOUS,
    "too_many_readings": Code.EXAMPLE_AMBIGUOUS,
}
"""Why the family does not answer; every other reason is an error that its program ended in."""


@dataclass(frozen=True, slots=True)
class Written:
    """An example, and where its utterance and its answer stand."""

    example: Example
    utterance: Span
    answer: Span


def read_example(
    statement: s.ExampleDef, context: dict[str, t.Type], answer: t.Type, report: Report
) -> Written | None:
    """The example with its constants computed; None if the recipe is wrong there."""
    given: dict[str, Value] = {}
    failed = False
    for fixed in statement.context:
        kind = context.get(fixed.name.text)
        if kind is None:
            unknown(Code.UNKNOWN_CONTEXT, fixed.name, context, report)
            failed = True
            continue
        if fixed.name.text in given:
            report.add(Code.GIVEN_TWICE, fixed.name.span, name=fixed.name.text)
            failed = True
        found = constant_of(fixed.value, kind, Code.CONTEXT_TYPE, report, name=fixed.name.text)
        if found is None:
            failed = True
        else:
            given[fixed.name.text] = found.value
    expected = constant_of(statement.answer, answer, Code.EXAMPLE_ANSWER_TYPE, report)
    if expected is None or failed:
        return None
    example = Example(statement.utterance.text, tuple(given.items()), expected.value)
    return Written(example, statement.utterance.span, statement.answer.span)


def check_example(family: Family, written: Written, report: Report) -> None:
    """Answer the example with this family alone."""
    example = written.example
    if len(fold(example.utterance)) > MAX_EXAMPLE:
        report.add(Code.EXAMPLE_TOO_LONG, written.utterance, limit=MAX_EXAMPLE)
        return
    match decide([family], example.utterance, dict(example.context)):
        case Answered(_, parameters, value) if value != example.answer:
            kind = family.program.declared or family.program.nodes[family.program.answer].type
            report.add(
                Code.EXAMPLE_ANSWER,
                written.answer,
                expected=_shown(example.answer, kind),
                found=_shown(value, family.program.nodes[family.program.answer].type),
                parameters=_parameters(family, parameters),
            )
        case Answered():
            pass
        case Unanswered("no_family") if family.reads_lists:
            report.add(Code.EXAMPLE_UNCHECKED, written.utterance)
        case Unanswered(reason):
            code = UNANSWERED.get(reason, Code.EXAMPLE_STUCK)
            missing = ", ".join(
                field.name
                for field in family.context
                if not isinstance(field.type, t.Optional) and field.name not in dict(example.context)
            )
            report.add(code, written.utterance, error=reason, missing=missing)


def _parameters(family: Family, values: tuple[Value, ...]) -> str:
    pairs = (
        f"{slot.name} = {_shown(value, slot.type)}" for slot, value in zip(family.slots, values, strict=True)
    )
    return ", ".join(pairs) or "no parameters"


def _shown(value: Value, kind: t.Type) -> str:
    try:
        return show(value, kind)
    except (TypeError, ValueError):
        return f"{value} ({show_type(kind)})"
