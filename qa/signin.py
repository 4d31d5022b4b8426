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
from string import ascii_lowercase, ascii_uppercase
from typing import Any
from urllib.parse import urlsplit

from qa.errors import NotAllowed, SettingsError

__all__ = ["LOCAL", "Person", "person_of", "providers", "sign_in_section"]

_SECRETS = (Path.home() / ".streamlit" / "secrets.toml", Path(".streamlit") / "secrets.toml")
_CALLBACK = "/oauth2callback"
_LEAST_SECRET = 32  # characters; whoever guesses it can sign in as anybody
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_EVERYBODY = ("", "*")
# Case is that of ASCII alone: beyond it, letters that look or fold alike are other people's
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever visits. name: as shown, empty for nobody in particular. owner: what kept
    conversations are marked with; it tells people apart and does not name them. doubt: why their
    address counts for nothing, with the fix; empty where it counts.
    """

    name: str
    owner: str
    may_edit: bool
    doubt: str = ""

    def must_edit(self) -> None:
        """Raise NotAllowed unless this is an editor."""
        if not self.may_edit:
            raise NotAllowed(
                "Only editors add and remove articles and rebuild the index.",
                self.doubt or "Ask whoever runs this page to name your address in QA_EDITORS.",
            )


LOCAL = Person("", "", may_edit=True)


def sign_in_section(files: Iterable[Path] | None = None) -> Any:
    """The `[auth]` section of the files of secrets, of the last that has one, as Streamlit reads
    them; None when there is none. files: where Streamlit looks unless told otherwise.

    Raises SettingsError when a file of secrets is no TOML.
    """
    found = None
    for path in _SECRETS if files is None else files:
        try:
            found = tomllib.loads(path.read_text("utf-8")).get("auth", found)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"{path} cannot be read ({error}).", "Mend or remove it: README, “For an office”."
            ) from error
    return found


def providers(section: Any, *, editors: str, readers: str) -> tuple[str, ...]:
    """Names of the providers that people may sign in with; "" is the one without a name. Empty when
    there is no sign-in.

    section: `[auth]` of the secrets, None when they have none. editors, readers: the settings.
    Raises SettingsError for what is set up by half, of which an empty section is a case: the page
    is then closed rather than open to all.
    """
    if section is None:
        if editors or readers:
            raise SettingsError(
                "QA_EDITORS or QA_READERS names people, but nobody can sign in.",
                "Describe a provider in .streamlit/secrets.toml, section [auth], or unset them.",
            )
        return ()
    if not isinstance(section, Mapping):
        raise SettingsError(
            "auth in .streamlit/secrets.toml is no section.",
            "Write it as in README, “For an office”.",
        )
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


def person_of(
    claims: Mapping[str, Any], *, editors: str, readers: str, trusted_issuers: str = ""
) -> Person:
    """Whoever a provider vouches for. claims: of its ID token.

    editors, readers: addresses and "@domains", separated by commas or spaces. Everybody who signs
    in reads when `readers` is empty; nobody edits when `editors` is. An address counts when the
    provider says that it is verified. trusted_issuers: providers, by the `iss` of their tokens,
    whose addresses count also when they say nothing of that. Raises NotAllowed for people who may
    not read.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not subject:
        raise NotAllowed("The sign-in does not say who you are.", "Sign out, and in again.")
    email = claims.get("email")
    address = email.strip(" ").translate(_LOWER) if isinstance(email, str) else ""
    doubt = _doubt(claims.get("email_verified"), issuer, trusted_issuers) if address else ""
    counts = "" if doubt else address
    may_edit = _named(counts, editors)
    if not may_edit and readers not in _EVERYBODY and not _named(counts, readers):
        raise NotAllowed(
            f"You are signed in{f' as {address}' if address else ''}, but may not read here.",
            doubt
            or "Ask whoever runs this page to name your address in QA_READERS, or sign out and in "
            "with another one.",
        )
    owner = hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()[:32]
    name = claims.get("name")
    shown = counts or (name if isinstance(name, str) else "") or subject
    return Person(shown, owner, may_edit, doubt)


def _doubt(verified: object, issuer: str, trusted_issuers: str) -> str:
    """Why an address counts for nothing, with the fix; empty when it counts.

    verified: the claim `email_verified`, None when the provider does not make it.
    """
    if verified is True or (isinstance(verified, str) and verified.lower() == "true"):
        return ""
    if verified is not None:
        return (
            "Your provider says that your address is not verified. Verify it there, then sign out "
            "and in again."
        )
    if issuer in _listed(trusted_issuers):
        return ""
    return (
        "Your provider does not say whether your address is verified. Whoever runs this page may "
        f"trust it if only administrators give out its addresses: QA_TRUSTED_ISSUERS={issuer}"
    )


def _named(address: str, listed: str) -> bool:
    """Whether a list of addresses and "@domains" holds the address, which is in lower case."""
    if "@" not in address:
        return False
    entries = _listed(listed.translate(_LOWER))
    return address in entries or f"@{address.rpartition('@')[2]}" in entries


def _listed(entries: str) -> list[str]:
    return entries.replace(",", " ").split()
