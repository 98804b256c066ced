"""A month of ordinary work in the trade of each starter: what a team of three records, made from the forms of its activity types."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.deciding import approve
from services.people.people import put_customers, put_employees, put_team
from services.plans.starters import starter_types
from tests.promises.history import act, at, send

Document = dict[str, Any]
STAFF = ("E1", "E2", "E3")
CUSTOMERS_EACH = 12
ALONE = ("attributes.order", "attributes.course")
"""Texts that are the same for several acts; every other text of an attribute names one case."""

ONE_MONTH: dict[str, dict[str, int]] = {
    "field_sales": {
        "customer_visited": 40,
        "customer_created": 8,
        "deal_won": 4,
        "satisfaction_rated": 4,
        "colleague_helped": 2,
        "ice_breaker_done": 1,
    },
    "retail": {
        "follower_added": 12,
        "member_joined": 10,
        "anniversary_greeted": 12,
        "first_order": 10,
        "repeat_order": 16,
        "order_reviewed": 6,
        "colleague_helped": 2,
        "member_won_back": 1,
        "order_returned": 1,
    },
    "education": {
        "trial_booked": 10,
        "trial_attended": 8,
        "lesson_attended": 120,
        "enrolled": 3,
        "course_renewed": 4,
        "referral_enrolled": 1,
        "course_completed": 3,
        "satisfaction_rated": 3,
        "lesson_covered": 2,
        "class_renewed": 1,
        "fee_refunded": 1,
    },
    "b2b_services": {
        "client_met": 20,
        "proposal_sent": 4,
        "cooperation_agreed": 1,
        "service_purchased": 3,
        "milestone_met": 3,
        "payment_received": 4,
        "satisfaction_rated": 2,
        "contract_completed": 1,
        "colleague_helped": 2,
        "reference_won": 1,
    },
    "saas": {
        "account_active": 48,
        "feature_tried": 12,
        "content_shared": 4,
        "onboarding_done": 2,
        "subscription_renewed": 5,
        "account_expanded": 2,
        "satisfaction_rated": 6,
        "knowledge_shared": 1,
        "colleague_helped": 2,
        "account_saved": 1,
    },
    "finance_insurance": {
        "needs_reviewed": 12,
        "event_attended": 12,
        "contract_signed": 4,
        "contract_kept": 6,
        "claim_assisted": 3,
        "satisfaction_rated": 4,
        "complaint_upheld": 1,
        "joint_visit": 3,
        "contract_reinstated": 1,
    },
    "manufacturing": {
        "dealer_visited": 40,
        "stock_counted": 10,
        "dealer_order": 10,
        "dealer_opened": 1,
        "complaint_closed": 2,
        "satisfaction_rated": 2,
        "colleague_helped": 2,
        "product_listed": 1,
        "goods_returned": 1,
    },
}
"""By starter and type, how often one person records it in four weeks."""


def people(database: Database) -> None:
    """A team of three, each with customers of their own."""
    put_team(database, COMMAND_LINE, "T", {"name": "T"}, now=at(-50))
    put_employees(database, COMMAND_LINE, [{"code": code, "name": code, "team": "T"} for code in STAFF], now=at(-49))
    files = [{"code": f"{code}-{n}", "name": f"{code}-{n}", "owner": code} for code in STAFF for n in range(CUSTOMERS_EACH)]
    put_customers(database, COMMAND_LINE, files, now=at(-48))


def month(starter: str) -> list[Document]:
    """Every act of the month, spread over its twenty working days."""
    forms, numbers = dict(starter_types(starter)), iter(range(1, 10_000))
    return [
        filled(kind, forms[kind], next(numbers), who, f"{who}-{turn % CUSTOMERS_EACH}", hours=_hours(turn, often))
        for who in STAFF
        for kind, often in ONE_MONTH[starter].items()
        for turn in range(often)
    ]


def _hours(turn: int, often: int) -> float:
    day = turn * 20 // often
    return day // 5 * 7 * 24 + day % 5 * 24 + turn % 6


def filled(kind: str, form: Document, number: int, who: str, customer: str, *, hours: float = 0) -> Document:
    """An activity with every field of its form, filled in as somebody would whose work went well."""
    found: Document = {"attributes": {}}
    for field in form["fields"]:
        name = field["name"]
        if name.startswith("attributes."):
            found["attributes"][name.removeprefix("attributes.")] = _value(field, number)
        else:
            found[name] = _plain(name, who, customer, number)
    return act(number, kind, hours, employee=who, **found)


def _plain(name: str, who: str, customer: str, number: int) -> object:
    return {
        "customer": customer,
        "amount": "1000.00",
        "quantity": "10",
        "collaborators": [STAFF[(STAFF.index(who) + 1) % len(STAFF)]],
        "evidence": [{"name": "photo.jpg", "sha256": f"{number:064x}"}],
    }.get(name, "said")


def _value(field: Document, number: int) -> object:
    kind, name = field.get("kind", "text"), field["name"]
    if kind == "flag":
        return True
    if kind == "number":
        return {"attributes.attendance": 95, "attributes.stars": 5, "attributes.year": 2}.get(name, 0)
    return "one" if name in ALONE else f"case {number}"


def recorded(database: Database, acts: list[Document], *, hours: float = 700) -> Iterator[tuple[str, str, int]]:
    """(holder, rule, points) of everything, once it is recorded and what waits is approved. Nothing may be refused."""
    for sent, outcome in zip(acts, send(database, acts, hours=hours), strict=True):
        assert outcome.status in ("accepted", "pending"), (sent, outcome.error)
        yield from outcome.points
        if outcome.status == "pending":
            decided = approve(database, COMMAND_LINE, "test", sent["external_id"], now=at(hours + 1))
            yield from ((one["holder"], one["rule"], one["points"]) for one in decided["points"])


def totals(points: list[tuple[str, str, int]], kind: str = "employee") -> Counter[str]:
    """Points by holder of a kind."""
    found: Counter[str] = Counter()
    for holder, _, earned in points:
        if holder.startswith(kind):
            found[holder] += earned
    return found
