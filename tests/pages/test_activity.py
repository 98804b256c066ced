"""Activity: one of them, its rules and its history; empty, full, refused; decided and reversed."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from services.access import COMMAND_LINE
from services.activities import catalogue, evidence
from services.activities.deciding import decline
from services.activities.reversing import reverse
from services.explanations import explaining
from services.people import customers
from services.plans import planning
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop
from tests.signing import token_of


def deal(shop: Shop, **more: object) -> None:
    """Ann's deal with the key `deal`."""
    shop.record(**{"type": "deal_won", "employee": "E01", "customer": "C0", "amount": "1250.50", "external_id": "deal", **more})


def wait(shop: Shop, employee: str = "E01") -> None:
    """An ice-breaker with the key `waits` waits for approval."""
    catalogue.put_type(shop.database, COMMAND_LINE, "ice_breaker_done", {"label": {"en": "Ice-breaker", "zh": "破冰"}, "approval": True})
    shop.record(type="ice_breaker_done", employee=employee, customer="C0", note="came back", external_id="waits")


def opened(visit: Visit, user: str | None, key: str) -> AppTest:
    return visit("activity", user, source="test", id=key)


def status(shop: Shop, key: str) -> str:
    found = explaining.activity(shop.database, COMMAND_LINE, "test", key)
    return "reversed" if found["reversed"] else str(found["status"])


# what is shown --------------------------------------------------------------------------------------------------------------------


def test_it_shows_what_was_sent(shop: Shop, visit: Visit) -> None:
    deal(shop, quantity="3", channel="Trade fair", collaborators=["E02"], attributes={"contract": "A-7", "first": True})
    page = drawn(opened(visit, "ann", "deal"))
    for text in ("Ann Li", "Shop 0", "£1,250.50", "Trade fair", "Ben Okafor", "contract", "A-7", "yes", "test · deal", "counts"):
        assert text in page
    assert 'href="/customer?code=C0"' in page
    assert 'href="/entries?employee=E01"' in page


def test_a_customer_has_a_name_for_whoever_may_read_or_record_about_them(shop: Shop, visit: Visit) -> None:
    customers.put_customer(shop.database, COMMAND_LINE, "FREE", {"name": "Nobody's yet"})
    for key, code in (("free", "FREE"), ("theirs", "C1")):
        shop.record(type="deal_won", employee="E01", customer=code, amount="10", external_id=key)
    assert "Nobody&#39;s yet" in drawn(opened(visit, "ann", "free"))
    theirs = drawn(opened(visit, "ann", "theirs"))
    assert "C1" in theirs
    assert "Shop 1" not in theirs


def test_attributes_have_the_words_of_the_recording_form(shop: Shop, visit: Visit) -> None:
    form = [{"name": "attributes.stars", "label": {"en": "Stars given", "zh": "星级"}, "kind": "number"}]
    catalogue.put_type(shop.database, COMMAND_LINE, "satisfaction_rated", {"fields": form})
    shop.record(type="satisfaction_rated", employee="E01", customer="C0", attributes={"stars": 3}, external_id="rated")
    assert "Stars given" in drawn(opened(visit, "ann", "rated"))


def test_every_rule_says_what_it_gave_or_why_nothing(shop: Shop, visit: Visit) -> None:
    deal(shop)
    page = drawn(opened(visit, "ann", "deal"))
    assert "Deal won: 50 points." in page
    assert "+125" in page, "the customer's points"
    assert "Plan version 1" in page
    shop.record(type="satisfaction_rated", employee="E01", customer="C0", attributes={"stars": 3}, external_id="rated")
    assert "needs attributes.stars &gt;= 4" in drawn(opened(visit, "ann", "rated"))


def test_each_rule_comes_with_its_reckoning(shop: Shop, visit: Visit) -> None:
    deal(shop)
    page = drawn(opened(visit, "ann", "deal"))
    for name, value in (
        ("Value of the deal", "£1,250.50"),
        ("Whole units of £10.00", "125"),
        ("Points for each", "× 1"),
        ("Points", "+125"),
    ):
        assert f'<th scope="row">{name}</th><td class="num">{value}</td>' in page
    assert "It earned nothing." not in page
    assert "What would have earned" not in page, "only rules for other types were near"


