"""Recording by hand: what somebody has put into a form is recorded, and answered with what it earned and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.engine import Database
from services.access import Act, Actor, require
from services.activities import evidence, intake
from services.activities.outcomes import Status
from services.activities.recording import now_micros, record, submission
from services.errors import Conflict
from services.explanations import explaining
from services.world import world

SOURCE = "laurel"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of it. status: accepted, pending or duplicate; document: the activity with every rule that looked at it."""

    status: Status
    points: tuple[tuple[str, str, int], ...]
    document: Mapping[str, Any]


def record_by_hand(
    database: Database, actor: Actor, item: Mapping[str, object], *, language: str = "en", now: int | None = None
) -> Recorded:
    """The activity stands, once, however often it is sent. item: as the API takes one, without `source`; language: of the explanations.

    Raises Invalid, Unknown where a photo is gone, Conflict where another content stands under its `external_id`, Forbidden.
    """
    require(actor, Act.RECORD)
    at = now_micros() if now is None else now
    with database.read() as session:
        zone = world(database, session).zone
    one = intake.read({**item, "source": SOURCE}, zone=zone, now=at)
    proofs = item.get("evidence")
    if isinstance(proofs, list) and proofs:
        evidence.claim(database, actor, [str(proof["sha256"]) for proof in proofs], now=at)
    [outcome] = record(database, [submission(actor, [(0, one)])], now=now, with_points=True)[0].values()
    if outcome.status is Status.CONFLICT:
        raise Conflict("Something else was recorded from another window meanwhile: nothing was lost, press again to record this too")
    if outcome.error is not None:
        raise outcome.error
    document = explaining.activity(database, actor, SOURCE, one.external_id, language=language)
    return Recorded(outcome.status, outcome.points, document)
