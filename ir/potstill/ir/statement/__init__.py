"""Statements: what was found out about an artifact, as a file that travels beside it.

``spec/statements.md`` is the format: a DSSE envelope around an in-toto statement, whose subject is the
artifact's address and whose predicate is a :class:`~potstill.ir.verdicts.Verification`.

    envelope = keys.sign(Envelope(encode(verification)), key)
    verification = decode(envelope.payload)        # once a signature has been checked
"""

from __future__ import annotations

from potstill.ir.statement.envelope import (
    PAYLOAD_TYPE,
    SUFFIX,
    Envelope,
    Signature,
    dump,
    load,
    read_envelope,
    statement_path,
    write_envelope,
)
from potstill.ir.statement.faults import (
    BadSignature,
    Blocked,
    Incomplete,
    Inconsistent,
    MalformedStatement,
    NoStatement,
    OtherSubject,
    StatementError,
    TooLong,
    UnknownVersion,
    UnreadableStatement,
    UntrustedKey,
)
from potstill.ir.statement.payload import PREDICATE_TYPE, STATEMENT_TYPE, decode, encode

__all__ = [
    "PAYLOAD_TYPE",
    "PREDICATE_TYPE",
    "STATEMENT_TYPE",
    "SUFFIX",
    "BadSignature",
    "Blocked",
    "Envelope",
    "Incomplete",
    "Inconsistent",
    "MalformedStatement",
    "NoStatement",
    "OtherSubject",
    "Signature",
    "StatementError",
    "TooLong",
    "UnknownVersion",
    "UnreadableStatement",
    "UntrustedKey",
    "decode",
    "dump",
    "encode",
    "load",
    "read_envelope",
    "statement_path",
    "write_envelope",
]
