"""One customer: points, profile, what was done, and the form that changes them."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from services.access import Act
from services.activities.listing_activities import ActivityLine, State
from services.errors import Refusal
from services.people import customers
from ui import formats
from ui.components import dialogs, links
from ui.components.frame import facts, wrong
from ui.components.paging import more
from ui.components.pickers import employee_picker
from ui.components.tiles import Tile, in_a_row
from ui.data import database
from ui.i18n import _, label
from ui.reading import Here, employee_name, tier_label
from ui.rendering import put, show
from ui.sign_in import Viewer


def points_card(statement: dict[str, Any], here: Here) -> None:
    """What the customer has: to spend, this month, all in all, and what ends when."""
    worth = Decimal(statement["balance"]) * Decimal(here.points_to_money) / 1000
    ending = statement["expiring"][:1]
    tiles = [
        Tile(_("Balance"), formats.number(statement["balance"]), formats.money(str(worth), here.currency)),
        Tile(_("This month"), formats.number(statement["score"]["month"]), _place(statement["rank"]["month"])),
        Tile(_("This year"), formats.number(statement["score"]["year"]), _place(statement["rank"]["year"])),
        Tile(_("Level"), tier_label(statement["tier"]), formats.points(statement["lifetime"])) if statement["tier"] else None,
        Tile(_("Ends next"), formats.number(ending[0]["points"]), formats.day(ending[0]["on"], here.today)) if ending else None,
        Tile(_("Debt"), formats.number(statement["debt"]), _("repaid by the next points")) if statement["debt"] else None,
    ]
    put(in_a_row(tiles))


def _place(rank: int | None) -> str:
    return "" if rank is None else _("place {rank}").format(rank=formats.number(rank))


def profile(found: dict[str, Any], me: Viewer) -> None:
    """What is known of the customer; what is masked stays masked."""
    birthday = formats.calendar_day(found["birthday"], dt.date.fromisoformat(found["birthday"])) if found["birthday"] else ""
    facts(
        [
            (_("Belongs to"), employee_name(me, found["owner"]) or _("nobody yet")),
            (_("Phone"), found["phone"] or ""),
            (_("Email"), found["email"] or ""),
            (_("Birthday"), birthday),
            (_("How they came to us"), found["channel"] or ""),
            (_("Tags"), formats.listed(found["tags"])),
            *((str(name), str(value)) for name, value in found["attributes"].items()),
        ]
    )


def activities(found: Sequence[ActivityLine], here: Here) -> None:
    """What was done, newest first, each line leading to the activity."""
    show("activities.html", lines=[_line(one, here) for one in found])
    more("customer")


def _line(one: ActivityLine, here: Here) -> dict[str, object]:
    about = one.facts
    states = {State.PENDING: _("waits for approval"), State.DECLINED: _("declined"), State.REVERSED: _("reversed"), State.ACCEPTED: ""}
    return {
        "what": label(about.type_label),
        "who": about.employee.name if about.employee else "",
        "amount": formats.money(str(about.amount), here.currency) if about.amount is not None else "",
        "when": formats.moment(about.occurred_at, here.now, here.zone),
        "points": one.points,
        "state": states[one.status],
        "is_bad": one.status in (State.DECLINED, State.REVERSED),
        "href": links.to("activity", source=about.source, id=about.external_id),
    }


EDIT = "customer_edit"


def edit_button() -> None:
    dialogs.opener(_("Edit"), EDIT, icon=":material/edit:", key="customer_edit_open", type="tertiary")


def editing(found: dict[str, Any]) -> None:
    """The dialog that changes the customer, where `edit_button` opened it."""
    dialogs.shown(EDIT, _("Edit"), Act.MANAGE_PEOPLE, partial(_edited, found))


def _edited(found: dict[str, Any], me: Viewer) -> bool:
    document = _form(me, found)
    if document is None:
        return False
    try:
        customers.put_customer(database(), me.actor, found["code"], document)
    except Refusal as refusal:
        wrong(refusal)
        return False
    st.toast(_("Saved"), icon=":material/check:")
    return True


def _form(me: Viewer, found: dict[str, Any]) -> dict[str, object] | None:
    """What was typed, when it is sent."""
    owner = employee_picker(me, "customer_owner", _("Belongs to"), chosen=found["owner"])
    with st.form("customer_form", border=False):
        words = {"name": _("Name"), "phone": _("Phone"), "email": _("Email"), "channel": _("How they came to us")}
        typed = {name: st.text_input(words[name], value=found[name] or "", key=f"customer_{name}", max_chars=200) for name in words}
        tags = st.text_input(_("Tags"), value=", ".join(found["tags"]), key="customer_tags", help=_("Separate them by commas."))
        if not st.form_submit_button(_("Save"), type="primary", key="customer_send"):
            return None
    document: dict[str, object] = {name: value.strip() or None for name, value in typed.items()}
    listed = [tag.strip() for tag in re.split("[,，、]", tags) if tag.strip()]
    return {**document, "tags": listed} | ({"owner": owner} if owner else {})
