"""``potstill families``: what is live in a store, and what it is good for."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import click

from potstill.cli.console import YES, emit, json_option, note, table
from potstill.cli.stores import opened, store_argument
from potstill.distill.report.collect import collect
from potstill.distill.report.facts import Facts, Lineage, Version
from potstill.distill.report.figures import amount, count, of, share


@click.command(
    epilog="""\b
    Examples:
      potstill families requests.db
      potstill families requests.db --json"""
)
@store_argument
@click.option("--unit", default="units of cost", show_default=True, help="What costs are counted in.")
@json_option
def command(url: str, unit: str, as_json: bool) -> int:
    """List the families in STORE: what is live, with which share of the callers, the share of all requests
    that each answered, the cost that it saved, and how many answers were checked and found wrong.
    """
    with opened(url) as store:
        facts = collect(store, at=datetime.now(UTC), title="", unit=unit)
    requests = sum(period.requests for period in facts.periods)
    if as_json:
        emit([_json(each, requests) for each in facts.families])
        return YES
    rows = (
        (
            lineage.name,
            str(version.number),
            version.standing.value,
            share(version.share) if version.share else "",
            count(version.requests),
            share(of(version.requests, requests)),
            f"{version.wrong} of {version.checked}" if version.checked else "",
            version.origin,
        )
        for lineage in facts.families
        for version in lineage.versions
    )
    head = ("family", "version", "standing", "share", "requests", "coverage", "wrong", "origin")
    table(head, rows)
    saved = sum((lineage.saved for lineage in facts.families), Fraction(0))
    answered = sum(period.families for period in facts.periods)
    note(
        f"{share(of(answered, requests))} of {count(requests, 'request')} answered by families, "
        f"{amount(saved)} of {amount(saved + _spent(facts), facts.unit)} saved"
    )
    return YES


def _spent(facts: Facts) -> Fraction:
    return sum((period.spent for period in facts.periods), Fraction(0))


def _json(lineage: Lineage, requests: int) -> dict[str, object]:
    return {
        "family": lineage.name,
        "live": sum(version.share > 0 for version in lineage.versions) > 0,
        "requests": lineage.requests,
        "coverage": str(Fraction(lineage.requests, requests)) if requests else None,
        "saved": str(lineage.saved),
        "versions": [_version(version) for version in lineage.versions],
    }


def _version(version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        "address": version.address,
        "parent": version.parent,
        "origin": version.origin,
        "created": version.created.isoformat(),
        "standing": version.standing.value,
        "share": str(version.share),
        "requests": version.requests,
        "checked": version.checked,
        "wrong": version.wrong,
    }
