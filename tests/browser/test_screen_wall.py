"""The wall itself, in a real browser without a server: what it draws, what it leaves alone, and when it says that it is not fresh."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.walls import (
    HOME,
    LONG,
    MINUTE,
    NOW,
    PEOPLE,
    crowded,
    hear,
    item,
    message,
    open_window,
    pass_time,
    row,
    serve,
    wait_for,
    wall,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Error, Page

KINDS = ("podium", "top", "race", "deals", "days", "countdown", "announcement", "join")
LYING, UPRIGHT = (1920, 1080), (1080, 1920)
OUTSIDE = """() => {
  const whole = root.querySelector(".wall").getBoundingClientRect()
  const isOut = (box) => box.width && (box.left < whole.left - 1 || box.right > whole.right + 1 || box.top < whole.top - 1 || box.bottom > whole.bottom + 1)
  return [...root.querySelectorAll(".stage *")].filter((node) => isOut(node.getBoundingClientRect())).map((node) => node.className)
}"""
SMALL = """() => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const small = []
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement
    if (walker.currentNode.data.trim() && node.checkVisibility() && parseFloat(getComputedStyle(node).fontSize) < 28) small.push(walker.currentNode.data)
  }
  return small
}"""
COVERED = """() => {
  const boxes = (of) => [...root.querySelectorAll(of)].map((node) => node.getBoundingClientRect()).filter((box) => box.width)
  const [strip] = boxes(".strip")
  return strip ? boxes(".scene .name, .scene .score, .scene .rank, .scene .what, .scene .won").filter((box) => box.bottom > strip.top + 1).length : 0
}"""
CUT = """() => [...root.querySelectorAll(".scene:not(.leaving) :is(.name, .score, .won, .change), .strip .score, .over .won")]
  .filter((node) => node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight * 1.2)
  .map((node) => `${node.className}: ${node.textContent}`)"""
OVERLAID = """() => {
  const boxes = [...root.querySelectorAll(".scene:not(.leaving) :is(.name, .score, .won, .change, .disc)")].map((node) => [node, node.getBoundingClientRect()])
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6
  const said = ([one], [other]) => `${one.textContent} / ${other.textContent}`
  return boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => one[1].width && other[1].width && meet(one[1], other[1])).map((other) => said(one, other)))
}"""
Show = Callable[..., "Page"]
Motion = Literal["no-preference", "reduce"]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A window whose clock stands still; each test begins in it anew."""
    context = browser.new_context()
    yield open_window(context.new_page(), has_own_clock=True)
    context.close()


@pytest.fixture
def show(window: Page) -> Iterator[Show]:
    """Shows a wall in the window, which it has to itself."""
    wrong: list[str] = []

    def note(error: Error) -> None:
        wrong.append(str(error))

    def make(told: dict[str, Any], *, size: tuple[int, int] = LYING, motion: Motion = "no-preference", **changes: Any) -> Page:
        window.set_viewport_size({"width": size[0], "height": size[1]})
        window.emulate_media(reduced_motion=motion)
        window.evaluate("(begin(), sessionStorage.clear())")
        hear(window, message(told, **changes))
        return window

    window.on("pageerror", note)
    yield make
    window.remove_listener("pageerror", note)
    assert wrong == []


def seen(page: Page, selector: str = ".stage") -> str:
    return str(page.evaluate("selector => root.querySelector(selector)?.innerText ?? ''", selector))


def texts(page: Page, selector: str) -> list[str]:
    return list(page.evaluate("selector => [...root.querySelectorAll(selector)].map((node) => node.textContent)", selector))


def told_by(page: Page, attribute: str, selector: str = ".wall") -> str | None:
    found = page.evaluate("([selector, name]) => root.querySelector(selector)?.getAttribute(name)", [selector, attribute])
    return None if found is None else str(found)


