"""What goes wrong with a database that cannot be reached, or is none of Laurel's, as one sentence for a person."""

import sqlite3

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from db.engine import DatabaseUrlInvalid, driver_url

OUTSIDE = (sqlite3.OperationalError, psycopg.OperationalError, psycopg.errors.UndefinedTable)


def checked(url: str) -> str:
    """The address, which a driver can read. Raises DatabaseUrlInvalid."""
    try:
        make_url(driver_url(url))
    except (ArgumentError, ValueError) as wrong:
        if isinstance(wrong, DatabaseUrlInvalid):
            raise
        raise DatabaseUrlInvalid("LAUREL_DATABASE_URL is no address such as postgresql://USER@HOST:5432/NAME.") from None
    return url


def sentence_of(failure: Exception) -> str | None:
    """What is wrong and what to do; None where the database is well and Laurel itself at fault."""
    cause = (failure.orig if isinstance(failure, DBAPIError) else None) or failure
    if not isinstance(cause, OUTSIDE) and type(cause) is not sqlite3.DatabaseError:
        return None
    said = str(cause).strip().partition("\n")[0]
    if isinstance(cause, psycopg.errors.UndefinedTable) or said.startswith("no such table"):
        return "The database has not been set up: run `manage.py migrate` first."
    return f"The database cannot be used ({said}): check LAUREL_DATABASE_URL, and that the server runs."
