"""The payload: an in-toto Statement v1 about an artifact's address. ``spec/statements.md``, S2 to S6.

The bytes depend on the verification alone, and reading gives it back unchanged.
"""

from __future__ import annotations

from typing import Any, Final

from potstill.ir import canonical
from potstill.ir.codec import Malformed
from potstill.ir.codec.compound import Object, Sequence
from potstill.ir.statement.faults import Inconsistent, MalformedStatement, TooLong, UnknownVersion
from potstill.ir.statement.predicate import DIGEST, NAME, PREDICATE, Predicate, repeated
from potstill.ir.verdicts import Verification

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:potstill:verdicts:1"
MAX_PAYLOAD: Final = 8 * 2**20
"""Bytes of the longest payload that is read or written."""

_KEYS: Final = ("_type", "predicate", "predicateType", "subject")
_PREFIX: Final = "sha256:"
_DIGESTS: Final = Object("digest", lambda sha256: sha256, {"sha256": DIGEST})
_SUBJECT: Final = Object("subject", lambda digest, name: (digest, name), {"digest": _DIGESTS, "name": NAME})
_SUBJECTS: Final = Sequence(_SUBJECT)


def encode(verification: Verification) -> bytes:
    """The canonical bytes of the statement. Raises MalformedStatement for no verification, TooLong."""
    if (reason := repeated(verification)) is not None:
        raise MalformedStatement(reason)
    if not verification.address.startswith(_PREFIX):
        raise MalformedStatement(f"no address: {verification.address}")
    subject = {"digest": {"sha256": verification.address.removeprefix(_PREFIX)}, "name": verification.family}
    try:
        _SUBJECT.decode(subject, {}, 0)
        predicate = PREDICATE.encode(verification, {}, 0)
        data = canonical.encode(
            {
                "_type": STATEMENT_TYPE,
                "predicate": predicate,
                "predicateType": PREDICATE_TYPE,
                "subject": [subject],
            },
        )
    except Malformed as fault:
        raise MalformedStatement.of(fault) from None
    except canonical.CanonicalError as error:
        raise MalformedStatement(str(error)) from None
    if len(data) > MAX_PAYLOAD:
        raise TooLong(f"a payload of {len(data)} bytes, more than {MAX_PAYLOAD}")
    return data


def decode(payload: bytes) -> Verification:
    """What a statement's bytes say. Raises StatementError.

    INVARIANT: ``encode(decode(payload)) == payload``.
    """
    if len(payload) > MAX_PAYLOAD:
        raise TooLong(f"a payload of more than {MAX_PAYLOAD} bytes")
    try:
        data = canonical.decode(payload, canonical=True)
    except canonical.CanonicalError as error:
        raise MalformedStatement(f"the payload: {error}") from None
    if not isinstance(data, dict):
        raise MalformedStatement("the payload is no object")
    # The versions first: a newer layout may have other keys, and what its reader is told is the useful thing.
    _known(data, "_type", STATEMENT_TYPE)
    _known(data, "predicateType", PREDICATE_TYPE)
    if sorted(data) != list(_KEYS):
        raise MalformedStatement(f"expected the keys {', '.join(_KEYS)}")
    try:
        subjects = _SUBJECTS.decode(data["subject"], {}, 0)
    except Malformed as fault:
        raise MalformedStatement.of(fault.below("subject")) from None
    if len(subjects) != 1:
        raise MalformedStatement(f"{len(subjects)} subjects, not one")
    try:
        stated: Predicate = PREDICATE.decode(data["predicate"], {}, 0)
    except Malformed as fault:
        raise MalformedStatement.of(fault.below("predicate")) from None
    ((digest, family),) = subjects
    found = Verification(
        family, _PREFIX + digest, stated.verdicts, stated.effort, stated.waivers, stated.assumptions
    )
    if (reason := repeated(found)) is not None:
        raise MalformedStatement(reason)
    if stated.guards != found.guards:
        raise Inconsistent("the guards are not the undecided obligations that can be guarded")
    if stated.released is not found.released:
        raise Inconsistent("whether it releases the artifact does not follow from the verdicts")
    return found


def schema() -> dict[str, Any]:
    """The JSON Schema of payloads, as ``spec/schemas/statement.schema.json`` has it."""
    named: dict[str, Any] = {}
    properties = {
        "_type": {"const": STATEMENT_TYPE},
        "predicate": PREDICATE.schema(named),
        "predicateType": {"const": PREDICATE_TYPE},
        "subject": {"type": "array", "items": _SUBJECT.schema(named), "minItems": 1, "maxItems": 1},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "statement.schema.json",
        "title": "The payload of a statement about an artifact",
        "description": "An in-toto Statement v1 whose predicate is a verification; see spec/statements.md.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": dict(sorted(named.items())),
    }


def _known(data: dict[str, Any], key: str, expected: str) -> None:
    if key not in data:
        raise MalformedStatement(f"no key {key}")
    if not isinstance(stated := data[key], str):
        raise MalformedStatement(f"$.{key}: expected a string")
    if stated != expected:
        raise UnknownVersion(f"this reader knows {key} {expected}, not {stated[:120]}")
