"""What happens by itself. Every job may run twice, late, or in two processes at once with the same result."""

from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config.settings import Settings
from db.engine import Database
from services import standings


@dataclass(frozen=True)
class Job:
    """An act on the database, and when it is due."""

    name: str
    act: Callable[[Database], object]
    trigger: BaseTrigger


JOBS = (Job("fold_boards", standings.fold, IntervalTrigger(seconds=2)),)


def start(database: Database, settings: Settings) -> BackgroundScheduler:
    """The jobs run in the background until `shutdown()` of what is returned.

    A job that was late runs once, not once for every time it missed, and never beside itself. One that fails is
    logged with its traceback by APScheduler and runs again when it is next due.
    """
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for job in JOBS:
        scheduler.add_job(job.act, job.trigger, args=[database], id=job.name, name=job.name)
    scheduler.start()
    return scheduler
