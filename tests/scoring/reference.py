"""Scoring in the most obvious way: one activity after another, one rule after another, dictionaries and fractions.

It reads the plan's document, not the compiled plan, and shares nothing with `scoring` but the calendar of Python. An
activity is a mapping: type, at (microseconds), day (a date), employee, customer, amount and quantity (decimal text),
channel, collaborators, attributes, path (codes of the team and those above it), members (of the team), manager, owner,
tier, tags, is_new; None where it lacks something.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

MOST = 10**12
Document = dict[str, Any]


class Reference:
    """Scores activities in the order in which they are given. employees: holders by the codes that attributes hold."""

    def __init__(self, employees: dict[str, int], first_weekday: int = 1) -> None:
        self.employees, self.first_weekday = employees, first_weekday
        self.used: dict[Any, list[tuple[int, int, int]]] = defaultdict(list)
        self.spent: dict[str, int] = defaultdict(int)
        self.pays: list[tuple[int, str, int, str, int]] = []

    def score(self, plan: Document, order: int, activity: Document) -> list[tuple[str, int, int]]:
        """(rule, holder, points) of one activity; what was used is remembered by the rule's key, across plans."""
        return [award for rule in plan["rules"] for award in self.rule(plan, rule, order, activity)]

    def rule(self, plan: Document, rule: Document, order: int, activity: Document) -> list[tuple[str, int, int]]:
        weights = Fraction(str(rule.get("weight", 1))) * Fraction(str(plan.get("category_weights", {}).get(rule["category"], 1)))
        types = rule["activity"] if isinstance(rule["activity"], list) else [rule["activity"]]
        active = rule.get("active", {})
        if weights == 0 or activity["type"] not in types or not within(activity["day"], active):
            return []
        if not all(holds(condition, activity) for condition in rule.get("when", [])):
            return []
        awards = []
        for place, (holder, _) in enumerate(recipients(rule["award"]["to"], 1, activity, self.employees)):

            def value(campaigns: list[Document], place: int = place) -> int:
                points = worth(rule, weights * min(Fraction(100), product(campaigns)), activity)
                return recipients(rule["award"]["to"], points, activity, self.employees)[place][1]

            running = self.running(plan, rule, activity)
            points = value(counting(plan, running))
            if points > 0:
                most = self.left(rule, order, activity, holder, points)
                points, pays = self.afforded(plan, running, value, most)
                self.use(rule, order, activity, holder, points)
                for key, paid in pays:
                    self.spent[key] += paid
                    self.pays.append((order, rule["key"], holder, key, paid))
            if points:
                awards.append((rule["key"], holder, points))
        return awards

    def running(self, plan: Document, rule: Document, activity: Document) -> list[Document]:
        """The campaigns that run for this award: one whose multiplier raises nothing costs nothing, and never runs out."""
        found, is_one_over = [], False
        for campaign in plan.get("campaigns", []):
            if not concerns(campaign, rule, activity):
                continue
            runs_out = "budget" in campaign and Fraction(str(campaign["multiply"])) > 1
            if runs_out and self.spent[campaign["key"]] >= campaign["budget"]:
                is_one_over = True
            else:
                found.append(campaign)
        if is_one_over and plan.get("campaign_overlap") != "product" and all(Fraction(str(c["multiply"])) <= 1 for c in found):
            return []  # a budget that is used up never makes an award worth less than it is without campaigns
        return found

    def afforded(self, plan: Document, running: list[Document], value: Any, most: int) -> tuple[int, list[tuple[str, int]]]:
        """What campaigns can pay of what limits leave, and who pays."""
        raising = [c for c in running if Fraction(str(c["multiply"])) > 1]
        lowering = [c for c in running if c not in raising]
        if not raising:
            return most, []
        multiplied = plan.get("campaign_overlap") == "product"
        level, base, pays = min(value(lowering if multiplied else []), most), 0, []
        ordered = raising if multiplied else sorted(raising, key=lambda c: -Fraction(str(c["multiply"])))
        for campaign in ordered:
            together = [*lowering, campaign] if multiplied else [campaign]
            step = min(value(together) + base, most) - level
            if step <= 0 and not multiplied:
                continue
            budget = campaign.get("budget")
            gives = step if budget is None else min(step, budget - self.spent[campaign["key"]])
            level += max(0, gives)
            pays += [(campaign["key"], gives)] if gives > 0 else []
            if multiplied and gives == step:
                lowering = together
            elif multiplied:
                base += gives
            elif gives == step:
                break
        return level, pays

    def left(self, rule: Document, order: int, activity: Document, holder: int, points: int) -> int:
        """What the cooldown and limits leave."""
        cooldown = rule.get("cooldown")
        if cooldown:
            group = grouped(cooldown.get("same", []), activity, holder)
            nearest = Fraction(str(cooldown["hours"])) * 3_600_000_000
            for other, at, _ in self.used[rule["key"], "all", group]:
                if group and other != order and abs(at - activity["at"]) < nearest:
                    return 0
        left = points
        for limit in rule.get("limits", []):
            group = grouped(limit.get("same", []), activity, holder)
            if not group:
                continue
            used = self.used[rule["key"], window(limit["per"], activity["day"], self.first_weekday), group]
            if "points" in limit:
                left = max(0, min(left, limit["points"] - sum(points for _, _, points in used)))
            elif limit.get("same"):
                left = left if len({other for other, _, _ in used} - {order}) < limit["times"] else 0
            else:
                left = left if len(used) < limit["times"] else 0
        return left

    def use(self, rule: Document, order: int, activity: Document, holder: int, points: int) -> None:
        for group in every_group(activity, holder) if points else ():
            for kind in ("day", "week", "month", "quarter", "year", "all"):
                start = window(kind, activity["day"], self.first_weekday)
                self.used[rule["key"], start, group].append((order, activity["at"], points))


