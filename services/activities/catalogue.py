"""The catalogue: which types of activity there are, what each must carry, which wait for approval."""

import json
import re

from db import catalogue
from db.catalogue import TypeRow
from db.engine import Database, Session
from services import cursors
from services.access import Act, Actor, require
from services.activities.forms import ATTRIBUTE, both_languages, is_attribute, read_form, written
from services.documents import Answer, Document, given, page_of, page_size
from services.errors import Invalid, Unknown
from services.values import no_others, shown, text_list
from services.world import ActivityType, world
from services.writing import writing

TYPE = frozenset({"label", "requires", "approval", "fields", "active", "icon"})
FIELDS = ("employee", "customer", "amount", "quantity", "channel", "collaborators", "note", "evidence")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", re.ASCII)
ICON = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)


def put_type(database: Database, actor: Actor, key: str, document: Document, *, now: int | None = None) -> Answer:
    """The activity type stands so; what the document leaves out stays as it was. Raises Invalid, Forbidden."""
    with writing(database, actor, Act.MANAGE_CATALOGUE, now=now) as desk:
        was = desk.world.types.get(key)
        new = read_type(key, was, document)
        if new != was:
            write_type(desk.session, new)
            desk.touch_directory()
        desk.audit("put type", f"type:{key}", _answer(new))
        return _answer(new)


def get_type(database: Database, actor: Actor, key: str) -> Answer:
    """Raises Unknown, Forbidden."""
    _require_reading(actor)
    with database.read() as session:
        found = world(database, session).types.get(key)
    if found is None:
        raise Unknown(f"no activity type has the key {shown(key)}", field="key")
    return _answer(found)


def list_types(database: Database, actor: Actor, *, limit: int = 100, cursor: str | None = None) -> Answer:
    """Activity types in the order of their making."""
    _require_reading(actor)
    most, after = page_size(limit), cursors.read_number(cursor)
    with database.read() as session:
        types = world(database, session).types.values()
    found = [kind for kind in types if kind.id > after][: most + 1]
    return page_of([kind.id for kind in found], [_answer(kind) for kind in found[:most]])


def _require_reading(actor: Actor) -> None:
    """Who records, reads plans or keeps the catalogue needs to know it."""
    if not (actor.may(Act.MANAGE_CATALOGUE) or actor.may(Act.RECORD)):
        require(actor, Act.READ_PLAN)


def _key(key: object) -> str:
    if isinstance(key, str) and KEY.fullmatch(key):
        return key
    message = f"key must be 1 to 80 letters, digits, '_', '.' or '-', not beginning with a sign, not {shown(key)}"
    raise Invalid(message, field="key")


def read_type(key: str, was: ActivityType | None, document: Document) -> ActivityType:
    """The type that a document describes, with what it leaves out as it was. Raises Invalid."""
    _key(key)
    no_others(document, TYPE)
    if was is None and "label" not in document:
        raise Invalid("label is missing: a new activity type needs one", field="label", code="missing")
    label = both_languages(document["label"], "label") if "label" in document else was.label if was else {}
    requires = given(document, "requires", was.requires if was else (), _requires)
    approval = given(document, "approval", was.needs_approval if was else False, _flag)
    form = given(document, "fields", was.form if was else (), read_form)
    active = given(document, "active", was.is_active if was else True, _flag)
    icon = given(document, "icon", was.icon if was else None, _icon)
    return ActivityType(was.id if was else 0, key, label, requires or (), bool(approval), form or (), active is not False, icon)


def write_type(session: Session, kind: ActivityType) -> None:
    """The type stands so; the caller holds the head, and lets the world be read anew."""
    row = TypeRow(
        id=kind.id,
        key=kind.key,
        label_en=kind.label["en"],
        label_zh=kind.label["zh"],
        requires=json.dumps(kind.requires, ensure_ascii=False),
        approval=int(kind.needs_approval),
        form=written(kind.form),
        active=int(kind.is_active),
        icon=kind.icon,
    )
    catalogue.put_type(session, row)


def _requires(value: object, field: str) -> tuple[str, ...]:
    names = dict.fromkeys(text_list(value, field))
    for name in names:
        if name not in FIELDS and not is_attribute(name):
            known = ", ".join((*FIELDS, f"{ATTRIBUTE}NAME"))
            raise Invalid(f"{field} holds the unknown field {shown(name)}: known are {known}", field=field)
    return tuple(names)


def _flag(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{field} must be true or false, not {shown(value)}", field=field)
    return value


def _icon(value: object, field: str) -> str:
    if isinstance(value, str) and ICON.fullmatch(value):
        return value
    raise Invalid(f"{field} must be the name of a Material symbol such as storefront, not {shown(value)}", field=field)


def _answer(kind: ActivityType) -> Answer:
    return {
        "key": kind.key,
        "label": dict(kind.label),
        "requires": list(kind.requires),
        "approval": kind.needs_approval,
        "fields": [field.answer() for field in kind.form],
        "active": kind.is_active,
        "icon": kind.icon,
    }
