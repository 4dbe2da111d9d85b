"""The template of some requests, widened by the one request that matters most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from potstill.distill.examples import Example
from potstill.distill.induction.asking import Asking
from potstill.distill.induction.steps import Again, Stop
from potstill.distill.outcome import Missing
from potstill.distill.template import NoTemplate, Template, generalise

TRIED: Final = 3
"""Requests that the template does not read, and that are tried for the one that widens it most."""


def template_of(known: Sequence[Example], asking: Asking, keep: int) -> Template:
    """The template that reads all requests; ``keep`` questions are for later.

    While others may be asked, the request of the pool is that lets the template read most of the pool. Raises
    Again after that, Stop where there is no template, NotYet.
    """
    utterances = [each.utterance for each in known]
    template = generalise(utterances)
    if isinstance(template, NoTemplate):
        raise Stop(Missing.TEMPLATE, template.reason)
    if asking.left > keep:
        gap = _gap(template, utterances, asking.pool())
        if gap is not None and asking.ask(gap, "the template did not read it") is not None:
            raise Again
    return template


def _gap(template: Template, utterances: list[str], pool: Sequence[str]) -> str | None:
    """A request that the template does not read, and with which it would read more of the pool."""
    gaps = [utterance for utterance in pool if template.read(utterance) is None]
    best, most = None, len(pool) - len(gaps)
    for gap in gaps[:TRIED]:
        wider = generalise([*utterances, gap])
        if isinstance(wider, NoTemplate):
            continue
        read = sum(wider.read(utterance) is not None for utterance in pool)
        if read > most:
            best, most = gap, read
    return best
