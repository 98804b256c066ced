"""Streamlit reads the theme from its settings for every run of every page: a fifth of what a short run costs. They do not change while a server runs."""

from functools import partial
from typing import Protocol

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


class Populate(Protocol):
    def __call__(self, msg: CustomThemeConfig, section: str = "theme") -> None:
        """The message holds what a section of the settings says of the theme."""


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


def read_theme_once() -> None:
    """Streamlit's own function, of the version that is pinned, reads the theme once from here on."""
    if not isinstance(app_session._populate_theme_msg, partial):
        app_session._populate_theme_msg = once(app_session._populate_theme_msg)
