"""Proving the example families: how long one takes, and where the time goes.

python -m benchmarks verifying
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.rows import Row
from potstill.compiler import compile_recipe
from potstill.ir.artifact import Artifact
from potstill.verifier import Budget, verify
from potstill.verifier.grammar.functional import functional
from potstill.verifier.grammar.language import round_trip
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.inquiry import Inquiry
from potstill.verifier.relevance import relevance_verdicts
from potstill.verifier.safety import safety_verdicts

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS = 2
SLOW = 0.3
"""Seconds beyond which one call is enough."""


def examples() -> list[Artifact]:
    """Every released example, compiled."""
    paths = sorted(EXAMPLES.rglob("*.recipe"))
    found = [compile_recipe(path.read_bytes()).artifact for path in paths if "refused" not in path.parts]
    return [artifact for artifact in found if artifact is not None]


def timed(function: Callable[[], object]) -> float:
    """Milliseconds: the least of some calls; of a single one, if that is slow."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = perf_counter()
        function()
        best = min(best, perf_counter() - began)
        if best > SLOW:
            break
    return 1000 * best


def cold() -> float:
    """Milliseconds of a process that imports the verifier and proves one family, lexicons included."""
    code = (
        "from pathlib import Path; from potstill.compiler import compile_recipe; "
        "from potstill.verifier import verify; "
        f"verify(compile_recipe(Path({str(EXAMPLES / 'dining' / 'tip.recipe')!r}).read_bytes()).artifact)"
    )
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return 1000 * (perf_counter() - began)


def rows() -> list[Row]:
    """Median and worst of a family, and of the parts."""
    lemmas = Lemmas()
    artifacts = examples()
    whole: dict[str, float] = {}
    programs: list[float] = []
    grammars: list[float] = []
    for artifact in artifacts:
        functional(artifact.family, lemmas=lemmas)
        round_trip(artifact.family, lemmas)
        whole[artifact.family.name] = timed(partial(verify, artifact, lemmas=lemmas))
        programs.append(timed(partial(_program, artifact)))
        grammars.append(timed(partial(functional, artifact.family, lemmas=lemmas)))
    slowest = max(whole, key=lambda name: whole[name])
    times = list(whole.values())
    return [
        Row("verify one example, median", median(times), "ms", 100, against=f"{len(times)} families"),
        Row("verify one example, worst", max(times), "ms", 2000, against=slowest),
        Row("of it: program (types, enumeration, SMT), median", median(programs), "ms"),
        Row("of it: program, worst", max(programs), "ms"),
        Row("of it: ambiguity of the grammar, median", median(grammars), "ms"),
        Row("of it: ambiguity of the grammar, worst", max(grammars), "ms"),
        Row("a fresh process that proves one family", cold(), "ms"),
    ]


def _program(artifact: Artifact) -> None:
    inquiry = Inquiry(artifact, Budget())
    safety_verdicts(inquiry)
    relevance_verdicts(inquiry)
