"""What pages read of rescores: what one would change, kept for a minute; which there were."""

from services.activities.recording import now_micros
from services.plans import planning
from services.tuning import rescoring, telling_rescores
from services.tuning.telling_rescores import Awaited, PastRescore
from ui.components.period_picker import Picked
from ui.components.tuning.rescore_seen import Seen, seen_of
from ui.data import database, version
from ui.reading import shared_by
from ui.shared import once_per
from ui.sign_in import Viewer

MINUTE = 60 * 1_000_000


def preview(me: Viewer, picked: Picked) -> Seen:
    """What scoring the period again would change, at most a minute old. Raises what `rescoring.preview` raises."""
    stands = version().directory_revision, now_micros() // MINUTE, picked.period.id
    return once_per(stands, ("rescore", shared_by(me)), lambda: _preview(me, picked))


def _preview(me: Viewer, picked: Picked) -> Seen:
    return seen_of(rescoring.preview(database(), me.actor, period=picked.period.kind, on=picked.on))


def may_publish(me: Viewer) -> bool:
    """Whether the reader may score a period again at all, as the organisation has it at this moment."""
    stands = version().directory_revision
    return once_per(stands, ("may publish", me.actor.role, me.actor.scopes), lambda: planning.may_publish(database(), me.actor))


def past(me: Viewer) -> tuple[PastRescore, ...]:
    """Every rescore, the newest first."""
    return once_per(version().directory_revision, "rescores", lambda: telling_rescores.rescores(database(), me.actor))


def awaited(me: Viewer) -> Awaited | None:
    """The version that waits for a rescore."""
    return once_per(version().directory_revision, "awaited rescore", lambda: telling_rescores.awaited(database(), me.actor))
