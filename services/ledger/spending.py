"""What campaigns had paid of their budgets, as of now or as of a place in the order of scoring."""

import numpy as np

from db import campaigns
from db.engine import Session
from scoring.budgets import NOTHING_SPENT, Spent
from scoring.scoring import Proposal
from services.world import World


def spent_now(session: Session, here: World, proposal: Proposal) -> Spent:
    """What campaigns whose budgets matter have paid until now."""
    ids = _asked(here, proposal)
    return _spent(ids, campaigns.used(session, ids.values())) if ids else NOTHING_SPENT


def spent_at(session: Session, here: World, proposal: Proposal, order: int, *, rescored: int) -> Spent:
    """What they had paid before a single activity at its place. rescored: the last entry of the rescore that it was scored by or after, 0 for none."""
    ids = _asked(here, proposal)
    if not ids:
        return NOTHING_SPENT
    if not here.rescores:
        return _spent(ids, campaigns.used_in_order(session, ids.values(), before=order))
    number = next((row.id for row in here.rescores if row.through_entry_id == rescored), 0)
    before = _spent(ids, campaigns.used(session, ids.values(), before=order, rescore=number))
    if not number:
        return before
    row = here.rescores[number - 1]
    days, reach = (row.from_on, row.to_on), {"after": order, "through": row.through_activity_id}
    kept = campaigns.kept(session, ids.values(), days, rescore=number, **reach)
    return Spent(before.before, {key: (np.array([1]), np.array([kept[ids[key]]])) for key in ids if kept[ids[key]]})


def _asked(here: World, proposal: Proposal) -> dict[str, int]:
    """The numbers of the campaigns whose budgets matter; one that was never published has paid nothing."""
    return {key: here.campaign_ids[key] for key in proposal.budgets() if key in here.campaign_ids}


def _spent(ids: dict[str, int], paid: dict[int, int]) -> Spent:
    return Spent({key: paid[number] for key, number in ids.items()})