# what it draws ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LYING, UPRIGHT], ids=["lying", "upright"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_scene_fits_the_wall_and_is_read_from_six_metres(show: Show, size: tuple[int, int], language: str) -> None:
    page = show(wall(language, "podium"), size=size)
    for number, kind in enumerate(KINDS):
        told = wall(language, kind)
        told["scenes"][0]["id"] = f"s{number}"
        hear(page, message(told))
        pass_time(page, 21_000)
        assert page.evaluate("root.querySelectorAll('.scene:not(.leaving)').length") == 1
        found = {"outside": page.evaluate(OUTSIDE), "small": page.evaluate(SMALL), "covered": page.evaluate(COVERED)}
        assert found == {"outside": [], "small": [], "covered": 0}, kind
        assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [size[1], size[0]]


@pytest.mark.parametrize("size", [LYING, UPRIGHT], ids=["lying", "upright"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_long_names_and_large_numbers_are_neither_cut_nor_on_top_of_each_other(show: Show, size: tuple[int, int], language: str) -> None:
    """Names of forty letters beside scores of eight digits, moves of three, and teams with names as long."""
    for kind in ("podium", "top", "race", "deals", "days"):
        page = show(crowded(language, kind), size=size, motion="reduce")
        pass_time(page, 2_000)
        found = {"outside": page.evaluate(OUTSIDE), "small": page.evaluate(SMALL), "overlaid": page.evaluate(OVERLAID)}
        assert found == {"outside": [], "small": [], "overlaid": []}, kind
        assert page.evaluate(CUT) == [], kind


@pytest.mark.parametrize("size", [LYING, UPRIGHT], ids=["lying", "upright"])
@pytest.mark.parametrize("text", ["Bravo", LONG["en"][0] + " " + "word " * 47, "加油" * 140], ids=["short", "english", "chinese"])
def test_an_announcement_is_as_large_as_it_can_be_and_all_of_it_is_read(show: Show, size: tuple[int, int], text: str) -> None:
    told = wall("en", "announcement")
    told["scenes"][0]["text"] = text.strip()
    page = show(told, size=size)
    box = page.evaluate(
        "(({ top, bottom, left, right }) => ({ top, bottom, left, right }))(root.querySelector('.said .text').getBoundingClientRect())"
    )
    head = page.evaluate("root.querySelector('.head').getBoundingClientRect().bottom")
    assert head <= box["top"]
    assert box["bottom"] <= size[1] - (210 if size == LYING else 300), "there it is celebrated meanwhile"
    assert box["left"] >= 0
    assert box["right"] <= size[0]
    letters = page.evaluate("parseFloat(getComputedStyle(root.querySelector('.said .text')).fontSize)")
    assert letters >= (200 if text == "Bravo" else 40)


@pytest.mark.parametrize(
    ("left", "told"), [(6 * 24 * 60, ["6", "days"]), (6 * 24 * 60 + 60, ["6", "days", "1", "hour"]), (25, ["25", "minutes"])]
)
def test_until_the_end_nothing_is_counted_of_which_there_is_none(show: Show, left: int, told: list[str]) -> None:
    said = wall("en", "countdown")
    said["scenes"][0]["ends_at"] = NOW + left * MINUTE
    assert seen(show(said), ".end .left").split() == told


@pytest.mark.parametrize(("rows", "letters"), [(10, 44), (5, 66), (1, 76)])
def test_the_fewer_there_are_the_larger_they_stand(show: Show, rows: int, letters: int) -> None:
    told = wall("en", "top")
    told["scenes"][0]["rows"] = told["scenes"][0]["rows"][:rows]
    page = show(told)
    assert page.evaluate("parseFloat(getComputedStyle(root.querySelector('.row .name')).fontSize)") == pytest.approx(letters, abs=1)


def test_a_step_on_which_nobody_stands_yet_is_there(show: Show) -> None:
    told = wall("en", "podium")
    told["scenes"][0]["rows"] = told["scenes"][0]["rows"][:1]
    page = show(told)
    assert texts(page, ".step .rank") == ["1", "2", "3"]
    assert seen(page, ".steps").split("\n").count(PEOPLE["en"][0]) == 1


def test_nothing_to_tell_beneath_leaves_no_line(show: Show) -> None:
    page = show(wall("en", "top", strip={"item": None, "race": [], "qr": None}))
    assert page.evaluate("root.querySelector('.strip').hidden")


def test_names_stand_as_they_were_typed(show: Show) -> None:
    page = show(wall("en", "top"))
    assert "<b>Bo</b>" in texts(page, ".row .name")
    assert page.evaluate("root.querySelectorAll('b').length") == 0


@pytest.mark.parametrize(("language", "first"), [("en", "The first place is free"), ("zh", "榜首虚位以待")])
def test_a_scene_that_is_empty_says_what_will_stand_there(show: Show, language: str, first: str) -> None:
    told = wall(language, "podium", "top", "race")
    for scene in told["scenes"]:
        scene["rows"] = []
    page = show(told)
    assert first in seen(page)
    for _ in told["scenes"]:
        pass_time(page, 21_000)
        assert page.evaluate("root.querySelector('.scene:not(.leaving) .nothing .title').textContent").strip()


def test_numbers_and_times_are_those_of_the_screens_language_and_of_its_zone(show: Show) -> None:
    english, chinese = (seen(show(wall(language, "top"))) for language in ("en", "zh"))
    assert "1,332" in english
    assert "14:12" in english
    assert "6 days 3 hrs left" in english
    assert "10 of 41" in english
    assert "还剩 6天 3小时" in chinese


def test_a_small_preview_is_the_same_picture(show: Show) -> None:
    page = show(wall("en", "top"), size=(480, 270))
    assert page.evaluate("parseFloat(getComputedStyle(root.querySelector('.row .name')).fontSize)") == pytest.approx(44 / 4)
    assert page.evaluate(OUTSIDE) == []


# what it leaves alone --------------------------------------------------------------------------------------------------------------


def test_a_beat_that_brings_nothing_new_touches_nothing(show: Show) -> None:
    told = wall("en")
    page = show(told)
    page.evaluate(
        """() => { window.touched = []; new MutationObserver((all) => touched.push(...all.map((one) => one.target.className)))
        .observe(root, { subtree: true, childList: true, attributes: true, characterData: true }) }"""
    )
    for beat in range(1, 20):
        hear(page, message(told, beat=NOW + beat * 10))
    assert page.evaluate("touched") == []


def test_a_row_that_overtakes_is_the_same_row_on_its_way(show: Show) -> None:
    told = wall("en", "top")
    page = show(told)
    page.evaluate("window.second = [...root.querySelectorAll('.row')].find((node) => node.innerText.includes('Ann Li'))")
    rows = told["scenes"][0]["rows"]
    rows[0], rows[1] = row("en", 1, rank=1, score=1400, share=1.0, change=1), row("en", 0, rank=2, share=0.95, change=-1)
    hear(page, message(told, beat=NOW + 2_000))
    assert page.evaluate("[second.isConnected, second.style.getPropertyValue('--i'), second.classList.contains('passing')]") == [
        True,
        "0",
        True,
    ]
    assert page.evaluate("getComputedStyle(second).transitionProperty").startswith("transform")
    assert page.evaluate("second.querySelector('.score').textContent") == "1,284", "it counts up from what it was"
    pass_time(page, 500)
    assert 1284 < int(page.evaluate("second.querySelector('.score').textContent").replace(",", "")) < 1400
    pass_time(page, 3_000)
    assert page.evaluate("[second.querySelector('.score').textContent, second.classList.contains('passing')]") == ["1,400", False]


MOVING = """() => root.querySelector(".wall").getAnimations({ subtree: true })
  .filter((one) => one.animationName !== "fade" && one.transitionProperty !== "opacity" && one.transitionProperty !== "visibility")
  .map((one) => `${one.animationName ?? one.transitionProperty} of ${one.effect.target.className.baseVal ?? one.effect.target.className}`)"""


def test_with_reduced_motion_every_scene_and_celebration_stands_where_it_belongs_at_once(show: Show) -> None:
    for kind in KINDS:
        told = wall("en", kind)
        page = show(told, motion="reduce")
        for scene in told["scenes"]:
            scene.get("rows", []).reverse()
            scene.get("items", []).reverse()
        told["celebrations"] = [item("en", 601, 1), item("en", 602, 0, kind="leader")]
        hear(page, message(told, beat=NOW + 2_000))
        assert seen(page, ".over.shown"), kind
        assert page.evaluate(MOVING) == [], kind


def test_with_reduced_motion_nothing_moves(show: Show) -> None:
    told = wall("en", "top")
    page = show(told, motion="reduce")
    told["scenes"][0]["rows"][0]["score"] = 2000
    hear(page, message(told, beat=NOW + 2_000))
    assert texts(page, ".row .score")[0] == "2,000"
    assert page.evaluate("getComputedStyle(root.querySelector('.row')).transitionDuration") == "0s"


def test_scenes_follow_each_other_by_their_seconds_whatever_arrives(show: Show) -> None:
    told = wall("en", "podium", "top", "race")
    page, stood = show(told), []
    for beat in range(30):
        stood.append(page.evaluate("root.querySelector('.scene:not(.leaving)').classList[1]"))
        told["updated_at"] += 1
        told["scenes"][0]["rows"][0]["score"] += 1
        hear(page, message(told, beat=NOW + beat * 2_000))
        pass_time(page, 2_000)
    assert stood == ["podium"] * 10 + ["top"] * 10 + ["race"] * 10


def test_a_scene_that_was_taken_away_stands_until_its_time_is_over(show: Show) -> None:
    told = wall("en", "podium", "top", "race")
    page = show(told)
    told["scenes"] = told["scenes"][1:]
    hear(page, message(told, beat=NOW + 2_000))
    pass_time(page, 15_000)
    assert texts(page, ".step .name")[0] == PEOPLE["en"][0]
    pass_time(page, 7_000)
    assert page.evaluate("root.querySelector('.scene:not(.leaving)').classList[1]") == "top"


def test_what_moved_while_a_scene_was_away_is_seen_to_move_when_it_comes_again(show: Show) -> None:
    told = wall("en", "top", "race")
    page = show(told)
    pass_time(page, 21_000)
    told["scenes"][0]["rows"][0]["score"] = 1500
    hear(page, message(told, beat=NOW + 22_000))
    pass_time(page, 20_000)
    assert texts(page, ".scene:not(.leaving) .score")[0] == "1,332"
    pass_time(page, 3_000)
    assert texts(page, ".scene:not(.leaving) .score")[0] == "1,500"


# what was won ----------------------------------------------------------------------------------------------------------------------


def test_a_deal_is_celebrated_once_and_the_next_waits_for_it(show: Show) -> None:
    told = wall("en", "top")
    page = show(told)
    told["celebrations"] = [item("en", 501, 4), item("en", 502, 0, kind="leader")]
    for beat in range(1, 5):
        hear(page, message(told, beat=NOW + beat * 2_000))
    assert "Deal won" in seen(page, ".over.shown")
    assert "+50" in seen(page, ".over")
    assert told_by(page, "aria-live", ".over") == "polite"
    pass_time(page, 7_000)
    assert "leads March" in seen(page, ".over.shown")
    assert told_by(page, "data-kind", ".over") == "leader"
    pass_time(page, 14_000)
    assert page.evaluate("root.querySelector('.over').childElementCount") == 0
    page.reload()
    wait_for(page, "window.isReady")
    hear(page, message(told, beat=NOW + 2_000))
    assert seen(page, ".over.shown") == "", "the tab remembers"


def test_what_happened_well_before_the_wall_was_opened_is_not_celebrated(show: Show) -> None:
    page = show(wall("en", "top", celebrations=[item("en", 501, 1, ago=MINUTE), item("en", 502, 2, ago=5_000)]))
    assert PEOPLE["en"][2] in seen(page, ".over.shown")
    pass_time(page, 8_000)
    assert seen(page, ".over.shown") == ""


def test_over_an_announcement_it_stands_along_the_bottom(show: Show) -> None:
    told = wall("en", "announcement")
    page = show(told)
    told["celebrations"] = [item("en", 501, 4)]
    hear(page, message(told, beat=NOW + 2_000))
    bottom = page.evaluate("root.querySelector('.said .text').getBoundingClientRect().bottom")
    assert page.evaluate("root.querySelector('.over.shown').getBoundingClientRect().top") > bottom


@pytest.mark.parametrize(("may_sound", "hint"), [(True, "Sound is off: click once"), (False, "")])
def test_a_screen_that_may_sound_says_when_the_browser_does_not_let_it(browser: Browser, may_sound: bool, hint: str) -> None:
    """Whatever is asked of the page from here counts as a click: so the page begins, and notes what it says, by itself."""
    page = browser.new_context().new_page()
    noting = "setInterval(() => window.noted ??= window.root?.querySelector('.row') && [root.querySelector('.hint').textContent], 100)"
    page.add_init_script(f"window.first = {json.dumps(message(wall('en', 'top', sound=may_sound)))}; {noting}")
    page.route(f"{HOME}/**", serve)
    page.goto(f"{HOME}/screen")
    page.wait_for_timeout(700)
    assert page.evaluate("noted") == [hint]
    page.mouse.click(5, 5)
    wait_for(page, "root.querySelector('.hint').hidden")
    page.context.close()


# how fresh it is -------------------------------------------------------------------------------------------------------------------


def test_a_wall_that_hears_nothing_says_since_when_and_recovers(show: Show) -> None:
    told = wall("en", "top")
    page = show(told)
    assert told_by(page, "data-fresh") == "fresh"
    pass_time(page, 20_000)
    assert (told_by(page, "data-fresh"), seen(page, ".fresh")) == ("late", "last fresh 14:12")
    pass_time(page, 3 * MINUTE)
    assert (told_by(page, "data-fresh"), seen(page, ".fresh")) == ("old", "last fresh 14:12")
    assert texts(page, ".row .name")[0] == PEOPLE["en"][0], "it stays drawn"
    hear(page, message(told, beat=NOW + 4 * MINUTE))
    assert (told_by(page, "data-fresh"), seen(page, ".fresh")) == ("fresh", "14:16")


def test_the_same_message_once_more_is_no_sign_of_life(show: Show) -> None:
    told = wall("en", "top")
    page = show(told)
    for _ in range(10):
        pass_time(page, 2_000)
        hear(page, message(told))
    assert told_by(page, "data-fresh") == "late"


def test_of_a_revoked_link_nothing_is_left(show: Show) -> None:
    told = wall("en")
    page = show(told)
    hear(page, message(None, beat=NOW + 2_000))
    text = page.evaluate("root.textContent")
    assert "not linked any more" in text
    assert "链接已失效" in text
    assert [name for name in [*PEOPLE["en"], "East", "March", "14:12", "1,332"] if name in text] == []
    pass_time(page, MINUTE)
    assert [name for name in PEOPLE["en"] if name in page.evaluate("root.textContent")] == []
    hear(page, message(told, beat=NOW + 2 * MINUTE))
    assert PEOPLE["en"][0] in seen(page), "a wall that may be seen again is"


def test_a_wall_that_stood_still_over_night_says_the_day_as_well(show: Show) -> None:
    page = show(wall("en", "top"))
    pass_time(page, 10 * 60 * MINUTE)
    assert seen(page, ".fresh") == "last fresh Wed 14:12"


# alone in the room -----------------------------------------------------------------------------------------------------------------

LOCK = """window.asked = []
Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => (asked.push(kind), { release() { asked.push("released") } }) } })
let isSeen = true
Object.defineProperty(document, "visibilityState", { get: () => (isSeen ? "visible" : "hidden") })
window.turn = (seen) => { isSeen = seen; document.dispatchEvent(new Event("visibilitychange")) }"""


def test_the_machines_screen_is_kept_on_and_asked_for_again_when_the_wall_is_seen_again(browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.add_init_script(LOCK)
    open_window(page, has_own_clock=True)
    hear(page, message(wall("en", "top")))
    assert page.evaluate("asked") == ["screen"]
    page.evaluate("turn(false)")
    assert page.evaluate("asked") == ["screen"], "a browser lets go of it by itself when the window is hidden"
    page.evaluate("turn(true)")
    assert page.evaluate("asked") == ["screen", "screen"]
    page.evaluate("leave()")
    assert page.evaluate("asked") == ["screen", "screen", "released"]
    page.evaluate("turn(true)")
    assert len(page.evaluate("asked")) == 3
    page.context.close()


def test_the_pointer_is_seen_only_while_somebody_moves_it(show: Show) -> None:
    page = show(wall("en", "top"))
    pointer = "getComputedStyle(root.querySelector('.wall')).cursor"
    assert page.evaluate(pointer) == "auto"
    pass_time(page, 4_000)
    assert page.evaluate(pointer) == "none"
    page.mouse.move(200, 200)
    assert page.evaluate(pointer) == "auto"
    pass_time(page, 4_000)
    assert page.evaluate(pointer) == "none"


# for weeks -------------------------------------------------------------------------------------------------------------------------


def test_the_wall_is_taken_away_whole(show: Show) -> None:
    page = show(wall("en"))
    page.evaluate("leave()")
    assert page.evaluate("[root.childElementCount, timers.size]") == [0, 1], "the guard of the window stays"


def test_a_window_that_is_left_alone_comes_again_when_the_server_does_and_more_and_more_rarely(browser: Browser) -> None:
    page = open_window(browser.new_context().new_page(), has_own_clock=True)
    hear(page, message(wall("en", "top")))
    page.evaluate("window.isOld = true")
    pass_time(page, 10 * MINUTE)
    page.wait_for_timeout(300)
    assert page.evaluate("window.isOld"), "the server, or its database, is away: the wall stays drawn"
    page.route("**/api/healthz", lambda route: route.fulfill(body="ok"))
    for seconds in (0, 90, 180):  # it waits twice as long each time, and a fifth more at most
        if seconds:
            pass_time(page, (seconds - 1) * 1_000)
            page.wait_for_timeout(300)
            assert page.evaluate("window.isOld"), seconds
        with page.expect_navigation():
            pass_time(page, seconds * 200 + 10_000)
        wait_for(page, "window.isReady")
        page.evaluate("window.isOld = true")
    page.context.close()


DAY = """(told) => {
  const wall = JSON.parse(told.wall), rows = wall.scenes[1].rows, items = wall.scenes[3].items
  let turn = 0
  window.live = (beats) => {
    for (let n = 0; n < beats; n++) {
      turn += 1
      told.beat += 2000
      if (turn % 15 === 0) {
        rows[(turn * 7) % rows.length].score = 500 + ((turn * 37) % 900)
        rows.sort((a, b) => b.score - a.score).forEach((row, place) => Object.assign(row, { rank: place + 1, share: row.score / rows[0].score }))
        wall.scenes[0].rows = rows.slice(0, 3)
        items.unshift({ ...items.pop(), id: 10000 + turn, at: told.beat })
        wall.strip.item = items[0]
        wall.celebrations = turn % 315 ? [] : [items[0]]
        told.wall = JSON.stringify(wall)
      }
      hear({ ...told })
      pass(2000)
    }
  }
}"""


def held_by(devtools: CDPSession) -> int:
    """Bytes of all that the page's scripts hold; not what the browser makes of the scripts themselves, which it compiles better and better."""
    parts: list[str] = []

    def collect(told: dict[str, str]) -> None:
        parts.append(told["chunk"])

    devtools.on("HeapProfiler.addHeapSnapshotChunk", collect)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", collect)
    told = json.loads("".join(parts))
    fields, kinds = told["snapshot"]["meta"]["node_fields"], told["snapshot"]["meta"]["node_types"][0]
    kind, size, step = fields.index("type"), fields.index("self_size"), len(fields)
    nodes = told["nodes"]
    return sum(nodes[n + size] for n in range(0, len(nodes), step) if kinds[nodes[n + kind]] not in ("code", "native", "hidden"))


def test_a_day_in_fast_motion_leaves_no_more_in_memory_than_a_tenth_of_it(show: Show) -> None:
    """43,200 beats, 2,880 of them with news, each scene five hundred times."""
    told = wall("en")
    page = show(told, size=(640, 360))
    devtools = page.context.new_cdp_session(page)
    page.evaluate(DAY, message(told))

    def live(beats: int) -> tuple[int, int, int]:
        page.evaluate("beats => live(beats)", beats)
        held, counted = held_by(devtools), devtools.send("Memory.getDOMCounters")
        return held, counted["nodes"], counted["jsEventListeners"]

    tenth, whole = live(4_320), live(38_880)
    assert whole[0] <= tenth[0] * 1.03
    assert whole[1:] == tenth[1:]
    assert page.evaluate("timers.size") < 10
