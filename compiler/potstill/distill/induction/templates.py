"""The template of some requests, widened by the one request that matters most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from potstill.distill.examples import Example
from potstill.distill.induction.asking import Asking
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.outcome import Missing
from potstill.distill.template import MAX_EXAMPLES, NoTemplate, Policy, Template, generalise

FIRST: Final = 12
"""Examples that a template is made of at first."""

TRIED: Final = 3
"""Requests that the template does not read, and that are tried for the one that widens it most."""


def template_of(known: Sequence[Example], asking: Asking, keep: int) -> Template:
    """The template that reads all requests; ``keep`` questions are for later.

    While others may be asked, the request of the pool is that lets the template read most of the pool. Raises
    Again after that, Stop where there is no template, NotYet.
    """
    # In a request that is answered in words, a number may be part of a name.
    policy = Policy(free_numbers=not all(isinstance(each.answer, Fraction) for each in known))
    utterances, template = _sampled([each.utterance for each in known], policy)
    if asking.left > keep:
        gap = _gap(template, utterances, asking.pool(), policy)
        if gap is not None and asking.ask(gap, "the template did not read it") is not None:
            raise Again
    return template


def _sampled(utterances: Sequence[str], policy: Policy) -> tuple[list[str], Template]:
    """A template of at most MAX_EXAMPLES: the first ones, then those that it does not read. Raises Stop."""
    chosen, rest = list(utterances[:FIRST]), list(utterances[FIRST:])
    while True:
        template = generalise(chosen, policy)
        if isinstance(template, NoTemplate):
            raise Stop(Missing.TEMPLATE, template.reason)
        unread = [each for each in rest if template.read(each) is None]
        if not unread:
            return chosen, template
        if len(chosen) == MAX_EXAMPLES:
            raise Stop(Missing.TEMPLATE, f"{len(unread)} requests are of another kind, as {unread[0]!r}")
        chosen.append(unread[0])
        rest.remove(unread[0])


def _gap(template: Template, utterances: list[str], pool: Sequence[str], policy: Policy) -> str | None:
    """A request that the template does not read, and with which it would read more of the pool."""
    gaps = [utterance for utterance in pool if template.read(utterance) is None]
    best, most = None, len(pool) - len(gaps)
    trial = replace(policy, prove=False)
    for gap in gaps[:TRIED] if len(utterances) < MAX_EXAMPLES else ():
        wider = generalise([*utterances, gap], trial)
        if isinstance(wider, NoTemplate):
            continue
        read = sum(wider.read(utterance) is not None for utterance in pool)
        if read > most:
            best, most = gap, read
    return best
