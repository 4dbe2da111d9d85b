"""``potstill sign``: one more signature on statements that are there already."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import YES, CannotRun, emit, files, json_option, note
from potstill.cli.keys import key_option, signing_key
from potstill.ir import keys
from potstill.ir.artifact import SUFFIX as ARTIFACT
from potstill.ir.artifact import ArtifactError, read_artifact
from potstill.ir.statement import (
    SUFFIX,
    Envelope,
    OtherSubject,
    StatementError,
    decode,
    read_envelope,
    statement_path,
    write_envelope,
)


@click.command(
    epilog="""\b
    Examples:
      potstill sign artifacts
      potstill sign artifacts/tip.potstill.json --key release.pem"""
)
@click.argument("paths", nargs=-1, required=True)
@key_option
@json_option
def command(paths: tuple[str, ...], key: str | None, as_json: bool) -> int:
    """Sign the statements about the artifacts in PATHS: statements, artifacts they are about, or folders.

    A signature says that you stand by the verdicts; `potstill verify` proves them again before you do.
    Signatures that are there stay. Nothing is signed if one statement is malformed or about another artifact.
    """
    places = [_statement(path) for path in files(paths, SUFFIX)]
    envelopes = {place: _read(place) for place in places}
    signing = signing_key(key)
    signed = {place: keys.sign(envelope, signing) for place, envelope in envelopes.items()}
    for place, envelope in signed.items():
        write_envelope(envelope, place)
    keyid = keys.keyid(keys.public(signing))
    if as_json:
        emit([{"path": str(place), "signatures": _ids(envelope)} for place, envelope in signed.items()])
    else:
        note(f"{len(signed)} statements signed with {keyid}")
    return YES


def _statement(path: Path) -> Path:
    return statement_path(path) if path.name.endswith(ARTIFACT) else path


def _read(place: Path) -> Envelope:
    """The envelope in a file, which must be about the artifact beside it. Raises CannotRun."""
    try:
        envelope = read_envelope(place)
        verification = decode(envelope.payload)
        artifact = read_artifact(place.with_name(verification.family + ARTIFACT))
        if (artifact.address, statement_path(Path(artifact.family.name + ARTIFACT)).name) != (
            verification.address,
            place.name,
        ):
            raise OtherSubject(f"it is about {verification.family} {verification.address}", file=place)
    except (StatementError, ArtifactError) as fault:
        if fault.file is None:
            fault.file = place
        raise CannotRun(str(fault)) from fault
    return envelope


def _ids(envelope: Envelope) -> list[str]:
    return [signature.keyid for signature in envelope.signatures]
