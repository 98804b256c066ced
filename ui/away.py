"""While the database is away a page says so in one sentence, and goes on by itself when it is back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from db.away import is_database_away
from services import freshness
from ui.data import database, runs_by_itself
from ui.i18n import _

log = logging.getLogger(__name__)
AGAIN_SECONDS = 3.0


@contextmanager
def told_when_away(*, repeats: bool = False) -> Iterator[None]:
    """Where the database does not answer, the sentence stands in the place of what was to come. repeats: what is within runs again by itself anyway."""
    try:
        yield
    except Exception as error:
        if not is_database_away(error):
            raise
        log.warning("A page waits for the database: %s", error)
        if repeats:
            say_away()
        else:
            _say_until_it_is_back()


def tell(error: Exception) -> bool:
    """For what fails where no page can catch it, such as the act behind a button: the sentence stands, and true, where the database was away."""
    if not is_database_away(error):
        return False
    _say_until_it_is_back()
    return True


def _say_until_it_is_back() -> None:
    st.fragment(_wait, run_every=AGAIN_SECONDS)()


def say_away() -> None:
    st.warning(
        _("The database does not answer at the moment. This page goes on by itself as soon as it does."), icon=":material/cloud_off:"
    )


def _wait() -> None:
    if runs_by_itself() and _is_back():
        st.rerun()
    say_away()


def _is_back() -> bool:
    try:
        freshness.version(database())
    except Exception as error:
        if is_database_away(error):
            return False
        raise
    return True
