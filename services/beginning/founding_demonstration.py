"""Founding a demonstration: an empty database becomes the demonstration with whoever holds the link as its administrator, at once or not at all."""

from db.engine import Database
from db.together import together
from services.access import Actor, Role
from services.beginning.demonstrating import FULL, Size, fill, unwatched
from services.beginning.demonstration.story import Progress
from services.beginning.founding import found_admin
from services.sign_in.signing_in import HOME, sign_in
from services.sign_in.user_names import actor_name


def found_demonstration(
    database: Database,
    secret: str,
    *,
    user: str,
    password: str,
    locale: str,
    language: str | None = None,
    address: str | None = None,
    following: str = HOME,
    progress: Progress = unwatched,
    size: Size = FULL,
) -> str:
    """The demonstration stands, and its first administrator; a ticket that leads them in, made at the end because filling takes its time.

    secret: of the link that the server printed, used up by this. progress: activities recorded, and of how many. Raises what
    `founding.found_admin` and `demonstrating.fill` raise; then nothing stands, and the link still works.
    """
    with together(database) as stage:
        found_admin(stage, secret, user, password, language=language)
        fill(stage, Actor(actor_name(user), role=Role.ADMIN), locale=locale, progress=progress, size=size)
    return sign_in(database, user, password, address=address, following=following)
