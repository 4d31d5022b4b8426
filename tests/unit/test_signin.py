"""Roles and half-made sign-ins: who is let in, who may edit, and what closes the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa import signin
from qa.errors import NotAllowed, SettingsError
from qa.signin import LOCAL, person_of, providers, sign_in_section

WHOLE: dict[str, Any] = {
    "redirect_uri": "https://desk.example/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "page",
    "client_secret": "s",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}
ANA = {"iss": "https://id.example", "sub": "1", "name": "Ana", "email": "Ana@Desk.example"}


def test_without_a_section_nobody_signs_in_and_everybody_edits() -> None:
    assert providers({}, editors="", readers="") == ()
    LOCAL.must_edit()


def test_providers_with_and_without_a_name() -> None:
    assert providers(WHOLE, editors="", readers="") == ("",)
    shared = {k: WHOLE[k] for k in ("redirect_uri", "cookie_secret")}
    named = {k: WHOLE[k] for k in ("client_id", "client_secret", "server_metadata_url")}
    assert providers({**shared, "okta": named, "acme": named}, editors="", readers="") == (
        "acme",
        "okta",
    )
    assert providers({**WHOLE, "client_kwargs": {"prompt": "login"}}, editors="", readers="") == (
        "",
    )


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_section_that_lacks_something_closes_the_page(name: str) -> None:
    part = {k: v for k, v in WHOLE.items() if k != name}
    with pytest.raises(SettingsError, match=rf"lacks .*{name}"):
        providers(part, editors="", readers="")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"redirect_uri": "https://desk.example/"}, "must end with /oauth2callback"),
        ({"redirect_uri": "https://desk.example/x?/oauth2callback"}, "must end with"),
        ({"cookie_secret": "short"}, "under 32 characters"),
    ],
)
def test_values_that_would_not_hold_are_refused(changed: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        providers({**WHOLE, **changed}, editors="", readers="")


@pytest.mark.parametrize("given", [{"editors": "a@b.example"}, {"readers": "@b.example"}])
def test_people_without_a_sign_in_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="nobody can sign in"):
        providers({}, **{"editors": "", "readers": "", **given})


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"requirements-signin\.txt"):
        providers(WHOLE, editors="", readers="")


@pytest.mark.parametrize(
    ("editors", "readers", "may_edit"),
    [
        ("", "", False),
        ("ana@desk.example", "", True),
        ("bo@desk.example, ANA@DESK.EXAMPLE", "", True),
        ("@desk.example", "nobody@x.example", True),
        ("@esk.example ana@desk.example.org", "@desk.example", False),
        ("", "*", False),
    ],
)
def test_who_edits(editors: str, readers: str, may_edit: bool) -> None:
    person = person_of(ANA, editors=editors, readers=readers)
    assert (person.may_edit, person.name) == (may_edit, "ana@desk.example")
    if not may_edit:
        with pytest.raises(NotAllowed, match="QA_EDITORS"):
            person.must_edit()


@pytest.mark.parametrize(
    "claims",
    [
        {**ANA, "email": "ana@elsewhere.example"},
        {**ANA, "email": "ana@desk.example@elsewhere.example"},
        {**ANA, "email_verified": False},
        {**ANA, "email": None},
        {**ANA, "email": ["ana@desk.example"]},
    ],
)
def test_others_do_not_read(claims: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="may not read"):
        person_of(claims, editors="ana@desk.example", readers="@desk.example")


@pytest.mark.parametrize("lost", ["iss", "sub"])
def test_a_sign_in_that_names_nobody_is_nobody(lost: str) -> None:
    with pytest.raises(NotAllowed, match="who you are"):
        person_of({k: v for k, v in ANA.items() if k != lost}, editors="@desk.example", readers="")


def test_owners_differ_by_provider_and_person_and_name_nobody() -> None:
    owners = {
        person_of({**ANA, **other}, editors="", readers="").owner
        for other in ({}, {"sub": "2"}, {"iss": "https://other.example"}, {"email": "b@c.example"})
    }
    assert len(owners) == 3 and all(o and "ana" not in o for o in owners)


def test_the_section_is_read_as_streamlit_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, here = tmp_path / "home.toml", tmp_path / "here.toml"
    monkeypatch.setattr(signin, "_SECRETS", (home, here))
    assert sign_in_section() == {}
    home.write_text('[auth]\nclient_id = "a"\ncookie_secret = "b"\n', "utf-8")
    here.write_text('[auth]\nclient_id = "c"\n', "utf-8")
    assert sign_in_section() == {"client_id": "c", "cookie_secret": "b"}
    here.write_text("[auth\n", "utf-8")
    with pytest.raises(SettingsError, match=r"here\.toml cannot be read"):
        sign_in_section()
