"""What a page shows, as text to look into."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def drawn(page: AppTest) -> str:
    """What the page has drawn by itself, as HTML. The page has not failed."""
    assert not page.exception, page.exception
    return "\n".join(part.value for part in page.html)


def told(page: AppTest) -> str:
    """All that the page says, drawn or written."""
    written = [*page.error, *page.warning, *page.info, *page.success, *page.toast, *page.markdown, *page.caption, *page.subheader]
    return "\n".join([drawn(page), *(str(part.value) for part in written)])
