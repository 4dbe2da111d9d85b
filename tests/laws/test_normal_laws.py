"""Laws of normal forms, over arbitrary texts."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.normal import fold, fragment, normalise, normalise_within, words
from potstill.ir.normal_table import table

SAME_UNICODE = unicodedata.unidata_version == table().unicode
# Characters that move, merge, vanish or expand, so that they meet often.
LIVELY = st.sampled_from(
    "aA1\u03b1 \t\n.?!,\u00bf\u00a1\u3002\u2026'\u2019-\u2212\u00bd\u00b2\u2460\u0301\u0307\u0323\u0345\u0327"
    "\u034f\u200d\u00ad\ufe0f\u00a8\u00df\ufb01\ufdfa\u1f80\u1e69\ud55c\u1112\u1161\u11ab\ud800\udc00\x00\u2764"
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(LIVELY, max_size=40),
    st.text(st.characters(codec="ascii"), max_size=40),
    st.text(st.one_of(LIVELY, st.characters(exclude_categories=())), max_size=40),
)


@given(TEXTS)
def test_idempotent(text: str) -> None:
    form = fold(text)
    assert fold(form) == form
    assert normalise(text).text == form


@given(TEXTS)
def test_trimmed(text: str) -> None:
    form = fold(text)
    assert "  " not in form
    assert form == form.strip(" ")
    assert not form.endswith(tuple(table().closing))
    assert not form.startswith(tuple(table().opening))
    assert " ".join(words(text)) == form
    assert len(form) <= 18 * len(text)


@given(TEXTS)
def test_canonical_equivalents_are_equal(text: str) -> None:
    if not SAME_UNICODE:
        text = "".join(char for char in text if unicodedata.ucd_3_2_0.category(char) != "Cn")
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(TEXTS, TEXTS)
def test_fragments_make_utterances(text: str, other: str) -> None:
    assert fold(fragment(text)) == fold(text)
    assert fragment(fragment(text)) == fragment(text)
    assert fold(f"{text} | {other}") == fold(f"{fragment(text)} | {fragment(other)}")


@given(TEXTS, TEXTS)
def test_case_and_outer_spaces_do_not_matter(text: str, pad: str) -> None:
    assert fold("".join(char.upper() if char.isascii() else char for char in text)) == fold(text)
    space = "".join(char for char in pad if char in " \t\n\u2003")
    assert fold(space + text + space) == fold(text)


@given(TEXTS)
def test_offsets_are_well_formed(text: str) -> None:
    form = normalise(text)
    assert len(form.starts) == len(form.ends) == len(form.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(form.starts, form.ends, strict=True))
    for position in range(1, len(form.text)):
        if form.starts[position - 1] > form.starts[position]:
            moved = form.text[position - 1 : position + 1]
            assert all(symbol in table().classes or symbol == "\u03b9" for symbol in moved)


@given(TEXTS)
def test_aligned_cuts_leave_the_source_in_order(text: str) -> None:
    form = normalise(text)
    length = len(form.text)
    for cut in range(length + 1):
        left, right = form.ends[:cut], form.starts[cut:]
        in_order = max(left, default=0) <= min(right, default=len(text))
        assert form.aligned(cut, cut) == form.aligned(0, cut) == form.aligned(cut, length) == in_order


@given(TEXTS, st.data())
def test_the_original_of_aligned_symbols_has_their_normal_form(text: str, data: st.DataObject) -> None:
    form = normalise(text)
    i = data.draw(st.integers(0, len(form.text)))
    j = data.draw(st.integers(i, len(form.text)))
    start, end = form.span(i, j)
    assert 0 <= start <= end <= len(text)
    assert form.original(i, j) == text[start:end]
    assert all(start <= form.starts[k] < form.ends[k] <= end for k in range(i, j))
    if form.aligned(i, j):
        assert fold(form.original(i, j)) == fold(form.text[i:j])


@given(TEXTS, st.data())
def test_aligned_spans_do_not_overlap(text: str, data: st.DataObject) -> None:
    form = normalise(text)
    cut = data.draw(st.integers(0, len(form.text)))
    if form.aligned(cut, cut):
        assert form.span(0, cut)[1] <= form.span(cut, len(form.text))[0] or cut in (0, len(form.text))


@given(TEXTS)
def test_both_ways_to_trace_agree(text: str) -> None:
    """A dropped code point in front forces the general path and shifts every interval by one."""
    form, shifted = normalise(text), normalise("\u200b" + text)
    assert shifted.text == form.text
    assert list(shifted.starts) == [start + 1 for start in form.starts]
    assert list(shifted.ends) == [end + 1 for end in form.ends]
    for cut in range(len(form.text) + 1):
        assert shifted.aligned(0, cut) == form.aligned(0, cut)
        assert shifted.original(0, cut) == form.original(0, cut)


@given(TEXTS, st.integers(0, 60))
def test_too_long_is_seen_without_the_whole(text: str, limit: int) -> None:
    form = normalise(text)
    assert normalise_within(text, limit) == (None if len(form.text) > limit else form)
