"""Learning: groups with enough that is new are induced, one by one, and what comes of it is noted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from potstill.distill.answering import contradicts
from potstill.distill.examples import Example
from potstill.distill.growing.attempts import KNOWN_BY, Attempt, Attempts, group_name
from potstill.distill.growing.evidence import Evidence, Gatherer
from potstill.distill.growing.oracle import Call, GroupOracle
from potstill.distill.growing.plans import Plan, parted, plans, unvaried
from potstill.distill.growing.policy import GROWER, Policy
from potstill.distill.growing.releasing import Releasing
from potstill.distill.growing.shelf import Shelf
from potstill.distill.induction.building import Live
from potstill.distill.induction.consistent import distinct
from potstill.distill.oracle import Oracle
from potstill.distill.outcome import Abstained, Missing, Outcome, Released
from potstill.distill.policy import Policy as InductionPolicy
from potstill.distill.recipe import shown
from potstill.distill.template.model import MAX_EXAMPLES
from potstill.ir.artifact import load
from potstill.ir.family import Family
from potstill.ir.reference.answer import Answered, decide
from potstill.runtime.store import Store, StoreError
from potstill.verifier.grammar.lemmas import Lemmas

log = logging.getLogger("potstill.distill.growing")

RELEASE: Final = "RELEASE"
"""What is missing where a family is ready, and a limit or a person's decision stands against it."""

_DIVISIBLE: Final = frozenset(
    each.name
    for each in (Missing.TEMPLATE, Missing.SPACE, Missing.EXPLANATION, Missing.AGREEMENT, Missing.PROOF)
)
"""What may be missing because a group holds more than one kind of request."""

TOPIC: Final = 200
"""Letters of what questions are asked for."""

Pool: TypeAlias = Callable[[Sequence[str]], Sequence[str]]
"""Given a group's requests, others that may be asked."""


class Inducer(Protocol):
    """What :func:`potstill.distill.induce.induce` does."""

    def __call__(
        self,
        examples: Iterable[Example],
        oracle: Oracle,
        policy: InductionPolicy,
        /,
        *,
        name: str | None,
        live: Live,
        lemmas: Lemmas,
    ) -> Outcome:
        """A family, or what is missing."""


