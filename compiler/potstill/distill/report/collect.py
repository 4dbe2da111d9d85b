"""From a store to the facts of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from potstill.distill.growing.attempts import Attempts
from potstill.distill.growing.policy import GROWER
from potstill.distill.outcome import Missing
from potstill.distill.report.facts import Entry, Facts, Lineage, Question, Standing
from potstill.distill.report.lineages import Used, lineages
from potstill.distill.report.misses import misses
from potstill.distill.report.periods import Price, periods
from potstill.runtime import ContextError, Handler
from potstill.runtime.store import WHOLE, Coverage, Event, Request, Store, Verdict

CALLS: Final = "calls"
"""The unit where the store knows no costs: a call of the fallback costs 1."""

JOURNAL: Final = 500
"""Events that are shown: the latest."""


def collect(store: Store, *, at: datetime, title: str, unit: str = "units of cost") -> Facts:
    """All that a report says of a store at a time; ``unit``: what the host counts costs in.

    The same store, time and words give the same facts. Raises StoreError.
    """
    coverage = store.coverage()
    price = Price.of(coverage)
    families = lineages(store, used(store, coverage, price))
    missed = misses(store, _said(store), _covered(families), counting=price.counting)
    events = store.journal(limit=JOURNAL + 1)
    waiting = store.questions(waiting=True)
    fallen = coverage.requests - coverage.answered
    dropped = [
        (fallen - missed.requests, "requests that fell to the fallback earlier than the groups shown"),
        (missed.left, "groups of requests that fell to the fallback"),
        (len(events) - JOURNAL, "events or more that are older than the journal shown"),
    ]
    return Facts(
        title=title,
        at=at,
        unit=CALLS if price.counting else unit,
        periods=periods(store, answered_questions(store), price),
        families=families,
        questions=tuple(
            Question(str(each.id), each.at, each.group, each.utterance, each.why) for each in waiting
        ),
        missed=missed.groups,
        covered=missed.covered,
        journal=tuple(map(_entry, events[:JOURNAL])),
        feedback=tuple(_verdicts(store).items()),
        dropped=tuple((what, number) for number, what in dropped if number > 0),
    )


def answered_questions(store: Store) -> list[datetime]:
    """When the fallback answered which questions of induction, in order."""
    return sorted(
        each.answered_at
        for each in store.questions(waiting=False)
        if each.answered_at is not None and each.answered_by == GROWER
    )


def _said(store: Store) -> Callable[[int], str]:
    """What the last induction from requests like this one said is missing; nothing if there was none."""
    attempts = Attempts(store)

    def said(request: int) -> str:
        attempt = attempts.of((request,))
        known = attempt is not None and attempt.missing in Missing.__members__
        return Missing[attempt.missing].value if attempt is not None and known else ""

    return said


def _covered(families: Iterable[Lineage]) -> Callable[[Request], bool]:
    """Whether a family that is live would answer a request."""
    live = [each.shown.artifact for each in families if each.shown.standing is Standing.LIVE]
    # Nothing is answered here, so nobody has to be trusted.
    handler = Handler(allow_unverified=True)
    handler.update([artifact for artifact in live if artifact is not None])

    def covered(request: Request) -> bool:
        try:
            return handler.decide(request.utterance, request.context).answered
        except ContextError:
            return False

    return covered


def used(store: Store, coverage: Coverage, price: Price) -> Mapping[tuple[str, int | None], Used]:
    """What each version answered, by family and version.

    Checked are the answers that the fallback was asked about too, and those that somebody judged.
    """
    found: dict[tuple[str, int | None], Used] = {
        (use.family, use.version): Used(use.requests, price.saved(use), checked=use.paid)
        for use in coverage.uses
    }
    for family in dict.fromkeys(family for family, _ in found):
        for request, judgement in store.judged(family):
            before = found.get((family, request.version), Used())
            wrong = judgement.rejected or any(answer != request.reply for answer in judgement.corrections)
            checked = replace(before, checked=before.checked + (not request.cost), wrong=before.wrong + wrong)
            found[family, request.version] = checked
    return found


def _verdicts(store: Store) -> Mapping[str, int]:
    """How often which verdict was given, in the order of the verdicts."""
    found = Counter(each.verdict for each in store.feedback())
    return {verdict.value: found[verdict] for verdict in Verdict if found[verdict]}


def _entry(event: Event) -> Entry:
    change = f"live: {_shares(event)}" if event.before != event.after else ""
    undone = f"takes back event {event.undoes}" if event.undoes is not None else ""
    who = f"by {event.who}" if event.who else ""
    told = "; ".join(part for part in (event.reason, change, undone, who) if part)
    return Entry(event.at, event.kind.value, event.family or "", told)


def _shares(event: Event) -> str:
    def written(live: tuple[tuple[int, int], ...]) -> str:
        return ", ".join(f"version {number} {share * 100 // WHOLE}%" for number, share in live) or "none"

    before, after = (
        tuple((each.version, each.share) for each in side) for side in (event.before, event.after)
    )
    return f"{written(after)} (before: {written(before)})"
