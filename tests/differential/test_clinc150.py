"""Utterances that people typed: CLINC150, asked of all example recipes at once.

No out-of-scope utterance may be answered. Of the answerable test utterances of three intents, by labels that
were written independently of the recipes, a good part must be answered, and all that are answered must be
right. The data set has no utterance of an intent ``tip``; tips are among those of ``calculator``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests import examples

LABELS: Final = Path(__file__).resolve().parents[1] / "golden" / "clinc150_labels.toml"
DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
INTENTS: Final = ("calculator", "measurement_conversion", "date")
LEAST: Final = Fraction(30, 100)
"""The part of the answerable utterances of each intent that must be answered, and right."""


@cache
def labels() -> dict[str, Any]:
    """The file of labels."""
    return tomllib.loads(LABELS.read_text("utf-8"))


@pytest.fixture(scope="module")
def utterances(shared_data: Path) -> dict[str, list[tuple[str, str]]]:
    """The splits of the data set: utterances with their intents."""
    data = json.loads((shared_data / "clinc150" / "data_full.json").read_text("utf-8"))
    return {split: [(text, intent) for text, intent in pairs] for split, pairs in data.items()}


def ask(text: str) -> Any:
    """What the recipes answer on the day of the labels, at noon; None if they do not."""
    reply = examples.handler()(text, {"today": labels()["today"], "now": "12:00"})
    return reply.value if reply.answered else None


@pytest.mark.parametrize(("split", "size"), [("oos_train", 100), ("oos_val", 100), ("oos_test", 1000)])
def test_nothing_out_of_scope_is_answered(
    split: str, size: int, utterances: dict[str, list[tuple[str, str]]]
) -> None:
    assert len(utterances[split]) == size
    assert [text for text, _ in utterances[split] if ask(text) is not None] == []


def test_the_labels_are_those_of_all_test_utterances(utterances: dict[str, list[tuple[str, str]]]) -> None:
    found = Counter((intent, text) for text, intent in utterances["test"] if intent in INTENTS)
    assert Counter((one["intent"], one["text"]) for one in labels()["utterance"]) == found


@pytest.mark.parametrize("intent", INTENTS)
def test_enough_is_answered_and_nothing_is_wrong(intent: str) -> None:
    answerable = right = 0
    for label in labels()["utterance"]:
        if label["intent"] != intent:
            continue
        said = ask(label["text"])
        if "none" in label:
            assert said is None, label["text"]
            continue
        answerable += 1
        if said is not None:
            assert is_right(label, said), (label["text"], said)
            right += 1
    assert right >= LEAST * answerable
    assert documented(intent) == (answerable, right), "docs/coverage.md says something else"


def documented(intent: str) -> tuple[int, int]:
    """How many of an intent's test utterances the documentation says are answerable, and answered right."""
    row = re.search(rf"^\| {intent} \| 30 \| (\d+) \| (\d+) \| (\d+) \|$", DOCUMENT.read_text("utf-8"), re.M)
    assert row is not None
    assert row[2] == row[3]
    return int(row[1]), int(row[3])


def is_right(label: dict[str, Any], said: object) -> bool:
    """Whether an answer is what its label expects, as far as its decimals go, two of them at least."""
    match label:
        case {"date": date() as day}:
            return said == f"{day:%A, %B} {day.day}, {day.year}"
        case {"number": str(text)}:
            return isinstance(said, int | Decimal | Fraction) and agrees(said, text)
        case {"rule": str(text), "from": str(source), "to": str(target)}:
            one = re.fullmatch(rf"1 {source} is ([0-9,.]+) {target}e?s", str(said))
            if one:
                return agrees(Decimal(one[1].replace(",", "")), text)
            many = re.fullmatch(rf"([0-9,.]+) {source}e?s are 1 {target}", str(said))
            return many is not None and agrees(Decimal(many[1].replace(",", "")), str(1 / Fraction(text)))
        case _:
            raise AssertionError(label)


def agrees(said: int | Decimal | Fraction, text: str) -> bool:
    """Whether a number is the expected one, rounded to the decimals that it shows, two of them at least."""
    exact, shown = Fraction(said), -int(Decimal(said).as_tuple().exponent) if isinstance(said, Decimal) else 0
    if text.startswith("sqrt "):
        radicand, half = Fraction(text.removeprefix("sqrt ")), Fraction(1, 2 * 10**shown)
        return shown >= 2 and (exact - half) ** 2 <= radicand <= (exact + half) ** 2
    expected = Fraction(text)
    return exact == expected or (shown >= 2 and abs(exact - expected) * 2 * 10**shown <= 1)


def test_the_check_of_answers_is_strict() -> None:
    """The judge itself: what it lets through, and what it does not."""
    assert agrees(Decimal("7.142857"), "50/7")
    assert agrees(Decimal("9.7468"), "sqrt 95")
    assert agrees(800, "800")
    assert not agrees(Decimal("7.1"), "50/7")
    assert not agrees(Decimal("7.142858"), "50/7")
    assert not agrees(Decimal("9.7467"), "sqrt 95")
    assert not agrees(801, "800")
    tomorrow = labels()["today"] + timedelta(days=1)
    assert is_right({"date": tomorrow}, "Thursday, March 5, 2026")
    assert not is_right({"date": tomorrow}, "Wednesday, March 4, 2026")
    rule = {"rule": "16", "from": "cup", "to": "tablespoon"}
    assert is_right(rule, "1 cup is 16 tablespoons")
    assert not is_right(rule, "1 cup is 48 tablespoons")
