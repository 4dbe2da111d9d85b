"""Fewer and fewer explanations: those that fit, in classes, minus those that an answer refutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Final

from potstill.distill.answer_json import same
from potstill.distill.answering import answer
from potstill.distill.examples import Example
from potstill.distill.induction.asking import Asking
from potstill.distill.induction.explain import Explained
from potstill.distill.induction.setting import Setting
from potstill.distill.induction.steps import Again
from potstill.distill.terms import Term
from potstill.distill.versions import Class, Parameters, best_question, classes
from potstill.distill.versions.classes import outcome
from potstill.ir.lexicons.makers import number
from potstill.ir.reference.answer import Unanswered
from potstill.ir.values import identity

WORDED: Final = 16
"""Points that are tried to be put into words for one question."""


def narrowed(explained: Explained, setting: Setting, asking: Asking, keep: int) -> list[Class]:
    """The classes that no question tells apart, or none that may be asked; ``keep`` are for later.

    Raises Again where an answer refutes all of them or is to a request that the template reads otherwise;
    NotYet.
    """
    found = classes(explained.terms, setting.tried, setting.prove)
    while len(found) > 1 and asking.left > keep:
        left = [each.representative for each in found]
        question = best_question(left, candidates(setting, asking), enough=WORDED)
        if question is None:
            break
        answered = asking.ask(
            question.utterance, f"told {question.separated} of {question.pairs} pairs apart"
        )
        if answered is None:
            continue
        parameters = setting.template.read(answered.utterance)
        if parameters is None:
            raise Again
        if explained.open:
            raise Again
        found = [each for each in found if _gives(each.representative, parameters, answered, setting)]
        if not found:
            raise Again
    return found


def _gives(term: Term, parameters: Parameters, example: Example, setting: Setting) -> bool:
    """Whether a term gives an example's answer."""
    if isinstance(example.answer, Fraction):
        return outcome(term, parameters) == identity(number(example.answer))
    found = answer(setting.family(term), example.utterance, example.context)
    return not isinstance(found, Unanswered) and same(found, example.answer)


def candidates(setting: Setting, asking: Asking) -> Iterator[tuple[Callable[[], str | None], Parameters]]:
    """What may be asked: the pool's requests that the template reads, or else points of Θ."""
    if asking.free:
        for point in setting.tried:
            yield partial(_new, setting, asking, point), point
        return
    for utterance in asking.pool():
        parameters = setting.template.read(utterance)
        if parameters is not None:
            yield partial(str, utterance), parameters


def _new(setting: Setting, asking: Asking, point: Parameters) -> str | None:
    utterance = setting.say(point)
    return utterance if utterance is not None and asking.is_new(utterance) else None
