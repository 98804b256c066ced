"""Which rules of a plan share budgets: what one gives may take from what another would."""

from scoring.plan import Plan
from scoring.rules import campaigns_of
from scoring.scoring import is_on


def shared_budgets(plan: Plan) -> dict[str, tuple[str, ...]]:
    """By rule key, the keys of those that are on and share a campaign that can run out with it, also by way of others; itself too, in the plan's order.

    A rule that no such campaign may touch, or that alone has it, is left out.
    """
    groups: list[set[str]] = []
    for keys in _touched(plan):
        joined = keys.union(*(group for group in groups if group & keys))
        groups = [group for group in groups if not group & keys] + [joined]
    places = {rule.key: place for place, rule in enumerate(plan.rules)}
    ordered = [tuple(sorted(group, key=places.__getitem__)) for group in groups if len(group) > 1]
    return {key: keys for keys in ordered for key in keys}


def _touched(plan: Plan) -> list[set[str]]:
    """The rules that each campaign which can run out may touch."""
    if not any(campaign.can_run_out for campaign in plan.campaigns):
        return []
    found: dict[str, set[str]] = {}
    for rule in plan.rules:
        for campaign in campaigns_of(plan, rule) if is_on(rule, plan) else ():
            if campaign.can_run_out:
                found.setdefault(campaign.key, set()).add(rule.key)
    return list(found.values())
