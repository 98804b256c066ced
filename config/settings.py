"""Settings of an installation: environment variables `LAUREL_...`, or the same lines in `.env`."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "data"


class SettingsError(ValueError):
    """A setting cannot be used; the message is one sentence that says which and what to do."""


def kept_key(name: str) -> str:
    """The secret kept in the file `data/NAME`, made there first if it is absent.

    Two processes that start at once get the same: the file appears whole, by a hard link, and only once.
    """
    path = DATA / name
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=DATA, prefix=f".{name}.")  # O_EXCL, mode 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first, and its key counts
                os.link(draft, path)
        finally:
            os.unlink(draft)
    key = path.read_text().strip()
    if not key:
        raise SettingsError(f"{path} is empty; put the key back, or delete the file to get a new one.")
    return key


class Settings(BaseSettings):
    """Immutable. Keyword arguments win over the environment, the environment over `.env`."""

    model_config = SettingsConfigDict(env_prefix="LAUREL_", env_file=PROJECT / ".env", env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: str = Field(default="sqlite:///data/laurel.db", validate_default=True, repr=False)
    secret_key: str = Field(default_factory=lambda: kept_key("secret.key"), repr=False, min_length=1)
    ledger_key: str = Field(default_factory=lambda: kept_key("ledger.key"), repr=False, min_length=1)
    rate_limit: int = Field(default=6000, ge=0, description="API requests per key and minute; 0 is off")
    max_body_bytes: int = Field(default=16 * 1024 * 1024, gt=0)
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(default=(), description="addresses or networks, with commas between")
    replay_activities: int = Field(
        default=3_000_000, gt=0, description="held in memory for replays, some 200 bytes each; if more stand, a replay reads its days alone"
    )
    secure_cookies: bool = Field(default=False, description="over HTTPS only, also where a proxy does not tell that it is")

    @field_validator("database_url")
    @classmethod
    def _name_one_database(cls, url: str) -> str:
        """`sqlite:///` and an absolute path, or `postgresql://...`; a relative path begins at the project."""
        scheme, _, rest = url.partition("://")
        if scheme == "sqlite":
            path = rest.removeprefix("/")
            if not path or path.startswith(":memory:"):
                raise ValueError("must name a file, such as sqlite:///data/laurel.db")
            return f"sqlite:///{PROJECT / path}"
        if scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest:
            return f"postgresql://{rest}"
        raise ValueError(f"must begin with sqlite:/// or postgresql://, not {scheme}")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _name_proxies(cls, given: object) -> object:
        """Those whose word for a visitor's address and scheme counts (X-Forwarded-For, X-Forwarded-Proto); nobody else's does."""
        parts = [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given
        for part in parts if isinstance(parts, (list, tuple)) else ():
            try:
                ip_network(part)
            except ValueError:
                raise ValueError(f"must be addresses or networks such as 10.0.0.5,172.16.0.0/12, not {part}") from None
        return parts


def load(**values: Any) -> Settings:
    """Settings from the environment, with these values instead where given. Raises SettingsError, one sentence."""
    try:
        return Settings(**values)
    except ValidationError as invalid:
        raise SettingsError(_sentence(invalid)) from None
    except OSError as error:
        raise SettingsError(
            f"The keys cannot be kept in {DATA} ({error.strerror}); make it writable, or set LAUREL_SECRET_KEY and LAUREL_LEDGER_KEY."
        ) from None


def _sentence(invalid: ValidationError) -> str:
    first = invalid.errors(include_url=False)[0]
    name = "LAUREL_" + "_".join(str(part) for part in first["loc"]).upper()
    what = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{name} {what[:1].lower()}{what[1:]}."


@cache
def settings() -> Settings:
    """The settings of this process, read once. Tests make their own with `load`."""
    return load()
