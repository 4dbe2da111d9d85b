"""The benchmark on SNIPS: how its data is read, and how its threshold is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.snips import data
from benchmarks.snips.measure import (
    THRESHOLDS,
    Decision,
    Share,
    curve,
    decisions,
    gold,
    operating_point,
    served,
    verbatim,
)
from benchmarks.snips.plot import draw
from potstill.distill.carriers import gathered, learnt, released
from potstill.distill.carriers.release import Family
from potstill.distill.examples import Example
from potstill.runtime import Handler


def asked(utterance: str, who: str) -> Example:
    """A request and its answer."""
    return Example(utterance, {"intent": "call", "who": who})


def test_the_data_is_read_without_spans() -> None:
    """A slot that is filled twice is a list; surrogates of three bytes each are one code point."""
    chunks = [
        {"text": "play "},
        {"text": "a", "entity": "x"},
        {"text": "b", "entity": "x"},
        {"text": "c", "entity": "y"},
    ]
    assert data._example("Play", chunks) == Example("play abc", {"intent": "Play", "x": ["a", "b"], "y": "c"})
    assert data._text(b"\xc3\xa9 \xed\xa0\xbc\xed\xbd\x95") == "é \U0001f355"


def test_all_requests_are_there() -> None:
    """The counts that the data's authors give."""
    if not data.FOLDER.exists():
        pytest.skip("shared/data/snips is not there")
    known, fresh = data.training(), data.validation()
    assert (len(known), len(fresh)) == (13_784, 700)
    assert known == data.training()
    assert gold(known, fresh).coverage > 0.45


def test_the_curve_and_its_operating_point() -> None:
    """The threshold with most coverage within what is allowed; the highest, if none is within."""
    found = [Decision(0.99, True)] * 6 + [Decision(0.8, True)] * 3 + [Decision(0.8, False), None]
    shares = curve(found)
    assert shares[0.995] == Share(11, 0, 0)
    assert shares[0.9] == Share(11, 6, 0)
    assert shares[0.5] == Share(11, 10, 1)
    assert operating_point(shares, 0.05) == 0.99
    assert operating_point(shares, 0.1) == 0.8
    assert operating_point(curve([Decision(0.99, False)]), 0.1) == max(THRESHOLDS)
    assert (shares[0.5].coverage, shares[0.5].fault) == (10 / 11, 0.1)
    assert shares[0.995].fault == 0.0


def test_caches_and_carriers() -> None:
    """A cache knows requests by their normal form; carriers are looked up with the answer in hand."""
    known = [asked("call Ada", "Ada"), asked("ring Bea", "Bea"), asked("call Cyd", "Cyd")]
    fresh = [asked("Call ada!", "ada"), asked("call Ada", "Ada"), asked("please call Dot", "Dot")]
    assert verbatim(known, fresh) == Share(3, 2, 1)
    assert gold(known, fresh) == Share(3, 2, 0)


def test_decisions_are_what_the_handler_answers(tmp_path: Path) -> None:
    """From the least score on, the curve and a handler of the released families say the same."""
    names = [f"{first}{last}" for first in "ABCDEFGHIJ" for last in ("da", "vo", "li", "mur", "ster")]
    known = [asked(f"{('call', 'please ring')[n % 3 % 2]} {who}", who) for n, who in enumerate(names)]
    fresh = [asked("call Zed", "Zed"), asked("please ring Zed", "Zoe"), asked("write to Zed", "Zed")]
    candidates, evidence = learnt(known), gathered(known)
    found = list(decisions(candidates, evidence, fresh))
    shares = curve(found)
    least = max(each for each in THRESHOLDS if shares[each].answered == 2)
    outcome = list(released(candidates, evidence, least, known))
    handler = Handler([one.artifact for one in outcome if isinstance(one, Family)], allow_unverified=True)
    share, wrong = served(handler, fresh)
    assert share == shares[least] == Share(3, 2, 1)
    assert [(example.utterance, value) for example, value, _ in wrong] == [
        ("please ring Zed", {"intent": "call", "who": "Zed"})
    ]
    for name in ("one.svg", "two.svg"):
        draw(tmp_path / name, shares, shares, share, (0.1, 0.02))
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
