"""``potstill split``: a family in parts, by what was accepted and rejected of it."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.asking import read_answer
from potstill.cli.console import NO, UNDECIDED, YES, CannotRun, emit, json_option, note, visible
from potstill.cli.context import names_option, read_names
from potstill.cli.diff import tell
from potstill.cli.keys import key_option
from potstill.cli.logs import texts
from potstill.cli.releases import Release, write
from potstill.cli.show import artifact_of
from potstill.distill.examples import BadExample
from potstill.distill.split import Boundary, NoSplit, Policy, Request, Split, split
from potstill.verifier.smt.session import SolverMissing


@click.command(
    epilog="""\b
    Examples:
      potstill split tip.recipe --accepted good.txt --rejected bad.txt
      potstill split tip.recipe --accepted good.txt --rejected bad.txt -o parts --boundary widest

    A line of the files is a request, or a JSON object with "utterance" and, if it likes, "context"."""
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--accepted", required=True, type=click.Path(exists=True, dir_okay=False), help="Requests to take."
)
@click.option(
    "--rejected", required=True, type=click.Path(exists=True, dir_okay=False), help="Requests to leave."
)
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Where the families go.")
@click.option(
    "--boundary",
    type=click.Choice([each.value for each in Boundary]),
    default=Policy().boundary.value,
    show_default=True,
    help="Where a range ends: next to the accepted requests, or in the middle.",
)
@names_option
@key_option
@json_option
def command(
    file: str,
    accepted: str,
    rejected: str,
    output: str | None,
    boundary: str,
    names: str | None,
    key: str | None,
    as_json: bool,
) -> int:
    """Split the family in FILE, a recipe or an artifact: one part takes what was accepted, others the rest.

    The first separation in a declared order counts: a range of a slot, a set of its values, a phrase, a
    relation, words. The parts are families again, and together they are proved to take what the family took,
    with the same answers.

    Exit code 1 if nothing separates the requests; 3 if something about the parts could not be proved, and
    then nothing is written.
    """
    artifact = artifact_of(Path(file))
    if artifact is None:
        return NO
    policy = Policy(boundary=Boundary(boundary))
    try:
        found = split(artifact, _requests(accepted), _requests(rejected), policy, binding=read_names(names))
    except SolverMissing as missing:
        raise CannotRun(str(missing)) from missing
    sides = () if isinstance(found, NoSplit) else found.sides
    sound = isinstance(found, Split) and found.proved and all(side.verification.released for side in sides)
    written = 0
    if sound and output is not None:
        write((Release(side.artifact, side.verification) for side in sides), Path(output), key)
        written = len(sides)
    if as_json:
        emit(_json(found, sound))
    else:
        for line in found.report():
            click.echo(visible(line))
        for side in sides:
            click.echo()
            click.secho(f"{artifact.family.name} → {side.artifact.family.name}", bold=True)
            tell(side.difference)
        if output is not None:
            note(f"{written} families in {output}" if written else "nothing written")
    if isinstance(found, NoSplit):
        return NO
    return YES if sound else UNDECIDED


def _requests(path: str) -> list[Request]:
    """The requests in a file. Raises CannotRun."""
    found: list[Request] = []
    for number, line in enumerate(texts(path), 1):
        if not line.startswith("{"):
            found.append(Request(line))
            continue
        try:
            data = read_answer(line)
        except BadExample as wrong:
            raise CannotRun(f"{path}: request {number}: {wrong}") from wrong
        match data:
            case {"utterance": str(utterance), "context": dict(context)}:
                found.append(Request(utterance, context))
            case {"utterance": str(utterance)}:
                found.append(Request(utterance))
            case _:
                raise CannotRun(f'{path}: request {number}: expected {{"utterance": "…"}}')
    return found


def _json(found: Split | NoSplit, sound: bool) -> dict[str, object]:
    outside = [{"utterance": each.request.utterance, "reason": each.reason} for each in found.outside]
    if isinstance(found, NoSplit):
        return {
            "split": False,
            "reason": found.reason.name.lower(),
            "contradictions": [each.utterance for each in found.contradictions],
            "passed": list(found.passed),
            "outside": outside,
        }
    return {
        "split": True,
        "proved": sound,
        "separation": {
            "kind": found.separation.rung.name.lower(),
            "phrase": found.separation.phrase,
            "condition": found.separation.condition,
        },
        "parts": [
            {
                "family": side.artifact.family.name,
                "address": side.artifact.address,
                "takes": side.taken,
                "part": side.part,
                "simplified": list(side.specialised),
                "same": side.same.proved,
                "released": side.verification.released,
                "difference": side.difference.to_json(),
            }
            for side in found.sides
        ],
        "disjoint": found.partition.disjoint.proved,
        "covered": found.partition.covered.proved,
        "outside": outside,
    }
