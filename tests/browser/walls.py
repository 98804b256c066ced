"""Walls written by hand, and a window that shows them without a server: the files of `ui/wall` in a real browser, fed by the test."""

from __future__ import annotations

import copy
import json
import time
from typing import TYPE_CHECKING, Any

from ui.components.wall import files
from ui.components.wall.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

HOME = "http://wall.test"
SECONDS = 20
NOW = 1_773_814_345_123
"""18 March 2026, 14:12 in Shanghai."""
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

PEOPLE = {
    "en": ["Wang Fang", "Ann Li", "Zhou Min", "Li Wei", "Maximiliana Featherstonehaugh-Cholmondel", "Sun Ting", "Chen Jie", "<b>Bo</b>", "Okafor Ben", "Zhao Lei"],
    "zh": ["王芳", "李安", "周敏", "李伟", "欧阳建国", "孙婷", "陈洁", "阿卜杜热西提·买买提", "刘洋", "赵磊"],
}  # fmt: skip
TEAMS = {
    "en": ["East 07", "East 12", "West 01", "East 07", "Northern Highlands and Islands 03", "West 01", "East 02", "South 11", "East 12", "South 04"],
    "zh": ["东区七店", "东区十二店", "西区一店", "东区七店", "内蒙古自治区呼和浩特旗舰店", "西区一店", "东区二店", "南区十一店", "东区十二店", "南区四店"],
}  # fmt: skip
SAID = {
    "en": {"title": "East region", "month": "March 2026", "teams": "Team race", "unit": "points per head", "latest": "Latest", "week": "This week",
           "ends": "March ends in", "deal": "Deal won", "leader": "New leader", "leads": "{} leads March", "wins": "Deal won · {} · +50",
           "announce": "Friday at four: cake in the kitchen, for the best March we have ever had.", "join": "See your points",
           "join_text": "laurel.example", "today": "today", "other": "Tue 24 Mar"},
    "zh": {"title": "东部大区", "month": "2026年3月", "teams": "团队竞赛", "unit": "人均积分", "latest": "最新动态", "week": "本周",
           "ends": "距离3月结束还有", "deal": "成交", "leader": "新的第一名", "leads": "{}领跑3月", "wins": "成交 · {} · +50",
           "announce": "周五下午四点茶水间分蛋糕,庆祝我们有史以来最好的三月。", "join": "查看我的积分",
           "join_text": "laurel.example", "today": "今天", "other": "3月24日 周二"},
}  # fmt: skip
SCORES = [1332, 1284, 987, 955, 902, 902, 733, 611, 540, 511]
CHANGES = [1, -1, 0, 2, -1, 0, None, 1, -3, 0]


def row(language: str, n: int, **changes: Any) -> dict[str, Any]:
    """The line of a board of the person number n."""
    name = PEOPLE[language][n]
    found = {"key": f"e:{n}", "rank": 5 if n == 5 else n + 1, "change": CHANGES[n], "name": name, "team": TEAMS[language][n]}
    return found | {"initials": initials(name), "score": SCORES[n], "share": SCORES[n] / SCORES[0]} | changes


def initials(name: str) -> str:
    return name[-1] if not name[0].isascii() else "".join(part[0] for part in name.split()[:2]).upper()


def item(language: str, number: int, who: int, *, kind: str = "deal", ago: int = 0) -> dict[str, Any]:
    """A happening, `ago` milliseconds before `NOW`."""
    said, name = SAID[language], PEOPLE[language][who]
    told = said["leads" if kind == "leader" else "wins"].format(name)
    found = {"id": number, "kind": kind, "at": NOW - ago, "title": said[kind], "name": name, "team": TEAMS[language][who]}
    return found | {
        "initials": initials(name),
        "points": 50 if kind == "deal" else None,
        "place": 1 if kind == "leader" else None,
        "text": told,
    }


def teams(language: str) -> list[dict[str, Any]]:
    """Five teams, per head."""
    names = list(dict.fromkeys(TEAMS[language]))[:5]
    scores = ["41.83", "39.20", "31.07", "28.50", "9.25"]
    return [
        {
            "key": f"t:{n}",
            "rank": n + 1,
            "change": 0,
            "name": name,
            "team": "",
            "initials": name[:1],
            "score": score,
            "share": float(score) / 41.83,
        }
        for n, (name, score) in enumerate(zip(names, scores, strict=True))
    ]


