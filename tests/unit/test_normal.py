"""Normal forms: what becomes of particular texts, and every code point in turn."""

import unicodedata
from fractions import Fraction

import pytest

from potstill.ir.normal import Normal, fold, fragment, normalise, normalise_within, words
from potstill.ir.normal_table import table

EVERY = [chr(code) for code in range(0x110000)]
SAME_UNICODE = unicodedata.unidata_version == table().unicode


def known(char: str) -> bool:
    """Whether this Python's Unicode and the table's surely agree on ``char``."""
    return SAME_UNICODE or unicodedata.ucd_3_2_0.category(char) != "Cn"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Turn ON the Lights", "turn on the lights"),
        ("  turn\ton \r\n the\u00a0lights\u2003", "turn on the lights"),
        ("", ""),
        (" \t ", ""),
        ("?!", ""),
        ("what time is it?", "what time is it"),
        ("what time is it ? !", "what time is it"),
        ("really\u2026", "really"),
        ("\u00bfqu\u00e9 hora es?", "que\u0301 hora es"),
        ("\u00a1 \u00bf Ya !?", "ya"),
        ("3.50 at 10:30, ok", "3.50 at 10:30, ok"),
        ("\u4eca\u4f55\u6642\uff1f", "\u4eca\u4f55\u6642"),
        ("\u4eca\u4f55\u6642\uff61", "\u4eca\u4f55\u6642"),
        (
            "\u0643\u0645 \u0627\u0644\u0633\u0627\u0639\u0629\u061f",
            "\u0643\u0645 \u0627\u0644\u0633\u0627\u0639\u0629",
        ),
        ("what\u2019s \u201cthis\u201d", 'what\'s "this"'),
        ("5\u20139 \u2212 2 \u2014 1", "5-9 - 2 - 1"),
        ("a\x00b\x07c\x7fd", "abcd"),
        ("so\u00adft\u200d \ufeffx\u202ey\u2069", "soft xy"),
        ("Stra\u00dfe", "strasse"),
        ("\ufb01\ufb03", "fiffi"),
        ("\uff34\uff35\uff32\uff2e \uff11\uff12", "turn 12"),
        ("\U0001d7d9\U0001d7d8", "10"),
        ("\u212b", "a\u030a"),
        ("\u0130", "i\u0307"),
        ("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
        ("\ud800 \udfff", "\ud800 \udfff"),
        ("\u3164x\u115fy", "xy"),
    ],
)
def test_normal_form(text: str, form: str) -> None:
    assert fold(text) == form
    assert fold(form) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1\u00bd cups", "1 1/2 cups"),
        ("1 \u00bd cups", "1 1/2 cups"),
        ("\u00bd cup", "1/2 cup"),
        ("-\u00bd", "-1/2"),
        ("(\u2154)", "(2/3)"),
        ("\u00bd5", "1/2 5"),
        ("\u00bd\u00be", "1/2 3/4"),
        ("1\u200b\u00bd", "1 1/2"),
        ("1\u20442", "1/2"),
        ("10\u00b2", "10\u00b2"),
        ("5\u2460", "5\u2460"),
        ("7\u24881", "7\u24881"),
        ("20\u33a1", "20m\u00b2"),
    ],
)
def test_numbers_do_not_run_together(text: str, form: str) -> None:
    assert fold(text) == form
    assert fold(form) == form


def test_only_digits_and_fractions_become_digits() -> None:
    for char, symbols in table().fold.items():
        if any(symbol in "0123456789" for symbol in symbols):
            value = Fraction(unicodedata.numeric(char)).limit_denominator(100)
            assert Fraction(symbols) == value, char
            assert len(symbols) > 1 or unicodedata.category(char) == "Nd", char


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("caf\u00e9", "cafe\u0301"),
        ("q\u0323\u0307", "q\u0307\u0323"),
        ("\u1e69", "s\u0307\u0323"),
        ("\u03b1\u0345\u0301", "\u03b1\u0301\u0345"),
        ("\u1fb4", "\u03b1\u0301\u0345"),
        ("\u1f80\u0301", "\u03b1\u0345\u0313\u0301"),
        ("\uac01", "\u1100\u1161\u11a8"),
        ("\u212b", "\u00c5"),
        ("\u037e", ";"),
        ("\u0958", "\u0915\u093c"),
    ],
)
def test_canonical_equivalents_are_equal(left: str, right: str) -> None:
    assert unicodedata.normalize("NFD", left) == unicodedata.normalize("NFD", right)
    assert fold("x " + left + " y") == fold("x " + right + " y")


