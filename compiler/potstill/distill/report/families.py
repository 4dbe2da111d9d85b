"""The families of a report: a table of all; for each its recipe, picture, claim, verdicts and versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from potstill.distill.report.facts import Answered, Claim, Facts, Lineage, Standing, Version
from potstill.distill.report.figures import amount, count, of, share, when
from potstill.distill.report.graph import picture
from potstill.distill.report.lists import grid, nothing, number, time
from potstill.distill.report.markup import Child, Markup, element, said
from potstill.ir.verdicts import GUARDABLE, Status, Verdict, Verification

MOST: Final = 200
"""Families that are shown with their recipes; the table has all."""

LARGEST: Final = 80
"""Nodes of the largest program that is drawn."""

_STANDING: Final = {
    Standing.LIVE: "good",
    Standing.WITHDRAWN: "bad",
    Standing.REPLACED: "",
    Standing.PROPOSED: "wait",
}
_STATUS: Final = {
    Status.PROVED: "good",
    Status.REFUTED: "bad",
    Status.VACUOUS: "bad",
    Status.UNDECIDED: "wait",
    Status.UNSUPPORTED: "wait",
}


def families(facts: Facts) -> Iterator[Child]:
    """All that is known of families."""
    if not facts.families:
        yield nothing("No family was released yet.")
        return
    requests = sum(period.requests for period in facts.periods)
    numbers = (
        "requests",
        "share",
        f"saved, {facts.unit}",
        "live share",
        "versions",
        "checked",
        "found wrong",
    )
    rows = (_row(place, each, requests) for place, each in enumerate(facts.families))
    yield grid("All families", ("family", "standing", *numbers), rows, numbers=numbers)
    shown = facts.families[:MOST]
    yield element("div", class_="tools", data_open="details.family")
    yield (_family(place, each, facts) for place, each in enumerate(shown))
    if len(shown) < len(facts.families):
        left = len(facts.families) - len(shown)
        yield element(
            "p", f"{count(left, 'family', 'families')} more stand only in the table.", class_="note"
        )


def _row(place: int, each: Lineage, requests: int) -> Markup:
    part = of(each.requests, requests)
    shown = each.shown
    live = sum((version.share for version in each.versions), start=shown.share * 0)
    checked = sum(version.checked for version in each.versions)
    wrong = sum(version.wrong for version in each.versions)
    name = said(each.name, 80)
    return element(
        "tr",
        element("th", element("a", name, href=f"#family-{place}") if place < MOST else name, scope="row"),
        element("td", _badge(shown.standing.value, _STANDING[shown.standing])),
        number(count(each.requests), each.requests),
        number(share(part), 0.0 if part is None else float(part)),
        number(amount(each.saved), float(each.saved)),
        number(share(live), float(live)),
        number(count(len(each.versions)), len(each.versions)),
        number(count(checked), checked),
        number(count(wrong), wrong),
    )


def _family(place: int, each: Lineage, facts: Facts) -> Markup:
    shown = each.shown
    told = [
        count(each.requests, "request"),
        f"{amount(each.saved, facts.unit)} saved",
        f"version {shown.number} of {when(shown.created)}",
    ]
    return element(
        "details",
        element(
            "summary",
            element("h3", said(each.name, 80)),
            _badge(shown.standing.value, _STANDING[shown.standing]),
            " ",
            _proved(shown.verification),
            element("span", ", ".join(told), class_="note"),
        ),
        element(
            "div",
            element("div", _recipe(shown), _picture(shown), class_="pair"),
            _claim(shown.claim),
            _verdicts(shown.verification),
            _versions(each),
        ),
        class_="family",
        id=f"family-{place}",
        open="" if place == 0 else None,
    )


def _recipe(shown: Version) -> Markup:
    fault = None if not shown.fault else element("p", said(shown.fault, 600), class_="nothing")
    code = element("pre", element("code", said(shown.recipe.strip(), 20_000, lines=True)), tabindex=0)
    return element("div", element("h4", "Recipe"), fault, code)


def _picture(shown: Version) -> Markup | None:
    if shown.artifact is None:
        return None
    size = len(shown.artifact.family.program.nodes)
    drawn = (
        element(
            "div",
            picture(shown.artifact.family),
            class_="scroll",
            tabindex=0,
            role="region",
            aria_label="The program as a picture",
        )
        if size <= LARGEST
        else nothing(f"{count(size, 'node')} are too many for a picture.")
    )
    return element("div", element("h4", "Program"), drawn)


def _claim(claim: Claim | None) -> Child:
    if claim is None:
        return None
    lines: list[tuple[str, Child]] = [
        ("parameters", _list(claim.theta)),
        ("space S", _space(claim)),
        ("learnt from", [said(claim.examples, 20), " answered requests"]),
        (f"questions, {len(claim.questions)}", _asked(claim.questions)),
        (f"holdouts, {len(claim.holdouts)}", _asked(claim.holdouts)),
        (f"explanations left, {len(claim.classes)}", _list(claim.classes)),
        ("equal by", _list(claim.proofs)),
        ("answers only where", _list(claim.agreement)),
        ("PAC figure", _pac(claim)),
    ]
    return [
        element("h4", "What is claimed"),
        element(
            "p",
            "If the target lies in the space S and the answers below were right, every answer of this family "
            "is the target's, on all of its parameters.",
        ),
        element(
            "dl",
            ([element("dt", name), element("dd", told)] for name, told in lines if told),
            class_="claim",
        ),
    ]


def _pac(claim: Claim) -> Child:
    if claim.pac == "vacuous":
        return "vacuous: so few requests bound nothing by themselves; the claim rests on the search of S"
    return ["with probability ", said(claim.confidence, 20), ", an error of at most ", said(claim.pac, 20)]


def _space(claim: Claim) -> Markup:
    size: Child = ["at most ", said(_grouped(claim.size), 60), " terms, searched to its end"]
    return element(
        "details", element("summary", size), element("pre", said(claim.space, 8000, lines=True), tabindex=0)
    )


def _grouped(digits: str) -> str:
    return f"{int(digits):,}" if digits.isascii() and digits.isdigit() and len(digits) < 30 else digits


def _list(texts: tuple[str, ...]) -> Child:
    return element("ul", (element("li", element("code", said(text))) for text in texts)) if texts else None


def _asked(asked: tuple[Answered, ...]) -> Child:
    items = (
        element("li", said(each.utterance), " → ", element("code", said(each.answer, 200)),
                element("span", " ", said(each.why, 200), class_="note"))
        for each in asked
    )  # fmt: skip
    return element("ul", items) if asked else None


def _proved(found: Verification | None) -> Markup:
    if found is None:
        return _badge("no statement", "wait")
    proved = sum(verdict.status is Status.PROVED for verdict in found.verdicts)
    guards = f", {count(len(found.guards), 'guard')}" if found.guards else ""
    kind = "bad" if found.blocking else "wait" if found.guards else "good"
    return _badge(f"{proved} of {len(found.verdicts)} proved{guards}", kind)


def _verdicts(found: Verification | None) -> Child:
    if found is None:
        return None
    head = ("obligation", "verdict", "method", "because")
    table = grid(f"Verdicts on {found.family}", head, (_verdict(each) for each in found.verdicts))
    effort = found.effort
    all_proved = all(verdict.status is Status.PROVED for verdict in found.verdicts)
    summary = element("summary", element("h4", "Verdicts"), f" on {count(len(found.verdicts), 'obligation')}")
    return [
        element("details", summary, table, class_="verdicts", open=None if all_proved else ""),
        element(
            "p",
            said(f"Solver {effort.solver} {effort.version}, budget {effort.budget:,}, seed {effort.seed}"),
            "; artifact ",
            element("code", said(found.address, 80)),
            class_="note",
        ),
        [element("p", "assumed: ", said(text), class_="note") for text in found.assumptions],
        [
            element("p", "waived: ", said(each.obligation), ": ", said(each.reason), class_="note")
            for each in found.waivers
        ],
    ]


def _verdict(verdict: Verdict) -> Markup:
    example = verdict.counterexample
    spoken = None if example is None or example.utterance is None else example.utterance
    return element(
        "tr",
        element("th", element("code", said(verdict.obligation.name, 120)), scope="row"),
        element("td", _badge(_word(verdict), _STATUS[verdict.status])),
        element("td", verdict.method.value if verdict.method else ""),
        element(
            "td",
            said(verdict.detail),
            None if spoken is None else element("p", "“", said(spoken), "”"),
        ),
    )


def _word(verdict: Verdict) -> str:
    if verdict.status in (Status.UNDECIDED, Status.UNSUPPORTED) and verdict.obligation.kind in GUARDABLE:
        return f"{verdict.status.value}, guarded"
    return f"{verdict.status.value}, conditional" if verdict.conditional else verdict.status.value


def _versions(each: Lineage) -> Child:
    numbers = ("version", "live share", "requests", "checked", "found wrong")
    rows = (
        element(
            "tr",
            number(str(version.number), version.number),
            number(share(version.share), float(version.share)),
            number(count(version.requests), version.requests),
            number(count(version.checked), version.checked),
            number(count(version.wrong), version.wrong),
            element("td", _badge(version.standing.value, _STANDING[version.standing])),
            element("td", "" if version.parent is None else f"version {version.parent}"),
            time(when(version.created)),
            element("td", said(version.origin, 200)),
        )
        for version in each.versions
    )
    return [
        element("h4", "Versions"),
        grid(f"Versions of {each.name}", (*numbers, "standing", "from", "made", "by"), rows, numbers=numbers),
    ]


def _badge(text: str, kind: str) -> Markup:
    return element("span", text, class_=f"badge {kind}".rstrip())
