"""``potstill ask``: one utterance, one answer."""

from __future__ import annotations

import click

from potstill.cli.console import NO, YES, emit, json_option, note
from potstill.cli.context import context_option, names_option, read_context, read_names
from potstill.cli.folder import load, unverified_option


@click.command(
    epilog="""\b
    Examples:
      potstill ask artifacts "what is a 20% tip on $45"
      potstill ask artifacts "when is 10 days from today" -c today=2026-03-01
      potstill ask artifacts "20% tip on $45" --trace --json"""
)
@click.argument("folder", type=click.Path(exists=True))
@click.argument("utterance")
@context_option
@names_option
@unverified_option
@click.option("--trace", is_flag=True, help="Show the value of every step.")
@json_option
def command(
    folder: str,
    utterance: str,
    given: tuple[str, ...],
    names: str | None,
    allow_unverified: bool,
    trace: bool,
    as_json: bool,
) -> int:
    """Answer UTTERANCE with the artifacts in FOLDER. Exit code 1 if none answers."""
    handler = load(folder, read_names(names), allow_unverified=allow_unverified)
    reply = handler(utterance, read_context(given), trace=trace)
    if as_json:
        emit(reply.to_json())
    elif reply.answered:
        click.echo(reply.to_json()["value"])
        parameters = ", ".join(f"{name}={value}" for name, value in reply.parameters.items())
        note(f"{reply.family}({parameters})")
        note(f"{reply.source.value}, {reply.stands}, {reply.seconds * 1e6:.0f} µs")
        for step in reply.trace or ():
            note(f"  {step.node:>3} {step.operator:<12} {step.name or '':<12} {step.value}")
    else:
        note(f"no answer: {reply.reason}" + (f" ({', '.join(reply.families)})" if reply.families else ""))
    return YES if reply.answered else NO
