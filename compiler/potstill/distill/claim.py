"""What a release claims, exactly, and on which evidence.

If the target lies in the space S that was searched to its end, and the oracle's answers were right, then the
family answers as the target does, on all of its Θ. That is all; the PAC figure says what m requests drawn
from the log would say without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import Final

from potstill.distill.examples import Example, Json
from potstill.distill.json_text import json_text

VACUOUS: Final = "vacuous"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the oracle answered, and why it was asked."""

    example: Example
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of one release.

    ``space``: S as a grammar. ``size``: how many terms S has, an upper bound. ``examples``: how many
    requests of the log it was learnt from. ``questions``: those asked to choose between explanations or to
    widen the template. ``holdouts``: those asked afterwards, all of which agreed. ``classes``: how many
    classes of explanations were left at the end, each proved equal within; with more than one, ``agreement``
    is the condition under which the family answers. ``theta``: the slots with their types.
    """

    space: str
    size: int
    examples: int
    questions: tuple[Asked, ...]
    holdouts: tuple[Asked, ...]
    classes: tuple[str, ...]
    agreement: tuple[str, ...]
    proofs: tuple[str, ...]
    theta: tuple[str, ...]
    confidence: float

    @property
    def pac(self) -> str:
        """The error that m independent requests bound with the claim's confidence, or "vacuous"."""
        error = pac_error(self.size, self.examples, self.confidence)
        return VACUOUS if error is None else f"{error:.4f}"

    def lines(self) -> Iterator[str]:
        """The claim for a person."""
        yield "If the target lies in the space S below and the answers were right, every answer of this"
        yield "family is the target's, on all of its parameters."
        yield f"S has at most {self.size:,} terms and was searched to its end:"
        yield from (f"    {line}" for line in self.space.splitlines())
        yield f"learnt from {self.examples} answered requests; parameters:"
        yield from (f"    {line}" for line in self.theta)
        yield f"explanations left, each a class of terms proved equal: {len(self.classes)}"
        yield from (f"    {term}" for term in self.classes)
        yield from (f"    equal by {proof}" for proof in self.proofs)
        if self.agreement:
            yield "answered only where all of them agree:"
            yield from (f"    where {condition}" for condition in self.agreement)
        for title, asked in (("questions asked", self.questions), ("holdouts that agreed", self.holdouts)):
            yield f"{title}: {len(asked)}"
            yield from (f"    {each.example.utterance} => {_short(each)}  ({each.why})" for each in asked)
        if self.pac == VACUOUS:
            yield f"PAC: vacuous; {self.examples} requests of the log say nothing about a space of that size"
        else:
            yield f"PAC: with probability {self.confidence}, an error of at most {self.pac} on such requests"

    def to_json(self) -> Json:
        """The claim as data."""
        return {
            "space": self.space,
            "size": str(self.size),
            "exhausted": True,
            "examples": str(self.examples),
            "questions": [_asked(each) for each in self.questions],
            "holdouts": [_asked(each) for each in self.holdouts],
            "classes": list(self.classes),
            "agreement": list(self.agreement),
            "proofs": list(self.proofs),
            "theta": list(self.theta),
            "confidence": str(self.confidence),
            "pac": self.pac,
        }


def pac_error(size: int, examples: int, confidence: float) -> float | None:
    """ε = (ln |S| + ln 1/δ) / m for a consistent learner in a finite class (Blumer et al., 1987).

    None where it is 1 or more, and says nothing.
    """
    error = (log(size) - log(1 - confidence)) / examples
    return None if error >= 1 else error


def _asked(each: Asked) -> Json:
    return {"utterance": each.example.utterance, "answer": each.example.answer, "why": each.why}


def _short(each: Asked) -> str:
    text = json_text(each.example.answer)
    return text if len(text) <= 60 else text[:57] + "..."
