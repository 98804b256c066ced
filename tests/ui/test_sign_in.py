"""The gate lets in whoever has name and password, shows nothing to anybody else, and is there again when a session ends."""

import json
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning import founding
from services.sign_in import inviting, sessions, signing_in, users
from services.sign_in.lock_outs import FAILURES_PER_NAME
from tests.signing import PASSWORD, organisation, signed_in
from ui.data import share
from ui.sign_in import SESSION_KEY


def page() -> None:
    import streamlit as st

    from services.access import Act
    from ui.permission import allowed

    def publish() -> None:
        allowed(Act.PUBLISH)
        st.session_state["published"] = st.session_state.get("published", 0) + 1

    me = allowed(Act.READ_BOARDS)
    st.title("the board")
    st.caption(f"{me.user}, {me.name}, {me.employee}, {me.role}")
    st.button("publish", on_click=publish)
    st.caption(f"published {st.session_state.get('published', 0)}")


def fragment_page() -> None:
    import streamlit as st

    from services.access import Act
    from ui.permission import allowed

    @st.fragment
    def part() -> None:
        allowed(Act.READ_BOARDS)
        st.title("the board")
        st.button("again")

    part()


@pytest.fixture
def acme(database: Database) -> Iterator[Database]:
    organisation(database)
    share(database)
    yield database
    share(None)


def opened(token: str | None = None, **query: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30)
    if token:
        at.session_state[SESSION_KEY] = token
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def sign_in(at: AppTest, name: str, password: str) -> AppTest:
    at.text_input[0].input(name)
    at.text_input[1].input(password)
    return next(button for button in at.button if button.label == "Sign in").click().run()


def titles(at: AppTest) -> list[str]:
    assert not at.exception
    return [title.value for title in at.title]


def ticket_of(at: AppTest) -> str | None:
    """The ticket that the browser is sent away with."""
    for element in at.get("bidi_component"):
        address = json.loads(element.proto.json)["address"]
        assert address.startswith("/auth/enter?ticket=")
        return str(address.removeprefix("/auth/enter?ticket="))
    return None


def led_to(database: Database, ticket: str | None) -> str:
    entered = signing_in.enter(database, ticket or "", browser="", address=None)
    assert entered is not None
    found = sessions.session_of(database, entered[0])
    assert found is not None
    return found.user


def test_a_stranger_sees_the_form_and_nothing_else(acme: Database) -> None:
    at = opened()
    assert titles(at) == []
    assert [box.label for box in at.text_input] == ["Name", "Password"]
    assert at.main.children != {}
    assert "board" not in str(at.main)


def test_whoever_is_signed_in_sees_the_page(acme: Database) -> None:
    at = opened(signed_in(acme, "ann", employee="E01"))
    assert titles(at) == ["the board"]
    assert at.caption[0].value == "ann, Ann Li, E01, employee"
    assert len(at.text_input) == 0


def test_name_and_password_send_the_browser_for_its_cookie(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "Ann", role="employee", password=PASSWORD)
    at = sign_in(opened(), " ann ", PASSWORD)
    assert [error.value for error in at.error] == []
    assert led_to(acme, ticket_of(at)) == "Ann"


def test_nothing_of_the_library_is_left_in_the_session(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "ann", role="employee", password=PASSWORD)
    at = sign_in(opened(), "ann", PASSWORD)
    kept = str(at.session_state)
    assert "FormSubmitter:sign_in_form" in kept
    assert [n for n in ("name", "authentication_status", "username", "email", "roles", "logout") if f"'{n}':" in kept] == []
    assert "$2b$" not in kept + str(at.main)


@pytest.mark.parametrize(
    ("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("", ""), ("ann", ""), ("ann", "汉" * 40), ("typed", PASSWORD)]
)
def test_whatever_is_wrong_is_said_in_the_same_words(acme: Database, name: str, password: str) -> None:
    users.add_user(acme, COMMAND_LINE, "ann", role="employee", password=PASSWORD)
    at = sign_in(opened(), name, password)
    assert [error.value for error in at.error] == ["Name or password is wrong."]
    assert ticket_of(at) is None
    assert titles(at) == []


def test_too_many_attempts_lock_the_name_in_every_browser(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "ann", role="employee", password=PASSWORD)
    for _ in range(FAILURES_PER_NAME):
        with signing_in.attempting(acme, "ann", "10.0.0.1"):
            pass
    at = sign_in(opened(), "ann", PASSWORD)
    assert [error.value for error in at.error] == ["Too many attempts. Wait 15 minutes, then try again."]
    assert ticket_of(at) is None


def test_a_stale_tab_stops_at_its_next_step(acme: Database) -> None:
    token = signed_in(acme, "ann")
    at = opened(token)
    sessions.sign_out(acme, token)
    assert titles(at.run()) == []
    assert len(at.text_input) == 2


def test_a_stale_tab_does_nothing_any_more(acme: Database) -> None:
    token = signed_in(acme, "boss", role="manager")
    at = opened(token)
    at.button[0].click().run()
    assert at.session_state["published"] == 1
    users.change_user(acme, COMMAND_LINE, "boss", role="employee")
    at.button[0].click().run()
    assert at.session_state["published"] == 1
    assert titles(at) == []
    assert titles(at.run()) == ["the board"]
    users.disable_user(acme, COMMAND_LINE, "boss")
    at.button[0].click().run()
    assert at.session_state["published"] == 1
    assert [box.label for box in at.text_input] == ["Name", "Password"]


def test_a_part_that_runs_by_itself_gives_way_to_the_form(acme: Database) -> None:
    token = signed_in(acme, "ann")
    at = AppTest.from_function(fragment_page, default_timeout=30)
    at.session_state[SESSION_KEY] = token
    assert titles(at.run()) == ["the board"]
    sessions.sign_out(acme, token)
    at.button[0].click().run()
    assert titles(at) == []
    assert [box.label for box in at.text_input] == ["Name", "Password"]


def test_what_one_user_typed_is_gone_for_the_next(acme: Database) -> None:
    at = opened(signed_in(acme, "boss", role="manager"))
    at.button[0].click().run()
    at.session_state[SESSION_KEY] = signed_in(acme, "ann")
    at.run()
    assert [caption.value for caption in at.caption] == ["ann, ann, None, employee", "published 0"]


def test_the_form_speaks_the_language_that_is_chosen_on_it(acme: Database) -> None:
    at = opened()
    next(button for button in at.button if button.label == "中文").click().run()
    assert titles(at) == []
    assert next(button.label for button in at.button) == "English"


def test_an_invited_user_chooses_a_password_and_is_sent_in(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "ann", role="employee")
    at = opened(invite=inviting.invite(acme, COMMAND_LINE, "ann"))
    assert at.text_input(key="invited_name").value == "ann"
    for first, again, why in (("short", "short", "at least 10 characters"), (PASSWORD, PASSWORD + "!", "differ")):
        at.text_input(key="invited_first").input(first)
        at.text_input(key="invited_again").input(again)
        at.button[-1].click().run()
        assert why in at.error[0].value
        assert ticket_of(at) is None
    at.text_input(key="invited_first").input(PASSWORD)
    at.text_input(key="invited_again").input(PASSWORD)
    at.button[-1].click().run()
    assert led_to(acme, ticket_of(at)) == "ann"


def test_a_link_that_works_no_more_says_so_above_the_form(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "root", role="admin", password=PASSWORD)
    for query, why in (({"invite": "x"}, "has been used"), ({"setup": founding.open_setup(acme)}, "has done its work")):
        at = opened(**query)
        assert why in at.info[0].value
        assert [box.label for box in at.text_input] == ["Name", "Password"]
