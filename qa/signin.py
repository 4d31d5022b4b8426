"""Who may do what, when people sign in: roles by address, and whether sign-in is set up whole.

Signing in itself is Streamlit's (`st.login`): an OpenID Connect provider, described in the `[auth]`
section of `.streamlit/secrets.toml`. Without that section nobody signs in, and whoever reaches the
page may do everything.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qa.errors import NotAllowed, SettingsError

__all__ = ["LOCAL", "Person", "person_of", "providers", "sign_in_section"]

_SECRETS = (Path.home() / ".streamlit" / "secrets.toml", Path(".streamlit") / "secrets.toml")
_CALLBACK = "/oauth2callback"
_LEAST_SECRET = 32  # characters; whoever guesses it can sign in as anybody
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_EVERYBODY = ("", "*")


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever visits. name: as shown, empty for nobody in particular. owner: what kept
    conversations are marked with; it tells people apart and does not name them.
    """

    name: str
    owner: str
    may_edit: bool

    def must_edit(self) -> None:
        """Raise NotAllowed unless this is an editor."""
        if not self.may_edit:
            raise NotAllowed(
                "Only editors add and remove articles and rebuild the index.",
                "Ask whoever runs this page to name your address in QA_EDITORS.",
            )


LOCAL = Person("", "", may_edit=True)


def sign_in_section(files: Iterable[Path] | None = None) -> Mapping[str, Any]:
    """The `[auth]` section of the files of secrets, the later before the earlier, as Streamlit
    reads them; empty when there is none. files: where Streamlit looks unless told otherwise.

    Raises SettingsError when a file of secrets is no TOML.
    """
    found: Mapping[str, Any] = {}
    for path in _SECRETS if files is None else files:
        try:
            found = {**found, **tomllib.loads(path.read_text("utf-8")).get("auth", {})}
        except FileNotFoundError:
            continue
        except (OSError, ValueError, TypeError) as error:
            raise SettingsError(
                f"{path} cannot be read ({error}).", "Mend or remove it: README, “For an office”."
            ) from error
    return found


def providers(section: Mapping[str, Any], *, editors: str, readers: str) -> tuple[str, ...]:
    """Names of the providers that people may sign in with; "" is the one without a name. Empty when
    there is no sign-in.

    section: `[auth]` of the secrets. editors, readers: the settings. Raises SettingsError for
    what is set up by half: the page is then closed rather than open to all.
    """
    if not section:
        if editors or readers:
            raise SettingsError(
                "QA_EDITORS or QA_READERS names people, but nobody can sign in.",
                "Describe a provider in .streamlit/secrets.toml, section [auth], or unset them.",
            )
        return ()
    if importlib.util.find_spec("authlib") is None:
        raise SettingsError(
            "Sign-in is set up, but the package for it is not installed.",
            "Run: pip install -r requirements-signin.txt",
        )
    named = {name: part for name, part in section.items() if isinstance(part, Mapping)}
    named.pop("client_kwargs", None)
    if "client_id" in section or not named:
        named[""] = section
    missing = [key for key in ("redirect_uri", "cookie_secret") if not section.get(key)]
    missing += [
        f"{name}.{key}" if name else key
        for name, part in named.items()
        for key in _PROVIDER
        if not part.get(key)
    ]
    if missing:
        raise SettingsError(
            f"Sign-in is set up by half: [auth] lacks {', '.join(missing)}.",
            "Complete it in .streamlit/secrets.toml.",
        )
    if urlsplit(str(section["redirect_uri"])).path.removesuffix("/") != _CALLBACK:
        raise SettingsError(
            f"redirect_uri of [auth] must end with {_CALLBACK}, not {section['redirect_uri']!r}.",
            "Write the page's address with it: https://desk.example.org/oauth2callback",
        )
    if len(str(section["cookie_secret"])) < _LEAST_SECRET:
        raise SettingsError(
            f"cookie_secret of [auth] has under {_LEAST_SECRET} characters.",
            'Make one: python -c "import secrets; print(secrets.token_urlsafe(32))"',
        )
    return tuple(sorted(named))


def person_of(claims: Mapping[str, Any], *, editors: str, readers: str) -> Person:
    """Whoever a provider vouches for. claims: of its ID token.

    editors, readers: addresses and "@domains", separated by commas or spaces. Everybody who signs
    in reads when `readers` is empty; nobody edits when `editors` is. An address that the provider
    says is not verified counts for nothing. Raises NotAllowed for people who may not read.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not subject:
        raise NotAllowed("The sign-in does not say who you are.", "Sign out, and in again.")
    email = claims.get("email")
    address = email.strip().casefold() if isinstance(email, str) else ""
    if claims.get("email_verified") in (False, "false"):
        address = ""
    may_edit = _named(address, editors)
    if not may_edit and readers not in _EVERYBODY and not _named(address, readers):
        raise NotAllowed(
            f"You are signed in{f' as {address}' if address else ''}, but may not read here.",
            "Ask whoever runs this page to name your address in QA_READERS, or sign out and in "
            "with another one.",
        )
    owner = hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()[:32]
    name = claims.get("name")
    return Person(address or (name if isinstance(name, str) else "") or subject, owner, may_edit)


def _named(address: str, listed: str) -> bool:
    """Whether a list of addresses and "@domains" holds the address."""
    if "@" not in address:
        return False
    entries = listed.casefold().replace(",", " ").split()
    return address in entries or f"@{address.rpartition('@')[2]}" in entries
