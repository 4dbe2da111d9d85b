"""TypeAgent's recipes, feature by feature: what is imported answers; what cannot be imported is reported."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from potstill.cli import main
from potstill.compiler import compile_recipe
from potstill.compiler.importers import typeagent_files
from potstill.compiler.importers.imported import Imported
from potstill.compiler.importers.typeagent import import_folder
from potstill.compiler.printer import print_recipe
from potstill.runtime import Handler

Import = Callable[..., Imported]

WHO: dict[str, Any] = {"name": "who", "type": "string", "required": True}
COUNT: dict[str, Any] = {"name": "count", "type": "number", "default": "3"}
PLACE: dict[str, Any] = {"name": "place", "type": "path", "default": "."}


@pytest.fixture
def importing(tmp_path: Path) -> Import:
    """Import the patterns of one action."""

    def run(*patterns: object, parameters: object = (WHO, COUNT, PLACE), **rest: object) -> Imported:
        data = {"actionName": "do", "parameters": parameters, "grammarPatterns": patterns, **rest}
        (tmp_path / "do.recipe.json").write_text(json.dumps(data, indent=2), "utf-8")
        return import_folder(tmp_path)

    return run


def ask(imported: Imported, sentence: str) -> object:
    """The answer. Every recipe must be in its layout and compile to the artifact that was imported."""
    assert [finding.render() for finding in imported.findings] == []
    for each in imported.artifacts:
        compiled = compile_recipe(each.recipe)
        assert compiled.artifact == each
        assert compiled.tree is not None
        assert print_recipe(compiled.tree) == each.recipe
    return Handler(imported.artifacts, allow_unverified=True)(sentence).value


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("greet (a|b)", "greet b", "greet"),
        ("greet (a | b) now", "greet a now", "greet now"),
        ("(please)? greet", "greet", "please"),
        ("(hi|hello)? greet", "hello greet", "hi hello greet"),
        ("light(s)? on", "lights on", "light s on"),
        ("who('s| is) it", "who's it", "who s it"),
        ("((go)? on)? now", "go on now", "go now"),
        (r"smile \(wide\)", "smile (wide)", "smile wide"),
        ("on|off", "off", "on off"),
    ],
)
def test_notation(importing: Import, pattern: str, yes: str, no: str) -> None:
    imported = importing(pattern, parameters=[])
    assert ask(imported, yes) == {"action": "do"}
    assert ask(imported, no) is None


def test_parameters_are_fields_of_the_answer(importing: Import) -> None:
    imported = importing("call $(who:wildcard) $(count:number) times (in $(place:wildcard))?")
    assert ask(imported, "call Uncle Bob 2 times in the Garden") == {
        "action": "do",
        "who": "Uncle Bob",
        "count": 2,
        "place": "the Garden",
    }
    assert ask(imported, "call ann -1 times") == {"action": "do", "who": "ann", "count": -1, "place": "."}
    assert ask(imported, "call ann 1.5 times") is None
    half = importing("call $(count:number) times", parameters=[{**COUNT, "default": 2.5}])
    assert ask(half, "call 1.5 times") == {"action": "do", "count": 1.5}


def test_a_parameter_that_no_pattern_fills_has_its_default_or_is_not_there(importing: Import) -> None:
    flag = {"name": "loud", "type": "boolean", "default": "false"}
    imported = importing("go", parameters=[flag, {"name": "mood", "type": "string"}, PLACE])
    assert ask(imported, "go") == {"action": "do", "loud": False, "place": "."}
    (artifact,) = imported.artifacts
    assert "# mood: no pattern fills it, and it has no default.\nanswer " in artifact.recipe


def test_a_parameter_that_is_left_out_is_none_if_it_is_optional(importing: Import) -> None:
    imported = importing("go", "go to $(end)", parameters=[{"name": "end", "type": "string"}])
    assert ask(imported, "go") == {"action": "do", "end": None}
    assert ask(imported, "go to sleep") == {"action": "do", "end": "sleep"}


def test_one_word_and_free_text_for_one_parameter(importing: Import) -> None:
    imported = importing("name $(who:word)", "describe $(who:string)", parameters=[WHO])
    assert ask(imported, "name ann") == {"action": "do", "who": "ann"}
    assert ask(imported, "name ann lee") is None
    assert ask(imported, "describe ann lee") == {"action": "do", "who": "ann lee"}


def test_alternatives_may_capture_the_same(importing: Import) -> None:
    imported = importing("(greet $(who)|say hello to $(who))", parameters=[WHO])
    assert ask(imported, "say hello to ann") == ask(imported, "greet ann") == {"action": "do", "who": "ann"}


def test_words_come_before_wildcards(importing: Import) -> None:
    imported = importing("look (in)? $(place:wildcard)?", parameters=[PLACE])
    assert ask(imported, "look in boxes") == {"action": "do", "place": "boxes"}
    assert ask(imported, "look") == {"action": "do", "place": "."}


def test_names_that_recipes_cannot_have(importing: Import) -> None:
    odd = [{"name": name, "type": "string", "required": True} for name in ("answer", "action", "not")]
    imported = importing("put $(answer) by $(action) by $(not)", parameters=odd, actionName="2 go!")
    assert ask(imported, "put a by b by c") == {
        "action": "2 go!",
        "answer_": "a",
        "action_2": "b",
        "not_": "c",
    }
    assert [each.family.name for each in imported.artifacts] == ["_2_go_"]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("go (a", "`(` is never closed"),
        ("go a)", "`)` closes nothing"),
        ("go ()", "brackets around nothing"),
        ("go (a)*", "repeats"),
        ("go (a)+", "repeats"),
        ("go a?", "`?` has no counterpart"),
        ("go <there>", "`<` has no counterpart"),
        ("go $(who:<Name>)", "captures of the kind <Name> have no counterpart"),
        ("go $(who:CalendarDate)", "captures of the kind CalendarDate have no counterpart"),
        ("go $(1)", "$(1) is no capture"),
        ("go $who", "`$` has no counterpart"),
        ("go $(where)", "where is no parameter"),
        ("go $(who:number)", "who, of the type 'string', is captured as a number"),
        ("go $(count:wildcard)", "count, of the type 'number', is captured as a wildcard"),
        ("go", "it has no place for who, which is required"),
        ("($(who))?", "it says nothing"),
        ("go $(who) (with $(who)|alone)", "it may capture who twice"),
        ("go\u200b $(who)", "a character that does not show"),
    ],
)
def test_a_pattern_that_cannot_be_imported_is_reported_with_its_line(
    importing: Import, tmp_path: Path, pattern: str, why: str
) -> None:
    imported = importing("run $(who)", pattern)
    (finding,) = imported.findings
    assert finding.file == "do.recipe.json"
    assert why in finding.what
    lines = (tmp_path / "do.recipe.json").read_text("utf-8").splitlines()
    assert finding.line is not None
    assert json.dumps(pattern) in lines[finding.line - 1]
    (artifact,) = imported.artifacts
    assert compile_recipe(artifact.recipe).artifact == artifact
    value = Handler([artifact], allow_unverified=True)("run far").value
    assert value == {"action": "do", "who": "far", "count": 3, "place": "."}


def test_what_is_wrong_with_a_pattern_leaves_nothing_of_it_behind(importing: Import) -> None:
    optional = [{**each, "required": False} for each in (PLACE, WHO)]
    imported = importing("go $(place:wildcard) ($(who:wildcard)", "stay", parameters=optional)
    (artifact,) = imported.artifacts
    assert "slot" not in artifact.recipe


def test_a_required_parameter_that_may_be_left_out(importing: Import) -> None:
    imported = importing("call (up)? ($(who:wildcard))?", parameters=[WHO])
    (finding,) = imported.findings
    assert finding.code.value == "I202"
    assert "who is required but may be left out" in finding.what
    handler = Handler(imported.artifacts, allow_unverified=True)
    assert handler("call up ann").value == {"action": "do", "who": "ann"}
    assert not handler("call").answered


def test_an_example_that_no_pattern_reads_is_reported(importing: Import) -> None:
    pattern = {"pattern": "walk (the)? dog", "examples": ["walk the dog", "walk dogs", 7]}
    imported = importing(pattern, parameters=[])
    (finding,) = imported.findings
    assert finding.what == "the example 'walk dogs' is not read (no_family)"
    assert finding.line is not None


@pytest.mark.parametrize(
    ("default", "kind"),
    [
        ("three", "number"),
        ("nan", "number"),
        (True, "number"),
        ("yes", "boolean"),
        (3, "string"),
        ("", "path"),
    ],
)
def test_a_default_of_another_type_is_reported(importing: Import, default: object, kind: str) -> None:
    imported = importing("go", parameters=[{"name": "x", "type": kind, "default": default}])
    (finding,) = imported.findings
    assert "the default of x" in finding.what
    assert Handler(imported.artifacts, allow_unverified=True)("go").value == {"action": "do"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "I006"),
        ("[" * 100_000, "I006"),
        ('{"name": "\\ud800"}', "I006"),
        ("[]", "I003"),
        ("{}", "I003"),
        ('{"name": "a", "grammarPatterns": 1}', "I003"),
        ('{"name": "a", "grammarPatterns": [1, "go"]}', "I003"),
        ('{"name": "a", "parameters": [1], "grammarPatterns": ["go"]}', "I003"),
        ('{"name": "a"}', "I005"),
        ("\x00", "I006"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "x.recipe.json").write_text(text, "utf-8")
    assert code in [finding.code.value for finding in import_folder(tmp_path).findings]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.code.value for each in import_folder(tmp_path).findings] == ["I005"]
    (tmp_path / "a.recipe.json").write_bytes(b"\xff")
    (tmp_path / "b.recipe.json").mkdir()
    (tmp_path / "c.recipe.json").write_text("{" + " " * 200, "utf-8")
    (tmp_path / "d.recipe.json").symlink_to("/etc/hostname")
    monkeypatch.setattr(typeagent_files, "MAX_BYTES", 100)
    codes = {each.file: each.code.value for each in import_folder(tmp_path).findings}
    assert codes == {
        "a.recipe.json": "I001",
        "b.recipe.json": codes["b.recipe.json"],
        "c.recipe.json": "I004",
        "d.recipe.json": "I001",
    }
    assert codes["b.recipe.json"] in ("I001", "I004")


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeagent_files, "MAX_FILES", 1)
    for name in "ab":
        text = json.dumps({"name": name, "grammarPatterns": [f"go {name}"]})
        (tmp_path / f"{name}.recipe.json").write_text(text, "utf-8")
    imported = import_folder(tmp_path)
    assert [each.family.name for each in imported.artifacts] == ["a"]
    assert [each.code.value for each in imported.findings] == ["I004"]


def test_two_files_of_one_action(tmp_path: Path) -> None:
    for name in "ab":
        text = json.dumps({"name": "go", "grammarPatterns": [f"go {name}"]})
        (tmp_path / f"{name}.recipe.json").write_text(text, "utf-8")
    assert [each.family.name for each in import_folder(tmp_path).artifacts] == ["go", "go_2"]


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "recipes", tmp_path / "artifacts"
    source.mkdir()
    text = json.dumps({"name": "wave", "grammarPatterns": ["wave (hello)?", "bow*"]})
    (source / "wave.recipe.json").write_text(text, "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potstill", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    code, _, told = run("import", "typeagent", str(source), "-o", str(out))
    assert code == 1
    assert "wave.recipe.json:1: I101: `*` has no counterpart" in told
    assert "1 families in" in told
    assert (out / "wave.recipe").read_text("utf-8").startswith("# wave.recipe.json\nfamily wave\n")
    assert (out / "wave.potstill.json").exists()
    code, listed, _ = run("import", "typeagent", str(source), "-o", str(out), "--json")
    assert code == 1
    assert [each["name"] for each in json.loads(listed)["families"]] == ["wave"]
