"""Statements that are tampered with, forged, swapped or made to hurt: each is refused, with its code.

What is "signed" here is signed by a trusted key: such a signer may err, so the form is checked all the same.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from potstill.ir import canonical, keys
from potstill.ir.artifact import SUFFIX, Artifact, read_artifact
from potstill.ir.statement import Envelope, Signature, StatementError, dump, encode, load, statement_path
from potstill.ir.statement import envelope as envelopes
from potstill.ir.verdicts import Status
from potstill.runtime import Handler
from tests.recipes import BROKEN, DOUBLE, DOUBLE_AGAIN, HALF, artifact
from tests.stating import KEY, OTHER, TRUST, stated, verification, write

KEYID = keys.keyid(keys.public(KEY))
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group that ed25519 computes in."""


@cache
def subject() -> Artifact:
    return artifact(BROKEN)


@cache
def good() -> bytes:
    """The bytes of a statement's file, one guard in it."""
    return dump(stated(verification(subject(), {"ensure:0": Status.UNDECIDED})))


def code(data: bytes) -> str:
    """The code of the refusal."""
    with pytest.raises(StatementError) as caught:
        TRUST.check(subject(), load(data))
    assert len(str(caught.value)) < 500
    return caught.value.code


def changed(change: Callable[[Any], Any]) -> bytes:
    """The file with its JSON changed, signature and all else left."""
    data = json.loads(good())
    change(data)
    return json.dumps(data).encode()


def signed(data: Any) -> bytes:
    """The file of a payload, bytes or JSON data, with a true signature."""
    payload = data if isinstance(data, bytes) else canonical.encode(data)
    return dump(keys.sign(Envelope(payload), KEY))


def payload() -> Any:
    """The payload's data."""
    return json.loads(b64decode(json.loads(good())["payload"]))


def test_the_untouched_statement_is_accepted() -> None:
    assert TRUST.check(subject(), load(good())).verification.guards == ("ensure:0",)
    assert signed(payload()) == good()


def test_no_bit_can_be_flipped() -> None:
    """One bit of each byte, in turn; all bits where the signature stands."""
    data = bytearray(good())
    last = len(data) - 300
    for index in range(len(data)):
        for bit in range(8) if index >= last else (index % 8,):
            data[index] ^= 1 << bit
            with pytest.raises(StatementError):
                TRUST.check(subject(), load(bytes(data)))
            data[index] ^= 1 << bit


def test_no_bit_of_the_payload_can_be_flipped() -> None:
    envelope = load(good())
    data = bytearray(envelope.payload)
    for index in range(len(data)):
        data[index] ^= 1 << index % 8
        with pytest.raises(StatementError, match="S008"):
            TRUST.check(subject(), Envelope(bytes(data), envelope.signatures))
        data[index] ^= 1 << index % 8


def relabelled(data: Any) -> None:
    """A signature by another key under the trusted one's id."""
    (own,) = stated(verification(subject()), OTHER).signatures
    data["signatures"][0]["sig"] = b64encode(own.sig).decode()


def signature_of(message: bytes) -> Callable[[Any], None]:
    """A true signature, over something else."""

    def change(data: Any) -> None:
        data["signatures"][0]["sig"] = b64encode(KEY.sign(message)).decode()

    return change


def malleable(data: Any) -> None:
    """The same signature with its second half increased by the order of the group."""
    raw = b64decode(data["signatures"][0]["sig"])
    rest = int.from_bytes(raw[32:], "little") + ORDER
    data["signatures"][0]["sig"] = b64encode(raw[:32] + rest.to_bytes(32, "little")).decode()


def swapped(data: Any) -> None:
    data["payload"] = b64encode(encode(verification(artifact(DOUBLE)))).decode()


def edited(change: Callable[[Any], None]) -> Callable[[Any], None]:
    """A change inside of the payload."""

    def outer(data: Any) -> None:
        inner = json.loads(b64decode(data["payload"]))
        change(inner["predicate"])
        data["payload"] = b64encode(canonical.encode(inner)).decode()

    return outer