def test_what_earned_nothing_says_so_first_and_what_would_have(shop: Shop, visit: Visit) -> None:
    shop.record(type="satisfaction_rated", employee="E01", customer="C0", attributes={"stars": 3}, external_id="rated")
    page = drawn(opened(visit, "ann", "rated"))
    assert page.index("It earned nothing.") < page.index("needs attributes.stars") < page.index("What would have earned")
    assert '<th scope="row">Stars, wanted</th><td class="num">at least 4</td>' in page
    assert '<th scope="row">Stars, found</th><td class="num">3</td>' in page
    assert "Satisfied customer: Stars was 3, wanted at least 4." in page
    assert "rules for another type of activity" in page


def test_in_chinese_the_reckoning_is_chinese(shop: Shop, visit: Visit) -> None:
    session = session_of(shop.database, token_of(shop.database, "ann"))
    assert session is not None
    own_user.set_language(shop.database, session.actor, "zh")
    shop.record(type="satisfaction_rated", employee="E01", customer="C0", attributes={"stars": 3}, external_id="rated")
    page = drawn(opened(visit, "ann", "rated"))
    for text in ("这条记录没有得分。", "（要求）", "至少 4", "差一个条件即可得分的规则", "条适用于其他记录类型的规则"):
        assert text in page


def test_markup_in_what_was_found_and_in_labels_is_text(shop: Shop, visit: Visit) -> None:
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    when = [{"field": "attributes.mood", "op": "=", "value": NASTY}]
    award = {"to": "employee", "points": 5}
    marked = {
        "key": "mood",
        "label": {"en": f"Mood {NASTY}", "zh": NASTY},
        "category": "quality",
        "activity": "deal_won",
        "when": when,
        "award": award,
    }
    planning.publish(shop.database, COMMAND_LINE, plan | {"rules": [*plan["rules"], marked]}, reason="mood")
    shop.record(
        type="deal_won",
        employee="E01",
        customer="C0",
        amount="9",
        external_id="deal",
        attributes={"mood": "<b>good"},
        occurred_at=dt.datetime.now(dt.UTC).isoformat(),
    )
    page = drawn(opened(visit, "ann", "deal"))
    assert "was &lt;b&gt;good, wanted &lt;script&gt;alert(1)&lt;/script&gt; **b** :red[x]" in page
    assert "<script>alert" not in page
    assert "<b>good" not in page


def test_a_note_keeps_its_lines_and_is_text(shop: Shop, visit: Visit) -> None:
    deal(shop, note=f"first line\nsecond {NASTY}", channel="**c**", attributes={"<b>x": NASTY})
    page = opened(visit, "ann", "deal")
    assert "first line\nsecond &lt;script&gt;alert(1)&lt;/script&gt; **b** :red[x]" in drawn(page)
    assert "<script>alert" not in told(page)
    assert "<b>x" not in told(page)


def test_photos_stand_in_the_page_itself(shop: Shop, visit: Visit) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    stored = evidence.store(shop.database, COMMAND_LINE, "shop **front**.jpg", file.getvalue())
    gone = {"name": "elsewhere.jpg", "sha256": "0" * 64}
    deal(shop, evidence=[{"name": stored["name"], "sha256": stored["sha256"]}, gone])
    page = drawn(opened(visit, "ann", "deal"))
    assert page.count("data:image/jpeg;base64,") == 1
    assert 'alt="Photo 1 of 2: shop **front**.jpg"' in page
    assert "Kept by the system that recorded it" in page


def test_who_only_took_part_sees_no_customer_note_and_photo(shop: Shop, visit: Visit) -> None:
    deal(shop, collaborators=["E02"], note="a secret", employee="E03")
    page = drawn(opened(visit, "ben", "deal"))
    assert "Deal won" in page
    assert "a secret" not in page
    assert "Shop 0" not in page


def test_what_became_of_it_is_told_with_the_reason(shop: Shop, visit: Visit) -> None:
    deal(shop)
    reverse(shop.database, COMMAND_LINE, "test", "deal", reason=f"wrong customer {NASTY}")
    page = drawn(opened(visit, "ann", "deal"))
    assert "reversed" in page
    assert "All of it was taken back." in page
    assert "wrong customer &lt;script&gt;" in page


def test_what_waits_says_what_it_would_earn(shop: Shop, visit: Visit) -> None:
    wait(shop)
    page = drawn(opened(visit, "ann", "waits"))
    assert "waits for approval" in page
    assert "What it would earn" in page
    assert "Quarterly ice-breaker: 100 points." in page


def test_what_was_declined_earns_nothing_and_says_why(shop: Shop, visit: Visit) -> None:
    wait(shop)
    decline(shop.database, COMMAND_LINE, "test", "waits", reason="no photo")
    page = drawn(opened(visit, "ann", "waits"))
    assert "Declined: it stays on record and earns nothing." in page
    assert "no photo" in page


