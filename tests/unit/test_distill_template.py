"""Templates from utterances, case by case."""

from __future__ import annotations

from potstill.distill.template import NoTemplate, Template, generalise


def made(*utterances: str) -> Template:
    found = generalise(utterances)
    assert isinstance(found, Template), found
    return found


def test_numbers_become_slots_and_what_is_constant_stays() -> None:
    template = made("tip of 20% on $45", "tip of 15% on $30")
    assert template.asks == ("tip of {tip} on ${n}",)
    assert [slot.type for slot in template.slots] == ["percent 0..100", "int 1..1_000"]
    assert template.parameters == ({"tip": 20, "n": 45}, {"tip": 15, "n": 30})
    assert template.read("Tip of 7 percent on $1,000") == {"tip": 7, "n": 1000}
    assert template.read("tip of 7 percent on €1,000") is None


def test_words_that_occur_twice_are_one_slot() -> None:
    template = made("how many mugs has Ann: 3 mugs", "how many red cups has Bob: 12 red cups")
    assert template.read("how many pots has Cy: 4 pots") is not None
    assert template.read("how many pots has Cy: 4 pans") is None


def test_utterances_that_share_nothing_have_no_template() -> None:
    found = generalise(["the quick brown fox", "what time is it in Rome"])
    assert isinstance(found, NoTemplate)
    assert "in common" in found.reason
