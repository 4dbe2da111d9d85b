"""The file of tests, as text.

It needs nothing beside potstill, Hypothesis and pytest: the artifact is inside, compressed, at its end. The
same plan gives the same text.
"""

from __future__ import annotations

import json
import re
import textwrap
from base64 import b85encode
from collections.abc import Iterator
from typing import Final
from zlib import compress

from potstill.ir.artifact import dump
from potstill.ir.family import Resolve
from potstill.ir.verdicts import Status
from potstill.verifier.testgen import boilerplate
from potstill.verifier.testgen.boilerplate import Property
from potstill.verifier.testgen.case import Case, Section
from potstill.verifier.testgen.coverage import Reach
from potstill.verifier.testgen.layout import (
    WIDTH,
    Group,
    Pieces,
    Source,
    call,
    contexts,
    lines,
    literal,
    quoted,
)
from potstill.verifier.testgen.plan import Plan

_RULE: Final = "# " + "-" * (WIDTH - 2)


def source(plan: Plan, *, names: str | None = None) -> str:
    """The file. ``names``: the lists of names that the plan's binding has, as JSON text, if it has any."""
    body = [line for section in Section for line in _section(plan, section)]
    imports = _imports("\n".join(body), bound=names is not None)
    helpers = boilerplate.HELPERS if names is None else _bound(boilerplate.HELPERS)
    parts = [
        _docstring(plan),
        "",
        *imports,
        "",
        helpers.rstrip("\n"),
        *body,
        *_properties(plan),
        *_data(plan, names),
    ]
    return "\n".join(parts) + "\n"


def _docstring(plan: Plan) -> str:
    family = plan.artifact.family
    title = f": {family.title.rstrip('.')}." if family.title else "."
    paragraphs = [
        textwrap.fill(f"Tests of the family `{family.name}`{title}", WIDTH - 3),
        f"Written by `potstill testgen` from the artifact\n{plan.artifact.address}.",
        "The reference evaluator computed what is expected; the runtime is asked. Tested is the artifact\n"
        "inside this file or, if POTSTILL_ARTIFACT names the file of one, another build of the family.",
        "\n".join(_statement(plan)),
    ]
    return '"""' + "\n\n".join(map(_safe, paragraphs)) + '\n"""'


