"""Answered requests as a family reads them, and what stands against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill.examples import Example, Json
from potstill.distill.repair.outcome import Conflict
from potstill.distill.split.outcome import Outside, Request
from potstill.distill.split.requests import Read, read
from potstill.ir import types as t
from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.presentation import Unfit, from_json, to_json
from potstill.ir.program import Program
from potstill.ir.reference.outcome import Answer
from potstill.ir.values import Identity, Value, identity
from potstill.verifier.diff.programs import answer_type
from potstill.verifier.replay import run
from potstill.verifier.theta.domain import Point

_NUMBER: Final = re.compile(r"-?[0-9]{1,100}(?:\.[0-9]{1,100}|/[0-9]{0,99}[1-9])?")


@dataclass(frozen=True, slots=True)
class Case:
    """An example, and the point of Θ that its request carries."""

    example: Example
    point: Point


def cases_of(
    artifact: Artifact, examples: Iterable[Example], binding: Binding
) -> tuple[list[Case], list[Outside]]:
    """The examples that are the family's requests, and those that are not."""
    inside: list[Case] = []
    outside: list[Outside] = []
    for example in examples:
        found = read(artifact, Request(example.utterance, example.context), binding)
        if isinstance(found, Read):
            inside.append(Case(example, found.point))
        else:
            outside.append(found)
    return inside, outside


def key(family: Family, point: Point) -> Identity:
    """Equal for points that no program may tell apart: slots for flavour do not count."""
    slots = (point.parameters[slot.name] for slot in family.slots if not slot.flavour)
    return identity((*slots, *(point.context[field.name] for field in family.context)))


def conflicts(family: Family, cases: Sequence[Case]) -> tuple[Conflict, ...]:
    """Pairs of examples with one point and two answers; of several that agree, the first."""
    kind = answer_type(family.program)
    known: dict[Identity, list[Case]] = {}
    found: list[Conflict] = []
    for case in cases:
        others = known.setdefault(key(family, case.point), [])
        if any(_same(kind, each.example.answer, case.example.answer) for each in others):
            continue
        found += [Conflict(each.example, case.example) for each in others]
        others.append(case)
    return tuple(found)


def _same(kind: t.Type, one: Json, other: Json) -> bool:
    """Whether two answers of the log are one answer of the family, however they are written."""
    try:
        return identity(from_json(one, kind)) == identity(from_json(other, kind))
    except Unfit:
        return one == other


def gives(program: Program, case: Case) -> bool:
    """Whether the program answers a request so."""
    outcome = run(program, case.point)
    return isinstance(outcome, Answer) and is_answer(outcome.value, answer_type(program), case.example.answer)


def is_answer(value: Value, kind: t.Type, wanted: Json) -> bool:
    """Whether a value goes out as this answer."""
    try:
        return identity(from_json(wanted, kind)) == identity(value)
    except Unfit:
        return False


def numbers(value: Value, kind: t.Type) -> tuple[Fraction, ...]:
    """The numbers in an answer, from left to right."""
    return tuple(_numbers(to_json(value, kind)))


def wanted_numbers(answer: Json) -> tuple[Fraction, ...]:
    """The numbers in an answer of the log, from left to right."""
    return tuple(_numbers(answer))


def _numbers(data: object) -> Iterable[Fraction]:
    match data:
        case bool() | None:
            pass
        case int() | Fraction():
            yield Fraction(data)
        case str() if _NUMBER.fullmatch(data):
            yield Fraction(data)
        case list():
            for each in data:
                yield from _numbers(each)
        case dict():
            for name in sorted(data):
                yield from _numbers(data[name])
        case _:
            pass
