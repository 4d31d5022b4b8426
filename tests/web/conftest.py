"""A real small index for the page tests: built once, copied for each test that may change it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from qa.indexing import build
from qa.settings import Settings
from tests.conftest import ROOT, settings_in, the_five_in


@dataclass(frozen=True)
class Place:
    """Where a test's articles and index are."""

    articles: Path
    index: Path

    @property
    def settings(self) -> Settings:
        return settings_in(self.articles.parent)

    def add(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.write_text(text, "utf-8")
        return path

    def page(self, **query: str | list[str]) -> AppTest:
        """The app, drawn once, with `query` in its address."""
        app = AppTest.from_file(ROOT / "qa" / "web" / "pages" / "site.py", default_timeout=90)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The five articles with their index; not to be changed."""
    settings = the_five_in(tmp_path_factory.mktemp("built"))
    build(settings)
    return Place(settings.articles, settings.index)


@pytest.fixture
def place(built: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy of the articles and their index, named in the environment."""
    copy = Place(tmp_path / "articles", tmp_path / "index")
    shutil.copytree(built.articles, copy.articles)  # keeps time stamps, so nothing has changed
    shutil.copytree(built.index, copy.index)
    _name_in_environment(copy, monkeypatch)
    return copy


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty folder of articles and no index."""
    empty = Place(tmp_path / "articles", tmp_path / "index")
    empty.articles.mkdir()
    _name_in_environment(empty, monkeypatch)
    return empty


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """No test sees what another left in Streamlit's caches, or computes beside its threads."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    for seeking in [t for t in threading.enumerate() if t.name == "examples"]:
        seeking.join()
    st.cache_data.clear()
    st.cache_resource.clear()


def shown(app: AppTest) -> str:
    """All HTML on the page, the drawer's included, without the style sheet."""
    return "\n".join(e.body for e in app.html if not e.body.startswith("<style"))


def _name_in_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_ARTICLES", str(place.articles))
    monkeypatch.setenv("QA_INDEX", str(place.index))
    monkeypatch.setenv("QA_DATA", str(place.index.parent / "data"))
