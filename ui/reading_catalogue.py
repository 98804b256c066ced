"""What the editor of activity types reads: every type, also those that are not offered, and which rules ask for them."""

from collections import Counter
from functools import partial
from typing import Any

from services.activities import catalogue
from services.errors import Unknown
from services.plans import planning
from ui.data import database, version
from ui.reading import _every
from ui.shared import once_per
from ui.sign_in import Viewer


def every_type(me: Viewer) -> tuple[dict[str, Any], ...]:
    """Every activity type, in the order of their making. Raises Forbidden."""
    listed = partial(catalogue.list_types, database(), me.actor, limit=1_000)
    return once_per(version().directory_revision, "every type", lambda: tuple(_every(listed)))


def rules_by_type(me: Viewer) -> dict[str, int]:
    """How many rules of the newest plan each activity type has; of none where there is no plan."""
    return once_per(version().directory_revision, "rules by type", lambda: _rules(me))


def _rules(me: Viewer) -> dict[str, int]:
    try:
        plan = planning.get(database(), me.actor)["plan"]
    except Unknown:
        return {}
    asked = (rule["activity"] for rule in plan["rules"])
    return dict(Counter(key for one in asked for key in ([one] if isinstance(one, str) else one)))
