"""The conformance cases of ``spec/conformance``: every one is compiled, and asked of both evaluators.

``spec/conformance.md`` says how a case is read. Whatever is wrong with the form of a file is an error while
the tests are collected, so that no case is left out in silence.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from potstill.compiler import compile_recipe
from potstill.compiler.codes import Code
from potstill.compiler.compile import Compiled
from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding, Entry, entry
from potstill.ir.family import Family
from potstill.ir.operators import OPERATORS
from potstill.ir.presentation import from_json, to_json, to_python
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.types import Optional, Type
from potstill.runtime import Handler, Reply

SPEC: Final = Path(__file__).resolve().parent.parent / "spec"
UNFIT: Final = object()
"""What an ask expects that no JSON value stands for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic that a recipe must get, and the text that its span covers (None where it is left out)."""

    code: str
    start: int
    end: int
    at: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """An utterance and what is said to it: an answer, or the reason why there is none."""

    utterance: str
    context: Mapping[str, Any]
    answer: object
    reason: str | None
    family: str | None
    families: tuple[str, ...] | None
    parameters: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Case:
    """One conformance case."""

    id: str
    clauses: tuple[str, ...]
    recipes: tuple[str | bytes, ...]
    names: Mapping[str, list[Any]]
    asks: tuple[Ask, ...]
    diagnostics: tuple[Finding, ...]

    @property
    def rejected(self) -> bool:
        """Whether the recipe must be refused."""
        return any(found.code.startswith("E") for found in self.diagnostics)


def take(row: dict[str, Any], key: str, kind: type, default: Any = None) -> Any:
    """Remove a key from a row of a file; its value, which has to be of the kind."""
    value = row.pop(key, default)
    if value is not default and type(value) is not kind:
        raise TypeError(f"{key} is {value!r}, not of the kind {kind.__name__}")
    return value


def text_of(recipe: object) -> str:
    """A recipe's text: as it stands, or put together of parts that may be repeated and numbered."""
    if isinstance(recipe, str):
        return recipe
    if not isinstance(recipe, list):
        raise TypeError(f"a recipe is a text or a list of parts, not {recipe!r}")
    written = ""
    for part in recipe:
        text, times = take(part, "text", str, ""), take(part, "times", int, 1)
        assert not part, f"a part of a recipe has no {set(part)}"
        written += "".join(text.replace("%d", str(count)) for count in range(1, times + 1))
    return written


def ask_of(row: dict[str, Any]) -> Ask:
    answer = row.pop("answer", UNFIT)
    written = take(row, "json", str)
    families = take(row, "families", list)
    ask = Ask(
        take(row, "say", str, ""),
        take(row, "context", dict, {}),
        answer if written is None else json.loads(written),
        take(row, "reason", str),
        take(row, "family", str),
        None if families is None else tuple(families),
        take(row, "parameters", dict),
    )
    assert not row, f"an ask has no {set(row)}"
    assert (ask.answer is UNFIT) is (ask.reason is not None), f"{ask.utterance!r}: an answer or a reason"
    return ask


def finding_of(row: dict[str, Any], recipe: str | bytes) -> Finding:
    start, end = take(row, "start", int, -1), take(row, "end", int, -1)
    found = Finding(take(row, "code", str, ""), start, end, take(row, "at", str))
    assert not row, f"a diagnostic has no {set(row)}"
    assert found.code in {code.value for code in Code}, f"there is no code {found.code!r}"
    assert 0 <= found.start <= found.end <= len(recipe), f"{found} lies outside of the recipe"
    if isinstance(recipe, str) and found.at is not None:
        assert recipe[found.start : found.end] == found.at, f"{found} is {recipe[found.start : found.end]!r}"
    return found


def case_of(row: dict[str, Any]) -> Case:
    name = take(row, "id", str, "")
    assert re.fullmatch(r"[a-z0-9-]+", name), f"{name!r} is no name of a case"
    recipes: list[str | bytes]
    if "bytes" in row:
        recipes = [bytes.fromhex(take(row, "bytes", str))]
    elif "recipes" in row:
        recipes = [text_of(each) for each in take(row, "recipes", list)]
    else:
        recipes = [text_of(row.pop("recipe"))]
    case = Case(
        name,
        tuple(take(row, "clauses", list, [])),
        tuple(recipes),
        take(row, "names", dict, {}),
        tuple(map(ask_of, take(row, "asks", list, []))),
        tuple(finding_of(each, recipes[0]) for each in take(row, "diagnostics", list, [])),
    )
    assert not row, f"a case has no {set(row)}"
    assert case.clauses, "the case names no clause"
    assert case.asks if not case.rejected else not case.asks, "asks, or errors in diagnostics"
    assert len(case.recipes) == 1 or not case.diagnostics, "diagnostics are those of one recipe"
    return case


def load() -> tuple[Case, ...]:
    """All cases, in the order of the files' names."""
    cases: list[Case] = []
    for file in sorted((SPEC / "conformance").glob("*.toml")):
        content = tomllib.loads(file.read_text("utf-8"))
        rows = take(content, "case", list, [])
        assert rows, f"{file.name} has no cases"
        assert not content, f"{file.name} has {set(content)} beside cases"
        for number, row in enumerate(rows, 1):
            try:
                cases.append(case_of(row))
            except Exception as wrong:
                raise ValueError(f"{file.name}, case {number} ({row.get('id')}): {wrong}") from wrong
    return tuple(cases)


CASES: Final = load()
BY_ID: Final = {case.id: case for case in CASES}


@cache
def compiled(name: str) -> tuple[Compiled, ...]:
    """The recipes of a case, compiled."""
    return tuple(compile_recipe(recipe) for recipe in BY_ID[name].recipes)


