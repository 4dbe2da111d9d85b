"""Seeded faults: the table fits the sources and the report. Some are tried here, all by `make faults`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.faults.report import DOCUMENT, document
from tests.faults.runner import Unfit, Workplace, baseline, missed
from tests.faults.table import AREAS, ROOT, Fault, faults

FAULTS = faults()
BY_NAME = {fault.name: fault for fault in FAULTS}
TRIED = ("half_even to the odd", "promises whose errors are open", "ends that meet are apart")
"""Quick ones."""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A copy of the sources."""
    return Workplace(tmp_path_factory.mktemp("faults"))


def test_there_are_enough_of_every_kind() -> None:
    assert len(FAULTS) >= 40
    counts = Counter(fault.area for fault in FAULTS)
    assert set(counts) == set(AREAS)
    assert min(counts.values()) >= 3


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_fits_the_source_it_is_for(fault: Fault) -> None:
    source = (ROOT / fault.file).read_text("utf-8")
    changed = fault.applied(source)
    assert changed != source
    compile(changed, fault.file, "exec")
    assert all((ROOT / test.partition("::")[0]).is_file() for test in fault.caught_by)


def test_the_report_lists_them() -> None:
    assert DOCUMENT.read_text("utf-8") == document(FAULTS)


def test_some_are_caught(workplace: Workplace) -> None:
    chosen = [BY_NAME[name] for name in TRIED]
    baseline(workplace, chosen)
    for fault in chosen:
        assert missed(workplace, fault) == [], fault.name


def test_a_fault_leaves_nothing_behind(workplace: Workplace) -> None:
    fault = BY_NAME[TRIED[0]]
    assert workplace.run(fault.caught_by, fault).failed
    assert (workplace.copy / fault.file).read_bytes() == (ROOT / fault.file).read_bytes()
    assert not workplace.run(fault.caught_by).failed


def broken_tables(fault: Fault) -> Iterator[tuple[Fault, str]]:
    """A fault in a file that is never loaded, one that is no Python, a test that does not exist."""
    yield replace(fault, caught_by=("tests/unit/test_calendar.py::test_days_that_are_none",)), "never loaded"
    yield replace(fault, new="below % 2 == (", caught_by=("tests/unit/test_rounding.py",)), "not collected"
    yield replace(fault, caught_by=("tests/unit/test_rounding.py::test_nothing",)), "pytest ended with 4"


@pytest.mark.parametrize("place", range(3))
def test_a_run_that_says_nothing_counts_for_nothing(workplace: Workplace, place: int) -> None:
    fault, why = list(broken_tables(BY_NAME[TRIED[0]]))[place]
    with pytest.raises(Unfit, match=why):
        workplace.run(fault.caught_by, fault)


def test_a_test_that_does_not_catch_it_is_named(workplace: Workplace) -> None:
    other = "tests/unit/test_rounding.py::test_ties[floor]"
    fault = replace(BY_NAME[TRIED[0]], caught_by=("tests/unit/test_rounding.py::test_ties", other))
    assert missed(workplace, fault) == [other]


@pytest.mark.soak
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_is_caught(workplace: Workplace, fault: Fault) -> None:
    baseline(workplace, [fault])
    assert missed(workplace, fault) == []
