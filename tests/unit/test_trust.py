"""What is served: keys and whom they make trust, how replies stand, which checks are left out."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from potstill.ir import keys
from potstill.ir.artifact import SUFFIX, write_artifact
from potstill.ir.statement import (
    BadSignature,
    Blocked,
    Envelope,
    Incomplete,
    NoStatement,
    OtherSubject,
    UntrustedKey,
    encode,
    statement_path,
)
from potstill.ir.verdicts import Status, Waiver
from potstill.runtime import Binding, Handler, Source, Standing, Trust, Unverified, entry, keyring
from potstill.runtime.keyring import KeyringError
from potstill.runtime.standing import needless
from tests.recipes import BROKEN, CALL, DOUBLE, DOUBLE_AGAIN, HALF, artifact
from tests.stating import KEY, OTHER, TRUST, stated, verification, verified, write

DIVIDE = """
family share
ask "share {n} by {m}"
slot n: int 1..100
slot m: int 0..9
let each: decimal(2) 0..1000 = round(n / m, 2, half_up)
answer each
ensure n / (m - 1) < 1_000
example "share 6 by 3" => 2.00
"""


def test_keys_live_where_the_user_keeps_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("POTSTILL_HOME")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert keyring.home() == tmp_path / ".config" / "potstill"
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")
    assert keyring.home() == tmp_path / ".config" / "potstill"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    assert keyring.home() == tmp_path / "settings" / "potstill"
    monkeypatch.setenv("POTSTILL_HOME", str(tmp_path / "own"))
    assert keyring.home() == tmp_path / "own"


def test_the_local_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "potstill"
    assert keyring.trusted(folder) == {}
    key = keyring.local_key(folder)
    assert keys.public(keyring.local_key(folder)) == keys.public(key)
    assert keyring.trusted(folder) == {keys.keyid(keys.public(key)): keys.public(key)}
    assert sorted(path.name for path in folder.iterdir()) == ["local.key", "local.pub"]
    if os.name == "posix":
        assert stat.S_IMODE((folder / "local.key").stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_threads_and_processes_that_come_first_at_once_agree_on_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "potstill"
    program = (
        "import sys; from pathlib import Path;"
        "from potstill.ir import keys; from potstill.runtime import keyring;"
        "print(keys.keyid(keys.public(keyring.local_key(Path(sys.argv[1])))))"
    )
    command = [sys.executable, "-c", program, str(folder)]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    with ThreadPoolExecutor(8) as pool:
        mine = list(pool.map(lambda _: keys.keyid(keys.public(keyring.local_key(folder))), range(16)))
    theirs = [process.communicate(timeout=120)[0].strip() for process in others]
    assert len({*mine, *theirs}) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["local.key", "local.pub"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_keys_that_others_may_read_or_change_are_not_used(tmp_path: Path) -> None:
    keyring.local_key(tmp_path)
    (tmp_path / "local.key").chmod(0o640)
    with pytest.raises(KeyringError, match=r"chmod 600 .*local\.key"):
        keyring.local_key(tmp_path)
    path = keyring.add(tmp_path, keys.public(OTHER))
    assert len(keyring.trusted(tmp_path)) == 2
    path.chmod(0o666)
    with pytest.raises(KeyringError, match="everybody"):
        keyring.trusted(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"x" * 10_000,
        b"-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n",
        b"-----BEGIN PUBLIC KEY-----\n????\n-----END PUBLIC KEY-----\n",
        keys.write_private(KEY),
        keys.write_public(keys.public(KEY)).replace(b"MCow", b"MCo3"),
        keys.write_public(keys.public(KEY)) * 2,
    ],
)
def test_a_file_that_is_no_public_key_is_not_trusted(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "trusted" / "other.pub"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(KeyringError, match=r"other\.pub"):
        Trust.local(tmp_path)


@pytest.mark.parametrize("content", [b"", keys.write_public(keys.public(KEY)), b"x" * 10_000])
def test_a_file_that_is_no_private_key_does_not_sign(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "local.key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(KeyringError, match=r"local\.key"):
        keyring.local_key(tmp_path)


def test_trust_knows_each_key_by_its_id() -> None:
    with pytest.raises(ValueError, match="id of"):
        Trust({keys.keyid(keys.public(KEY)): keys.public(OTHER)})


def test_local_trust_is_the_own_key_those_added_and_those_given(tmp_path: Path) -> None:
    local = keys.public(keyring.local_key(tmp_path))
    keyring.add(tmp_path, keys.public(KEY))
    trust = Trust.local(tmp_path, also=[keys.public(OTHER)])
    assert set(trust.keys.values()) == {local, keys.public(KEY), keys.public(OTHER)}


def test_an_artifact_is_served_with_a_statement_by_a_trusted_key() -> None:
    made = artifact(DOUBLE)
    pair = TRUST.check(made, stated(verification(made)))
    assert (pair.artifact, pair.keyid) == (made, keys.keyid(keys.public(KEY)))
    reply = Handler([pair])("double 4")
    assert (reply.value, reply.verified, reply.unproved) == (8, Standing.VERIFIED, ())
    assert reply.to_json()["verified"] == "verified"


def test_one_trusted_signature_is_enough_but_none_may_be_wrong() -> None:
    made = artifact(DOUBLE)
    envelope = keys.sign(stated(verification(made), OTHER), KEY)
    assert TRUST.check(made, envelope).artifact is made
    both = Trust.of([keys.public(KEY), keys.public(OTHER)])
    assert both.check(made, envelope).artifact is made
    (wrong,) = stated(verification(artifact(HALF)), OTHER).signatures
    with pytest.raises(BadSignature, match=wrong.keyid[:16]):
        both.check(made, envelope.add(wrong))
    assert TRUST.check(made, envelope.add(wrong)).artifact is made


def test_who_signed_and_what_for_is_checked_before_what_it_says() -> None:
    made, other = artifact(DOUBLE), artifact(DOUBLE_AGAIN)
    with pytest.raises(UntrustedKey, match=keys.keyid(keys.public(OTHER))[:16]):
        TRUST.check(made, stated(verification(made), OTHER))
    with pytest.raises(UntrustedKey, match="nobody"):
        TRUST.check(made, Envelope(encode(verification(made))))
    with pytest.raises(OtherSubject, match=other.address):
        TRUST.check(made, stated(verification(other)))
    found = verification(made)
    with pytest.raises(OtherSubject):
        TRUST.check(made, stated(replace(found, family="half")))
    with pytest.raises(Incomplete, match="language"):
        TRUST.check(made, stated(replace(found, verdicts=found.verdicts[1:])))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ensure:0", Status.REFUTED),
        ("range:square", Status.VACUOUS),
        ("relevant:n", Status.UNDECIDED),
        ("round_trip:n", Status.UNSUPPORTED),
    ],
)
def test_verdicts_that_block_are_not_served(name: str, status: Status) -> None:
    made = artifact(BROKEN)
    with pytest.raises(Blocked, match=f"{name} {status.value}"):
        TRUST.check(made, stated(verification(made, {name: status})))


def test_replies_say_what_is_guarded_and_what_was_waived() -> None:
    made = artifact(BROKEN)
    guarded = verified(made, {"ensure:0": Status.UNDECIDED, "functional": Status.UNDECIDED})
    reply = Handler([guarded])("square 3")
    assert (reply.verified, reply.unproved) == (Standing.GUARDED, ("functional", "ensure:0"))
    assert reply.stands == "guarded (functional, ensure:0)"
    waivers = (Waiver("relevant:n", "known"),)
    statuses = {"relevant:n": Status.UNDECIDED, "ensure:0": Status.UNDECIDED}
    waived = TRUST.check(made, stated(verification(made, statuses, waivers=waivers)))
    reply = Handler([waived])("square 3")
    assert (reply.verified, reply.unproved) == (Standing.WAIVED, ("ensure:0", "relevant:n"))


def test_what_a_fallback_says_is_never_called_verified() -> None:
    made = artifact(BROKEN)
    pair = verified(made, {"ensure:0": Status.UNDECIDED, "range:square": Status.UNDECIDED})
    handler = Handler([pair], fallback=lambda *_: "a guess")
    for utterance, source in (("square 7", Source.GUARD), ("sing", Source.FALLBACK)):
        reply = handler(utterance)
        assert (reply.source, reply.verified, reply.unproved) == (source, Standing.UNVERIFIED, ())


def test_proved_checks_are_left_out_and_no_others() -> None:
    """The verdicts are false, so that one sees which checks were made."""
    made = artifact(BROKEN)
    assert Handler([verified(made)])("square 7").value == 49
    assert Handler([verified(made)])("square 80").value == 6400
    some = Handler([verified(made, {"ensure:0": Status.UNDECIDED})])
    assert some("square 7").guard == "ensure:0"
    assert some("square 80").value == 6400
    assumes = {"ensure:0": ("range:square",)}
    conditional = verification(made, {"range:square": Status.UNDECIDED}, assumes=assumes)
    handler = Handler([TRUST.check(made, stated(conditional))])
    assert handler("square 7").guard == "ensure:0"
    assert handler("square 80").guard == "range:square"


def test_a_promise_in_which_an_error_is_not_excluded_is_evaluated() -> None:
    made = artifact(DIVIDE)
    program = made.family.program
    names = [verdict.obligation.name for verdict in verification(made).verdicts]
    _, own = [name for name in names if name.endswith("division_by_zero")]
    assert needless(program, verification(made)) == {"range:each", "ensure:0"}
    open_ = {own: Status.UNDECIDED}
    assert needless(program, verification(made, open_)) == {"range:each"}
    assert Handler([verified(made, open_)])("share 6 by 1").reason == "division_by_zero"
    conditional = verification(made, assumes={own: ("functional",)})
    assert needless(program, conditional) == {"range:each"}


def test_a_handler_serves_nothing_unverified_unless_it_is_told() -> None:
    made = artifact(DOUBLE)
    with pytest.raises(Unverified, match="double"):
        Handler([made])
    handler = Handler([verified(made)])
    with pytest.raises(Unverified, match="half"):
        handler.update([artifact(HALF)])
    assert [one.family.name for one in handler.artifacts] == ["double"]
    mixed = Handler([verified(made), artifact(HALF)], allow_unverified=True)
    assert mixed("double 4").verified is Standing.VERIFIED
    assert mixed("half of 8").verified is Standing.UNVERIFIED


def test_verdicts_about_some_lists_of_names_count_under_these_alone() -> None:
    binding, other = Binding({"people": [entry("Ann")]}), Binding({"people": [entry("Bo")]})
    made = artifact(CALL)
    found = replace(verification(made), assumptions=(f"binding {binding.address}",))
    pair = TRUST.check(made, stated(found))
    assert pair.needless == frozenset()
    handler = Handler([pair], binding=binding)
    assert handler("call Ann").verified is Standing.VERIFIED
    with pytest.raises(Unverified, match=binding.address):
        handler.bind(other)
    assert handler("call Ann").answered
    with pytest.raises(Unverified, match="call"):
        Handler([pair], binding=other)
    free = Handler([pair], binding=other, allow_unverified=True)
    assert free("call Bo").verified is Standing.UNVERIFIED
    for_all = Handler([TRUST.check(made, stated(verification(made)))], binding=other)
    for_all.bind(binding)
    assert for_all("call Ann").verified is Standing.VERIFIED


def test_a_folder_is_loaded_with_the_statements_beside(tmp_path: Path) -> None:
    write(artifact(DOUBLE), tmp_path)
    handler = Handler.load(tmp_path, trust=TRUST)
    assert handler("double 4").verified is Standing.VERIFIED
    write_artifact(artifact(HALF), tmp_path / f"half{SUFFIX}")
    with pytest.raises(NoStatement, match=r"half\.potstill\.statement\.json") as caught:
        Handler.load(tmp_path, trust=TRUST)
    assert caught.value.file == tmp_path / "half.potstill.statement.json"
    with pytest.raises(NoStatement):
        handler.sync(tmp_path)
    assert handler("double 4").answered
    mixed = Handler.load(tmp_path, trust=TRUST, allow_unverified=True)
    assert [mixed(text).verified for text in ("double 4", "half of 8")] == ["verified", "unverified"]
    stranger = Trust.of([keys.public(OTHER)])
    with pytest.raises(UntrustedKey, match=r"double\.potstill\.statement\.json"):
        Handler.load(tmp_path, trust=stranger)
    handler = Handler.load(tmp_path, trust=stranger, allow_unverified=True)
    assert handler("double 4").verified is Standing.UNVERIFIED


def test_without_being_told_otherwise_the_keys_of_this_user_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POTSTILL_HOME", str(tmp_path / "keys"))
    folder = tmp_path / "artifacts"
    folder.mkdir()
    write(artifact(DOUBLE), folder, key=keyring.local_key(keyring.home()))
    assert Handler.load(folder)("double 4").verified is Standing.VERIFIED
    write(artifact(DOUBLE), folder, key=Ed25519PrivateKey.generate())
    with pytest.raises(UntrustedKey):
        Handler.load(folder)


def test_another_statement_about_the_same_artifact_is_followed(tmp_path: Path) -> None:
    made = artifact(DOUBLE)
    write(made, tmp_path, verification(made, {"functional": Status.UNDECIDED}))
    handler = Handler.load(tmp_path, trust=TRUST)
    assert handler("double 4").verified is Standing.GUARDED
    assert handler.sync(tmp_path) == ([], [])
    write(made, tmp_path)
    assert handler.sync(tmp_path) == (["double"], [])
    assert handler("double 4").verified is Standing.VERIFIED


def test_a_pair_that_changes_between_two_looks_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(artifact(DOUBLE), tmp_path)
    old = artifact(DOUBLE)
    write(artifact(DOUBLE_AGAIN), tmp_path)
    monkeypatch.setattr("potstill.runtime.trust.read_folder", lambda _: [old])
    (pair,) = TRUST.read(tmp_path)
    assert pair == TRUST.read(path)[0]
    write_artifact(old, path)
    with pytest.raises(OtherSubject, match=str(statement_path(path))):
        TRUST.read(tmp_path)
