"""``potstill forget``: removing somebody from a store."""

from __future__ import annotations

import click

from potstill.cli.console import json_option
from potstill.cli.stores import deleted, opened, store_argument


@click.command(epilog="Example:  potstill forget requests.db customer-4711")
@store_argument
@click.argument("key")
@json_option
def command(url: str, key: str, as_json: bool) -> int:
    """Remove every trace of KEY, a caller or a person, from STORE: requests, feedback, answers, name.

    Families that were learnt stay, with the examples in their recipes and claims.
    """
    with opened(url) as store:
        gone = store.forget(key)
    return deleted(gone, as_json)
