"""Items of the feed in words, in the language of whoever looks: a page's reader, or a screen."""

import datetime as dt
from collections.abc import Sequence

from babel import Locale
from babel.dates import format_date

from config.feed_words import FEED_WORDS
from scoring.periods import instant
from services.feed.days_end import TOP
from services.feed.feed import BoardTold, FeedItem
from services.feed.kinds import Kind
from services.people.naming import shown_name

LOCALES = {"en": Locale.parse("en_GB"), "zh": Locale.parse("zh")}
MONTH = {"en": "MMMM", "zh": "M月"}
MOST_BOARDS = 2
"""So many boards are named in one sentence."""
MOST_NAMES = 3


def title(item: FeedItem, language: str) -> str:
    """What it is, in two or three words: `Deal won`, `New leader`, `March is over`."""
    if item.kind is Kind.DEAL:
        return item.label.get(language, "")
    is_top = item.kind is Kind.GAINED and (item.place or 0) <= TOP < (item.came_from or 0)
    words = FEED_WORDS[language]["title top" if is_top else f"title {item.kind}"]
    written = words.format(period=_period(item.boards[0].period, item.at, language))
    return written[:1].upper() + written[1:]


def name(item: FeedItem, language: str) -> str:
    """Whom it is about: a name, a number, or the names of those who share it."""
    if not item.names:
        return shown_name(item.name, language)
    say, names = FEED_WORDS[language], [shown_name(one, language) for one in item.names]
    if len(names) <= MOST_NAMES:
        return _listed(names, language)
    left = len(names) - MOST_NAMES if language == "en" else len(names)  # Chinese counts all of them
    return say["and more"].format(names=say["comma"].join(names[:MOST_NAMES]), n=left)


def said(item: FeedItem, language: str) -> str:
    """What they did, to stand behind the name: `leads March`, `is up 12 places, to place 3 in March`."""
    say = FEED_WORDS[language]
    if item.kind is Kind.DEAL:
        return item.label.get(language, "")
    if item.kind is Kind.LEADER:
        boards = [_board(board, item.at, language) for board in item.boards[:MOST_BOARDS]]
        return say["leads"].format(boards=_listed(boards, language))
    period = _period(item.boards[0].period, item.at, language)
    if item.kind is Kind.GAINED:
        climbed = (item.came_from or 0) - (item.place or 0)
        return say["gained one" if climbed == 1 else "gained"].format(n=climbed, place=item.place, period=period)
    written = say["shared" if len(item.names) > 1 else "won"].format(period=period, points=f"{item.points or 0:,}")
    return written if item.is_final else written + say["provisional"]


def sentence(item: FeedItem, language: str) -> str:
    """All of it in one line: `Deal won · Ann Li · +50`, `Ann Li leads March`."""
    say = FEED_WORDS[language]
    if item.kind is Kind.DEAL:
        return say["deal"].format(label=title(item, language), name=name(item, language), points=f"{item.points or 0:,}")
    who, what = name(item, language), said(item, language)
    if language == "zh" and not who[-1:].isascii() and not what[:1].isascii():
        return who + what  # only between Chinese and Latin letters is there a space
    return f"{who} {what}"


def _listed(words: Sequence[str], language: str) -> str:
    say = FEED_WORDS[language]
    return say["and"].join([say["comma"].join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _board(board: BoardTold, at: int, language: str) -> str:
    period = _period(board.period, at, language)
    return period if board.team is None else FEED_WORDS[language]["board of team"].format(period=period, team=board.team)


def _period(key: str, at: int, language: str) -> str:
    """`March`, `week 10`, `Q1`; with its year where that is another than the one it is told in. key: as of `scoring.periods.Period`."""
    year, rest = key[:4], key[5:]
    if rest.startswith("W"):
        words = FEED_WORDS[language]["week"].format(n=int(rest[1:]))
    elif rest.startswith("Q"):
        words = FEED_WORDS[language]["quarter"].format(n=rest[1:])
    else:
        words = str(format_date(dt.date(int(year), int(rest), 1), MONTH[language], locale=LOCALES[language]))
    return words if int(year) == instant(at).year else FEED_WORDS[language]["year"].format(period=words, year=year)
