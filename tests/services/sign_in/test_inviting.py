"""A link lets a user choose a password, once; the first one makes the first administrator, once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from db.engine import Database
from scoring.periods import MICROS_PER_DAY
from services.access import COMMAND_LINE, Role
from services.beginning import founding, setting_up
from services.errors import Conflict, Invalid, Refusal, Unknown
from services.sign_in import inviting, sessions, signing_in, users
from tests.signing import PASSWORD, organisation, signed_in

pytestmark = pytest.mark.usefixtures("cheap_bcrypt")
NOW = 1_800_000_000_000_000
OTHER = "another horse 77"


@pytest.fixture
def acme(database: Database) -> Database:
    organisation(database)
    users.add_user(database, COMMAND_LINE, "ann", role="employee")
    return database


def signed(database: Database, ticket: str, *, now: int | None = None) -> str:
    """The name of whom the ticket leads in."""
    found = signing_in.enter(database, ticket, browser="", address=None, now=now)
    assert found is not None
    person = sessions.session_of(database, found[0], now=now)
    assert person is not None
    return person.user


def outcomes(acts: list[Callable[[], object]]) -> list[str]:
    """What came of acts at once: `done`, or the code of the refusal."""
    start, said = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            said.append("done")
        except Refusal as refusal:
            said.append(refusal.code)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_an_invited_user_chooses_a_password_and_is_in(acme: Database) -> None:
    secret = inviting.invite(acme, COMMAND_LINE, "Ann", now=NOW)
    assert inviting.invited(acme, secret, now=NOW + 7 * MICROS_PER_DAY - 1) == "ann"
    assert signed(acme, inviting.accept(acme, secret, PASSWORD, now=NOW), now=NOW + 1) == "ann"
    assert signed(acme, signing_in.sign_in(acme, "ann", PASSWORD)) == "ann"


def test_an_invitation_works_once(acme: Database) -> None:
    secret = inviting.invite(acme, COMMAND_LINE, "ann")
    inviting.accept(acme, secret, PASSWORD)
    assert inviting.invited(acme, secret) is None
    with pytest.raises(Unknown, match="has been used, or is too old"):
        inviting.accept(acme, secret, OTHER)


def test_of_two_who_accept_at_once_one_is_first(acme: Database) -> None:
    secret = inviting.invite(acme, COMMAND_LINE, "ann")
    assert outcomes([lambda p=p: inviting.accept(acme, secret, p) for p in (PASSWORD, OTHER)]) == ["done", "not_found"]


def test_an_invitation_lasts_a_week(acme: Database) -> None:
    secret = inviting.invite(acme, COMMAND_LINE, "ann", now=NOW)
    assert inviting.invited(acme, secret, now=NOW + 7 * MICROS_PER_DAY) is None
    with pytest.raises(Unknown):
        inviting.accept(acme, secret, PASSWORD, now=NOW + 7 * MICROS_PER_DAY)


def test_a_newer_invitation_ends_the_older_and_nobody_elses(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "bo", role="employee")
    bo, first = inviting.invite(acme, COMMAND_LINE, "bo"), inviting.invite(acme, COMMAND_LINE, "ann")
    second = inviting.invite(acme, COMMAND_LINE, "ann")
    assert [inviting.invited(acme, secret) for secret in (bo, first, second)] == ["bo", None, "ann"]


def test_a_bad_password_uses_no_invitation_up(acme: Database) -> None:
    secret = inviting.invite(acme, COMMAND_LINE, "ann")
    with pytest.raises(Invalid, match="at least 10"):
        inviting.accept(acme, secret, "short")
    inviting.accept(acme, secret, PASSWORD)


def test_a_password_chosen_by_invitation_ends_every_session(acme: Database) -> None:
    token = signed_in(acme, "ann")
    inviting.accept(acme, inviting.invite(acme, COMMAND_LINE, "ann"), PASSWORD)
    assert sessions.session_of(acme, token) is None


def test_whoever_is_disabled_is_not_invited(acme: Database) -> None:
    secret = inviting.invite(acme, COMMAND_LINE, "ann")
    users.disable_user(acme, COMMAND_LINE, "ann")
    assert inviting.invited(acme, secret) is None
    with pytest.raises(Conflict, match="disabled"):
        inviting.invite(acme, COMMAND_LINE, "ann")
    users.enable_user(acme, COMMAND_LINE, "ann")
    assert inviting.invited(acme, secret) is None


@pytest.mark.parametrize("secret", ["", "x", "\0", "\ud800", "x" * 5000])
def test_what_is_no_invitation_invites_nobody(acme: Database, secret: str) -> None:
    assert inviting.invited(acme, secret) is None
    assert not founding.setup_is_open(acme, secret)


def test_a_link_for_one_thing_is_none_for_another(acme: Database) -> None:
    invitation, setup = inviting.invite(acme, COMMAND_LINE, "ann"), founding.open_setup(acme)
    assert not founding.setup_is_open(acme, invitation)
    assert inviting.invited(acme, setup) is None
    with pytest.raises(Unknown):
        founding.found_admin(acme, invitation, "root", PASSWORD)


def test_the_first_administrator_needs_no_organisation(database: Database) -> None:
    assert founding.first_admin_needed(database)
    secret = founding.open_setup(database, now=NOW)
    assert founding.setup_is_open(database, secret, now=NOW + MICROS_PER_DAY - 1)
    ticket = founding.found_admin(database, secret, "root", PASSWORD, language="zh", now=NOW)
    assert signed(database, ticket, now=NOW + 1) == "root"
    [root] = users.list_users(database, COMMAND_LINE)
    assert (root.name, root.role, root.language, root.has_password) == ("root", Role.ADMIN, "zh", True)
    assert not founding.first_admin_needed(database)
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")


def test_there_is_one_first_administrator(database: Database) -> None:
    secret = founding.open_setup(database)
    tried = [lambda n=n: founding.found_admin(database, secret, f"root{n}", PASSWORD) for n in range(3)]
    assert outcomes(tried) == ["done", "not_found", "not_found"]
    assert len(users.list_users(database, COMMAND_LINE)) == 1
    assert not founding.setup_is_open(database, secret)


def test_setting_up_ends_with_a_day_with_a_newer_link_and_with_an_administrator(acme: Database) -> None:
    first = founding.open_setup(acme, now=NOW)
    assert not founding.setup_is_open(acme, first, now=NOW + MICROS_PER_DAY)
    second = founding.open_setup(acme, now=NOW)
    assert [founding.setup_is_open(acme, s, now=NOW) for s in (first, second)] == [False, True]
    users.add_user(acme, COMMAND_LINE, "root", role="admin", password=PASSWORD)
    assert not founding.setup_is_open(acme, second, now=NOW)
    with pytest.raises(Unknown, match="start the server again"):
        founding.found_admin(acme, second, "other", PASSWORD, now=NOW)


def test_a_mistake_uses_no_setup_link_up(acme: Database) -> None:
    secret = founding.open_setup(acme)
    for name, password, refusal in (("", PASSWORD, Invalid), ("root", "short", Invalid), ("ANN", PASSWORD, Conflict)):
        with pytest.raises(refusal):
            founding.found_admin(acme, secret, name, password)
    founding.found_admin(acme, secret, "root", PASSWORD)


def test_an_administrator_who_cannot_sign_in_is_none(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "invited", role="admin")
    assert founding.first_admin_needed(acme)
