"""Statements about artifacts, as tests need them: verdicts that nobody found out, signed with a known key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from potstill.ir import keys
from potstill.ir.artifact import SUFFIX, Artifact, write_artifact
from potstill.ir.obligations import obligations
from potstill.ir.statement import Envelope, encode, statement_path, write_envelope
from potstill.ir.verdicts import (
    Counterexample,
    Effort,
    Method,
    Obligation,
    Status,
    Verdict,
    Verification,
    Waiver,
)
from potstill.runtime import Trust, Verified

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
TRUST: Final = Trust.of([keys.public(KEY)])
EFFORT: Final = Effort("1", "z3", "5.4.0", 0, 1_000_000)
DIGEST: Final = "sha256:" + "0123456789abcdef" * 4


def verdict(obligation: Obligation, status: Status = Status.PROVED, assumes: tuple[str, ...] = ()) -> Verdict:
    """A verdict with what its status demands."""
    proved, refuted = status is Status.PROVED, status is Status.REFUTED
    example = Counterexample("double 7", (("n", "7"),), values=(("n * 2", "14"),), facts=("n in 1..1000",))
    return Verdict(
        obligation,
        status,
        Method.SMT if proved else None,
        assumes,
        (DIGEST,) if proved else (),
        "as a test says",
        example if refuted else None,
    )


def verification(
    artifact: Artifact,
    statuses: Mapping[str, Status] = {},
    *,
    assumes: Mapping[str, tuple[str, ...]] = {},
    waivers: tuple[Waiver, ...] = (),
) -> Verification:
    """Everything proved, but what ``statuses`` says, by names of obligations."""
    verdicts = tuple(
        verdict(each, statuses.get(each.name, Status.PROVED), assumes.get(each.name, ()))
        for each in obligations(artifact.family)
    )
    assert statuses.keys() <= {each.obligation.name for each in verdicts}
    return Verification(artifact.family.name, artifact.address, verdicts, EFFORT, waivers)


def stated(found: Verification, key: Ed25519PrivateKey = KEY) -> Envelope:
    """A verification, signed."""
    return keys.sign(Envelope(encode(found)), key)


def verified(artifact: Artifact, statuses: Mapping[str, Status] = {}) -> Verified:
    """An artifact with a statement that was checked."""
    return TRUST.check(artifact, stated(verification(artifact, statuses)))


def write(
    artifact: Artifact, folder: Path, found: Verification | None = None, key: Ed25519PrivateKey = KEY
) -> Path:
    """The file of an artifact, with a statement beside it."""
    path = folder / f"{artifact.family.name}{SUFFIX}"
    write_artifact(artifact, path)
    write_envelope(stated(verification(artifact) if found is None else found, key), statement_path(path))
    return path
