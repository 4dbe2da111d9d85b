"""``potstill families``: what is live in a store, and what it is good for."""

from __future__ import annotations

from fractions import Fraction

import click

from potstill.cli.console import YES, emit, json_option, note, table
from potstill.cli.stores import opened, store_argument
from potstill.distill.report.collect import CALLS, answered_questions, used
from potstill.distill.report.facts import Lineage, Version
from potstill.distill.report.figures import amount, count, of, share
from potstill.distill.report.lineages import lineages
from potstill.distill.report.periods import Price


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
        coverage = store.coverage()
        price = Price.of(coverage)
        families = lineages(store, used(store, coverage, price))
        questions = len(answered_questions(store))
    requests = coverage.requests
    if as_json:
        emit([_json(each, requests) for each in families])
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
        for lineage in families
        for version in lineage.versions
    )
    head = ("family", "version", "standing", "share", "requests", "coverage", "wrong", "origin")
    table(head, rows)
    saved = sum((lineage.saved for lineage in families), Fraction(0))
    total = saved + price.spent(coverage, questions)
    note(
        f"{share(of(coverage.answered, requests))} of {count(requests, 'request')} answered by families, "
        f"{amount(saved)} of {amount(total, CALLS if price.counting else unit)} saved"
    )
    return YES


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
