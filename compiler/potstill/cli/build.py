"""``potstill build``: recipes into artifacts, proved right, with signed statements that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from potstill.cli import verdicts
from potstill.cli.console import (
    NO,
    YES,
    CannotRun,
    changes,
    emit,
    files,
    json_option,
    note,
    table,
    watch_option,
)
from potstill.cli.jobs import jobs_options
from potstill.cli.keys import key_option, signing_key
from potstill.cli.proving import proved, waivers
from potstill.cli.recipes import SUFFIX, Checked, checked
from potstill.ir import files as disk
from potstill.ir import keys
from potstill.ir.artifact import SUFFIX as ARTIFACT
from potstill.ir.artifact import Artifact, dump
from potstill.ir.statement import Envelope, encode, statement_path
from potstill.ir.statement import dump as dump_envelope
from potstill.ir.verdicts import Verification, Waiver

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask for. ``unverified``: artifacts alone."""

    output: Path
    unverified: bool
    waive: Sequence[Waiver]
    key: str | None
    jobs: int
    executor: str | None
    as_json: bool


@click.command(
    epilog="""\b
    Examples:
      potstill build recipes/ -o artifacts
      potstill build tip.recipe split.recipe -o artifacts --watch
      potstill build tip.recipe -o artifacts --waive "relevant:shop=kept for the log" """
)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False), help="Where the artifacts go."
)
@click.option("--unverified", is_flag=True, help="Prove nothing, and write no statements.")
@click.option("--waive", multiple=True, metavar="OBLIGATION=REASON", help="Let an undecided obligation pass.")
@key_option
@jobs_options
@json_option
@watch_option
def command(
    paths: tuple[str, ...],
    output: str,
    unverified: bool,
    waive: tuple[str, ...],
    key: str | None,
    jobs: int,
    executor: str | None,
    as_json: bool,
    watch: bool,
) -> int:
    """Compile the recipes in PATHS into artifacts in a folder, prove them right, and sign statements.

    All or nothing: if one recipe is refused, two define the same family, or the verdicts on one forbid its
    release, nothing is written. The exit code is 1 then, or 3 if what forbids it is only undecided. A key for
    this machine is made when the first statement is signed.
    """
    if unverified and (waive or key):
        raise click.UsageError("--unverified signs nothing: leave out --waive and --key")
    wanted = Wanted(Path(output), unverified, waivers(waive), key, jobs, executor, as_json)
    code = YES
    for _ in changes(paths, SUFFIX) if watch else (None,):
        code = _built(checked(files(paths, SUFFIX)), wanted)
    return code


def _built(results: list[Checked], wanted: Wanted) -> int:
    refused = [result for result in results if not result.accepted]
    twice = _twice(results)
    artifacts = [found.compiled.artifact for found in results if found.compiled.artifact is not None]
    verifications: list[Verification] = []
    if not refused and not twice:
        verifications = _verified(artifacts, wanted)
    blocked = [verification for verification in verifications if not verification.released]
    if not refused and not twice and not blocked:
        _write(artifacts, verifications, wanted)
    if wanted.as_json:
        known = {one.address: verdicts.to_json(one) for one in verifications}
        emit([result.to_json() | {"verification": _of(result, known)} for result in results])
    else:
        _tell(results, twice, blocked)
        note(
            f"nothing written: {len(refused) + len(twice) + len(blocked)} of {len(results)} recipes refused"
            if refused or twice or blocked
            else f"{len(results)} artifacts in {wanted.output}"
        )
    return NO if refused or twice else verdicts.code(verifications)


def _of(result: Checked, known: dict[str, object]) -> object:
    return None if result.compiled.artifact is None else known.get(result.compiled.artifact.address)


def _tell(results: list[Checked], twice: dict[str, list[Path]], blocked: list[Verification]) -> None:
    for result in results:
        for diagnostic in result.compiled.diagnostics:
            click.echo(diagnostic.render(result.text, str(result.path)), err=True)
    for name, paths in twice.items():
        click.echo(
            f"{name} is defined in {' and in '.join(map(str, paths))}; give one another name", err=True
        )
    if blocked:
        rows = [
            (verification.family, verdict.obligation.name, verdict.status.value, verdict.detail)
            for verification in blocked
            for verdict in verification.blocking
        ]
        table(("family", "obligation", "verdict", "because"), rows)
    for verification in blocked:
        verdicts.explain(verification)


def _verified(artifacts: list[Artifact], wanted: Wanted) -> list[Verification]:
    """What is found out about each; nothing where nothing is to be proved."""
    if wanted.unverified:
        return []
    found = proved(artifacts, waive=wanted.waive, jobs=wanted.jobs, executor=wanted.executor)
    verifications = [one.verification for one in found]
    used = {waiver.obligation for verification in verifications for waiver in verification.waivers}
    if idle := [waiver.obligation for waiver in wanted.waive if waiver.obligation not in used]:
        raise CannotRun(f"--waive {idle[0]}: no family here has this obligation")
    return verifications


def _write(artifacts: list[Artifact], verifications: list[Verification], wanted: Wanted) -> None:
    """Each artifact with its statement; without statements, old ones, which are about others, go."""
    signing = None if wanted.unverified else signing_key(wanted.key)
    wanted.output.mkdir(parents=True, exist_ok=True)
    places = [wanted.output / f"{artifact.family.name}{ARTIFACT}" for artifact in artifacts]
    contents = {place: dump(artifact) for place, artifact in zip(places, artifacts, strict=True)}
    if signing is None:
        for place in places:
            statement_path(place).unlink(missing_ok=True)
    else:
        for place, verification in zip(places, verifications, strict=True):
            contents[statement_path(place)] = _statement(verification, signing)
    disk.write(contents)


def _statement(verification: Verification, key: Ed25519PrivateKey) -> bytes:
    return dump_envelope(keys.sign(Envelope(encode(verification)), key))


def _twice(results: list[Checked]) -> dict[str, list[Path]]:
    paths: dict[str, list[Path]] = {}
    for result in results:
        if result.compiled.artifact is not None:
            paths.setdefault(result.compiled.artifact.family.name, []).append(result.path)
    return {name: where for name, where in paths.items() if len(where) > 1}
