"""What the documentation says is proved of the examples: proved again, of some families in every run."""

from __future__ import annotations

import re

import pytest

from potstill.ir.artifact import Artifact
from potstill.verifier import verify
from tests import examples
from tools.make_verdicts_table import DOCUMENT, document, reasons, row, verifications

TEXT = DOCUMENT.read_text("utf-8")
EACH = 14
"""Every so many-th family is verified in every run; all of them under the marker ``soak``."""
ROW = re.compile(r"^\| `(\w+)` \| (\d+)/(\d+) \|.*\| (\d*) \|$", re.M)


@pytest.mark.parametrize(
    "artifact", list(examples.artifacts().values())[::EACH], ids=lambda one: one.family.name
)
def test_a_family_has_the_documented_verdicts(artifact: Artifact) -> None:
    verification = verify(artifact)
    lines = TEXT.splitlines()
    assert row(verification) in lines
    documented = [line for line in lines if line.startswith(f"- `{artifact.family.name}`, ")]
    found = [line for line in reasons(verification) if line.startswith("- ")]
    assert documented == found


def test_all_families_have_a_row_and_the_sums_are_theirs() -> None:
    rows = ROW.findall(TEXT)
    assert sorted(name for name, *_ in rows) == sorted(
        artifact.family.name for artifact in examples.artifacts().values()
    )
    proved, total = sum(int(one[1]) for one in rows), sum(int(one[2]) for one in rows)
    assert f"{proved:,} of the {total:,} obligations of {len(rows)} families are proved" in TEXT
    whole = sum(done == of for _, done, of, _ in rows)
    assert re.search(rf"for all parameters; {whole}\s+families\s+are\s+proved\s+whole", TEXT)


def test_what_is_not_proved_is_a_guard_and_has_a_reason() -> None:
    """None is refuted or vacuous, and no other kind of claim is left open."""
    for name, proved, total, guards in ROW.findall(TEXT):
        missing = int(total) - int(proved)
        assert missing == int(guards or 0)
        assert len(re.findall(rf"^- `{name}`, `[^`]+`: undecided\. .+: .+$", TEXT, re.M)) == missing


@pytest.mark.soak
def test_the_table_of_verdicts_is_up_to_date() -> None:
    assert document(list(verifications())) == TEXT
