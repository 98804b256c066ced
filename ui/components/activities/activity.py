"""One activity: what was sent, what it earned by which rule, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from babel.lists import format_list

from services.access import Act, Reach
from services.errors import Refusal
from ui import formats
from ui.components import links
from ui.components.activities.reckoning import steps
from ui.components.entries.entries import actor
from ui.i18n import _, label, language
from ui.reading import Here, customer_name, employee_name, holder_name
from ui.reading_activity import Document, activity_type, photos
from ui.refusals import sentence
from ui.rendering import rendered
from ui.sign_in import Viewer

ATTRIBUTE = "attributes."
OWN = "own_activity"
TYPE = "type"


class State(StrEnum):
    """What became of an activity."""

    COUNTS = "counts"
    PENDING = "pending"
    DECLINED = "declined"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; href: where more is told of it. is_long: it has lines of its own."""

    name: str
    value: str
    href: str = ""
    is_long: bool = False


def state_of(found: Document) -> State:
    if found["reversed"]:
        return State.REVERSED
    return State.COUNTS if found["status"] == "accepted" else State(found["status"])


def head(me: Viewer, found: Document, here: Here) -> str:
    """What it is, whose, when, and what became of it, as HTML."""
    words = {
        State.COUNTS: _("counts"),
        State.PENDING: _("waits for approval"),
        State.DECLINED: _("declined"),
        State.REVERSED: _("reversed"),
    }
    state = state_of(found)
    return rendered(
        "activity_head.html",
        title=label(activity_type(me, found["type"])["label"]),
        who=employee_name(me, found["employee"]),
        href=links.to("entries", employee=found["employee"]) if _may_read(me, found["employee"]) else "",
        when=formats.moment(found["occurred_at"], here.now, here.zone),
        state=words[state],
        tone={State.COUNTS: "good", State.PENDING: ""}.get(state, "bad"),
    )


# what was sent --------------------------------------------------------------------------------------------------------------------


def sent(me: Viewer, found: Document, here: Here) -> str:
    """What was sent, as HTML; what is not there is left out."""
    given = [*_people(me, found), *_measures(me, found, here), *_attributes(me, found), *_words(me, found)]
    recorded = _("{moment} by {actor}").format(
        moment=formats.moment(found["recorded_at"], here.now, here.zone), actor=actor(found["actor"])
    )
    given += [Fact(_("Recorded"), recorded), Fact(_("Key"), f"{found['source']} · {found['external_id']}")]
    return rendered("activity_facts.html", facts=[fact for fact in given if fact.value], photos=photos(me, found))


def _people(me: Viewer, found: Document) -> list[Fact]:
    customer = found["customer"]
    return [
        Fact(_("Customer"), customer_name(me, customer), links.to("customer", code=customer)) if customer else Fact("", ""),
        Fact(_("With"), format_list([employee_name(me, code) for code in found["collaborators"]], locale=formats.NUMBERS[language()])),
    ]


def _may_read(me: Viewer, employee: str | None) -> bool:
    """Whether it is worth leading the reader to somebody's entries; those out of reach are refused there."""
    return employee is not None and (employee == me.employee or me.actor.reach(Act.READ_POINTS) > Reach.OWN)


def _measures(me: Viewer, found: Document, here: Here) -> list[Fact]:
    words = _form_words(me, found)
    return [
        Fact(words.get("amount", _("Amount")), formats.money(found["amount"], here.currency) if found["amount"] else ""),
        Fact(words.get("quantity", _("Quantity")), formats.amount(found["quantity"]) if found["quantity"] else ""),
        Fact(words.get("channel", _("Channel")), found["channel"] or ""),
    ]


def _attributes(me: Viewer, found: Document) -> list[Fact]:
    words = _form_words(me, found)
    return [Fact(words.get(f"{ATTRIBUTE}{name}", name), _said(value)) for name, value in (found["attributes"] or {}).items()]


def _words(me: Viewer, found: Document) -> list[Fact]:
    return [Fact(_form_words(me, found).get("note", _("Note")), found["note"] or "", is_long=True)]


def _form_words(me: Viewer, found: Document) -> dict[str, str]:
    """What the recording form of the type calls its fields, where it has words of its own."""
    fields = activity_type(me, found["type"])["fields"]
    return {field["name"]: label(field["label"]) for field in fields if field["label"]}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value).replace("-", formats.MINUS) if isinstance(value, int | float) else str(value)


# what it earned, and what became of it --------------------------------------------------------------------------------------------


def earned(me: Viewer, found: Document, here: Here) -> str:
    """Every rule that looked at it, those that gave something first, each with its reckoning, as HTML."""
    rules = sorted(found["rules"], key=lambda rule: -abs(rule["points"]))
    return rendered(
        "activity_rules.html",
        nothing=_("It earned nothing.") if _earned_nothing(found) else "",
        whole=found["explanation"] or "",
        rules=[
            {
                "points": rule["points"],
                "who": holder_name(me, rule["holder"]) if rule["holder"] and rule["points"] else "",
                "because": rule["explanation"],
                "steps": steps(rule["reckoning"], here),
            }
            for rule in rules
        ],
        version=_("Plan version {n}").format(n=found["plan_version"]) if found["plan_version"] else "",
        is_taken_back=state_of(found) is State.REVERSED and any(rule["points"] for rule in rules),
        is_open=state_of(found) is State.PENDING,
    )


def _earned_nothing(found: Document) -> bool:
    """No rule gave anything to anybody, as far as the reader sees all of them."""
    is_scored = found["status"] == "accepted" and bool(found["rules"])
    return is_scored and all(rule["reckoning"] and not rule["points"] for rule in found["rules"])


def would_have_earned(found: Document) -> str:
    """The rules that lacked one thing, as HTML; nothing where there are none. Those for another type stand behind, where that says anything new."""
    lines = [(rule["missing"]["kind"], {"points": rule["points"], "because": rule["explanation"]}) for rule in found["would_have_earned"]]
    near, others = [line for kind, line in lines if kind != TYPE], [line for kind, line in lines if kind == TYPE]
    is_news = bool(near) or _earned_nothing(found)
    return rendered("would_have_earned.html", near=near, others=others) if lines and is_news else ""


def history(found: Document, here: Here) -> str:
    """Who recorded, approved, declined or reversed it, when, and why, as HTML; nothing where it was only recorded."""
    words = {"approved": _("Approved"), "declined": _("Declined"), "reversed": _("Reversed")}
    events = [
        {
            "what": words.get(event["kind"], event["kind"]),
            "kind": event["kind"],
            "when": formats.moment(event["recorded_at"], here.now, here.zone),
            "who": actor(event["actor"]),
            "reason": event["reason"] or "",
        }
        for event in found["history"]
    ]
    return rendered("activity_history.html", steps=events) if events else ""


def why_not_words(refusal: Refusal | None, me: Viewer) -> str:
    """Why whoever may decide in general may not decide this one, where that is because it is their own."""
    return sentence(refusal) if refusal and refusal.code == OWN and me.actor.may(Act.DECIDE) else ""
