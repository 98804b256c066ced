"""Name and password give a ticket, once; too many that are wrong lock a name and an address, known or not, over restarts."""

import threading
from collections import Counter
from collections.abc import Callable

import bcrypt
import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.errors import Forbidden, Invalid, Refusal
from services.sign_in import inviting, own_user, passwords, sessions, signing_in, users
from services.sign_in.lock_outs import FAILURES_PER_ADDRESS, FAILURES_PER_NAME, MINUTE, LockedOut, locked_until, place_of
from services.sign_in.signing_in import WrongSignIn, local_address
from tests.services.sign_in.conftest import cheap_hash
from tests.signing import PASSWORD, organisation

pytestmark = pytest.mark.usefixtures("cheap_bcrypt")
NOW = 1_800_000_000_000_000


@pytest.fixture(scope="module")
def password_hash() -> str:
    return cheap_hash(PASSWORD)


@pytest.fixture
def acme(database: Database, password_hash: str) -> Database:
    """Ann and Bo can sign in with the same password, Cy has none, Di is disabled."""
    organisation(database)
    for name in ("Ann", "Bo", "Cy", "Di"):
        users.add_user(database, COMMAND_LINE, name, role="employee")
    with database.write() as session:
        session.run("UPDATE app_user SET password_hash = :kept WHERE name <> 'Cy'", kept=password_hash)
    users.disable_user(database, COMMAND_LINE, "Di")
    return database


def try_in(database: Database, name: str = "ann", password: str = PASSWORD, *, address: str = "10.0.0.1", now: int = NOW) -> str:
    """`in`, or the code of the refusal."""
    try:
        signing_in.sign_in(database, name, password, address=address, now=now)
    except Refusal as refusal:
        return refusal.code
    return "in"


def fail(database: Database, times: int, name: str = "ann", *, address: str = "10.0.0.1", now: int = NOW) -> None:
    """So many wrong passwords stand, without a bcrypt for each."""
    for _ in range(times):
        with signing_in.attempting(database, name, address, now=now):
            pass


def at_once(acts: list[Callable[[], object]]) -> None:
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_name_and_password_lead_in(acme: Database) -> None:
    ticket = signing_in.sign_in(acme, " ANN ", PASSWORD, following="/leaderboard?period=week", now=NOW)
    entered = signing_in.enter(acme, ticket, browser="Firefox", address="10.0.0.1", now=NOW + 1)
    assert entered is not None
    token, following = entered
    found = sessions.session_of(acme, token, now=NOW + 2)
    assert following == "/leaderboard?period=week"
    assert found is not None
    assert (found.user, found.role, found.actor.name) == ("Ann", Role.EMPLOYEE, "user:Ann")
    assert {u.name: u.last_sign_in_at for u in users.list_users(acme, COMMAND_LINE)}["Ann"] == NOW + 1


def test_who_cannot_sign_in_hears_the_same_whoever_they_are(acme: Database) -> None:
    said = set()
    for name, password in (
        ("ann", "wrong"),
        ("nobody", PASSWORD),
        ("cy", PASSWORD),
        ("di", PASSWORD),
        ("", ""),
        ("a\0", "\0"),
        ("x" * 5000, "x" * 5000),
    ):
        with pytest.raises(WrongSignIn) as refused:
            signing_in.sign_in(acme, name, password, now=NOW)
        said.add((refused.value.message, refused.value.code))
    assert said == {("Name or password is wrong", "wrong_sign_in")}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["ann", "nobody", "cy", "di", "a\0", "x" * 5000])
def test_every_name_costs_one_bcrypt_of_the_same_price(acme: Database, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bytes] = []
    really = bcrypt.checkpw

    def watched(password: bytes, kept: bytes) -> bool:
        looked.append(kept[:7])
        return really(password, kept)

    monkeypatch.setattr(bcrypt, "checkpw", watched)
    try_in(acme, name, "wrong")
    assert looked == [f"$2b${passwords.ROUNDS:02}$".encode()]


