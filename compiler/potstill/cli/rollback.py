"""``potstill rollback``: take back the last change of what is live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from potstill.cli.console import YES, emit, json_option, note
from potstill.cli.stores import by_option, opened, store_argument

if TYPE_CHECKING:
    from potstill.runtime.store import Live


@click.command(
    epilog="""\b
    Examples:
      potstill rollback requests.db tip --reason "wrong on Sundays" --by ann
      potstill rollback requests.db --event 17"""
)
@store_argument
@click.argument("family", required=False)
@click.option("--event", type=click.IntRange(1), help="Take back this event of the journal instead.")
@click.option("--reason", default="rollback", show_default=True, help="Why, for the journal.")
@by_option
@json_option
def command(url: str, family: str | None, event: int | None, reason: str, who: str, as_json: bool) -> int:
    """Bring back the versions of FAMILY that were live in STORE before its last change.

    Nothing is deleted, and the rollback stands in the journal: rolled back twice, it is as if never done.
    """
    if (family is None) == (event is None):
        raise click.UsageError("give a family, or --event")
    with opened(url) as store:
        if event is not None:
            done = store.undo(event, reason=reason, who=who)
        else:
            assert family is not None
            done = store.rollback(family, reason=reason, who=who)
    if as_json:
        emit(
            {
                "event": done.id,
                "family": done.family,
                "before": [_json(each) for each in done.before],
                "after": [_json(each) for each in done.after],
            }
        )
        return YES
    click.echo(f"{done.family}: live is {_told(done.after)}, was {_told(done.before)}")
    note(f"event {done.id}; `potstill rollback {url} --event {done.id}` takes it back")
    return YES


def _told(live: tuple[Live, ...]) -> str:
    return ", ".join(f"version {each.version} ({each.share / 10:g}%)" for each in live) or "nothing"


def _json(live: Live) -> dict[str, int]:
    return {"version": live.version, "per_thousand": live.share}
