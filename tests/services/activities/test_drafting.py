"""What somebody types is kept for them alone."""

from pathlib import Path

import pytest

from db.engine import Database
from services import scheduling
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities import drafting
from services.errors import Forbidden, Invalid

ANN, BEN = Actor("user:Ann", role=Role.EMPLOYEE), Actor("user:Ben", role=Role.ADMIN)
KEY = Actor("key:crm", frozenset({Scope.ADMIN}))
FORM = {"type": "deal_won", "customer": "C/1", "amount": "12.50", "collaborators": ["E2"], "note": "第一行\nline two\x00", "photo": None}
DAY = 86_400_000_000


def test_a_draft_is_kept_as_it_was_typed_until_it_is_dropped(database: Database) -> None:
    assert drafting.kept(database, ANN, "record") is None
    drafting.keep(database, ANN, "record", FORM)
    assert drafting.kept(database, ANN, "record") == FORM
    drafting.keep(database, ANN, "record", {"type": "visit"})
    assert drafting.kept(database, ANN, "record") == {"type": "visit"}
    drafting.drop(database, ANN, "record")
    drafting.drop(database, ANN, "record")
    assert drafting.kept(database, ANN, "record") is None


def test_a_draft_survives_the_process(database: Database) -> None:
    drafting.keep(database, ANN, "record", FORM)
    again = Database.open(database.url)
    assert drafting.kept(again, ANN, "record") == FORM
    again.close()


def test_everybody_has_their_own_draft_of_each_page(database: Database) -> None:
    drafting.keep(database, ANN, "record", {"n": 1})
    drafting.keep(database, ANN, "import", {"n": 2})
    drafting.keep(database, BEN, "record", {"n": 3})
    assert [drafting.kept(database, who, page) for who, page in ((ANN, "record"), (ANN, "import"), (BEN, "record"), (BEN, "import"))] == [
        {"n": 1},
        {"n": 2},
        {"n": 3},
        None,
    ]
    drafting.drop(database, BEN, "import")
    drafting.drop(database, BEN, "record")
    assert drafting.kept(database, ANN, "record") == {"n": 1}


def test_a_draft_has_at_most_64_kilobytes(database: Database) -> None:
    drafting.keep(database, ANN, "record", {"note": "客" * 21_000})
    with pytest.raises(Invalid, match="64 kB"):
        drafting.keep(database, ANN, "record", {"note": "客" * 22_000})
    assert drafting.kept(database, ANN, "record") == {"note": "客" * 21_000}


@pytest.mark.parametrize("value", [float("nan"), Path("x"), {1, 2}, "\ud83d", b"x"])
def test_what_json_does_not_have_is_refused(database: Database, value: object) -> None:
    with pytest.raises(Invalid, match="cannot be kept"):
        drafting.keep(database, ANN, "record", {"note": value})


@pytest.mark.parametrize("page", ["", "x" * 81, "a\nb"])
def test_a_page_has_a_name(database: Database, page: str) -> None:
    with pytest.raises(Invalid):
        drafting.keep(database, ANN, page, {})


def test_keys_have_no_drafts(database: Database) -> None:
    for act in (
        lambda: drafting.keep(database, KEY, "record", {}),
        lambda: drafting.kept(database, KEY, "record"),
        lambda: drafting.drop(database, KEY, "record"),
    ):
        with pytest.raises(Forbidden):
            act()
    drafting.keep(database, COMMAND_LINE, "record", {})


def test_keystrokes_are_not_audited(database: Database) -> None:
    drafting.keep(database, ANN, "record", FORM)
    with database.read() as session:
        assert session.rows("SELECT action FROM audit") == []


def test_a_draft_that_nobody_touches_is_dropped_after_thirty_days(database: Database) -> None:
    drafting.keep(database, ANN, "record", {"n": 1}, now=0)
    drafting.keep(database, BEN, "record", {"n": 2}, now=5 * DAY)
    assert drafting.drop_old(database, now=30 * DAY) == 0
    assert drafting.drop_old(database, now=31 * DAY) == 1
    assert drafting.drop_old(database, now=31 * DAY) == 0
    assert drafting.kept(database, ANN, "record") is None
    assert drafting.kept(database, BEN, "record") == {"n": 2}


def test_the_cleaning_jobs_are_scheduled_and_run_twice(database: Database) -> None:
    jobs = {job.name: job for job in scheduling.JOBS}
    for name in ("drop_unused_photos", "drop_old_drafts"):
        jobs[name].act(database)
        jobs[name].act(database)
        assert "1:00:00" in str(jobs[name].trigger)
