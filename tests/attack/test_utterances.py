"""Hostile utterances: an answer or a reason, in bounded time, never an exception."""

from __future__ import annotations

import pytest

from potstill.runtime import Handler, Source
from tests.recipes import DOUBLE, GREET, SAME, artifact

GREETED = {
    "bidi_override": ("greet \u202eAnn", True),
    "bidi_isolates": ("greet \u2066Ann\u2069", True),
    "zero_width_inside_a_word": ("gr\u200beet Ann", True),
    "nul_inside": ("greet A\x00nn", True),
    "full_width": ("\uff27\uff32\uff25\uff25\uff34 Ann", True),
    "no_break_space": ("greet\u00a0Ann", True),
    "cyrillic_confusable_is_another_letter": ("gr\u0435et Ann", False),
    "expands_when_folded": ("greet \ufb03 \u00df", True),
    "a_lone_surrogate": ("greet \ud800", True),
    "combining_marks_without_a_base": ("greet \u0301\u0301\u0301", True),
    "empty": ("", False),
    "only_spaces": (" \t\n\u3000", False),
    "only_marks": ("?!.…", False),
    "controls": ("\x01\x02\x03", False),
}


@pytest.fixture(scope="module")
def handler() -> Handler:
    return Handler([artifact(DOUBLE), artifact(GREET), artifact(SAME)], allow_unverified=True)


@pytest.mark.parametrize(("utterance", "answered"), GREETED.values(), ids=GREETED)
def test_odd_characters(handler: Handler, utterance: str, answered: bool) -> None:
    assert handler(utterance).answered is answered


@pytest.mark.parametrize(
    "utterance",
    [
        "double " + "9" * 900,
        "double " + "0" * 900,
        "double " + "1," * 400,
        "double " + "nine " * 190,
        "greet " + "a " * 400,
        "is " + "a " * 200 + "the same as " + "a " * 200,
        "double" * 150,
    ],
    ids=["digits", "zeros", "commas", "number_words", "words", "repeats", "no_gaps"],
)
def test_long_lexemes_are_refused(handler: Handler, utterance: str) -> None:
    assert handler(utterance).source is Source.NONE


@pytest.mark.parametrize("symbol", ["a", " ", "9", "\u0301", "\ufdfa", "\u2026", "\U0001f600", "\ud800"])
def test_a_megabyte_is_too_long_or_nothing(handler: Handler, symbol: str) -> None:
    reply = handler("greet " + symbol * 1_000_000)
    assert reply.reason in ("too_long", "no_family")


def test_a_spelling_is_no_longer_than_texts_may_be(handler: Handler) -> None:
    """Soft hyphens fold to nothing, so a short normal form may stand for a long text."""
    assert handler("greet A" + "\u00ad" * 100 + "nn").value == "Hello, A" + "\u00ad" * 100 + "nn!"
    assert not handler("greet A" + "\u00ad" * 1000 + "nn").answered


def test_a_slot_never_cuts_a_character_apart() -> None:
    """The ligature folds to three symbols; no slot takes one of them."""
    handler = Handler([artifact('family cut ask "f{w}" slot w: words 1..1 answer w')], allow_unverified=True)
    assert handler("fi").value == "i"
    assert not handler("\ufb01").answered
