"""The lists of a report: questions that wait, what falls to the fallback, the journal."""

from __future__ import annotations

from collections.abc import Collection

from potstill.distill.report.facts import Entry, Facts, Missed, Question
from potstill.distill.report.figures import amount, count, of, share, when
from potstill.distill.report.markup import Child, Markup, element, plain, said


def questions(facts: Facts) -> Child:
    """What waits for a person."""
    if not facts.questions:
        return nothing("No question waits for an answer.")
    note = element(
        "p",
        "Explanations that fit all that is known differ on these requests. Answer one with ",
        element("code", "potstill questions STORE ID --answer JSON"),
        ", and induction goes on.",
        class_="note",
    )
    head = ("asked", "about", "request", "why", "id")
    return [note, grid("Questions that wait", head, map(_question, facts.questions))]


def missed(facts: Facts) -> Child:
    """What no family answers, alike requests together, the most frequent first."""
    now = f"{count(facts.covered, 'request')} that fell would be answered by families now."
    if not facts.missed:
        return nothing(
            f"Nothing falls to the fallback. {now}" if facts.covered else "Nothing has fallen yet."
        )
    requests = sum(period.fallback for period in facts.periods)
    numbers = ("requests", "share", f"cost, {facts.unit}")
    head = (*numbers, "for instance", "what is missing")
    rows = (_missed(each, requests) for each in facts.missed)
    note = element(
        "p", "The share is of all that fell to the fallback. ", now if facts.covered else "", class_="note"
    )
    table = grid("What falls to the fallback", head, rows, numbers=numbers, id="missed")
    return [note, _filter("#missed tbody tr", "Filter what falls to the fallback"), table]


def journal(facts: Facts) -> Child:
    """Everything that was done, the latest first."""
    if not facts.journal:
        return nothing("Nothing was done yet.")
    table = grid("Journal", ("when", "what", "family", "told"), map(_entry, facts.journal), id="entries")
    return [_filter("#entries tbody tr", "Filter the journal"), table]


def grid(
    caption: str,
    head: tuple[str, ...],
    rows: Child,
    *,
    numbers: Collection[str] = (),
    id: str | None = None,
) -> Markup:
    """A table that scrolls sideways by itself; columns named in ``numbers`` are aligned so."""
    caption = plain(caption, 120)
    cells = [element("th", name, scope="col", class_="n" if name in numbers else None) for name in head]
    table = element(
        "table",
        element("caption", caption, class_="unseen"),
        element("thead", element("tr", cells)),
        element("tbody", rows),
        class_="sortable",
        id=id,
    )
    # Who cannot point scrolls with the keyboard: the box must take the focus.
    return element("div", table, class_="scroll", tabindex=0, role="region", aria_label=caption)


def number(text: str, key: object) -> Markup:
    """A cell that is sorted by ``key`` and not by its text."""
    return element("td", text, class_="n", data_key=str(key))


def time(text: str) -> Markup:
    """A cell with a time."""
    return element("td", text, class_="when")


def nothing(text: str) -> Markup:
    """In place of a list that would be empty."""
    return element("p", text, class_="nothing")


def _filter(what: str, label: str) -> Markup:
    return element("div", class_="tools", data_filter=what, data_label=label)


def _question(each: Question) -> Markup:
    return element(
        "tr",
        time(when(each.asked)),
        element("td", said(each.about, 80)),
        element("td", said(each.utterance), class_="said"),
        element("td", said(each.why, 600), class_="told"),
        element("td", element("code", said(each.id, 80))),
    )


def _missed(each: Missed, requests: int) -> Markup:
    part = of(each.requests, requests)
    more = [element("li", said(other)) for other in each.more]
    others = element("details", element("summary", "others"), element("ul", more), class_="more")
    return element(
        "tr",
        number(count(each.requests), each.requests),
        number(share(part), 0.0 if part is None else float(part)),
        number(amount(each.spent), float(each.spent)),
        element("td", said(each.example), others if more else None, class_="said"),
        element("td", said(each.missing, 600), class_="told"),
    )


def _entry(each: Entry) -> Markup:
    return element(
        "tr",
        time(when(each.at)),
        element("td", said(each.kind, 60)),
        element("td", said(each.about, 80)),
        element("td", said(each.text, 600), class_="said"),
    )