SHARED = ("employee", "customer", "type", "channel", "amount", "quantity", "attributes.case", "attributes.n")


def every_group(activity: Document, holder: int) -> list[Any]:
    one = [[name] for name in SHARED]
    two = [[a, b] for a in SHARED for b in SHARED if a != b]
    return [g for g in (grouped(same, activity, holder) for same in [[], *one, *two]) if g]


def grouped(same: list[str], activity: Document, holder: int) -> Any:
    """What a limit counts together: the holder, or the values of fields; None where one is absent."""
    if not same:
        return ("holder", holder)
    values = [value(name, activity) for name in same]
    if None in values:
        return None
    exact = [Decimal(v) if name in ("amount", "quantity") else text(v) for name, v in zip(same, values, strict=True)]
    return tuple(zip(same, exact, strict=True))


def text(found: Any) -> str:
    return str(found).lower() if isinstance(found, bool) else str(found)


def value(name: str, activity: Document) -> Any:
    if name.startswith("attributes."):
        return (activity["attributes"] or {}).get(name.removeprefix("attributes."))
    return activity[{"customer.tier": "tier", "customer.tags": "tags", "customer.is_new": "is_new"}.get(name, name)]


def window(per: str, day: dt.date, first_weekday: int) -> Any:
    if per == "week":
        return "week", day - dt.timedelta(days=(day.isoweekday() - first_weekday) % 7)
    quarter = (day.month - 1) // 3
    return {
        "day": ("day", day),
        "month": ("month", day.year, day.month),
        "quarter": ("quarter", day.year, quarter),
        "year": ("year", day.year),
        "all": "all",
    }[per]


def within(day: dt.date, dates: Document) -> bool:
    start, end = dates.get("from"), dates.get("until")
    return (start is None or dt.date.fromisoformat(start) <= day) and (end is None or day < dt.date.fromisoformat(end))


def number(found: Any) -> Decimal | None:
    """A value as a plain decimal with up to four places, or None."""
    if isinstance(found, bool):
        return None
    try:
        exact = Decimal(found)
    except ArithmeticError:
        return None
    return exact if exact == exact.quantize(Decimal("0.0001")) else None


