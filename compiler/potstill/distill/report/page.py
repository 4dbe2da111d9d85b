"""The page: one HTML file that loads nothing, and in which nothing runs but its own script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from importlib.resources import files
from typing import Final

from potstill.distill.report.charts import Chart, Series, draw
from potstill.distill.report.facts import Facts, Standing
from potstill.distill.report.families import families
from potstill.distill.report.figures import amount, count, of, share, starts, when
from potstill.distill.report.lists import journal, missed, nothing, questions
from potstill.distill.report.markup import Child, Markup, element, plain, said

_SECTIONS: Final = (
    ("over-time", "Over time"),
    ("questions", "Questions that wait"),
    ("families", "Families"),
    ("fallback", "What falls to the fallback"),
    ("journal", "Journal"),
)


def page(facts: Facts) -> str:
    """The report as the text of an HTML file. The same facts give the same text."""
    facts = replace(facts, unit=plain(facts.unit, 12))
    style, script = _own("page.css"), _own("page.js")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("link", rel="icon", href="data:,"),
        element("title", f"potstill report: {plain(facts.title, 80)}"),
        Markup(f"<style>{style}</style>"),
    )
    body = element("body", _header(facts), element("main", _main(facts)), _footer(facts))
    script_element = Markup(f"<script>{script}</script>")
    return f"<!DOCTYPE html>\n{element('html', head, body, script_element, lang='en').html}\n"


def _own(name: str) -> str:
    """A file that belongs to the page.

    INVARIANT: neither file holds "</", so neither ends its element early.
    """
    return files("potstill.distill.report").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing loads, and nothing runs but what stands in the page by these digests."""

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"

    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {digest(style)}",
            f"script-src {digest(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _header(facts: Facts) -> Markup:
    links = [element("li", element("a", title, href=f"#{name}")) for name, title in _SECTIONS]
    return element(
        "header",
        element("a", "To the content", class_="skip", href="#over-time"),
        element("h1", "potstill report"),
        element("p", said(facts.title, 120), f", {_span(facts)}.", class_="note"),
        element("p", _lead(facts), class_="lead"),
        element("nav", element("ul", links), aria_label="Sections"),
    )


def _span(facts: Facts) -> str:
    made = f"made at {when(facts.at)} UTC"
    if not facts.periods:
        return made
    return f"{when(facts.periods[0].start)} to {when(facts.periods[-1].end)} UTC, {made}"


def _lead(facts: Facts) -> str:
    requests = sum(period.requests for period in facts.periods)
    if not requests:
        return "Nobody has asked anything yet."
    answered = sum(period.families for period in facts.periods)
    last = facts.periods[-1].coverage
    lately = "" if last is None or len(facts.periods) < 2 else f", {share(last)} in the last period"
    return f"Families answered {share(of(answered, requests))} of {count(requests, 'request')}{lately}."


def _main(facts: Facts) -> Iterator[Markup]:
    contents: dict[str, Child] = {
        "over-time": [_figures(facts), _charts(facts)],
        "questions": questions(facts),
        "families": families(facts),
        "fallback": missed(facts),
        "journal": journal(facts),
    }
    for name, title in _SECTIONS:
        heading = element("h2", title, id=f"{name}-title")
        yield element("section", heading, contents[name], id=name, aria_labelledby=f"{name}-title")


def _figures(facts: Facts) -> Markup:
    total = facts.periods
    requests, answered = sum(each.requests for each in total), sum(each.families for each in total)
    fallback, asked = sum(each.fallback for each in total), sum(each.questions for each in total)
    spent, saved = (
        sum((each.spent for each in total), Fraction(0)),
        sum((each.saved for each in total), Fraction(0)),
    )
    live = sum(lineage.shown.standing is Standing.LIVE for lineage in facts.families)
    versions = [version for lineage in facts.families for version in lineage.versions]
    checked, wrong = sum(each.checked for each in versions), sum(each.wrong for each in versions)
    figures = [
        ("answered by families", share(of(answered, requests)), f"of {count(requests, 'request')}"),
        ("fallback calls", count(fallback + asked), f"{count(asked, 'question')} of induction included"),
        (f"spent, {facts.unit}", amount(spent), f"of {amount(spent + saved)} without families"),
        (
            f"saved, {facts.unit}",
            amount(saved),
            f"{share(saved / (spent + saved) if spent + saved else None)}",
        ),
        ("live families", count(live), f"of {count(len(facts.families))} ever released or proposed"),
        ("answers checked", count(checked), f"{count(wrong)} found wrong"),
        ("feedback", count(sum(number for _, number in facts.feedback)), _told(facts)),
    ]
    return element(
        "dl",
        (
            element("div", element("dt", name), element("dd", value), element("dd", note) if note else None)
            for name, value, note in figures
        ),
        class_="figures",
    )


def _told(facts: Facts) -> str:
    return ", ".join(f"{number:,} {verdict}" for verdict, number in facts.feedback)


def _charts(facts: Facts) -> Markup:
    if not facts.periods:
        return nothing("Nothing to draw yet.")
    labels = starts([period.start for period in facts.periods])
    coverage = Chart(
        "coverage",
        "Coverage",
        "Share of requests that families answered.",
        labels,
        (Series("families", "family", tuple(each.coverage or Fraction(0) for each in facts.periods)),),
        share,
        Fraction(1),
    )
    cost = Chart(
        "cost",
        "Cost",
        f"Spent on the fallback, and what families saved of it, in {facts.unit}.",
        labels,
        (
            Series("spent", "fallback", tuple(each.spent for each in facts.periods)),
            Series("saved", "saved", tuple(each.saved for each in facts.periods)),
        ),
        amount,
    )
    return element("div", draw(coverage), draw(cost), class_="charts")


def _footer(facts: Facts) -> Markup:
    return element(
        "footer",
        element(
            "p",
            "What a family's answer saves is the mean cost of the fallback's answers, less its own. ",
            "Questions of induction are spent at that mean. Shares are cut, not rounded.",
        ),
        [element("p", f"Left out here: {count(number)} {what}.") for what, number in facts.dropped],
    )
