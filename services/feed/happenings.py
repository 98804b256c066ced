"""What happened in a stretch of the ledger that is worth telling. It reads, and writes nothing: a look ahead asks the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import polars as pl

from db import feed as rows
from db.engine import Session
from scoring.periods import MICROS_PER_DAY, business_day
from services.feed.choices import Choices
from services.feed.days_end import end_of
from services.feed.kinds import Kind
from services.feed.leading import Races, Scored
from services.feed.news import News, team_of
from services.world import World

OLD_AFTER = 3 * MICROS_PER_DAY
"""What was recorded so much later than it happened is no news."""
MINUTE = 60_000_000
MOST_AT_ONCE, MOST_A_MINUTE = 20, 60
"""So many deals are told of one batch, those that earned most; and of one minute, the first."""


def happened(
    session: Session,
    here: World,
    choices: Choices,
    races: Races,
    *,
    low: int,
    high: int,
    ended: Iterable[int] = (),
    lately: Counter[int] | None = None,
    as_lived: bool = False,
) -> list[News]:
    """What entries with an id in (low, high] tell, and the ends of some days, in the order of time. races: as of entry `low`; they go on to `high`.

    lately: how many deals of each minute were told before; they go on too. as_lived: everything is told at the moment it happened, as if it
    had been recorded then.
    """
    entries = rows.entries(session, low, high)
    news = of_entries(here, choices, races, entries, high, Counter() if lately is None else lately, as_lived=as_lived)
    for day in ended:
        news += end_of(session, here, choices, day)
    return sorted(news, key=lambda one: one.at)


def of_entries(
    here: World, choices: Choices, races: Races, entries: pl.DataFrame, high: int, lately: Counter[int], *, as_lived: bool = False
) -> list[News]:
    """What entries tell, the last of which is `high`, without the ends of days; of each kind in the order of time."""
    told = _moments(entries, as_lived=as_lived)
    return deals(here, choices, told, lately) + races.follow(_scored(told), high)


def _moments(entries: pl.DataFrame, *, as_lived: bool) -> pl.DataFrame:
    """With `moment`, when each entry is told; in the order of moments."""
    if not as_lived:
        return entries.with_columns(pl.col("recorded_at").alias("moment"))
    lived = pl.when(pl.col("kind") == "earned").then(pl.min_horizontal("happened_at", "recorded_at")).otherwise("recorded_at")
    return entries.with_columns(lived.alias("moment")).sort("moment", "id")


def _scored(entries: pl.DataFrame) -> Sequence[Scored]:
    columns = ["id", "account_id", "kind", "score", "booked_on", "moment", "activity_id"]
    return [Scored._make(row) for row in entries.select(columns).iter_rows()]


def deals(here: World, choices: Choices, entries: pl.DataFrame, lately: Counter[int]) -> list[News]:
    """The celebrated activities that earned an employee points, of one batch those that earned most, and no more of a minute than one can follow."""
    types = [here.types[key].id for key in choices.deals if key in here.types]
    wanted = entries.filter(
        (pl.col("kind") == "earned") & pl.col("type_id").is_in(types) & (pl.col("sent_at") - pl.col("happened_at") <= OLD_AFTER)
    )
    sums = wanted.group_by("activity_id", "account_id", maintain_order=True).agg(
        pl.col("score").sum(), *(pl.col(name).first() for name in ("type_id", "amount_e4", "employee_id", "moment"))
    )
    sums = sums.sort("moment", "activity_id", maintain_order=True)
    told = [
        news
        for _, group in groupby(sums.iter_rows(named=True), lambda row: row["activity_id"])
        if (news := _deal(here, choices, list(group)))
    ]
    found: list[News] = []
    for at, batch in groupby(told, lambda news: news.at):
        left = max(0, MOST_A_MINUTE - lately[at // MINUTE])
        best = sorted(batch, key=lambda news: -news.facts["points"])[: min(MOST_AT_ONCE, left)]
        lately[at // MINUTE] += len(best)
        found += sorted(best, key=lambda news: news.activity_id or 0)
    return found


def _deal(here: World, choices: Choices, earned: list[dict[str, object]]) -> News | None:
    """What an activity tells: of whoever did it, or of whoever earned most by it. earned: a row for each employee."""
    points = {int(str(row["account_id"])): int(str(row["score"])) for row in earned}
    first = earned[0]
    key, at = here.type_keys[int(str(first["type_id"]))], int(str(first["moment"]))
    doer = first["employee_id"]
    who = doer if isinstance(doer, int) and points.get(doer, 0) > 0 else max(points, key=lambda one: (points[one], -one))
    amount = first["amount_e4"]
    if points[who] <= 0 or not choices.deals[key].holds(amount if isinstance(amount, int) else None, points[who]):
        return None
    team = team_of(here.directory, who, business_day(at, here.zone))
    activity = int(str(first["activity_id"]))
    return News(f"deal:{activity}", Kind.DEAL, at, who, team, activity, {"type": key, "points": points[who]})
