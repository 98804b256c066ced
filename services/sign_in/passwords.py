"""Passwords: what may be one, and its bcrypt hash. bcrypt reads 72 bytes and no more, so length is counted in bytes."""

import bcrypt

from services.errors import Invalid
from services.sign_in.user_names import name_key

LEAST_CHARACTERS = 10
MOST_BYTES = 72
ROUNDS = 12
NOBODYS_HASH = "$2b$12$sEgP56fQtmNHFm56sEdCl.XljfqcS3.PObdKu2ZJDW54slqklgRAW"
"""The hash of nothing that anybody knows: a name without a password takes as long to refuse as one that has one."""

COMMON = frozenset(
    {
        "password", "passw0rd", "letmein", "welcome", "qwertyuiop", "asdfghjkl", "1q2w3e4r5t", "qwerty", "iloveyou", "administrator",
        "1234567890", "0123456789", "0987654321", "abcdefghij", "laurel", "changeme", "woaini1314", "5201314", "mima", "888888",
    }
)  # fmt: skip
"""Words that everybody tries first; with digits or the like after them they are no better."""


def require_good(password: object, *, name: str) -> str:
    """The password, which may be one for the user with that name. Raises Invalid, one sentence."""
    if not isinstance(password, str):
        raise _refused("must be text")
    if len(password) < LEAST_CHARACTERS:
        raise _refused(f"needs at least {LEAST_CHARACTERS} characters; yours has {len(password)}", code="password_short")
    size = _size(password)
    if size > MOST_BYTES:
        about = f"about {MOST_BYTES // 3} Chinese characters or {MOST_BYTES} Latin ones"
        raise _refused(f"has at most {MOST_BYTES} bytes: {about}; yours has {size}", code="password_long")
    if password != password.strip() or not password.isprintable():
        raise _refused("must neither begin nor end with a space, nor hold control characters", code="password_spaces")
    if _is_easy(password, name):
        raise _refused("is one that others would try first: choose another", code="password_easy")
    return password


def _size(password: str) -> int:
    return len(password.encode(errors="surrogatepass"))


def _refused(what: str, *, code: str = "invalid") -> Invalid:
    return Invalid(f"A password {what}", field="password", code=code)


def _is_easy(password: str, name: str) -> bool:
    """It is the name, one character over and over, or a common word that digits and marks follow."""
    typed = name_key(password)
    bare = typed.rstrip("0123456789!@#$%^&*._-?")
    return typed == name_key(name) or len(set(typed)) < 3 or typed in COMMON or bare in COMMON or not bare


def hash_of(password: str) -> str:
    """What is kept of a password that `require_good` let pass."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS)).decode()


def can_be_read(password: str) -> bool:
    """False for what is no password of anybody, and what bcrypt would refuse to look at."""
    return bool(password) and _size(password) <= MOST_BYTES and password.isprintable()


def matches(password: str, password_hash: str) -> bool:
    """True for the password of this hash; it takes as long where it is not."""
    readable = password if can_be_read(password) else "-"
    return bcrypt.checkpw(readable.encode(), password_hash.encode()) and readable == password