def test_five_wrong_passwords_lock_a_name_for_a_quarter_of_an_hour(acme: Database) -> None:
    fail(acme, FAILURES_PER_NAME - 1)
    assert try_in(acme, password="wrong", address="10.9.9.9") == "wrong_sign_in"
    assert [try_in(acme, address=a, now=NOW + 14 * MINUTE) for a in ("10.0.0.1", "10.0.0.2")] == ["locked_out", "locked_out"]
    assert try_in(acme, "bo", now=NOW) == "in"
    assert try_in(acme, now=NOW + 15 * MINUTE) == "in"


def test_a_lock_says_how_long_it_lasts_and_not_whether_the_name_is_one(acme: Database) -> None:
    said = []
    for name in ("ann", "nobody", "cy"):
        fail(acme, FAILURES_PER_NAME, name, address=f"10.1.1.{name}")
        for password in ("wrong", PASSWORD):
            with pytest.raises(LockedOut) as refused:
                signing_in.sign_in(acme, name, password, now=NOW + 5 * MINUTE)
            said.append(refused.value.message)
    assert set(said) == {"Too many attempts: wait 10 minutes, then try again"}


def test_a_lock_holds_over_a_restart(acme: Database) -> None:
    fail(acme, FAILURES_PER_NAME)
    opened = Database.open(acme.url)
    assert try_in(opened) == "locked_out"
    opened.close()


def test_waiting_badly_makes_a_lock_no_longer(acme: Database) -> None:
    fail(acme, FAILURES_PER_NAME)
    for minute in range(1, 15):
        assert try_in(acme, now=NOW + minute * MINUTE) == "locked_out"
    assert try_in(acme, now=NOW + 15 * MINUTE) == "in"


def test_signing_in_forgives_what_was_wrong_before(acme: Database) -> None:
    for _ in range(3):
        fail(acme, FAILURES_PER_NAME - 1)
        assert try_in(acme) == "in"


def test_an_administrator_unlocks(acme: Database) -> None:
    fail(acme, FAILURES_PER_NAME)
    assert [u.name for u in users.list_users(acme, COMMAND_LINE, now=NOW) if u.is_locked] == ["Ann"]
    users.unlock_user(acme, COMMAND_LINE, "ann", now=NOW)
    assert try_in(acme) == "in"


def test_twenty_wrong_names_lock_an_address_and_no_other(acme: Database) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail(acme, 1, f"name{number}")
    assert (try_in(acme), try_in(acme, "bo")) == ("locked_out", "locked_out")
    assert try_in(acme, address="10.0.0.2") == "in"
    assert try_in(acme, "bo", now=NOW + 15 * MINUTE) == "in"


def test_one_network_of_ipv6_is_one_address(acme: Database) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail(acme, 1, f"name{number}", address=f"2001:db8:1:2::{number:x}")
    assert try_in(acme, address="2001:db8:1:2:ffff::1") == "locked_out"
    assert try_in(acme, address="2001:db8:1:3::1") == "in"


def test_guesses_sent_at_once_are_not_more_than_guesses_one_by_one(acme: Database) -> None:
    said: Counter[str] = Counter()
    at_once([lambda: said.update([try_in(acme, password="wrong")]) for _ in range(12)])
    assert said == {"wrong_sign_in": FAILURES_PER_NAME, "locked_out": 12 - FAILURES_PER_NAME}


def test_many_names_at_once_from_one_address_are_counted_together(acme: Database) -> None:
    for number in range(FAILURES_PER_ADDRESS - 3):
        fail(acme, 1, f"name{number}")
    said: Counter[str] = Counter()
    at_once([lambda n=number: said.update([try_in(acme, f"other{n}", "wrong")]) for number in range(8)])
    assert said == {"wrong_sign_in": 3, "locked_out": 5}


