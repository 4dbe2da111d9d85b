"""Explanations of answers of all types: by type, straight first, then by tables, then by conditions.

A later layer is looked at only where no earlier one explains all examples, and the space says so: it is the
space of the layers that were looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, assert_never

from potstill.compiler.limits import MAX_NAME
from potstill.compiler.names import RESERVED
from potstill.distill.answers.choices import choice, truth
from potstill.distill.answers.found import Found, Limits, NotFound, Numbers, Outcome, Task, combined
from potstill.distill.answers.inputs import Inputs
from potstill.distill.answers.numbers import number, number_part, remembered
from potstill.distill.answers.tables import table
from potstill.distill.answers.texts import text
from potstill.distill.examples import Json
from potstill.distill.terms import Apply, Fields, Term

_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
DEFAULT: Final = Limits()
MAX_PARTS: Final = 50
"""Fields of a record, or elements of a list, that are explained."""


def explain(
    inputs: Inputs, answers: Sequence[Json], numbers: Numbers, *, limits: Limits = DEFAULT
) -> Outcome:
    """All explanations of the answers, one for each example; or what is missing.

    ``numbers`` searches for terms of numbers. ValueError for no examples, or not one answer for each.
    """
    if len(answers) != inputs.rows or not answers:
        raise ValueError(f"{len(answers)} answers for {inputs.rows} examples")
    task = Task(inputs, remembered(numbers), limits)
    twice = contradiction(inputs, answers)
    if twice is not None:
        return NotFound("one request has two answers", twice)
    return _explain(task, answers)


def contradiction(inputs: Inputs, answers: Sequence[Json]) -> tuple[int, int] | None:
    """Two examples with the same parameters and different answers."""
    seen: dict[tuple[object, ...], int] = {}
    for row, answer in enumerate(answers):
        first = seen.setdefault(inputs.row(row), row)
        if _key(answers[first]) != _key(answer):
            return first, row
    return None


def _explain(task: Task, answers: Sequence[Json]) -> Outcome:
    """Records and lists part by part; others by what explains them straight, a table, or a choice."""
    kinds: dict[str, int] = {}
    for row, answer in enumerate(answers):
        kinds.setdefault(_kind(answer), row)
    if len(kinds) > 1:
        return NotFound(f"answers of more than one kind: {', '.join(kinds)}", tuple(kinds.values()))
    if "nothing" in kinds:
        return NotFound("the answers are null")
    straight = _straight(task, answers)
    if isinstance(straight, Found) or isinstance(answers[0], list | dict):
        return straight
    tabled = table(task, tuple(answer for answer in answers if isinstance(answer, bool | Fraction | str)))
    if isinstance(tabled, Found) or isinstance(answers[0], bool):
        return tabled
    chosen = choice(task, answers, _straight)
    if isinstance(chosen, Found):
        return chosen
    exhausted = straight.exhausted and chosen.exhausted
    return NotFound(f"{straight.missing}; {tabled.missing}; {chosen.missing}", straight.rows, exhausted)


def _straight(task: Task, answers: Sequence[Json]) -> Outcome:
    """Explanations without choices; parts of records and lists may be explained by any layer."""
    match answers[0]:
        case bool():
            return truth(task, tuple(answer is True for answer in answers))
        case Fraction():
            target = tuple(answer for answer in answers if isinstance(answer, Fraction))
            return number_part(task, target) if task.path else number(task, target)
        case str():
            return text(task, tuple(answer for answer in answers if isinstance(answer, str)))
        case list():
            return _list(task, [answer for answer in answers if isinstance(answer, list)])
        case dict():
            return _record(task, [answer for answer in answers if isinstance(answer, dict)])
        case None:
            return NotFound("the answers are null")


def _record(task: Task, answers: Sequence[dict[str, Json]]) -> Outcome:
    names = tuple(answers[0])
    for row, answer in enumerate(answers):
        if set(answer) != set(names):
            return NotFound("records with different fields", (0, row))
    unwritable = [name for name in names if not _is_name(name)]
    if unwritable:
        return NotFound(f"no field of a record can be called {unwritable[0]!r}")
    columns = {name: [answer[name] for answer in answers] for name in names}
    data = Fields(names)
    return _parts(task, columns, "A ::= {field: A, …}", lambda chosen: Apply("record", chosen, data))


def _list(task: Task, answers: Sequence[list[Json]]) -> Outcome:
    lengths = {len(answer): row for row, answer in enumerate(answers)}
    if len(lengths) > 1:
        return NotFound("lists of different lengths", tuple(lengths.values()))
    kinds = {_kind(part): row for row, answer in enumerate(answers) for part in answer}
    if len(kinds) > 1:
        return NotFound(f"lists of parts of more than one kind: {', '.join(kinds)}", tuple(kinds.values()))
    columns = {str(place): [answer[place] for answer in answers] for place in range(len(answers[0]))}
    return _parts(task, columns, "A ::= [A, …]", lambda chosen: Apply("list", chosen))


def _parts(
    task: Task, columns: dict[str, list[Json]], rule: str, build: Callable[[tuple[Term, ...]], Term]
) -> Outcome:
    """Each part by itself, by any layer."""
    if len(columns) > MAX_PARTS:
        return NotFound(f"more than {MAX_PARTS} parts", exhausted=False)
    found: list[Found] = []
    for name, answers in columns.items():
        match _explain(task.part(name), answers):
            case NotFound(missing, rows, exhausted):
                return NotFound(f"{name}: {missing}", rows, exhausted)
            case Found() as part:
                found.append(part)
    return combined(found, build, rule, task.limits)


def _is_name(name: str) -> bool:
    """Whether recipes can call a field so."""
    return bool(_NAME.fullmatch(name)) and len(name) <= MAX_NAME and name not in RESERVED


def _kind(answer: Json) -> str:
    match answer:
        case bool():
            return "truth value"
        case Fraction():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case dict():
            return "record"
        case None:
            return "nothing"
        case _:
            assert_never(answer)


def _key(answer: Json) -> object:
    """Equal for equal answers: the order of a record's fields does not count, and true is not 1."""
    match answer:
        case list():
            return tuple(map(_key, answer))
        case dict():
            return frozenset((name, _key(part)) for name, part in answer.items())
        case _:
            return type(answer), answer
