"""Users are added, changed, disabled by administrators; what is changed acts at once, and the last administrator stays."""

from threading import Barrier, Thread

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Act, Actor, Role, Scope
from services.errors import Conflict, Forbidden, Invalid, NotReady, Refusal, Unknown
from services.people import people
from services.screens import screens
from services.sign_in import inviting, lock_outs, sessions, signing_in, users
from tests.signing import PASSWORD, organisation, signed_in

pytestmark = pytest.mark.usefixtures("cheap_bcrypt")
ANN = Actor("user:ann", role=Role.EMPLOYEE)


@pytest.fixture
def acme(database: Database) -> Database:
    organisation(database)
    return database


def names(database: Database) -> list[str]:
    return [user.name for user in users.list_users(database, COMMAND_LINE)]


def audit(database: Database) -> list[tuple[str, str, str, str | None]]:
    with database.read() as session:
        return session.rows(
            "SELECT a.name, t.action, t.subject, t.detail FROM audit t JOIN actor a ON a.id = t.actor_id "
            "WHERE t.subject LIKE 'user:%' ORDER BY t.id"
        )


def test_a_user_stands_as_they_were_added(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "Ann", role="employee", employee="E01", language="zh", now=7)
    users.add_user(acme, COMMAND_LINE, "boss", role="manager", teams=["T2", "T1"], now=8)
    ann, boss = users.list_users(acme, COMMAND_LINE)
    assert (ann.name, ann.role, ann.employee, ann.employee_name, ann.language) == ("Ann", Role.EMPLOYEE, "E01", "Ann Li", "zh")
    assert (ann.created_at, ann.last_sign_in_at, ann.has_password, ann.is_disabled, ann.is_locked) == (7, None, False, False, False)
    assert (boss.role, boss.teams, boss.employee) == (Role.MANAGER, ("T1", "T2"), None)
    assert audit(acme) == [
        ("cli:", "add user", "user:Ann", '{"role": "employee", "employee": "E01", "teams": []}'),
        ("cli:", "add user", "user:boss", '{"role": "manager", "employee": null, "teams": ["T1", "T2"]}'),
    ]


@pytest.mark.parametrize("again", ["ann", "ANN", "ａｎｎ"])
def test_a_name_is_given_once_in_whatever_case(acme: Database, again: str) -> None:
    users.add_user(acme, COMMAND_LINE, "Ann", role="admin")
    with pytest.raises(Conflict, match="choose another name"):
        users.add_user(acme, COMMAND_LINE, again, role="admin")


MISTAKES = {
    "no name": ({"name": ""}, "name must not be empty"),
    "a space around": ({"name": " ann"}, "begin or end with a space"),
    "a control character": ({"name": "a\nb"}, "control characters"),
    "a long name": ({"name": "x" * 101}, "at most 100"),
    "no such role": ({"role": "owner"}, "one of admin, manager, employee, screen"),
    "no such employee": ({"employee": "E99"}, "no employee has the code E99"),
    "no such team": ({"role": "manager", "teams": ["T9"]}, "no team has the code T9"),
    "teams for an employee": ({"teams": ["T1"]}, "managers only"),
    "a screen that is somebody": ({"role": "screen", "employee": "E01"}, "takes no employee"),
    "a screen that is gone": ({"role": "screen", "screen": 7}, "This screen was removed"),
    "a screen for an employee": ({"screen": 7}, "Only a screen shows a screen"),
    "no such language": ({"language": "fr"}, "en or zh"),
    "a bad password": ({"password": "short"}, "at least 10"),
    "the name as the password": ({"name": "Annabella Lee", "password": "annabella lee"}, "would try first"),
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("wrong", "why"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_adds_nobody(acme: Database, wrong: dict[str, object], why: str) -> None:
    asked: dict[str, object] = {"name": "ann", "role": "employee"}
    with pytest.raises(Invalid, match=why):
        users.add_user(acme, COMMAND_LINE, **(asked | wrong))
    assert names(acme) == []


def test_a_screen_signs_in_for_the_screen_that_it_shows(acme: Database) -> None:
    hall = screens.add_screen(acme, COMMAND_LINE, "Hall").id
    users.add_user(acme, COMMAND_LINE, "wall", role="screen", screen=hall)
    token = signed_in(acme, "wall")
    found = sessions.session_of(acme, token)
    assert found is not None
    assert found.actor.screen_id == hall
    screens.remove_screen(acme, COMMAND_LINE, hall)
    found = sessions.session_of(acme, token)
    assert found is not None
    assert found.actor.screen_id is None


def test_an_employee_signs_in_under_one_name(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "ann", role="employee", employee="E01")
    users.add_user(acme, COMMAND_LINE, "bo", role="employee")
    with pytest.raises(Conflict, match="E01 signs in as ann already"):
        users.add_user(acme, COMMAND_LINE, "cy", role="employee", employee="E01")
    with pytest.raises(Conflict, match="E01 signs in as ann already"):
        users.change_user(acme, COMMAND_LINE, "bo", role="employee", employee="E01")
    users.change_user(acme, COMMAND_LINE, "ann", role="employee", employee="E01")


def test_without_an_organisation_nobody_but_the_first_administrator_is_added(database: Database) -> None:
    with pytest.raises(NotReady):
        users.add_user(database, COMMAND_LINE, "ann", role="admin")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EMPLOYEE, Role.SCREEN])
