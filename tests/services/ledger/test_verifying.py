"""What the services make is as promised; whatever is changed behind their back is named, by table and row."""

import re
from collections.abc import Iterator

import pytest

from db.engine import Database, Session
from db.ledger import ENTRY as ENTRY_COLUMNS
from db.rehearsal import rehearsal
from db.tables import APPEND_ONLY
from services.access import COMMAND_LINE, Actor
from services.errors import Forbidden
from services.ledger.verifying import BOOKS, FOUNDATIONS, verify
from tests.promises.history import at, found, live


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with a history, for many tests: each changes it only in a rehearsal."""
    database = Database.open(request.getfixturevalue(f"{request.param}_databases")())
    live(database)
    yield database
    database.close()


def guards(session: Session, table: str) -> list[str]:
    """The triggers of a table, as DROP TRIGGER names them."""
    if session.sqlite:
        return [f"{table}_refuses_update", f"{table}_refuses_delete"]
    return [f"{table}_refuses_change ON {table}"]


def unguard(session: Session) -> None:
    """Drops the triggers, as somebody would who tampers."""
    for name in [name for table in APPEND_ONLY for name in guards(session, table)]:
        session.run(f"DROP TRIGGER {name}")


def guard(session: Session) -> None:
    """Puts them back, so that nothing but the tampering shows."""
    for table in APPEND_ONLY:
        if session.sqlite:
            for act in ("UPDATE", "DELETE"):
                session.run(
                    f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
                )
        else:
            session.run(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def offence_after(database: Database, *statements: str) -> str | None:
    with rehearsal(database) as trial:
        with trial.write() as session:
            unguard(session)
            for statement in statements:
                session.run(statement)
            guard(session)
        return verify(trial, COMMAND_LINE).offence


def test_a_history_made_by_the_services_is_as_promised(lived: Database) -> None:
    report = verify(lived, COMMAND_LINE)
    assert report.offence is None
    assert report.document() == {
        "ok": True,
        "checks": [{"name": name, "promise": promise, "ok": True, "offence": None} for promise, name, _ in (*FOUNDATIONS, *BOOKS)],
    }


def test_an_empty_organisation_is_as_promised(database: Database) -> None:
    found(database, None)
    assert verify(database, COMMAND_LINE).offence is None


def test_only_who_administers_may_verify(database: Database) -> None:
    with pytest.raises(Forbidden):
        verify(database, Actor("key:reader"))


ENTRY = "(SELECT MIN(id) FROM ledger_entry WHERE kind = 'earned' AND score > 2)"
REVERSAL = "(SELECT MIN(id) FROM ledger_entry WHERE kind = 'reversal')"
LAST = "(SELECT last_entry_id FROM ledger_head)"
COLUMNS = ", ".join(name for name in ENTRY_COLUMNS if name != "id")


def copied(row: str) -> str:
    return f"INSERT INTO ledger_entry (id, {COLUMNS}) SELECT {LAST} + 1, {COLUMNS} FROM ledger_entry WHERE id = {row}"


def changed(table: str, column: str, value: str, row: str = ENTRY) -> tuple[str]:
    return (f"UPDATE {table} SET {column} = {value} WHERE id = {row}",)


ACTIVITY = "(SELECT MIN(a.id) FROM activity a JOIN ledger_entry l ON l.activity_id = a.id WHERE a.pending = 0)"
VALUED = (
    "(SELECT MIN(activity_id) FROM ledger_entry WHERE score > 0 AND score < 150 AND rule_id = (SELECT id FROM rule WHERE key = 'value'))"
)
TAMPERED = {
    "an entry's points": (changed("ledger_entry", "score", "score + 1"), r"ledger_entry \d+: it was earned, its score"),
    "points on both sides": (
        (f"UPDATE ledger_entry SET score = score + 5, balance = balance + 5 WHERE id = {ENTRY}",),
        r"account_balance \d+: balance of account \d+ is -?\d+, its entries sum to -?\d+",
    ),
    "no reason": (changed("ledger_entry", "reason", "' '"), r"ledger_entry \d+: it has no reason"),
    "no such kind": (changed("ledger_entry", "kind", "'gift'"), r"ledger_entry \d+: no kind of entry is called gift"),
    "no such actor": (changed("ledger_entry", "actor_id", "9999"), r"ledger_entry \d+: actor_id is 9999"),
    "another actor": (
        ("INSERT INTO actor (name) VALUES ('somebody')", *changed("ledger_entry", "actor_id", "(SELECT MAX(id) FROM actor)")),
        r"ledger_entry \d+: its actor is not that of activity \d+",
    ),
    "no such account": (changed("ledger_entry", "account_id", "9999"), r"ledger_entry \d+: account_id is 9999"),
    "no rule": (changed("ledger_entry", "rule_id", "NULL"), r"ledger_entry \d+: .* does not name activity"),
    "another version": (changed("ledger_entry", "plan_version", "2"), r"ledger_entry \d+: plan_version is 2"),
    "another place": (changed("ledger_entry", "order_id", "order_id + 1"), r"ledger_entry \d+: order_id"),
    "another moment": (changed("ledger_entry", "occurred_at", "occurred_at + 1"), r"ledger_entry \d+: occurred_at"),
    "another booking": (changed("ledger_entry", "booked_on", "booked_on + 40"), r"ledger_entry \d+: booked_on is"),
    "from the future": (
        changed("ledger_entry", "occurred_at", "recorded_at + 90000000000"),
        r"ledger_entry \d+: it occurred more than a day after",
    ),
    "a deleted entry": ((f"DELETE FROM ledger_entry WHERE id = {ENTRY}",), r"ledger_entry \d+: it is missing"),
    "the ledger cut off": (
        (f"DELETE FROM ledger_entry WHERE id = {LAST}",),
        r"ledger_entry \d+: it is missing",
    ),
    "an entry beyond the head": (
        (copied(REVERSAL),),
        r"ledger_head 1: the last id of ledger_entry is \d+, there is \d+",
    ),
    "earned twice": (
        (
            copied(ENTRY),
            "UPDATE ledger_head SET last_entry_id = last_entry_id + 1",
        ),
        r"ledger_entry \d+: activity \d+ earned 2 times by rule \d+ for account \d+",
    ),
    "reversed by less": (
        (f"UPDATE ledger_entry SET score = score + 1, balance = balance + 1 WHERE id = {REVERSAL}",),
        r"ledger_entry \d+: it takes back \d+, entry \d+ gave \d+",
    ),
    "reversed twice": (
        (
            copied(REVERSAL),
            "UPDATE ledger_head SET last_entry_id = last_entry_id + 1",
        ),
        r"ledger_entry \d+: entry \d+ is reversed 2 times",
    ),
    "a reversal of nothing": (
        changed("ledger_entry", "reverses_id", "NULL", REVERSAL),
        r"ledger_entry \d+: it names no",
    ),
    "an amount": (
        changed("activity", "amount_e4", "amount_e4 + 5000000", VALUED),
        r"activity \d+: rule value gives customer:C\d \d+ points, the ledger has \d+",
    ),
    "a frozen tier": (changed("activity", "tier", "NULL", VALUED), r"activity \d+: rule value gives"),
    "a type": (
        changed("activity", "type_id", "(SELECT id FROM activity_type WHERE key = 'win')", ACTIVITY),
        r"activity \d+: rule",
    ),
    "no such type": (changed("activity", "type_id", "99", ACTIVITY), r"activity \d+: type_id is 99"),
    "no such team": (changed("activity", "snapshot_id", "99", ACTIVITY), r"activity \d+: snapshot_id is 99"),
    "no such employee": (changed("activity", "employee_id", "99", ACTIVITY), r"activity \d+: employee_id is 99"),
    "no such source": (changed("activity", "source_id", "99", ACTIVITY), r"activity \d+: source_id is 99"),
    "a business day": (
        changed("activity", "occurred_on", "occurred_on + 1", ACTIVITY),
        r"ledger_entry \d+: occurred_on is not",
    ),
    "a version of an activity": (
        changed("activity", "plan_version", "2", ACTIVITY),
        r"ledger_entry \d+: plan_version is 1, activity \d+ was scored by 2",
    ),
    "whether it is new": (
        changed("activity", "is_new", "1 - is_new", "(SELECT MAX(id) FROM activity WHERE is_new = 0)"),
        r"activity \d+: is_new",
    ),
    "a deleted activity": (
        ("DELETE FROM activity WHERE id = (SELECT MAX(id) FROM activity WHERE id NOT IN (SELECT activity_id FROM ledger_entry))",),
        r"activity \d+: it is missing",
    ),
    "a deleted event": (("DELETE FROM activity_event WHERE kind = 'declined'",), r"activity \d+: it is missing"),
    "an event of another kind": (
        ("UPDATE activity_event SET kind = 'approved' WHERE kind = 'declined'",),
        r"audit: 3 activities were approved, it tells of 2",
    ),
    "a member of a team": (
        ("UPDATE team_snapshot SET members = '[1, 2, 3]' WHERE members = '[1, 2, 3, 4]'",),
        r"team_snapshot \d+: it is not as it was stored",
    ),
    "collaborators that are none": (
        changed("activity", "collaborators", "'['", "(SELECT MIN(id) FROM activity WHERE collaborators IS NOT NULL)"),
        r"activity \d+: collaborators cannot be read",
    ),
    "a deleted rule": (
        ("DELETE FROM rule WHERE key = 'bonus'",),
        r"ledger_entry \d+: rule_id is \d+, and there is no rule",
    ),
    "a plan": (
        ("UPDATE plan_version SET document = REPLACE(document, '\"points\":50', '\"points\":51') WHERE version = 1",),
        r"activity \d+: rule deal gives employee:E\d \d+ points, the ledger has \d+",
    ),
    "no plan at all": (
        ("UPDATE plan_version SET document = '{\"name\": 1}' WHERE version = 2",),
        r"plan_version 2: its document",
    ),
    "a plan not as published": (
        ("UPDATE plan_version SET document = REPLACE(document, '{\"name\"', '{ \"name\"') WHERE version = 3",),
        r"plan_version 3: its document",
    ),
    "a version that began earlier": (
        (f"UPDATE plan_version SET effective_from = {at(0)} WHERE version = 2",),
        r"activity \d+: plan_version is 1, in force for it was 2",
    ),
    "a deleted audit row": (
        ("DELETE FROM audit WHERE action = 'record' AND id = (SELECT MIN(id) FROM audit WHERE action = 'record')",),
        r"audit: \d+ activities stand, it tells of \d+",
    ),
    "a balance": (
        ("UPDATE account_balance SET balance = balance + 1 WHERE account_id = 2",),
        r"account_balance 2: balance of account 2 is \d+, its entries sum to \d+",
    ),
    "a lifetime": (
        ("UPDATE account_balance SET lifetime = lifetime + 1 WHERE account_id = 2",),
        r"account_balance 2: lifetime of account 2",
    ),
    "a missing balance": (("DELETE FROM account_balance WHERE account_id = 2",), r"account_balance 2: it is missing"),
    "a lot that is too large": (
        ("UPDATE lot SET remaining = remaining + 9000",),
        r"lot \d+: the lots of account \d+ hold \d+, its balance is \d+",
    ),
    "a negative lot": (("UPDATE lot SET remaining = -1",), r"lot \d+/\d+: it holds nothing"),
    "a lot that is too small": (
        ("UPDATE lot SET remaining = remaining - 1 WHERE remaining > 1",),
        r"lot \d+/\d+: remaining is \d+, the ledger gives \d+",
    ),
    "a missing lot": (("DELETE FROM lot",), r"lot \d+/\d+: it is missing"),
    "an employee's score": (
        ("UPDATE employee_standing SET score = score + 1 WHERE account_id = 3",),
        r"employee_standing \d+/3: score is \d+, the ledger gives \d+",
    ),
    "an employee's moment": (
        ("UPDATE employee_standing SET reached_at = 5 WHERE account_id = 3",),
        r"employee_standing \d+/3: reached_at is 5",
    ),
    "a customer's score": (
        ("UPDATE customer_standing SET score = score + 1 WHERE account_id = 9",),
        r"customer_standing \d+/9: score is",
    ),
    "an invented standing": (
        ("INSERT INTO employee_standing (period_id, account_id, score, reached_at) VALUES (5, 77, 1, 1)",),
        r"employee_standing 5/77: it stands, and the ledger gives none",
    ),
    "a histogram": (
        ("UPDATE customer_histogram SET holders = holders + 1 WHERE shift = 8",),
        r"customer_histogram \d+/8/-?\d+: holders is \d+",
    ),
    "a fold that runs ahead": (
        ("UPDATE fold SET through_entry_id = through_entry_id + 100",),
        r"fold customers: it has come to entry",
    ),
    "a fold that fell behind": (("UPDATE fold SET through_entry_id = 200",), r"customer_standing \d+/\d+: "),
    "the use of a limit": (
        ("UPDATE limit_use SET points = points + 1",),
        r"limit_use .*: points is \d+, the ledger gives \d+",
    ),
    "a missing use of a limit": (
        ("DELETE FROM limit_use WHERE entry_id = (SELECT MIN(entry_id) FROM limit_use)",),
        r"limit_use .*: it is missing",
    ),
    "a first activity": (
        ("UPDATE customer SET first_activity_id = first_activity_id + 1",),
        r"customer \d+: first_activity_id is \d+, its first activity is \d+",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_named_by_table_and_row(lived: Database, name: str) -> None:
    statements, said = TAMPERED[name]
    offence = offence_after(lived, *statements)
    assert offence is not None
    assert re.match(said, offence), offence


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_dropped_trigger_is_named(lived: Database, table: str) -> None:
    with rehearsal(lived) as trial:
        with trial.write() as session:
            session.run(f"DROP TRIGGER {guards(session, table)[0]}")
        offence = verify(trial, COMMAND_LINE).offence
    assert offence is not None
    assert offence.startswith(f"{table}: no trigger refuses ")


def test_a_disabled_or_hollow_trigger_counts_for_nothing(lived: Database) -> None:
    with rehearsal(lived) as trial:
        with trial.write() as session:
            if session.sqlite:
                session.run("DROP TRIGGER audit_refuses_update")
                session.run("CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit BEGIN SELECT 1; END")
            else:
                session.run("ALTER TABLE audit DISABLE TRIGGER audit_refuses_change")
        assert verify(trial, COMMAND_LINE).offence == "audit: no trigger refuses UPDATE"


def test_a_dropped_unique_index_is_named(lived: Database) -> None:
    if lived.dialect == "sqlite":
        return  # there the index is part of the table
    with rehearsal(lived) as trial:
        with trial.write() as session:
            session.run("ALTER TABLE activity DROP CONSTRAINT uq_activity_source_id_external_id")
        assert verify(trial, COMMAND_LINE).offence == "activity: no unique index holds the keys apart"
