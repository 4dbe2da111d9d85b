"""``potstill import``: families out of other systems' files."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import NO, YES, emit, json_option, note
from potstill.compiler.importers.hassil import import_folder


@click.group(epilog="Example:  potstill import hassil intents -o artifacts")
def command() -> None:
    """Make families out of other systems' files."""


@command.command(
    epilog="""\b
    Example:
      potstill import hassil intents/sentences/en -o artifacts"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False), help="Where the artifacts go."
)
@json_option
def hassil(folder: str, output: str, as_json: bool) -> int:
    """Import the sentence templates in FOLDER (YAML files in Home Assistant's layout)."""
    imported = import_folder(Path(folder))
    written = imported.write(Path(output))
    if as_json:
        emit(imported.to_json())
    else:
        for diagnostic in imported.diagnostics:
            click.echo(diagnostic.render(), err=True)
        note(f"{len(written)} families written to {output}")
    return NO if imported.diagnostics else YES
