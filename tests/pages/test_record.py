"""Recording: the form made from the type, the draft, the answer; empty and refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities import catalogue, drafting
from services.beginning.setting_up import initialise
from services.boards import statements
from services.people import customers
from services.sign_in.users import add_user
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import Shop


@pytest.fixture
def form(shop: Shop) -> Shop:
    """Visits and deals can be recorded with all that a form has."""
    catalogue.put_type(
        shop.database,
        COMMAND_LINE,
        "customer_visited",
        {
            "label": {"en": "Visit", "zh": "拜访"},
            "requires": ["employee", "customer"],
            "fields": [{"name": "customer"}, {"name": "note"}, {"name": "evidence"}],
        },
    )
    catalogue.put_type(
        shop.database,
        COMMAND_LINE,
        "deal_won",
        {
            "label": {"en": "Deal won", "zh": "成交"},
            "requires": ["employee", "customer", "amount"],
            "fields": [{"name": "customer"}, {"name": "amount"}],
        },
    )
    catalogue.put_type(
        shop.database,
        COMMAND_LINE,
        "satisfaction_rated",
        {
            "label": {"en": "Rating", "zh": "评价"},
            "requires": ["customer", "attributes.stars"],
            "fields": [
                {"name": "customer"},
                {"name": "attributes.stars", "label": "Stars", "kind": "number", "choices": ["1", "2", "3", "4", "5"]},
            ],
        },
    )
    return shop


def choose(page: AppTest, kind: str, customer: str = "C0") -> AppTest:
    page.pills(key="record_type").set_value(kind).run()
    page.selectbox(key="record_customer").set_value(customer).run()
    return page


def score(shop: Shop, code: str = "E01") -> int:
    return int(statements.points(shop.database, COMMAND_LINE, HolderKind.EMPLOYEE, code)["score"]["all"])


def test_a_visit_earns_at_once_and_says_why(form: Shop, visit: Visit) -> None:
    before = score(form)
    page = choose(visit("record", "ann"), "customer_visited")
    page.button(key="record_send").click().run()
    assert score(form) == before + 2
    assert "+2" in drawn(page)
    assert "Customer visit: 2 points" in drawn(page)
    assert "of 5 this month" in drawn(page)


def test_what_is_needed_is_said_before_it_can_be_sent(form: Shop, visit: Visit) -> None:
    page = visit("record", "ann")
    page.pills(key="record_type").set_value("deal_won").run()
    assert page.button(key="record_send").disabled
    assert "Still missing: Customer, Amount in GBP" in told(page)


def test_what_is_wrong_is_said_and_nothing_is_lost(form: Shop, visit: Visit) -> None:
    before = score(form)
    page = choose(visit("record", "ann"), "deal_won")
    page.text_input(key="record_amount").input("a lot").run()
    page.button(key="record_send").click().run()
    assert "Nothing was recorded" in told(page)
    assert page.text_input(key="record_amount").value == "a lot"
    page.text_input(key="record_amount").input("99.90").run()
    page.button(key="record_send").click().run()
    assert score(form) == before + 50


def test_a_draft_outlives_the_page(form: Shop, visit: Visit) -> None:
    page = choose(visit("record", "ann"), "customer_visited")
    page.text_area(key="record_note").input("half a sentence").run()
    again = visit("record", "ann")
    assert again.text_area(key="record_note").value == "half a sentence"
    assert again.selectbox(key="record_customer").value == "C0"


def test_nobody_sees_the_draft_of_somebody_else(form: Shop, visit: Visit) -> None:
    page = choose(visit("record", "ann"), "customer_visited")
    page.text_area(key="record_note").input("mine").run()
    other = visit("record", "ben")
    assert other.pills(key="record_type").value in (None, [])


def test_sent_twice_it_counts_once(form: Shop, visit: Visit) -> None:
    before = score(form)
    first, second = choose(visit("record", "ann"), "customer_visited"), visit("record", "ann")
    first.button(key="record_send").click().run()
    second.button(key="record_send").click().run()
    assert score(form) == before + 2


def test_a_choice_of_numbers_is_a_number(form: Shop, visit: Visit) -> None:
    before = score(form)
    page = choose(visit("record", "ann"), "satisfaction_rated")
    page.segmented_control(key="record_attributes.stars").set_value("5").run()
    page.button(key="record_send").click().run()
    assert score(form) == before + 10, "four stars or more"


def test_a_photo_is_kept_with_the_activity(form: Shop, visit: Visit) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (32, 32), "green").save(picture, "PNG")
    page = choose(visit("record", "ann"), "customer_visited")
    page.file_uploader[0].set_value([("shelf.png", picture.getvalue(), "image/png")]).run()
    assert "data:image/jpeg;base64," in drawn(page)
    draft = drafting.kept(form.database, COMMAND_LINE, "record")
    assert draft is None, "the draft is hers, not the command line's"
    page.button(key="record_send").click().run()
    assert "+2" in drawn(page)


def test_what_waits_for_approval_says_so(form: Shop, visit: Visit) -> None:
    catalogue.put_type(form.database, COMMAND_LINE, "customer_visited", {"approval": True})
    page = choose(visit("record", "ann"), "customer_visited")
    page.button(key="record_send").click().run()
    assert "waits for approval" in drawn(page)


def test_a_manager_records_for_somebody_of_their_teams(form: Shop, visit: Visit) -> None:
    before = score(form, "E01")
    page = visit("record", "manager")
    page.pills(key="record_type").set_value("customer_visited").run()
    page.selectbox(key="record_employee").set_value("E01").run()
    page.selectbox(key="record_customer").set_value("C0").run()
    page.button(key="record_send").click().run()
    assert score(form, "E01") == before + 2


def test_an_employee_adds_a_customer_on_the_way(form: Shop, visit: Visit) -> None:
    page = visit("record", "ann")
    page.pills(key="record_type").set_value("customer_visited").run()
    page.button(key="record_add_open").click().run()
    page.text_input(key="record_new_name").input("New Corner")
    page.text_input(key="record_new_code").input("NC")
    page.button(key="record_new_send").click().run()
    assert customers.get_customer(form.database, COMMAND_LINE, "NC")["owner"] == "E01"
    assert page.selectbox(key="record_customer").value == "NC"


def test_without_types_there_is_nothing_to_record(database, visit: Visit) -> None:  # type: ignore[no-untyped-def]
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    add_user(database, COMMAND_LINE, "admin", role="admin")
    assert "There is nothing to record yet" in drawn(visit("record", "admin"))


def test_who_is_linked_to_nobody_is_told_so(form: Shop, visit: Visit) -> None:
    assert "You are not linked to an employee" in drawn(visit("record", "loner"))


def test_it_is_refused_to_screens_and_strangers(form: Shop, visit: Visit) -> None:
    assert "This page is not for you" in drawn(visit("record", "screen"))
    assert "What did you do" not in told(visit("record", None))