class Learning:
    """See the module. One thread at a time."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        gatherer: Gatherer,
        attempts: Attempts,
        releasing: Releasing,
        policy: Policy,
        *,
        call: Call | None,
        pool: Pool | None,
        inducer: Inducer,
        lemmas: Lemmas,
        now: Callable[[], datetime],
    ) -> None:
        self._store: Final = store
        self._shelf: Final = shelf
        self._gatherer: Final = gatherer
        self._attempts: Final = attempts
        self._releasing: Final = releasing
        self._policy: Final = policy
        self._call: Final = call
        self._pool: Final = pool
        self._induce: Final = inducer
        self._lemmas: Final = lemmas
        self._now: Final = now
        self._waiting: dict[int, str] = {}
        self._former_families: dict[int, Family] = {}

    def learn(self, most: int) -> tuple[int, list[str]]:
        """Try groups until so many inductions are done; how many were, and a line about each.

        A group that is begun is finished. Raises StoreError.
        """
        self._look_for_answers()
        lines: list[str] = []
        for group in self._gatherer.changed():
            if len(lines) >= most:
                break
            if self._worth(group):
                self._learn_from(self._gatherer.evidence(group), lines)
            # INVARIANT: a group leaves the list when what came of it is in the store; a crash repeats it.
            self._gatherer.done(group)
        # Those asked just now may be answered before the next step.
        self._waiting = self._unanswered()
        return len(lines), lines

    def _learn_from(self, evidence: Evidence, lines: list[str]) -> None:
        """Try the group, then its parts, until something serves; remember the attempt if nothing does."""
        attempt = self._attempts.of(evidence.refs)
        group = group_name(evidence.refs) if attempt is None else attempt.name
        asked: dict[str, None] = {}
        missing: dict[str, None] = {}
        whole = list(plans(evidence.examples, self._shelf, self._policy))
        if not whole:
            return
        released = self._any(whole, group, evidence, asked, missing, lines)
        if not released and missing.keys() <= _DIVISIBLE:
            ways = self._gatherer.divisions(evidence)
            for parts in parted(ways, self._shelf, self._policy):
                # Each part may become a family of its own.
                done = [self._any([plan], group, evidence, asked, missing, lines) for plan in parts]
                if released := any(done):
                    break
        count = 0 if released else len(evidence.refs)
        answers = self._answers(asked)
        day = self._now().date().isoformat()
        first = next(iter(missing), "")
        reason = Missing.QUESTION.name if Missing.QUESTION.name in missing else first
        refs = evidence.refs[:KNOWN_BY]
        self._attempts.note(Attempt(group, refs, count, answers, day, reason, tuple(asked)))

    def _any(
        self,
        plans: Sequence[Plan],
        group: str,
        evidence: Evidence,
        asked: dict[str, None],
        missing: dict[str, None],
        lines: list[str],
    ) -> bool:
        """Try plans until one of them serves; whether one does."""
        for plan in plans:
            topic = f"{group}: {plan.part}"[:TOPIC] if plan.part else group
            asked[topic] = None
            found, line = self._try(topic, plan, corrected=evidence.corrected)
            lines.append(line)
            if found is None:
                return True
            missing[found] = None
        return False

    def _look_for_answers(self) -> None:
        """Groups whose questions a person has answered are looked at again."""
        waiting = self._unanswered()
        answered = {group for number, group in self._waiting.items() if number not in waiting}
        self._waiting = waiting
        for topic in answered:
            attempt = self._attempts.named(topic.partition(":")[0])
            if attempt is not None:
                self._gatherer.revisit(attempt.refs)

    def _unanswered(self) -> dict[int, str]:
        """The questions that wait for a person, with their topics."""
        return {question.id: question.group for question in self._store.questions(waiting=True)}

    def _worth(self, group: int) -> bool:
        """Whether the group is large enough, and has more than when it was tried last."""
        refs = self._gatherer.refs(group)
        if len(refs) < self._policy.induction.examples:
            return False
        if self._policy.callers > 1 and self._gatherer.callers(group) < self._policy.callers:
            return False
        attempt = self._attempts.of(refs)
        if attempt is None:
            return True
        answers = self._answers(attempt.asked)
        return attempt.due(len(refs), answers, self._now().date(), self._policy.again)

    def _answers(self, topics: Iterable[str]) -> int:
        """How many questions were answered under these topics."""
        return sum(len(self._store.questions(group=topic, waiting=False)) for topic in topics)

    def _try(self, topic: str, plan: Plan, *, corrected: bool) -> tuple[str | None, str]:
        """One induction; what is missing, nothing where a family serves now; and a line about it."""
        pool = self._pool([each.utterance for each in plan.examples]) if self._pool else ()
        oracle = GroupOracle(self._store, topic, self._call, self._policy, self._now(), pool)
        outcome = self._tested(plan, oracle)
        if isinstance(outcome, Abstained):
            line = f"{topic}: {outcome}"
            self._store.note(line, who=GROWER)
            return outcome.missing.name, line
        released, line = self._releasing.release(outcome, corrected=corrected)
        if not released:
            self._store.note(line, who=GROWER)
            return RELEASE, line
        self._store.drop_questions(topic)
        self._shelf.sync()
        return None, line

    def _tested(self, plan: Plan, oracle: GroupOracle) -> Outcome:
        """What induction makes of a sample, tried on all examples, and once more with one that failed."""
        first: tuple[Example, ...] = ()
        for _ in range(2):
            # Not the answered questions: the same ones are asked again, in their order, and answer at once.
            chosen = distinct([*first, *plan.examples[: self._policy.sample]])
            outcome = self._outcome(
                chosen[: MAX_EXAMPLES - self._policy.induction.questions], oracle, plan.replaces
            )
            if not isinstance(outcome, Released):
                return outcome
            family = outcome.artifact.family
            wrong = [each for each in (*oracle.answered, *plan.examples) if contradicts(family, each)]
            if not wrong:
                return outcome
            first = tuple(wrong[:1])
        return Abstained(Missing.EXPLANATION, f"what was learnt is wrong for {shown(wrong[0])}")

    def _outcome(self, examples: Sequence[Example], oracle: GroupOracle, replaces: str | None) -> Outcome:
        if (field := unvaried(examples)) is not None:
            detail = (
                f"the context's {field} was the same in all requests: whether it matters, nobody can know"
            )
            return Abstained(Missing.EXAMPLES, detail)
        name = replaces or self._former(examples)
        with self._shelf.without(replaces, also_taken=self._store.families()) as live:
            try:
                return self._induce(
                    examples, oracle, self._policy.induction, name=name, live=live, lemmas=self._lemmas
                )
            except StoreError:
                raise
            except Exception as fault:
                # One group that induction cannot cope with must not keep the others from their turn.
                log.exception("an induction failed")
                return Abstained(Missing.EXPLANATION, f"the induction failed: {type(fault).__name__}")

    def _former(self, examples: Sequence[Example]) -> str | None:
        """The family that served these requests and does not any more, if there is one: it is mended."""
        live = self._store.all_live()
        for name in self._store.families():
            if name in live or not (versions := self._store.versions(name)):
                continue
            newest = versions[-1]
            if newest.id not in self._former_families:
                self._former_families[newest.id] = load(newest.artifact).family
            family = self._former_families[newest.id]
            if any(isinstance(decide([family], each.utterance, {}), Answered) for each in examples):
                return name
        return None
