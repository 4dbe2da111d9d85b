"""Growing, whatever happens in whatever order: what is served is right, and is what the store says."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from potstill.runtime import Source
from potstill.runtime.store import Kind, StoreError, Verdict
from tests.growing import Inducing, eggs, grower, store_in

SMALL = st.integers(1, 40)
PEOPLE = st.sampled_from(["ann", "bob", "carol", ""])


class Growing(RuleBasedStateMachine):
    """The fallback tells the truth; people say what they like; the process ends and starts again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = store_in(Path(self.folder.name))
        self.start()

    @rule()
    def start(self) -> None:
        """Start anew with what the store has."""
        self.grower = grower(
            self.store, lambda utterance, _: eggs(utterance), Inducing(), compared=Fraction(1, 5)
        )

    @rule(n=SMALL, m=SMALL, who=PEOPLE)
    def ask(self, n: int, m: int, who: str) -> None:
        reply = self.grower.ask(f"how many eggs are in {n} boxes of {m}", key=who)
        assert reply.value == n * m
        assert reply.source in (Source.COMPILED, Source.FALLBACK)
        assert reply.request == self.store.last_request()

    @rule()
    def step(self) -> None:
        self.grower.step()

    @precondition(lambda self: self.store.last_request() > 0)
    @rule(data=st.data(), who=PEOPLE, verdict=st.sampled_from(Verdict), answer=SMALL)
    def say(self, data: st.DataObject, who: str, verdict: Verdict, answer: int) -> None:
        request = data.draw(st.integers(1, self.store.last_request()))
        given = {"answer": answer} if verdict is Verdict.CORRECTED else {}
        self.store.give_feedback(request, verdict, who=who, **given)

    @rule(who=PEOPLE)
    def go_back(self, who: str) -> None:
        for family in self.store.families():
            self.grower.rollback(family, who=who)

    @precondition(lambda self: self.store.journal())
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.store.journal()))
        try:
            self.grower.undo(event.id, who="ann")
        except StoreError:
            return  # a note, or something that was changed since

    @rule(share=st.integers(1, 1000), other=st.integers(0, 1000))
    def share_out(self, share: int, other: int) -> None:
        for family in self.store.families():
            versions = [version.id for version in self.store.versions(family)][-2:]
            shares = {versions[0]: share}
            if len(versions) > 1 and 0 < other <= 1000 - share:
                shares[versions[1]] = other
            self.store.go_live(family, shares, reason="a trial", who="ann")
        self.grower.sync()

    @invariant()
    def the_handler_has_what_is_live(self) -> None:
        self.grower.sync()
        served = {artifact.family.name: artifact.address for artifact in self.grower.handler.artifacts}
        live = self.store.all_live()
        assert served.keys() == live.keys()
        for name, versions in live.items():
            assert served[name] in {self.store.version(each.version).address for each in versions}

    @invariant()
    def the_journal_leads_to_what_is_live(self) -> None:
        for family in self.store.families():
            changes = [each for each in self.store.journal(family=family) if each.kind is not Kind.NOTE]
            after = changes[0].after if changes else ()
            assert after == self.store.live(family)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestGrowing = Growing.TestCase
TestGrowing.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
