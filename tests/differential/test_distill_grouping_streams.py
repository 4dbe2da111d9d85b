"""Grouping against whoever made the requests: generated word problems among utterances that people typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import grouping
from benchmarks.growth.stream import Request


@pytest.fixture(scope="module")
def found(shared_data: Path) -> tuple[list[Request], grouping.Pairs]:
    """A stream of even-numbered generators' instances and all out-of-scope utterances; its pairs."""
    assert (shared_data / "clinc150").is_dir()
    gsm = pytest.importorskip("benchmarks.induction.gsm")
    pytest.importorskip("reasoning_gym", reason="the generators are in reasoning-gym")
    stream = grouping.requests([family for family in gsm.enabled() if family % 2 == 0], 77)
    return stream, grouping.pairs(stream, grouping.grouped(stream))


def test_no_group_has_requests_of_two_families(found: tuple[list[Request], grouping.Pairs]) -> None:
    assert found[1].mixed == 0
    assert found[1].precision >= 0.99


def test_families_are_found_whole(found: tuple[list[Request], grouping.Pairs]) -> None:
    assert found[1].recall >= 0.97


def test_utterances_out_of_scope_stay_alone(found: tuple[list[Request], grouping.Pairs]) -> None:
    stream, pairs = found
    assert pairs.outside <= 0.01 * sum(request.family is None for request in stream)


def test_the_order_of_requests_matters_little(found: tuple[list[Request], grouping.Pairs]) -> None:
    assert grouping.agreement(found[0], 3) >= 0.97
