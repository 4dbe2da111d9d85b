"""The envelope: a payload and who signed it, after DSSE 1.0. ``spec/statements.md``, S7.

An envelope is believed nothing; :mod:`potstill.ir.keys` makes and checks signatures.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from potstill.ir import artifact, canonical, files
from potstill.ir.codec import Malformed
from potstill.ir.codec.compound import Object, Sequence
from potstill.ir.codec.forms import String
from potstill.ir.statement.faults import (
    MalformedStatement,
    NoStatement,
    TooLong,
    UnknownVersion,
    UnreadableStatement,
)
from potstill.ir.statement.payload import MAX_PAYLOAD
from potstill.ir.statement.predicate import DIGEST

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
SUFFIX: Final = ".potstill.statement.json"
MAX_SIGNATURES: Final = 16
MAX_BYTES: Final = 12 * 2**20
"""The longest file of a statement that is read or written: its payload takes up four thirds of its bytes."""

_LONGEST: Final = 4 * ((MAX_PAYLOAD + 2) // 3)


@dataclass(frozen=True, slots=True)
class Signature:
    """An ed25519 signature, 64 bytes, and the id of the key that it claims to be made with."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and its signatures, in order of their keys' ids, at most one by each."""

    payload: bytes
    signatures: tuple[Signature, ...] = ()

    @property
    def message(self) -> bytes:
        """What is signed: DSSE's pre-authentication encoding, which takes in the type of the payload."""
        kind = PAYLOAD_TYPE.encode("ascii")
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    def add(self, signature: Signature) -> Envelope:
        """With one more signature, which replaces another by the same key."""
        others = [known for known in self.signatures if known.keyid != signature.keyid]
        ordered = sorted([*others, signature], key=lambda each: each.keyid)
        return Envelope(self.payload, tuple(ordered))


@dataclass(frozen=True, slots=True)
class _Signed:
    """An entry of ``signatures`` as it stands in the file."""

    keyid: str
    sig: str


@dataclass(frozen=True, slots=True)
class _File:
    """An envelope as it stands in the file."""

    payload: str
    payloadType: str
    signatures: tuple[_Signed, ...]


_SIGNATURE: Final = Object("signature", _Signed, {"keyid": DIGEST, "sig": String("[A-Za-z0-9+/]{86}==", 88)})
_FILE: Final = Object(
    "envelope",
    _File,
    {
        "payload": String(longest=_LONGEST),
        "payloadType": String(longest=200),
        "signatures": Sequence(_SIGNATURE),
    },
)


def dump(envelope: Envelope) -> bytes:
    """The bytes of a statement's file. Raises MalformedStatement for one without a signature, TooLong."""
    if not 1 <= len(envelope.signatures) <= MAX_SIGNATURES:
        raise MalformedStatement(f"{len(envelope.signatures)} signatures, not 1 to {MAX_SIGNATURES}")
    if len(envelope.payload) > MAX_PAYLOAD:
        raise TooLong(f"a payload of {len(envelope.payload)} bytes, more than {MAX_PAYLOAD}")
    signatures = tuple(_Signed(each.keyid, _text(each.sig)) for each in envelope.signatures)
    try:
        data = _FILE.encode(_File(_text(envelope.payload), PAYLOAD_TYPE, signatures), {}, 0)
    except Malformed as fault:
        raise MalformedStatement.of(fault) from None
    return canonical.encode(data)


def load(data: bytes) -> Envelope:
    """The envelope in a file's bytes. Raises StatementError. Nothing about it has been checked but its form.

    Other tools may have written it, so white space and the order of its keys are free: no signature covers
    them.
    """
    if len(data) > MAX_BYTES:
        raise TooLong(f"more than {MAX_BYTES} bytes")
    try:
        outer = canonical.decode(data)
    except canonical.CanonicalError as error:
        raise MalformedStatement(str(error)) from None
    if isinstance(outer, dict) and isinstance(kind := outer.get("payloadType"), str) and kind != PAYLOAD_TYPE:
        raise UnknownVersion(f"this reader knows payloadType {PAYLOAD_TYPE}, not {kind[:120]}")
    try:
        file: _File = _FILE.decode(outer, {}, 0)
    except Malformed as fault:
        raise MalformedStatement.of(fault) from None
    if not 1 <= len(file.signatures) <= MAX_SIGNATURES:
        raise MalformedStatement(f"{len(file.signatures)} signatures, not 1 to {MAX_SIGNATURES}")
    if len({each.keyid for each in file.signatures}) < len(file.signatures):
        raise MalformedStatement("two signatures by one key")
    if len(payload := _bytes(file.payload)) > MAX_PAYLOAD:
        raise TooLong(f"a payload of more than {MAX_PAYLOAD} bytes")
    signatures = [Signature(each.keyid, _bytes(each.sig)) for each in file.signatures]
    return Envelope(payload, tuple(sorted(signatures, key=lambda each: each.keyid)))


def statement_path(path: Path) -> Path:
    """Where the statement about the artifact in the file ``path`` stands: beside it."""
    return path.with_name(path.name.removesuffix(artifact.SUFFIX) + SUFFIX)


def read_envelope(path: Path) -> Envelope:
    """The envelope in a file. Raises StatementError, NoStatement if there is no such file."""
    try:
        if not path.exists() and not path.is_symlink():
            raise NoStatement("there is no statement; `potstill build` writes one")
        if files.leads_out(path, path.parent):
            raise UnreadableStatement("a link that leads out of the folder")
        return load(files.read(path, MAX_BYTES))
    except (files.FileError, OSError) as error:
        raise UnreadableStatement(str(error), file=path) from None
    except (NoStatement, UnreadableStatement, MalformedStatement, TooLong, UnknownVersion) as fault:
        fault.file = path
        raise


def write_envelope(envelope: Envelope, path: Path) -> None:
    """Write the file, all or nothing. Raises StatementError, OSError."""
    files.write({path: dump(envelope)})


def schema() -> dict[str, Any]:
    """The JSON Schema of statements' files, as ``spec/schemas/envelope.schema.json`` has it."""
    named: dict[str, Any] = {}
    _FILE.schema(named)
    file = named.pop("envelope")
    file["properties"]["payloadType"] = {"const": PAYLOAD_TYPE}
    file["properties"]["signatures"] |= {"minItems": 1, "maxItems": MAX_SIGNATURES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "envelope.schema.json",
        "title": "The file of a statement about an artifact",
        "description": "A DSSE envelope; payload and sig are base64. See spec/statements.md.",
        **file,
        "$defs": dict(sorted(named.items())),
    }


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    """What base64 stands for, in its one spelling."""
    try:
        data = b64decode(text, validate=True)
    except Error as error:
        raise MalformedStatement(f"not base64: {error}") from None
    if _text(data) != text:
        raise MalformedStatement("base64 with bits set that stand for nothing")
    return data
