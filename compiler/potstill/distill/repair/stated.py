"""The examples that a recipe states: as answered requests, and with corrections among them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from potstill.compiler import syntax as s
from potstill.distill.examples import Example, Json
from potstill.distill.repair.cases import Case, gives
from potstill.distill.split.conditions import spelled
from potstill.distill.tree import expression, with_statements
from potstill.ir import types as t
from potstill.ir.artifact import Artifact
from potstill.ir.normal import fold
from potstill.ir.presentation import Unfit, from_json, to_json
from potstill.ir.program import Program
from potstill.ir.values import Value
from potstill.verifier.diff.programs import answer_type

MAX_SHOWN: Final = 5
"""Corrected requests that become examples of the recipe."""


def stated(artifact: Artifact) -> list[Example]:
    """The recipe's examples."""
    family = artifact.family
    kind = answer_type(family.program)
    fields = {field.name: field.type for field in family.context}
    return [
        Example(
            each.utterance,
            _json(each.answer, kind),
            {name: _json(value, fields[name]) for name, value in each.context},
        )
        for each in family.examples
    ]


def _json(value: Value, kind: t.Type) -> Json:
    return _exact(to_json(value, kind))


def _exact(data: object) -> Json:
    match data:
        case bool() | str() | None:
            return data
        case int() | Fraction():
            return Fraction(data)
        case list():
            return [_exact(each) for each in data]
        case dict():
            return {str(name): _exact(each) for name, each in data.items()}
        case _:
            raise TypeError(f"no JSON: {type(data).__name__}")


def with_answers(tree: s.Recipe, program: Program, corrected: Sequence[Case]) -> s.Recipe:
    """The recipe with some of the corrected requests among its examples, instead of what was said of them."""
    cases = [case for case in corrected if gives(program, case)]
    again = {fold(case.example.utterance) for case in cases}
    kept = [
        each
        for each in tree.statements
        if not (isinstance(each, s.ExampleDef) and fold(each.utterance.text) in again)
    ]
    added = [found for case in cases if (found := _example(program, case)) is not None]
    return with_statements(tree, (*kept, *added[:MAX_SHOWN]))


def _example(program: Program, case: Case) -> s.ExampleDef | None:
    """The case as a statement; None where a value has no notation."""
    kind = answer_type(program)
    kinds = {str(node.data): node.type for node in program.nodes if node.op == "context"}
    try:
        answer = spelled(from_json(case.example.answer, kind), kind)
    except Unfit:
        return None
    given = {name: spelled(value, kinds[name]) for name, value in case.point.context.items() if name in kinds}
    if answer is None or None in given.values():
        return None
    context = tuple(
        s.Fixed(s.Name(name), expression(text)) for name, text in given.items() if text not in (None, "none")
    )
    return s.ExampleDef(s.Quoted(case.example.utterance), context, expression(answer))
