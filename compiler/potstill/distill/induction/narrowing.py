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
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.outcome import Missing
from potstill.distill.terms import Term
from potstill.distill.versions import Class, Parameters, alike, best_question, classes
from potstill.distill.versions.classes import outcome
from potstill.ir.lexicons.makers import number
from potstill.ir.reference.answer import Unanswered
from potstill.ir.values import identity

WORDED: Final = 16
"""Points that are tried to be put into words for one question."""


def narrowed(explained: Explained, setting: Setting, asking: Asking, keep: int, rivals: int) -> list[Class]:
    """The classes that no question tells apart, or none that may be asked; ``keep`` are for later.

    Raises Again where an answer refutes all terms or is to a request that the template reads otherwise; Stop
    where more than ``rivals`` classes are left; NotYet.
    """
    sets = alike(explained.terms, setting.tried)
    while asking.left > keep:
        question = best_question([terms[0] for terms in sets], candidates(setting, asking), enough=WORDED)
        if question is None:
            break
        told = f"told {question.separated} of {question.pairs} pairs apart"
        answered = asking.ask(question.utterance, told)
        if answered is None:
            continue
        parameters = setting.template.read(answered.utterance)
        if parameters is None or explained.open:
            raise Again
        kept = ([term for term in terms if _gives(term, parameters, answered, setting)] for terms in sets)
        sets = [terms for terms in kept if terms]
        if not sets:
            raise Again
    # Counted before anything is proved: as many classes there are at least.
    _few(len(sets), rivals)
    found = classes(sets, setting.prove)
    _few(len(found), rivals)
    return found


def _few(count: int, rivals: int) -> None:
    if count > rivals:
        raise Stop(Missing.AGREEMENT, f"{count} explanations are left, {rivals} may be")


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
