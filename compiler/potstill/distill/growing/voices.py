"""Who says that families are wrong: people count, not clicks, so that one person moves nothing alone.

Of each person the latest word on a request counts, and for one version each person counts once, whatever he
says how often. Whoever gives no name is one person, together with all others who give none. Who makes up
names is many people here: names are the host's to vouch for.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from typing import Final

from potstill.distill.answer_json import same
from potstill.runtime.store import Answered, Feedback, Store, Unknown, Verdict

_STATE: Final = "grow/feedback"
EVENTS: Final = 200
"""Events of a family's journal in which it is looked up when a version began to serve."""


class Voices:
    """Feedback on answers of families, read once and in order."""

    def __init__(self, store: Store) -> None:
        self._store: Final = store
        self._against: defaultdict[int, dict[tuple[str, int], datetime]] = defaultdict(dict)
        self._read = 0
        held = store.state(_STATE)
        self._heeded = int(held) if isinstance(held, Fraction) else 0

    def read(self) -> tuple[list[int], list[Feedback]]:
        """The versions that something new was said against, and all that is new."""
        spoken: dict[int, None] = {}
        new: list[Feedback] = []
        for feedback in self._store.feedback(self._read):
            self._read = feedback.id
            version = self._note(feedback)
            if feedback.id > self._heeded:
                new.append(feedback)
                if version is not None:
                    spoken[version] = None
        return list(spoken), new

    def heeded(self) -> None:
        """What was read has had its effect; after a restart it has none again."""
        if self._read > self._heeded:
            self._store.set_state(_STATE, self._read)
            self._heeded = self._read

    def against(self, family: str, version: int) -> frozenset[str]:
        """The people who say so of answers that the version gave since it last began to serve."""
        since = _serves_since(self._store, family, version)
        said = self._against.get(version, {})
        return frozenset(who for (who, _), at in said.items() if since is None or at >= since)

    def _note(self, feedback: Feedback) -> int | None:
        """Remember what was said; the version that it speaks against."""
        try:
            request = self._store.request(feedback.request)
        except Unknown:
            return None  # deleted in the meantime
        if request.family is None or request.version is None:
            return None
        said = self._against[request.version]
        if feedback.verdict is Verdict.ACCEPTED:
            said.pop((feedback.who, feedback.request), None)
            return None
        said[feedback.who, feedback.request] = feedback.at
        return request.version


def corrections(store: Store, answered: Answered) -> frozenset[str]:
    """The people whose latest word on a request is this correction."""
    latest = {each.who: each for each in store.feedback(request=answered.request)}
    return frozenset(
        who
        for who, each in latest.items()
        if each.verdict is Verdict.CORRECTED and same(each.answer, answered.answer)
    )


def _serves_since(store: Store, family: str, version: int) -> datetime | None:
    """When the version last began to serve; None if that is not among the latest events."""
    for event in store.journal(family=family, limit=EVENTS):
        before, after = ({live.version for live in each} for each in (event.before, event.after))
        if version in after - before:
            return event.at
    return None
