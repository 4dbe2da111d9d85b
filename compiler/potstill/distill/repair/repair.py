"""Repair: the nearest program that gives all answers, if it is the only one, as a new version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.distill.examples import Example
from potstill.distill.oracle import Oracle
from potstill.distill.repair.cases import Case, cases_of, conflicts, gives
from potstill.distill.repair.conditional import conditionals
from potstill.distill.repair.edits import Edit, Edits
from potstill.distill.repair.formulas import Formulas
from potstill.distill.repair.outcome import (
    DEFAULT,
    Conflict,
    Neighbourhood,
    NoRepair,
    Outcome,
    Policy,
    Question,
    Reason,
    Repaired,
)
from potstill.distill.repair.region import Regions
from potstill.distill.repair.rivals import Apart, Fit, Rivals, Same, Unclear
from potstill.distill.repair.stated import stated, with_answers
from potstill.distill.repair.trial import Spent, Trial
from potstill.distill.split.outcome import Outside
from potstill.distill.tree import compiled, tree_of
from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.normal import fold
from potstill.ir.program import Program
from potstill.verifier import verify
from potstill.verifier.diff import diff
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.theta.domain import Point

MAX_TOLD: Final = 6
"""Rivals that are reported."""


def repair(
    artifact: Artifact,
    accepted: Sequence[Example],
    corrected: Sequence[Example],
    policy: Policy = DEFAULT,
    *,
    oracle: Oracle | None = None,
    binding: Binding = EMPTY_BINDING,
) -> Outcome:
    """The artifact's program, changed as little as the corrected answers want, with accepted ones kept.

    The recipe's own examples count as accepted, except where one is corrected. ``oracle``: who is asked where
    several programs fit; without one the question is part of the outcome. The same arguments, and answers of
    the oracle, give the same outcome.
    """
    return _Repair(artifact, accepted, corrected, policy, oracle, binding).result()


class _Repair:
    """One repair. ``cases``: what the program has to give, answers of the oracle included."""

    def __init__(
        self,
        parent: Artifact,
        accepted: Sequence[Example],
        corrected: Sequence[Example],
        policy: Policy,
        oracle: Oracle | None,
        binding: Binding,
    ) -> None:
        self._parent: Final = parent
        self._policy: Final = policy
        self._oracle: Final = oracle
        self._binding: Final = binding
        self._accepted, strange = cases_of(parent, accepted, binding)
        self._corrected, foreign = cases_of(parent, corrected, binding)
        self._outside: Final[tuple[Outside, ...]] = (*strange, *foreign)
        self._tree: Final = tree_of(parent.recipe)
        self._asked: Final[list[Example]] = []
        self._rivals: tuple[str, ...] = ()

    def result(self) -> Outcome:
        """The new version, or what is missing."""
        found: Repaired | NoRepair | None = None
        while found is None:
            found = self._round()
        return found

    def _ask(self, question: Question | None) -> Case | None:
        """The oracle's answer to a question, if it may be asked and has one; it is a case from now on."""
        if self._oracle is None or question is None or question.context:
            return None
        if len(self._asked) >= self._policy.questions:
            return None
        answer = self._oracle.ask(question.utterance)
        inside = [] if answer is None else cases_of(self._parent, [answer], self._binding)[0]
        if not inside:
            return None
        self._asked.append(inside[0].example)
        self._corrected.append(inside[0])
        return inside[0]

    def _round(self) -> Repaired | NoRepair | None:
        """The nearest programs for the cases that are known, compared; None if there is one case more now."""
        family = self._parent.family
        cases = [*self._accepted, *self._corrected]
        against = conflicts(family, cases)
        if against:
            return self._none(Reason.CONTRADICTION, conflicts=against)
        cases += self._own_examples(cases)
        trial = Trial(self._tree, family, cases, self._policy.trials)
        if not trial.failing:
            return self._none(Reason.NOTHING)
        try:
            nearest = self._nearest(trial)
        except Spent:
            return self._none(Reason.TRIALS, f"{self._policy.trials:,} programs were tried.")
        if isinstance(nearest, NoRepair):
            return nearest
        where, fits = nearest
        self._rivals = tuple(fit.edit.told for fit in fits[:MAX_TOLD])
        rivals = Rivals(self._parent, self._binding, self._policy.budget)
        seen = [case.point for case in cases]
        match rivals.compared(fits[: self._policy.rivals], seen):
            case Same() if len(fits) > self._policy.rivals:
                return self._none(Reason.UNDECIDED, f"{len(fits)} programs fit.", rivals=self._rivals)
            case Same():
                confirmed = self._confirmed(rivals, fits[0], trial, seen)
                if isinstance(confirmed, NoRepair):
                    return confirmed
                return self._repaired(where, fits, trial, seen) if confirmed else None
            case Apart(question):
                if self._ask(question) is not None:
                    return None
                questions = () if question is None else (question,)
                return self._none(Reason.RIVALS, rivals=self._rivals, questions=questions)
            case Unclear(reason):
                return self._none(Reason.UNDECIDED, reason, rivals=self._rivals)

    def _confirmed(self, rivals: Rivals, fit: Fit, trial: Trial, seen: Sequence[Point]) -> bool | NoRepair:
        """Whether answers that the program was not made for agree with it, as many as are wanted.

        What is missing if there is no such answer.
        """
        wanted = self._policy.holdouts if self._oracle is not None else 0
        if len(trial.failing) < self._policy.corrections:
            wanted = max(wanted, 1)
        points = list(seen)
        for _ in range(wanted):
            question = rivals.telling(self._parent.family.program, fit, points)
            if question is None:
                break
            answer = self._ask(question)
            if answer is None:
                return self._none(Reason.EVIDENCE, rivals=self._rivals, questions=(question,))
            if not gives(fit.program, answer):
                return False
            points.append(answer.point)
        return True

    def _own_examples(self, cases: Sequence[Case]) -> list[Case]:
        """The recipe's examples, of requests that nobody answered anew."""
        known = {(fold(case.example.utterance), str(case.point.context)) for case in cases}
        own = stated(self._parent)
        inside, _ = cases_of(self._parent, own, self._binding)
        return [
            case for case in inside if (fold(case.example.utterance), str(case.point.context)) not in known
        ]

    # Neighbourhoods

    def _nearest(self, trial: Trial) -> tuple[Neighbourhood, list[Fit]] | NoRepair:
        """The programs that fit of the first neighbourhood that has any. Raises Spent."""
        edits = Edits(trial)
        near: list[tuple[Edit, Program]] = []
        for each in self._policy.neighbourhoods:
            match each:
                case Neighbourhood.RELABELLED:
                    fits = self._fitting(trial, edits.relabelled(), near)
                case Neighbourhood.RESIZED:
                    fits = self._fitting(trial, edits.resized(), near)
                case Neighbourhood.CONDITIONAL:
                    fits = self._fitting(trial, conditionals(trial, near), [])
                case Neighbourhood.SEARCHED:
                    formulas = Formulas(trial)
                    fits = self._fitting(trial, formulas.edits(), [])
                    if not formulas.exhausted:
                        return self._none(Reason.TRIALS, "The space of formulas is too large.")
                case _:
                    assert_never(each)
            if fits:
                return each, fits
        return self._none(Reason.NO_PROGRAM)

    def _fitting(self, trial: Trial, edits: Iterable[Edit], near: list[tuple[Edit, Program]]) -> list[Fit]:
        """The edits that fit, each once; ``near`` takes those that cure what fails and break something."""
        fits: list[Fit] = []
        seen: set[tuple[int, s.Expression]] = set()
        for edit in edits:
            known = (id(edit.position.node), edit.new)
            if known in seen:
                continue
            seen.add(known)
            program = trial.program(edit.tree)
            if program is None or not trial.cures(program):
                continue
            if all(gives(program, case) for case in trial.passing):
                fits.append(Fit(edit, program))
            else:
                near.append((edit, program))
        return list({fit.edit.tree: fit for fit in reversed(fits)}.values())[::-1]

    # Outcomes

    def _none(
        self,
        reason: Reason,
        detail: str = "",
        *,
        conflicts: tuple[Conflict, ...] = (),
        rivals: tuple[str, ...] = (),
        questions: tuple[Question, ...] = (),
    ) -> NoRepair:
        return NoRepair(reason, detail, conflicts, rivals, questions, tuple(self._asked), self._outside)

    def _repaired(
        self, where: Neighbourhood, fits: Sequence[Fit], trial: Trial, seen: Sequence[Point]
    ) -> Repaired | NoRepair:
        edit = fits[0].edit
        made = compiled(with_answers(edit.tree, fits[0].program, trial.failing))
        if made.artifact is None:
            return self._none(Reason.NO_PROGRAM, f"The compiler refuses the new version: {made.render()}")
        artifact = made.artifact
        if not all(gives(artifact.family.program, case) for case in (*trial.failing, *trial.passing)):
            raise AssertionError("the new version is the program that was tried")
        lemmas = Lemmas()
        budget = self._policy.budget
        trees = (tree_of(self._parent.recipe), tree_of(artifact.recipe))
        regions = Regions(self._parent, artifact, trees, self._binding, budget)
        return Repaired(
            self._parent.address,
            artifact,
            where,
            edit.told,
            len(fits),
            len(trial.passing),
            regions.region(edit, seen),
            diff(self._parent, artifact, budget=budget, lemmas=lemmas),
            verify(artifact, binding=self._binding, budget=budget, lemmas=lemmas),
            tuple(self._asked),
            self._outside,
        )