def test_without_a_key_it_says_where_to_find_one(shop: Shop, visit: Visit) -> None:
    assert "Which activity?" in drawn(visit("activity", "ann"))


# who may ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["admin", "manager", "manager_all", "ann"])
def test_who_reaches_it_sees_it(shop: Shop, visit: Visit, user: str) -> None:
    deal(shop)
    assert "£1,250.50" in drawn(opened(visit, user, "deal"))


@pytest.mark.parametrize(("user", "key"), [("ben", "deal"), ("ben", "nothing"), ("ann", "nothing"), ("manager", "nothing")])
def test_out_of_reach_is_refused_in_the_words_for_nothing(shop: Shop, visit: Visit, user: str, key: str) -> None:
    deal(shop)
    page = drawn(opened(visit, user, key))
    assert "This is outside your reach" in page
    assert "£1,250.50" not in page


def test_an_administrator_is_told_that_there_is_none(shop: Shop, visit: Visit) -> None:
    assert "There is no such activity" in drawn(opened(visit, "admin", "**nothing** <b>"))


@pytest.mark.parametrize("user", ["screen", "loner"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    deal(shop)
    page = drawn(opened(visit, user, "deal"))
    assert "This page is not for you" in page
    assert "£1,250.50" not in page


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    deal(shop)
    assert "Deal won" not in told(opened(visit, None, "deal"))


# deciding -------------------------------------------------------------------------------------------------------------------------


def keys(page: AppTest) -> set[str]:
    assert not page.exception
    return {str(button.key) for button in page.button if str(button.key).startswith("activity_")}


def test_an_employee_is_offered_no_decision(shop: Shop, visit: Visit) -> None:
    wait(shop)
    deal(shop)
    assert keys(opened(visit, "ann", "waits")) == set()
    assert keys(opened(visit, "ann", "deal")) == set()


def test_ones_own_is_left_to_somebody_else(shop: Shop, visit: Visit) -> None:
    users.add_user(shop.database, COMMAND_LINE, "boss", role="manager", employee="E05")
    deal(shop, employee="E05")
    page = opened(visit, "boss", "deal")
    assert keys(page) == set()
    assert "This is your own activity" in drawn(page)


def test_approving_counts_and_tells_the_points(shop: Shop, visit: Visit) -> None:
    wait(shop)
    page = opened(visit, "manager", "waits")
    page.button(key="activity_approve").click().run()
    assert "Approved: +100 points" in told(page).replace("\\", "")
    assert "counts" in drawn(page)
    assert status(shop, "waits") == "accepted"
    assert keys(page) == {"activity_reverse"}


def test_declining_needs_a_reason(shop: Shop, visit: Visit) -> None:
    wait(shop)
    page = opened(visit, "manager", "waits")
    page.button(key="activity_decline").click().run()
    page.button(key="activity_decline_send").click().run()
    assert "Write the reason" in told(page)
    assert status(shop, "waits") == "pending"
    page.text_area(key="activity_decline_reason").input("no photo\nof the shop")
    page.button(key="activity_decline_send").click().run()
    assert status(shop, "waits") == "declined"
    assert "no photo of the shop" in drawn(page)


def test_reversing_takes_everything_back(shop: Shop, visit: Visit) -> None:
    deal(shop)
    page = opened(visit, "manager", "deal")
    page.button(key="activity_reverse").click().run()
    page.text_area(key="activity_reverse_reason").input("recorded twice")
    page.button(key="activity_reverse_send").click().run()
    assert status(shop, "deal") == "reversed"
    assert "Reversed: 175 points taken back" in told(page).replace("\\", "")
    assert keys(page) == set(), "it is done once"


def test_somebody_elses_decision_meanwhile_is_told(shop: Shop, visit: Visit) -> None:
    wait(shop)
    page = opened(visit, "manager", "waits")
    decline(shop.database, COMMAND_LINE, "test", "waits", reason="no photo")
    page.button(key="activity_approve").click().run()
    assert "declined" in told(page)
    assert status(shop, "waits") == "declined"


def test_an_open_dialog_belongs_to_its_activity(shop: Shop, visit: Visit) -> None:
    deal(shop)
    deal(shop, external_id="other")
    page = opened(visit, "manager", "deal")
    page.button(key="activity_reverse").click().run()
    page.query_params["id"] = "other"
    page.run()
    assert not [area for area in page.text_area if area.key == "activity_reverse_reason"]
