"""In which language somebody reads."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from config.translating import language_of
from ui.i18n import _, label, language, ngettext, pgettext, speak_at_home
from ui.rendering import rendered


def page() -> None:
    import streamlit as st

    from ui.i18n import _, language

    st.text(f"{language()} {_('today')}")


def page_with_a_switch() -> None:
    import streamlit as st

    from ui.i18n import _, speak

    for choice in ("zh", "en", None):
        if st.button(str(choice)):
            speak(choice)
    st.text(_("today"))


def read(app: AppTest) -> str:
    assert not app.exception
    return str(app.text[0].value)


def opened(*, locale: str | None = None, query: str | None = None, chosen: str | None = None) -> str:
    app = AppTest.from_function(page)
    app.context = {"locale": locale} if locale else {}
    if query:
        app.query_params["lang"] = query
    if chosen:
        app.session_state["_language"] = chosen
    return read(app.run())


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("zh-CN", "zh"), ("zh-TW", "zh"), ("zh_Hant_HK", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("de-DE", None), ("", None), (None, None)],
)
def test_a_tag_names_one_of_the_languages_or_none(tag: str | None, expected: str | None) -> None:
    assert language_of(tag) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "en today"),
        ({"locale": "zh-TW"}, "zh 今天"),
        ({"locale": "de-DE"}, "en today"),
        ({"locale": "en-US", "query": "zh"}, "zh 今天"),
        ({"locale": "zh-CN", "query": "fr"}, "zh 今天"),
        ({"locale": "zh-CN", "query": "zh", "chosen": "en"}, "en today"),
    ],
    ids=["nothing", "browser", "another browser", "address before browser", "another address", "choice before all"],
)
def test_choice_address_browser_and_organisation_decide_in_this_order(given: dict[str, Any], expected: str) -> None:
    assert opened(**given) == expected


def test_a_browser_of_another_language_reads_the_organisations(in_chinese: None) -> None:
    assert opened(locale="de-DE") == "zh 今天"
    assert opened(locale="en-GB") == "en today"


def test_the_switch_acts_at_once_and_stays() -> None:
    app = AppTest.from_function(page_with_a_switch).run()
    assert read(app) == "today"
    assert read(app.button[0].click().run()) == "今天"
    assert read(app.run()) == "今天"
    assert read(app.button[1].click().run()) == "today"


def test_a_choice_taken_back_leaves_it_to_the_browser() -> None:
    app = AppTest.from_function(page_with_a_switch)
    app.context = {"locale": "zh-CN"}
    app.run().button[1].click().run()
    assert read(app) == "today"
    assert read(app.button[2].click().run()) == "今天"


def test_outside_a_page_it_is_the_organisations_language(in_chinese: None) -> None:
    assert language() == "zh"
    assert _("yesterday") == "昨天"
    speak_at_home("fr")
    assert language() == "en"


def test_what_has_no_translation_stays_and_nothing_stays_nothing(in_chinese: None) -> None:
    assert _("no such sentence") == "no such sentence"
    assert pgettext("no such context", "today") == "today"
    assert _("") == ""


def test_plurals_follow_the_language(in_chinese: None) -> None:
    assert ngettext("{n} point", "{n} points", 1) == "{n} 分"
    speak_at_home("en")
    assert [ngettext("{n} point", "{n} points", n) for n in (0, 1, 2)] == ["{n} points", "{n} point", "{n} points"]


def test_a_label_is_read_in_ones_language_and_else_in_the_other(in_chinese: None) -> None:
    assert label({"en": "Deal won", "zh": "成交"}) == "成交"
    assert label({"en": "Deal won", "zh": ""}) == "Deal won"
    assert label({"zh": "成交"}) == "成交"
    assert label({}) == ""


def test_what_streamlit_itself_says_is_in_the_readers_language(in_chinese: None) -> None:
    assert '--words-file: "选择文件";' in rendered("stylesheet.html", address="/look", language="zh")
