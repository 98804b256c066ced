"""The theme that is read once is the theme that is read every time."""

from pathlib import Path

from streamlit import config
from streamlit.proto.NewSession_pb2 import Config, NewSession
from streamlit.runtime import app_session

from ui.theme_once import Populate, once, settings_once

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")


def told(populate: Populate) -> NewSession:
    """What a browser is told of the theme, section by section as Streamlit does it."""
    session = NewSession()
    theme = session.custom_theme
    for section, part in zip(
        SECTIONS, (theme, theme.light, theme.dark, theme.sidebar, theme.light.sidebar, theme.dark.sidebar), strict=True
    ):
        populate(part, section)
    return session


def test_it_is_the_same_however_often_it_is_asked_for() -> None:
    assert Path(".streamlit/config.toml").exists(), "the settings are those of the project"
    config.get_config_options(force_reparse=True)
    plain = getattr(app_session._populate_theme_msg, "args", (app_session._populate_theme_msg,))[0]
    quick = once(plain)
    first = told(plain)
    assert first.custom_theme.light.primary_color == "#1E7A57"
    assert told(quick) == first
    assert told(quick) == first
    assert told(quick).SerializeToString(deterministic=True) == first.SerializeToString(deterministic=True)


def test_the_settings_are_read_once() -> None:
    asked: list[str] = []

    def populate(msg: object, section: str = "theme") -> None:
        asked.append(section)

    quick = once(populate)
    for _ in range(3):
        told(quick)
    assert asked == list(SECTIONS)


def test_what_else_a_browser_is_told_of_the_settings_is_the_same_too() -> None:
    config.get_config_options(force_reparse=True)
    plain = getattr(app_session._populate_config_msg, "args", (app_session._populate_config_msg,))[0]
    quick, first = settings_once(plain), Config()
    plain(first)
    assert first.toolbar_mode == Config.ToolbarMode.MINIMAL
    for _ in range(2):
        told = Config()
        quick(told)
        assert told == first
