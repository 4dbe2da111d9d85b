"""The report: its figures, its charts, and that the page is well formed and complete."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256

import pytest

from potstill.distill.report.charts import Chart, Series, draw, rounded_up
from potstill.distill.report.facts import Facts, Lineage
from potstill.distill.report.figures import amount, count, share, starts
from potstill.distill.report.graph import picture, svg
from potstill.distill.report.markup import element, join, plain, said
from potstill.distill.report.page import page
from potstill.ir.verdicts import Status
from tests.pages import Node, parse
from tests.recipes import DOUBLE, artifact
from tests.reports import START, facts
from tests.stating import verification

SECTIONS = ["over-time", "questions", "families", "fallback", "journal"]


def empty() -> Facts:
    """A store in which nothing happened."""
    return Facts("new.db", START, "calls", (), (), (), (), (), ())


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (None, "none"), (Fraction(0), "0%"), (Fraction(1), "100%"), (Fraction(1, 3), "33.3%"),
        (Fraction(9999, 10000), "99.9%"), (Fraction(1, 10**6), "<0.1%"), (Fraction(1, 2), "50%"),
    ],
)  # fmt: skip
def test_a_share_is_never_said_to_be_all_or_nothing_when_it_is_not(
    part: Fraction | None, written: str
) -> None:
    assert share(part) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(0), "0"), (Fraction(3), "3"), (Fraction(1, 3), "0.3333"), (Fraction(7, 2), "3.50"),
        (Fraction(2469, 2), "1,234"), (Fraction(-7, 2), "-3.50"), (Fraction(-1, 10**9), "0.0000"),
        (Fraction(19999, 10000), "2.00"),
    ],
)  # fmt: skip
def test_amounts_have_fewer_places_the_larger_they_are(value: Fraction, written: str) -> None:
    assert amount(value) == written
    assert amount(value, "USD") == f"{written} USD"


def test_counts_agree_with_their_nouns() -> None:
    assert [count(1, "family", "families"), count(2, "family", "families"), count(1204, "request")] == [
        "1 family", "2 families", "1,204 requests",
    ]  # fmt: skip


def test_days_are_written_without_a_time_and_hours_with_it() -> None:
    assert starts([START, START + timedelta(days=1)]) == ("2026-03-01", "2026-03-02")
    assert starts([START, START + timedelta(hours=1)]) == ("2026-03-01 00:00", "2026-03-01 01:00")


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (1, 1), (7, 8), (11, 20), (99, 100), (Fraction(3, 100), Fraction(4, 100))]
)
def test_an_axis_ends_at_a_round_number_that_is_not_below(value: Fraction, top: Fraction) -> None:
    assert rounded_up(Fraction(value)) == top


def test_columns_stand_on_each_other_and_on_the_axis() -> None:
    values = (Fraction(1), Fraction(0)), (Fraction(3), Fraction(2))
    series = tuple(Series(kind, kind, each) for kind, each in zip(("fallback", "saved"), values, strict=True))
    drawn = parse(draw(Chart("c", "Cost", "note", ("a", "b"), series, amount)).html)
    bars = [node.attributes for node in drawn.all("rect") if "x" in node.attributes]
    assert [(bar["class"], float(bar["y"]), float(bar["height"])) for bar in bars] == [
        ("fallback", 150, 50), ("saved", 0, 150), ("saved", 100, 100),
    ]  # fmt: skip
    table = drawn.all("table")[0]
    assert [cell.text for cell in table.all("td")] == ["1", "3", "0", "2"]


def test_the_page_is_well_formed_and_refers_only_to_itself() -> None:
    html = page(facts())
    tree = parse(html)
    assert [node.attributes["id"] for node in tree.all("section")] == SECTIONS
    ids = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in tree.walk():
        for key in ("aria-labelledby", "aria-describedby"):
            assert node.attributes.get(key, ids[0]) in ids
        if node.name == "a":
            assert node.attributes["href"].removeprefix("#") in ids
    assert not re.search(r"(?i)https?:|//[a-z]|@import|url\(", html.replace("http://www.w3.org/2000/svg", ""))


def test_only_the_pages_own_style_and_script_are_let_in() -> None:
    tree = parse(page(facts()))
    [policy] = [node.attributes["content"] for node in tree.all("meta") if "http-equiv" in node.attributes]
    for name in ("style", "script"):
        [own] = tree.all(name)
        digest = b64encode(sha256(own.text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert not [node for node in tree.walk() if "style" in node.attributes]


def test_tables_say_what_their_columns_and_rows_are() -> None:
    tables = parse(page(facts())).all("table")
    assert len(tables) >= 8
    for table in tables:
        heads = table.all("thead")[0].all("th")
        assert {head.attributes["scope"] for head in heads} == {"col"}
        for row in table.all("tbody")[0].all("tr"):
            assert len([cell for cell in row.children if isinstance(cell, Node)]) == len(heads)


def test_the_page_says_what_the_facts_say() -> None:
    text = parse(page(facts())).text
    for told in (
        "83.2% in the last period", "17 of 17 proved", "11 of 12 proved, 1 guard", "undecided, guarded",
        "at most 48,213,770 terms", "vacuous", "boxes * each - kept",
        "bo sells 1 boxes of 2 eggs and keeps 2",
        "41 accepted, 2 rejected, 3 corrected", "an explanation: nothing in the space",
        "how long for 2 loads of 35 minutes", "version 1, proved, 5 examples", "3 explanations are left",
    ):  # fmt: skip
        assert told in text


def test_the_same_facts_give_the_same_page() -> None:
    assert page(facts()) == page(facts())


def test_a_store_in_which_nothing_happened_has_a_page_too() -> None:
    tree = parse(page(empty()))
    assert [node.attributes["id"] for node in tree.all("section")] == SECTIONS
    assert "Nobody has asked anything yet." in tree.text
    assert not tree.all("table")


def test_what_is_refuted_is_shown_with_its_counterexample() -> None:
    family = facts().families[1]
    made = artifact(DOUBLE)
    shown = replace(
        family.shown, artifact=made, verification=verification(made, {"relevant:n": Status.REFUTED})
    )
    tree = parse(page(replace(facts(), families=(replace(family, versions=(shown,)),))))
    assert "“double 7”" in tree.text
    [table] = [node for node in tree.all("details") if node.attributes.get("class") == "verdicts"]
    assert "open" in table.attributes


def test_many_families_are_all_in_the_table_and_the_first_ones_in_full() -> None:
    one = facts().families[1]
    many = tuple(replace(one, name=f"tip_{number}") for number in range(203))
    tree = parse(page(replace(facts(), families=many)))
    assert len([node for node in tree.all("details") if node.attributes.get("class") == "family"]) == 200
    assert "3 families more stand only in the table." in tree.text
    assert "tip_202" in tree.text


def test_the_version_with_the_largest_share_speaks_for_a_family() -> None:
    eggs = facts().families[0]
    assert eggs.shown.number == 2
    shares = [replace(version, share=Fraction(version.number == 1)) for version in eggs.versions]
    assert Lineage("eggs", tuple(shares), 0, Fraction(0)).shown.number == 1


def test_a_program_is_drawn_with_its_names() -> None:
    made = artifact(DOUBLE).family
    drawn = parse(picture(made).html)
    assert {node.text for node in drawn.all("text")} == {"n", "n * 2", "answer"}
    assert svg(made) == f"{picture(made).html}\n"


def test_texts_are_cut_where_a_reader_sees_it() -> None:
    assert parse(said("ab\u202ec", 10).html).text == "abU+202Ec"
    assert parse(said("a" * 12, 10).html).text == f"{'a' * 10}… and 2 more characters"
    assert parse(said("a\nb\tc", lines=True).html).text == "a\nb\tc"
    assert parse(said("a\nb").html).text == "aU+000Ab"
    assert plain("a\u200bb", 2) == "aU+200B… and 1 more characters"
    assert join(["<", None, ["&"]]).html == "&lt;&amp;"


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("script", {}), ("style", {}), ("a b", {}), ("p", {"onclick": "x"}), ("p", {"style": "x"}),
        ("p", {"a b": "x"}), ("a", {"href": "https://example.org"}), ("a", {"href": "javascript:x"}),
        ("img", {"src": "x"}),
    ],
)  # fmt: skip
def test_what_could_run_or_load_something_is_not_built(name: str, attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no element|no attribute|a link out"):
        element(name, **attributes)
