"""The heading of a part of a page, with the way to all of it."""

from ui.rendering import put, rendered


def heading(title: str, *, act: str = "", href: str = "") -> None:
    """A part of the page begins. act, href: the words of a link and where it leads."""
    put(heading_html(title, act=act, href=href))


def heading_html(title: str, *, act: str = "", href: str = "") -> str:
    return rendered("heading.html", title=title, act=act, href=href)
