"""Laws of canonical JSON, over arbitrary values and bytes."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.canonical import SAFE, CanonicalError, Fault, Json, _marked, address, decode, encode

TEXTS = st.one_of(
    st.text(max_size=8), st.sampled_from(["$int", "$", "$$", "$$int", "a$", "9007199254740992"])
)
INTEGERS = st.one_of(
    st.integers(),
    st.integers(SAFE - 2, SAFE + 2),
    st.integers(-SAFE - 2, -SAFE + 2),
    st.integers(-(10**600), 10**600),
)
JSON_LIKE = st.text('[]{}"\\,:$int0123456789.-eu d8\n', max_size=60).map(str.encode)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=25,
)


def plain(value: Json) -> Json:
    """Clauses J4 and J5, for the oracle."""
    match value:
        case list():
            return [plain(element) for element in value]
        case dict():
            members = {("$" + key if key[:1] == "$" else key): plain(member) for key, member in value.items()}
            return {key: members[key] for key in sorted(members, key=lambda key: key.encode("utf-16-be"))}
        case int() if abs(value) > SAFE:
            return {"$int": str(value)}
        case _:
            return value


@given(VALUES)
def test_what_is_written_can_be_read(value: Json) -> None:
    data = encode(value)
    again = decode(data, canonical=True)
    assert again == value
    assert repr(again) == repr(decode(encode(again)))


@given(VALUES)
def test_agrees_with_another_writer(value: Json) -> None:
    expected = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    assert encode(value) == expected.encode("utf-8")


@given(VALUES)
def test_agrees_with_rfc8785(value: Json) -> None:
    assert encode(value) == rfc8785.dumps(_marked(value, 0))


@given(VALUES)
def test_values_that_are_not_plain_are_found_out(value: Json) -> None:
    for odd in ((value,), {1: value}, [value, 1.0], {None: value}, [value, float("nan")]):
        try:
            expected: object = rfc8785.dumps(_marked(odd, 0))
        except CanonicalError as error:
            expected = error.fault
        try:
            found: object = encode(odd)
        except CanonicalError as error:
            found = error.fault
        assert found == expected


@given(VALUES, VALUES)
def test_different_values_have_different_bytes(left: Json, right: Json) -> None:
    same = json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
    assert (encode(left) == encode(right)) == same
    assert (address(left) == address(right)) == same


@given(VALUES, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_spelling_does_not_matter(value: Json, escapes: bool, indent: int | str | None) -> None:
    spelt = json.dumps(plain(value), ensure_ascii=escapes, indent=indent)
    assert decode(spelt.encode("utf-8")) == value


@given(st.one_of(st.binary(max_size=60), JSON_LIKE))
def test_reading_is_total(data: bytes) -> None:
    try:
        value = decode(data)
    except CanonicalError:
        return
    assert decode(encode(value), canonical=True) == value


@given(st.binary(max_size=40), st.integers(0, 39))
def test_damage_is_never_silent_in_canonical_form(noise: bytes, position: int) -> None:
    data = encode({"answer": 12, "names": ["a", "b"], "n": 2**80})
    damaged = data[:position] + noise + data[position + len(noise) :]
    if damaged != data:
        try:
            assert encode(decode(damaged, canonical=True)) == damaged
        except CanonicalError:
            return
    else:
        assert decode(damaged, canonical=True) == decode(data)


@given(st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3), TEXTS)
def test_lone_surrogates_are_refused(surrogates: str, text: str) -> None:
    for value in (text + surrogates, [surrogates], {surrogates + text: 1}):
        with pytest.raises(CanonicalError) as caught:
            encode(value)
        assert caught.value.fault is Fault.SURROGATE