def test_every_code_point_alone_is_idempotent() -> None:
    changed = 0
    for char in EVERY:
        form = fold(char)
        if form != char:
            changed += 1
            assert fold(form) == form, hex(ord(char))
    assert changed > 17_000  # the table's own and the Hangul syllables


def test_every_code_point_in_context_is_idempotent() -> None:
    for first in range(0, 0x110000, 0x1000):
        form = fold(" ".join([f"a{char}b" for char in EVERY[first : first + 0x1000]]))
        assert fold(form) == form, hex(first)
    for char in table().fold:
        form = fold(f"a{char}b")
        assert fold(form) == form, hex(ord(char))


def test_every_code_point_equals_its_canonical_decomposition() -> None:
    for first in range(0, 0x110000, 0x1000):
        text = " ".join([f"a{char}b" for char in EVERY[first : first + 0x1000] if known(char)])
        assert (
            fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
        )


def folds_to(char: str) -> str:
    """K(char) by this Python's unicodedata, before the replacements of clauses N1.1 to N1.5."""
    form, before = unicodedata.normalize("NFD", char), ""
    while form != before:
        before = form
        cased = "".join([symbol if symbol == "\u0345" else symbol.casefold() for symbol in form])
        form = unicodedata.normalize("NFKD", cased)
    return form


REPLACED = {
    **dict.fromkeys("\u02bb\u02bc\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a", "'"),
    **dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f\u2e42\u301d\u301e\u301f", '"'),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u2043\u2212", "-"),
    **dict.fromkeys("\t\n\v\f\r\x85\u1680\u2028\u2029", " "),
}
BY_NAME = {"\u00b4": "'", "\u1ffd": "'", "\u2033": '"', "\u2036": '"'}  # replaced before they are decomposed


def test_table_agrees_with_unicodedata() -> None:
    compared = 0
    for char in EVERY:
        stored = table().fold.get(char, char)
        if not known(char) or "\uac00" <= char <= "\ud7a3":
            continue
        if char in BY_NAME:
            assert stored == BY_NAME[char]
            continue
        expected = "".join(
            [
                "" if unicodedata.category(symbol) == "Cc" and symbol not in REPLACED else
                "-" if unicodedata.category(symbol) == "Pd" else
                REPLACED.get(symbol, symbol)
                for symbol in folds_to(char)
            ]
        )  # fmt: skip
        if stored == expected:
            compared += 1
        elif stored == "":
            assert is_ignorable(char), hex(ord(char))
        else:
            assert any(symbol.isdecimal() for symbol in expected), hex(ord(char))
            assert not unicodedata.category(char).startswith("Nd"), hex(ord(char))
    assert compared > 1_080_000 if SAME_UNICODE else compared > 90_000


def is_ignorable(char: str) -> bool:
    """Format characters, fillers, selectors and the tags' plane: what a reader never sees."""
    return (
        unicodedata.category(char) == "Cf"
        or "FILLER" in (name := unicodedata.name(char, ""))
        or "VARIATION SELECTOR" in name
        or "INHERENT" in name
        or name == "COMBINING GRAPHEME JOINER"
        or char == "\u2065"
        or "\ufff0" <= char <= "\ufff8"
        or "\U000e0000" <= char <= "\U000e0fff"
    )


def test_hangul_syllables_agree_with_unicodedata() -> None:
    for code in range(0xAC00, 0xD7A4):
        assert fold(chr(code)) == unicodedata.normalize("NFD", chr(code))


EXPANDING = [
    char for char in EVERY if len(char.casefold()) > 1 or len(unicodedata.normalize("NFKC", char)) > 1
]


def test_expanding_code_points_keep_one_interval() -> None:
    assert sum(len(char.casefold()) > 1 for char in EXPANDING) >= 104
    assert len(EXPANDING) >= 1_237
    for char in EXPANDING:
        form = normalise(f"a{char}b")
        last = len(form.text) - 1
        assert (form.text[0], form.text[last]) == ("a", "b")
        assert list(form.starts) == [0] + [1] * (last - 1) + [2]
        assert list(form.ends) == [1] + [2] * (last - 1) + [3]
        assert form.aligned(0, 1)
        assert form.aligned(1, last)
        assert form.aligned(last, last + 1)
        assert not any(form.aligned(1, cut) or form.aligned(cut, last) for cut in range(2, last))
        if last > 1:
            assert form.original(1, last) == char


