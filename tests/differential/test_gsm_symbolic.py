"""Word problems that someone else generates: GSM-Symbolic of reasoning-gym, answered by the example recipes.

200 instances of each, from a seed that was not looked at while the recipes were written. What is answered
must be the generator's own answer. What is not answered must be a question without one. And every promise of
the recipes is proved.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from potstill.ir.verdicts import Status
from potstill.verifier import verify
from potstill.verifier.grammar.lemmas import Lemmas
from tests import examples
from tools.make_gsm_report import DOCUMENT, EXAMPLES, SIZE, broken, instances, row, template

PATHS = sorted(EXAMPLES.glob("*.recipe"))
LEMMAS = Lemmas()


def test_there_are_twenty_of_them() -> None:
    assert len({template(path) for path in PATHS}) == len(PATHS) >= 20


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_family_is_answered_and_right(path: Path) -> None:
    """All examples are loaded at once: no other family answers either."""
    family = f"gsm_{path.stem}"
    answered = 0
    for entry in instances(template(path)):
        reply = examples.handler()(entry["question"])
        if not reply.answered:
            assert (reply.reason, contradicts(family, entry)) == ("condition", True), entry["question"]
            continue
        answered += 1
        assert (reply.family, str(reply.value)) == (family, entry["answer"]), entry["question"]
    assert answered >= 0.9 * SIZE


def contradicts(family: str, entry: dict[str, Any]) -> bool:
    """Whether a question has no answer of the kind that it asks for."""
    numbers = [int(digits) for digits in re.findall(r"[0-9]+", entry["question"])]
    match family:
        case "gsm_pen_pals":  # hours that are no whole ones
            pals, lost, letters, pages, minutes = numbers
            return (pals - lost) * letters * pages * minutes % 60 != 0
        case "gsm_comet":  # somebody saw it before birth
            period, age, times = numbers
            return age * times < period
        case _:
            return False


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_promise_is_proved_and_reported(path: Path) -> None:
    found = verify(examples.artifacts()[path], lemmas=LEMMAS)
    assert [each.obligation.name for each in found.verdicts if each.status is not Status.PROVED] == []
    cells = " | ".join(row(path, found).cells())
    assert f"\n| {cells} | " in DOCUMENT.read_text("utf-8"), "run tools/make_gsm_report.py"


def test_a_condition_that_is_missing_breaks_a_promise() -> None:
    found = broken(LEMMAS)
    assert f"\n> {found['utterance']}\n" in DOCUMENT.read_text("utf-8"), "run tools/make_gsm_report.py"
    assert int(found["answer"]) > 100
