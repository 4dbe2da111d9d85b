"""``potstill build``: recipes into artifacts."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import NO, YES, changes, emit, files, json_option, note, watch_option
from potstill.cli.folder import SUFFIX as ARTIFACT
from potstill.cli.recipes import SUFFIX, Checked, checked
from potstill.ir.artifact import write_artifact


@click.command(
    epilog="""\b
    Examples:
      potstill build recipes/ -o artifacts
      potstill build tip.recipe split.recipe -o artifacts --watch"""
)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False), help="Where the artifacts go."
)
@json_option
@watch_option
def command(paths: tuple[str, ...], output: str, as_json: bool, watch: bool) -> int:
    """Compile the recipes in PATHS into artifacts in a folder.

    All or nothing: if one recipe is refused, or two define the same family, nothing is written, and the
    exit code is 1.
    """
    code = YES
    for _ in changes(paths, SUFFIX) if watch else (None,):
        results = checked(files(paths, SUFFIX))
        code = _built(results, Path(output), as_json)
    return code


def _built(results: list[Checked], output: Path, as_json: bool) -> int:
    refused = [result for result in results if not result.accepted]
    twice = _twice(results)
    if not refused and not twice:
        output.mkdir(parents=True, exist_ok=True)
        for result in results:
            artifact = result.compiled.artifact
            assert artifact is not None
            write_artifact(artifact, output / f"{artifact.family.name}{ARTIFACT}")
    if as_json:
        emit([result.to_json() for result in results])
    else:
        for result in results:
            for diagnostic in result.compiled.diagnostics:
                click.echo(diagnostic.render(result.text, str(result.path)), err=True)
        for name, paths in twice.items():
            click.echo(
                f"{name} is defined in {' and in '.join(map(str, paths))}; give one another name", err=True
            )
        note(
            f"nothing written: {len(refused) + len(twice)} of {len(results)} recipes refused"
            if refused or twice
            else f"{len(results)} artifacts in {output}"
        )
    return NO if refused or twice else YES


def _twice(results: list[Checked]) -> dict[str, list[Path]]:
    paths: dict[str, list[Path]] = {}
    for result in results:
        if result.compiled.artifact is not None:
            paths.setdefault(result.compiled.artifact.family.name, []).append(result.path)
    return {name: where for name, where in paths.items() if len(where) > 1}