def people(language: str, many: int) -> list[dict[str, Any]]:
    """Birthdays and anniversaries of a week."""
    said = SAID[language]
    return [
        {"name": name, "team": TEAMS[language][n], "initials": initials(name), "what": "anniversary" if n % 2 else "birthday",
         "years": n if n % 2 else None, "when": said["other" if n else "today"], "is_today": n == 0}
        for n, name in enumerate(PEOPLE[language][:many])
    ]  # fmt: skip


LONG = {
    "en": ["Maximiliana Featherstonehaugh-Cholmondel", "Christopher Bartholomew Montgomery-Smyth", "Wilhelmina Anastasia von Hohenzollern-Be",
           "Ann Li", "Alexandra Papadopoulou-Konstantinidou"],
    "zh": ["阿卜杜热西提·买买提吐尔逊·艾合买提江", "欧阳建国", "尼玛次仁多吉扎西平措", "李安", "阿依古丽·阿卜杜热合曼·买买提明"],
}  # fmt: skip
LONG_TEAMS = {
    "en": ["Northern Highlands and Islands Outlet 03", "East 07", "Greater Metropolitan South-Western Region"],
    "zh": ["内蒙古自治区呼和浩特市新城区旗舰店", "东区七店", "新疆维吾尔自治区乌鲁木齐市天山区大型旗舰店"],
}


def crowded(language: str, kind: str) -> dict[str, Any]:
    """A wall of one scene in which every name and every number is as long as they get."""
    told = wall(language, kind)
    [scene] = told["scenes"]
    names, teams_ = LONG[language], LONG_TEAMS[language]
    for n, held in enumerate([*scene.get("rows", []), *scene.get("items", []), *scene.get("people", [])]):
        held |= {"name": (teams_ if kind == "race" else names)[n % len(teams_ if kind == "race" else names)]}
        held |= {"team": "" if kind == "race" else teams_[n % len(teams_)]}
        if "score" in held:
            held |= {"score": "98765.43" if kind == "race" else 98_765_432 - n, "change": (-1) ** n * (128 + n), "share": 1 - n / 12}
        if "points" in held:
            held |= {"points": 1_234_567, "title": "Contract renewed for three years with all locations"}
    told["title"] = " · ".join(teams_)
    told["strip"]["race"] = [one | {"name": name, "score": 98_765_432} for one, name in zip(teams(language), teams_, strict=False)]
    return told


