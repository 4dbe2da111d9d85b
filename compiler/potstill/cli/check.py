"""``potstill check``: diagnostics, bounds and verdicts of recipes."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli import verdicts
from potstill.cli.console import NO, YES, changes, emit, files, json_option, table, watch_option
from potstill.cli.jobs import jobs_options
from potstill.cli.proving import proved, waivers
from potstill.cli.recipes import SUFFIX, Checked, checked
from potstill.ir.verdicts import Verification


@click.command(
    epilog="""\b
    Examples:
      potstill check tip.recipe
      potstill check recipes/ --jobs 2
      potstill check recipes/ --no-proofs --watch"""
)
@click.argument("paths", nargs=-1, required=True)
@click.option("--no-proofs", is_flag=True, help="Only compile.")
@click.option("--waive", multiple=True, metavar="OBLIGATION=REASON", help="Let an undecided obligation pass.")
@jobs_options
@json_option
@watch_option
def command(
    paths: tuple[str, ...],
    no_proofs: bool,
    waive: tuple[str, ...],
    jobs: int,
    executor: str | None,
    as_json: bool,
    watch: bool,
) -> int:
    """Check the recipes in PATHS (files, or folders of *.recipe): compile them, and prove them right.

    Exit code 1 if one is refused, or refuted; 3 if one has an open obligation that is neither guarded nor
    waived.
    """
    code = YES
    given = waivers(waive)
    for _ in changes(paths, SUFFIX) if watch else (None,):
        results = checked(files(paths, SUFFIX))
        artifacts = [found.compiled.artifact for found in results if found.compiled.artifact is not None]
        found = [] if no_proofs else proved(artifacts, waive=given, jobs=jobs, executor=executor)
        known = {one.verification.address: one.verification for one in found}
        if as_json:
            emit([_json(result, known) for result in results])
        else:
            _tell(results, known)
        refused = any(not result.accepted for result in results)
        code = NO if refused else verdicts.code(known.values())
    return code


def _json(result: Checked, known: dict[str, Verification]) -> dict[str, object]:
    artifact = result.compiled.artifact
    verification = None if artifact is None else known.get(artifact.address)
    told = None if verification is None else verdicts.to_json(verification)
    return result.to_json() | {"verification": told}


def _tell(results: list[Checked], known: dict[str, Verification]) -> None:
    for result in results:
        for diagnostic in result.compiled.diagnostics:
            click.echo(diagnostic.render(result.text, str(result.path)))
            click.echo()
    if len(results) == 1 and len(known) == 1:
        verdicts.show_verification(next(iter(known.values())))
    table(
        ("recipe", "family", "steps", "bits", "proved", "guards", "verdict"),
        (_row(result, known) for result in results),
    )
    if len(results) > 1:
        for verification in known.values():
            verdicts.explain(verification)


def _row(result: Checked, known: dict[str, Verification]) -> tuple[str, ...]:
    artifact = result.compiled.artifact
    path = Path(result.path).name
    if artifact is None:
        return (path, "", "", "", "", "", "refused")
    family, bounds = artifact.family, artifact.bounds
    verification = known.get(artifact.address)
    return (
        path,
        family.name,
        str(bounds.steps),
        str(bounds.bits),
        *(("", "", "accepted") if verification is None else verdicts.summary(verification)),
    )
