"""Artifacts that somebody has tampered with: each is refused, with its code and the place, and nothing else.

``artifacts.json`` holds changes to one good artifact: ``put`` a value at a place, or take it away; ``also``
further changes. The address is made good afterwards unless ``sign`` is false. ``where`` is the place that
the error must name, if it is not the changed one; a removed or surplus key is reported for its object.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from potstill.ir import artifact as artifacts
from potstill.ir import canonical
from potstill.ir.artifact import (
    SUFFIX,
    ArtifactError,
    dump,
    load,
    read_artifact,
    read_folder,
    to_json,
    write_artifact,
)
from potstill.ir.codec import Malformed
from potstill.ir.codec.forms import MAX_DEPTH
from tests import samples

CASES = json.loads((Path(__file__).parent / "artifacts.json").read_text("utf-8"))


@cache
def good() -> bytes:
    """The bytes of an artifact."""
    return dump(samples.artifact())


def refused(data: bytes) -> ArtifactError:
    """The error that reading ends in."""
    with pytest.raises(ArtifactError) as caught:
        load(data)
    return caught.value


def change(data: Any, at: list[str | int], case: dict[str, Any]) -> None:
    """Put the case's value at a place, or remove what is there."""
    for step in at[:-1]:
        data = data[step]
    if "put" not in case:
        del data[at[-1]]
    elif isinstance(data, list) and at[-1] == len(data):
        data.append(case["put"])
    else:
        data[at[-1]] = case["put"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_changed_artifact_is_refused(case: dict[str, Any]) -> None:
    data = to_json(samples.artifact())
    change(data, case["at"], case)
    for at, value in case.get("also", ()):
        change(data, at, {"put": value})
    if case.get("sign", True):
        data["address"] = canonical.address(data["artifact"])
    error = refused(canonical.encode(data))
    assert error.code == case["code"], str(error)
    expected = Malformed(error.fault, "", *case.get("where", case["at"])).pointer
    assert expected.startswith(error.pointer) or error.pointer.startswith(expected), str(error)
    assert error.code in str(error)
    assert len(str(error)) < 500


def priority(digits: bytes) -> Callable[[bytes], bytes]:
    """Another spelling of the priority."""
    return lambda data: data.replace(b'"priority":0', b'"priority":' + digits)


def family_twice(data: bytes) -> bytes:
    """The family under the same key again."""
    family = data[data.index(b'"family"') : data.index(b'"format"')]
    return data.replace(family, family * 2)


DEEP = b"[" * 100_000 + b"]" * 100_000
RAW: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: data[:0],
    "half of it": lambda data: data[: len(data) // 2],
    "all but the last byte": lambda data: data[:-1],
    "twice": lambda data: data * 2,
    "a line break at the end": lambda data: data + b"\n",
    "a NUL at the end": lambda data: data + b"\0",
    "a NUL within": lambda data: data.replace(b"bulk", b"bu\0k", 1),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode("utf-8").encode("utf-16"),
    "a byte that is not UTF-8": lambda data: data.replace(b"mugs", b"mug\xff", 1),
    "spaces": lambda data: data.replace(b":", b": "),
    "an escaped letter": lambda data: data.replace(b"bulk", b"b\\u0075lk"),
    "a lone surrogate": lambda data: data.replace(b"bulk", b"\\ud800", 1),
    "keys in another order": lambda _: b'{"artifact":1,"address":""}',
    "a key twice": family_twice,
    "an integer of a million digits": priority(b"9" * 1_000_000),
    "an integer beyond 2^53": priority(b"9007199254740993"),
    "a small integer as a large one": priority(b'{"$int":"0"}'),
    "a number with a point": priority(b"0.0"),
    "an exponent": priority(b"1e400"),
    "minus zero": priority(b"-0"),
    "not a number": priority(b"NaN"),
    "an unknown mark": priority(b'{"$ref":"x"}'),
    "a hundred thousand brackets": lambda _: DEEP,
    "a hundred thousand brackets within": priority(DEEP),
    "a hundred thousand objects": lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("edit", RAW)
def test_bytes_that_are_not_canonical_json_are_refused(edit: str) -> None:
    assert refused(RAW[edit](good())).code == "A002"


@pytest.mark.parametrize("data", [b"null", b"[]", b'"bulk"'])
def test_json_that_is_no_file_is_refused(data: bytes) -> None:
    assert refused(data).code == "A101"


def test_a_file_beyond_the_cap_is_refused_before_it_is_parsed() -> None:
    assert refused(b" " * (artifacts.MAX_BYTES + 1)).code == "A001"


NESTED: dict[str, tuple[list[str | int], Any, Callable[[Any], Any]]] = {
    "parts": (
        ["grammar", "rules", 0, 1],
        None,
        lambda inner: {"kind": "repeat", "low": 1, "high": 1, "body": inner},
    ),
    "types": (
        ["types", 1],
        {"kind": "bool"},
        lambda inner: {"kind": "list", "element": inner, "shortest": 0, "longest": 1},
    ),
    "constants": (["program", "nodes", 14, "data"], [], lambda inner: [inner]),
    "lexicons": (
        ["lexicons", 0],
        {"kind": "times"},
        lambda inner: {"kind": "lists", "item": inner, "low": 1, "high": 2},
    ),
}


@pytest.mark.parametrize("what", NESTED)
def test_data_nested_too_deeply_are_refused_with_the_place(what: str) -> None:
    at, inner, wrap = NESTED[what]
    for _ in range(MAX_DEPTH + 1):
        inner = wrap(inner)
    data = to_json(samples.artifact())
    change(data["artifact"]["family"], at, {"put": inner})
    data["address"] = canonical.address(data["artifact"])
    error = refused(canonical.encode(data))
    assert error.code == "A104"
    assert error.path[:3] == ("artifact", "family", at[0])


@pytest.mark.parametrize(
    ("at", "put"),
    [
        (["program", "nodes", 3, "data"], "x" * 90_000),
        (["program", "nodes", 3, "op"], "\n" * 200),
        (["types", 16, "high"], 10**4000),
        (["lexicons", 0, "high"], 10**4000),
    ],
)
def test_what_was_found_is_quoted_at_bounded_length(at: list[str | int], put: Any) -> None:
    data = to_json(samples.artifact())
    change(data["artifact"]["family"], at, {"put": put})
    data["address"] = canonical.address(data["artifact"])
    assert len(str(refused(canonical.encode(data)))) < 500


def test_calls_of_rules_count_as_what_they_call() -> None:
    data = to_json(samples.artifact())
    rules = data["artifact"]["family"]["grammar"]["rules"]
    for number in range(60):
        body = len(rules) - 1
        rules.append([f"r{number}", [body, body]])
    data["address"] = canonical.address(data["artifact"])
    error = refused(canonical.encode(data))
    assert (error.code, error.path[:4]) == ("A103", ("artifact", "family", "grammar", "rules"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good artifact, and a good artifact outside."""
    inside = tmp_path / "inside"
    inside.mkdir()
    write_artifact(samples.artifact(), inside / f"bulk{SUFFIX}")
    write_artifact(samples.artifact(), tmp_path / f"bulk{SUFFIX}")
    return inside


def test_a_folder_yields_its_artifacts_and_nothing_else(folder: Path) -> None:
    (folder / "notes.txt").write_text("not an artifact")
    (folder / "below").mkdir()
    (folder / "below" / f"bulk{SUFFIX}").write_bytes(good())
    assert read_folder(folder) == [samples.artifact()]


def spoil(folder: Path, how: str) -> None:
    """Put something into the folder that must not be read."""
    file = folder / f"other{SUFFIX}"
    match how:
        case "a link out of the folder":
            file.symlink_to(folder.parent / f"bulk{SUFFIX}")
        case "a link by dots":
            file.symlink_to(Path("..") / f"bulk{SUFFIX}")
        case "a link to a device":
            file.symlink_to("/dev/zero")
        case "a link to itself":
            file.symlink_to(file)
        case "a link to nothing":
            file.symlink_to(folder / "nothing")
        case "a link within the folder":
            file.symlink_to(folder / f"bulk{SUFFIX}")
        case "a folder of that name":
            file.mkdir()
        case "a named pipe":
            os.mkfifo(file)
        case "another family's artifact":
            file.write_bytes(good())
        case "a name in capitals":
            (folder / f"BULK{SUFFIX}").write_bytes(good())
        case "an empty name":
            (folder / SUFFIX).write_bytes(good())
        case "a file without end":
            with file.open("wb") as sparse:
                sparse.truncate(1 << 40)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("a link out of the folder", "A008"),
        ("a link by dots", "A008"),
        ("a link to a device", "A008"),
        ("a link to itself", "A009"),
        ("a link to nothing", "A009"),
        ("a link within the folder", "A007"),
        ("a folder of that name", "A008"),
        ("a named pipe", "A008"),
        ("another family's artifact", "A007"),
        ("a name in capitals", "A007"),
        ("an empty name", "A007"),
        ("a file without end", "A001"),
    ],
)
def test_what_a_folder_must_not_hold_is_refused_with_the_file(folder: Path, how: str, code: str) -> None:
    spoil(folder, how)
    with pytest.raises(ArtifactError) as caught:
        read_folder(folder)
    assert caught.value.code == code
    assert caught.value.file is not None
    assert str(caught.value.file) in str(caught.value)


@pytest.mark.parametrize("path", ["nowhere", "with\0nul", f"nowhere/bulk{SUFFIX}"])
def test_what_is_not_there_is_an_error_with_a_code(tmp_path: Path, path: str) -> None:
    for read in (read_folder, read_artifact):
        with pytest.raises(ArtifactError) as caught:
            read(tmp_path / path)
        assert caught.value.code == "A009"


def test_writing_under_another_name_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="A007"):
        write_artifact(samples.artifact(), tmp_path / "other.json")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(folder: Path, monkeypatch: Any) -> None:
    def full(_source: Any, _target: Any) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_artifact(samples.artifact(), folder / f"bulk{SUFFIX}")
    monkeypatch.undo()
    assert [path.name for path in folder.iterdir()] == [f"bulk{SUFFIX}"]
    assert read_folder(folder) == [samples.artifact()]


def test_writing_over_a_link_replaces_the_link_and_not_what_it_leads_to(folder: Path) -> None:
    target = folder.parent / "precious"
    target.write_text("precious")
    file = folder / f"bulk{SUFFIX}"
    file.unlink()
    file.symlink_to(target)
    write_artifact(samples.artifact(), file)
    assert target.read_text() == "precious"
    assert not file.is_symlink()
