"""What stands in the circle for a person."""

from services.people.naming import member_number


def initials(name: str) -> str:
    """The first letters of two words, or the last character of a Chinese name; of who stands on boards as a number that number."""
    number = member_number(name)
    if number is not None:
        return number
    words = name.split()
    if not words:
        return "?"
    if not words[0][0].isascii() and len(words) == 1:
        return words[0][-1]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()
