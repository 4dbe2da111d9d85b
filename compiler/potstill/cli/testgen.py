"""``potstill testgen``: a file of tests for one family."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import NO, YES, CannotRun, emit, json_option, note
from potstill.cli.context import names_option, read_names
from potstill.cli.show import artifact_of
from potstill.ir.artifact import Artifact
from potstill.verifier.smt.session import SolverMissing
from potstill.verifier.testgen.coverage import Reach
from potstill.verifier.testgen.plan import Plan, plan
from potstill.verifier.testgen.source import source


@click.command(
    epilog="""\b
    Examples:
      potstill testgen artifacts/tip.potstill.json -o tests/test_tip.py
      potstill testgen tip.recipe -o tests/test_tip.py
      POTSTILL_ARTIFACT=new/tip.potstill.json pytest tests/test_tip.py    # another build

    The tests need potstill[testgen] to run: pytest and Hypothesis."""
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="The file to write; else standard output.")
@names_option
@json_option
def command(file: str, out: str | None, names: str | None, as_json: bool) -> int:
    """Write tests of FILE, an artifact or a recipe, as one file for pytest.

    It has the recipe's examples, a case for each branch, bound and reachable error, properties of all
    utterances and parameters, and a statement of what is covered. Exit code 1 if the recipe is refused.
    """
    artifact = artifact_of(Path(file))
    if artifact is None:
        return NO
    if names is None and _reads_names(artifact):
        raise CannotRun(f"{artifact.family.name} reads lists of names: give them with --names")
    try:
        made = plan(artifact, binding=read_names(names))
    except SolverMissing as missing:
        raise CannotRun("testgen needs a solver: pip install 'potstill[verify]'") from missing
    text = source(made, names=None if names is None else Path(names).read_text("utf-8"))
    if out is not None:
        Path(out).write_text(text, "utf-8")
    if as_json:
        emit(_told(made, out))
    elif out is None:
        click.echo(text, nl=False)
    else:
        note(f"{out}: {len(made.cases)} named tests; {_summary(made)}")
    return YES


def _reads_names(artifact: Artifact) -> bool:
    return any(slot.lexicon.late for slot in artifact.family.slots)


def _summary(made: Plan) -> str:
    count = {reach: sum(one.reach is reach for one in made.branches) for reach in Reach}
    told = f"{count[Reach.COVERED]} of {len(made.branches)} branches taken"
    for reach in (Reach.UNREACHABLE, Reach.UNSAID, Reach.OPEN):
        told += f", {count[reach]} {reach.value}" if count[reach] else ""
    return told


def _told(made: Plan, out: str | None) -> dict[str, object]:
    return {
        "file": out,
        "family": made.artifact.family.name,
        "address": made.artifact.address,
        "tests": [
            {"name": case.name, "section": case.section.name.lower(), "utterance": case.utterance}
            for case in made.cases
        ],
        "branches": [
            {
                "branch": one.title,
                "reach": one.reach.value,
                "test": one.case,
                "method": None if one.method is None else one.method.value,
            }
            for one in made.branches
        ],
        "errors": [
            {"error": one.title, "status": one.verdict.status.value, "test": one.case} for one in made.errors
        ],
    }