def holds(condition: Document, activity: Document) -> bool:
    name, op, wanted = condition["field"], condition["op"], condition.get("value")
    facts = {"weekday": activity["day"].isoweekday(), "employee.team": activity["path"]}
    found = facts[name] if name in facts else value(name, activity)
    if op == "exists":
        return (found is not None) == (wanted is not False)
    if found is None:
        return False
    if name in ("employee.team", "customer.tags"):
        some = bool(set(found) & set(wanted if isinstance(wanted, list) else [wanted]))
        return not some if op in ("!=", "not_in") else some
    if op == "contains":
        return wanted in text(found)
    if name in ("amount", "quantity"):
        return compared(Decimal(found), op, exact(wanted))
    if name.startswith("attributes."):
        return attribute_holds(found, op, wanted)
    return compared(found, op, wanted)


def exact(wanted: Any) -> Any:
    return [Decimal(str(w)) for w in wanted] if isinstance(wanted, list) else Decimal(str(wanted))


def attribute_holds(found: Any, op: str, wanted: Any) -> bool:
    each = wanted if isinstance(wanted, list) else [wanted]
    if any(number(w) is None for w in each):
        texts = [text(w) for w in each]
        return compared(text(found), op, texts if isinstance(wanted, list) else texts[0])
    if number(found) is None:
        return op in ("!=", "not_in")
    return compared(number(found), op, exact(wanted))


def compared(found: Any, op: str, wanted: Any) -> bool:
    match op:
        case "=":
            return bool(found == wanted)
        case "!=":
            return bool(found != wanted)
        case ">":
            return bool(found > wanted)
        case ">=":
            return bool(found >= wanted)
        case "<":
            return bool(found < wanted)
        case "<=":
            return bool(found <= wanted)
        case "in":
            return found in wanted
    return found not in wanted


def concerns(campaign: Document, rule: Document, activity: Document) -> bool:
    return bool(
        within(activity["day"], campaign)
        and (not campaign.get("rules") or rule["key"] in campaign["rules"])
        and (not campaign.get("types") or activity["type"] in campaign["types"])
        and (not campaign.get("teams") or set(campaign["teams"]) & set(activity["path"] or []))
        and (not campaign.get("tags") or set(campaign["tags"]) & set(activity["tags"] or []))
    )


def counting(plan: Document, running: list[Document]) -> list[Document]:
    """The highest of the campaigns that run, or all where they multiply each other."""
    if plan.get("campaign_overlap") == "product" or not running:
        return running
    return [max(running, key=lambda c: Fraction(str(c["multiply"])))]


def product(campaigns: list[Document]) -> Fraction:
    found = Fraction(1)
    for campaign in campaigns:
        found *= Fraction(str(campaign["multiply"]))
    return found


def worth(rule: Document, factor: Fraction, activity: Document) -> int:
    award, times = rule["award"], 1
    if "per" in award:
        measured = number(value(award["of"], activity)) if value(award["of"], activity) is not None else None
        if measured is None:
            return 0
        times = int(abs(measured) // Decimal(str(award["per"]))) * (1 if measured > 0 else -1)
    raw = factor * award["points"] * times
    rounded = int(abs(raw) + Fraction(1, 2)) * (1 if raw > 0 else -1)
    rounded = max(-MOST, min(MOST, rounded))
    least, most = award.get("min"), award.get("max")
    if least is None and most is not None:
        least = -most
    rounded = rounded if least is None else max(rounded, least)
    return rounded if most is None else min(rounded, most)


def recipients(to: str, points: int, activity: Document, employees: dict[str, int]) -> list[tuple[int, int]]:
    if to == "team":
        members = activity["members"] or []
        share, rest = divmod(abs(points), len(members)) if members else (0, 0)
        sign = 1 if points > 0 else -1
        return [(m, sign * (share + (place < rest))) for place, m in enumerate(members)]
    if to == "collaborators":
        return [(c, points) for c in activity["collaborators"] or [] if c != activity["employee"]]
    if to.startswith("attributes."):
        found = value(to, activity)
        holder = None if found is None else employees.get(text(found))
    else:
        holder = activity[to]
    return [] if holder is None else [(holder, points)]