def artifacts(name: str) -> list[Artifact]:
    """The artifacts of a case whose recipes must compile."""
    made = [each.artifact for each in compiled(name)]
    assert None not in made, "\n".join(each.render() for each in compiled(name))
    return [each for each in made if each is not None]


def names_of(row: object) -> Entry:
    """An entry of a list: a name, or a name with its value and attributes."""
    if isinstance(row, str):
        return entry(row)
    assert isinstance(row, dict)
    made = entry(row.pop("name"), row.pop("value", None), row.pop("attributes", None))
    assert not row, f"a name has no {set(row)}"
    return made


@cache
def handler(name: str) -> tuple[Handler, Binding]:
    """The handler of a case, and the names that it is bound to."""
    lists = {key: [names_of(each) for each in entries] for key, entries in BY_ID[name].names.items()}
    binding = Binding(lists)
    return Handler(artifacts(name), binding=binding, allow_unverified=True), binding


def answer_type(family: Family) -> Type:
    """The type under which the family's answers are presented."""
    program = family.program
    return program.declared or program.nodes[program.answer].type


def plain(data: object) -> str:
    """JSON data as text: true is not 1 there, and the order of fields does not matter."""
    return json.dumps(data, sort_keys=True)


@pytest.mark.parametrize("name", [case.id for case in CASES])
def test_a_recipe_gets_exactly_these_diagnostics(name: str) -> None:
    expected = [(each.code, each.start, each.end) for each in BY_ID[name].diagnostics]
    for one in compiled(name):
        found = [(each.code.value, each.span.start, each.span.end) for each in one.diagnostics]
        assert sorted(found) == sorted(expected), one.render()
        assert (one.artifact is None) is BY_ID[name].rejected


ASKED: Final = [(case.id, place) for case in CASES for place in range(len(case.asks))]


@pytest.mark.parametrize(("name", "place"), ASKED, ids=[f"{name}-{place}" for name, place in ASKED])
def test_reference_and_handler_give_the_answer(name: str, place: int) -> None:
    ask = BY_ID[name].asks[place]
    families = [each.family for each in artifacts(name)]
    fields = {field.name: field.type for family in families for field in family.context}
    context = {key: from_json(value, bare(fields[key])) for key, value in ask.context.items()}
    runtime, binding = handler(name)
    decision = decide(families, ask.utterance, context, binding)
    given = {key: to_python(value, bare(fields[key])) for key, value in context.items()}
    reply = runtime(ask.utterance, given)
    if ask.reason is not None:
        assert isinstance(decision, Unanswered), decision
        assert (decision.reason, reply.answered, reply.reason) == (ask.reason, False, ask.reason)
        if ask.families is not None:
            assert decision.families == ask.families
        return
    assert isinstance(decision, Answered), decision
    family = next(each for each in families if each.name == decision.family)
    assert (decision.family, reply.answered) == (reply.family, True), reply
    assert decision.family == ask.family or ask.family is None
    kind = answer_type(family)
    assert plain(to_json(decision.value, kind)) == plain(ask.answer)
    assert plain(reply.to_json()["value"]) == plain(ask.answer)
    expected = to_python(from_json(ask.answer, kind), kind)
    assert (type(reply.value), reply.value) == (type(expected), expected)
    if ask.parameters is not None:
        types = {slot.name: slot.type for slot in family.slots}
        values = dict(zip(types, decision.parameters, strict=True))
        shown = {key: to_json(values[key], types[key]) for key in ask.parameters}
        assert plain(shown) == plain(ask.parameters)
        assert {key: reply.parameters[key] for key in ask.parameters} == {
            key: to_python(from_json(value, types[key]), types[key]) for key, value in ask.parameters.items()
        }


def bare(kind: Type) -> Type:
    """The type of a field's value where it is given."""
    return kind.body if isinstance(kind, Optional) else kind


def executed(name: str) -> set[str]:
    """The operators that the answers of a case compute."""
    runtime, _ = handler(name)
    families = {each.family.name: each.family for each in artifacts(name)}
    found: set[str] = set()
    for ask in BY_ID[name].asks:
        fields = {field.name: field.type for each in families.values() for field in each.context}
        given = {
            key: to_python(from_json(value, bare(fields[key])), bare(fields[key]))
            for key, value in ask.context.items()
        }
        found |= operators_of(runtime(ask.utterance, given, trace=True))
    return found


def operators_of(reply: Reply) -> set[str]:
    """The operators in a reply's trace; one that goes through elements has computed an element."""
    steps = reply.trace or ()
    elements = {"element"} if any(step.operator == "each" and step.value for step in steps) else set()
    return {step.operator for step in steps} | elements


def test_every_operator_is_computed() -> None:
    missing = {row.name for row in OPERATORS}
    for case in CASES:
        if case.rejected:
            continue
        held = {node.op for each in artifacts(case.id) for node in each.family.program.nodes}
        if held & missing:
            missing -= executed(case.id)
    assert missing == set()


def test_every_diagnostic_code_is_expected() -> None:
    found = {each.code for case in CASES for each in case.diagnostics}
    assert {code.value for code in Code} - found == set()


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200
    assert sum(case.rejected for case in CASES) >= 80


def test_names_of_cases_are_distinct() -> None:
    assert len(BY_ID) == len(CASES)


def test_cases_cite_clauses_that_exist() -> None:
    known = {code.value for code in Code} | {f"O.{row.name}" for row in OPERATORS}
    for chapter in SPEC.glob("*.md"):
        text = chapter.read_text("utf-8")
        known |= set(re.findall(r"^(?:#+ |- )?(?:\*\*)?([A-Z][0-9]+(?:\.[0-9]+)?)[.:* ]", text, re.MULTILINE))
    assert {clause for case in CASES for clause in case.clauses} - known == set()
