"""Explaining one entry of the ledger: the row, how its points were reckoned, and of one that takes back, what it takes back."""

from typing import Any

from db import activities, ledger
from db.engine import Database, Session
from scoring.periods import business_day
from scoring.plan import HolderKind
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.activities.seeing import sight_of
from services.boards.standings import account_of
from services.boards.statements import KIND, entry_document
from services.errors import Unknown
from services.explanations.explaining import trace
from services.explanations.lack_sentences import Words
from services.explanations.reckonings import reckoning_document, veil_of
from services.explanations.sentences import language_of
from services.reaching import require_holder
from services.world import World, world

Document = dict[str, Any]
SCORED = ("earned", "rescore")


def entry(
    database: Database, actor: Actor, kind: HolderKind, code: str, entry_id: int, *, language: str = "en", now: int | None = None
) -> Document:
    """The holder's ledger row with this id, as `statements.entries` gives it, with `reckoning` and `takes_back`.

    reckoning: as `services/explanations/reckonings.py` says, by the rule and version of the entry, as of its place in the order of scoring; null where no
    rule made it. takes_back: the entry that a reversal takes back, with its reckoning; else null. Raises Unknown, Forbidden.
    """
    require(actor, Act.READ_POINTS)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, kind, code, today)
        account = account_of(session, KIND[kind], code)
        row = ledger.entry(session, account, entry_id)
        if row is None:
            raise Unknown(f"{kind.value} {code} has no entry with the id {entry_id}", field="id")
        before = ledger.entry(session, account, row["reverses_id"]) if row["reverses_id"] is not None else None
        asking = (session, here, actor, f"{kind.value}:{code}", today, language_of(language))
        taken = entry_document(here, before, language) | {"reckoning": _reckoning(*asking, before)} if before else None
        return entry_document(here, row, language) | {"reckoning": _reckoning(*asking, row), "takes_back": taken}


def _reckoning(session: Session, here: World, actor: Actor, holder: str, today: int, language: str, row: Document) -> Document | None:
    if row["kind"] not in SCORED or row["activity_id"] is None or row["plan_version"] is None or row["rule_id"] is None:
        return None
    found = activities.one(session, row["source"], row["external_id"])
    assert found is not None
    version, type_key = here.plan_numbered(row["plan_version"]), here.type_keys[row["type_id"]]
    rescored = here.rescored_when_made(row["id"], is_rescore=row["kind"] == "rescore")
    seen = trace(session, here, row["activity_id"], version, row["order_id"], rescored=rescored)
    reckonings = seen.reckonings(type_key)
    words = Words(language, here, version.plan, type_key)
    veil = veil_of(session, here, found, sight_of(session, here, actor, Act.READ_POINTS, found, today))
    for reckoning, parts in zip(reckonings, seen.in_parts(reckonings), strict=True):
        if reckoning.holder == row["account_id"] and reckoning.rule.key == here.rule_keys[row["rule_id"]]:
            return reckoning_document(reckoning, parts, version, holder, words, veil)
    return None