def _safe(text: str) -> str:
    """The text as it may stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def _statement(plan: Plan) -> Iterator[str]:
    """What the named cases cover, and what cannot be."""
    branches = plan.branches
    count = {reach: [one for one in branches if one.reach is reach] for reach in Reach}
    if not branches:
        yield "Branches: the program has none."
    else:
        covered = len(count[Reach.COVERED])
        yield f"Branches: named tests take {covered} of {len(branches)}."
    if count[Reach.UNREACHABLE]:
        yield f"Proved to be taken by no request that is answered, {len(count[Reach.UNREACHABLE])}:"
        for one in count[Reach.UNREACHABLE]:
            method = "" if one.method is None else f" ({one.method.value})"
            yield from _item(f"{one.title.rstrip('.')}{method}")
    if count[Reach.UNSAID]:
        yield f"Taken for some parameters, for which no utterance was found, {len(count[Reach.UNSAID])}:"
        yield from (line for one in count[Reach.UNSAID] for line in _item(one.title.rstrip(".")))
    if count[Reach.OPEN]:
        yield f"Neither taken nor proved out of reach, {len(count[Reach.OPEN])}:"
        yield from (line for one in count[Reach.OPEN] for line in _item(one.title.rstrip(".")))
    yield ""
    proved = [one for one in plan.errors if one.verdict.status is Status.PROVED]
    others = [one for one in plan.errors if one.verdict.status is not Status.PROVED]
    if not plan.errors:
        yield "Errors: no operation of the program can end in one."
    if proved:
        yield f"Errors proved out of reach, {len(proved)}:"
        for ending in proved:
            method = "" if ending.verdict.method is None else f" ({ending.verdict.method.value})"
            yield from _item(ending.title + method)
    if others:
        if proved:
            yield ""
        yield f"Errors that are not, which the runtime guards against, {len(others)}:"
        for ending in others:
            yield from _item(
                f"{ending.title}: {ending.verdict.status.value}, {ending.case or 'no request found'}"
            )


def _item(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _imports(body: str, *, bound: bool) -> list[str]:
    """What the file needs, in the order in which isort writes it."""
    days = [name for name in ("date", "time", "timedelta") if re.search(rf"\b{name}\(", body)]
    wanted = {
        "import json": bound,
        "import os": True,
        "from base64 import b85decode": True,
        f"from datetime import {', '.join(days)}": bool(days),
        "from decimal import Decimal": "Decimal(" in body,
        "from fractions import Fraction": "Fraction(" in body,
        "from functools import cache": True,
        "from pathlib import Path": True,
        "from zlib import decompress": True,
    }
    standard = [line for line, needed in wanted.items() if needed]
    binding = ["from potstill.ir.binding import binding_from_json"] if bound else []
    return [
        "from __future__ import annotations",
        "",
        *standard,
        "",
        *boilerplate.OTHERS,
        *binding,
        *boilerplate.POTSTILL,
    ]


def _bound(helpers: str) -> str:
    """The helpers, with the lists of names of this file."""
    bound = "binding_from_json(json.loads(NAMES))"
    return helpers.replace("(ARTIFACT))))\n", f"(ARTIFACT))), binding={bound})\n").replace(
        "allow_unverified=True)", f"allow_unverified=True, binding={bound})"
    )


def _section(plan: Plan, section: Section) -> Iterator[str]:
    """The cases of a section, one function each."""
    cases = [case for case in plan.cases if case.section is section]
    if cases:
        yield from ("", "", *_headed(section.value))
    for case in cases:
        yield from ("", "", *_function(case))


def _headed(title: str) -> tuple[str, ...]:
    return (_RULE, f"# {title}.", _RULE)


def _function(case: Case) -> Iterator[str]:
    yield f"def {case.name}() -> None:"
    yield from _documented(case.title)
    asked = [_broken(case.utterance), *contexts(case.context)]
    if case.expected.answered:
        yield from lines("got = ", call("answer", *asked))
        value = literal(case.expected.value)
        yield from lines(f"assert got {'is' if _unique(case.expected.value) else '=='} ", value)
    else:
        yield from lines("why = ", call("refusal", *asked))
        yield f"    assert why == {quoted(case.expected.reason or '')}"


def _unique(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _documented(title: str) -> list[str]:
    text = _safe(title)
    if len(text) + 10 <= WIDTH:
        return [f'    """{text}"""']
    wrapped = textwrap.wrap(text, WIDTH - 7, break_long_words=False, break_on_hyphens=False)
    return [f'    """{wrapped[0]}', *(f"    {line}" for line in wrapped[1:]), '    """']


def _broken(utterance: str) -> Source:
    """A literal, in several pieces where it would not fit on a line."""
    whole = quoted(utterance)
    if len(whole) <= WIDTH - 9:
        return whole
    pieces = textwrap.wrap(utterance, WIDTH - 24, break_on_hyphens=False)
    spaced = [f"{piece} " for piece in pieces[:-1]] + pieces[-1:]
    return Pieces(tuple(map(quoted, spaced)))


def _properties(plan: Plan) -> Iterator[str]:
    """The tests of all utterances, near misses, requests and parameters."""
    context = bool(plan.artifact.family.context)
    yield from ("", "", *_headed("Properties: of all utterances and all parameters, drawn by Hypothesis"), "")
    yield from boilerplate.STRATEGIES
    if context:
        yield boilerplate.CONTEXTS
    for test in _tests(plan):
        yield from ("", "", "@RELAXED")
        given = [f"{test.argument}={test.strategy}", *(["context=CONTEXTS"] if context else [])]
        yield from lines("@", call("given", *given), indent=0)
        typed = [f"{test.argument}: {test.kind}", *(["context: dict[str, object]"] if context else [])]
        header = Group(f"def {test.name}(", tuple(("", argument) for argument in typed), ")")
        yield from lines("", header, indent=0, after=" -> None:")
        for line in test.body:
            text = line.replace("CONTEXT", "context" if context else "{}")
            yield f"    {text.replace('(utterance)', '(utterance, context)') if context else text}"


def _tests(plan: Plan) -> tuple[Property, ...]:
    """The properties that the family has."""
    proved = plan.functional and all(one.verdict.status is Status.PROVED for one in plan.errors)
    if plan.artifact.family.resolve is not Resolve.UNIQUE:
        requests = boilerplate.COMPARED
    else:
        requests = boilerplate.ANSWERED if proved else boilerplate.READ
    return boilerplate.UTTERANCES, boilerplate.NEAR_MISSES, requests, boilerplate.PHRASES


def _data(plan: Plan, names: str | None) -> Iterator[str]:
    """The artifact, compressed, and the lists of names."""
    yield from ("", "", *_headed("The artifact: canonical JSON, compressed by zlib, in base 85"), "")
    packed = b85encode(compress(dump(plan.artifact), 9)).decode("ascii")
    yield "ARTIFACT = ("
    yield from (f'    "{packed[start : start + _CHUNK]}"' for start in range(0, len(packed), _CHUNK))
    yield ")"
    if names is not None:
        text = json.dumps(json.loads(names), ensure_ascii=True, sort_keys=True)
        yield "NAMES = ("
        yield from (f"    {json.dumps(text[at : at + _TEXT])}" for at in range(0, len(text), _TEXT))
        yield ")"


_CHUNK: Final = WIDTH - 6
_TEXT: Final = 40
