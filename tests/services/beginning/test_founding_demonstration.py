"""The demonstration by the first link: organisation and administrator stand together, or nothing does."""

import pytest

from db.engine import Database
from services.beginning import founding, starting
from services.beginning.demonstrating import Size, sign_ins
from services.beginning.founding_demonstration import found_demonstration
from services.errors import Invalid, Unknown
from services.sign_in import passwords
from services.sign_in.sessions import session_of
from services.sign_in.signing_in import enter

SMALL = Size(outlets=2, employees=8, customers=20, days=40)
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)


def test_whoever_holds_the_link_administers_the_demonstration(database: Database) -> None:
    told: list[tuple[int, int]] = []
    ticket = found_demonstration(
        database,
        founding.open_setup(database),
        user="Ann",
        password=PASSWORD,
        locale="en",
        following="/leaderboard",
        progress=lambda done, of: told.append((done, of)),
        size=SMALL,
    )
    entered = enter(database, ticket, browser="", address=None)
    assert entered is not None
    who = session_of(database, entered[0])
    assert who is not None
    assert (who.user, who.role, entered[1]) == ("Ann", "admin", "/leaderboard")
    assert told[-1][0] == told[-1][1] > 0
    assert "admin" not in {person.name for person in sign_ins(database)}, "nobody administers with the password that everybody knows"


def test_where_it_is_interrupted_nothing_stands_and_the_link_still_works(database: Database) -> None:
    secret = founding.open_setup(database)

    def leave(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        found_demonstration(database, secret, user="Ann", password=PASSWORD, locale="en", progress=leave, size=SMALL)
    assert not starting.is_founded(database)
    assert founding.setup_is_open(database, secret)


@pytest.mark.parametrize(("how", "refusal"), [({"password": "short"}, Invalid), ({"locale": "fr"}, Invalid), ({"secret": "none"}, Unknown)])
def test_what_is_refused_leaves_nothing(database: Database, how: dict[str, str], refusal: type[Exception]) -> None:
    wanted = {"secret": founding.open_setup(database), "password": PASSWORD, "locale": "en"} | how
    with pytest.raises(refusal):
        found_demonstration(database, wanted["secret"], user="Ann", password=wanted["password"], locale=wanted["locale"], size=SMALL)
    assert not starting.is_founded(database)
    assert founding.first_admin_needed(database)
