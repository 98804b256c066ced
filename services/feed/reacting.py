"""Reacting: whoever is signed in answers to what happened, once with each kind, and may take it back. Nobody applauds themself."""

from db import feed as rows
from db import organisation
from db.engine import Database, Session
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import choice
from services.errors import Conflict, Forbidden, Unknown
from services.feed.kinds import Reaction


def react(database: Database, actor: Actor, item_id: int, kind: str, *, now: int | None = None) -> None:
    """The actor's reaction stands; a second time changes nothing. Raises Invalid, Unknown, Conflict for one's own, Forbidden."""
    wanted = _asked(actor, kind)
    with database.write() as session:
        _require_anothers(session, actor, item_id)
        at = now_micros() if now is None else now
        if rows.react(session, item_id, _number(session, actor), wanted, at=at):
            rows.touch(session)


def unreact(database: Database, actor: Actor, item_id: int, kind: str) -> None:
    """The actor's reaction is taken back; where there was none nothing changes. Raises Invalid, Unknown, Conflict, Forbidden."""
    wanted = _asked(actor, kind)
    with database.write() as session:
        _require_anothers(session, actor, item_id)
        if rows.unreact(session, item_id, _number(session, actor), wanted):
            rows.touch(session)


def _asked(actor: Actor, kind: str) -> Reaction:
    require(actor, Act.READ_FEED)
    if actor.role is None:
        raise Forbidden("Only people who are signed in can react: this is an API key or the command line")
    return choice(Reaction, kind, "kind")


def _require_anothers(session: Session, actor: Actor, item_id: int) -> None:
    found = rows.item(session, item_id) if 0 < item_id < 2**62 else None
    if found is None:
        raise Unknown("This is not in the feed any more: what it told of was taken back", field="item")
    if found.account_id is not None and found.account_id == actor.employee_id:
        raise Conflict("This is about you: leave the applause to others", code="own_item")


def _number(session: Session, actor: Actor) -> int:
    return organisation.intern(session, "actor", "name", [actor.name])[actor.name]
