"""The format of families: what is in it, what it looks like, what keeps it stable."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from potstill.ir import codec, grammar, lexicons, types
from potstill.ir.artifact import ArtifactError, make
from potstill.ir.codec import Fault, Malformed
from potstill.ir.codec.derive import kind_name
from potstill.ir.codec.document import BARE_PARTS, LEXICON_PARTS
from potstill.ir.family import Field
from potstill.ir.grammar import GAP, Capture, Digit, Grammar, Text, seq
from potstill.ir.program import Node, Program
from tests import samples
from tools import make_schemas


def test_the_published_schemas_are_those_of_the_codec() -> None:
    for path, text in make_schemas.schemas().items():
        assert path.read_text("utf-8") == text, "run  python tools/make_schemas.py"


@pytest.mark.parametrize(
    ("name", "union", "left_out"),
    [
        ("part", grammar.Node, (*LEXICON_PARTS, *BARE_PARTS)),
        ("type", types.Type, ()),
        ("lexicon", lexicons.Lexicon, ()),
    ],
)
def test_every_kind_has_a_schema_of_its_own(name: str, union: Any, left_out: tuple[type, ...]) -> None:
    definitions = codec.schema()["$defs"]
    kinds = {kind_name(cls) for cls in get_args(union) if cls not in left_out}
    assert {f"{name}_{kind}" for kind in kinds} <= definitions.keys()
    named = [kind["$ref"] for kind in definitions[name]["oneOf"] if "$ref" in kind]
    assert sorted(named) == sorted(f"#/$defs/{name}_{kind}" for kind in kinds)
    for kind in kinds:
        assert definitions[f"{name}_{kind}"]["properties"]["kind"] == {"const": kind}


def test_a_family_as_data() -> None:
    family = samples.bulk()
    nodes = (Node("slot", (), family.slots[0].type, "n"),)
    small = replace(
        family,
        grammar=Grammar(seq(Text("add"), GAP, Capture("n", samples.COUNT))),
        slots=family.slots[:1],
        context=(),
        program=Program(nodes, family.program.spans[:1], (), (), (), 0, None, ()),
        examples=(),
    )
    assert json.loads(json.dumps(codec.encode(small))) == {
        "name": "bulk",
        "title": "Price of n items.",
        "grammar": {"start": ["add", None, {"kind": "capture", "slot": "n", "lexicon": 0}], "rules": []},
        "slots": [{"name": "n", "lexicon": 0, "type": 0, "flavour": False, "default": None}],
        "context": [],
        "program": {
            "nodes": [{"op": "slot", "args": [], "type": 0, "data": "n"}],
            "spans": [0, 1],
            "tables": [],
            "wheres": [],
            "lets": [],
            "answer": 0,
            "declared": None,
            "ensures": [],
        },
        "examples": [],
        "resolve": "unique",
        "priority": 0,
        "types": [{"kind": "number", "low": 1, "high": 1000, "places": 0}],
        "lexicons": [{"kind": "integers", "low": 1, "high": 1000, "step": 1, "words": True, "commas": True}],
    }


def test_shared_parts_stand_once() -> None:
    data = codec.encode(samples.bulk())
    text = json.dumps(data)
    assert len(data["lexicons"]) == 5
    assert text.count('"lexicon": 0') == 3
    assert text.count("integers") == 1


def test_encoding_refuses_what_decoding_would() -> None:
    family = samples.bulk()
    with pytest.raises(Malformed) as caught:
        codec.encode(replace(family, grammar=Grammar(Digit(0))))
    assert (caught.value.fault, caught.value.pointer) == (Fault.KIND, "$.grammar.start")
    with pytest.raises(ArtifactError) as refused:
        make("", replace(family, grammar=Grammar(Text("hello"))))
    assert (refused.value.code, refused.value.pointer) == ("A109", "$.slots[0].default")


def test_encoding_refuses_what_is_nested_too_deeply() -> None:
    node: grammar.Node = Text("x")
    for _ in range(5000):
        node = grammar.Repeat(node, 1, 1)
    with pytest.raises(Malformed) as caught:
        codec.encode(replace(samples.bulk(), grammar=Grammar(node)))
    assert caught.value.fault is Fault.DEPTH
    kind: types.Type = types.Bool()
    for _ in range(5000):
        kind = types.List(kind, 0, 1)
    with pytest.raises(Malformed) as caught:
        codec.encode(replace(samples.bulk(), context=(Field("deep", kind),)))
    assert caught.value.fault is Fault.DEPTH


def test_codes_are_distinct_and_documented(root: Path) -> None:
    codes = [fault.value for fault in Fault]
    assert len(set(codes)) == len(codes)
    text = (root / "spec" / "ir.md").read_text("utf-8")
    assert [code for code in codes if f"| {code} |" not in text] == []
