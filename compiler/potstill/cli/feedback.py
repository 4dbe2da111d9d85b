"""``potstill feedback``: what somebody says about a reply."""

from __future__ import annotations

import click

from potstill.cli.console import YES, CannotRun, emit, json_option, note
from potstill.cli.stores import answer_of, by_option, opened, store_argument


@click.command(
    epilog="""\b
    Examples:
      potstill feedback requests.db 17 accepted --by ann
      potstill feedback requests.db 17 corrected --answer 9.50 --by ann"""
)
@store_argument
@click.argument("request", type=click.IntRange(1))
@click.argument("verdict", type=click.Choice(["accepted", "rejected", "corrected"]))
@click.option("--answer", metavar="JSON", help="The right answer, where the verdict is corrected.")
@by_option
@json_option
def command(url: str, request: int, verdict: str, answer: str | None, who: str, as_json: bool) -> int:
    """Say that the reply to REQUEST, a number in STORE, was right, wrong, or what it should have been.

    All feedback is kept; of each person the latest on a request counts. Where people contradict each other,
    nothing is learnt from the request.
    """
    from potstill.runtime.store import Verdict

    if (verdict == "corrected") != (answer is not None):
        raise CannotRun("--answer goes with `corrected`, and with nothing else")
    with opened(url) as store:
        if answer is None:
            number = store.give_feedback(request, Verdict(verdict), who=who)
        else:
            number = store.give_feedback(request, Verdict.CORRECTED, answer=answer_of(answer), who=who)
        found, asked = store.judgement(request), store.request(request)
    if as_json:
        emit(
            {
                "feedback": number,
                "request": request,
                "people": found.people,
                "accepted": found.accepted,
                "rejected": found.rejected,
                "corrections": len(found.corrections),
                "disputed": found.disputed,
            }
        )
        return YES
    note(f"noted: request {request}, answered by {asked.source}, is {verdict}")
    if found.disputed:
        note("people contradict each other about it, so nothing is learnt from it")
    return YES
