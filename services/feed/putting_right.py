"""Putting right who finished a period first: until it is closed, what is recorded late counts for it, and so does what is taken back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from db import feed as rows
from db.engine import Session
from scoring.periods import Period, PeriodKind, period_of
from services.feed.choices import PERIODS
from services.feed.days_end import over_key, won
from services.feed.news import News
from services.world import World


@dataclass(frozen=True, slots=True)
class Righted:
    """What the item of a period's end says from here on. news: None where nobody has points any more. is_same: it names the same people."""

    key: str
    news: News | None
    is_same: bool


def righted(session: Session, here: World, low: int, high: int, *, through: int | None) -> list[Righted]:
    """Ends of periods that were told and that entries with an id in (low, high] have changed. through: the last day whose end was told."""
    if through is None or high <= low:
        return []
    ended = _ended(here, rows.days_booked(session, low, high, until=through), through)
    told = rows.told_documents(session, [over_key(period) for period in ended]) if ended else {}
    found = [(told[key], _now(session, here, period, told[key])) for period in ended if (key := over_key(period)) in told]
    return [now for said, now in found if said != (now.news.row()["document"] if now.news else None)]


def _ended(here: World, days: Iterable[int], through: int) -> list[Period]:
    """The periods of these days whose end was told."""
    kinds = [PeriodKind(kind) for kind in PERIODS]
    periods = {p.id: p for day in days for kind in kinds if (p := period_of(kind, day, first_weekday=here.organisation.first_weekday))}
    return [period for period in periods.values() if period.end - 1 <= through]


def _now(session: Session, here: World, period: Period, said: str | None) -> Righted:
    news = won(session, here, period)
    before = None if said is None else json.loads(said)["winners"]
    return Righted(over_key(period), news, news is not None and news.facts["winners"] == before)


def put_right(session: Session, found: Iterable[Righted]) -> None:
    """The items say so. What people answered was meant for those whom it named: where these are others, it is gone."""
    for one in found:
        if not one.is_same:
            rows.forget_answers(session, one.key)
        if one.news is None:
            rows.take_back(session, one.key)
        else:
            rows.tell_instead(session, one.news.row())
