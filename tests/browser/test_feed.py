"""People answer to what happened: by mouse and by keyboard, and others see it without doing anything."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visiting import Enter


def test_applause_is_given_and_taken_back_by_keyboard_and_seen_by_whom_it_is_for(enter: Enter) -> None:
    ann, ben = enter("ann").open("/feed?team=WEST"), enter("ben").open("/feed?team=WEST")
    button = ann.page.locator(".item", has_text="Ben Okafor").get_by_role("button", name="Applause").first
    what = button.get_attribute("data-react")
    mine = ann.page.locator(f"[data-react='{what}']")
    button.focus()
    ann.page.keyboard.press("Enter")
    expect(mine).to_have_attribute("aria-label", "Applause: you")
    expect(mine).to_have_attribute("aria-pressed", "true")
    expect(mine).to_be_focused()  # the list was drawn anew under it
    his = ben.page.locator(".item", has_text="Ben Okafor").get_by_role("img", name="Applause: Ann Li")
    expect(his).to_be_visible()
    his.hover()
    expect(his.locator(".tip")).to_be_visible()
    ann.page.keyboard.press("Space")
    expect(mine).to_have_attribute("aria-label", "Applause")
    expect(his).to_have_count(0)


def test_on_a_phone_a_tap_answers(enter: Enter) -> None:
    visitor = enter("manager", viewport={"width": 390, "height": 844}, has_touch=True).open("/feed?team=WEST")
    thanks = visitor.page.locator(".item", has_text="Ben Okafor").get_by_role("button", name="Thanks").first
    what = thanks.get_attribute("data-react")
    box = thanks.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    thanks.tap()
    given = visitor.page.locator(f"[data-react='{what}']")
    expect(given).to_have_attribute("aria-label", "Thanks: you")
    given.tap()
    expect(given).to_have_attribute("aria-label", "Thanks")
    assert visitor.warnings == []
