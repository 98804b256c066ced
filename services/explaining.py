"""Explaining: any number back to the activity, the rule and the reason, in words.

To whom everybody is in reach all of it is told; to others as much of an activity, and of whose points, as `services/seeing.py` says.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from config.phrases import LANGUAGES, PHRASES
from db import activities, ledger, people
from db.engine import Database, Session
from scoring.amounts import format_e4
from scoring.batch import BATCH
from scoring.periods import business_day, day_date, instant
from scoring.plan import Condition, Limit, Op, Plan, Rule, Window, attribute_name
from scoring.scoring import propose
from scoring.tracing import Reckoning, Trace, Why
from services.access import Act, Actor, require
from services.errors import Unknown
from services.posting import context_of
from services.recording import now_micros
from services.seeing import KINDS, Sight, sight_of
from services.values import shown
from services.world import PlanVersion, World, world

CUT_FROM = re.compile(r": (-?\d+) cut to -?\d+ by ")
E4 = 10_000
UNSEEN: dict[str, Any] = {"customer_id": None, "note": None, "attributes": None, "evidence": None}
"""What is not told of an activity to whom it is told in part."""


def activity(
    database: Database, actor: Actor, source: str, external_id: str, *, language: str = "en", now: int | None = None
) -> dict[str, Any]:
    """The activity as it was sent, what became of it, and every rule that concerns its type with its points or why it gave none.

    Somebody who does not reach everybody is refused an activity that does not exist in the words for one out of reach. One
    that they see in part lacks customer, note, attributes, evidence and the reasons of decisions (null or empty). A rule that
    gave points only to others is one line without holder, 0 points, that says so. Raises Unknown, Forbidden.
    """
    require(actor, Act.READ_POINTS)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        found = activities.one(session, source, external_id)
        sight = sight_of(session, here, actor, Act.READ_POINTS, found, today)
        if found is None:
            raise Unknown(f"no activity has the key {shown(source)} {shown(external_id)}", field="external_id")
        events = activities.events(session, found["id"])
        version = _version(here, found, events)
        status = "pending" if found["pending"] and not events else next((e["kind"] for e in events if e["kind"] == "declined"), "accepted")
        return {
            **_document(session, here, found if sight.is_whole else found | UNSEEN),
            "status": status,
            "reversed": any(e["kind"] == "reversed" for e in events),
            "plan_version": version.version if version else None,
            "rules": _rules(session, here, found, events, sight, _language(language)),
            "explanation": _whole(here, found, events, status, _language(language)),
            "history": [
                {
                    "kind": e["kind"],
                    "actor": e["actor"],
                    "reason": e["reason"] if sight.is_whole else None,
                    "recorded_at": _moment(here, e["recorded_at"]),
                }
                for e in events
            ],
        }


def _language(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _moment(here: World, at: int) -> str:
    return instant(at).astimezone(here.zone).isoformat()


def _document(session: Session, here: World, found: dict[str, Any]) -> dict[str, Any]:
    listed = json.loads(found["collaborators"]) if found["collaborators"] else []
    who = [i for i in (found["employee_id"], found["customer_id"], *listed) if i is not None]
    codes = {i: code for i, (_, code, _) in people.codes_of(session, who).items()}
    return {
        "type": here.type_keys[found["type_id"]],
        "source": found["source"],
        "external_id": found["external_id"],
        "occurred_at": _moment(here, found["occurred_at"]),
        "business_day": day_date(found["occurred_on"]).isoformat(),
        "employee": codes.get(found["employee_id"]),
        "customer": codes.get(found["customer_id"]),
        "amount": _decimal(found["amount_e4"]),
        "quantity": _decimal(found["quantity_e4"]),
        "channel": found["channel"],
        "collaborators": [codes[i] for i in listed],
        "attributes": json.loads(found["attributes"]) if found["attributes"] else {},
        "note": found["note"],
        "evidence": json.loads(found["evidence"]) if found["evidence"] else [],
        "recorded_at": _moment(here, found["recorded_at"]),
        "actor": found["actor"],
    }


def _decimal(amount_e4: int | None) -> str | None:
    return None if amount_e4 is None else format_e4(amount_e4)


def _version(here: World, found: dict[str, Any], events: list[dict[str, Any]]) -> PlanVersion | None:
    """The version that scored the activity; of a pending one, the version that would."""
    number = next((e["plan_version"] for e in events if e["kind"] == "approved"), found["plan_version"])
    if number is not None:
        return here.plan_numbered(number)
    return here.plan_at(found["occurred_at"]) if found["pending"] and not events else None


def _whole(here: World, found: dict[str, Any], events: list[dict[str, Any]], status: str, language: str) -> str | None:
    if status in ("pending", "declined"):
        return PHRASES[language][status]
    return None if _version(here, found, events) else PHRASES[language]["no_plan"]


def _rules(
    session: Session, here: World, found: dict[str, Any], events: list[dict[str, Any]], sight: Sight, language: str
) -> list[dict[str, Any]]:
    version = _version(here, found, events)
    if version is None or any(e["kind"] == "declined" for e in events):
        return []
    order = next((e["id"] for e in events if e["kind"] == "approved"), ledger.NEVER if found["pending"] else found["id"])
    waiting = found["pending"] and not events
    reckonings = trace(session, here, found["id"], version, order).reckonings(here.type_keys[found["type_id"]])
    holders = {r.holder for r in reckonings if r.holder is not None}
    near, codes = sight.near(session, here, holders), people.codes_of(session, list(holders))
    lines: list[dict[str, Any]] = []
    for _, group in groupby(reckonings, key=lambda r: r.rule.key):
        of_rule = list(group)
        lines += [
            _line(r, codes, 0 if waiting else r.points, _reason(r, version.plan, near, language))
            for r in of_rule
            if r.holder is None or r.holder in near | sight.involved
        ] or [_line(replace(of_rule[0], holder=None), codes, 0, _phrase(of_rule[0], "hidden", language))]
    return lines


def _line(reckoning: Reckoning, codes: dict[int, tuple[int, str, str]], points: int, explanation: str) -> dict[str, Any]:
    kind, code, _ = codes[reckoning.holder] if reckoning.holder is not None else (0, "", "")
    return {"key": reckoning.rule.key, "holder": f"{KINDS[kind]}:{code}" if kind else None, "points": points, "explanation": explanation}


def _reason(reckoning: Reckoning, plan: Plan, near: frozenset[int], language: str) -> str:
    if reckoning.holder is None or reckoning.holder in near:
        return sentence(reckoning, plan, language)
    return _phrase(reckoning, "theirs", language)


def _phrase(reckoning: Reckoning, phrase: str, language: str) -> str:
    return PHRASES[language][phrase].format(label=reckoning.rule.label[language], left=reckoning.points)


def trace(session: Session, here: World, activity_id: int, version: PlanVersion, order: int) -> Trace:
    """The activity as the rules of a version see it, with what their limits had used before its place in the order."""
    batch = activities.batch_of(session, [activity_id]).select(*BATCH)
    context = context_of(session, here, batch["snapshot"])
    proposal = propose(batch, version.plan, here.names, context, first_weekday=here.organisation.first_weekday)
    usage = ledger.usage(session, proposal.demands(), proposal.cooldown_demands(), here.rule_ids, before=order)
    return Trace(batch, version.plan, here.names, context, proposal, usage)


def earned_if_approved(session: Session, here: World, activity_ids: list[int], account: int) -> int:
    """The points that waiting activities would give a holder if they were approved now."""
    total = 0
    for activity_id in activity_ids:
        row = activities.batch_of(session, [activity_id]).row(0, named=True)
        version = here.plan_at(row["at"])
        if version is not None:
            found = trace(session, here, activity_id, version, ledger.NEVER).reckonings(here.type_keys[row["type"]])
            total += sum(r.points for r in found if r.holder == account)
    return total


# sentences ------------------------------------------------------------------------------------------------------------------------


def sentence(reckoning: Reckoning, plan: Plan, language: str) -> str:
    """The reckoning in words."""
    say, rule = PHRASES[language], reckoning.rule
    label = rule.label[language]
    if reckoning.why is Why.CONDITION and reckoning.condition is not None:
        return _condition(reckoning.condition, label, language)
    parts = {
        "label": label,
        "to": _field(rule.award.to, say),
        "reckoning": _reckoned(reckoning, plan, language),
        "left": reckoning.points,
        "limit": _limit(reckoning.limit, language) if reckoning.limit else "",
        "used": reckoning.used,
        "hours": format_e4(rule.cooldown.micros // 360_000).rstrip("0").rstrip(".") if rule.cooldown else "",
    }
    return say[reckoning.why.value].format(**parts)


def _reckoned(reckoning: Reckoning, plan: Plan, language: str) -> str:
    say, rule, award = PHRASES[language], reckoning.rule, reckoning.rule.award
    form = "fixed" if award.per_e4 is None else "per"
    text = say[form].format(
        label=rule.label[language],
        points=award.points,
        per=_short(award.per_e4 or 0),
        of=_field(award.of or "", say),
        times=reckoning.times,
        proposed=reckoning.proposed,
    )
    weight_e4 = rule.weight_e4 * plan.category_weights_e4[rule.category] // E4
    more = [say["weight"].format(weight=_short(weight_e4))] if weight_e4 != E4 else []
    if reckoning.campaign:
        label = reckoning.campaign.label[language]
        more.append(say["campaign"].format(campaign=label, multiply=_short(reckoning.campaign.multiply_e4)))
    more += [say["divided"]] if award.to == "team" else []
    return text + (say["beside"].format(more=say["then"].join(more)) if more else "")


def _short(number_e4: int) -> str:
    """A decimal without needless zeros."""
    return format_e4(number_e4).rstrip("0").rstrip(".")


def _limit(limit: Limit, language: str) -> str:
    say = PHRASES[language]
    name, number = ("times", limit.times) if limit.times is not None else ("points", limit.points)
    ever = limit.per is Window.ALL
    text = say[f"{name}_all" if ever else name].format(n=number, window=say.get(limit.per.value, ""))
    return text + (say["same"].format(fields=say["and"].join(_field(field, say) for field in limit.same)) if limit.same else "")


def _condition(wanted: Condition, label: str, language: str) -> str:
    say = PHRASES[language]
    field = _field(wanted.field, say)
    if wanted.op is Op.EXISTS:
        return say["absent" if wanted.flag is False else "exists"].format(label=label, field=field)
    numbers = wanted.numbers_e4 or ()
    shown_numbers = [str(n) if wanted.field == "weekday" else _short(n) for n in numbers]
    values = list(wanted.texts) or shown_numbers or [say[str(wanted.flag).lower()]]
    return say["condition"].format(label=label, field=field, op=say.get(wanted.op, wanted.op.value), value=say["and"].join(values))


def _field(name: str, say: Mapping[str, str]) -> str:
    """What a field of an activity is called."""
    attribute = attribute_name(name)
    return say["attribute"].format(name=attribute) if attribute is not None else say.get(name, name)


def explain_entry(here: World, row: dict[str, Any], language: str) -> str:
    """One ledger row in words, from what stands in it."""
    say, rule = PHRASES[_language(language)], _rule_of(here, row)
    label = rule.label[_language(language)] if rule else (here.rule_keys.get(row["rule_id"]) or row["kind"])
    if row["kind"] == "reversal":
        return say["reversal"].format(points=-row["balance"], label=label, reason=row["reason"])
    if row["kind"] != "earned" or rule is None:
        return say["other"].format(kind=row["kind"], reason=row["reason"])
    award = rule.award
    per = award.per_e4 is not None
    text = say["entry_per" if per else "entry"].format(
        label=label,
        points=row["score"],
        version=row["plan_version"],
        each=award.points,
        per=_short(award.per_e4 or 0),
        of=_field(award.of or "", say),
    )
    amount = say["entry_amount"].format(amount=format_e4(row["amount_e4"])) if award.of == "amount" and row["amount_e4"] is not None else ""
    cut = CUT_FROM.search(row["reason"])
    return text + amount + (say["entry_cut"].format(proposed=cut[1]) if cut else "") + ("。" if language == "zh" else ".")


def _rule_of(here: World, row: dict[str, Any]) -> Rule | None:
    if row["plan_version"] is None or row["rule_id"] is None:
        return None
    rules = here.plan_numbered(row["plan_version"]).plan.rules
    return next((r for r in rules if r.key == here.rule_keys[row["rule_id"]]), None)
