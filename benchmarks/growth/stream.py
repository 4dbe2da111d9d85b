"""The stream: requests of GSM-Symbolic families by Zipf's law, which shifts, among requests out of scope.

Everything follows from the seed. A phase is a quarter of the stream; at each of the three shifts the families
are ranked anew, so that what was frequent becomes rare.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.induction import gsm
from potstill.distill.examples import Json

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "clinc150" / "data_full.json"
SPLITS: Final = ("oos_train", "oos_val", "oos_test")

SEED: Final = 15_000_000
"""Apart from the seeds that training, questions and tests of induction draw from."""

SIZE: Final = 20_000
PHASES: Final = 4
OUTSIDE: Final = 0.1
EXPONENT: Final = 1.0
LABEL: Final = "oos"
"""What the fallback says to a request that is out of scope."""


@dataclass(frozen=True, slots=True)
class Request:
    """``family``: the number of the generator that made it; None where it is out of scope."""

    family: int | None
    utterance: str
    answer: Json


def stream(size: int = SIZE, seed: int = SEED) -> list[Request]:
    """The first and only ``size`` requests; a shorter stream has shorter phases."""
    random = Random(seed)
    outside = _outside(random)
    families = list(gsm.enabled())
    weights = list(accumulate((rank + 1) ** -EXPONENT for rank in range(len(families))))
    found: list[Request] = []
    for place in range(size):
        if place * PHASES // size != (place - 1) * PHASES // size:
            random.shuffle(families)
        if random.random() < OUTSIDE:
            found.append(Request(None, outside[place % len(outside)], LABEL))
        else:
            (family,) = random.choices(families, cum_weights=weights)
            example = gsm.draw(family, seed + place)
            found.append(Request(family, example.utterance, example.answer))
    return found


def shifts(size: int) -> list[int]:
    """The places at which the families are ranked anew."""
    return [-(-size * phase // PHASES) for phase in range(1, PHASES)]


def digest(requests: Sequence[Request]) -> str:
    """A name for a stream."""
    text = json.dumps([(each.family, each.utterance, str(each.answer)) for each in requests])
    return sha256(text.encode()).hexdigest()[:16]


def _outside(random: Random) -> list[str]:
    found = json.loads(DATA.read_text("utf-8"))
    utterances = [text for split in SPLITS for text, _ in found[split]]
    random.shuffle(utterances)
    return utterances
