"""A fixed generator of synthetic families: shared prefixes, near-duplicates, three in ten with free text.

``families(k, seed)`` gives k families; each comes with the regular expressions of the same language, for
engines that know only those, and ``utterances`` draws requests that they cover.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from potstill.ir import grammar as g
from potstill.ir.family import Family, Slot
from potstill.ir.lexicons import Integers, Words
from potstill.ir.program import Node, Program, Span
from potstill.ir.types import enumeration

OPENINGS = (
    "please tell me", "can you tell me", "what is", "how much is", "i would like", "show me", "find me",
    "give me", "book", "order", "set", "start", "stop", "cancel", "remind me about", "where is", "who has",
    "convert", "compare", "translate", "estimate", "list", "check", "track", "update",
)  # fmt: skip
ADJECTIVES = (
    "new", "old", "next", "last", "daily", "weekly", "monthly", "annual", "open", "closed", "late", "early",
    "local", "remote", "paid", "unpaid", "first", "final", "shared", "private",
)  # fmt: skip
NOUNS = (
    "invoice", "order", "parcel", "flight", "train", "hotel", "room", "meeting", "report", "budget", "salary",
    "ticket", "refund", "contract", "license", "server", "backup", "invoice run", "route", "driver", "truck",
    "pallet", "sample", "patient", "visit", "lesson", "course", "grade", "recipe", "meal", "table", "score",
    "match", "player", "season", "league", "loan", "rate", "share", "fund", "bond", "policy", "claim",
    "meter",
)  # fmt: skip
LINKS = ("for", "from", "with", "in", "of", "by", "near", "before", "after", "without", "under", "over")
TAILS = (
    "today", "tomorrow", "this week", "this month", "in euros", "in dollars", "per day", "per hour",
    "in total", "on average", "at most",
    "at least", "again", "now", "as a list", "in short", "in detail", "by mail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A family, regular expressions (RE2 syntax) of the same language, and template pieces to draw from."""

    family: Family
    patterns: tuple[str, ...]
    templates: tuple[tuple[str, ...], ...]


COUNT = Integers(1, 9999, 1, False)
FREE = Words(1, 4, ())
PATTERNS = {"{n}": "[1-9][0-9]{0,3}", "{w}": "[^ ]+( [^ ]+){0,3}"}
FILLERS = (
    tuple(noun for noun in NOUNS if " " not in noun)
    + ADJECTIVES
    + ("blue", "zephyr", "quartz", "o'neil", "42nd")
)


def _template(rng: random.Random, free: bool) -> list[str]:
    pieces = [rng.choice(OPENINGS), "the", rng.choice(ADJECTIVES), rng.choice(NOUNS), rng.choice(LINKS)]
    pieces += ["{w}"] if free else ["{n}", rng.choice(NOUNS)]
    pieces += [rng.choice(TAILS)]
    if free and rng.random() < 0.2:
        pieces = [
            "{w}",
            rng.choice(LINKS),
            "the",
            rng.choice(ADJECTIVES),
            rng.choice(NOUNS),
            rng.choice(TAILS),
        ]
    return pieces


def _grammar(pieces: list[str]) -> g.Node:
    parts: list[g.Node] = []
    for piece in pieces:
        if parts:
            parts.append(g.GAP)
        match piece:
            case "{n}":
                parts.append(g.Capture("n", COUNT))
            case "{w}":
                parts.append(g.Capture("w", FREE))
            case _:
                for index, word in enumerate(piece.split()):
                    if index:
                        parts.append(g.GAP)
                    parts.append(g.Text(word))
    return g.seq(*parts)


def families(count: int, seed: int = 1) -> list[Synthetic]:
    """``count`` families with distinct templates; the first k do not depend on ``count``."""
    rng = random.Random(seed)
    taken: set[tuple[str, ...]] = set()
    result: list[Synthetic] = []
    previous: list[str] = []
    for number in range(count):
        free = rng.random() < 0.3
        templates: list[tuple[str, ...]] = []
        while len(templates) < 2:
            pieces = _template(rng, free)
            if previous and not free and "{n}" in previous and rng.random() < 0.3:
                pieces = [*previous]
                pieces[rng.choice((2, 3, 4, 6, 7))] = rng.choice((*ADJECTIVES, *NOUNS))
            if tuple(pieces) not in taken:
                taken.add(tuple(pieces))
                templates.append(tuple(pieces))
                previous = pieces
        slot = Slot("w", FREE, FREE.value_type()) if free else Slot("n", COUNT, COUNT.value_type())
        name = f"f{number}"
        answer = Node("const", (), enumeration(name), name)
        program = Program((answer,), (Span(0, 0),), (), (), (), 0, None, ())
        start = g.alt(*(_grammar(list(pieces)) for pieces in templates))
        family = Family(name, "synthetic", g.Grammar(start), (slot,), (), program, ())
        patterns = tuple(" ".join(PATTERNS.get(piece, piece) for piece in pieces) for pieces in templates)
        result.append(Synthetic(family, patterns, tuple(templates)))
    return result


def utterances(made: list[Synthetic], count: int, seed: int = 2) -> list[str]:
    """``count`` requests, each covered by a random template of a random family."""
    rng = random.Random(seed)
    drawn: list[str] = []
    for _ in range(count):
        pieces = rng.choice(rng.choice(made).templates)
        words: list[str] = []
        for piece in pieces:
            match piece:
                case "{n}":
                    words.append(str(rng.randint(1, 9999)))
                case "{w}":
                    words.extend(rng.choice(FILLERS) for _ in range(rng.randint(1, 4)))
                case _:
                    words.append(piece)
        drawn.append(" ".join(words))
    return drawn
