"""Statements: what stands in their files, that nothing is lost there, and that outsiders can read them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jsonschema import Draft202012Validator

from potstill.ir import canonical, keys
from potstill.ir.statement import (
    SUFFIX,
    BadSignature,
    Envelope,
    MalformedStatement,
    Signature,
    StatementError,
    TooLong,
    decode,
    dump,
    encode,
    load,
    read_envelope,
    statement_path,
    write_envelope,
)
from potstill.ir.statement.envelope import MAX_SIGNATURES
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict, Verification, Waiver
from tests.recipes import BROKEN, DOUBLE, artifact
from tests.stating import DIGEST, EFFORT, KEY, OTHER, stated, verdict, verification

ADDRESS = "sha256:" + "ab" * 32


def about(*verdicts: Verdict, waivers: tuple[Waiver, ...] = ()) -> Verification:
    return Verification("tip", ADDRESS, verdicts, EFFORT, waivers)


def test_the_payload_is_an_intoto_statement_about_the_address() -> None:
    made = artifact(DOUBLE)
    data = json.loads(encode(verification(made)))
    assert data["_type"] == "https://in-toto.io/Statement/v1"
    assert data["predicateType"] == "urn:potstill:verdicts:1"
    assert data["subject"] == [
        {"name": "double", "digest": {"sha256": made.address.removeprefix("sha256:")}}
    ]
    parts = {"verdicts", "guards", "released", "waivers", "assumptions", "effort"}
    assert set(data["predicate"]) == parts
    assert data["predicate"]["effort"] == asdict(EFFORT)


def test_a_verification_comes_back_as_it_was() -> None:
    found = about(
        Verdict(
            Obligation(Kind.STUCK, "3:division_by_zero", 3),
            Status.PROVED,
            Method.SMT,
            ("range:a",),
            (DIGEST,),
            "é 𝄞 \u0000",
        ),
        verdict(Obligation(Kind.RANGE, "a", 4), Status.UNDECIDED),
        verdict(Obligation(Kind.RELEVANT, "n"), Status.UNSUPPORTED),
        verdict(Obligation(Kind.ENSURE, "0", 9), Status.REFUTED),
        verdict(Obligation(Kind.FAMILY), Status.VACUOUS),
        waivers=(Waiver("relevant:n", "kept for the log"),),
    )
    assert decode(encode(found)) == found
    data = json.loads(encode(found))["predicate"]
    assert (data["guards"], data["released"]) == (["range:a"], False)


def test_the_same_verification_gives_the_same_bytes_and_the_same_signature() -> None:
    found = verification(artifact(BROKEN), {"ensure:0": Status.UNDECIDED})
    assert encode(found) == encode(decode(encode(found)))
    assert encode(found) == canonical.encode(json.loads(encode(found)))
    assert dump(stated(found)) == dump(stated(found))


def test_an_outsider_checks_a_statement_with_nothing_but_the_standards() -> None:
    file = json.loads(dump(stated(verification(artifact(DOUBLE)))))
    payload = base64.b64decode(file["payload"])
    kind = file["payloadType"]
    assert kind == "application/vnd.in-toto+json"
    message = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    (signature,) = file["signatures"]
    raw = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert signature["keyid"] == hashlib.sha256(raw).hexdigest()
    KEY.public_key().verify(base64.b64decode(signature["sig"]), message)


def test_the_schemas_describe_what_is_written(root: Path) -> None:
    def schema(name: str) -> Draft202012Validator:
        data = json.loads((root / "spec" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(data)
        return Draft202012Validator(data)

    envelope = stated(verification(artifact(BROKEN), {"ensure:0": Status.REFUTED}))
    schema("envelope").validate(json.loads(dump(envelope)))
    schema("statement").validate(json.loads(envelope.payload))
    data = json.loads(envelope.payload)
    data["predicate"]["surplus"] = 1
    assert not schema("statement").is_valid(data)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (about(verdict(Obligation(Kind.FAMILY)), verdict(Obligation(Kind.FAMILY))), "two verdicts"),
        (about(waivers=(Waiver("family", "why not"),)), "no verdict"),
        (
            about(verdict(Obligation(Kind.FAMILY)), waivers=(Waiver("family", "a"), Waiver("family", "b"))),
            "two waivers",
        ),
        (about(verdict(Obligation(Kind.FAMILY)), waivers=(Waiver("family", " "),)), "reason"),
        (about(Verdict(Obligation(Kind.FAMILY), Status.REFUTED, Method.EVALUATION)), "counterexample"),
        (about(Verdict(Obligation(Kind.FAMILY), Status.PROVED, None)), "no method"),
        (about(Verdict(Obligation(Kind.ANSWER), Status.PROVED, Method.EVALUATION)), "a run proves nothing"),
        (about(Verdict(Obligation(Kind.ANSWER), Status.PROVED, Method.SMT)), "without a query"),
        (about(verdict(Obligation(Kind.ANSWER), assumes=("answer",))), "assumes itself"),
        (about(verdict(Obligation(Kind.STUCK, "3:empty_list", 4))), "its node"),
        (about(verdict(Obligation(Kind.STUCK, "3:empty_list"))), "its node"),
        (about(Verdict(Obligation(Kind.FAMILY), Status.PROVED, Method.TYPES, (), ("sha1:00",))), "evidence"),
        (Verification("tip", "ab" * 32, (), EFFORT), "no address"),
        (Verification("tip", "sha256:ab", (), EFFORT), "digest"),
        (Verification("../tip", ADDRESS, (), EFFORT), "name"),
    ],
)
def test_what_is_no_verification_is_not_written(found: Verification, why: str) -> None:
    with pytest.raises(MalformedStatement, match=why):
        encode(found)


def test_a_payload_beyond_the_cap_is_not_written() -> None:
    verdicts = [
        Verdict(Obligation(Kind.ENSURE, str(number)), Status.UNDECIDED, None, detail="x" * 99_000)
        for number in range(90)
    ]
    with pytest.raises(TooLong, match="S001"):
        encode(about(*verdicts))


def test_signatures_add_up_in_the_order_of_the_keys() -> None:
    once = stated(verification(artifact(DOUBLE)))
    both = keys.sign(once, OTHER)
    assert both == keys.sign(stated(decode(once.payload), OTHER), KEY)
    assert keys.sign(both, KEY) == both
    assert [one.keyid for one in both.signatures] == sorted(one.keyid for one in both.signatures)
    assert load(dump(both)) == both


@pytest.mark.parametrize("count", [0, MAX_SIGNATURES + 1])
def test_an_envelope_has_a_bounded_number_of_signatures(count: int) -> None:
    signatures = tuple(Signature(f"{number:064x}", bytes(64)) for number in range(count))
    with pytest.raises(MalformedStatement, match="signatures"):
        dump(Envelope(b"{}", signatures))


def test_the_layout_of_an_envelope_is_free() -> None:
    envelope = stated(verification(artifact(DOUBLE)))
    data = json.loads(dump(envelope))
    pretty = {key: data[key] for key in ("payloadType", "signatures", "payload")}
    assert load(json.dumps(pretty, indent=2).encode()) == envelope


def test_a_statement_stands_beside_its_artifact(tmp_path: Path) -> None:
    envelope = stated(verification(artifact(DOUBLE)))
    path = statement_path(tmp_path / "double.potstill.json")
    assert path == tmp_path / f"double{SUFFIX}"
    write_envelope(envelope, path)
    assert read_envelope(path) == envelope
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_public_keys_are_what_others_write() -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert keys.write_public(keys.public(key)) == pem
    assert keys.read_public(pem) == keys.public(key)
    assert keys.read_public(pem.replace(b"\n", b"\r\n")) == keys.public(key)
    assert keys.public(keys.read_private(keys.write_private(key))) == keys.public(key)


def test_the_first_signature_of_rfc_8032() -> None:
    secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    public = keys.public(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert public.hex() == expected
    Ed25519PublicKey.from_public_bytes(public)


def test_every_fault_has_a_code_of_its_own() -> None:
    pending, codes = [StatementError], []
    while pending:
        fault = pending.pop()
        codes.append(fault.code)
        pending.extend(fault.__subclasses__())
    assert sorted(codes) == [f"S{number:03}" for number in range(12)]
    told = str(BadSignature("not of these bytes", file=Path("tip.json")))
    assert told == "S008: tip.json: not of these bytes"