LOCKS = {
    "none": ([], 5, None),
    "too few": ([0, 1, 2, 3], 5, None),
    "five at once": ([7] * 5, 5, 7 + 15 * MINUTE),
    "five within the window": ([0, 1, 2, 3, 15 * MINUTE - 1], 5, 30 * MINUTE - 1),
    "the first is too old": ([0, 1, 2, 3, 15 * MINUTE], 5, None),
    "the latest five count": ([0, 0, 0, 0, 0, 9 * MINUTE], 5, 24 * MINUTE),
    "an old lock and a failure since": ([0, 0, 0, 0, 0, 16 * MINUTE], 5, 15 * MINUTE),
}


@pytest.mark.parametrize(("failures", "most", "until"), LOCKS.values(), ids=LOCKS)
def test_a_lock_lasts_from_its_last_failure(failures: list[int], most: int, until: int | None) -> None:
    assert locked_until(failures, most) == until


PLACES = {
    "10.0.0.1": "10.0.0.1",
    "::ffff:10.0.0.1": "10.0.0.1",
    "2001:db8::1": "2001:db8::/64",
    "fe80::1%eth0": "fe80::/64",
    "testclient": "testclient",
    "": "here",
}


@pytest.mark.parametrize(("address", "place"), PLACES.items())
def test_an_address_is_counted_by_what_a_visitor_cannot_change(address: str, place: str) -> None:
    assert place_of(address) == place


def test_a_ticket_leads_in_once_whoever_is_first(acme: Database) -> None:
    ticket = signing_in.sign_in(acme, "ann", PASSWORD, now=NOW)
    entered: list[object] = []
    at_once([lambda: entered.append(signing_in.enter(acme, ticket, browser="", address=None, now=NOW + 1)) for _ in range(8)])
    assert len([e for e in entered if e is not None]) == 1
    assert len([e for e in entered if e is None]) == 7


def test_a_ticket_lasts_a_minute(acme: Database) -> None:
    ticket = signing_in.sign_in(acme, "ann", PASSWORD, now=NOW)
    assert signing_in.enter(acme, ticket, browser="", address=None, now=NOW + MINUTE) is None


@pytest.mark.parametrize("ticket", ["", "x", "x" * 5000, "\0", "\ud800"])
def test_what_is_no_ticket_leads_nowhere(acme: Database, ticket: str) -> None:
    assert signing_in.enter(acme, ticket, browser="", address=None) is None


def test_who_is_disabled_or_has_a_new_password_meanwhile_does_not_get_in(acme: Database) -> None:
    early = signing_in.sign_in(acme, "ann", PASSWORD)
    late = signing_in.sign_in(acme, "bo", PASSWORD)
    users.disable_user(acme, COMMAND_LINE, "ann")
    inviting.accept(acme, inviting.invite(acme, COMMAND_LINE, "bo"), "another horse 77")
    assert signing_in.enter(acme, early, browser="", address=None) is None
    assert signing_in.enter(acme, late, browser="", address=None) is None


def test_a_password_that_was_right_when_it_was_looked_at_does_not_outlive_a_change(acme: Database) -> None:
    with signing_in.attempting(acme, "ann", None) as attempt:
        users.disable_user(acme, COMMAND_LINE, "ann")
        with pytest.raises(WrongSignIn):
            attempt.succeed()


def test_the_browsers_earlier_session_ends(acme: Database) -> None:
    first = entered(acme)
    second = entered(acme, replacing=first)
    assert sessions.session_of(acme, first) is None
    assert sessions.session_of(acme, second) is not None


def entered(database: Database, name: str = "ann", *, replacing: str | None = None) -> str:
    found = signing_in.enter(database, signing_in.sign_in(database, name, PASSWORD), browser="b", address="a", replacing=replacing)
    assert found is not None
    return found[0]


def test_what_was_chosen_on_the_way_in_is_kept_where_nothing_was(acme: Database) -> None:
    for language in ("zh", "en"):
        with signing_in.attempting(acme, "ann", None) as attempt:
            attempt.succeed(language=language)
    assert {u.name: u.language for u in users.list_users(acme, COMMAND_LINE)}["Ann"] == "zh"


