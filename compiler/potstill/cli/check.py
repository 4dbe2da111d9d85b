"""``potstill check``: diagnostics and bounds of recipes."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import NO, YES, changes, emit, files, json_option, table, watch_option
from potstill.cli.recipes import SUFFIX, Checked, checked


@click.command(
    epilog="""\b
    Examples:
      potstill check tip.recipe
      potstill check recipes/ --json
      potstill check recipes/ --watch"""
)
@click.argument("paths", nargs=-1, required=True)
@json_option
@watch_option
def command(paths: tuple[str, ...], as_json: bool, watch: bool) -> int:
    """Check the recipes in PATHS (files, or folders of *.recipe). Exit code 1 if any is refused."""
    code = YES
    for _ in changes(paths, SUFFIX) if watch else (None,):
        results = checked(files(paths, SUFFIX))
        if as_json:
            emit([result.to_json() for result in results])
        else:
            _tell(results)
        code = NO if any(not result.accepted for result in results) else YES
    return code


def _tell(results: list[Checked]) -> None:
    for result in results:
        for diagnostic in result.compiled.diagnostics:
            click.echo(diagnostic.render(result.text, str(result.path)))
            click.echo()
    table(
        ("recipe", "family", "slots", "nodes", "steps", "bits", "verdict"),
        (_row(result) for result in results),
    )


def _row(result: Checked) -> tuple[str, ...]:
    artifact = result.compiled.artifact
    path = Path(result.path).name
    if artifact is None:
        return (path, "", "", "", "", "", "refused")
    family, bounds = artifact.family, artifact.bounds
    return (
        path,
        family.name,
        str(len(family.slots)),
        str(len(family.program.nodes)),
        str(bounds.steps),
        str(bounds.bits),
        "accepted",
    )
