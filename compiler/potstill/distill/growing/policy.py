"""What growing may do by itself, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from potstill.distill.policy import Policy as InductionPolicy

GROWER: Final = "grow"
"""Who did it, in the journal, where nobody decided it."""

PEOPLE: Final = "people"
"""Who did it, in the journal, where feedback decided it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of growing; counts, so that the same store and fallback give the same families.

    ``induction``: how much evidence a family needs. ``compared``: the share of answers of families that are
    held against the fallback's. ``ask_fallback``: whether induction's questions go to the fallback; they
    wait for a person otherwise. ``group_questions``, ``daily_questions``: the most that the fallback is asked
    for one group, and on one day (UTC). ``call_cost``, ``unit``: of a call of the fallback.

    ``families``: the most that are live at once. ``versions``: the most that are made of one family without a
    person. ``voices``: how many people must say that a family is wrong before it is withdrawn, and give the
    same correction before it is learnt from. ``callers``: from how many keys the requests of a family must
    come; all that come without a key count as one. ``again``: how many times as many examples a group needs
    to be tried again. ``widen``: requests that a live family does not read, before it is made wider.
    ``sample``: of a group's examples, those that are learnt from; all others are tried on what was learnt.
    ``divisions``: ways to divide a group that are tried where nothing comes of the whole. ``history``: the
    latest requests that are looked at again after a restart. ``arms``: combinations of versions that are kept
    ready where families are in trial.
    """

    induction: InductionPolicy = field(default_factory=lambda: InductionPolicy(examples=5))
    compared: Fraction = Fraction(1, 50)
    ask_fallback: bool = True
    group_questions: int = 9
    daily_questions: int = 1_000
    call_cost: Fraction = Fraction(1)
    unit: str = "calls"
    families: int = 1_000
    versions: int = 10
    voices: int = 2
    callers: int = 1
    again: int = 2
    widen: int = 2
    sample: int = 12
    divisions: int = 2
    history: int = 200_000
    arms: int = 16


@dataclass(frozen=True, slots=True)
class Budget:
    """Units of work of one step: requests read from the store, inductions begun."""

    requests: int = 10_000
    inductions: int = 5


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did. ``tried``: inductions; ``left``: groups that wait for the next step.

    ``behind``: requests that were not read yet. ``lines`` tell a person what happened.
    """

    read: int
    tried: int
    left: int
    behind: int
    lines: tuple[str, ...]

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do until something new comes in."""
        return not (self.tried or self.left or self.behind)
