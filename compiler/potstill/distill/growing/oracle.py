"""The oracle of one group: the fallback within its limits, answers given before, and questions that wait."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from potstill.distill.answer_json import NoAnswer, json_of
from potstill.distill.examples import Example, Json
from potstill.distill.growing.policy import GROWER, Policy
from potstill.distill.oracle import NotYet
from potstill.ir.normal import fold
from potstill.runtime.store import Refused, Store

log = logging.getLogger("potstill.distill.growing")

Call = Callable[[str], object]
"""Asks the fallback; raises whatever it raises."""

WHY: Final = "its answer tells explanations apart, or confirms the one that is left"
QUESTIONS: Final = "questions"
"""The unit in which questions are counted in the ledger."""


class GroupOracle:
    """Answers for one group. Every answer is kept, so that nothing is asked twice, whatever happens.

    ``pool``: requests that may be asked, or none where all may. ``spent_today``: a limit of the day or of
    the fallback kept a question from being asked.
    """

    def __init__(
        self, store: Store, group: str, call: Call | None, policy: Policy, now: datetime, pool: Sequence[str]
    ) -> None:
        self._store: Final = store
        self._group: Final = group
        self._call: Final = call
        self._policy: Final = policy
        self._now: Final = now
        self._answers: dict[str, Example] = {}
        self._waiting: dict[str, int] = {}
        self._asked = 0
        for each in store.questions(group=group):
            self._asked += each.answered_by == GROWER
            if each.answered_at is None:
                self._waiting[fold(each.utterance)] = each.id
            else:
                self._answers[fold(each.utterance)] = Example(each.utterance, each.answer, each.context)
        self._pool: Final = [
            each for each in pool if fold(each) not in self._answers and fold(each) not in self._waiting
        ]

    @property
    def pool(self) -> Sequence[str]:
        """Requests that may be asked."""
        return self._pool

    @property
    def answered(self) -> list[Example]:
        """What was answered, before or now."""
        return list(self._answers.values())

    def ask(self, utterance: str) -> Example | None:
        """The request with its answer; None if the fallback has none.

        Raises NotYet: it waits for a person, or for another day.
        """
        asked = fold(utterance)
        if (known := self._answers.get(asked)) is not None:
            return Example(utterance, known.answer)
        allowed = self._allowed()
        if asked not in self._waiting:
            self._waiting[asked] = self._store.ask(utterance, group=self._group, why=WHY, at=self._now)
        if not allowed:
            raise NotYet(utterance)
        answer = self._answer(utterance)
        if answer is None:
            return None
        self._store.answer(self._waiting.pop(asked), answer[0], who=GROWER, at=self._now)
        self._answers[asked] = Example(utterance, answer[0])
        return self._answers[asked]

    def _allowed(self) -> bool:
        """Whether the fallback may be asked once more; that is paid for then."""
        policy = self._policy
        if self._call is None or not policy.ask_fallback or self._asked >= policy.group_questions:
            return False
        today = self._now.replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            self._store.spend(
                1, unit=QUESTIONS, purpose=self._group, cap=policy.daily_questions, since=today, at=self._now
            )
        except Refused:
            return False
        self._store.spend(policy.call_cost, unit=policy.unit, purpose="question", at=self._now)
        self._asked += 1
        return True

    def _answer(self, utterance: str) -> tuple[Json] | None:
        """What the fallback says, if that is an answer."""
        assert self._call is not None, "it may be asked"
        try:
            return (json_of(self._call(utterance)),)
        except NoAnswer:
            return None
        except Exception as fault:
            # Whatever a host's fallback raises: the question waits.
            log.warning("the fallback failed", extra={"kind": type(fault).__name__})
            return None
