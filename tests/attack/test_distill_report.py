"""Whatever somebody says, a report shows it as text: nothing in it becomes markup, a link or a script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potstill.distill.report.collect import collect
from potstill.distill.report.graph import picture
from potstill.distill.report.markup import element, plain, said
from potstill.distill.report.page import page
from potstill.ir.artifact import dump
from potstill.runtime.store import NewRequest, Origin, Verdict, open_store
from tests.pages import parse
from tests.recipes import artifact
from tests.reports import EGGS, START, hostile

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "end of the page's own": "</script></style></title><script>alert(1)</script>",
    "attribute": "\"><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "comment": "--><!-- <![CDATA[ ]]> <?xml ?>",
    "entities": "&lt;script&gt; &#60;b&#62; &amp;",
    "svg": "<svg onload=alert(1)><foreignObject>",
    "bidi": "safe\u202egnihton\u2066\u2069\u200f\u061c",
    "control": "\x00\x1b[31m\x07\x7f\r\n\u2028\u2029\ufeff\ud800\udfff",
    "tags": "a\U000e0041\U000e007f",
    "link": "javascript:alert(1) https://example.org data:text/html,x",
    "css": "{} @import 'x'; expression(alert(1)) url(x)",
    "long": "x" * 1_000_000,
    "long and hidden": "\u202e" * 1_000_000,
}


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element of a page with the names of its attributes, without what shows hidden characters."""
    return [
        (node.name, tuple(node.attributes))
        for node in parse(html).walk()
        if node.attributes.get("class") not in ("hidden", "cut")
    ]


HARMLESS = skeleton(page(hostile("harmless")))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_adds_or_removes_an_element(text: str) -> None:
    html = page(hostile(text))
    assert skeleton(html) == HARMLESS
    html.encode("utf-8")
    assert len(html) < 2_000_000


@given(st.text(min_size=1) | st.text("<>&\"'/=-]! \u202e\x00scripton", min_size=1))
def test_nor_does_any_text(text: str) -> None:
    assert skeleton(page(hostile(text))) == HARMLESS


@given(st.text(st.characters(exclude_categories=())))
def test_no_hidden_character_reaches_the_page(text: str) -> None:
    for written in (said(text).html, element("p", text, title=text).html, plain(text)):
        assert written.isprintable() or not text.isprintable()
        assert not {"\x00", "\u202e", "\u2066", "\u200b", "\ufeff", "\r"} & set(written)
        written.encode("utf-8")


@pytest.mark.parametrize("name", ["long", "long and hidden"])
def test_a_long_text_says_how_much_is_missing(name: str) -> None:
    tree = parse(page(hostile(HOSTILE[name])))
    cuts = [node.text for node in tree.walk() if node.attributes.get("class") == "cut"]
    assert cuts
    assert "… and 999,600 more characters" in cuts


def test_nothing_in_a_store_adds_an_element(tmp_path: Path) -> None:
    tags = set()
    for number, text in enumerate(["harmless", *HOSTILE.values()]):
        text = text[:500]
        with open_store(tmp_path / f"{number}.db", redact=None) as store:
            asked = NewRequest(text, reply={text: text}, context={text: text}, key="k", reason=text)
            store.record_many([asked, replace(asked, utterance=f"{text} 2"), replace(asked, family="f")])
            store.give_feedback(1, Verdict.CORRECTED, answer=text, who="ann")
            made = dump(artifact(EGGS))
            claim = {"space": text, "size": text, "theta": [text], "questions": [{"utterance": text}]}
            version = store.add_version(
                "eggs", address="sha256:0", artifact=made, recipe=text, origin=Origin.TAUGHT, claim=claim
            )
            store.go_live("eggs", {version.id: 1000}, reason=text, who="ann")
            store.ask(text, group="group", why=text)
            html = page(collect(store, at=START, title=text, unit=text))
        html.encode("utf-8")
        tags.add(tuple(name for name, _ in skeleton(html)))
    assert len(tags) == 1


def test_texts_of_a_program_are_texts_of_its_picture() -> None:
    made = artifact('family f\nask "say {n}"\nslot n: int 1..9\nanswer "<b>&\\"" if n > 3 else "]]>"\n')
    names = {node.name for node in parse(picture(made.family).html).walk()}
    assert names == {"", "svg", "title", "desc", "rect", "g", "path", "text"}
