"""Families and artifacts as data: exact both ways, one encoding each, and nothing else is read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from potstill.ir import canonical, codec
from potstill.ir.artifact import ArtifactError, dump, load, make, to_json
from potstill.ir.family import Family
from tests import samples
from tests.strategies.families import families

SCHEMAS = Path(__file__).resolve().parents[2] / "spec" / "schemas"


@cache
def validator() -> Draft202012Validator:
    """Of artifact files, as the specification publishes it."""
    read = {
        name: json.loads((SCHEMAS / name).read_text("utf-8"))
        for name in ("family.schema.json", "artifact.schema.json")
    }
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in read.items()
    )
    return Draft202012Validator(read["artifact.schema.json"], registry=registry)


@given(families())
def test_decoding_undoes_encoding(family: Family) -> None:
    data = codec.encode(family)
    assert codec.decode(data) == family
    assert codec.encode(codec.decode(data)) == data


@given(families(program_depth=2), st.text())
def test_reading_an_artifact_undoes_writing_it(family: Family, recipe: str) -> None:
    artifact = make(recipe, family)
    data = dump(artifact)
    assert load(data) == artifact
    assert dump(load(data)) == data
    assert artifact.address == canonical.address(canonical.decode(data)["artifact"])


@given(families(program_depth=2))
def test_what_is_written_satisfies_the_published_schema(family: Family) -> None:
    data = dump(make("", family))
    assert not list(validator().iter_errors(json.loads(data)))


DATA = dump(samples.artifact())


@settings(max_examples=200)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_change_of_one_byte_goes_unnoticed(position: int, change: int) -> None:
    spoilt = bytearray(DATA)
    spoilt[position] ^= change
    with pytest.raises(ArtifactError):
        load(bytes(spoilt))


@settings(max_examples=200)
@given(st.integers(0, len(DATA)), st.integers(0, len(DATA)), st.binary(max_size=3))
def test_no_other_bytes_are_read_as_the_same_artifact(start: int, end: int, put: bytes) -> None:
    spoilt = DATA[:start] + put + DATA[end:]
    assume(spoilt != DATA)
    with pytest.raises(ArtifactError):
        load(spoilt)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 30),
    st.integers(),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every place in JSON data: a container and a key or an index."""
    found: list[tuple[Any, Any]] = []
    pending = [data]
    while pending:
        here = pending.pop()
        steps = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        found += [(here, step) for step in steps]
        pending += [here[step] for step in steps]
    return found


@settings(max_examples=200)
@given(st.data())
def test_what_is_read_after_any_change_is_what_is_written(data: st.DataObject) -> None:
    """Changed data under a good address are refused, or are the one encoding of another artifact."""
    changed = to_json(samples.artifact())
    for _ in range(data.draw(st.integers(1, 2))):
        container, step = data.draw(st.sampled_from(places(changed["artifact"])))
        if data.draw(st.booleans()):
            container[step] = data.draw(LEAVES)
        elif isinstance(container, list):
            container[step] = data.draw(st.sampled_from(container))
        else:
            del container[step]
            break
    changed["address"] = canonical.address(changed["artifact"])
    written = canonical.encode(changed)
    try:
        artifact = load(written)
    except ArtifactError:
        return
    assert dump(artifact) == written
    assert not list(validator().iter_errors(json.loads(written)))
