"""Streamlit reads its settings, and the theme in them, for every run of every page: a fifth of what a short run costs. They do not change while a server runs."""

from functools import partial
from typing import Protocol

from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.runtime import app_session


class Populate(Protocol):
    def __call__(self, msg: CustomThemeConfig, section: str = "theme") -> None:
        """The message holds what a section of the settings says of the theme."""


class Tell(Protocol):
    def __call__(self, msg: Config) -> None:
        """The message holds what else a browser is told of the settings."""


def once(populate: Populate) -> Populate:
    """The same, which reads each section once."""
    return partial(_copy, populate, {})


def _copy(populate: Populate, known: dict[str, CustomThemeConfig], msg: CustomThemeConfig, section: str = "theme") -> None:
    if section not in known:
        read = CustomThemeConfig()
        populate(read, section)
        known[section] = read
    if known[section].ByteSize():  # a section of which nothing is set stays absent
        msg.MergeFrom(known[section])


def settings_once(populate: Tell) -> Tell:
    """The same, which reads the settings once."""
    return partial(_copy_settings, populate, [])


def _copy_settings(populate: Tell, known: list[Config], msg: Config) -> None:
    if not known:
        read = Config()
        populate(read)
        known.append(read)
    msg.MergeFrom(known[0])


def read_theme_once() -> None:
    """Streamlit's own functions, of the version that is pinned, read the theme and what else a browser is told of the settings once from here on."""
    if not isinstance(app_session._populate_theme_msg, partial):
        app_session._populate_theme_msg = once(app_session._populate_theme_msg)
        app_session._populate_config_msg = settings_once(app_session._populate_config_msg)
