"""Verdicts: whether somebody may decide or reverse an activity, asked before they try."""

from db import activities
from db.engine import Database
from scoring.periods import business_day
from services.access import Act, Actor
from services.activities.impartiality import require_deciding
from services.activities.recording import now_micros
from services.activities.seeing import sight_of
from services.errors import Forbidden, Unknown
from services.values import shown
from services.world import world


def why_not(database: Database, actor: Actor, source: str, external_id: str, *, now: int | None = None) -> Forbidden | None:
    """None where the actor may approve, decline or reverse an activity that they see; else what they would be told. Raises Unknown, Forbidden."""
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        found = activities.one(session, source, external_id)
        sight_of(session, here, actor, Act.READ_POINTS, found, today)
        if found is None:
            raise Unknown(f"no activity has the key {shown(source)} {shown(external_id)}", field="external_id")
        try:
            require_deciding(session, here, actor, found, today)
        except Forbidden as refusal:
            return refusal
        return None
