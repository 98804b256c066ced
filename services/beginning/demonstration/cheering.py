"""The feed of the last days, as if it had been followed all along, and what those who can sign in answered to it."""

from db import users
from db.engine import Database
from services.access import Actor, Role
from services.beginning.demonstration.chance import dice
from services.feed.feed import latest
from services.feed.following import follow
from services.feed.kinds import Kind, Reaction
from services.feed.reacting import react
from services.sign_in.user_names import actor_name

LOOKED_AT = 200
CHEERED = {Kind.DEAL: 0.2, Kind.LEADER: 0.6, Kind.GAINED: 0.3, Kind.PERIOD_OVER: 0.9}
"""How likely somebody answers to an item of each kind."""
MINUTES = 60_000_000


def cheer(database: Database, *, now: int, seed: int) -> None:
    """What happened in the last days is told, and answered to."""
    follow(database, now=now, as_lived=True)
    rolled, kinds = dice(seed, "reactions"), list(Reaction)
    for actor in _who(database):
        for item in latest(database, actor, limit=LOOKED_AT, now=now):
            likes, kind, minutes = (
                rolled.random() < CHEERED[item.kind],
                kinds[int(rolled.choice(3, p=(0.6, 0.25, 0.15)))],
                rolled.integers(3, 90),
            )
            if likes and not item.is_mine:
                react(database, actor, item.id, kind, now=min(now, item.at + int(minutes) * MINUTES))


def _who(database: Database) -> list[Actor]:
    with database.read() as session:
        found = sorted(users.users(session), key=lambda user: user.name)
    return [Actor(actor_name(user.name), role=Role(user.role), employee_id=user.account_id) for user in found if user.role != Role.SCREEN]
