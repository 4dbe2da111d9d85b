"""``potstill completion``: a script that teaches a shell the commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from potstill.cli.console import YES


@click.command(epilog='Example:  eval "$(potstill completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the completion script for SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "potstill", "_POTSTILL_COMPLETE").source())
    return YES
