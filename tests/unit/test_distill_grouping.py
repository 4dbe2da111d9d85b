"""Grouping: tokens, alignments, what joins what, and what a Grouper forgets."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from potstill.distill.grouping import DEFAULT, BadState, Grouper, divisions, dump, load, sample
from potstill.distill.grouping.alignment import align, masks
from potstill.distill.grouping.index import Index
from potstill.distill.grouping.pattern import meet, pattern_of
from potstill.distill.grouping.tokens import tokenise

NAMES = ("Ada", "Grace", "Alan", "Barbara", "Edsger", "Mary Ann")
THINGS = ("apples", "pears", "ripe plums", "boxes of green figs")


def shop(random: Random) -> str:
    """A request of one template: names and things of one to four words, numbers in several notations."""
    name, thing = random.choice(NAMES), random.choice(THINGS)
    price = random.choice(("$3", "£2.50", "four dollars", "€1,000"))
    rest = random.choice(("", " after the market has closed"))
    return (
        f"{name} sells {random.randint(2, 90)} {thing} at the farmers' market for {price} each. "
        f"How much money does {name} take home{rest}?"
    )


def race(random: Random) -> str:
    """A request of another template."""
    name = random.choice(NAMES)
    return (
        f"A runner called {name} needs {random.randint(5, 9)} minutes for one lap around the stadium. "
        f"How long does {name} run in {random.randint(2, 40)} laps if nothing slows the runner down?"
    )


def tokens(utterance: str) -> list[str]:
    """Without the marks of the ends."""
    found = tokenise(utterance, DEFAULT.symbols)
    assert found is not None
    assert (found[0], found[-1]) == ("^", "$")
    return list(found[1:-1])


@pytest.mark.parametrize(
    ("utterance", "expected"),
    [
        ("It costs $1,250.50, or 7.5%!", "it costs # or #"),
        ("The ratio is 132:10 on the 3rd of May", "the ratio is # on the # of may"),
        ("two hundred and six men", "# and # men"),
        ("twenty-five 4-hour shows", "# # hour shows"),
        ("Richard's dog doesn't bark", "richard 's dog doesn't bark"),
        ("half of one third", "# of #"),
        ("The Café Olé; ¿y tú?", "the cafe\u0301 ole\u0301 y tu\u0301"),
        ("?!", ""),
    ],
)
def test_tokens(utterance: str, expected: str) -> None:
    assert tokens("x " + utterance) == ["x", *expected.split()]


def test_too_long_or_empty_has_no_tokens() -> None:
    assert tokenise("a" * 1000, 1000) is not None
    assert tokenise("a" * 1001, 1000) is None
    assert tokenise(" ?! ", 1000) is None


def test_alignment_is_a_longest_common_subsequence() -> None:
    left, right = "abcdef", "xbdceyf"
    pairs = align(left, right, masks(right))
    assert [left[i] for i, _ in pairs] in (list("bcef"), list("bdef"))
    assert all(left[i] == right[j] for i, j in pairs)


def test_a_pattern_is_what_both_have_with_its_gaps() -> None:
    left, right = (
        pattern_of(("^", *text.split(), "$")) for text in ("play the blues now", "play some jazz now")
    )
    common, widest = meet(left, right)
    assert (common.text(), widest) == ("play … now", 2)


def test_instances_of_one_template_are_one_group() -> None:
    random = Random(1)
    grouper = Grouper()
    ids = [grouper.add(shop(random) if place % 2 else race(random)) for place in range(60)]
    found = [grouper.find(each) for each in ids]
    assert len(set(found[::2])) == len(set(found[1::2])) == 1
    assert found[0] != found[1]
    first, second = grouper.groups()
    assert (first.count, second.count) == (30, 30)
    assert "sells # … at the farmers market for # … each how much money does" in (
        second.pattern if found[1] == second.id else first.pattern
    )


def test_members_are_distinct_bounded_and_carry_the_references_given() -> None:
    random = Random(2)
    grouper = Grouper(replace(DEFAULT, members=10))
    for place in range(50):
        utterance = shop(random)
        grouper.add(utterance, f"row {place}")
        last = grouper.add(utterance.upper() + "  ", f"again {place}")
    members = grouper.members(last)
    assert len(members) == len({each.digest for each in members}) == 10
    assert all(str(each.ref).startswith("row") for each in members)
    assert [each.serial for each in members] == sorted(each.serial for each in members)
    assert next(grouper.groups()).count == 100


def test_a_repeated_utterance_is_no_evidence_for_a_group() -> None:
    grouper = Grouper()
    ids = {grouper.add("please water all of the tomatoes in the greenhouse") for _ in range(9)}
    assert len(ids) == 1
    assert list(grouper.groups()) == []
    assert [each.count for each in grouper.groups(at_least=1)] == [9]


def test_short_requests_group_by_clear_carrier_phrases_or_stay_alone() -> None:
    grouper = Grouper()
    carried = [grouper.add(f"set a kitchen timer for {n} minutes") for n in ("ten", "5", "thirty")]
    alone = [
        grouper.add(text)
        for text in (
            "what is the tallest tree in europe",
            "what is the best way to learn french",
            "how do i get to the airport",
            "how do i learn to swim",
            "tell me about the moon",
            "tell me a joke",
            "hello",
        )
    ]
    assert len(set(map(grouper.find, carried))) == 1
    assert len(set(alone)) == len(alone)
    assert len(list(grouper.groups())) == 1


def test_groups_that_turn_out_to_be_one_are_merged_and_old_ids_lead_there() -> None:
    grouper = Grouper()
    text = "{} walks from the {} to the {} in {} minutes and then home with {} friends in {} hours"
    far = text.format("Ada Lovelace", "old stone church", "little red school", 5, "seven very loud", "3")
    near = text.format("Bob", "bank", "park", 7, "some", "9")
    first, second = grouper.add(far), grouper.add(near)
    for place in ("mill", "lake", "forest", "station"):
        last = grouper.add(text.format("Bob", place, "park", 2, "four", "5"))
        grouper.add(text.format("Eve", "bank", place, 3, "nine quiet", "6"))
    assert grouper.find(first) == grouper.find(second) == grouper.find(last)
    assert len(list(grouper.groups())) == 1


def agreement(stream: list[str]) -> float:
    """Of the pairs that are together in one order of a stream, the share that is in the other; the least."""
    together = []
    for seed in range(4):
        order = list(range(len(stream)))
        Random(seed).shuffle(order)
        grouper = Grouper()
        ids = {place: grouper.add(stream[place]) for place in order}
        found = [grouper.find(ids[place]) for place in range(len(stream))]
        together.append({(a, b) for a in range(len(found)) for b in range(a) if found[a] == found[b]})
    return min(len(one & other) / len(one | other) for one in together for other in together)


def test_the_order_of_a_stream_matters_little() -> None:
    """Little where there is much to go by, more for short requests that are mostly slots."""
    random = Random(8)
    long = [random.choice((shop, race))(random) for _ in range(120)]
    short = [
        f"remind {name} to call the {thing} shop at {n}" for name in NAMES for thing in THINGS for n in (5, 9)
    ]
    assert agreement(long) >= 0.99
    assert agreement(long + short) >= 0.9


def test_utterances_of_different_kinds_are_never_together() -> None:
    random = Random(9)
    grouper = Grouper()
    kinds = {}
    for _ in range(40):
        kind = random.choice(("number", "a text"))
        kinds[grouper.add(shop(random), kind=kind)] = kind
    assert sorted(kinds[each] for each in set(map(grouper.find, kinds)) if each is not None) == [
        "a text",
        "number",
    ]


def test_a_group_of_two_templates_can_be_divided() -> None:
    grouper = Grouper()
    for number in range(12):
        asked = ("are left", "did both of them eat")[number % 2]
        group = grouper.add(
            f"{NAMES[number % 5]} had {number + 5} very sweet cherries in a basket and shared {number} of "
            f"the cherries with {NAMES[number % 3]}. How many cherries {asked}?"
        )
    members = grouper.members(group)
    assert len(members) == 12
    first = next(divisions(members))
    assert {filling: len(part) for filling, part in first.parts.items()} == {
        "are left": 6,
        "did both of them eat": 6,
    }
    assert list(divisions(members[:1])) == []


TAIL = " Give the result as your final answer. Do not include units."
STORIES = (
    "A gardener plants {} rows of {} tulips in spring.",
    "The ferry carries {} cars on each of its {} crossings.",
    "Every evening Noor reads {} pages of a novel with {} chapters.",
    "Our bakery fills {} trays with {} croissants before dawn.",
    "Three goats eat {} bales of hay within {} weeks.",
    "A tailor cuts {} metres of linen into {} shirts.",
    "The choir rehearses {} songs during {} winter evenings.",
    "One printer staples {} booklets while another folds {} posters.",
    "A shepherd counts {} lambs and sells {} of them at auction.",
    "The glacier loses {} tons of ice in {} summer months.",
)


def test_what_requests_of_many_templates_end_with_says_nothing() -> None:
    random = Random(10)
    grouper = Grouper()
    told = [
        (place, STORIES[place].format(random.randint(2, 99), random.randint(2, 99))) for place in range(10)
    ] * 4
    random.shuffle(told)
    ids: dict[int, set[int]] = {}
    for place, story in told:
        ids.setdefault(place, set()).add(grouper.add(story + TAIL))
    (affix,) = grouper.snapshot().affixes
    assert " ".join(affix.tokens) == "give the result as your final answer do not include units"
    for number in range(20):
        place = number % 10
        story = STORIES[place].format(random.randint(2, 99), random.randint(2, 99))
        ids[place].add(grouper.add(story + TAIL))
    roots = {place: {grouper.find(each) for each in found} - {None} for place, found in ids.items()}
    assert all(len(found) == 1 for found in roots.values())
    assert len(set().union(*roots.values())) == 10


def test_groups_that_boilerplate_held_together_fall_apart() -> None:
    policy = replace(DEFAULT, spread=4)
    grouper = Grouper(policy)
    weak = "mix {} paints" + TAIL * 2, "hang {} lamps" + TAIL * 2
    together = [grouper.add(text.format(number)) for number in range(3) for text in weak]
    assert len(set(map(grouper.find, together))) == 1
    for story in STORIES[:6]:
        grouper.add(story.format(1, 2) + TAIL * 2)
    assert len(grouper.snapshot().affixes) == 1
    assert {each.pattern for each in grouper.groups()} == {"mix # paints", "hang # lamps"}


def test_what_is_alone_for_long_is_forgotten_and_groups_are_not() -> None:
    random = Random(3)
    grouper = Grouper(replace(DEFAULT, singles=50))
    kept = [grouper.add(shop(random)) for _ in range(6)]
    words = [f"{chr(97 + a)}{chr(97 + b)}x" for a in range(26) for b in range(26)]
    junk = [grouper.add(" ".join(random.sample(words, 12))) for _ in range(500)]
    assert grouper.find(junk[0]) is None
    assert grouper.members(junk[0]) == ()
    assert grouper.find(junk[-1]) is not None
    assert len(list(grouper.groups(at_least=1))) <= 51
    assert len({grouper.find(each) for each in kept}) == 1
    assert grouper.find(kept[0]) is not None


def test_groups_that_are_not_met_for_long_are_forgotten_too() -> None:
    grouper = Grouper(replace(DEFAULT, groups=2))
    for word in ("copper", "silver", "golden"):
        for number in range(3):
            grouper.add(f"weigh {number} {word} {word}smith bars")
    assert [each.pattern.split()[2] for each in grouper.groups()] == ["silver", "golden"]


def test_requests_that_share_anchors_with_a_group_do_not_hide_it() -> None:
    random = Random(4)
    grouper = Grouper()
    home = [grouper.add(shop(random)) for _ in range(8)]
    bait = ["sells", "farmers", "market", "for", "each", "how", "much", "money", "take", "home"]
    for number in range(3000):
        random.shuffle(bait)
        grouper.add(" ".join(f"{word} q{number}x{place}w" for place, word in enumerate(bait)))
    assert grouper.find(grouper.add(shop(random))) == grouper.find(home[0])


def test_too_long_utterances_get_ids_of_their_own_and_are_not_remembered() -> None:
    grouper = Grouper()
    first, second = grouper.add("long words " * 200), grouper.add("long words " * 200)
    assert first != second
    assert grouper.find(first) is None
    assert list(grouper.groups(at_least=1)) == []


def test_a_line_of_ten_megabytes_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    monkeypatch.setattr(sample, "fold", folded.append)
    assert Grouper().add("große Wörter " * 1_000_000) == 0
    assert folded == []


def test_forgotten_references_leave_no_utterance_behind() -> None:
    random = Random(5)
    grouper = Grouper()
    for place in range(10):
        grouper.add(shop(random), f"s{place}")
    grouper.add("remember that my door code is kept below the blue flower pot", "secret")
    grouper.discard(["secret", *(f"s{place}" for place in range(9))])
    assert "flower" not in dump(grouper)
    (left,) = grouper.groups(at_least=1)
    assert [each.ref for each in left.members] == ["s9"]
    grouper.discard(["s9"])
    assert list(grouper.groups(at_least=1)) == []
    assert grouper.add(shop(random)) == 11


def test_state_goes_on_as_if_there_had_been_no_restart() -> None:
    random = Random(6)
    stream = [random.choice((shop, race))(random) for _ in range(80)]
    stream += [
        " ".join(random.sample(("one", "big", "dog", "saw", "many", "old", "cats", "near", "my", "car"), 8))
        for _ in stream
    ]
    random.shuffle(stream)
    straight, resumed = Grouper(), Grouper()
    for place, utterance in enumerate(stream):
        if place % 40 == 20:
            resumed = load(dump(resumed))
        assert straight.add(utterance) == resumed.add(utterance)
    assert dump(straight) == dump(resumed)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda state: {**state, "version": 2}, "version 2"),
        (lambda state: [state], "version None"),
        (lambda state: {**state, "entries": [{}]}, "damaged"),
        (lambda state: {**state, "policy": {"gap": "x"}}, "damaged"),
        (lambda state: {**state, "entries": [{**state["entries"][0], "joined": "1"}]}, "other lengths"),
        (lambda state: {**state, "entries": [{**state["entries"][0], "members": []}]}, "out of order"),
    ],
)
def test_a_damaged_state_is_refused(damage, message: str) -> None:  # type: ignore[no-untyped-def]  # a lambda
    grouper = Grouper()
    grouper.add("please water all of the tomatoes in the greenhouse")
    with pytest.raises(BadState, match=message):
        load(json.dumps(damage(json.loads(dump(grouper)))))


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(BadState, match="no JSON"):
        load("{")


def test_the_index_reads_rare_features_first_and_no_more_than_its_budget() -> None:
    index = Index()
    for group in range(100):
        index.add(group, ["common"])
    index.add(7, ["rare"])
    index.add(8, ["rare"])
    assert index.candidates(["common", "rare"], 100, 3) == [7, 8]
    assert index.candidates(["common", "rare"], 102, 3) == [7, 8, 0]
    index.remove(7, ["rare", "common"])
    assert index.candidates(["common", "rare"], 99, 3) == [8]
