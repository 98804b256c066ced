"""Explaining: any number back to the activity, the rule and the reason, in words and in parts.

To whom everybody is in reach all of it is told; to others as much of an activity, and of whose points, as `services/activities/seeing.py` says.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

from config.phrases import PHRASES
from db import activities, ledger, people
from db.engine import Database, Session
from scoring.amounts import format_e4
from scoring.batch import BATCH, Context
from scoring.periods import business_day, day_date, instant
from scoring.scoring import propose
from scoring.tracing import Parts, Reckoning, Trace
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.activities.seeing import KINDS, Sight, sight_of
from services.errors import Unknown
from services.explanations.lack_sentences import Words
from services.explanations.reckonings import Veil, reckoning_document, veil_of
from services.explanations.sentences import language_of, sentence
from services.explanations.would_have_earned import would_have_earned
from services.ledger.posting import context_of
from services.ledger.spending import spent_at
from services.values import shown
from services.world import PlanVersion, World, world

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
            **_scored(session, here, found, events, sight, language_of(language)),
            "explanation": _whole(here, found, events, status, language_of(language)),
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
    if not found["pending"] or any(e["kind"] == "approved" for e in events):
        place = next((e["id"] for e in events if e["kind"] == "approved"), found["id"])
        number = _last_scored_by(here, found, place, number)
    if number is not None:
        return here.plan_numbered(number)
    return here.plan_at(found["occurred_at"]) if found["pending"] and not events else None


def _last_scored_by(here: World, found: dict[str, Any], place: int, number: int | None) -> int | None:
    row = (np.array([value], dtype=np.int64) for value in (place, found["occurred_on"], found["occurred_at"], number or 0))
    return int(here.scored_by(*row)[0]) or None


def _whole(here: World, found: dict[str, Any], events: list[dict[str, Any]], status: str, language: str) -> str | None:
    if status in ("pending", "declined"):
        return PHRASES[language][status]
    return None if _version(here, found, events) else PHRASES[language]["no_plan"]


def _scored(
    session: Session, here: World, found: dict[str, Any], events: list[dict[str, Any]], sight: Sight, language: str
) -> dict[str, Any]:
    """What every rule made of the activity, and what would have earned besides."""
    version = _version(here, found, events)
    if version is None or any(e["kind"] == "declined" for e in events):
        return {"rules": [], "would_have_earned": []}
    order = next((e["id"] for e in events if e["kind"] == "approved"), ledger.NEVER if found["pending"] else found["id"])
    type_key = here.type_keys[found["type_id"]]
    seen = trace(session, here, found["id"], version, order)
    reckonings = seen.reckonings(type_key)
    telling = Telling(version, Words(language, here, version.plan, type_key), sight, veil_of(session, here, found, sight))
    is_waiting = found["pending"] and not events
    return {
        "rules": _rules(session, here, telling, reckonings, seen.in_parts(reckonings), is_waiting=is_waiting),
        "would_have_earned": would_have_earned(session, here, seen, reckonings, order, sight, telling.veil, telling.words),
    }


@dataclass(frozen=True, slots=True)
class Telling:
    """What an activity was scored by, in which words it is told, and how much of it."""

    version: PlanVersion
    words: Words
    sight: Sight
    veil: Veil


def _rules(
    session: Session, here: World, telling: Telling, reckonings: Sequence[Reckoning], parts: Sequence[Parts], *, is_waiting: bool
) -> list[dict[str, Any]]:
    holders = {r.holder for r in reckonings if r.holder is not None}
    near, codes = telling.sight.near(session, here, holders), people.codes_of(session, list(holders))
    lines: list[dict[str, Any]] = []
    for _, group in groupby(zip(reckonings, parts, strict=True), key=lambda pair: pair[0].rule.key):
        of_rule = list(group)
        lines += [
            _line(r, part, codes, telling, is_waiting=is_waiting, is_near=r.holder is None or r.holder in near)
            for r, part in of_rule
            if r.holder is None or r.holder in near | telling.sight.involved
        ] or [_hidden(of_rule[0][0], telling.words.language)]
    return lines


def _line(
    reckoning: Reckoning, parts: Parts, codes: dict[int, tuple[int, str, str]], telling: Telling, *, is_waiting: bool, is_near: bool
) -> dict[str, Any]:
    """A rule's line; to whom the holder is not near without the reckoning, which tells of the holder's other activities."""
    kind, code, _ = codes[reckoning.holder] if reckoning.holder is not None else (0, "", "")
    holder, words = f"{KINDS[kind]}:{code}" if kind else None, telling.words
    return {
        "key": reckoning.rule.key,
        "holder": holder,
        "points": 0 if is_waiting else reckoning.points,
        "explanation": sentence(reckoning, words.plan, words.language) if is_near else _phrase(reckoning, "theirs", words.language),
        "reckoning": reckoning_document(reckoning, parts, telling.version, holder, words, telling.veil) if is_near else None,
    }


def _hidden(reckoning: Reckoning, language: str) -> dict[str, Any]:
    """The line of a rule that gave points only to others."""
    explanation = _phrase(replace(reckoning, holder=None), "hidden", language)
    return {"key": reckoning.rule.key, "holder": None, "points": 0, "explanation": explanation, "reckoning": None}


def _phrase(reckoning: Reckoning, phrase: str, language: str) -> str:
    return PHRASES[language][phrase].format(label=reckoning.rule.label[language], left=reckoning.points)


def trace(session: Session, here: World, activity_id: int, version: PlanVersion, order: int, *, rescored: int | None = None) -> Trace:
    """The activity as the rules of a version see it, with what their limits had used before its place in the order.

    rescored: after which rescore (`ledger.usage`), None for the last that the activity was scored after.
    """
    batch = activities.batch_of(session, [activity_id]).select(*BATCH)
    return trace_of(session, here, batch, context_of(session, here, batch["snapshot"]), version, order, rescored=rescored)


def trace_of(
    session: Session, here: World, batch: pl.DataFrame, context: Context, version: PlanVersion, order: int, *, rescored: int | None = None
) -> Trace:
    """One activity, recorded or not, as `trace` sees one. batch: one row of `BATCH`."""
    proposal = propose(batch, version.plan, here.names, context, first_weekday=here.organisation.first_weekday)
    after = here.rescored_for(order, batch["day"][0]) if rescored is None else rescored
    usage = ledger.usage(session, proposal.demands(), proposal.cooldown_demands(), here.rule_ids, rescored=after, before=order)
    return Trace(batch, version.plan, here.names, context, proposal, usage, spent_at(session, here, proposal, order, rescored=after))


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
