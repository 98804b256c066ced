"""The few sentences that the wall itself says, in the language of its screen, which need not be that of whoever looks."""

from functools import cache

from config.translating import translations


@cache
def words(language: str) -> dict[str, str]:
    """By the names that `ui/wall` knows. The dictionary is shared: nobody may change it."""
    _ = translations(language).gettext
    return {
        "last_fresh": _("last fresh {time}"),
        "left": _("{time} left"),
        "ended": _("period over"),
        "final": _("final"),
        "of": _("{n} of {total}"),
        "up": _("has risen"),
        "down": _("has fallen"),
        "race": _("Team race"),
        "leads": _("{name} leads"),
        "leads_by": _("{name} leads by {points}"),
        "birthday": _("Birthday"),
        "year": _("{n} year with us"),
        "years": _("{n} years with us"),
        "more": _("{n} more soon"),
        "join": _("QR code of the address to sign in"),
        "sound": _("Sound is off: click once"),
        "no_podium": _("The first place is free"),
        "no_podium_text": _("Whoever earns points first stands here."),
        "no_top": _("The board is open"),
        "no_top_text": _("Whoever earns points first stands here."),
        "no_race": _("The race has not begun"),
        "no_race_text": _("Teams stand here as soon as they have points."),
        "no_deals": _("Nothing to celebrate yet"),
        "no_deals_text": _("The next success stands here within seconds."),
        "no_days": _("An ordinary week"),
        "no_days_text": _("Birthdays and work anniversaries stand here."),
    } | goodbyes()


@cache
def goodbyes() -> dict[str, str]:
    """What stands instead of a wall whose link opens nothing: whose language is not known."""
    said = "This screen is not linked any more. Whoever manages the screens can make a new link."
    return {"gone_en": said, "gone_zh": _in_chinese()}


def _in_chinese() -> str:
    _ = translations("zh").gettext
    return _("This screen is not linked any more. Whoever manages the screens can make a new link.")
