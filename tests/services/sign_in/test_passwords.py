"""What may be a password, and how long it takes to find out that one is wrong."""

import bcrypt
import pytest

from services.errors import Invalid
from services.sign_in import passwords

GOOD = ["correct horse", "一二三四五六七八九十", "xyz" * 24, "汉字词" * 8, "p@ssw0rd is long", "ann and more"]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_kept_as_it_is(password: str) -> None:
    assert passwords.require_good(password, name="ann") == password


REFUSED = {
    "nine characters": ("abcdefgh9", "needs at least 10 characters; yours has 9"),
    "nine Chinese characters": ("一二三四五六七八九", "needs at least 10 characters; yours has 9"),
    "73 bytes": ("xyz" * 24 + "x", r"at most 72 bytes: about 24 Chinese characters or 72 Latin ones; yours has 73"),
    "25 Chinese characters": ("汉字词" * 8 + "汉", "yours has 75"),
    "a space in front": (" correct horse", "neither begin nor end with a space"),
    "a space behind": ("correct horse ", "neither begin nor end with a space"),
    "a line break": ("correct\nhorse", "control characters"),
    "a zero": ("correct\0horse", "control characters"),
    "half a character": ("correct \ud800 horse", "control characters"),
    "the own name": ("ANNABELLA LEE", "others would try first"),
    "one character": ("aaaaaaaaaaaa", "others would try first"),
    "digits": ("13800001234", "others would try first"),
    "a common word and a year": ("Password2026!", "others would try first"),
}


@pytest.mark.parametrize(("password", "why"), REFUSED.values(), ids=REFUSED)
def test_a_bad_password_is_refused_in_one_sentence(password: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        passwords.require_good(password, name="Annabella Lee")
    assert refused.value.field == "password"


def test_only_the_password_matches_its_hash() -> None:
    kept = passwords.hash_of("汉字汉字汉字汉字汉字汉字")
    assert passwords.matches("汉字汉字汉字汉字汉字汉字", kept)
    assert not passwords.matches("汉字汉字汉字汉字汉字汉字汉", kept)


@pytest.mark.parametrize("typed", ["", "x" * 73, "a\0b", "-", "汉" * 30, "\ud800"])
def test_what_bcrypt_would_refuse_to_look_at_matches_nothing(typed: str) -> None:
    assert not passwords.matches(typed, bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode())


def test_nobodys_hash_costs_what_a_users_does() -> None:
    assert passwords.NOBODYS_HASH.split("$")[:3] == passwords.hash_of("correct horse").split("$")[:3]
