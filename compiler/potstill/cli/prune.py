"""``potstill prune``: deleting what is old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from potstill.cli.console import CannotRun, json_option
from potstill.cli.stores import deleted, moment, opened, store_argument


@click.command(
    epilog="""\b
    Examples:
      potstill prune requests.db --days 90
      potstill prune requests.db --before 2026-01-01"""
)
@store_argument
@click.option("--days", type=click.IntRange(0), help="Delete what is older than so many days.")
@click.option("--before", metavar="TIME", help="Delete what is older than this.")
@json_option
def command(url: str, days: int | None, before: str | None, as_json: bool) -> int:
    """Delete old requests, with their feedback, and old questions that were answered, from STORE."""
    if days is not None and before is None:
        limit = datetime.now(UTC) - timedelta(days=days)
    elif before is not None and days is None:
        limit = moment(before)
    else:
        raise CannotRun("give --days or --before")
    with opened(url) as store:
        gone = store.prune(before=limit)
    return deleted(gone, as_json)
