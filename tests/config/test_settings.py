"""Settings are read from the environment, or refused in one sentence."""

import pytest

from config.settings import SettingsError, load

KEYS = {"secret_key": "s", "ledger_key": "l"}


def test_nobody_is_trusted_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(_env_file=None, **KEYS).trusted_proxies == ()
    monkeypatch.setenv("LAUREL_TRUSTED_PROXIES", "10.0.0.5, 172.16.0.0/12,::1")
    assert load(_env_file=None, **KEYS).trusted_proxies == ("10.0.0.5", "172.16.0.0/12", "::1")


@pytest.mark.parametrize("given", ["*", "proxy.example", "10.0.0.5;10.0.0.6", "10.0.0.5/8"])
def test_a_proxy_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("LAUREL_TRUSTED_PROXIES", given)
    with pytest.raises(SettingsError, match=r"LAUREL_TRUSTED_PROXIES must be addresses or networks such as 10\.0\.0\.5"):
        load(_env_file=None, **KEYS)


def test_cookies_are_for_https_alone_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(_env_file=None, **KEYS).secure_cookies is False
    monkeypatch.setenv("LAUREL_SECURE_COOKIES", "true")
    assert load(_env_file=None, **KEYS).secure_cookies is True