@pytest.mark.parametrize(
    ("text", "cut", "original"),
    [
        ("Add Ruby RINGS to it.", (4, 14), "Ruby RINGS"),
        ("  Add Ruby", (4, 8), "Ruby"),
        ("add  Ruby\t ring", (4, 13), "Ruby\t ring"),
        ("add \u201cCaf\u00e9\u201d", (5, 10), "Caf\u00e9"),
        ("add R\u00adu\u200db\u200dy\u200d now", (4, 8), "R\u00adu\u200db\u200dy"),
        ("add \u2764\ufe0f now", (4, 5), "\u2764\ufe0f"),
        ("add q\u0307\u0323 now", (4, 7), "q\u0307\u0323"),
        ("add \u00bd cup", (4, 7), "\u00bd"),
        ("\u00bfAdd Eggs?", (4, 8), "Eggs"),
        ("add \u200b Eggs", (3, 4), " \u200b "),
        ("add \ud55c now", (4, 7), "\ud55c"),
    ],
)
def test_original(text: str, cut: tuple[int, int], original: str) -> None:
    form = normalise(text)
    assert form.aligned(*cut)
    assert form.original(*cut) == original
    start, end = form.span(*cut)
    assert text[start:end] == original


def test_reordered_marks_keep_their_own_intervals() -> None:
    form = normalise("q\u0307\u0323s")
    assert form.text == "q\u0323\u0307s"
    assert list(form.starts) == [0, 2, 1, 3]
    assert [form.aligned(0, cut) for cut in range(5)] == [True, True, False, True, True]
    assert form.span(1, 2) == (2, 3)
    assert form.span(1, 3) == (1, 3)


def test_a_space_from_an_accent_does_not_tear_it() -> None:
    form = normalise("a \u00a8b")  # the diaeresis is a space and a combining diaeresis
    assert form.text == "a \u0308b"
    assert (list(form.starts), list(form.ends)) == ([0, 1, 2, 3], [1, 2, 3, 4])
    assert form.aligned(2, 3)


@pytest.mark.parametrize("text", ["plain", "  spaced  out ", "caf\u00e9", ""])
def test_positions_outside_are_refused(text: str) -> None:
    form = normalise(text)
    for i, j in ((-1, 0), (1, 0), (0, len(form.text) + 1)):
        with pytest.raises(IndexError):
            form.span(i, j)
        with pytest.raises(IndexError):
            form.aligned(i, j)


@pytest.mark.parametrize("text", ["plain", " two  words ", "cafe\u0301s", "\u200b", ""])
def test_empty_spans(text: str) -> None:
    form = normalise(text)
    for position in range(len(form.text) + 1):
        start, end = form.span(position, position)
        assert start == end <= len(text)
        assert form.original(position, position) == ""


def test_normals_compare_by_source() -> None:
    assert normalise("a b") == normalise("a b") != normalise("a  b")
    assert hash(normalise("a b")) == hash(normalise("a b"))
    assert repr(normalise("A")) == "Normal('a' from 'A')"
    assert isinstance(normalise(""), Normal)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (",", ","),
        ("  Really?  ", " really? "),
        ("", ""),
        ("\u00bfQu\u00e9", "\u00bfque\u0301"),
        ("\u0307\u0323", "\u0323\u0307"),
    ],
)
def test_fragment(text: str, form: str) -> None:
    assert fragment(text) == form


def test_words() -> None:
    assert words("  What\u2019s  the TIME?") == ("what's", "the", "time")
    assert words(" ?! ") == ()


def test_a_long_run_of_marks_takes_linear_space() -> None:
    text = "q" + "\u0307\u0323" * 20_000
    form = normalise(text)
    assert form.text == "q" + "\u0323" * 20_000 + "\u0307" * 20_000
    assert not form.aligned(0, 20_000)
    assert form.span(0, len(form.text)) == (0, len(text))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("\ufdfa" * 1_000_000, None),
        ("…" * 1_000_000, ""),
        ("¿" * 1_000 + "no" + "…" * 1_000_000, "no"),
        ("a" + "…" * 1_000_000 + "b", None),
        ("é" + " " * 1_000_000 + "a", "e\u0301 a"),
        ("1½" * 200, " ".join(["1 1/2"] * 200)),
    ],
    ids=["expanding", "marks", "marks_at_the_ends", "marks_inside", "spaces", "fractions"],
)
def test_a_long_text_may_have_a_short_form(source: str, text: str | None) -> None:
    form = normalise_within(source, 1_200)
    assert (None if form is None else form.text) == text
