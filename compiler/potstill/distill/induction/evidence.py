"""Whether there are enough answers for the size of S: as many as would rarely fit a wrong term by chance.

A term that has nothing to do with the target gives a number in the range of the answers with a chance of one
in as many as there are numbers in it. With m answers, S terms and a range of r numbers, S / r**m wrong ones
are to be expected; more than one, and being the only one left says little. What counts are terms that are
as small as the first that fits: S goes on from there, to find its rivals.

A condition divides m examples in one of 2**m ways, however large the numbers on either side are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from math import lcm

from potstill.distill.examples import Example
from potstill.distill.induction.asking import Asking
from potstill.distill.induction.holdouts import WORDED, distance
from potstill.distill.induction.narrowing import candidates
from potstill.distill.induction.setting import Setting
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.outcome import Missing


def more_evidence(setting: Setting, asking: Asking, keep: int) -> None:
    """Ask for the request that is least like those seen, if more than ``keep`` may be asked. Raises Again."""
    seen = setting.template.parameters
    ranked = sorted(candidates(setting, asking), key=lambda each: -distance(each[1], seen))
    worded = (say() for say, _ in islice(ranked, WORDED))
    for utterance in worded:
        if asking.left <= keep:
            return
        if utterance is not None and asking.ask(utterance, "more evidence") is not None:
            raise Again


def check_evidence(known: Sequence[Example], small: int, choices: int) -> None:
    """Raises Stop where answers could fit one of ``small`` terms, or ``choices`` conditions, by chance."""
    if 2 ** len(known) < choices:
        raise Stop(Missing.EXAMPLES, f"{len(known)} answers do not tell {choices:,} conditions apart")
    numbers = [each.answer for each in known if isinstance(each.answer, Fraction)]
    if len(numbers) < len(known):
        return
    choices = spread(numbers)
    if choices ** len(numbers) < small:
        told = f"{len(numbers)} answers out of {choices:,} numbers do not tell {small:,} terms apart"
        raise Stop(Missing.EXAMPLES, told)


def spread(numbers: Sequence[Fraction]) -> int:
    """How many numbers of the answers' grid lie in their range."""
    grid = lcm(*(number.denominator for number in numbers))
    return int((max(numbers) - min(numbers)) * grid) + 1
