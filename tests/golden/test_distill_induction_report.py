"""The report on induction says what was measured, and nothing else."""

from __future__ import annotations

import json

from tools.make_induction_report import DOCUMENT, MEASURED, document


def test_the_report_is_made_of_the_measurements() -> None:
    assert DOCUMENT.read_text("utf-8") == document()


def test_every_family_was_measured_once_for_each_number_of_examples() -> None:
    found = [json.loads(line) for line in MEASURED.read_text("utf-8").splitlines()]
    pairs = {(each["family"], each["examples"]) for each in found}
    sizes = {size for _, size in pairs}
    families = {family for family, _ in pairs}
    assert len(found) == len(pairs) == len(sizes) * len(families)
    assert all(each["right"] + len(each["wrong"]) == each["answered"] <= each["tests"] for each in found)
