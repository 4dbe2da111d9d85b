"""Bindings: lists of names, conditions on them, addresses, and how Names reads them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding, BindingError, Entry, Where, binding_from_json, entry
from potstill.ir.lexicons import Choices, Integers, Lists, Names, Option, Wild
from potstill.ir.types import integer

ROOM = g.seq(g.optional(g.Text("the")), g.GAP, g.Text("living"), g.optional(g.Text(" ")), g.Text("room"))
HOME = Binding(
    {
        "name": [
            entry("Kitchen Light", attributes={"domain": "light"}),
            entry("Hall Fan", attributes={"domain": "fan", "area": "hall"}),
            Entry(ROOM, "Living Room", (("domain", "light"), ("domain", "switch"))),
        ],
        "level": [entry("Max", 100), entry("half", Fraction(1, 2)), entry("pair", (1, "a"))],
    }
)


def read(text: str, *where: Where) -> tuple[object, ...]:
    return Names("name", where).read(text, HOME)


def test_reads_names_in_normal_form() -> None:
    assert read("kitchen light") == ("Kitchen Light",)
    assert read("Kitchen Light") == ()
    assert Names("level").read("max", HOME) == (100,)


@pytest.mark.parametrize("text", ["living room", "livingroom", "the living room", "the livingroom"])
def test_reads_phrases(text: str) -> None:
    assert read(text) == ("Living Room",)
    assert read(text.replace("room", "rooms")) == ()


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ((), ["kitchen light", "hall fan", "living room"]),
        ((Where("domain", ("light",)),), ["kitchen light", "living room"]),
        ((Where("domain", ("light", "fan")),), ["kitchen light", "hall fan", "living room"]),
        ((Where("domain", ("switch",)),), ["living room"]),
        ((Where("domain", ("light",), negated=True),), ["hall fan"]),
        ((Where("area", ("hall",), negated=True),), ["kitchen light", "living room"]),
        ((Where("area", ("hall",)), Where("domain", ("light",))), []),
        ((Where("colour", ("red",)),), []),
    ],
)
def test_conditions_choose_entries(where: tuple[Where, ...], names: list[str]) -> None:
    found = [name for name in ("kitchen light", "hall fan", "living room") if read(name, *where)]
    assert found == names


def test_prints_the_first_way_to_say_it() -> None:
    lexicon = Names("name")
    assert lexicon.print("Kitchen Light", HOME) == "kitchen light"
    assert lexicon.read(lexicon.print("Living Room", HOME), HOME) == ("Living Room",)
    with pytest.raises(ValueError, match="no name"):
        lexicon.print("Cellar", HOME)


def test_without_the_list_nothing_is_read() -> None:
    assert Names("name").read("kitchen light") == ()
    assert Names("cellar").read("kitchen light", HOME) == ()
    assert Names("name").language() == g.NOTHING
    assert "name" in HOME
    assert "cellar" not in HOME


def test_a_name_that_two_entries_share_has_both_values() -> None:
    binding = Binding({"name": [entry("lamp", "a"), entry("LAMP", "b"), entry("lamp", "a")]})
    assert Names("name").read("lamp", binding) == ("a", "b")


def test_a_full_stop_may_stand_inside_an_utterance() -> None:
    binding = Binding({"street": [entry("Main St."), entry("Oak Ave")]})
    for text in ("main st", "main st."):
        assert Names("street").read(text, binding) == ("Main St.",)
    assert Names("street").read("oak ave.", binding) == ()
    assert Names("street").print("Main St.", binding) == "main st"
    assert Choices((Option("a.m."),)).read("a.m.") == ("a.m.",)


def test_lists_of_names() -> None:
    lexicon = Lists(Names("name"), 1, 3)
    value = ("Kitchen Light", "Hall Fan")
    assert lexicon.late
    assert lexicon.read("kitchen light and hall fan", HOME) == (value,)
    assert lexicon.read("kitchen light and hall fan") == ()
    assert lexicon.read(lexicon.print(value, HOME), HOME) == (value,)


def test_languages_last_as_long_as_the_binding() -> None:
    lexicon = Names("name", (Where("domain", ("light",)),))
    same = Names("name", (Where("domain", ("light",)),))
    assert lexicon.language(HOME) is same.language(HOME)
    assert lexicon.transducer(HOME) is same.transducer(HOME)
    other = Binding({"name": [entry("cellar")]})
    assert lexicon.transducer(other) is not lexicon.transducer(HOME)
    assert Integers(0, 9).transducer(other) is Integers(0, 9).transducer(HOME)


def test_type_of_values() -> None:
    assert Names("level", type=integer(0, 100)).value_type() == integer(0, 100)


def test_addresses_tell_contents_apart() -> None:
    def address(*entries: Entry) -> str:
        return Binding({"name": entries}).address

    one = address(entry("lamp"))
    assert one == address(entry("lamp"))
    assert one.startswith("sha256:")
    different = [
        address(),
        address(entry("lamp", "Lamp")),
        address(entry("lamps")),
        address(entry("lamp", attributes={"domain": "light"})),
        address(Entry(g.chars("az"), "lamp")),
        address(Entry(g.Repeat(g.Text("lamp"), 1, 2), "lamp")),
        address(Entry(g.Repeat(g.Text("lamp"), 1, None), "lamp")),
        address(Entry(g.alt(g.Text("lamp"), g.Text("light")), "lamp")),
        address(Entry(ROOM, "lamp")),
        address(entry("lamp", 5)),
        address(entry("lamp", Fraction(1, 2))),
        address(entry("lamp", (1, 2))),
        EMPTY_BINDING.address,
    ]
    assert len({one, *different}) == len(different) + 1


def test_the_order_of_lists_does_not_matter() -> None:
    first = Binding({"a": [entry("x")], "b": [entry("y")]})
    second = Binding({"b": [entry("y")], "a": [entry("x")]})
    assert first.address == second.address


@pytest.mark.parametrize(
    "phrase",
    [
        g.EMPTY,
        g.GAP,
        entry("...").phrase,
        g.optional(g.Text("a")),
        g.Repeat(g.Text("a"), 0, 2),
        g.Rule("r"),
        g.Capture("s", Wild()),
        g.Digit(0),
        g.seq(g.Text("a"), g.Step(0, 1, 1)),
    ],
)
def test_refuses_phrases(phrase: g.Node) -> None:
    with pytest.raises(BindingError, match=r"name\[0\]"):
        Binding({"name": [Entry(phrase, 1)]})


def test_from_json() -> None:
    binding = binding_from_json(
        {
            "name": [
                "Kitchen",
                {"name": ["TV", "Telly"], "value": 3, "attributes": {"domain": ["a", "b"], "x": "y"}},
            ],
            "empty": [],
        }
    )
    assert binding.entries("name") == (
        Entry(g.Text("kitchen"), "Kitchen"),
        Entry(g.Alt((g.Text("tv"), g.Text("telly"))), 3, (("domain", "a"), ("domain", "b"), ("x", "y"))),
    )
    assert binding.entries("empty") == ()


@pytest.mark.parametrize(
    "data",
    [
        [],
        "name",
        {"name": "Kitchen"},
        {"name": [5]},
        {"name": [""]},
        {"name": ["..."]},
        {"name": [{}]},
        {"name": [{"name": []}]},
        {"name": [{"name": "a", "colour": "red"}]},
        {"name": [{"name": "a", "value": True}]},
        {"name": [{"name": "a", "value": [1]}]},
        {"name": [{"name": "a", "attributes": []}]},
        {"name": [{"name": "a", "attributes": {"x": 1}}]},
    ],
)
def test_refuses_json(data: object) -> None:
    with pytest.raises(BindingError):
        binding_from_json(data)
