"""What looks personal, taken out of text before it is stored: best effort, and no more.

Found by form, and by checksum where there is one: e-mail addresses, IBANs (ISO 13616, with the length of the
country and the remainder of ISO 7064), card numbers (ISO/IEC 7812, with Luhn's checksum), telephone numbers
(written with +, in the North American form, or with a leading 0), and numbers that stand for somebody or
something: long runs of digits, and what follows words such as "account number". Each is replaced by its type
in brackets. Names and addresses are not found; numbers as word problems have them are left alone.
"""

from __future__ import annotations

import re
from typing import Final

_DIGIT: Final = re.compile(r"\d")
_FEWEST: Final = 8
"""Digits of the shortest number that is taken for something personal on its own: one to call, with a +."""
_FEWEST_OF_IBAN: Final = 7
"""Those of Malta may have letters for all others."""

_EMAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=[ -]?[A-Za-z0-9])")
_CARD: Final = re.compile(r"(?<![\d.,-])(?:\d[ -]?){12,18}\d(?![\d-])(?![.,]\d)")
_INTERNATIONAL: Final = re.compile(r"(?<![\w+])\+(?:\(?\d{1,5}\)?[ ./-]?){2,7}\d{1,8}(?![\w])")
_NORTH_AMERICAN: Final = re.compile(
    r"(?<![\d.,$€£/-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([.-]))[2-9]\d\d[.-]\d{4}(?![\d-])(?![.,]\d)"
)
_NATIONAL: Final = re.compile(
    r"(?<![\w.,$€£/-])(?:\(0\d{1,4}\) ?|0[1-9]\d{0,3}[ /-])\d{2,8}(?:[ /-]\d{2,8}){0,4}(?![\w-])(?![.,:]\d)"
)
# Not beside a sign of arithmetic.
_LONG: Final = re.compile(
    r"(?<![\w.,$€£+*/\u00d7\u00f7=^-])(?<![+*/\u00d7\u00f7=^-] )\d{10,}"
    r"(?![\w-])(?![.,]\d| ?[-+*/\u00d7\u00f7=^%])"
)
_SOCIAL: Final = re.compile(r"(?<![\d.,-])\d{3}-\d{2}-\d{4}(?![\d-])(?![.,]\d)")
_CALLED: Final = re.compile(
    r"\b((?:account|card|customer|member|membership|order|case|invoice|policy|passport|tracking|reference"
    r"|ticket|booking|confirmation|licen[cs]e|tax|patient|social security)"
    r"(?: (?:number|no\.?|nr\.?|id|code)(?: is|:)? #?| ?#))"
    r"((?=[A-Za-z-]{0,8}\d)[A-Za-z0-9-]{5,40})(?![\w-])(?![.,]\d)",
    re.IGNORECASE,
)
# What _CALLED always has, and most requests have not.
_LABEL: Final = re.compile(r"#| (?:n|id|code)", re.IGNORECASE)
_DOCUMENT: Final = re.compile(
    r"\b((?:passport|invoice|tracking|booking|confirmation|licen[cs]e) )"
    r"((?=[0-9-]*[A-Za-z])(?=[A-Za-z-]*\d)[A-Za-z0-9-]{6,40})(?![\w-])",
    re.IGNORECASE,
)

# The IBAN registry (ISO 13616): how long each country's are.
_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FO FI GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}


_RESTS: Final = {
    country: re.compile(rf"(?:[ -]?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")
    for country, length in _LENGTHS.items()
}
"""What follows the first four characters of an IBAN."""


def redact(text: str) -> str:
    """``text`` with what looks personal replaced by [email], [iban], [card], [phone] or [id]."""
    if "@" in text:
        text = _EMAIL.sub("[email]", text)
    # Most requests have too few digits for anything below, and that is quick to see.
    digits = _digits(text)
    if digits == 0:
        return text
    if digits >= _FEWEST_OF_IBAN:
        text = _without_ibans(text)
    if digits >= _FEWEST:
        text = _without_numbers(text)
    if _LABEL.search(text):
        text = _CALLED.sub(r"\1[id]", text)
    return _DOCUMENT.sub(r"\1[id]", text)


def _without_numbers(text: str) -> str:
    """``text`` without what is known by its digits alone."""
    text = _CARD.sub(lambda found: "[card]" if _is_card(found[0]) else found[0], text)
    text = _SOCIAL.sub("[id]", text)
    text = _without_international(text)
    text = _NORTH_AMERICAN.sub("[phone]", text)
    text = _NATIONAL.sub(lambda found: "[phone]" if 9 <= _digits(found[0]) <= 12 else found[0], text)
    return _LONG.sub(lambda found: found[0] if found[0].endswith("000") else "[id]", text)


def _digits(text: str) -> int:
    return len(_DIGIT.findall(text))


def _without_ibans(text: str) -> str:
    parts, done = [], 0
    for head in _IBAN.finditer(text):
        pattern = _RESTS.get(head[0][:2].upper())
        rest = pattern.match(text, head.end()) if pattern is not None and head.start() >= done else None
        if rest is not None and _is_iban(head[0], rest[0]):
            parts += [text[done : head.start()], "[iban]"]
            done = rest.end()
    return "".join([*parts, text[done:]])


def _without_international(text: str) -> str:
    """A sum is no number to call: before the + stands no digit, except that of another number to call."""
    parts: list[str] = []
    done = 0
    for found in _INTERNATIONAL.finditer(text):
        before = found.start() - 1
        summand = text[before : found.start()] == " " and text[max(before - 1, 0) : before].isdigit()
        if 8 <= _digits(found[0]) <= 15 and (not summand or (done == before and parts)):
            parts += [text[done : found.start()], "[phone]"]
            done = found.end()
    return "".join([*parts, text[done:]])


def _is_iban(head: str, rest: str) -> bool:
    """Whether the remainder is that of an IBAN; letters count from A = 10."""
    number = "".join(str(int(character, 36)) for character in rest + head if character.isalnum())
    return int(number) % 97 == 1


def _is_card(text: str) -> bool:
    """Whether it begins as cards do and has Luhn's checksum."""
    digits = [int(character) for character in text if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return digits[0] in (2, 3, 4, 5, 6) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
