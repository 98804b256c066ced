"""What the page of one activity reads: as fresh as the moment, and no more than whoever looks may see."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from services.activities import catalogue, evidence, verdicts
from services.errors import Forbidden, Unknown
from services.explanations import explaining
from ui.data import database, version
from ui.i18n import language
from ui.shared import once_per
from ui.sign_in import Viewer

Document = dict[str, Any]


def activity(me: Viewer, source: str, external_id: str) -> Document:
    """As `services.explanations.explaining.activity`. Raises Unknown, Forbidden."""
    return explaining.activity(database(), me.actor, source, external_id, language=language())


def why_not(me: Viewer, found: Document) -> Forbidden | None:
    """Why the reader may not decide or reverse an activity; None where they may."""
    return verdicts.why_not(database(), me.actor, found["source"], found["external_id"])


def activity_type(me: Viewer, key: str) -> Document:
    """As `services.activities.catalogue.get_type`."""
    return once_per(version().directory_revision, ("activity type", key), lambda: catalogue.get_type(database(), me.actor, key))


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo in the page itself, so that no address serves it. data: None where another system keeps it."""

    name: str
    data: str | None


def photos(me: Viewer, found: Document) -> list[Photo]:
    """The photos that an activity names, for whoever may see it."""
    return [Photo(proof["name"], _data(me, found, proof["sha256"])) for proof in found["evidence"]]


def _data(me: Viewer, found: Document, sha256: str) -> str | None:
    try:
        content = evidence.photo(database(), me.actor, sha256, found["source"], found["external_id"])
    except Unknown:
        return None
    return f"data:image/jpeg;base64,{b64encode(content).decode()}"
