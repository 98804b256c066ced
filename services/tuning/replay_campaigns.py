"""The campaigns of a replay: what each pays before and after, how far its budget goes, and when it is used up."""

from collections.abc import Mapping

import polars as pl

from scoring.periods import day_date
from scoring.plan import Campaign, Plan
from services.tuning.replaying import Given, Past

SIDES = ("before", "after")
CAMPAIGNS = {
    "key": pl.String,
    "label_en": pl.String,
    "label_zh": pl.String,
    **{f"paid_{side}": pl.Int64 for side in SIDES},
    **{f"budget_{side}": pl.Int64 for side in SIDES},
    **{f"used_{side}": pl.Int64 for side in SIDES},
    **{f"ended_{side}": pl.Date for side in SIDES},
}
"""paid: on the days of the replay; budget: null where none bounds it; used: of the budget, with what other days have paid, null without one;
ended: the day on which it is used up, null where it is not, or on other days."""


def campaigns(past: Past, plans: tuple[Plan, Plan], given: tuple[Mapping[str, Given], Mapping[str, Given]]) -> pl.DataFrame:
    """Every campaign of either plan that has a budget or pays anything. Columns: `CAMPAIGNS`, in the order of the draft, then those that it lacks."""
    named = [{campaign.key: campaign for campaign in plan.campaigns} for plan in plans]
    rows = []
    for key in dict.fromkeys([*named[1], *named[0]]):
        sides = [_side(past, key, mine.get(key), gives) for mine, gives in zip(named, given, strict=True)]
        if any(paid or budget is not None for paid, budget, _, _ in sides):
            label = (named[1].get(key) or named[0][key]).label
            rows.append((key, label.get("en"), label.get("zh"), *(value for pair in zip(*sides, strict=True) for value in pair)))
    return pl.DataFrame(rows, schema=CAMPAIGNS, orient="row")


def _side(past: Past, key: str, campaign: Campaign | None, given: Mapping[str, Given]) -> tuple[object, ...]:
    """paid, budget, used, ended."""
    paid = sum(one.paid.get(key, 0) for one in given.values())
    if campaign is None or not campaign.can_run_out:
        return paid, None, None, None
    outside = int(past.spent[key]["points"].sum()) if key in past.spent else 0
    ended = next((day for one in given.values() if (day := one.ended.get(key)) is not None), None)
    return paid, campaign.budget, outside + paid, None if ended is None else day_date(ended)
