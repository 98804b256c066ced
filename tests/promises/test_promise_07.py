"""A published version never changes; an activity is scored by the version in force when it occurred."""

import datetime as dt
import json

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.deciding import approve
from services.activities.outcomes import Outcome
from services.errors import Conflict
from services.ledger.verifying import verify
from services.plans import planning
from tests.promises.history import act, at, found, rule, send


def worth(points: int) -> dict[str, object]:
    earning = {"to": "employee", "points": points}
    return {"name": f"Worth {points}", "rules": [rule("r", ["deal", "bonus"], award=earning)]}  # type: ignore[arg-type]


def publish(database: Database, points: int, hours: float, effective_from: dt.date | None = None) -> None:
    planning.publish(database, COMMAND_LINE, worth(points), reason="test", effective_from=effective_from, now=at(hours))


def earned(outcome: Outcome) -> list[int]:
    return [points for _, _, points in outcome.points]


def test_without_a_plan_an_activity_is_recorded_and_earns_nothing(database: Database) -> None:
    found(database, None)
    [outcome] = send(database, [act(1, "deal")])
    assert (outcome.status, outcome.points) == ("accepted", ())
    publish(database, 5, 501)
    assert earned(send(database, [act(1, "deal")])[0]) == [], "what was recorded before stays as it was"
    assert verify(database, COMMAND_LINE).offence is None


def test_the_first_version_is_in_force_since_always_and_refuses_a_date(database: Database) -> None:
    found(database, None)
    with pytest.raises(Conflict):
        publish(database, 5, 0, dt.date(2026, 1, 1))
    publish(database, 5, 0)
    assert earned(send(database, [act(1, "deal", -24 * 365 * 30)])[0]) == [5]


def test_a_later_version_is_in_force_from_the_instant_of_publishing(database: Database) -> None:
    found(database, worth(5))
    publish(database, 7, 10)
    before, after = send(database, [act(1, "deal", 9.999), act(2, "deal", 10)])
    assert (earned(before), earned(after)) == ([5], [7])
    assert verify(database, COMMAND_LINE).offence is None


def test_an_earlier_date_concerns_only_what_is_recorded_afterwards(database: Database) -> None:
    found(database, worth(5))
    [was] = send(database, [act(1, "deal", 30)], hours=40)
    publish(database, 7, 50, dt.date(2026, 1, 6))
    again, new, before_that_day = send(database, [act(1, "deal", 30), act(2, "deal", 30), act(3, "deal", 1)])
    assert (earned(was), earned(again), earned(new), earned(before_that_day)) == ([5], [5], [7], [5])
    assert verify(database, COMMAND_LINE).offence is None


def test_versions_may_alternate_within_a_batch(database: Database) -> None:
    found(database, worth(5))
    publish(database, 7, 10)
    outcomes = send(database, [act(n, "deal", 20 if n % 2 else 1) for n in range(10)])
    assert [earned(o) for o in outcomes] == [[7] if n % 2 else [5] for n in range(10)]
    assert verify(database, COMMAND_LINE).offence is None


def test_what_waits_is_scored_by_the_version_of_its_day_when_it_is_approved(database: Database) -> None:
    found(database, worth(5))
    send(database, [act(1, "bonus", 1), act(2, "bonus", 20)], hours=21)
    publish(database, 7, 30, dt.date(2026, 1, 6))
    told = [approve(database, COMMAND_LINE, "test", key, now=at(40)) for key in ("a1", "a2")]
    assert [[p["points"] for p in answer["points"]] for answer in told] == [[5], [7]]
    assert verify(database, COMMAND_LINE).offence is None


def test_a_published_version_stays_as_it_was(database: Database) -> None:
    found(database, worth(5))
    first = planning.get(database, COMMAND_LINE, 1)
    publish(database, 7, 10)
    assert planning.get(database, COMMAND_LINE, 1) == first
    with database.read() as session:
        documents = session.rows("SELECT document FROM plan_version ORDER BY version")
    assert [json.loads(row[0])["name"] for row in documents] == ["Worth 5", "Worth 7"]
