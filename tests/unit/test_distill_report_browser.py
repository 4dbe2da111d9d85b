"""The report in a real browser: on a desktop and a phone, light and dark, with its script and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from potstill.distill.report.page import page
from tests.browser import CHROMIUM, Page, browser
from tests.reports import facts, hostile

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

# Elements that stick out of the window, outside of boxes that scroll by themselves.
OVERFLOWING = """[...document.querySelectorAll('body *')].filter(one =>
    !one.closest('.scroll, pre, .unseen, .skip') && one.getBoundingClientRect().right > innerWidth + 0.5
).map(one => one.outerHTML.slice(0, 200))"""

# Texts whose contrast with what lies behind them is below what WCAG 2 asks of level AA.
FAINT = """(() => {
    const parts = colour => colour.match(/[0-9.]+/g).map(Number);
    const light = ([red, green, blue]) => [red, green, blue].map(part => part / 255)
        .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = one => {
        for (; one; one = one.parentElement) {
            if (one.matches('g.box *')) return getComputedStyle(one.parentElement.querySelector('rect')).fill;
            const colour = getComputedStyle(one).backgroundColor;
            if ((parts(colour)[3] ?? 1) > 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const faint = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement;
        const box = one.getBoundingClientRect();
        if (!walker.currentNode.data.trim() || !box.width || one.closest('title, desc, script')) continue;
        seen += 1;
        const style = getComputedStyle(one);
        const ink = one.closest('svg') ? style.fill : style.color;
        const [high, low] = [light(parts(ink)), light(parts(behind(one)))].sort((a, b) => b - a);
        const ratio = (high + 0.05) / (low + 0.05);
        const large = parseFloat(style.fontSize) >= 24;
        if (ratio < (large ? 3 : 4.5)) faint.push([one.outerHTML.slice(0, 120), ratio]);
    }
    return [seen, faint];
})()"""

UNSIZED = """[...document.querySelectorAll('svg')].filter(one => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility() && !(box.width > 5 && box.height > 5);
}).length"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(page(facts()), "utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 768, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_fits_reads_well_and_complains_of_nothing(
    tab: Page, report: Path, tmp_path: Path, width: int, dark: bool
) -> None:
    tab.complaints.clear()
    tab.fetched.clear()
    tab.open(report, width=width, dark=dark)
    tab.ask("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert tab.ask(OVERFLOWING) == []
    assert tab.ask("document.documentElement.scrollWidth <= innerWidth")
    assert tab.ask(UNSIZED) == 0
    assert tab.ask("document.querySelectorAll('svg[role=img]').length") == 4
    seen, faint = tab.ask(FAINT)
    assert seen > 300
    assert faint == []
    assert tab.complaints == []
    assert [url for url in tab.fetched if url not in (report.as_uri(), "data:,")] == []
    tab.picture(tmp_path / "page.png")
    assert (tmp_path / "page.png").stat().st_size > 50_000


def test_tables_are_sorted_by_numbers_and_back(tab: Page, report: Path) -> None:
    tab.open(report)
    button = "document.querySelectorAll('#families table.sortable th button')[2]"
    first = "document.querySelector('#families table.sortable tbody tr').cells[0].textContent"
    sort = "document.querySelectorAll('#families table.sortable th')[2].getAttribute('aria-sort')"
    found = []
    for _ in range(2):
        tab.ask(f"{button}.click()")
        found.append((tab.ask(sort), tab.ask(first)))
    assert found == [("descending", "eggs"), ("ascending", "tip")]


def test_lists_are_filtered(tab: Page, report: Path) -> None:
    tab.open(report)
    tab.ask("""(() => {
        const input = document.querySelector('#fallback input');
        input.value = 'POEM';
        input.dispatchEvent(new Event('input'));
    })()""")
    shown = "[...document.querySelectorAll('#missed tbody tr')].map(row => row.checkVisibility())"
    assert tab.ask(shown) == [False, True]


def test_a_link_opens_the_family_it_leads_to(tab: Page, report: Path) -> None:
    tab.open(report)
    opened = "document.getElementById('family-1').open"
    assert tab.ask(opened) is False
    tab.ask("document.querySelector('a[href=\"#family-1\"]').click()")
    while tab.ask("location.hash") != "#family-1" or not tab.ask(opened):
        pass
    tab.ask("document.querySelector('[data-open] button').click()")
    assert not tab.ask("[...document.querySelectorAll('details.family')].some(one => one.open)")
    tab.ask("document.querySelector('[data-open] button').click()")
    assert tab.ask("[...document.querySelectorAll('details.family')].every(one => one.open)")


def test_it_is_complete_without_its_script(tab: Page, report: Path) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.load(report)
        root = tab.call("DOM.getDocument", depth=-1)["root"]
        html = tab.call("DOM.getOuterHTML", nodeId=root["nodeId"])["outerHTML"]
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)
    assert "<button" not in html
    assert "<input" not in html
    assert html.count("<section") == 5
    assert html.count("<details") == report.read_text("utf-8").count("<details")


def test_what_is_printed_is_open_and_light(tab: Page, report: Path) -> None:
    tab.open(report, width=700, dark=True)
    tab.ask("dispatchEvent(new Event('beforeprint'))")
    assert tab.ask("[...document.querySelectorAll('details.family')].every(one => one.open)")
    tab.call("Emulation.setEmulatedMedia", media="print", features=[])
    # Nobody can scroll paper.
    boxes = "[...document.querySelectorAll('.scroll, pre')]"
    wide = f"{boxes}.filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.outerHTML)"
    assert tab.ask(wide) == []
    hidden = "[...document.querySelectorAll('.tools, nav')].filter(one => one.checkVisibility()).length"
    assert tab.ask(hidden) == 0
    assert tab.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pdf = tab.call("Page.printToPDF", printBackground=False)["data"]
    assert len(pdf) > 20_000
    tab.call("Emulation.setEmulatedMedia", media="", features=[])


@pytest.mark.parametrize(
    "text",
    [
        "<script>document.title = 'owned'</script>",
        "</script><script>document.title = 'owned'</script>",
        "\"'><img src=x onerror=\"document.title = 'owned'\">",
        "]]>\u202e\x00" + "W" * 100_000,
    ],
    ids=["script", "end", "attribute", "long"],
)
@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_texts_do_nothing_and_fit(tab: Page, tmp_path: Path, text: str, width: int) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(hostile(text)), "utf-8")
    tab.complaints.clear()
    tab.fetched.clear()
    tab.open(path, width=width)
    tab.ask("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert tab.ask("document.title").startswith("potstill report: ")
    assert tab.ask(OVERFLOWING) == []
    assert tab.complaints == []
    assert [url for url in tab.fetched if url not in (path.as_uri(), "data:,")] == []