def code() -> dict[str, Any]:
    """The QR code of an address."""
    import segno

    rows = list(segno.make("http://laurel.example/", error="m").matrix)
    return {"d": "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(rows) for x, dark in enumerate(line) if dark), "size": len(rows)}


def wall(language: str = "en", *kinds: str, **changes: Any) -> dict[str, Any]:
    """A wall with a scene of each of the kinds; none named: all of them."""
    said, qr = SAID[language], code()
    scenes: dict[str, dict[str, Any]] = {
        "podium": {"title": said["month"], "rows": [row(language, n) for n in range(3)]},
        "top": {"title": said["month"], "rows": [row(language, n) for n in range(10)], "of": 41},
        "race": {"title": said["teams"], "unit": said["unit"], "rows": teams(language)},
        "deals": {"title": said["latest"], "items": [item(language, 90 - n, n, ago=n * 97 * MINUTE + MINUTE) for n in range(8)]},
        "days": {"title": said["week"], "people": people(language, 8)},
        "countdown": {"title": said["ends"], "ends_at": NOW + 6 * DAY + 3 * HOUR, "leader": row(language, 0), "gap": 48},
        "announcement": {"title": "", "text": said["announce"]},
        "join": {"title": said["join"], "text": said["join_text"], "qr": qr["d"], "qr_size": qr["size"]},
    }
    chosen = kinds or tuple(scenes)
    found = {
        "name": said["title"], "organisation": "Laurel", "title": said["title"],
        "locale": {"en": "en-GB", "zh": "zh-CN"}[language], "language": language, "zone": "Asia/Shanghai", "look": "dark", "sound": False,
        "updated_at": NOW, "period": {"kind": "month", "label": said["month"], "ends_at": NOW + 6 * DAY + 3 * HOUR, "is_final": False},
        "scenes": [{"id": f"s{n}", "kind": kind, "seconds": 20, **scenes[kind]} for n, kind in enumerate(chosen)],
        "strip": {"item": item(language, 90, 1), "race": teams(language)[:2], "qr": qr},
        "celebrations": [],
    }  # fmt: skip
    return copy.deepcopy(found | changes)


def message(told: dict[str, Any] | None, *, beat: int = NOW, **changes: Any) -> dict[str, Any]:
    """What the server sends; without a wall: that the link opens nothing any more."""
    language = told["language"] if told else "en"
    found = {
        "beat": beat,
        "state": "shown" if told else "gone",
        "made": files.made(),
        "is_full": True,
        "height": None,
        "words": words(language),
    }
    return found | ({"wall": json.dumps(told)} if told else {}) | changes


PAGE = """<!doctype html><meta charset="utf-8"><title>Wall</title>
<style>@font-face { font-family: "Source Sans"; src: url(/font.woff2); font-weight: 200 900 } body { margin: 0 } #host { height: 100vh }</style>
<div id="host"></div>
<script type="module" src="%s"></script>
<script type="module">
  import { show } from "%s"
  window.begin = () => {
    window.leave?.()
    const host = document.createElement("div")
    host.id = "host"
    document.getElementById("host").replaceWith(host)
    window.root = host.attachShadow({ mode: "open" })
  }
  window.hear = (data) => { window.leave = show({ data, parentElement: window.root }) }
  window.begin()
  if (window.first) hear(window.first)
  window.isReady = true
</script>"""


CLOCK = """(() => {
  const timers = new Map()
  let at = 1_000, last = 0
  const add = (every) => (call, ms = 0) => timers.set(++last, { at: at + ms, call, every: every && ms }) && last
  const drop = (number) => void timers.delete(number)
  Object.assign(window, { setTimeout: add(false), setInterval: add(true), clearTimeout: drop, clearInterval: drop })
  window.requestAnimationFrame = (call) => window.setTimeout(() => call(at), 100)
  performance.now = () => at
  window.timers = timers
  window.pass = (ms) => {
    const until = at + ms
    for (;;) {
      let [number, next] = [0, null]
      for (const [key, timer] of timers) if (timer.at <= until && (!next || timer.at < next.at)) [number, next] = [key, timer]
      if (!next) break
      at = next.at
      if (next.every) next.at += next.every
      else timers.delete(number)
      next.call()
    }
    at = until
  }
})()"""
"""A clock that stands still but for `pass(milliseconds)`: a day passes in seconds, and nothing waits."""


def open_window(page: Page, *, has_own_clock: bool = False) -> Page:
    """A window in which `hear(page, message)` shows walls. has_own_clock: time passes by `pass_time` alone."""
    if has_own_clock:
        page.add_init_script(CLOCK)
    page.route(f"{HOME}/**", serve)
    page.goto(f"{HOME}/screen")
    wait_for(page, "window.isReady")
    return page


def wait_for(page: Page, truth: str) -> None:
    """It is true in the page; asked from here, as the page's own clock may stand still."""
    until = time.monotonic() + SECONDS
    while not page.evaluate(f"Boolean({truth})"):
        assert time.monotonic() < until, f"not true within {SECONDS} s: {truth}"
        time.sleep(0.01)


def serve(route: Route) -> None:
    """Answers as the server of the wall, which is away: the guard of the window leaves it alone."""
    name = route.request.url.rsplit("/", 1)[-1]
    if name == "healthz":
        route.fulfill(status=503)
    elif name in files.files():
        content, kind = files.files()[name]
        route.fulfill(body=content, content_type=kind)
    elif name == "font.woff2":
        found = next((files.FOLDER.parents[1] / ".venv").rglob("SourceSansVF-Upright*.woff2"), None)
        route.fulfill(body=found.read_bytes()) if found else route.fulfill(status=404)
    else:
        route.fulfill(body=PAGE % (files.address("survive.js"), HOME + files.address("wall.js")), content_type="text/html")


def hear(page: Page, told: dict[str, Any]) -> None:
    """The wall has heard this message, and is drawn."""
    page.evaluate("told => hear(told)", told)
    wait_for(page, "root.querySelector('.wall') && !root.querySelector('.wall').hidden")


def pass_time(page: Page, milliseconds: int) -> None:
    """So much time has passed, where the window has its own clock."""
    page.evaluate("ms => pass(ms)", milliseconds)
