"""``potstill explain``: why this family, or why none."""

from __future__ import annotations

import click

from potstill.cli.console import NO, YES, emit, json_option
from potstill.cli.context import context_option, names_option, read_context, read_names
from potstill.cli.folder import load, unverified_option
from potstill.runtime.explain import Explanation, explain


@click.command(
    epilog="""\b
    Examples:
      potstill explain artifacts "what is a 20% tip on $45"
      potstill explain artifacts "what is a tip on $45"    # where the reading broke off"""
)
@click.argument("folder", type=click.Path(exists=True))
@click.argument("utterance")
@context_option
@names_option
@unverified_option
@json_option
def command(
    folder: str,
    utterance: str,
    given: tuple[str, ...],
    names: str | None,
    allow_unverified: bool,
    as_json: bool,
) -> int:
    """Say which families read UTTERANCE and how, or where the nearest one stopped reading.

    Exit code 1 if none answers.
    """
    handler = load(folder, read_names(names), allow_unverified=allow_unverified)
    found = explain(handler, utterance, read_context(given))
    if as_json:
        emit(found.to_json())
    else:
        click.echo(_told(found))
    return YES if found.reply.answered else NO


def _told(found: Explanation) -> str:
    lines = [f"normal form: {found.normal}"]
    for reading in found.readings:
        lines.append(f"{reading.family} reads it:")
        lines.extend(f"    {slot} = {value}    from {lexeme!r}" for slot, lexeme, value in reading.slots)
        if reading.reason is not None:
            lines.append(f"    does not count: {reading.reason}")
    if found.reply.answered:
        lines.append(f"{found.reply.family} answers: {found.reply.to_json()['value']}")
        lines.append(f"    {found.reply.stands}")
    else:
        lines.append(f"no answer: {found.reply.reason}")
    if found.nearest is not None:
        near = found.nearest
        lines.append(f"    {found.normal}")
        lines.append("    " + " " * near.read + "^ the reading breaks off here")
        if near.completion is not None:
            text = found.normal[: near.read] + near.completion
            lines.append(f"nearest: {found.nearest_family}, which would read: {text}")
        if near.expected:
            lines.append("expected: " + "  ".join(near.expected))
    return "\n".join(lines)
