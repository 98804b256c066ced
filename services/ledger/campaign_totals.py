"""What campaigns have paid: its rows are all there, add up as they say, belong to entries, and stay within the budgets."""

from collections.abc import Iterator

import polars as pl

from db import campaigns, ledger, verifying
from db.engine import Session
from db.verifying import Fault
from services.world import World

CHUNK = 250_000


def wrong_totals(session: Session, here: World) -> Iterator[Fault | str]:
    sums: dict[int, int] = {}
    for low, high in ledger.chunks(0, campaigns.last_row(session), CHUNK):
        rows = campaigns.rows_after(session, low, through=high)
        yield from _wrong_rows(rows, low, high, sums)
    yield from verifying.displaced_pays(session)
    for key, most in _budgets(here).items():
        paid = sums.get(here.campaign_ids[key], 0)
        if paid > most:
            yield f"campaign {key}: it has paid {paid} points, its budget is {most}"


def _wrong_rows(rows: pl.DataFrame, low: int, high: int, sums: dict[int, int]) -> Iterator[Fault | str]:
    """Rows that are missing, or whose total is not the sum. sums: of each campaign until now, which go on."""
    if rows.height < high - low:
        there = set(rows["id"])
        yield f"campaign_award {next(number for number in range(low + 1, high + 1) if number not in there)}: it is missing"
    for number, campaign, points, total in rows.iter_rows():
        sums[campaign] = sums.get(campaign, 0) + points
        if total != sums[campaign]:
            yield Fault("campaign_award", number, f"total is {total}, the rows up to it sum to {sums[campaign]}")


def _budgets(here: World) -> dict[str, int]:
    """The largest budget that a version gives a campaign, of those that every version bounds."""
    named: dict[str, list[int | None]] = {}
    for campaign in (campaign for version in here.plans for campaign in version.plan.campaigns):
        named.setdefault(campaign.key, []).append(campaign.budget if campaign.can_run_out else None)
    known = {key: [budget for budget in budgets if budget is not None] for key, budgets in named.items()}
    return {key: max(budgets) for key, budgets in known.items() if len(budgets) == len(named[key])}
