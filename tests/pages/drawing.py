"""What a page shows, as text to look into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest


def drawn(page: AppTest) -> str:
    """What the page has drawn by itself, as HTML. The page has not failed."""
    assert not page.exception, page.exception
    return "\n".join([*(part.value for part in page.html), *lists(page)])


def lists(page: AppTest) -> Iterator[str]:
    """The HTML of the lists in which one chooses."""
    for part in page.get("bidi_component"):
        if part.proto.json:
            yield json.loads(part.proto.json).get("html", "")


def keys(page: AppTest) -> list[str]:
    """The keys of the boxes that can be checked, in their order."""
    return re.findall(r'data-choose value="([^"]*)">', unescape(drawn(page)))


def buttons(page: AppTest) -> list[str]:
    """What the buttons of lists say when they are pressed, in their order."""
    return re.findall(r'data-press="([^"]*)"', unescape(drawn(page)))


def choose(page: AppTest, name: str, *chosen: str) -> AppTest:
    """These boxes of the list are checked, and no others, as a browser says it; then the page has run."""
    return say(page, name, json.dumps({"chosen": {"turn": page.session_state[f"{name}_turn"], "keys": list(chosen)}}))


def say(page: AppTest, name: str, json_value: str) -> AppTest:
    """A browser says this of the list; then the page has run."""
    return say_to(page, WidgetState(id=_list(page, name), json_value=json_value))


def press(page: AppTest, name: str, what: str) -> AppTest:
    """The button of the list is pressed, as a browser says it; then the page has run."""
    said = json.dumps([{"event": "pressed", "value": what}])
    return say_to(page, WidgetState(id=_make_trigger_id(_list(page, name), "events"), json_trigger_value=said))


def _list(page: AppTest, name: str) -> str:
    return next(part.proto.id for part in page.get("bidi_component") if part.proto.id.endswith(f"-{name}"))


def say_to(page: AppTest, said: WidgetState) -> AppTest:
    """A browser says this of a widget; then the page has run."""
    states = page._tree.get_widget_states()
    states.widgets.append(said)
    return page._run(states)


def told(page: AppTest) -> str:
    """All that the page says, drawn or written."""
    written = [*page.error, *page.warning, *page.info, *page.success, *page.toast, *page.markdown, *page.caption, *page.subheader]
    return "\n".join([drawn(page), *(str(part.value) for part in written)])
