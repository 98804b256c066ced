"""What the services of the feed do for whoever asks, as `permission_works` has it for the others."""

from db import feed as rows
from db.engine import Database
from services.access import Actor
from services.feed import choices, feed, following, reacting, trying
from tests.promises.history import send
from tests.services.permission_world import NOW, WHO, Work, named

CHOICES = {"deals": {"deal": {}}}


def won(database: Database) -> None:
    """The feed tells of a deal of E1, one of E2 and one of E5."""
    send(database, [named(f"{name}-won", "deal", 499, employee=WHO[name]) for name in ("own", "near", "far")])
    following.follow(database, now=NOW)


def told(database: Database, actor: Actor) -> str:
    """Of how many deals what earned them is named, and how many deals there are."""
    won(database)
    found = feed.latest(database, actor, kinds={"deal"}, now=NOW)
    return f"{sum(one.activity is not None for one in found)}/{len(found)}"


def answered(about: str) -> Work:
    def work(database: Database, actor: Actor) -> object:
        won(database)
        return reacting.react(database, actor, _item(database, about), "applause", now=NOW)

    return work


def taken_back(database: Database, actor: Actor) -> object:
    won(database)
    return reacting.unreact(database, actor, _item(database, "far"), "applause")


def _item(database: Database, about: str) -> int:
    """The item of a deal."""
    with database.read() as session:
        activity = session.value("SELECT id FROM activity WHERE external_id = :name", name=f"{about}-won")
        return next(row.id for row in rows.items(session, limit=100) if row.activity_id == activity)


def works() -> dict[str, Work]:
    """By the name of the service, which may have several rows."""
    return {
        "feed.latest": told,
        "reacting.react/own": answered("own"),
        "reacting.react/far": answered("far"),
        "reacting.unreact": taken_back,
        "choices.choices": choices.choices,
        "choices.choose": lambda d, a: choices.choose(d, a, CHOICES, revision=0, now=NOW),
        "trying.tried": lambda d, a: trying.tried(d, a, CHOICES, now=NOW),
    }
