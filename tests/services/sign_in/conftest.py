"""Passwords at a price for tests."""

from __future__ import annotations

import bcrypt
import pytest

from services.sign_in import passwords


def cheap_hash(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


@pytest.fixture
def cheap_bcrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bcrypt takes a moment, for users and for nobody alike: `test_passwords` holds that what it really costs is equal too."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    monkeypatch.setattr(passwords, "NOBODYS_HASH", cheap_hash("nobody knows"))