LOCAL = ["/", "/leaderboard", "/leaderboard?period=week&team=%E4%B8%9C", "/a?next=//b"]
FOREIGN = [
    "",
    "leaderboard",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil",
    "https://evil.example/",
    "/a\nb",
    "/a b",
    "javascript:x",
    "/" + "x" * 3000,
]


@pytest.mark.parametrize("address", LOCAL)
def test_a_page_of_this_server_is_where_one_goes(address: str) -> None:
    assert local_address(address) == address


@pytest.mark.parametrize("address", FOREIGN)
def test_any_other_address_becomes_the_first_page(address: str) -> None:
    assert local_address(address) == "/"


def test_changing_the_password_ends_every_other_session(acme: Database) -> None:
    here, there = entered(acme), entered(acme)
    me = sessions.session_of(acme, here)
    assert me is not None
    own_user.change_password(acme, me.actor, old=PASSWORD, new="another horse 77", but=me.session_id)
    assert sessions.session_of(acme, here) is not None
    assert sessions.session_of(acme, there) is None
    assert (try_in(acme), try_in(acme, password="another horse 77")) == ("wrong_sign_in", "in")


def test_a_wrong_old_password_changes_nothing_and_counts_as_a_failure(acme: Database) -> None:
    ann = Actor("user:Ann", role=Role.EMPLOYEE)
    with pytest.raises(Invalid, match="at least 10") as bad:
        own_user.change_password(acme, ann, old=PASSWORD, new="short", now=NOW)
    assert bad.value.field == "password"
    fail(acme, FAILURES_PER_NAME - 1)
    with pytest.raises(Invalid, match="old password is wrong") as refused:
        own_user.change_password(acme, ann, old="wrong", new="another horse 77", now=NOW)
    assert refused.value.field == "old"
    with pytest.raises(LockedOut):
        own_user.change_password(acme, ann, old=PASSWORD, new="another horse 77", now=NOW)
    assert try_in(acme, now=NOW + 15 * MINUTE) == "in"


@pytest.mark.parametrize(
    "actor", [COMMAND_LINE, Actor("key:crm"), Actor("user:nobody", role=Role.ADMIN), Actor("user:Di", role=Role.ADMIN)]
)
def test_only_somebody_who_can_sign_in_has_a_password_to_change(acme: Database, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        own_user.change_password(acme, actor, old=PASSWORD, new="another horse 77")


def test_no_secret_stands_in_the_database_or_the_audit(acme: Database) -> None:
    ticket = signing_in.sign_in(acme, "ann", PASSWORD)
    found = signing_in.enter(acme, ticket, browser="b", address="a")
    invitation = inviting.invite(acme, COMMAND_LINE, "bo")
    fail(acme, 1, "typed in the wrong field")
    assert found is not None
    tables = ["app_user", "sign_in_session", "sign_in_ticket", "invitation", "sign_in_failure", "audit", "actor"]
    with acme.read() as session:
        kept = repr([session.rows(f"SELECT * FROM {table}") for table in tables])
    assert [secret for secret in (ticket, found[0], invitation, PASSWORD, "typed in the wrong field") if secret in kept] == []


def test_what_no_longer_matters_is_cleared_however_often(acme: Database) -> None:
    fail(acme, 1, now=NOW)
    signing_in.sign_in(acme, "bo", PASSWORD, now=NOW)
    for _ in range(2):
        sessions.clear_sign_ins(acme, now=NOW + 23 * 60 * MINUTE)
        assert counted(acme) == (1, 1)
    for _ in range(2):
        sessions.clear_sign_ins(acme, now=NOW + 25 * 60 * MINUTE)
        assert counted(acme) == (0, 0)


def counted(database: Database) -> tuple[int, int]:
    with database.read() as session:
        return session.value("SELECT COUNT(*) FROM sign_in_failure"), session.value("SELECT COUNT(*) FROM sign_in_ticket")
