"""Words that alignment and generalisation treat alike, as data, in normal form."""

from __future__ import annotations

from typing import Final

from potstill.ir.lexicons import CURRENCIES
from potstill.ir.lexicons.vocabulary import (
    DENOMINATORS,
    LARGE,
    MULTIPLES,
    NUMBER_WORDS,
    ordinal,
    small_number,
)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


_PARTS: Final = frozenset(name for _, one, many in DENOMINATORS for name in (one, many))

SPELLED: Final = (
    frozenset(part for word in NUMBER_WORDS for part in word.split("-")) - {"minus", "negative", "dozen"}
    | _PARTS
    | {word for word, _ in MULTIPLES}
    | {ordinal(small_number(number)) for number in (*range(1, 21), *range(30, 100, 10))}
)
"""Words that begin or end a number in words, without hyphens."""

JOINING: Final = frozenset({"and", "a", "-", "point", "oh"})
"""Words inside of a number in words."""

POWERS: Final = tuple(word.strip() for _, word in LARGE)
"""What multiplies a number in digits."""

SIGNS: Final = tuple(
    dict.fromkeys(
        sign
        for currency in CURRENCIES.values()
        for sign in currency.symbols
        if len(sign) == 1 and not sign.isalnum()
    )
)
"""Signs of currencies that stand before amounts; the dollar's is the first."""

BEFORE_TIMES: Final = frozenset({"at", "from", "to", "until", "till", "by", "before", "after", "between"})
"""Words before times of day."""

ALIKE: Final = tuple(
    frozenset(group.split())
    for group in (
        "a an the",
        "a an some",
        "his her its their my your our",
        "he she it they i you we",
        "him her it them me you us",
        "himself herself itself themselves myself yourself ourselves",
        "is are",
        "was were",
        "has have",
        "do does",
        "this that these those",
        "mr mrs ms miss dr prof",
        "can could",
        "will would shall should",
    )
)
"""Closed classes: where examples differ in words of one, the template reads all of it."""

SMALL: Final = _words(
    "the a an please kindly also just now then so and of that to for all any some , . : ; ! - ?"
)
"""What may be missing and means nothing: no slot is needed to say whether it is there."""

WEAK: Final = frozenset().union(*ALIKE) | _words(
    "and or of in on at to for from by with as than then so if but not no be been am each every per how what",
    "when where which who whose why there here much many more less up out off over under about after before",
)
"""Words of closed classes: that two utterances share one says little about their form."""
