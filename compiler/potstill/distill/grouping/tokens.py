"""Tokens of an utterance: words, one class for all numbers, and marks for the two ends."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

from potstill.ir.lexicons.vocabulary import DENOMINATORS, NUMBER_WORDS, ordinal, small_number
from potstill.ir.normal import normalise_within, words

Tokens: TypeAlias = tuple[str, ...]
"""Begins with START and a kind, ends with END; between them, words of the normal form and NUMBER."""

START: Final = "^"
END: Final = "$"
NUMBER: Final = "#"

# What words are made of: everything but spaces, ASCII that is no letter, and other usual punctuation. Normal
# forms are decomposed, so that combining marks are among it.
_LETTER: Final = r"[^\s!-@\[-`{-~\u00a1-\u00bf\u2010-\u205e\u20a0-\u20cf]"

# Digits with what is written on to them (signs of currencies, groups, decimals, ratios, percent), or a word;
# "48-foot" and "richard's" are two tokens each. Everything else separates.
_TOKEN: Final = re.compile(
    rf"(?P<number>[$£€¥]?[0-9]+(?:[.,:/][0-9]+)*(?:%|(?:st|nd|rd|th)(?!{_LETTER}))?)"
    rf"|(?P<word>'s(?!{_LETTER})|{_LETTER}+(?:'(?!s(?!{_LETTER})){_LETTER}+)*)"
)

_NUMBER_WORDS: Final = frozenset(
    (
        *NUMBER_WORDS,
        *(ordinal(small_number(number)) for number in range(1, 100)),
        *(word for _, *forms in DENOMINATORS for word in forms),
        "half",
        "percent",
    )
)

FUNCTION_WORDS: Final = frozenset(
    words(
        """
        a about after all also am an and another any are as at be because been before being both but by can
        could did do does done each either else every few for from get gets give had has have having he her
        hers him his how i if in into is it its itself just let like made make makes many may me might more
        most much must my need needs neither no nor not now of off on only or other our out over per please
        than that the their them then there these they this those to too under up upon us use used very was
        we were what when where which while who whom whose why will with would you your 's don't doesn't
        """
    )
)
"""What English sentences share whatever they are about: closed classes, and how requests begin."""

_CONTENT, _NUMBER_WEIGHT, _FUNCTION, _END = 4, 2, 1, 0
"""Weights, whole numbers so that sums are exact."""


def tokenise(utterance: str, symbols: int, kind: str = "") -> Tokens | None:
    """The tokens of an utterance; None if its normal form is empty or has more than ``symbols`` symbols.

    Spaces in the kind are taken as underscores.
    """
    normal = normalise_within(utterance, symbols)
    if normal is None or not normal.text:
        return None
    found = [START + kind.replace(" ", "_")]
    counting = False
    for match in _TOKEN.finditer(normal.text):
        text = match.group()
        if match.lastgroup == "number":
            found.append(NUMBER)
            counting = False
        elif text not in _NUMBER_WORDS:
            found.append(text)
            counting = False
        elif not counting:
            # A run of number words is one number: "twenty five hundred", "one third".
            found.append(NUMBER)
            counting = True
    found.append(END)
    return tuple(found)


def kind_of(tokens: Tokens) -> str:
    """The kind with which an utterance was tokenised, its spaces replaced."""
    return tokens[0].removeprefix(START)


@lru_cache(maxsize=1 << 16)
def weight(token: str) -> int:
    """How much it says that two utterances share this token."""
    if token in FUNCTION_WORDS:
        return _FUNCTION
    if token == NUMBER:
        return _NUMBER_WEIGHT
    return _END if token == END or token.startswith(START) else _CONTENT


def is_content(token: str) -> bool:
    """Whether the token is a word of an open class."""
    return weight(token) == _CONTENT
