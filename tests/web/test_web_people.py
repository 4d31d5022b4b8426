"""Signed-in people on the page, without a browser: what is drawn, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from qa.conversations import Conversations
from qa.errors import NotAllowed
from qa.signin import LOCAL, person_of
from qa.web import adding, words
from tests.conftest import ROOT
from tests.web.conftest import Place, shown

AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "page",
    "client_secret": "s",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}
SIGNED_IN = {"is_logged_in": True, "iss": "https://id.example", "email_verified": True}
ANA = {**SIGNED_IN, "sub": "1", "email": "ana@desk.example"}
BEN = {**SIGNED_IN, "sub": "2", "email": "ben@desk.example"}


def page(user: dict[str, Any], auth: dict[str, Any] | None = None) -> AppTest:
    app = AppTest.from_file(ROOT / "qa" / "web" / "pages" / "site.py", default_timeout=90)
    app.secrets["auth"] = AUTH if auth is None else auth
    app.user = user
    return app.run()


@pytest.fixture(autouse=True)
def roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_EDITORS", "ana@desk.example")


def test_nothing_is_drawn_for_those_not_signed_in(place: Place) -> None:
    app = page({})
    assert [b.label for b in app.button] == [words.SIGN_IN]
    assert not app.chat_input and "Syria" not in shown(app)


@pytest.mark.parametrize("auth", [{"client_id": "page"}, {}])
def test_a_sign_in_set_up_by_half_closes_the_page(
    place: Place, monkeypatch: pytest.MonkeyPatch, auth: dict[str, Any]
) -> None:
    monkeypatch.delenv("QA_EDITORS")
    app = page(ANA, auth)
    assert "set up by half" in shown(app)
    assert not app.chat_input and not app.button


def test_editors_change_the_folder_and_readers_do_not(place: Place) -> None:
    place.add("new.txt", "A new article about rain.\n\nIt rained on Monday in Vienna.\n")
    for user, may in ((ANA, True), (BEN, False)):
        app = page(user).switch_page("articles.py").run()
        assert not app.exception
        labels = {b.label for b in app.button}
        assert ({words.REBUILD, words.REMOVE} <= labels) is may
        assert (words.ASK_EDITOR in shown(app)) is not may
        assert bool(app.expander and words.ADD in {e.label for e in app.expander}) is may


def test_an_editor_whose_address_nobody_vouches_for_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = {k: v for k, v in ANA.items() if k != "email_verified"}
    app = page(silent).switch_page("articles.py").run()
    assert "QA_TRUSTED_ISSUERS=https://id.example" in shown(app)
    assert words.REMOVE not in {b.label for b in app.button}
    monkeypatch.setenv("QA_TRUSTED_ISSUERS", "https://id.example")
    app = page(silent).switch_page("articles.py").run()
    assert "QA_TRUSTED_ISSUERS" not in shown(app)
    assert words.REMOVE in {b.label for b in app.button}


def test_what_changes_the_folder_is_refused_where_it_is_done(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = person_of(BEN, editors="", readers="")
    monkeypatch.setattr(adding, "whoever", lambda _: reader)
    before = sorted(p.name for p in place.articles.iterdir())
    with pytest.raises(NotAllowed, match="Only editors"):
        adding.take_files(place.settings, [])
    adding._remove(place.settings, before[0])
    assert sorted(p.name for p in place.articles.iterdir()) == before
    monkeypatch.setattr(adding, "whoever", lambda _: LOCAL)
    adding._remove(place.settings, before[0])
    assert before[0] not in {p.name for p in place.articles.iterdir()}


def test_conversations_belong_to_whoever_asked(place: Place) -> None:
    app = page(ANA)
    app.chat_input[0].set_value("who attended Astana?").run()
    (kept,) = Conversations(place.settings.data, owner=None).find()
    assert [c.id for c in Conversations(place.settings.data, person_owner(ANA)).find()] == [kept.id]
    for user, sees in ((ANA, True), (BEN, False)):
        app = page(user).switch_page("conversations.py").run()
        assert (words.NO_CONVERSATIONS in shown(app)) is not sees


def person_owner(user: dict[str, Any]) -> str:
    return person_of(user, editors="", readers="").owner


def test_secrets_that_cannot_be_read_close_the_page(place: Place) -> None:
    broken = place.articles.parent / "secrets.toml"
    broken.write_text("[auth\n")
    before = st.get_option("secrets.files")
    st.config.set_option("secrets.files", [str(broken)])
    try:
        app = place.page()
        assert "secrets.toml cannot be read" in shown(app)
        assert len(app.chat_input) == 0 and len(app.button) == 0
    finally:
        st.config.set_option("secrets.files", before)
