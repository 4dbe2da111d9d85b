"""Questions that the solver makes: the oracle is a recipe written by hand, which answers any request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from potstill.compiler import compile_recipe
from potstill.distill.examples import Example
from potstill.ir.family import Family
from potstill.ir.reference.answer import Answered, decide

EXAMPLES: Final = Path(__file__).parents[2] / "examples" / "gsm_symbolic"
COUNT: Final = 20


@dataclass(slots=True)
class Gold:
    """A recipe as the oracle: no pool, so that questions are points of Θ put into words."""

    number: int
    name: str
    family: Family
    pool: Sequence[str] = ()

    def ask(self, utterance: str) -> Example | None:
        """The request with the recipe's answer; None where it is not one of the family's."""
        decided = decide([self.family], utterance, {})
        if not isinstance(decided, Answered):
            return None
        assert isinstance(decided.value, int | Fraction)
        return Example(utterance, Fraction(decided.value))


def recipes() -> list[Gold]:
    """The first recipes by their names, with the number of the template that each one's comment names."""
    found: list[Gold] = []
    for path in sorted(EXAMPLES.glob("*.recipe")):
        text = path.read_text("utf-8")
        number = re.match(r"# GSM-Symbolic (\d+)", text)
        family = compile_recipe(text).family
        if number is not None and family is not None:
            found.append(Gold(int(number[1]), path.stem, family))
    return found[:COUNT]
