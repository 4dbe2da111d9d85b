"""How much evidence induction wants, and how much it may spend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of one induction; all of them are counts, so that the same input has the same outcome.

    ``examples``: the fewest distinct answered requests to start from. ``questions``: the most requests that
    the oracle is asked, holdouts included. ``holdouts``: how many of those are kept for testing what was
    found, one at least, or nothing is released. ``points``: of Θ, at which explanations are compared before
    anything is proved. ``rivals``: the most classes whose agreement is written into a recipe. ``rounds``: how
    often an answer may send the search back to its start. ``confidence``: of the PAC statement, 1 - δ.
    """

    examples: int = 3
    questions: int = 3
    holdouts: int = 1
    points: int = 200
    rivals: int = 32
    rounds: int = 8
    confidence: float = 0.95


DEFAULT: Policy = Policy()
