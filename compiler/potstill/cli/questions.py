"""``potstill questions``: what only a person can answer."""

from __future__ import annotations

import click

from potstill.cli.console import YES, CannotRun, emit, json_option, note, table
from potstill.cli.stores import answer_of, by_option, opened, store_argument


@click.command(
    epilog="""\b
    Examples:
      potstill questions requests.db
      potstill questions requests.db 3 --answer 120 --by ann"""
)
@store_argument
@click.argument("question", type=click.IntRange(1), required=False)
@click.option("--answer", metavar="JSON", help="The right answer to QUESTION.")
@by_option
@json_option
def command(url: str, question: int | None, answer: str | None, who: str, as_json: bool) -> int:
    """List the questions in STORE that wait for an answer, or answer one of them.

    A question is a request on which explanations differ that fit everything known so far: its answer decides
    between them.
    """
    if (question is None) != (answer is None):
        raise CannotRun("an answer needs both: potstill questions STORE NUMBER --answer JSON")
    with opened(url) as store:
        if question is not None and answer is not None:
            store.answer(question, answer_of(answer), who=who)
        waiting = store.questions(waiting=True)
    if as_json:
        emit(
            [
                {
                    "question": each.id,
                    "asked": each.at.isoformat(),
                    "group": each.group,
                    "utterance": each.utterance,
                    "why": each.why,
                }
                for each in waiting
            ]
        )
        return YES
    if waiting:
        rows = ((str(each.id), each.utterance, each.why, each.group) for each in waiting)
        table(("question", "request", "why", "about"), rows)
    note(f"{len(waiting)} wait for an answer")
    return YES
