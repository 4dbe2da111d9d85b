"""TypeAgent's recipes, imported: their examples, their scenarios, their patterns as regular expressions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from potstill.compiler import compile_recipe
from potstill.compiler.importers.imported import Imported
from potstill.compiler.importers.typeagent import import_folder
from potstill.compiler.printer import print_recipe
from potstill.runtime import Handler
from tests.typeagent import examples, patterns, reads, recipes
from tools.make_typeagent_report import DOCUMENT, cases, document

RENAMED = {("findLargeFiles", "directory"): "path"}
"""Parameters that scenarios call by an older name."""


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "typeagent"


@pytest.fixture(scope="module")
def imported(folder: Path) -> Imported:
    return import_folder(folder / "recipes")


@pytest.fixture(scope="module")
def alone(imported: Imported) -> dict[str, Handler]:
    """A handler of each family."""
    return {each.family.name: Handler([each], allow_unverified=True) for each in imported.artifacts}


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, dict[str, Any]]:
    return recipes(folder)


def test_all_are_families_and_all_patterns_templates(
    imported: Imported, files: dict[str, dict[str, Any]]
) -> None:
    assert len(files) == 15
    assert [each.family.name for each in imported.artifacts] == list(files)
    for each in imported.artifacts:
        assert each.recipe.count("\nask ") == len(patterns(files[each.family.name]))


def test_recipes_are_what_the_compiler_accepts_in_its_layout(imported: Imported) -> None:
    for each in imported.artifacts:
        compiled = compile_recipe(each.recipe)
        assert compiled.artifact == each
        assert not compiled.diagnostics, compiled.render()
        assert compiled.tree is not None
        assert print_recipe(compiled.tree) == each.recipe


def test_what_contradicts_itself_is_reported(imported: Imported, files: dict[str, dict[str, Any]]) -> None:
    assert [each.code.value for each in imported.findings] == ["I202", "I202"]
    unread, optional = imported.findings
    assert (unread.file, unread.line) == ("findDuplicates.recipe.json", 29)
    assert (optional.file, optional.line) == ("logGrep.recipe.json", 44)
    example = next(said for said in examples(files["findDuplicates"]) if said in unread.what)
    assert not any(reads(pattern, example) for pattern in patterns(files["findDuplicates"]))


def test_their_examples_are_answered_each_by_its_own_family(
    imported: Imported, files: dict[str, dict[str, Any]]
) -> None:
    handler = Handler(imported.artifacts, allow_unverified=True)
    listed = [(action, example) for action, recipe in files.items() for example in examples(recipe)]
    answered = [handler(example).family == action for action, example in listed]
    assert len(listed) == 63
    assert answered.count(False) == 1  # the one that its own patterns do not read, which is reported


def test_scenarios_get_the_parameters_that_they_demand(
    folder: Path, alone: dict[str, Handler], files: dict[str, dict[str, Any]]
) -> None:
    demanded = [case for case in cases(folder) if case.flow in alone]
    assert len(demanded) == 65
    answered = with_parameters = 0
    for case in demanded:
        assert case.flow is not None
        reply = alone[case.flow](case.text)
        if not reply.answered:
            assert not any(reads(pattern, case.text) for pattern in patterns(files[case.flow])), case
            continue
        answered += 1
        with_parameters += bool(case.parameters)
        for name, value in case.parameters.items():
            assert reply.value[RENAMED.get((case.flow, name), name)] == value, case
    assert answered == 52
    assert with_parameters == 22


def test_patterns_read_what_regular_expressions_of_them_read(
    folder: Path, alone: dict[str, Handler], files: dict[str, dict[str, Any]]
) -> None:
    """Every utterance of every scenario and every example, put to every family."""
    said = [case.text for case in cases(folder)]
    said += [example for recipe in files.values() for example in examples(recipe)]
    assert len(said) == 335 + 63
    for utterance in dict.fromkeys(said):
        for action, recipe in files.items():
            expected = any(reads(pattern, utterance) for pattern in patterns(recipe))
            reply = alone[action](utterance)
            assert (reply.reason != "no_family") == expected, (action, utterance)


def test_the_report_is_up_to_date(folder: Path) -> None:
    assert DOCUMENT.read_text("utf-8") == document(folder), "run tools/make_typeagent_report.py"
