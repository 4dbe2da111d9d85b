"""hassil's notation, feature by feature: what is imported answers; what cannot be imported is reported."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from potstill.cli import main
from potstill.compiler import compile_recipe
from potstill.compiler.importers import files, notation
from potstill.compiler.importers.hassil import Imported, import_folder
from potstill.compiler.importers.notation import ListUse, NotationError, list_use
from potstill.runtime import Binding, Handler, entry

HOME = Binding(
    {
        "name": [
            entry("Desk Lamp", None, {"domain": "light"}),
            entry("Fan", None, {"domain": "fan"}),
            entry("Front Door", None, {"domain": "lock"}),
        ],
        "area": [entry("Kitchen"), entry("Living Room")],
    }
)

Import = Callable[..., Imported]


@pytest.fixture
def importing(tmp_path: Path) -> Import:
    """Import sentences of one intent, in the one-dictionary layout, with whatever else the set has."""

    def run(*blocks: Mapping[str, Any] | str, **rest: Any) -> Imported:
        data = [{"sentences": [block]} if isinstance(block, str) else dict(block) for block in blocks]
        text = yaml.safe_dump({"language": "en", "intents": {"Do": {"data": data}}, **rest})
        (tmp_path / "set.yaml").write_text(text, "utf-8")
        return import_folder(tmp_path)

    return run


def ask(
    imported: Imported, sentence: str, context: Mapping[str, object] | None = None
) -> dict[str, Any] | None:
    """The answer, without what is absent. Every recipe must compile to the artifact that was imported."""
    assert [finding.render() for finding in imported.findings] == []
    for each in imported.artifacts:
        assert compile_recipe(each.recipe).artifact == each
    value = Handler(imported.artifacts, binding=HOME, allow_unverified=True)(sentence, context or {}).value
    assert value is None or isinstance(value, dict)
    return None if value is None else {name: slot for name, slot in value.items() if slot is not None}


def reads(imported: Imported, sentence: str) -> bool:
    """Whether some family answers."""
    return ask(imported, sentence) is not None


@pytest.mark.parametrize(
    ("template", "yes", "no"),
    [
        ("turn (on|off) it", "turn off it", "turn it"),
        ("turn it on [now]", "turn it on", "turn it on now now"),
        ("[(please|kindly)] go", "kindly go", "please kindly go"),
        ("light[s] on", "lights on", "light s on"),
        ("vacuum[[ ]cleaner]", "vacuumcleaner", "vacuum  cleaners"),
        ("(set;the light) red", "the light set red", "set red"),
        ("[set;the light] red", "red", "set red"),
        ("turn (the volume;(up|down)) to max", "turn down the volume to max", "turn the volume to max"),
        ("what's it", "what's it?", "whats it"),
        (r"smile \(wide\)", "smile (wide)", "smile wide"),
        ("a|b", "b", "a b"),
        ("((go))", "go", "g"),
        ("(up)stairs", "upstairs", "up stairs"),
        ("  spaced   out  ", "spaced out", "spacedout"),
    ],
)
def test_notation(importing: Import, template: str, yes: str, no: str) -> None:
    imported = importing(template)
    assert ask(imported, yes) == {"intent": "Do"}
    assert not reads(imported, no)


def test_rules_are_rules_and_know_each_other(importing: Import) -> None:
    imported = importing(
        "<greet> [<the>] lamp",
        expansion_rules={"greet": "<hello> again", "hello": "(hi|hello)", "the": "(the|my)"},
    )
    assert reads(imported, "hello again my lamp")
    (artifact,) = imported.artifacts
    assert 'rule hello = "hi|hello"' in artifact.recipe
    assert artifact.recipe.index("rule hello") < artifact.recipe.index("rule greet")


def test_a_rule_may_hold_a_list(importing: Import) -> None:
    imported = importing("turn on <what>", expansion_rules={"what": "[the] {name} [in {area}]"})
    assert ask(imported, "turn on the fan in kitchen") == {"intent": "Do", "name": "Fan", "area": "Kitchen"}
    assert ask(imported, "turn on fan") == {"intent": "Do", "name": "Fan"}


def test_rules_and_lists_of_a_block_hide_those_of_the_set(importing: Import) -> None:
    imported = importing(
        {"sentences": ["<go> {n}"], "expansion_rules": {"go": "run"}, "lists": {"n": {"values": ["far"]}}},
        "<go> {n}",
        expansion_rules={"go": "walk"},
        lists={"n": {"values": ["home"]}},
    )
    assert ask(imported, "run far") == {"intent": "Do", "n": "far"}
    assert ask(imported, "walk home") == {"intent": "Do", "n": "home"}
    assert not reads(imported, "walk far")


def test_names_come_with_the_binding(importing: Import) -> None:
    imported = importing({"sentences": ["lock {name}"], "requires_context": {"domain": ["lock"]}})
    assert ask(imported, "lock front door") == {"intent": "Do", "name": "Front Door"}
    assert not reads(imported, "lock fan")
    (artifact,) = imported.artifacts
    assert "slot name: names name with domain in" in artifact.recipe


def test_blocks_may_restrict_names_differently(importing: Import) -> None:
    imported = importing(
        {"sentences": ["lock {name}"], "requires_context": {"domain": "lock"}},
        {"sentences": ["spin {name}"], "requires_context": {"domain": "fan"}},
        {"sentences": ["any {name}"], "excludes_context": {"domain": ["fan", "light"]}},
    )
    assert ask(imported, "spin fan") == {"intent": "Do", "name": "Fan"}
    assert not reads(imported, "spin front door")
    assert reads(imported, "any front door")
    assert not reads(imported, "any fan")


@pytest.mark.parametrize(
    ("definition", "said", "meant"),
    [
        ({"values": ["red", "dark blue"]}, "Dark Blue", "dark blue"),
        ({"values": [{"in": "(max|full) power", "out": 100}]}, "full power", 100),
        ({"values": [{"in": "half", "out": 30}, {"in": "1/2", "out": 30}]}, "1/2", 30),
        ({"values": [{"in": "light[s]", "out": "light"}]}, "lights", "light"),
        ({"values": ["lamp[s]"]}, "lamps", "lamps"),
        ({"values": [{"in": "(a;b)", "out": "both"}]}, "b a", "both"),
        ({"values": [{"in": "<one>", "out": 1.5}]}, "uno", 1.5),
        ({"range": {"from": 0, "to": 100}}, "twenty one", 21),
        ({"range": {"from": 0, "to": 100, "type": "percentage"}}, "50", 50),
        ({"range": {"from": -10, "to": 10, "type": "temperature"}}, "-5", -5),
        ({"range": {"from": 1000, "to": 10000, "step": 100}}, "2700", 2700),
        ({"range": {"from": 0, "to": 100, "fractions": "halves"}}, "20.5", 20.5),
        ({"range": {"from": 0, "to": 10, "fractions": "tenths"}}, "10.9", 10.9),
        ({"range": {"from": 0, "to": 100, "multiplier": -1}}, "7", -7),
        ({"range": {"from": 0, "to": 100, "multiplier": 2.55}}, "20", 51),
        ({"range": {"from": 1, "to": 20, "digits": False}}, "twelve", 12),
        ({"range": {"from": 1, "to": 20, "words": False}}, "12", 12),
        ({"wildcard": True}, "whatever you Like", "whatever you Like"),
    ],
)
def test_lists(importing: Import, definition: object, said: str, meant: object) -> None:
    imported = importing("set {x}", lists={"x": definition}, expansion_rules={"one": "(one|uno)"})
    found = ask(imported, f"set {said}")
    assert found is not None
    assert (float(found["x"]) if isinstance(meant, float) else found["x"]) == meant


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ({"range": {"from": 1, "to": 20}}, "21"),
        ({"range": {"from": 1000, "to": 10000, "step": 100}}, "2750"),
        ({"range": {"from": 0, "to": 100, "fractions": "halves"}}, "20.25"),
        ({"range": {"from": 1, "to": 20, "digits": False}}, "12"),
        ({"range": {"from": 1, "to": 20, "words": False}}, "twelve"),
        ({"values": ["red"]}, "blue"),
    ],
)
def test_lists_hold_no_more_than_they_say(importing: Import, definition: object, said: str) -> None:
    assert not reads(importing("set {x}", lists={"x": definition}), f"set {said}")


def test_a_list_under_another_name_and_a_range_in_place(importing: Import) -> None:
    imported = importing(
        "dim to {level:brightness}",
        "dim to {0..100,5:brightness} percent",
        lists={"level": {"values": ["low"]}},
    )
    assert ask(imported, "dim to low") == {"intent": "Do", "brightness": "low"}
    assert ask(imported, "dim to 15 percent") == {"intent": "Do", "brightness": 15}
    assert not reads(imported, "dim to 16 percent")
    assert len(imported.artifacts) == 2  # a text in one family, a number in the other


def test_several_ways_to_read_a_slot(importing: Import) -> None:
    imported = importing(
        "dim to {n:brightness}",
        "dim {m:brightness}",
        lists={
            "n": {"range": {"from": 0, "to": 100}},
            "m": {"values": [{"in": "up", "out": 100}, {"in": "down", "out": 0}]},
        },
    )
    assert ask(imported, "dim to 40") == {"intent": "Do", "brightness": 40}
    assert ask(imported, "dim down") == {"intent": "Do", "brightness": 0}
    assert len(imported.artifacts) == 1


def test_steps_up_and_down_are_one_slot(importing: Import) -> None:
    imported = importing(
        "up {u:step}",
        "down {d:step}",
        lists={
            "u": {"range": {"from": 0, "to": 100}},
            "d": {"range": {"from": 0, "to": 100, "multiplier": -1}},
        },
    )
    assert ask(imported, "up 5") == {"intent": "Do", "step": 5}
    assert ask(imported, "down 5") == {"intent": "Do", "step": -5}


def test_what_is_only_spoken_is_no_slot(importing: Import) -> None:
    imported = importing("say {word:@heard}", "shout {@word}", lists={"word": {"values": ["hi"]}})
    assert ask(imported, "say hi") == {"intent": "Do"}
    assert ask(imported, "shout hi") == {"intent": "Do"}


def test_fixed_slots(importing: Import) -> None:
    imported = importing(
        {"sentences": ["lights on"], "slots": {"domain": "light", "level": 100}},
        {"sentences": ["fans on"], "slots": {"domain": "fan"}},
        {"sentences": ["{domain} on"], "slots": {"domain": "other"}},
        lists={"domain": {"values": ["covers"]}},
    )
    assert ask(imported, "lights on") == {"intent": "Do", "domain": "light", "level": 100}
    assert ask(imported, "fans on") == {"intent": "Do", "domain": "fan"}
    assert ask(imported, "covers on") == {"intent": "Do", "domain": "covers"}


def test_a_slot_that_never_varies_is_a_constant(importing: Import) -> None:
    imported = importing({"sentences": ["lights on", "lamps on"], "slots": {"domain": "light"}})
    (artifact,) = imported.artifacts
    assert artifact.family.slots == ()
    assert ask(imported, "lamps on") == {"intent": "Do", "domain": "light"}


@pytest.mark.parametrize(
    ("conditions", "context", "expected"),
    [
        ({"requires_context": {"area": None}}, {"area": "Den"}, {}),
        ({"requires_context": {"area": None}}, {}, None),
        ({"requires_context": {"area": "Den"}}, {"area": "Den"}, {}),
        ({"requires_context": {"area": "Den"}}, {"area": "Hall"}, None),
        ({"requires_context": {"area": ["Den", "Hall"]}}, {"area": "Hall"}, {}),
        ({"requires_context": {"area": {"slot": True}}}, {"area": "Den"}, {"area": "Den"}),
        (
            {"requires_context": {"area": {"value": "Den", "slot": "place"}}},
            {"area": "Den"},
            {"place": "Den"},
        ),
        ({"requires_context": {"area": {"value": "Den", "slot": "place"}}}, {"area": "Hall"}, None),
        ({"excludes_context": {"area": "Den"}}, {"area": "Hall"}, {}),
        ({"excludes_context": {"area": "Den"}}, {"area": "Den"}, None),
        ({"excludes_context": {"area": ["Den"]}}, {}, {}),
        ({"requires_context": {"domain": "light"}}, {"domain": "light"}, {}),
    ],
)
def test_context(
    importing: Import,
    conditions: dict[str, Any],
    context: dict[str, str],
    expected: dict[str, str] | None,
) -> None:
    imported = importing({"sentences": ["go"], **conditions})
    assert ask(imported, "go", context) == (None if expected is None else {"intent": "Do", **expected})


def test_a_slot_comes_from_the_words_before_it_comes_from_the_context(importing: Import) -> None:
    imported = importing(
        {"sentences": ["go [to {area}]"], "requires_context": {"area": {"slot": True}}},
    )
    assert ask(imported, "go", {"area": "Den"}) == {"intent": "Do", "area": "Den"}
    assert ask(imported, "go to kitchen", {"area": "Den"}) == {"intent": "Do", "area": "Kitchen"}


def test_blocks_under_different_conditions_are_different_families(importing: Import) -> None:
    imported = importing("go", {"sentences": ["come"], "requires_context": {"area": None}})
    assert len(imported.artifacts) == 2
    assert ask(imported, "go") == {"intent": "Do"}
    assert ask(imported, "come") is None


def test_values_of_a_list_may_have_context(importing: Import) -> None:
    modes = {
        "values": [
            {"in": "eco", "context": {"domain": "climate"}},
            {"in": "hush", "context": {"domain": "fan"}},
        ]
    }
    imported = importing(
        {"sentences": ["set {m}"], "requires_context": {"domain": "fan"}}, lists={"m": modes}
    )
    assert ask(imported, "set hush") == {"intent": "Do", "m": "hush"}
    assert not reads(imported, "set eco")


def test_words_to_skip_that_no_recipe_can_write(importing: Import) -> None:
    imported = importing("turn on [the] {name}", skip_words=["0\0", "please"])
    (finding,) = imported.findings
    assert "recipes can write" in finding.what
    (family,) = imported.artifacts
    assert compile_recipe(family.recipe).artifact == family


def test_words_to_skip(importing: Import) -> None:
    imported = importing("turn on [the] {name}", skip_words=["please", "could you", "for me"])
    for sentence in (
        "please turn on the fan",
        "could you turn on please fan for me",
        "turn on the fan, please",
    ):
        assert ask(imported, sentence) == {"intent": "Do", "name": "Fan"}
    assert not reads(imported, "turn pleaseon fan")


@pytest.mark.parametrize(
    ("sentences", "sentence", "expected"),
    [
        (("play {q}", "play {q} on {name}"), "play jazz on fan", {"q": "jazz", "name": "Fan"}),
        (("play {q}", "play {q} loud"), "play jazz loud", {"q": "jazz"}),
        (("play {q}", "play the music"), "play the music", {}),
        (("play [the] {kind} {q}", "play {q}"), "play the song Blue", {"kind": "song", "q": "Blue"}),
    ],
)
def test_the_most_literal_reading_counts(
    importing: Import, sentences: tuple[str, ...], sentence: str, expected: dict[str, str]
) -> None:
    imported = importing(*sentences, lists={"q": {"wildcard": True}, "kind": {"values": ["song"]}})
    assert ask(imported, sentence) == {"intent": "Do", **expected}


def test_names_that_recipes_cannot_have_are_changed_but_not_in_answers(importing: Import) -> None:
    imported = importing(
        "to {in-list:answer} <2 be> {true}",
        lists={"in-list": {"values": ["a"]}, "true": {"values": ["b"]}},
        expansion_rules={"2 be": "or"},
    )
    found = ask(imported, "to a or b")
    assert found == {"intent": "Do", "answer_": "a", "true_": "b"}


def test_the_layout_of_folders(tmp_path: Path) -> None:
    here = {"context_area": True, "name_domain_groups": {"default": ["light"]}}
    blocks = [
        {"sentences": ["<the> {name} on {level}"], "name_domains": "default"},
        {"sentences": ["{mood} lights"], "inferred_domain": "light"},
    ]
    write: dict[str, object] = {
        "intents.yaml": {"TurnOn": {"description": "D", "slot_combinations": {"here": here}}},
        "lists/level.yaml": {"lists": {"level": {"range": {"from": 0, "to": 9}}}},
        "lists/en/mood.yaml": {"language": "en", "lists": {"mood": {"values": ["cosy"]}}},
        "lists/de/mood.yaml": {"language": "de", "lists": {"mood": {"values": ["gemütlich"]}}},
        "rules/en/common.yaml": {"expansion_rules": {"the": "(the|my)"}},
        "sentences/en/_common.yaml": {"skip_words": ["please"]},
        "sentences/en/TurnOn/here.yaml": {"data": blocks},
        "sentences/de/TurnOn/here.yaml": {"data": [{"sentences": ["licht an"]}]},
    }
    for name, data in write.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data), "utf-8")
    imported = import_folder(tmp_path)
    context = {"area": "Den"}
    assert ask(imported, "please my desk lamp on 5", context) == {
        "intent": "TurnOn",
        "name": "Desk Lamp",
        "level": 5,
    }
    assert ask(imported, "cosy lights", context) == {"intent": "TurnOn", "mood": "cosy", "domain": "light"}
    assert ask(imported, "my desk lamp on 5") is None
    assert ask(imported, "my fan on 5", context) is None
    assert {each.family.name for each in imported.artifacts} == {"TurnOn__here"}
    assert {each.family.title for each in imported.artifacts} == {"D"}
    german = import_folder(tmp_path, language="de")
    assert ask(german, "licht an", context) == {"intent": "TurnOn"}


def test_written_files_can_be_loaded_and_built(importing: Import, tmp_path: Path) -> None:
    imported = importing("turn on {name}")
    written = imported.write(tmp_path / "out")
    assert [path.name for path in written] == ["Do__set.potstill.json"]
    handler = Handler.load(tmp_path / "out", binding=HOME, allow_unverified=True)
    assert handler("turn on fan").answered
    recipe = (tmp_path / "out" / "Do__set.recipe").read_text("utf-8")
    assert compile_recipe(recipe).artifact == imported.artifacts[0]
    assert json.dumps(imported.to_json())


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("turn (on", "`(` is never closed"),
        ("turn on)", "`)` closes nothing"),
        ("turn [on)", "`)` closes nothing"),
        ("turn {on", "`{` has no counterpart"),
        ("turn on>", "`>` has no counterpart"),
        ("turn {}", "refers to no list"),
        ("turn {a:b:c}", "refers to no list"),
        ("turn {0..9}", "plain name"),
        ("turn <on>", "no rule is called <on>"),
        ("turn <loop>", "calls itself"),
        ("turn <broken>", "is never closed"),
        ("(a;b;c;d;e;f)", "more than 5 parts"),
        ("(" * 70 + "a" + ")" * 70, "nested more than"),
        ("x" * 10_001, "a template of more than"),
        ("set {empty}", "it has no values"),
        ("set {odd}", "neither values nor a range"),
        ("set {backwards}", "is empty"),
        ("set {silent}", "neither digits nor words"),
        ("set {thirds}", "halves or tenths"),
        ("set {huge}", "'to'"),
        ("set {nested}", "a value refers to the list"),
        ("set {many}", "more than 2000 forms"),
        ("[<perhaps>] [now]", "it says nothing"),
        ("<perhaps> [now]", "it says nothing"),
        ("set {so many}", "plain name"),
        ("set {a:x} or {n:x}", "a number one way, and a text another"),
        ("\\", "has no counterpart"),
        ("turn \u200bon", "does not show"),
        ("turn \u00ad on", "no normal form"),
        ("a" * 1001, "too long"),
    ],
)
def test_what_cannot_be_imported_is_left_out_and_said(importing: Import, template: str, message: str) -> None:
    imported = importing(
        "turn on",
        template,
        lists={
            "a": {"values": ["a"]},
            "n": {"range": {"from": 0, "to": 9}},
            "empty": {"values": []},
            "odd": {"value": "x"},
            "backwards": {"range": {"from": 9, "to": 0}},
            "silent": {"range": {"from": 0, "to": 9, "digits": False, "words": False}},
            "thirds": {"range": {"from": 0, "to": 9, "fractions": "thirds"}},
            "huge": {"range": {"from": 0, "to": 10**30}},
            "nested": {"values": [{"in": "{a}", "out": 1}]},
            "many": {"values": [{"in": "[a|b|c]" * 8, "out": 1}]},
        },
        expansion_rules={"loop": "<loop>", "broken": "(x", "perhaps": "[a] [b]"},
    )
    (finding,) = imported.findings
    assert message in finding.what
    assert finding.file == "set.yaml"
    assert len(imported.artifacts) == 1
    assert Handler(imported.artifacts, allow_unverified=True)("turn on").answered


@pytest.mark.parametrize(
    "text",
    [
        b"intents: [",
        b"\xff\xfe\x00",
        b"intents: {a: b}\n\x00",
        b"- just\n- a list",
        b"intents: 3",
        b"intents: {Do: {data: 3}}",
        b"intents: {Do: {data: [3]}}",
        b"intents: {Do: {data: [{sentences: 3}]}}",
        b"intents: {Do: {data: [{sentences: [3, null, '']}]}}",
        b"intents: {Do: {data: [{sentences: [go], slots: 3}]}}",
        b"lists: 3\nexpansion_rules: [3]",
        b"expansion_rules: {a: 3}",
        b"skip_words: [3]",
        b"x: " + b"[" * 5000,
        b"&a [*a, *a]",
        b"? {a: b}\n: c",
        b"date: 2024-99-99",
        b"",
        b"intents: {Do: {data: [{sentences: [go], requires_context: {3: 4}}]}}",
        b"intents: {Do: {data: [{sentences: [go], slots: {x: [1, 2]}}]}}",
        b"intents: {Do: {data: [{sentences: [go], lists: {x: 3}, expansion_rules: {y: 3}}]}}",
        b"intents: {Do: {data: [{sentences: [go], requires_context: {x: [[a]]}}]}}",
        b"intents: {Do: {data: [{sentences: [go], excludes_context: {x: {value: {a: b}}}}]}}",
        b"intents: {Do: {data: [{sentences: ['{x}']}]}}\nlists: {x: {values: [{in: a, out: [1]}]}}",
        b"x: " + b"[" * 300_000,
        b"- " * 300_000,
        b"{a: " * 300_000,
        b"? " * 300_000,
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 30))
        + b"intents: {Do: {data: [{sentences: *a29, slots: {x: *a29}, requires_context: {y: *a29}}, *a29]}}",
    ],
)
def test_files_that_are_wrong_are_reported_never_raised(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "set.yaml").write_bytes(text)
    imported = import_folder(tmp_path)
    assert imported.findings
    assert all(finding.render() for finding in imported.findings)
    assert json.dumps(imported.to_json())


def test_the_command_writes_families_and_says_what_it_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.yaml").write_text(
        "intents:\n  Do:\n    data:\n    - sentences:\n      - go\n      - turn (on\n", "utf-8"
    )

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potstill", "import", "hassil", str(tmp_path), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(str(ended.value.code)), *capsys.readouterr()

    out = tmp_path / "out"
    code, _, err = run("-o", str(out))
    assert code == 1
    assert "set.yaml:6: I101: `(` is never closed" in err
    assert sorted(path.name for path in out.iterdir()) == ["Do__set.potstill.json", "Do__set.recipe"]
    code, printed, _ = run("-o", str(out), "--json")
    assert code == 1
    assert json.loads(printed)["findings"][0]["line"] == 6
    (tmp_path / "set.yaml").write_text("intents: {Do: {data: [{sentences: [go]}]}}", "utf-8")
    assert run("-o", str(out))[0] == 0


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "set.yaml").write_text("intents: {Do: {data: [{sentences: [a, b, c]}]}}", "utf-8")
    monkeypatch.setattr(files, "MAX_TEXT", 2)
    assert [finding.code.value for finding in import_folder(tmp_path).findings] == ["I004", "I005"]
    monkeypatch.undo()
    monkeypatch.setattr(files, "MAX_BLOCKS", 0)
    assert [finding.code.value for finding in import_folder(tmp_path).findings] == ["I004", "I005"]
    monkeypatch.undo()
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert [finding.code.value for finding in import_folder(tmp_path).findings] == ["I004", "I005"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "set"
    inside.mkdir()
    (tmp_path / "outside.yaml").write_text("intents: {Do: {data: [{sentences: [go]}]}}", "utf-8")
    (inside / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    imported = import_folder(inside)
    assert imported.artifacts == ()
    assert [finding.code.value for finding in imported.findings] == ["I001", "I005"]


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("name", ListUse("name", "name")),
        ("level:brightness", ListUse("level", "brightness")),
        ("@word", ListUse("word", "word", spoken=True)),
        ("word:@heard", ListUse("word", "heard", spoken=True)),
        ("0..100:n", ListUse("0..100", "n", low=0, high=100)),
        ("-5..5,5:n", ListUse("-5..5,5", "n", low=-5, high=5, step=5)),
    ],
)
def test_references(text: str, use: ListUse) -> None:
    assert list_use(text) == use


def test_errors_tell_the_position() -> None:
    def never(_: object) -> Any:
        raise AssertionError

    with pytest.raises(NotationError) as caught:
        notation.parse("turn (on|off it", never, never)
    assert caught.value.position == 5
