"""What happens by itself. Every job may run twice, late, or in two processes at once with the same result."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config.settings import Settings
from db.away import is_database_away
from db.engine import Database
from services.activities import drafting, evidence
from services.boards import standings
from services.feed import following
from services.screens import doors
from services.sign_in import sessions

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """An act on the database, and when it is due."""

    name: str
    act: Callable[[Database], object]
    trigger: BaseTrigger


JOBS = (
    Job("fold_boards", standings.fold, IntervalTrigger(seconds=2)),
    Job("follow_feed", following.follow, IntervalTrigger(seconds=1)),
    Job("drop_unused_photos", evidence.drop_unused, IntervalTrigger(hours=1)),
    Job("drop_old_drafts", drafting.drop_old, IntervalTrigger(hours=1)),
    Job("note_visits", sessions.note_visits, IntervalTrigger(minutes=1)),
    Job("note_screens", doors.note_screens, IntervalTrigger(minutes=1)),
    Job("clear_sign_ins", sessions.clear_sign_ins, IntervalTrigger(hours=1)),
)


def start(database: Database, settings: Settings) -> BackgroundScheduler:
    """The jobs run in the background until `shutdown()` of what is returned.

    A job that was late runs once, not once for every time it missed, and never beside itself. One that fails is
    logged with its traceback by APScheduler and runs again when it is next due.
    """
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # that a job of every second was late is no news
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for job in JOBS:
        scheduler.add_job(_run, job.trigger, args=[job, database], id=job.name, name=job.name)
    scheduler.start()
    return scheduler


def _run(job: Job, database: Database) -> None:
    """The job is done. While the database is away it waits for its next turn, and a line of the log says so."""
    try:
        job.act(database)
    except Exception as error:
        if not is_database_away(error):
            raise
        log.warning("The job %s waits for the database: %s", job.name, error)
