"""A role sees exactly what the permission table says, and does no more; checked in the services.

The table itself, service by service, is `tests/services/test_permissions.py`. Here is what a table cannot show.
"""

import json
from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services import organising
from services.access import COMMAND_LINE, Act, Actor, Role
from services.activities import deciding, reversing
from services.activities.outcomes import Outcome, Status
from services.activities.recording import record
from services.boards import boards, glancing, statements
from services.boards.finding import find
from services.boards.rank_history import rank_history
from services.boards.standings import board
from services.errors import Conflict, Forbidden, Invalid
from services.explanations import explaining
from services.feed import choices, following
from services.ledger import verifying
from services.people import customers, naming, people
from services.screens import doors, scenes, screens
from services.screens.playlists import SceneKind
from tests.promises.history import act, at, found, live, send
from tests.services.permission_world import NOW, actors, named, sent_by, settle, submitted


@pytest.fixture
def settled(database: Database) -> Database:
    settle(database)
    return database


def refused(work: Any, *arguments: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(Forbidden) as refusal:
        work(*arguments, **more)
    return refusal.value.code, refusal.value.message


def explained(database: Database, actor: Actor, name: str) -> dict[str, Any]:
    return explaining.activity(database, actor, "test", name, now=NOW)


# who is in reach ------------------------------------------------------------------------------------------------------------------


def test_a_manager_reaches_the_teams_below_theirs_and_themself(settled: Database) -> None:
    people.put_team(settled, COMMAND_LINE, "SOUTH", {"name": "South", "parent": "WEST"}, now=NOW)
    people.put_employee(settled, COMMAND_LINE, "E6", {"team": "SOUTH", "team_from": "1990-01-01"}, now=NOW)
    lead = actors(settled)["lead"]
    with settled.read() as session:
        west = frozenset({session.value("SELECT id FROM team WHERE code = 'WEST'")})
    of_west = Actor("user:west", role=Role.MANAGER, employee_id=lead.employee_id, team_ids=west)
    assert _customers(settled, of_west) == ["C4", "C5", "C6"]


def _customers(database: Database, actor: Actor) -> list[str]:
    return [item["code"] for item in customers.list_customers(database, actor, now=NOW)["items"]]


def test_who_moved_is_reached_through_the_team_of_today_and_who_left_through_the_last(settled: Database) -> None:
    lead = actors(settled)["lead"]
    people.put_employee(settled, COMMAND_LINE, "E1", {"team": "WEST", "team_from": "2026-01-20"}, now=NOW)
    people.put_employee(settled, COMMAND_LINE, "E2", {"left_on": "2026-01-10"}, now=NOW)
    people.put_employee(settled, COMMAND_LINE, "E9", {"name": "E9", "team": "EAST", "joined_on": "2026-09-01"}, now=NOW)
    customers.put_customer(settled, COMMAND_LINE, "C9", {"name": "C9", "owner": "E9"}, now=NOW)
    assert _customers(settled, lead) == ["C2", "C3", "C4", "C9"]
    people.put_employee(settled, COMMAND_LINE, "E3", {"team": "WEST", "team_from": "2026-02-20"}, now=NOW)
    assert _customers(settled, lead) == ["C2", "C3", "C4", "C9"]


def test_a_manager_of_teams_that_are_none_reaches_nobody(settled: Database) -> None:
    assert _customers(settled, Actor("user:x", role=Role.MANAGER, team_ids=frozenset({99}))) == []


def test_pages_of_customers_in_reach_join_without_gap_or_repeat(settled: Database) -> None:
    lead, cursor, met = actors(settled)["lead"], None, []
    while True:
        page = customers.list_customers(settled, lead, limit=1, cursor=cursor, now=NOW)
        met += [item["code"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert met == ["C1", "C2", "C3", "C4"]


def test_an_employee_who_is_linked_to_nobody_is_told_so(settled: Database) -> None:
    guest = actors(settled)["guest"]
    code, message = refused(statements.points, settled, guest, HolderKind.EMPLOYEE, "E1", now=NOW)
    assert (code, message) == ("not_linked", "You are not linked to an employee: ask an administrator to link you")
    assert refused(sent_by, settled, guest, named("mine", employee="E1"))[0] == "not_linked"
    assert board(settled, guest, subject="employees", period="all", now=NOW).rows


# boards ---------------------------------------------------------------------------------------------------------------------------


def test_the_board_of_customers_ranks_within_reach_and_points_say_the_same(database: Database) -> None:
    settle(database)
    who = actors(database)
    for role, ranks in {"boss": [1, 2, 3, 4, 5], "lead": [1, 2, 3], "clerk": [1]}.items():
        rows = board(database, who[role], subject="customers", period="all", now=NOW).rows
        assert [row.rank for row in rows] == ranks
        for row in rows:
            document = statements.points(database, who[role], HolderKind.CUSTOMER, row.code, now=NOW)
            assert (document["rank"]["all"], document["score"]["all"]) == (row.rank, row.score)


@pytest.mark.parametrize("tie_rule", ["standard", "dense"])
def test_ties_and_pages_within_reach_are_those_of_the_board(database: Database, tie_rule: str) -> None:
    live(database)
    with database.write() as session:
        session.run("UPDATE organisation SET tie_rule = :rule", rule=tie_rule)
        session.run("UPDATE ledger_head SET directory_revision = directory_revision + 1")
        east = session.value("SELECT id FROM team WHERE code = 'EAST'")
    lead = Actor("user:lead", role=Role.MANAGER, team_ids=frozenset({east}))
    whole = board(database, lead, subject="customers", period="all", now=at(400)).rows
    assert [row.code for row in whole] == [
        row.code for row in board(database, COMMAND_LINE, subject="customers", period="all", team="EAST", now=at(400)).rows
    ]
    for row in whole:
        assert statements.points(database, lead, HolderKind.CUSTOMER, row.code, now=at(400))["rank"]["all"] == row.rank


# what is out of reach looks like what is not there ---------------------------------------------------------------------------------


def test_unknown_and_out_of_reach_are_refused_in_the_same_words(settled: Database) -> None:
    who = actors(settled)
    for role in ("lead", "clerk"):
        actor = who[role]
        for work in (statements.points, statements.entries):
            for kind, there, nowhere in ((HolderKind.EMPLOYEE, "E5", "E99"), (HolderKind.CUSTOMER, "C5", "C99")):
                assert refused(work, settled, actor, kind, there, now=NOW) == refused(work, settled, actor, kind, nowhere, now=NOW)
        assert refused(customers.get_customer, settled, actor, "C5") == refused(customers.get_customer, settled, actor, "C99")
        assert refused(explained, settled, actor, "far") == refused(explained, settled, actor, "nosuch")
    lead = who["lead"]
    for decide in (deciding.approve, deciding.decline):
        assert refused(decide, settled, lead, "test", "far-waits") == refused(decide, settled, lead, "test", "nosuch")


def test_a_sender_cannot_tell_a_customer_of_somebody_else_from_none(settled: Database) -> None:
    clerk = actors(settled)["clerk"]
    there, nowhere = sent_by(settled, clerk, *(named(f"n{c}", employee="E1", customer=c) for c in ("C5", "C99")))
    assert there.error is not None
    assert nowhere.error is not None
    assert (there.error.code, there.error.field, there.error.message) == (nowhere.error.code, nowhere.error.field, nowhere.error.message)
    assert (there.error.code, there.error.field) == ("out_of_reach", "customer")


# recording ------------------------------------------------------------------------------------------------------------------------


def test_a_row_out_of_reach_never_spoils_its_neighbours(settled: Database) -> None:
    clerk = actors(settled)["clerk"]
    mixed = [("E1", "C1"), ("E2", "C1"), ("E1", "C0"), ("E1", "C2"), ("E1", None), (None, "C1"), ("E99", "C1")]
    items = [named(f"row{n}", employee=e, customer=c) for n, (e, c) in enumerate(mixed)]
    said = [o.error.code if o.error else o.status.value for o in sent_by(settled, clerk, *items)]
    assert said == ["accepted", "out_of_reach", "accepted", "out_of_reach", "accepted", "out_of_reach", "unknown_employee"]
    assert verifying.verify(settled, COMMAND_LINE).offence is None


def test_in_a_shared_batch_each_sender_has_their_own_reach(settled: Database) -> None:
    who = actors(settled)
    senders = [who["clerk"], COMMAND_LINE, who["lead"]]
    sent = [submitted(settled, actor, named(f"shared {actor.name}", employee="E5")) for actor in senders]
    outcomes = [answers[0] for answers in record(settled, sent, now=NOW, with_points=True)]
    assert [outcome.error.code if outcome.error else "" for outcome in outcomes] == ["out_of_reach", "", "out_of_reach"]


def test_the_answer_to_a_sender_tells_of_those_who_took_part_and_of_nobody_else(database: Database) -> None:
    found(database)
    clerk = actors_of_history(database)
    help_ = named("help", "help", employee="E1", customer="C1", collaborators=["E2", "E5"])
    win = named("win", "win", employee="E1")
    assert [_holders(outcome) for outcome in sent_by(database, clerk, help_, win)] == [["employee:E2", "employee:E5"], ["employee:E1"]]
    again = sent_by(database, clerk, win)[0]
    assert (again.status, _holders(again)) == (Status.DUPLICATE, ["employee:E1"])
    assert len(_holders(send(database, [win])[0])) == 5  # four of the team, and their manager


def _holders(outcome: Outcome) -> list[str]:
    return sorted(holder for holder, _, _ in outcome.points)


def actors_of_history(database: Database) -> Actor:
    """E1, without the users of the other organisation."""
    with database.read() as session:
        number = session.value("SELECT id FROM account WHERE kind = 1 AND code = 'E1'")
    return Actor("user:clerk", role=Role.EMPLOYEE, employee_id=number)


# explanations ---------------------------------------------------------------------------------------------------------------------


def test_who_took_part_sees_their_own_points_and_neither_customer_nor_note(settled: Database) -> None:
    whole, part = explained(settled, COMMAND_LINE, "helped"), explained(settled, actors(settled)["clerk"], "helped")
    assert (whole["customer"], whole["note"]) == ("C5", "spoke of it")
    assert (part["customer"], part["note"], part["attributes"], part["evidence"]) == (None, None, {}, [])
    assert (part["employee"], part["collaborators"]) == ("E5", ["E1"])
    assert [(r["key"], r["holder"], r["points"]) for r in part["rules"]] == [
        ("deal", None, 0),
        ("value", None, 0),
        ("help", "employee:E1", 20),
    ]
    assert part["rules"][0]["explanation"] == "deal: for others, whose points are not yours to see."


def test_in_ones_own_activity_the_points_of_a_colleague_come_without_their_reasons(database: Database) -> None:
    found(database)
    clerk = actors_of_history(database)
    send(database, [act(n, "help", n, employee="E6", collaborators=["E5"]) for n in range(2)])
    send(database, [named("mine", "help", 9, employee="E1", collaborators=["E5"])])
    [told], [all_told] = (explained(database, who, "mine")["rules"] for who in (clerk, COMMAND_LINE))
    assert "2 used before" in all_told["explanation"]
    assert told == {"key": "help", "holder": "employee:E5", "points": 0, "explanation": "help: 0 points.", "reckoning": None}


def test_whoever_has_earned_from_an_activity_sees_that_and_no_more(database: Database) -> None:
    found(database)
    clerk = actors_of_history(database)
    send(database, [named("team", "win", employee="E2", customer="C2", note="x")])
    shown = explained(database, clerk, "team")
    assert [(r["key"], r["holder"]) for r in shown["rules"]] == [("win", "employee:E1"), ("led", None)]
    assert (shown["customer"], shown["note"]) == (None, None)
    deciding_reason = reversing.reverse(database, COMMAND_LINE, "test", "team", reason="not true", now=NOW)
    assert deciding_reason["reversed"] > 0
    assert explained(database, clerk, "team")["history"][0]["reason"] is None
    assert explained(database, COMMAND_LINE, "team")["history"][0]["reason"] == "not true"


def test_an_owner_sees_what_others_did_at_their_customer_but_not_what_they_earned(settled: Database) -> None:
    send(settled, [named("visit", "deal", employee="E5", customer="C1", amount="30", note="spoke of it")])
    shown = explained(settled, actors(settled)["clerk"], "visit")
    assert (shown["customer"], shown["note"]) == ("C1", "spoke of it")
    assert [(r["key"], r["holder"], r["points"]) for r in shown["rules"] if r["holder"]] == [("value", "customer:C1", 30)]


# never one's own ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER])
def test_nobody_decides_on_their_own_also_an_administrator(settled: Database, role: Role) -> None:
    lead = actors(settled)["lead"]
    me = Actor("user:x", role=role, employee_id=lead.employee_id, team_ids=lead.team_ids)
    send(settled, [named("helping", "bonus", employee="E2", collaborators=["E4"])])
    send(settled, [named("named", "bonus", employee="E2", attributes={"buddy": "E4"})])
    for name in ("lead-waits", "helping", "named"):
        assert refused(deciding.approve, settled, me, "test", name, now=NOW)[0] == "own_activity"
        assert refused(deciding.decline, settled, me, "test", name, now=NOW)[0] == "own_activity"
    assert refused(reversing.reverse, settled, me, "test", "lead", reason="x", now=NOW)[0] == "own_activity"


def test_nobody_reverses_what_they_have_earned_from(settled: Database) -> None:
    lead = actors(settled)["lead"]
    send(
        settled,
        [named("named", "referral", employee="E2", attributes={"buddy": "E4"}), named("owned", "call", employee="E2", customer="C4")],
    )
    for name in ("named", "owned"):
        assert refused(reversing.reverse, settled, lead, "test", name, reason="x", now=NOW)[0] == "own_activity"


def test_a_share_that_comes_of_ones_place_makes_nothing_ones_own(settled: Database) -> None:
    people.put_employee(settled, COMMAND_LINE, "E2", {"manager": "E4"}, now=at(400))
    send(settled, [named("led", "bonus", employee="E2"), named("won", "win", employee="E2")])
    lead = actors(settled)["lead"]
    approved = deciding.approve(settled, lead, "test", "led", now=NOW)
    assert {"holder": "employee:E4", "rule": "led", "points": 7} in approved["points"]
    assert reversing.reverse(settled, lead, "test", "led", reason="x", now=NOW)["reversed"] == 107
    assert reversing.reverse(settled, lead, "test", "won", reason="x", now=NOW)["reversed"] == 10


def test_a_customer_who_came_alone_is_decided_by_whom_the_owner_is_in_reach_of(settled: Database) -> None:
    send(settled, [named("alone-near", "bonus", customer="C2"), named("alone-far", "bonus", customer="C5")])
    lead = actors(settled)["lead"]
    assert deciding.approve(settled, lead, "test", "alone-near", now=NOW)["status"] == "approved"
    assert refused(deciding.approve, settled, lead, "test", "alone-far", now=NOW)[0] == "out_of_reach"


def test_a_refused_decision_changes_nothing(settled: Database) -> None:
    refused(deciding.approve, settled, actors(settled)["lead"], "test", "far-waits", now=NOW)
    assert explained(settled, COMMAND_LINE, "far-waits")["status"] == "pending"
    assert verifying.verify(settled, COMMAND_LINE).offence is None


# customers ------------------------------------------------------------------------------------------------------------------------


def test_an_added_customer_has_a_code_of_its_own_and_stands_in_the_audit(settled: Database) -> None:
    clerk = actors(settled)["clerk"]
    new = {"name": "New", "phone": "13912345678", "tags": ["vip"]}
    first, second = (customers.add_customer(settled, clerk, new, now=NOW) for _ in range(2))
    assert first["code"] != second["code"]
    assert (len(first["code"]), first["code"][:2], first["phone"]) == (10, "N-", "13912345678")
    assert customers.get_customer(settled, clerk, first["code"], now=NOW) == first
    with settled.read() as session:
        audited = session.rows(
            "SELECT p.name, a.subject FROM audit a JOIN actor p ON p.id = a.actor_id WHERE a.action = 'add customer' ORDER BY a.id"
        )
    assert audited == [("user:clerk", f"customer:{first['code']}"), ("user:clerk", f"customer:{second['code']}")]


def test_adding_a_customer_never_changes_one(settled: Database) -> None:
    before = customers.get_customer(settled, COMMAND_LINE, "C5")
    with pytest.raises(Conflict, match="already") as refusal:
        customers.add_customer(settled, COMMAND_LINE, {"code": "C5", "name": "Other", "owner": "E1"}, now=NOW)
    assert refusal.value.code == "code_taken"
    assert customers.get_customer(settled, COMMAND_LINE, "C5") == before


def test_a_manager_who_is_nobody_must_name_an_owner(settled: Database) -> None:
    lead = actors(settled)["lead"]
    nobody = Actor("user:x", role=Role.MANAGER, team_ids=lead.team_ids)
    with pytest.raises(Invalid, match="owner is missing"):
        customers.add_customer(settled, nobody, {"name": "New"}, now=NOW)
    assert customers.add_customer(settled, nobody, {"name": "New", "owner": "E2"}, now=NOW)["owner"] == "E2"


def test_only_administrators_and_the_owner_see_phone_and_email_whole(settled: Database) -> None:
    who = actors(settled)
    seen = {role: customers.get_customer(settled, who[role], "C1", now=NOW) for role in ("admin", "lead", "boss", "clerk")}
    assert {role: (one["phone"], one["email"]) for role, one in seen.items()} == {
        "admin": ("13812345678", "someone@example.com"),
        "clerk": ("13812345678", "someone@example.com"),
        "lead": ("*******5678", "s***@example.com"),
        "boss": ("*******5678", "s***@example.com"),
    }
    own = [item["phone"] for item in customers.list_customers(settled, who["lead"], now=NOW)["items"]]
    assert own == ["*******5678"] * 3 + ["13812345678"]


# who stands as a number -----------------------------------------------------------------------------------------------------------

HIDDEN = "Zhuge Ke-hidden"


@pytest.fixture
def unnamed(settled: Database) -> Database:
    """E1, the clerk, stands on boards as a number."""
    people.put_employee(settled, COMMAND_LINE, "E1", {"name": HIDDEN}, now=NOW)
    organising.change(settled, COMMAND_LINE, {"may_be_unnamed": True}, now=NOW)
    naming.choose(settled, actors(settled)["clerk"], unnamed=True, now=NOW)
    return settled


def on_boards(database: Database, actor: Actor, code: str | None) -> str:
    """Everything that boards tell an actor who is the employee of a code."""
    asked: dict[str, Any] = {"subject": "employees", "period": "all", "now": NOW}
    page = boards.page_board(database, actor, top=1, me=code, **asked)
    told = [board(database, actor, **asked).document(), page, boards.page_board(database, actor, me=code, **asked)]
    told += [glancing.glance(database, actor, other, kind="all", now=NOW) for other in ("E1", "E2", "E4", "E5")]
    whole = boards.ranked(database, actor, **asked)
    told += [find(whole, HIDDEN, language, me=code) for language in ("en", "zh")]
    told += [rank_history(database, actor, subject="employees", kind="month", now=NOW)]
    return repr((told, whole.frame.to_dicts()))


def test_nobody_else_finds_the_name_of_who_stands_as_a_number(unnamed: Database) -> None:
    who = actors(unnamed)
    readers = {who["admin"]: None, who["lead"]: "E4", who["boss"]: None, who["guest"]: None, COMMAND_LINE: None}
    for actor, code in readers.items():
        told = on_boards(unnamed, actor, code).replace(f"Found(text={HIDDEN!r}, groups=()", "")  # what was looked for, and not found
        assert HIDDEN not in told, actor.name
        assert "Member 1" in told, actor.name


def test_to_themself_they_stand_by_name(unnamed: Database) -> None:
    clerk = actors(unnamed)["clerk"]
    page = boards.page_board(unnamed, clerk, subject="employees", period="all", me="E1", now=NOW)
    assert page.me is not None
    assert page.me.name == glancing.glance(unnamed, clerk, "E1", kind="all", now=NOW).name == HIDDEN
    assert HIDDEN not in repr(boards.page_board(unnamed, clerk, subject="employees", period="all", now=NOW)), "a page of nobody's own"


# the office screen ----------------------------------------------------------------------------------------------------------------

BUYERS = {
    "code": "KUNDE-77",
    "name": "Hongda Trading",
    "phone": "13987654321",
    "email": "lin@hongda.example",
    "birthday": "1990-01-27",
    "tags": ["goldvip"],
    "channel": "wechat-shop",
    "attributes": {"contact": "Madam Lin"},
}
SAID = ["KUNDE-77", "Hongda", "13987654321", "lin@hongda", "goldvip", "wechat-shop", "Madam Lin", "spoke with her", "order-4711", "98765"]
"""What of a customer, and of what was recorded about them, stands nowhere on a wall."""


def sold(database: Database) -> None:
    """A deal with a customer of whom much is known, told by the feed a moment ago."""
    settle(database)
    customers.put_customer(
        database, COMMAND_LINE, BUYERS["code"], {k: v for k, v in BUYERS.items() if k != "code"} | {"owner": "E1"}, now=NOW
    )
    choices.choose(database, COMMAND_LINE, {"deals": {"deal": {}}, "leaders": {"periods": ["month"], "company": True}}, revision=0, now=NOW)
    deal = act(0, "deal", 499, employee="E1", customer=BUYERS["code"], amount="98765", note="spoke with her")
    assert send(database, [deal | {"external_id": "order-4711"}])[0].error is None
    following.follow(database, now=NOW)


def everything(language: str) -> dict[str, Any]:
    """A screen with every scene there is."""
    texts = {SceneKind.ANNOUNCEMENT: {"text": "Lunch at 12"}}
    return {"language": language, "sound": True, "scenes": [{"kind": kind.value} | texts.get(kind, {}) for kind in SceneKind]}


def test_no_wall_tells_anything_of_a_customer(database: Database) -> None:
    sold(database)
    for language in ("en", "zh"):
        made = screens.add_screen(database, COMMAND_LINE, language, document=everything(language), now=NOW)
        opened = doors.by_link(database, screens.new_link(database, COMMAND_LINE, made.id, now=NOW))
        assert opened is not None
        told = scenes.wall(database, *opened, join_url="https://laurel.example/", now=NOW)
        assert told["celebrations"], "the deal is told"
        assert [one["kind"] for one in told["scenes"]] == list(SceneKind)
        written = json.dumps(told, ensure_ascii=False)
        assert [word for word in SAID if word in written] == []


def test_who_holds_a_link_reaches_the_wall_and_nothing_else(settled: Database) -> None:
    made = screens.add_screen(settled, COMMAND_LINE, "Hall", now=NOW)
    opened = doors.by_link(settled, screens.new_link(settled, COMMAND_LINE, made.id, now=NOW))
    assert opened is not None
    for actor in (opened[0], Actor("user:screen", role=Role.SCREEN)):
        assert [doing for doing in Act if actor.may(doing)] == [Act.SHOW_SCREEN]
        refused(customers.list_customers, settled, actor, now=NOW)
        refused(customers.get_customer, settled, actor, "C1", now=NOW)
        refused(boards.ranked, settled, actor, subject="customers", period="all", now=NOW)
    other = doors.for_user(settled, COMMAND_LINE, screen_id=screens.add_screen(settled, COMMAND_LINE, "Lobby", now=NOW).id)
    refused(scenes.wall, settled, opened[0], other, now=NOW)
