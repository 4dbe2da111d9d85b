"""``potstill report``: what a store knows, as a page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from potstill.cli.console import YES, note
from potstill.cli.stores import moment, opened, shown, store_argument
from potstill.distill.report.collect import collect
from potstill.distill.report.page import page
from potstill.ir import files


@click.command(
    epilog="""\b
    Examples:
      potstill report requests.db -o report.html
      potstill report postgresql://db/potstill -o report.html --unit USD"""
)
@store_argument
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False), help="The HTML file to write."
)
@click.option("--title", help="What the page calls the store; by default its own name.")
@click.option("--unit", default="units of cost", show_default=True, help="What costs are counted in.")
@click.option("--at", metavar="TIME", help="When the page says that it was made; by default now.")
def command(url: str, output: str, title: str | None, unit: str, at: str | None) -> int:
    """Write one static HTML page about STORE, the path of a file or a URL.

    Coverage and cost over time, the families with their recipes, programs, verdicts and claims, questions
    that wait for an answer, what falls to the fallback, and the journal. The page loads nothing, needs no
    script, and shows whatever people said as text.
    """
    now = datetime.now(UTC) if at is None else moment(at)
    with opened(url) as store:
        facts = collect(store, at=now, title=title or _name(url), unit=unit)
    files.write({Path(output): page(facts).encode("utf-8")})
    note(f"{output} written")
    return YES


def _name(url: str) -> str:
    return shown(url) if "://" in url else Path(url).name
