"""What a wall is told: its scenes, one document of plain JSON, the same for every wall that shows a screen.

Nothing in it is about a customer: names of employees and teams, points, and the labels of activity types. Names are those of boards, in
the screen's language. It is made once per change: keep it by `depends_on`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from db import feed, organisation
from db.engine import Database, Session
from scoring.periods import Period, PeriodKind, business_day, day_date, period_of
from services.access import Actor
from services.activities.recording import now_micros
from services.boards.boards import ranked
from services.boards.standings import Measure, is_final
from services.screens import days, joining
from services.screens.boards import READER, Boards, Look
from services.screens.doors import ScreenView, require_door
from services.screens.happenings import Happenings, happenings
from services.screens.playlists import Scene, SceneKind
from services.screens.words import long_period, said, short_period
from services.world import world

PODIUM, BESIDE = 3, 3
MICROS_PER_MILLI = 1_000
Told = dict[str, Any]


Depends = tuple[int, int, int, int, int, ScreenView, str | None]
"""last entry, revision of the directory, when the ledger was written; revision of the feed; the day; the screen; where a telephone signs in."""


def depends_on(database: Database, screen: ScreenView, *, join_url: str | None = None, now: int | None = None) -> Depends:
    """Equal for as long as `wall` would tell the same. screen: as a door gave it."""
    with database.read() as session:
        head = organisation.head(session)
        told = feed.revision(session)
        today = business_day(now_micros() if now is None else now, world(database, session).zone)
    return head.last_entry_id, head.directory_revision, head.written_at, told, today, screen, join_url


def wall(
    database: Database,
    actor: Actor,
    screen: ScreenView,
    *,
    join_url: str | None = None,
    boards: Boards | None = None,
    now: int | None = None,
) -> Told:
    """What a screen shows at this moment; values of JSON only.

    join_url: where a telephone signs in. boards: gives boards that others share, as `ranked` does. Raises Forbidden.
    """
    require_door(actor, screen)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = day_date(business_day(at, here.zone))
        look = Look(here, screen.playlist, today, boards or partial(ranked, database, READER, now=at))
        teller = _Teller(session, screen, look, happenings(database, look, now=at), join_url)
        return teller.told(organisation.head(session).written_at)


@dataclass(frozen=True, slots=True)
class _Teller:
    session: Session
    screen: ScreenView
    look: Look
    happened: Happenings
    join_url: str | None

    @property
    def language(self) -> str:
        return self.screen.playlist.language

    def told(self, written_at: int) -> Told:
        here, playlist = self.look.here, self.screen.playlist
        period = self.period(playlist.period)
        return {
            "name": self.screen.name,
            "organisation": here.organisation.name,
            "title": self.title(),
            "locale": said(self.language, "locale"),
            "language": self.language,
            "zone": here.organisation.timezone,
            "look": playlist.look,
            "sound": playlist.sound,
            "updated_at": written_at // MICROS_PER_MILLI,
            "period": {
                "kind": period.kind.value,
                "label": long_period(self.language, period),
                "ends_at": ends_at(period, here.zone),
                "is_final": is_final(here, period),
            },
            "scenes": [self.scene(name, scene) for name, scene in named(playlist.scenes) if scene.is_on],
            "strip": self.strip(),
            "celebrations": list(self.happened.celebrations),
        }

    def title(self) -> str:
        names = [self.look.directory.teams[team].name for team in self.look.team_ids]
        return " · ".join(names) or self.look.here.organisation.name

    def period(self, kind: str) -> Period:
        first_weekday = self.look.here.organisation.first_weekday
        return period_of(PeriodKind(kind), (self.look.today - dt.date(1970, 1, 1)).days, first_weekday=first_weekday)

    def strip(self) -> Told:
        """What stands beneath every scene."""
        playlist = self.screen.playlist
        code = joining.qr(self.join_url) if self.join_url and playlist.join else None
        return {"item": self.happened.latest, "race": list(self.look.teams(playlist.period).rows[:BESIDE]), "qr": code}

    def scene(self, name: str, scene: Scene) -> Told:
        """name: by which a wall knows it again."""
        what = {
            SceneKind.PODIUM: self.podium,
            SceneKind.TOP: self.top,
            SceneKind.RACE: self.race,
            SceneKind.DEALS: self.deals,
            SceneKind.DAYS: self.days,
            SceneKind.COUNTDOWN: self.countdown,
            SceneKind.ANNOUNCEMENT: self.announcement,
            SceneKind.JOIN: self.join,
        }[scene.kind](scene)
        return {"id": name, "kind": scene.kind.value, "seconds": scene.seconds, **what}

    def kind_of(self, scene: Scene) -> str:
        return scene.period or self.screen.playlist.period

    def podium(self, scene: Scene) -> Told:
        period = self.kind_of(scene)
        rows = [row for row in self.look.employees(period).rows[:PODIUM] if row["score"] > 0]
        return {"title": said(self.language, "podium", period=short_period(self.language, self.period(period))), "rows": rows}

    def top(self, scene: Scene) -> Told:
        period = self.kind_of(scene)
        standing = self.look.employees(period)
        rows = list(standing.rows) if any(row["score"] for row in standing.rows) else []
        return {"title": long_period(self.language, self.period(period)), "rows": rows, "of": standing.total}

    def race(self, scene: Scene) -> Told:
        period, measure = self.kind_of(scene), self.screen.playlist.measure
        unit = "points" if measure == Measure.TOTAL else "points_per_head"
        title = said(self.language, "race", period=short_period(self.language, self.period(period)))
        return {"title": title, "unit": said(self.language, unit), "rows": list(self.look.teams(period).rows)}

    def deals(self, _scene: Scene) -> Told:
        return {"title": said(self.language, "deals"), "items": list(self.happened.deals)}

    def days(self, _scene: Scene) -> Told:
        return {"title": said(self.language, "days"), "people": days.coming(self.session, self.look)}

    def countdown(self, _scene: Scene) -> Told:
        """leader: who stands alone in first place with points; gap: by how much."""
        period = self.period(self.screen.playlist.period)
        first, second = [*self.look.employees(period.kind.value).rows, None, None][:2]
        leads = first is not None and first["score"] > 0
        return {
            "title": said(self.language, "countdown", period=short_period(self.language, period)),
            "ends_at": ends_at(period, self.look.here.zone),
            "leader": first if leads else None,
            "gap": first["score"] - second["score"] if first and second and leads else None,
        }

    def announcement(self, scene: Scene) -> Told:
        return {"text": scene.text}

    def join(self, _scene: Scene) -> Told:
        """Without an address there is no code."""
        code: Told = joining.qr(self.join_url) if self.join_url else {"d": "", "size": 0}
        text = joining.spoken(self.join_url) if self.join_url else ""
        return {"title": said(self.language, "join"), "text": text, "qr": code["d"], "qr_size": code["size"]}


def named(scenes: Iterable[Scene]) -> Iterator[tuple[str, Scene]]:
    """Each scene with a name that it keeps when others come, go, or are switched off: `top-1`, the second of its kind `top-2`."""
    met: Counter[SceneKind] = Counter()
    for scene in scenes:
        met[scene.kind] += 1
        yield f"{scene.kind.value}-{met[scene.kind]}", scene


def ends_at(period: Period, zone: ZoneInfo) -> int:
    """The first instant after a period, milliseconds since 1970."""
    return int(dt.datetime.combine(day_date(period.end), dt.time(), zone).timestamp() * 1_000)
