"""What pages read of a replay: worked out once for a draft as it is, the days, and what stands in the ledger; kept in short."""

import datetime as dt
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from services.plans import planning
from services.tuning import tuning
from ui.components.tuning.replay_days import ReplayDays
from ui.components.tuning.replay_summary import Summary, summary_of
from ui.data import database, version
from ui.reading import shared_by
from ui.shared import once_per
from ui.sign_in import Viewer

Document = Mapping[str, Any]


def digest(document: Document) -> str:
    """The same for two documents that say the same."""
    return sha256(json.dumps(document, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def summary(me: Viewer, document: Document, days: ReplayDays, today: dt.date, *, of: str) -> Summary:
    """What the draft would have changed on the days. of: the draft, of which the newest answer is kept. Raises what `tuning.replay` raises."""
    stands = (digest(document), days, version(), today)
    return once_per(stands, ("replay", of, shared_by(me)), lambda: summary_of(_replayed(me, document, days)))


def _replayed(me: Viewer, document: Document, days: ReplayDays) -> tuning.Replay:
    return tuning.replay(database(), me.actor, document, from_on=days.from_on, to_on=days.to_on)


def published(me: Viewer) -> Document:
    """The document of the newest version. Raises Unknown where nothing was published."""
    plan: Document = once_per(version().directory_revision, "newest plan", lambda: planning.get(database(), me.actor)["plan"])
    return plan