FORGED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "another key's signature under this id": ("S008", relabelled),
    "this key's signature under another id": (
        "S007",
        lambda data: data["signatures"][0].update(keyid=keys.keyid(keys.public(OTHER))),
    ),
    "no signature": ("S002", lambda data: data["signatures"].clear()),
    "a signature of nothing": (
        "S008",
        lambda data: data["signatures"][0].update(sig=b64encode(bytes(64)).decode()),
    ),
    "a signature of the bare payload": (
        "S008",
        lambda data: signature_of(b64decode(data["payload"]))(data),
    ),
    "a signature for another type of payload": (
        "S008",
        lambda data: signature_of(
            b"DSSEv1 10 text/plain %d %b"
            % (len(b64decode(data["payload"])), b64decode(data["payload"]))
        )(data),
    ),
    "the same signature in another form": ("S008", malleable),
    "the payload of another statement": ("S008", swapped),
    "a verdict removed": ("S008", edited(lambda data: data["verdicts"].pop())),
    "evidence removed": ("S008", edited(lambda data: data["verdicts"][0]["evidence"].clear())),
    "evidence altered": (
        "S008",
        edited(lambda data: data["verdicts"][0].update(evidence=["sha256:" + "00" * 32])),
    ),
    "a guard called proved": (
        "S008",
        edited(lambda data: data["verdicts"][-3].update(status="proved")),
    ),
    "a waiver added": (
        "S008",
        edited(lambda data: data["waivers"].append({"obligation": "family", "reason": "why not"})),
    ),
    "another budget": ("S008", edited(lambda data: data["effort"].update(budget=1))),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_statement_is_refused(how: str) -> None:
    expected, change = FORGED[how]
    assert code(changed(change)) == expected


