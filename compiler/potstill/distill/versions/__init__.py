"""Version spaces: the explanations that are left, in classes, what tells them apart, and where they agree."""

from potstill.distill.versions.agreement import agreement, divisors, holds, plainest
from potstill.distill.versions.classes import Class, Ground, alike, classes
from potstill.distill.versions.points import Parameters, points
from potstill.distill.versions.questions import Question, best_question

__all__ = [
    "Class",
    "Ground",
    "Parameters",
    "Question",
    "agreement",
    "alike",
    "best_question",
    "classes",
    "divisors",
    "holds",
    "plainest",
    "points",
]
