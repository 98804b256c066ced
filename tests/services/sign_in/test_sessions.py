"""A session is looked up as it is at that moment: it ends with time, with signing out, and with what happens to its user."""

import pytest

from db.engine import Database
from scoring.periods import MICROS_PER_DAY
from services.access import COMMAND_LINE, Actor, Role
from services.errors import Forbidden, Invalid, Unknown
from services.sign_in import own_user, sessions, users
from services.sign_in.sessions import SignedIn
from tests.signing import organisation, signed_in

NOW = 1_800_000_000_000_000
MINUTE = 60_000_000


@pytest.fixture
def acme(database: Database) -> Database:
    organisation(database)
    return database


def who(database: Database, token: str, *, now: int | None = None) -> SignedIn:
    found = sessions.session_of(database, token, now=now)
    assert found is not None
    return found


def test_an_employee_is_shown_by_the_name_of_the_employee(acme: Database) -> None:
    found = who(acme, signed_in(acme, "ann", employee="E01"))
    assert (found.user, found.name, found.employee, found.role, found.language) == ("ann", "Ann Li", "E01", Role.EMPLOYEE, None)
    assert found.actor.employee_id is not None


def test_whoever_is_no_employee_is_shown_by_their_own_name(acme: Database) -> None:
    found = who(acme, signed_in(acme, "boss", role="manager"))
    assert (found.name, found.employee, found.actor.employee_id, found.actor.team_ids) == ("boss", None, None, frozenset())


@pytest.mark.parametrize("token", [None, "", "x", "x" * 43, "x" * 5000, "a\0b", "\ud800", "../../etc"])
def test_what_is_no_token_is_nobody(acme: Database, token: str | None) -> None:
    assert sessions.session_of(acme, token) is None
    sessions.sign_out(acme, token)


def test_a_session_ends_after_thirty_days_however_often_it_is_seen(acme: Database) -> None:
    token = signed_in(acme, "ann", now=NOW)
    for day in range(1, 30):
        who(acme, token, now=NOW + day * MICROS_PER_DAY)
        sessions.note_visits(acme)
    assert sessions.session_of(acme, token, now=NOW + 30 * MICROS_PER_DAY) is None


def test_that_of_a_screen_goes_on_while_the_wall_is_looked_at_and_ends_when_its_user_is_disabled(acme: Database) -> None:
    token, at = signed_in(acme, "hall", role="screen", now=NOW), NOW
    for _week in range(60):
        at += 7 * MICROS_PER_DAY
        who(acme, token, now=at)
        sessions.note_visits(acme)
        sessions.clear_sign_ins(acme, now=at)
    users.disable_user(acme, COMMAND_LINE, "hall")
    assert sessions.session_of(acme, token, now=at) is None


def test_that_of_a_screen_which_is_dark_for_a_fortnight_or_signed_out_is_over(acme: Database) -> None:
    dark, out = (signed_in(acme, "hall", role="screen", now=NOW) for _place in range(2))
    sessions.sign_out(acme, out)
    sessions.note_visits(acme)
    assert sessions.session_of(acme, dark, now=NOW + 14 * MICROS_PER_DAY) is None
    assert sessions.session_of(acme, out, now=NOW + 1) is None


def test_a_screen_that_becomes_something_else_ends_as_any_other(acme: Database) -> None:
    token = signed_in(acme, "hall", role="screen", now=NOW)
    who(acme, token, now=NOW + MICROS_PER_DAY)
    sessions.note_visits(acme)
    users.change_user(acme, COMMAND_LINE, "hall", role="employee")
    for day in range(2, 31):
        who(acme, token, now=NOW + day * MICROS_PER_DAY)
        sessions.note_visits(acme)
    assert sessions.session_of(acme, token, now=NOW + 31 * MICROS_PER_DAY) is None


def test_a_session_that_nobody_uses_ends_after_fourteen_days(acme: Database) -> None:
    token = signed_in(acme, "ann", now=NOW)
    who(acme, token, now=NOW + 14 * MICROS_PER_DAY - 1)
    assert sessions.session_of(acme, token, now=NOW + 14 * MICROS_PER_DAY) is None


