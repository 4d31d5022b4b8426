"""Who is visiting, and the way in and out when people have to sign in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from qa.errors import NotAllowed, SettingsError
from qa.settings import Settings, load_settings
from qa.signin import LOCAL, Person, person_of, providers, sign_in_section
from qa.web import words
from qa.web.guard import show_problem
from qa.web.html import escape

__all__ = ["admitted", "editing", "visitor", "whoever"]


def visitor(settings: Settings) -> Person | None:
    """Whoever is looking at this page; None until somebody who has to sign in has done so.

    Raises SettingsError when sign-in is set up by half, NotAllowed for those who may not read.
    """
    if not _providers(settings):
        return LOCAL
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        return None
    return person_of(
        claims,
        editors=settings.editors,
        readers=settings.readers,
        trusted_issuers=settings.trusted_issuers,
    )


def whoever(settings: Settings) -> Person:
    """The visitor of a page that is drawn. Raises NotAllowed before anybody signed in."""
    person = visitor(settings)
    if person is None:
        raise NotAllowed(words.SIGN_IN_FIRST)
    return person


def editing(settings: Settings) -> bool:
    """Whether the visitor may add, remove and rebuild."""
    return whoever(settings).may_edit


def admitted() -> bool:
    """Whether the page may be drawn. Before that: the way in, or why there is none, and nothing of
    the articles; after it, for those who signed in, who they are and the way out.
    """
    try:
        settings = load_settings()
        person = visitor(settings)
    except SettingsError as error:
        show_problem(error)
        return False
    except NotAllowed as error:
        show_problem(error)
        _way_out()
        return False
    if person is None:
        _way_in(_providers(settings))
        return False
    if person.owner:
        with st.container(horizontal=True, horizontal_alignment="right", key="person"):
            role = words.EDITOR if person.may_edit else words.READER
            said = words.SIGNED_IN.format(name=person.name, role=role)
            st.html(f'<span class="qa-faint">{escape(said)}</span>')
            if person.doubt and settings.editors:  # who may be named there, and shall know
                st.html(f'<span class="qa-faint">{escape(person.doubt)}</span>')
            _way_out()
    return True


def _way_in(names: tuple[str, ...]) -> None:
    st.html(f'<h1 class="qa-head">{escape(words.APP)}</h1>')
    st.html(f'<p class="qa-state">{escape(words.SIGN_IN_WHY)}</p>')
    for name in names:
        text = words.SIGN_IN_WITH.format(name=name) if name else words.SIGN_IN
        st.button(
            text, key=f"sign_in_{name}", type="primary", on_click=partial(st.login, name or None)
        )


def _way_out() -> None:
    st.button(words.SIGN_OUT, key="sign_out", type="tertiary", on_click=st.logout)


def _providers(settings: Settings) -> tuple[str, ...]:
    if st.secrets.load_if_toml_exists():
        section = st.secrets.get("auth")
    else:  # there is no such file, or one that cannot be read, which must not open the page to all
        section = sign_in_section(Path(file) for file in st.get_option("secrets.files"))
    return providers(section, editors=settings.editors, readers=settings.readers)
