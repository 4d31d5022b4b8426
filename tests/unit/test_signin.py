"""Roles and half-made sign-ins: who is let in, who may edit, and what closes the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets

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
ISSUER = "https://id.example"
SILENT = {"iss": ISSUER, "sub": "1", "name": "Ana", "email": "Ana@Desk.example"}
ANA = {**SILENT, "email_verified": True}


def test_without_a_section_nobody_signs_in_and_everybody_edits() -> None:
    assert providers(None, editors="", readers="") == ()
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


def test_an_empty_section_closes_the_page() -> None:
    with pytest.raises(SettingsError, match=r"set up by half: .*lacks redirect_uri"):
        providers({}, editors="", readers="")


@pytest.mark.parametrize("section", ["", "yes", False, []])
def test_what_is_no_section_closes_the_page(section: object) -> None:
    with pytest.raises(SettingsError, match="is no section"):
        providers(section, editors="", readers="")


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
        providers(None, **{"editors": "", "readers": "", **given})


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
        {**ANA, "email": None},
        {**ANA, "email": ["ana@desk.example"]},
    ],
)
def test_others_do_not_read(claims: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="may not read"):
        person_of(claims, editors="ana@desk.example", readers="@desk.example")


@pytest.mark.parametrize("said", [True, "true", "True", "TRUE"])
def test_a_verified_address_counts(said: object) -> None:
    person = person_of({**SILENT, "email_verified": said}, editors="ana@desk.example", readers="")
    assert (person.may_edit, person.name, person.doubt) == (True, "ana@desk.example", "")


@pytest.mark.parametrize("said", [False, "false", "False", "no", "", 0, 1, [True]])
@pytest.mark.parametrize("trusted", ["", ISSUER])
def test_an_address_that_is_not_verified_counts_for_nothing(said: object, trusted: str) -> None:
    claims = {**SILENT, "email_verified": said}
    person = person_of(claims, editors="ana@desk.example", readers="", trusted_issuers=trusted)
    assert (person.may_edit, person.name) == (False, "Ana")
    with pytest.raises(NotAllowed, match=r"Only editors .* is not verified\. Verify it there"):
        person.must_edit()


@pytest.mark.parametrize("more", [{}, {"email_verified": None}])
def test_silence_about_an_address_is_told_with_the_issuer_to_trust(more: dict[str, Any]) -> None:
    claims = {**SILENT, **more}
    with pytest.raises(NotAllowed, match=r"as ana@desk\.example, but may not read") as refused:
        person_of(claims, editors="", readers="@desk.example")
    assert refused.value.fix.endswith(f"QA_TRUSTED_ISSUERS={ISSUER}")
    reader = person_of(claims, editors="@desk.example", readers="")
    with pytest.raises(NotAllowed, match=f"QA_TRUSTED_ISSUERS={ISSUER}"):
        reader.must_edit()


@pytest.mark.parametrize(
    ("trusted", "may_edit"),
    [
        (ISSUER, True),
        (f"https://other.example, {ISSUER}", True),
        (f"{ISSUER}/", False),
        (f"{ISSUER}.org", False),
        ("https://other.example", False),
    ],
)
def test_an_issuer_is_trusted_by_its_whole_name(trusted: str, may_edit: bool) -> None:
    person = person_of(SILENT, editors="@desk.example", readers="", trusted_issuers=trusted)
    assert person.may_edit is may_edit


@pytest.mark.parametrize(
    ("email", "editors"),
    [
        ("gro\u00df@desk.example", "gross@desk.example"),
        ("\u212aim@desk.example", "kim@desk.example"),
        ("ana@des\u212a.example", "@desk.example"),
        ("J\u00c9ROME@desk.example", "j\u00e9rome@desk.example"),
        ("ana@desk.example\u00a0", "ana@desk.example"),
    ],
)
def test_letters_beyond_ascii_that_fold_alike_are_other_peoples(email: str, editors: str) -> None:
    assert not person_of({**ANA, "email": email}, editors=editors, readers="").may_edit


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

    def theirs() -> Any:
        secrets = Secrets()
        return secrets.get("auth") if secrets.load_if_toml_exists() else None

    before = st.get_option("secrets.files")
    st.config.set_option("secrets.files", [str(home), str(here)])
    try:
        assert sign_in_section() is theirs() is None
        home.write_text('[auth]\nclient_id = "a"\ncookie_secret = "b"\n', "utf-8")
        assert sign_in_section() == theirs() == {"client_id": "a", "cookie_secret": "b"}
        for text, expected in (
            ("[other]\n", {"client_id": "a", "cookie_secret": "b"}),
            ('[auth]\nclient_id = "c"\n', {"client_id": "c"}),
            ('[auth]\n# client_id = "c"\n', {}),
        ):
            here.write_text(text, "utf-8")
            assert sign_in_section() == theirs() == expected
    finally:
        st.config.set_option("secrets.files", before)
    here.write_text("[auth\n", "utf-8")
    with pytest.raises(SettingsError, match=r"here\.toml cannot be read"):
        sign_in_section()
