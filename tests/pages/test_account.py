"""My account: everybody who is signed in sees who they are, and looks after language, password and the places where they are signed in."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from services import organising
from services.errors import Forbidden
from services.sign_in import inviting, own_user, sessions, signing_in
from tests.pages.administration import ADMIN, STRANGE, complaints, drawn, primaries, rename, toasts, user
from tests.pages.conftest import Visit
from tests.pages.drawing import press
from tests.pages.living import Shop
from tests.signing import token_of
from ui.components.account.places import browser_name

OLD, NEW = "correct horse battery", "another good one 早上好"


def with_password(shop: Shop, name: str) -> None:
    inviting.accept(shop.database, inviting.invite(shop.database, ADMIN, name), OLD)


def change(page: AppTest, old: str, new: str, again: str) -> AppTest:
    for field, value in (("old", old), ("new", new), ("again", again)):
        page.text_input(key=f"account_password_0_{field}").set_value(value)
    return page.button(key="account_password_0_send").click().run()


def others(page: AppTest) -> list[str]:
    """The numbers of the other places that can be signed out."""
    return re.findall(r'data-press="(\d+)"', drawn(page))


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("admin", ["Administrator", "Everything"]),
        ("manager", ["Manager", "East, with the teams below"]),
        ("manager_all", ["Manager", "Every team"]),
        ("ann", ["Employee", "Ann Li · E01", "Yourself, your own customers"]),
        ("loner", ["Employee", "Ask an administrator to link you"]),
        ("screen", ["Screen", "Its own playlist"]),
    ],
)
def test_everybody_sees_who_they_are(shop: Shop, visit: Visit, who: str, words: list[str]) -> None:
    page = visit("account", who)
    assert all(word in drawn(page) for word in [who, *words])
    assert 'href="/account?password=1"' in drawn(page)


@pytest.mark.parametrize(
    ("who", "home"), [("ann", "My points"), ("admin", "Leaderboard"), ("loner", "Leaderboard"), ("screen", "Office screen")]
)
def test_a_link_leads_back_to_where_ones_day_begins(shop: Shop, visit: Visit, who: str, home: str) -> None:
    address = {"Office screen": "screen"}.get(home, home.lower().replace(" ", "_"))
    assert re.search(rf'<a href="/{address}" target="_self"><span aria-hidden="true">‹</span> {home}</a>', drawn(visit("account", who)))


def test_a_stranger_sees_the_sign_in_form(shop: Shop, visit: Visit) -> None:
    assert "Where you are signed in" not in drawn(visit("account", None))


def test_markup_in_ones_own_name_is_text(shop: Shop, visit: Visit) -> None:
    rename(shop.database, "E01", STRANGE)
    page = drawn(visit("account", "ann"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_language_is_switched_at_once_and_kept(shop: Shop, visit: Visit) -> None:
    page = visit("account", "ann")
    page.get("segmented_control")[0].set_value("zh").run()
    assert user(shop.database, "ann").language == "zh"
    assert page.get("segmented_control")[0].value == "zh"
    page.get("segmented_control")[0].set_value("en").run()
    assert user(shop.database, "ann").language == "en"
    assert "My account" in drawn(page)


def test_a_language_chosen_elsewhere_is_not_taken_back(shop: Shop, visit: Visit) -> None:
    page = visit("account", "ann")
    signed_in = sessions.session_of(shop.database, token_of(shop.database, "ann"))
    assert signed_in is not None
    own_user.set_language(shop.database, signed_in.actor, "zh")
    page.run()
    assert user(shop.database, "ann").language == "zh"


@pytest.mark.parametrize(("language", "said"), [("en", "No screen tells your days now."), ("zh", "大屏不再显示您的纪念日。")])
def test_an_employee_hides_their_days(shop: Shop, visit: Visit, language: str, said: str) -> None:
    page = visit("account", "ann", lang=language)
    assert page.toggle(key="account_days_told").value
    page.toggle(key="account_days_told").set_value(False).run()
    assert toasts(page) == [said]
    assert not page.toggle(key="account_days_told").value
    with shop.database.read() as session:
        hidden = session.rows("SELECT a.code FROM employee e JOIN account a ON a.id = e.account_id WHERE e.hides_days = 1")
    assert hidden == [("E01",)]


@pytest.mark.parametrize("who", ["admin", "loner", "screen"])
def test_who_is_no_employee_has_no_days_to_hide(shop: Shop, visit: Visit, who: str) -> None:
    assert "Personal days" not in drawn(visit("account", who))


def test_the_password_is_changed(shop: Shop, visit: Visit) -> None:
    with_password(shop, "ann")
    page = change(visit("account", "ann", password="1"), OLD, NEW, NEW)
    assert toasts(page) == ["Your password is changed."]
    assert signing_in.sign_in(shop.database, "ann", NEW, address="127.0.0.1")
    with pytest.raises(Forbidden):
        signing_in.sign_in(shop.database, "ann", OLD, address="127.0.0.1")


def test_other_places_are_signed_out_with_the_password_and_this_one_is_not(shop: Shop, visit: Visit) -> None:
    with_password(shop, "ann")
    other = token_of(shop.database, "ann")
    page = change(visit("account", "ann", password="1"), OLD, NEW, NEW)
    assert "Where you are signed in" in drawn(page)
    assert sessions.session_of(shop.database, other) is None


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong one", NEW, NEW), (OLD, NEW, NEW + "x"), (OLD, "short", "short"), (OLD, "长" * 25, "长" * 25)],
    ids=["old is wrong", "they differ", "too short", "too many bytes"],
)
def test_a_password_that_cannot_be_is_refused_at_its_field(shop: Shop, visit: Visit, old: str, new: str, again: str) -> None:
    with_password(shop, "ann")
    page = visit("account", "ann", password="1")
    assert primaries(page) == ["Change password"]
    page = change(page, old, new, again)
    assert len(complaints(page)) == 1
    assert not toasts(page)
    assert signing_in.sign_in(shop.database, "ann", OLD, address="127.0.0.1")


def test_the_rule_of_passwords_is_told_beforehand(shop: Shop, visit: Visit) -> None:
    assert "72 bytes" in drawn(visit("account", "ann", password="1"))


def test_one_place_is_signed_out(shop: Shop, visit: Visit) -> None:
    other = token_of(shop.database, "ann")
    page = visit("account", "ann")
    press(page, "account_places", *others(page))
    assert toasts(page) == ["You are signed out there."]
    assert others(page) == []
    assert sessions.session_of(shop.database, other) is None
    assert "Where you are signed in" in drawn(page), "this place stays"


def test_everywhere_else_is_signed_out(shop: Shop, visit: Visit) -> None:
    tokens = [token_of(shop.database, "ann") for _ in range(3)]
    page = visit("account", "ann")
    assert len(others(page)) == 3
    press(page, "account_places", "else")
    assert toasts(page) == ["You are signed out in 3 other places."]
    assert all(sessions.session_of(shop.database, token) is None for token in tokens)
    assert "Sign out everywhere else" not in drawn(page)


@pytest.mark.parametrize("said", ["", "x", "-1", "1" * 30, "²"])
def test_what_no_button_says_signs_nobody_out(shop: Shop, visit: Visit, said: str) -> None:
    other = token_of(shop.database, "ann")
    page = press(visit("account", "ann"), "account_places", said)
    assert not toasts(page)
    assert sessions.session_of(shop.database, other) is not None


def test_nobody_elses_place_is_signed_out(shop: Shop, visit: Visit) -> None:
    token_of(shop.database, "ann")
    bens = token_of(shop.database, "ben")
    with shop.database.read() as session:
        number = session.value("SELECT max(id) FROM sign_in_session")
    page = press(visit("account", "ann"), "account_places", str(number))
    assert not toasts(page)
    assert sessions.session_of(shop.database, bens) is not None


def test_only_own_places_are_shown(shop: Shop, visit: Visit) -> None:
    token_of(shop.database, "ben")
    assert drawn(visit("account", "ann")).count('class="lra-line"') == 1


def test_a_place_that_was_signed_out_meanwhile_is_said(shop: Shop, visit: Visit) -> None:
    other = token_of(shop.database, "ann")
    page = visit("account", "ann")
    there = others(page)
    sessions.sign_out(shop.database, other)
    press(page, "account_places", *there)
    assert len(complaints(page)) == 1
    assert "Where you are signed in" in drawn(page)


def test_a_tab_that_was_signed_out_stops_at_its_next_step(shop: Shop, visit: Visit) -> None:
    with_password(shop, "ann")
    page = visit("account", "ann", password="1")
    signed_in = sessions.session_of(shop.database, token_of(shop.database, "ann"))
    assert signed_in is not None
    own_user.sign_out_everywhere(shop.database, signed_in.actor)
    page = change(page, OLD, NEW, NEW)
    assert "Where you are signed in" not in drawn(page)
    assert signing_in.sign_in(shop.database, "ann", OLD, address="127.0.0.1"), "nothing was changed"


@pytest.mark.parametrize(
    ("described", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.0 Safari/605", "Safari on Mac"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_is_named_as_a_person_would(described: str, name: str) -> None:
    assert browser_name(described) == name


def switches(page: AppTest) -> list[str | None]:
    return [switch.key for switch in page.toggle]


def test_who_may_be_a_number_on_boards_chooses_it_here(shop: Shop, visit: Visit) -> None:
    assert "account_unnamed" not in switches(visit("account", "ann")), "the organisation shows everybody by name"
    organising.change(shop.database, ADMIN, {"may_be_unnamed": True})
    page = visit("account", "ann")
    page.toggle(key="account_unnamed").set_value(True).run()
    assert toasts(page) == ["To everybody else you are “Member 1” now."]
    assert "“Member 1”" in drawn(page)
    page.toggle(key="account_unnamed").set_value(False).run()
    assert toasts(page) == ["You stand on boards by name now."]


@pytest.mark.parametrize("who", ["admin", "loner", "screen"])
def test_who_is_on_no_board_has_nothing_to_choose(shop: Shop, visit: Visit, who: str) -> None:
    organising.change(shop.database, ADMIN, {"may_be_unnamed": True})
    assert "account_unnamed" not in switches(visit("account", who))
