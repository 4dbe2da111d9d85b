"""What is served: artifacts whose statements are signed by a key that is trusted here, and block nothing.

    trust = Trust.local()                       # the keys of this user
    pair = trust.check(artifact, envelope)      # raises StatementError, or it may be served
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from potstill.ir import keys
from potstill.ir.artifact import SUFFIX, Artifact, read_artifact, read_folder
from potstill.ir.obligations import obligations
from potstill.ir.statement import (
    BadSignature,
    Blocked,
    Envelope,
    Incomplete,
    NoStatement,
    OtherSubject,
    StatementError,
    UntrustedKey,
    decode,
    read_envelope,
    statement_path,
)
from potstill.runtime import keyring
from potstill.runtime.standing import Served, Verified

SHOWN: Final = 3
"""How many names a message gives."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The public keys whose statements count, by their ids. Raises ValueError for an id of another key."""

    keys: Mapping[str, bytes]

    def __post_init__(self) -> None:
        for keyid, public in self.keys.items():
            if keys.keyid(public) != keyid:
                raise ValueError(f"{keyid} is not the id of its key")

    @classmethod
    def of(cls, public: Iterable[bytes]) -> Trust:
        """Trust in these keys and no others."""
        return cls({keys.keyid(key): key for key in public})

    @classmethod
    def local(cls, folder: Path | None = None, *, also: Iterable[bytes] = ()) -> Trust:
        """Trust in the keys of a folder, by default this user's, and in some more. Raises KeyringError."""
        known = keyring.trusted(keyring.home() if folder is None else folder)
        return cls(known | {keys.keyid(key): key for key in also})

    def check(self, artifact: Artifact, envelope: Envelope) -> Verified:
        """The artifact with what the envelope states about it. Raises StatementError, CannotSign.

        Every signature that names a trusted key must hold, and there must be one.
        """
        trusted = [each for each in envelope.signatures if each.keyid in self.keys]
        if not trusted:
            names = ", ".join(each.keyid[:16] for each in envelope.signatures[:SHOWN])
            raise UntrustedKey(f"signed by {names or 'nobody'}; `potstill keys trust` adds a key")
        for signature in trusted:
            if not keys.holds(signature, envelope, self.keys[signature.keyid]):
                raise BadSignature(f"the signature by {signature.keyid[:16]} is not of these bytes")
        verification = decode(envelope.payload)
        if (verification.family, verification.address) != (artifact.family.name, artifact.address):
            about = f"{verification.family} {verification.address}"
            raise OtherSubject(f"it is about {about}, not {artifact.family.name} {artifact.address}")
        stated = {verdict.obligation for verdict in verification.verdicts}
        if missing := [each.name for each in obligations(artifact.family) if each not in stated]:
            raise Incomplete(f"it has no verdict on {_listed(missing)}")
        if blocking := verification.blocking:
            told = [f"{verdict.obligation.name} {verdict.status.value}" for verdict in blocking]
            raise Blocked(_listed(told))
        return Verified(artifact, verification, trusted[0].keyid)

    def read(self, folder: str | Path, *, allow_unverified: bool = False) -> list[Served]:
        """The artifacts of a folder, or of one file, each with its statement, which stands beside it.

        ``allow_unverified``: one without a statement that can be checked comes alone. Raises ArtifactError,
        StatementError with the file, CannotSign.
        """
        path = Path(folder)
        if path.is_dir():
            found = [(path / f"{each.family.name}{SUFFIX}", each) for each in read_folder(path)]
        else:
            found = [(path, read_artifact(path))]
        return [self._pair(each, file, allow_unverified) for file, each in found]

    def _pair(self, artifact: Artifact, file: Path, allow_unverified: bool) -> Served:
        if allow_unverified and not self.keys:  # nobody could have signed what counts
            return artifact
        beside = statement_path(file)
        try:
            try:
                return self.check(artifact, read_envelope(beside))
            except OtherSubject:
                # Two files cannot change at once: somebody may have been building between the two looks.
                return self.check(read_artifact(file), read_envelope(beside))
        except (NoStatement, UntrustedKey, keys.CannotSign) as fault:
            if allow_unverified:
                return artifact
            if isinstance(fault, StatementError):
                fault.file = beside
            raise
        except StatementError as fault:
            fault.file = beside
            raise


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
