"""How many wrong passwords are too many: for one name, known or not, and from one address, whatever the names.

A failure is written before the password is looked at and taken back if it was right: guesses sent at once are counted like
guesses sent one after the other. It is kept in the database, so that starting anew forgives nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from db import sign_ins
from db.engine import Session
from services.errors import Forbidden

MINUTE = 60_000_000
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 20
WINDOW_MINUTES = 15
LOCK_MINUTES = 15
IPV6_PREFIX = 64
ADDRESS_LENGTH = 60


class LockedOut(Forbidden):
    """Too many passwords were wrong. minutes: how long to wait, at most. It says nothing about whether the name is one."""

    code = "locked_out"

    def __init__(self, minutes: int) -> None:
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"Too many attempts: wait {wait}, then try again", code="locked_out")
        self.minutes = minutes


def locked_until(failures: Sequence[int], most: int) -> int | None:
    """The end of the lock that the latest `most` failures within the window began; None where none did. failures: moments, in order."""
    for last in range(len(failures) - 1, most - 2, -1):
        if failures[last] - failures[last - most + 1] < WINDOW_MINUTES * MINUTE:
            return failures[last] + LOCK_MINUTES * MINUTE
    return None


def key_of(name_key: str) -> bytes:
    """A name as failures keep it: somebody who types a password in its place leaves no trace of it."""
    return hashlib.sha256(name_key.encode(errors="surrogatepass")).digest()


def place_of(address: str | None) -> str:
    """The address as failures count it: of IPv6 the network, of which one house has a whole one."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return (address or "here")[:ADDRESS_LENGTH]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)


def reserve(session: Session, name_key: bytes, place: str, now: int) -> None:
    """A failure stands, which `forgive` takes back. Raises LockedOut, and then nothing is added: a lock does not grow by waiting badly."""
    sign_ins.hold(session, b"name" + name_key, b"place" + place.encode())
    after = _remembered(now)
    ends = (
        locked_until(sign_ins.failures_of_name(session, name_key, after=after), FAILURES_PER_NAME),
        locked_until(sign_ins.failures_of_address(session, place, after=after), FAILURES_PER_ADDRESS),
    )
    until = max(end or 0 for end in ends)
    if until > now:
        raise LockedOut(-(-(until - now) // MINUTE))
    sign_ins.add_failure(session, name_key=name_key, address=place, at=now)


def forgive(session: Session, name_key: bytes) -> None:
    """The name has no failures."""
    sign_ins.forgive(session, name_key)


def locked_names(session: Session, now: int) -> frozenset[bytes]:
    """The keys of the names that are locked, known or not."""
    failures: dict[bytes, list[int]] = defaultdict(list)
    for key, at in sign_ins.failures_of_names(session, after=_remembered(now)):
        failures[key].append(at)
    return frozenset(key for key, moments in failures.items() if (locked_until(moments, FAILURES_PER_NAME) or 0) > now)


def _remembered(now: int) -> int:
    """Before this nothing matters any more."""
    return now - (WINDOW_MINUTES + LOCK_MINUTES) * MINUTE
