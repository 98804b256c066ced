"""Whether an error says that the database is away: nothing is wrong with what was asked, and later it will be answered."""

DRIVERS = ("sqlite3", "psycopg", "sqlalchemy")
DRIVER_GONE = frozenset({"OperationalError", "InterfaceError", "TimeoutError"})
SQLITE_GONE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY")


def is_database_away(error: BaseException) -> bool:
    """The database is busy or cannot be reached, as far as its driver says: nothing is wrong with the request."""
    named = getattr(error, "sqlite_errorname", None)
    if named:
        return str(named).startswith(SQLITE_GONE)
    return any(kind.__name__ in DRIVER_GONE and kind.__module__.startswith(DRIVERS) for kind in type(error).__mro__)