def test_a_visit_is_noted_at_most_once_a_minute_and_never_by_the_visitor(acme: Database) -> None:
    token = signed_in(acme, "ann", now=NOW)
    ann = who(acme, token, now=NOW + MINUTE - 1).actor
    sessions.note_visits(acme)
    assert seen(acme, ann) == NOW
    who(acme, token, now=NOW + MINUTE)
    assert seen(acme, ann) == NOW
    sessions.note_visits(acme)
    sessions.note_visits(acme)
    assert seen(acme, ann) == NOW + MINUTE


def seen(database: Database, actor: Actor) -> int:
    [place] = own_user.places(database, actor, now=NOW)
    return place.last_seen_at


def test_signing_out_ends_this_session_alone(acme: Database) -> None:
    here, there = signed_in(acme, "ann"), signed_in(acme, "ann")
    sessions.sign_out(acme, here)
    sessions.sign_out(acme, here)
    assert sessions.session_of(acme, here) is None
    assert who(acme, there).user == "ann"
    with acme.read() as session:
        assert session.rows("SELECT subject FROM audit WHERE action = 'sign out'") == [("user:ann",)]


def test_a_user_sees_where_they_are_signed_in_and_ends_it(acme: Database) -> None:
    tokens = [signed_in(acme, "ann", now=NOW + n) for n in range(3)]
    signed_in(acme, "bo", now=NOW)
    me = who(acme, tokens[0], now=NOW + 9)
    found = own_user.places(acme, me.actor, here=me.session_id, now=NOW + 9)
    assert [(p.since, p.browser, p.address, p.is_here) for p in found] == [
        (NOW + 2, "a browser", "10.0.0.9", False),
        (NOW + 1, "a browser", "10.0.0.9", False),
        (NOW, "a browser", "10.0.0.9", True),
    ]
    own_user.sign_out_place(acme, me.actor, found[1].id)
    assert sessions.session_of(acme, tokens[1], now=NOW + 9) is None
    assert own_user.sign_out_everywhere(acme, me.actor, but=me.session_id) == 1
    assert [p.is_here for p in own_user.places(acme, me.actor, here=me.session_id, now=NOW + 9)] == [True]
    assert own_user.sign_out_everywhere(acme, me.actor) == 1
    assert own_user.places(acme, me.actor, now=NOW + 9) == ()


def test_nobody_ends_the_session_of_another(acme: Database) -> None:
    theirs = signed_in(acme, "bo")
    ann = who(acme, signed_in(acme, "ann")).actor
    with pytest.raises(Unknown, match="not signed in there"):
        own_user.sign_out_place(acme, ann, who(acme, theirs).session_id)
    own_user.sign_out_everywhere(acme, ann)
    assert who(acme, theirs).user == "bo"


def test_keys_and_the_command_line_are_signed_in_nowhere(acme: Database) -> None:
    for actor in (COMMAND_LINE, Actor("key:crm")):
        with pytest.raises(Forbidden):
            own_user.places(acme, actor)


def test_everybody_chooses_their_language(acme: Database) -> None:
    token = signed_in(acme, "ann")
    own_user.set_language(acme, who(acme, token).actor, "zh")
    assert who(acme, token).language == "zh"
    with pytest.raises(Invalid, match="en or zh"):
        own_user.set_language(acme, who(acme, token).actor, "fr")
    own_user.set_language(acme, who(acme, token).actor, None)
    assert who(acme, token).language is None


def test_sessions_are_kept_a_month_after_their_end(acme: Database) -> None:
    signed_in(acme, "ann", now=NOW)
    for days, kept in ((43, 1), (45, 0), (45, 0)):
        sessions.clear_sign_ins(acme, now=NOW + days * MICROS_PER_DAY)
        with acme.read() as session:
            assert session.value("SELECT COUNT(*) FROM sign_in_session") == kept
