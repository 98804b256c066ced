"""What a new organisation can begin with, in plain words."""

import streamlit as st

from services.beginning.starting import starter_plans
from services.plans.starters import StarterPlan, StarterRule
from ui import formats
from ui.i18n import _, label, ngettext
from ui.rendering import show
from ui.text import plain

EMPTY, DEMONSTRATION = "", "demonstration"
CUSTOMER = "customer"
SHARED_PASSWORD_USERS = ("manager", "employee", "screen")


def beginning(key: str) -> str:
    """The key of a starter plan, `EMPTY` or `DEMONSTRATION`. Only their names stand here: nine descriptions would fill a phone."""
    titles = {plan.key: label(plan.label) for plan in starter_plans()}
    titles |= {EMPTY: _("An empty plan"), DEMONSTRATION: _("The demonstration")}
    found = st.radio(
        _("Begin with"),
        list(titles),
        key=key,
        format_func=lambda one: plain(titles[one]),
        label_visibility="collapsed",
        width="stretch",
    )
    return found or EMPTY


def gives(chosen: str, password: str) -> None:
    """What the choice brings."""
    plan = next((plan for plan in starter_plans() if plan.key == chosen), None)
    if plan is not None:
        _rules(plan)
    elif chosen == DEMONSTRATION:
        show(
            "in_short.html",
            sentences=[
                _("An invented organisation with a year behind it, for looking around."),
                _("200 outlets, some hundreds of people and some thousands of customers, all invented, with activities up to today."),
                _("Look around as others do: {users} sign in with the password {password}.").format(
                    users=_(", ").join(SHARED_PASSWORD_USERS), password=password
                ),
                _("It takes about a minute, and needs an empty database: your own organisation gets another one later."),
            ],
        )
    else:
        show("in_short.html", sentences=[_("Activities are recorded and earn nothing until you publish a plan of your own.")])


def _rules(plan: StarterPlan) -> None:
    """Those for employees, then those for customers, each with its reason."""
    mine = [rule for rule in plan.rules if rule.to != CUSTOMER]
    theirs = [rule for rule in plan.rules if rule.to == CUSTOMER]
    show(
        "first_run_gives.html",
        description=label(plan.description),
        groups=[(_("Employees"), [rule_line(rule) for rule in mine]), (_("Customers"), [rule_line(rule) for rule in theirs])],
        note=_("Each can be changed later: weights, limits, new rules."),
    )


def rule_line(rule: StarterRule) -> dict[str, str]:
    """What a rule gives, to whom and why, for `first_run_gives.html`."""
    return {"points": formats.signed(rule.points), "what": _what(rule), "whom": _whom(rule), "why": label(rule.why)}


def _what(rule: StarterRule) -> str:
    name = label(rule.label)
    if rule.per is None:
        return name
    of = {"amount": _("of the amount"), "quantity": _("of the quantity")}.get(rule.of or "", rule.of or "")
    return _("{rule}: for every {per} {of}").format(rule=name, per=rule.per, of=of)


def _whom(rule: StarterRule) -> str:
    return {
        "collaborators": _("to whoever helped"),
        "team": _("shared by the team"),
        "manager": _("to the manager"),
        "owner": _("to whoever looks after the customer"),
    }.get(rule.to, "")


def counted(done: int, of: int) -> str:
    return ngettext("{done} of {of} activity", "{done} of {of} activities", of).format(done=formats.number(done), of=formats.number(of))
