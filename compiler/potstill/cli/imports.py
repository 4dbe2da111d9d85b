"""``potstill import``: families out of other systems' files."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import NO, YES, emit, json_option, note
from potstill.compiler.importers import hassil as hassil_importer
from potstill.compiler.importers import typeagent as typeagent_importer
from potstill.compiler.importers.imported import Imported


@click.group(epilog="Example:  potstill import hassil intents -o imported")
def command() -> None:
    """Make families out of other systems' files."""


@command.command(
    epilog="""\b
    Examples:
      potstill import hassil intents -o imported
      potstill import hassil intents -o imported --language en --json"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False), help="Where recipes and artifacts go."
)
@click.option(
    "--language", default="en", show_default=True, help="Whose sentences, if FOLDER holds several languages."
)
@json_option
def hassil(folder: str, output: str, language: str, as_json: bool) -> int:
    """Import the sentence templates in FOLDER, YAML files in hassil's notation.

    FOLDER is laid out as Home Assistant keeps its intents, or holds files that hassil reads. Every family
    becomes a recipe and its artifact. What recipes cannot express is left out and reported; the exit code
    is 1 then.
    """
    return _write(hassil_importer.import_folder(Path(folder), language=language), output, as_json)


@command.command(
    epilog="""\b
    Examples:
      potstill import typeagent recipes -o artifacts
      potstill import typeagent recipes -o artifacts --json"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False), help="Where recipes and artifacts go."
)
@json_option
def typeagent(folder: str, output: str, as_json: bool) -> int:
    """Import the grammar patterns of TypeAgent's recipes in FOLDER, files called NAME.recipe.json.

    Every file becomes a family that answers with the action and its parameters. What recipes cannot express,
    and examples that a file's own patterns do not read, are reported; the exit code is 1 then.
    """
    return _write(typeagent_importer.import_folder(Path(folder)), output, as_json)


def _write(imported: Imported, output: str, as_json: bool) -> int:
    """Write what was imported, say what was not; the exit code."""
    written = imported.write(Path(output)) if imported.artifacts else []
    if as_json:
        emit(imported.to_json())
    else:
        for finding in imported.findings:
            click.echo(finding.render(), err=True)
        if imported.more:
            note(f"and {imported.more} more")
        note(f"{len(written)} families in {output}" if written else "nothing written")
    return NO if imported.findings or not written else YES
