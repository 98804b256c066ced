"""Import: a file is chosen, understood, tried and imported; what is wrong is told, and what happened to the data."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.errors import Unknown
from services.people import customers, people
from services.sign_in.users import add_user
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop

STAFF = f"""Staff id,Full name,Department,Department name,Hired on,Reports to
N1,Ada,SOUTH,South,03/04/2024,N2
N2,"{NASTY}",SOUTH,South,05/06/2020,
,Nobody,SOUTH,South,01/02/2020,
"""
SHOPS = "Customer id,Customer name,Owner,Tags,attributes.size\nX1,First,E01,a|b,9\nX2,Second,nobody,,\n"
DEALS = """Order id,Date,Employee,Customer,Event,Amount
1,2026-03-02,E01,C0,deal_won,10
2,2026-03-02,E01,C0,Customer visit,
3,2026-03-03,E99,C0,deal_won,5
4,2026-03-03,E02,C1,Something else,5
"""
MAPPING = b"""source: crm
activities:
  - type: deal_won
    external_id: Order id
    occurred_at: Date
    employee: Employee
    customer: Customer
    when: {Event: {equals: deal_won}}
create: [employees]
"""


def choose(page: AppTest, content: str | bytes, name: str = "file.csv") -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    [uploader] = [one for one in page.get("file_uploader") if str(one.key).startswith("imports_upload")]
    uploader.set_value((name, data, "text/csv"))
    return page.run()


def attempt(page: AppTest) -> AppTest:
    return page.button(key="imports_try").click().run()


def send(page: AppTest) -> AppTest:
    return page.button(key="imports_send").click().run()


def key_of(page: AppTest, start: str) -> str:
    boxes = [*page.selectbox, *page.multiselect, *page.toggle, *page.radio, *page.text_input, *page.segmented_control]
    return next(str(box.key) for box in boxes if str(box.key).startswith(start))


def test_nothing_is_asked_before_there_is_a_file(shop: Shop, visit: Visit) -> None:
    page = visit("imports", "admin")
    assert "Nothing is imported before you say so" in drawn(page)
    [uploader] = page.get("file_uploader")
    assert uploader.label == "CSV or Excel file (.csv, .txt, .tsv, .gz, .xlsx), up to 50 MB"
    assert not page.selectbox


def test_without_a_type_the_first_is_asked_for(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    add_user(database, COMMAND_LINE, "admin", role="admin")
    assert "There is no activity type yet" in drawn(visit("imports", "admin"))


def test_people_are_guessed_tried_and_imported_with_their_teams(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin", kind="people"), STAFF)
    assert "&lt;script&gt;" in drawn(page)
    assert "<script>" not in drawn(page)
    assert page.selectbox(key=key_of(page, "imports_people_manager")).value == "Reports to"
    day = page.radio(key=key_of(page, "imports_people_dates"))
    assert day.options == ["Wed 3 Apr 2024", "Mon 4 Mar 2024"]
    day.set_value("%m/%d/%Y").run()
    attempt(page)
    assert "nothing is imported yet" in drawn(page)
    with pytest.raises(Unknown):
        people.get_employee(shop.database, COMMAND_LINE, "N1")
    send(page)
    assert "2 people are imported" in drawn(page)
    found = people.get_employee(shop.database, COMMAND_LINE, "N1")
    assert (found["joined_on"], found["manager"], found["team"]) == ("2024-03-04", "N2", "SOUTH")
    assert people.get_employee(shop.database, COMMAND_LINE, "N2")["name"] == NASTY
    assert "Refused rows" in drawn(page)
    assert page.get("download_button")


def test_customers_are_imported_with_tags_and_attributes(shop: Shop, visit: Visit) -> None:
    page = send(attempt(choose(visit("imports", "admin", kind="customers"), SHOPS)))
    assert "1 customer is imported" in drawn(page)
    assert "nobody" in drawn(page), "the owner that there is not"
    found = customers.get_customer(shop.database, COMMAND_LINE, "X1")
    assert (found["owner"], found["tags"], found["attributes"]) == ("E01", ["a", "b"], {"size": "9"})


def test_activities_are_imported_by_a_column_of_types_and_once(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin"), DEALS, "orders-2026.csv")
    assert page.text_input(key=key_of(page, "imports_activities_source")).value == "orders"
    assert "Rows whose value has no type here are left out." in drawn(page)
    values = [box.value for box in page.selectbox if "type_of_" in str(box.key)]
    assert values == ["deal_won", "customer_visited", ""]
    attempt(page)
    assert "E99" in drawn(page)
    send(page)
    assert "2 activities are imported" in drawn(page)
    page.button(key="imports_again").click().run()
    choose(page, DEALS, "orders-2026.csv")
    attempt(page)
    assert page.button(key="imports_send").disabled, "everything is here already"
    assert "Here already" in drawn(page)


def test_employees_that_are_not_known_are_made_where_that_is_wished(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin"), DEALS)
    page.toggle(key=key_of(page, "imports_activities_create_employees")).set_value(True).run()
    send(attempt(page))
    assert "3 activities are imported" in drawn(page)
    assert people.get_employee(shop.database, COMMAND_LINE, "E99")["name"] == "E99"


def test_every_row_can_be_of_one_type(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin"), DEALS)
    page.segmented_control(key=key_of(page, "imports_activities_type_way")).select("one").run()
    attempt(page)
    assert "Say of which activity type the rows are" in drawn(page)
    page.selectbox(key=key_of(page, "imports_activities_type_one")).select("deal_won").run()
    send(attempt(page))
    assert "3 activities are imported" in drawn(page)


def test_another_answer_must_be_tried_again(shop: Shop, visit: Visit) -> None:
    page = attempt(choose(visit("imports", "admin"), DEALS))
    page.text_input(key=key_of(page, "imports_activities_source")).input("crm").run()
    assert not [button for button in page.button if button.key == "imports_send"]


def test_what_is_lacking_is_said_at_its_field(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin"), "a,b\n1,2\n")
    assert "Say which column" not in drawn(page)
    attempt(page)
    assert "Say which column tells the rows apart" in drawn(page)


def test_people_need_a_code(shop: Shop, visit: Visit) -> None:
    page = attempt(choose(visit("imports", "admin", kind="people"), "Full name,b\nAnn,2\n"))
    assert "no column 'code'" in told(page)
    assert "Nothing was imported." in told(page)


def test_a_mapping_file_says_it_all(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin"), DEALS)
    page.segmented_control(key="imports_way").select("mapping").run()
    attempt(page)
    assert "Choose a mapping file first." in drawn(page)
    [_file] = [one for one in page.get("file_uploader") if one.key == "imports_mapping_file"]
    _file.set_value(("bad.yaml", b"source: [", "text/yaml"))
    page.run()
    assert "cannot be read at line" in drawn(page)
    _file = next(one for one in page.get("file_uploader") if one.key == "imports_mapping_file")
    _file.set_value(("crm.yaml", MAPPING, "text/yaml"))
    page.run()
    assert "crm.yaml: deal_won, from crm." in drawn(page)
    assert "Makes what is not known yet: employees." in drawn(page)
    send(attempt(page))
    assert "2 activities are imported" in drawn(page)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"%PDF-1.4", b"a,a\n1,2\n"])
def test_a_file_that_is_no_table_is_refused_and_changes_nothing(shop: Shop, visit: Visit, content: bytes) -> None:
    page = choose(visit("imports", "admin"), content)
    assert "Nothing was imported." in drawn(page)
    assert not page.selectbox


def test_the_file_survives_reruns_and_can_be_changed_for_another(shop: Shop, visit: Visit) -> None:
    page = choose(visit("imports", "admin"), DEALS, "first.csv")
    page.segmented_control(key="imports_kind").select("customers").run()
    assert "first.csv" in drawn(page)
    page.button(key="imports_other").click().run()
    assert "first.csv" not in drawn(page)


def test_a_manager_imports_what_their_teams_did_and_nothing_else(shop: Shop, visit: Visit) -> None:
    page = visit("imports", "manager", kind="people")
    assert not page.segmented_control, "people and customers are for administrators"
    choose(page, DEALS)
    assert not [box for box in page.toggle if "create" in str(box.key)]
    send(attempt(page))
    assert "2 activities are imported" in drawn(page), "of Ann, who is in East"
    assert "Refused rows" in drawn(page)


@pytest.mark.parametrize("user", ["ann", "loner", "screen"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    page = visit("imports", user)
    assert "This page is not for you" in drawn(page)
    assert not page.get("file_uploader")


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert not visit("imports", None).get("file_uploader")
