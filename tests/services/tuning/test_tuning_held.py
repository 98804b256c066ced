"""What replays hold in memory is new enough, bounded, and dropped."""

import datetime as dt
from copy import deepcopy
from weakref import ref

import polars as pl
import pytest

from db import replaying
from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.errors import Conflict
from services.people.customers import put_customer
from services.plans import planning
from services.tuning import history, tuning
from services.tuning.replaying import Past
from tests.promises.history import act, at, rule, second, send
from tests.services.tuning.replays import (
    EVER,
    NOW,
    PERIODS,
    START,
    VISIT,
    plain,
    replayed,
    scores,
)


def kept(database: Database) -> Past:
    with history.held(database) as found_:
        past = found_.kept["past"]
    assert isinstance(past, Past)
    return past


def test_what_is_recorded_later_is_seen_at_once_or_within_a_minute_as_was_asked(visits: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    days, now = {"from_on": EVER[0], "to_on": EVER[1]}, [1000.0]
    monkeypatch.setattr("services.tuning.tuning.time.monotonic", lambda: now[0])
    tuning.replay(visits, COMMAND_LINE, plain(), **days, now=NOW)
    send(visits, [act(50, hours=9)])
    reverse(visits, COMMAND_LINE, "test", "a9", reason="test", now=at(501))
    assert scores(tuning.replay(visits, COMMAND_LINE, plain(), **days, now=NOW)) == {"E1": 20, "E2": 5}
    now[0] += 60
    assert scores(tuning.replay(visits, COMMAND_LINE, plain(), **days, now=NOW)) == {"E1": 25}
    send(visits, [act(51, hours=10)])
    answer = tuning.simulate(visits, COMMAND_LINE, plain(), **days, now=NOW)
    assert {h["code"]: h["score_after"] for h in answer["holders"] if h["score_after"]} == {"E1": 30}


def test_one_weight_works_one_rule_out_again(visits: Database) -> None:
    other = rule("other", "visit", award={"to": "employee", "points": 1})
    planning.publish(visits, COMMAND_LINE, plain(VISIT, other), reason="two", now=at(400))
    replayed(visits, plain(VISIT, other))
    assert len(kept(visits).results) == 2
    replayed(visits, plain(VISIT, other | {"weight": 2}))
    assert len(kept(visits).results) == 3


def test_a_published_version_is_the_one_compared_with_at_once(visits: Database) -> None:
    replayed(visits, plain())
    planning.publish(visits, COMMAND_LINE, plain(VISIT | {"weight": 2}), reason="more", now=at(400))
    found_ = replayed(visits, plain())
    assert found_.version == 2
    assert (scores(found_, "before")["E1"], scores(found_)["E1"]) == (40, 20)


@pytest.mark.parametrize("days", PERIODS, ids=["ever", "a week", "a day", "across months"])
def test_what_is_too_much_to_be_held_is_read_for_the_days_alone(
    versions: Database, monkeypatch: pytest.MonkeyPatch, days: tuple[dt.date, dt.date]
) -> None:
    draft = deepcopy(second())
    draft["rules"][0]["weight"] = 5
    held = replayed(versions, draft, days)
    with history.held(versions) as found_:
        most = found_.through - 1
        found_.kept.clear()
    monkeypatch.setattr(history, "settings", lambda: SETTINGS(most))
    alone = replayed(versions, draft, days)
    with history.held(versions) as found_:
        assert found_.acts is None
        found_.forget()
    assert alone.holders.equals(held.holders)
    assert alone.rules.equals(held.rules)


class SETTINGS:
    def __init__(self, most: int) -> None:
        self.replay_activities = most


def test_days_that_hold_more_than_may_be_held_are_refused(visits: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "settings", lambda: SETTINGS(4))
    with pytest.raises(Conflict) as refused:
        replayed(visits, plain())
    assert (refused.value.code, refused.value.field) == ("too_many_activities", "to")
    assert scores(replayed(visits, plain(), (START, START + dt.timedelta(2)))) == {"E1": 10, "E2": 5}


def test_a_history_that_nobody_uses_is_dropped(visits: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed(visits, plain())
    found_ = visits.memory["history"]
    found_.timer.cancel()
    history.drop_if_unused(ref(found_))
    assert found_.acts is not None
    found_.timer.cancel()
    found_.used_at -= history.UNUSED_SECONDS
    history.drop_if_unused(ref(found_))
    assert (found_.acts, found_.kept, found_.timer) == (None, {}, None)
    assert scores(replayed(visits, plain())) == {"E1": 20, "E2": 5}


def test_holders_are_found_alike_few_or_many(versions: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with versions.read() as session:
        few = replaying.holders(session, [2, 5, 9])
        monkeypatch.setattr(replaying, "MANY", 1)
        many = replaying.holders(session, [2, 5, 9])
    assert many.sort("account_id").equals(few.sort("account_id"))
    assert few.height == 3


def test_many_rows_are_read_as_they_stand_whatever_they_hold(versions: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with versions.read() as session:
        whole = replaying.acts(session, 0, 10**6)
        monkeypatch.setattr(replaying, "AT_ONCE", 7)
        parts = replaying.acts(session, 0, 400)
        one_by_one = session.frame(f"SELECT a.id, {replaying.FACTS} FROM activity a WHERE a.pending = 0 ORDER BY a.id", replaying.ACTS)
    assert parts.equals(whole)
    assert whole.filter(pl.col("order").is_in(one_by_one["order"].implode())).equals(one_by_one)
    assert whole.height > one_by_one.height


def test_a_customer_of_any_name_is_told_of_as_they_are_called(visits: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    name, tag = 'Łukasz "Ü" O\'Neil, 王芳 \\ {x}', '"a,b"\\'
    put_customer(visits, COMMAND_LINE, "C1", {"name": name, "tags": [tag]}, now=at(10))
    monkeypatch.setattr(replaying, "MANY", 1)
    paid = rule("paid", "deal", award={"to": "customer", "points": 1}, when=[{"field": "customer.tags", "op": "contains", "value": tag}])
    attributes = {"case": 'quo"te, {"n":5}\\ 汉字\nline'}
    send(visits, [act(70, "deal", 11, customer="C1", channel='wéb, "shop"', attributes=attributes)])
    found_ = replayed(visits, plain(paid | {"limits": [{"per": "all", "times": 1, "same": ["attributes.case", "channel"]}]}))
    assert found_.holders.filter(pl.col("kind") == "customer").select("code", "name", "score_after").rows() == [("C1", name, 1)]
