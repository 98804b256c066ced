"""What tests of the pages of administration look at, and the people they act upon."""

import datetime as dt
import re
from html import unescape

from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import Actor, Role
from services.people import people, rosters
from services.people.rosters import Person
from services.sign_in.users import User, list_users
from tests.pages.drawing import lists

ADMIN = Actor("user:admin", role=Role.ADMIN)
STRANGE = "**x** :red[y] <script>alert(1)</script>"
"""A name that must show as it is typed."""


def drawn(page: AppTest) -> str:
    """What the page has drawn by itself."""
    assert not page.exception, page.exception
    return "\n".join(_parts(page))


def _parts(page: AppTest) -> list[str]:
    """What is drawn, without the stylesheet."""
    return [*(part.value for part in page.html if not part.value.startswith("<style>")), *lists(page)]


def toasts(page: AppTest) -> list[str]:
    assert not page.exception, page.exception
    return [toast.value for toast in page.toast]


def complaints(page: AppTest) -> list[str]:
    """What is said to be wrong, beneath fields."""
    assert not page.exception, page.exception
    return [part for part in _parts(page) if "lra-complaint" in part]


def primaries(page: AppTest) -> list[str]:
    """The loud acts of the page: its links, and its buttons."""
    shown = re.findall(r'<a class="do"[^>]*>.*?</span>(.*?)</a>', drawn(page))
    return [unescape(words) for words in shown] + [button.label for button in page.button if button.proto.type == "primary"]


def keys(page: AppTest) -> set[str]:
    """The keys of everything on the page that somebody can touch."""
    kinds = (page.button, page.text_input, page.selectbox, page.multiselect, page.date_input, page.checkbox, page.radio)
    return {widget.key for kind in kinds for widget in kind if widget.key}


def person(database: Database, code: str) -> Person:
    return next(person for person in rosters.roster(database, ADMIN) if person.code == code)


def user(database: Database, name: str) -> User:
    return next(user for user in list_users(database, ADMIN) if user.name == name)


def team_of(database: Database, code: str, on: dt.date) -> str | None:
    """The code of the team of an employee on a day, as the history has it."""
    stays = rosters.history(database, ADMIN, code)
    found = next(stay for stay in stays if stay.from_on is None or stay.from_on <= on)
    return found.team.code if found.team else None


def rename(database: Database, code: str, name: str) -> None:
    people.put_employee(database, ADMIN, code, {"name": name})
