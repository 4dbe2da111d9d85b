"""Verdicts for people: a table, and for each one that blocks or guards, why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

import click

from potstill.cli.console import NO, UNDECIDED, YES, table
from potstill.ir.statement import encode
from potstill.ir.verdicts import GUARDABLE, Status, Verdict, Verification

_COLOURS: Final = {
    Status.PROVED: "green",
    Status.REFUTED: "red",
    Status.UNDECIDED: "yellow",
    Status.VACUOUS: "red",
    Status.UNSUPPORTED: "yellow",
}


def code(verifications: Iterable[Verification]) -> int:
    """The exit code that verdicts deserve: 1 if one is refuted or vacuous, 3 if one that blocks is open."""
    blocking = [verdict for verification in verifications for verdict in verification.blocking]
    if any(verdict.status in (Status.REFUTED, Status.VACUOUS) for verdict in blocking):
        return NO
    return UNDECIDED if blocking else YES


def show_verification(verification: Verification) -> None:
    """Every obligation of one family, then what needs an explanation."""
    table(
        ("obligation", "verdict", "by", "because"),
        (
            (
                verdict.obligation.name,
                _word(verification, verdict),
                verdict.method.value if verdict.method else "",
                verdict.detail,
            )
            for verdict in verification.verdicts
        ),
    )
    explain(verification)


def explain(verification: Verification) -> None:
    """The counterexamples, and what proofs take for granted."""
    for verdict in verification.verdicts:
        if verdict.status is not Status.PROVED:
            click.secho(f"{verdict.status.value}: ", fg=_COLOURS[verdict.status], bold=True, nl=False)
            click.echo(f"{verification.family}: {verdict.obligation.name}: {verdict.detail}")
            if verdict.counterexample is not None:
                for line in verdict.counterexample.lines():
                    click.echo(f"    {line}")
    for assumption in verification.assumptions:
        click.echo(f"assumed: {assumption}")
    for waiver in verification.waivers:
        click.echo(f"waived: {waiver.obligation}: {waiver.reason}")


def to_json(verification: Verification) -> object:
    """The verification as a statement says it, as plain JSON data."""
    return json.loads(encode(verification))["predicate"]


def summary(verification: Verification) -> tuple[str, str, str]:
    """How many are proved, how many guarded; and the word for all of it."""
    proved = sum(verdict.status is Status.PROVED for verdict in verification.verdicts)
    guards = len(verification.guards)
    if verification.blocking:
        word = "blocked"
    else:
        word = "guarded" if guards else "waived" if verification.waivers else "proved"
    return f"{proved}/{len(verification.verdicts)}", str(guards or ""), word


def _word(verification: Verification, verdict: Verdict) -> str:
    if verdict.status in (Status.UNDECIDED, Status.UNSUPPORTED):
        if verdict.obligation.kind in GUARDABLE:
            return f"{verdict.status.value}, guarded"
        if any(waiver.obligation == verdict.obligation.name for waiver in verification.waivers):
            return f"{verdict.status.value}, waived"
    return f"{verdict.status.value}, conditional" if verdict.conditional else verdict.status.value