def test_only_administrators_manage_users(acme: Database, role: Role) -> None:
    signed_in(acme, "ann", role="admin")
    actor = Actor("user:bo", role=role)
    acts = (
        lambda: users.add_user(acme, actor, "x", role="admin"),
        lambda: users.change_user(acme, actor, "ann", role="admin"),
        lambda: users.disable_user(acme, actor, "ann"),
        lambda: users.enable_user(acme, actor, "ann"),
        lambda: users.unlock_user(acme, actor, "ann"),
        lambda: users.list_users(acme, actor),
        lambda: inviting.invite(acme, actor, "ann"),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert names(acme) == ["ann"]


def test_a_key_for_people_does_not_manage_users(acme: Database) -> None:
    with pytest.raises(Forbidden):
        users.add_user(acme, Actor("key:crm", scopes=frozenset({Scope.PEOPLE_WRITE})), "x", role="admin")


def test_a_changed_role_acts_at_the_next_step(acme: Database) -> None:
    token = signed_in(acme, "ann", role="admin")
    signed_in(acme, "bo", role="admin")
    give_password(acme, "bo")
    before = sessions.session_of(acme, token)
    users.change_user(acme, COMMAND_LINE, "ann", role="manager", teams=["T1"], employee="E01")
    after = sessions.session_of(acme, token)
    assert before is not None
    assert before.actor.may(Act.ADMINISTER)
    assert after is not None
    assert not after.actor.may(Act.ADMINISTER)
    assert (after.role, after.employee, after.name, len(after.actor.team_ids)) == (Role.MANAGER, "E01", "Ann Li", 1)
    users.change_user(acme, COMMAND_LINE, "ann", role="employee", employee="E01")
    demoted = sessions.session_of(acme, token)
    assert demoted is not None
    assert demoted.actor.team_ids == frozenset()


def test_whoever_is_disabled_is_out_at_once_and_in_again_only_anew(acme: Database) -> None:
    token = signed_in(acme, "ann")
    users.disable_user(acme, COMMAND_LINE, "ANN")
    users.disable_user(acme, COMMAND_LINE, "ann")
    assert sessions.session_of(acme, token) is None
    users.enable_user(acme, COMMAND_LINE, "ann")
    assert sessions.session_of(acme, token) is None
    assert [action for _, action, _, _ in audit(acme)] == ["add user", "disable user", "enable user"]


def give_password(database: Database, *given: str) -> None:
    for name in given:
        inviting.accept(database, inviting.invite(database, COMMAND_LINE, name), PASSWORD)


def test_the_last_administrator_stays(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "root", role="admin", password=PASSWORD)
    users.add_user(acme, COMMAND_LINE, "invited", role="admin")
    for act in (
        lambda: users.disable_user(acme, COMMAND_LINE, "root"),
        lambda: users.change_user(acme, COMMAND_LINE, "root", role="manager"),
    ):
        with pytest.raises(Conflict, match="last administrator"):
            act()
    give_password(acme, "invited")
    users.disable_user(acme, COMMAND_LINE, "root")
    with pytest.raises(Conflict, match="last administrator"):
        users.disable_user(acme, COMMAND_LINE, "invited")


def test_of_two_administrators_who_demote_each_other_one_stays(acme: Database) -> None:
    for name in ("a", "b"):
        users.add_user(acme, COMMAND_LINE, name, role="admin", password=PASSWORD)
    start, refused = Barrier(2), []

    def demote(who: str, whom: str) -> None:
        start.wait()
        try:
            users.change_user(acme, Actor(f"user:{who}", role=Role.ADMIN), whom, role="employee")
        except Refusal as refusal:
            refused.append(refusal.code)

    threads = [Thread(target=demote, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_admin"]
    assert sorted(user.role for user in users.list_users(acme, COMMAND_LINE)) == [Role.ADMIN, Role.EMPLOYEE]


@pytest.mark.parametrize("name", ["", "nobody", "a\0b", "x" * 200])
def test_nobody_can_be_changed(acme: Database, name: str) -> None:
    for act in (users.disable_user, users.enable_user, users.unlock_user, inviting.invite):
        with pytest.raises(Unknown, match="no user is named"):
            act(acme, COMMAND_LINE, name)


def test_a_team_that_is_given_is_known_by_its_code(acme: Database) -> None:
    people.put_team(acme, COMMAND_LINE, "A0", {"name": "First by code"})
    users.add_user(acme, COMMAND_LINE, "boss", role="manager", teams=["T1", "A0", "T1"])
    assert users.list_users(acme, COMMAND_LINE)[0].teams == ("A0", "T1")


def test_the_version_is_another_after_everything_that_is_told_of_users_and_no_other_without(acme: Database) -> None:
    admin = Actor("user:admin", role=Role.ADMIN)

    def enter_wrongly() -> None:
        for _ in range(lock_outs.FAILURES_PER_NAME):
            with pytest.raises(Forbidden):
                signing_in.sign_in(acme, "ann", "wrong", address="10.0.0.1")

    acts = {
        "add": lambda: users.add_user(acme, admin, "ann", role="employee"),
        "invited and accepted": lambda: inviting.accept(acme, inviting.invite(acme, admin, "ann"), PASSWORD),
        "signed in": lambda: signing_in.enter(acme, signing_in.sign_in(acme, "ann", PASSWORD), browser="", address=None),
        "changed": lambda: users.change_user(acme, admin, "ann", role="employee", employee="E01"),
        "given teams": lambda: users.change_user(acme, admin, "ann", role="manager", teams=["T2"]),
        "locked": enter_wrongly,
        "unlocked": lambda: users.unlock_user(acme, admin, "ann"),
        "disabled": lambda: users.disable_user(acme, admin, "ann"),
        "enabled": lambda: users.enable_user(acme, admin, "ann"),
    }
    for name, act in acts.items():
        told, was = users.list_users(acme, admin), users.version(acme, admin)
        assert users.version(acme, admin) == was
        act()
        assert users.list_users(acme, admin) != told, name
        assert users.version(acme, admin) != was, name


def test_the_version_is_another_when_a_lock_ends(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "ann", role="employee")
    for minute in range(lock_outs.FAILURES_PER_NAME):
        with pytest.raises(Forbidden):
            signing_in.sign_in(acme, "ann", "wrong", address="10.0.0.1", now=minute)
    ended = lock_outs.LOCK_MINUTES * lock_outs.MINUTE + lock_outs.FAILURES_PER_NAME
    assert users.version(acme, COMMAND_LINE, now=10) != users.version(acme, COMMAND_LINE, now=ended)


def test_of_two_who_act_at_once_neither_is_missed(acme: Database) -> None:
    """The one who was given the smaller number may end last."""
    users.add_user(acme, COMMAND_LINE, "ann", role="employee")
    with acme.write() as session:
        session.run(
            "INSERT INTO audit (id, recorded_at, actor_id, action, subject) SELECT max(id) + 2, 0, max(actor_id), 'x', 'y' FROM audit"
        )
    was = users.version(acme, COMMAND_LINE)
    with acme.write() as session:
        session.run(
            "INSERT INTO audit (id, recorded_at, actor_id, action, subject) SELECT max(id) - 1, 0, max(actor_id), 'x', 'y' FROM audit"
        )
    assert users.version(acme, COMMAND_LINE) != was