def sig(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    def edit(_: bytes) -> bytes:
        return changed(lambda data: data["signatures"][0].update(sig=change(data["signatures"][0]["sig"])))

    return edit


def padded(text: str) -> str:
    """Base64 of the same bytes, with bits set that stand for nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-3] + alphabet[alphabet.index(text[-3]) | 1] + "=="


DEEP = b"[" * 100_000 + b"]" * 100_000
RAW: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: data[:0],
    "half of it": lambda data: data[: len(data) // 2],
    "twice": lambda data: data * 2,
    "a NUL at the end": lambda data: data + b"\0",
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "a key twice": lambda data: data.replace(b'{"payload"', b'{"payload":"","payload"', 1),
    "signatures twice": lambda data: data.replace(b'"signatures"', b'"signatures":[],"signatures"', 1),
    "a key too many": lambda data: data.replace(b"{", b'{"also":1,', 1),
    "a hundred thousand brackets": lambda _: DEEP,
    "a hundred thousand brackets within": lambda data: data.replace(b'"payload":', b'"payload":' + DEEP, 1),
    "an integer of a million digits": lambda data: data.replace(b"{", b'{"a":' + b"9" * 1_000_000 + b",", 1),
    "a number with an exponent": lambda data: data.replace(b"{", b'{"a":1e400,', 1),
    "an array": lambda _: b"[]",
    "a string": lambda _: b'"statement"',
    "a payload that is no base64": lambda _: changed(lambda data: data.update(payload="?" * 40)),
    "a payload with a line break": lambda _: changed(
        lambda data: data.update(payload=data["payload"][:76] + "\n" + data["payload"][76:])
    ),
    "a payload without padding": lambda _: changed(
        lambda data: data.update(payload=data["payload"].rstrip("=")[:-1])
    ),
    "a signature in another spelling": sig(padded),
    "a signature in the alphabet for addresses": sig(
        lambda _: urlsafe_b64encode(b"\xff" * 64).decode()
    ),
    "a signature too short": sig(lambda _: b64encode(bytes(63)).decode()),
    "a signature too long": sig(lambda _: b64encode(bytes(65)).decode()),
    "a signature of null": lambda _: changed(lambda data: data["signatures"][0].update(sig=None)),
    "an id in capitals": lambda _: changed(lambda data: data["signatures"][0].update(keyid=KEYID.upper())),
    "two signatures by one key": lambda _: changed(
        lambda data: data["signatures"].append(data["signatures"][0])
    ),
    "seventeen signatures": lambda _: changed(
        lambda data: data["signatures"].extend(
            {**data["signatures"][0], "keyid": f"{number:064x}"} for number in range(16)
        )
    ),
}


@pytest.mark.parametrize("edit", RAW)
def test_bytes_that_are_no_envelope_are_refused(edit: str) -> None:
    assert code(RAW[edit](good())) == "S002"


def test_another_kind_of_payload_is_told_apart() -> None:
    assert code(changed(lambda data: data.update(payloadType="application/vnd.in-toto+json;v=2"))) == "S003"


@pytest.mark.parametrize(
    ("key", "put", "expected"),
    [
        ("predicateType", "urn:potstill:verdicts:2", "S003"),
        ("predicateType", "https://slsa.dev/provenance/v1", "S003"),
        ("_type", "https://in-toto.io/Statement/v2", "S003"),
        ("_type", "x" * 90_000, "S003"),
        ("_type", 1, "S002"),
        ("subject", [], "S002"),
        ("also", 1, "S002"),
    ],
)
def test_a_newer_statement_is_reported_as_newer(key: str, put: Any, expected: str) -> None:
    assert code(signed(payload() | {key: put})) == expected
    if expected == "S003":
        assert code(signed({key: put, "_type": payload()["_type"]} | {key: put, "new": []})) == expected


MALFORMED: list[tuple[list[str | int], Any, str]] = [
    (["predicate", "guards"], [], "S004"),
    (["predicate", "guards"], ["ensure:0", "answer"], "S004"),
    (["predicate", "released"], False, "S004"),
    (["predicate", "released"], 1, "S002"),
    (["predicate", "verdicts", 0, "status"], "refuted", "S002"),
    (["predicate", "verdicts", 0, "status"], "vacuous", "S004"),
    (["predicate", "verdicts", 0, "status"], "probable", "S002"),
    (["predicate", "verdicts", 0, "method"], None, "S002"),
    (["predicate", "verdicts", 0, "method"], "sampling", "S002"),
    (["predicate", "verdicts", 0, "evidence"], [], "S002"),
    (["predicate", "verdicts", 0, "evidence", 0], "sha256:00", "S002"),
    (["predicate", "verdicts", 0, "assumes"], ["language"], "S002"),
    (["predicate", "verdicts", 0, "obligation", "kind"], "correct", "S002"),
    (["predicate", "verdicts", 0, "obligation", "kind"], "family", "S002"),
    (["predicate", "verdicts", 0, "obligation", "node"], -1, "S002"),
    (["predicate", "verdicts", 0, "obligation", "node"], True, "S002"),
    (["predicate", "verdicts", 0, "detail"], "x" * 100_001, "S002"),
    (["predicate", "verdicts", 0, "also"], 1, "S002"),
    (["predicate", "verdicts", 0], {}, "S002"),
    (["predicate", "verdicts"], {}, "S002"),
    (["predicate", "verdicts"], [], "S004"),
    (["predicate", "waivers"], [{"obligation": "nothing", "reason": "why not"}], "S002"),
    (["predicate", "waivers"], [{"obligation": "family", "reason": ""}], "S002"),
    (["predicate", "effort", "seed"], -1, "S002"),
    (["predicate", "effort", "budget"], 10**30, "S002"),
    (["predicate", "effort"], None, "S002"),
    (["predicate", "also"], [], "S002"),
    (["predicate"], [], "S002"),
    (["subject", 0, "digest", "sha256"], "0" * 63, "S002"),
    (["subject", 0, "digest", "sha256"], "0" * 64, "S009"),
    (["subject", 0, "digest", "sha512"], "0" * 128, "S002"),
    (["subject", 0, "name"], "another", "S009"),
    (["subject", 0, "name"], "../../etc/passwd", "S002"),
    (["subject", 1], {"digest": {"sha256": "0" * 64}, "name": "another"}, "S002"),
]


@pytest.mark.parametrize(("at", "put", "expected"), MALFORMED)
def test_what_a_trusted_key_signs_is_believed_no_more_than_it_deserves(
    at: list[str | int], put: Any, expected: str
) -> None:
    data = payload()
    place = data
    for step in at[:-1]:
        place = place[step]
    if isinstance(place, list) and at[-1] == len(place):
        place.append(put)
    else:
        place[at[-1]] = put
    assert code(signed(data)) == expected


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data + b"\n",
        lambda data: data.replace(b":", b": "),
        lambda data: data.replace(b'"guards"', b'"gu\\u0061rds"'),
        lambda data: data.replace(b'"guards":', b'"guards":[],"guards":'),
        lambda data: data.replace(b'"seed":0', b'"seed":0.0'),
        lambda data: data.replace(b'"seed":0', b'"seed":-0'),
        lambda data: data.replace(b'"seed":0', b'"seed":{"$int":"0"}'),
        lambda data: data[:-1],
        lambda data: b"[" * 5_000 + data + b"]" * 5_000,
        lambda _: b"null",
    ],
)
def test_a_payload_in_another_spelling_is_refused(edit: Callable[[bytes], bytes]) -> None:
    assert code(signed(edit(canonical.encode(payload())))) == "S002"


@pytest.mark.parametrize("count", [1, 3])
def test_a_statement_that_leaves_an_obligation_out_is_refused(count: int) -> None:
    data = payload()
    data["predicate"]["verdicts"] = data["predicate"]["verdicts"][count:]
    assert code(signed(data)) == "S011"


@pytest.mark.parametrize("status", [Status.REFUTED, Status.VACUOUS])
@pytest.mark.parametrize("name", ["language", "range:square", "ensure:0", "relevant:n"])
def test_refuted_and_vacuous_statements_are_refused(status: Status, name: str) -> None:
    found = verification(subject(), {name: status})
    assert not found.released
    assert code(dump(stated(found))) == "S010"


def test_a_statement_about_another_artifact_is_refused(tmp_path: Path) -> None:
    ours = write(artifact(DOUBLE), tmp_path)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    other = write(artifact(DOUBLE_AGAIN), theirs)
    statement_path(ours).write_bytes(statement_path(other).read_bytes())
    assert refusal(tmp_path) == ("S009", statement_path(ours))


def refusal(folder: Path) -> tuple[str, Path | None]:
    """The code of the refusal of a folder, and the file it names."""
    with pytest.raises(StatementError) as caught:
        Handler.load(folder, trust=TRUST)
    assert str(caught.value.file) in str(caught.value)
    return caught.value.code, caught.value.file


def spoil(place: Path, how: str) -> None:
    """Put something in a statement's place that must not be read."""
    data = place.read_bytes()
    place.unlink()
    outside = place.parent.parent / place.name
    outside.write_bytes(data)
    match how:
        case "nothing":
            pass
        case "a link out of the folder":
            place.symlink_to(outside)
        case "a link by dots":
            place.symlink_to(Path("..") / place.name)
        case "a link to a device":
            place.symlink_to("/dev/zero")
        case "a link to itself":
            place.symlink_to(place)
        case "a link to nothing":
            place.symlink_to(place.parent / "nothing")
        case "a folder":
            place.mkdir()
        case "a named pipe":
            os.mkfifo(place)
        case "a file without end":
            with place.open("wb") as sparse:
                sparse.truncate(1 << 40)
        case "the artifact":
            place.write_bytes((place.parent / f"half{SUFFIX}").read_bytes())


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("nothing", "S005"),
        ("a link out of the folder", "S006"),
        ("a link by dots", "S006"),
        ("a link to a device", "S006"),
        ("a link to itself", "S006"),
        ("a link to nothing", "S006"),
        ("a folder", "S006"),
        ("a named pipe", "S006"),
        ("a file without end", "S001"),
        ("the artifact", "S002"),
    ],
)
def test_what_must_not_stand_beside_an_artifact_is_refused_with_the_file(
    tmp_path: Path, how: str, expected: str
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    place = statement_path(write(artifact(HALF), folder))
    spoil(place, how)
    assert refusal(folder) == (expected, place)


def test_the_workbench_lets_pass_what_nobody_states_but_nothing_that_is_tampered_with(tmp_path: Path) -> None:
    path = write(artifact(DOUBLE), tmp_path)
    place = statement_path(path)
    data = json.loads(place.read_bytes())
    data["payload"] = b64encode(b64decode(data["payload"]).replace(b"proved", b"pruved", 1)).decode()
    place.write_text(json.dumps(data))
    with pytest.raises(StatementError, match="S008"):
        Handler.load(tmp_path, trust=TRUST, allow_unverified=True)
    assert read_artifact(path) == artifact(DOUBLE)
    place.unlink()
    assert Handler.load(tmp_path, trust=TRUST, allow_unverified=True)("double 4").verified == "unverified"


def test_files_and_payloads_beyond_the_caps_are_refused_before_they_are_parsed() -> None:
    assert code(b" " * (envelopes.MAX_BYTES + 1)) == "S001"
    huge = b"9" * (8 * 2**20 + 1)
    assert code(changed(lambda data: data.update(payload=b64encode(huge).decode()))) == "S001"
    envelope = keys.sign(Envelope(huge), KEY)
    with pytest.raises(StatementError, match="S001"):
        TRUST.check(subject(), envelope)


def test_many_wrong_signatures_cost_nothing() -> None:
    """Only signatures by trusted keys are computed with."""
    envelope = load(good())
    strangers = tuple(Signature(f"{number:064x}", bytes(64)) for number in range(15))
    crowd = Envelope(envelope.payload, (*strangers, *envelope.signatures))
    assert TRUST.check(subject(), load(dump(crowd))).keyid == KEYID
