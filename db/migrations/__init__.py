"""The database is brought to the newest shape by Alembic, on both engines, under a lock that lets one process at a time do it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.engine import make_engine

HERE = Path(__file__).parent
LOCK = 0x6C617572656C  # "laurel"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(url: str, *, to: str = "head") -> None:
    """The database at `url` has every table and trigger of this version of Laurel. May be called again, and by several processes at once.

    to: an earlier revision, where a test needs a database as it was.
    """
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            command.upgrade(_config(connection), to)
            connection.commit()
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """True where nothing is left to migrate."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return (
                MigrationContext.configure(connection).get_current_revision() == ScriptDirectory.from_config(_config()).get_current_head()
            )
    finally:
        engine.dispose()
