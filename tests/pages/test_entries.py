"""Entries: the ledger of one holder; empty, full, refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.boards import entry_lines
from services.people import people
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import LONG, Shop
from ui.components.entries.entries_file import entries_file
from ui.downloads import csv_file
from ui.reading import Here
from ui.reading_mine import Filter

WHY = "Deal won: 50 points under version 1 of the plan."


def test_ones_own_entries_come_with_sum_and_reasons(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("entries", "ann"))
    assert "Ann Li" in page
    assert '<span class="num">250</span>' in page, "five deals of 50"
    assert "5 entries · balance today 250" in page
    assert page.count(WHY) == 5


def test_a_line_leads_to_how_it_was_reckoned(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C0", amount="99", external_id="last")
    lines = entry_lines.latest_entries(shop.database, COMMAND_LINE, HolderKind.CUSTOMER, "C0")
    closed = drawn(visit("entries", "ann", customer="C0", period="year"))
    assert f'href="/entries?customer=C0&amp;period=year&amp;entry={lines[0].id}"' in closed
    assert "<table" not in closed
    page = drawn(visit("entries", "ann", customer="C0", period="year", entry=str(lines[0].id)))
    assert page.count("<details open>") == page.count("lr-reckoning") == 1
    assert "Purchase · plan version 1" in page
    assert '<th scope="row">Points</th><td class="num">+9</td>' in page


def test_an_entry_that_is_not_among_the_lines_stands_above_them(shop: Shop, visit: Visit) -> None:
    shop.record(type="customer_visited", employee="E01", customer="C0")
    number = entry_lines.latest_entries(shop.database, COMMAND_LINE, HolderKind.EMPLOYEE, "E01")[0].id
    page = drawn(visit("entries", "ann", rule="deal_won", entry=str(number)))
    assert page.index("Customer visit · plan version 1") < page.index(WHY)


def test_a_reversal_is_reckoned_by_what_it_takes_back(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C0", amount="9", external_id="wrong")
    reverse(shop.database, COMMAND_LINE, "test", "wrong", reason="recorded **twice** <b>")
    number = entry_lines.latest_entries(shop.database, COMMAND_LINE, HolderKind.EMPLOYEE, "E01")[0].id
    page = drawn(visit("entries", "ann", entry=str(number)))
    assert f"It takes back: {WHY}" in page
    assert '<th scope="row">Points</th><td class="num">+50</td>' in page


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "<b>"])
def test_an_entry_that_there_is_not_is_passed_over(shop: Shop, visit: Visit, number: str) -> None:
    page = drawn(visit("entries", "ann", entry=number))
    assert page.count(WHY) == 5
    assert "<table" not in page


def test_each_line_leads_to_its_activity(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C0", amount="9", external_id="a/b c&d")
    assert 'href="/activity?source=test&amp;id=a%2Fb+c%26d"' in drawn(visit("entries", "ann"))


def test_the_parts_of_the_sum_lead_to_their_entries_alone(shop: Shop, visit: Visit) -> None:
    shop.record(type="customer_visited", employee="E01", customer="C0")
    whole = drawn(visit("entries", "ann"))
    assert 'href="/entries?rule=customer_visited"' in whole
    part = drawn(visit("entries", "ann", rule="customer_visited"))
    assert "Customer visit: 2 points" in part
    assert WHY not in part
    assert "6 entries" in part, "the sum stays that of the period"
    assert "Show all entries" in part


def test_what_was_taken_back_is_a_part_of_its_own(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C0", amount="9", external_id="wrong")
    reverse(shop.database, COMMAND_LINE, "test", "wrong", reason="recorded **twice** <b>")
    page = drawn(visit("entries", "ann", kind="reversal"))
    assert "−50" in page
    assert "recorded **twice** &lt;b&gt;" in page
    assert WHY not in page


def test_a_part_that_there_is_not_shows_everything(shop: Shop, visit: Visit) -> None:
    assert drawn(visit("entries", "ann", rule="nonsense", kind="nonsense")).count(WHY) == 5


def test_a_period_without_entries_says_so(shop: Shop, visit: Visit) -> None:
    newcomer(shop)
    assert "No entries in this period" in drawn(visit("entries", "new", period="week"))


def newcomer(shop: Shop) -> None:
    """Somebody who has not done anything yet signs in as `new`."""
    people.put_employee(shop.database, COMMAND_LINE, "E99", {"name": "New Here", "team": "EAST"})
    users.add_user(shop.database, COMMAND_LINE, "new", role="employee", employee="E99")


def test_who_has_none_is_told_what_fills_it(shop: Shop, visit: Visit) -> None:
    newcomer(shop)
    page = visit("entries", "new")
    assert "Nothing here yet" in drawn(page)
    assert any("Record an activity" in str(link.proto.label) for link in page.get("page_link"))


def test_earlier_entries_come_when_they_are_asked_for(shop: Shop, visit: Visit) -> None:
    for number in range(60):
        shop.record(type="deal_won", employee="E02", customer="C1", amount=str(number + 1))
    page = visit("entries", "ben")
    assert drawn(page).count(WHY) == 50
    page.button(key="entries_more").click().run()
    assert drawn(page).count(WHY) == 64


@pytest.mark.parametrize("user", ["admin", "manager", "manager_all"])
def test_who_reaches_somebody_reads_their_entries(shop: Shop, visit: Visit, user: str) -> None:
    assert drawn(visit("entries", user, employee="E01")).count(WHY) == 5


@pytest.mark.parametrize(("user", "employee"), [("ann", "E02"), ("manager", "E02"), ("ann", "E88"), ("manager", "E88")])
def test_whoever_is_out_of_reach_is_refused_in_the_words_for_nobody(shop: Shop, visit: Visit, user: str, employee: str) -> None:
    page = drawn(visit("entries", user, employee=employee))
    assert "This is outside your reach" in page
    assert WHY not in page
    assert "Ben Okafor" not in page


def test_an_administrator_is_told_that_there_is_nobody(shop: Shop, visit: Visit) -> None:
    page = visit("entries", "admin", employee="E88 **x**")
    assert not page.exception
    assert "E88" in page.error[0].value


def test_the_entries_of_ones_own_customer_are_open(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("entries", "ann", customer="C0"))
    assert "Shop 0" in page
    assert "Ann Li" in page, "their owner, and who did it"
    assert "Purchase: 12 points under version 1" in page


def test_the_entries_of_anothers_customer_are_not(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("entries", "ann", customer="C1"))
    assert "This is outside your reach" in page
    assert "Shop 1" not in page


def test_markup_in_names_is_text(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E03", customer="C9", amount="99")
    page = visit("entries", "admin", employee="E03")
    assert drawn(page).count("&lt;script&gt;alert(1)&lt;/script&gt; **b** :red[x] $y$ ![i](u)") > 1
    assert "<script>alert" not in told(page)


def test_a_long_name_is_whole(shop: Shop, visit: Visit) -> None:
    assert LONG in drawn(visit("entries", "admin", employee="E04"))


def test_who_has_no_account_chooses_somebody(shop: Shop, visit: Visit) -> None:
    assert "Whose entries?" in drawn(visit("entries", "admin"))


@pytest.mark.parametrize("user", ["screen", "loner"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    page = drawn(visit("entries", user, employee="E01"))
    assert "This page is not for you" in page
    assert WHY not in page


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert "Ann Li" not in told(visit("entries", None, employee="E01"))


# as a board has them --------------------------------------------------------------------------------------------------------------


def test_days_and_what_counts_narrow_the_list_and_its_sum(shop: Shop, visit: Visit) -> None:
    shop.record(type="customer_visited", employee="E01", customer="C0")
    days = {"period": "custom", "from": (dt.date.today() - dt.timedelta(days=1)).isoformat(), "to": dt.date.today().isoformat()}
    page = drawn(visit("entries", "ann", by="type:deal_won", **days))
    assert page.count(WHY) == 2
    assert '<span class="num">100</span>' in page
    assert "Customer visit" not in page
    assert 'aria-label="Take back: Deal won"' in page
    assert 'class="chip" href="/entries?by=type%3Adeal_won"' in page, "the days can be taken back alone"
    assert "rule=deal_won" in page


def test_a_day_of_a_board_is_one_here(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("entries", "ann", period="day"))
    assert page.count(WHY) == 1
    assert "Today" in page


def test_where_nothing_counts_the_way_out_is_said(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("entries", "ann", by="category:quality"))
    assert "Nothing here counts for that" in page
    assert 'aria-label="Take back: Category: Quality"' in page


@pytest.mark.parametrize("address", [{"by": "luck"}, {"by": "type:nothing"}, {"period": "custom", "from": "soon"}], ids=str)
def test_an_address_that_asks_for_nothing_is_told_in_a_sentence(shop: Shop, visit: Visit, address: dict[str, str]) -> None:
    page = visit("entries", "ann", **address)
    assert len(page.error) == 1
    assert WHY not in drawn(page)


# the file -------------------------------------------------------------------------------------------------------------------------


def is_offered(page: AppTest) -> bool:
    assert not page.exception
    return bool(page.get("download_button"))


def test_the_file_is_offered_to_whoever_reads_the_entries(shop: Shop, visit: Visit) -> None:
    assert is_offered(visit("entries", "ann"))
    assert not is_offered(visit("entries", "ann", employee="E02"))


def test_the_file_holds_every_entry_of_the_filter(shop: Shop) -> None:
    zone = ZoneInfo("Europe/London")
    here = Here("Corner Shops", zone, "GBP", 1, "100", dt.datetime.now(zone))
    shop.record(type="customer_visited", employee="E01", customer="C0")
    make = entries_file(shop.database, HolderKind.EMPLOYEE, "E01", Filter(rule="deal_won"), here)
    table = list(csv.reader(io.StringIO(make(COMMAND_LINE).decode("utf-8-sig"))))
    assert table[0][3:6] == ["What", "Kind", "Score"]
    assert [row[3:6] for row in table[1:]] == [["Deal won", "Earned", "50"]] * 5
    assert table[1][9] == WHY


def test_no_text_of_a_file_is_a_formula_and_numbers_stay_numbers() -> None:
    content = csv_file(["a", "b"], [("=HYPERLINK(1)", -5), ("@x", 7), ("-1+1", None), ("plain, with comma", 0)])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1:] == [["'=HYPERLINK(1)", "-5"], ["'@x", "7"], ["'-1+1", ""], ["plain, with comma", "0"]]
