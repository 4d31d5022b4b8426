"""Settings: defaults, `QA_` variables, overrides, and refusals that name what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from qa.errors import SettingsError
from qa.settings import Settings, load_settings


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QA_BACKEND")
    assert load_settings().model_dump() == {
        "articles": Path("seeds"),
        "index": Path("index"),
        "data": Path("data"),
        "store": "embedded",
        "chroma_url": "",
        "milvus_uri": "",
        "milvus_token": SecretStr(""),
        "milvus_name": "qa",
        "model": "all-MiniLM-L6-v2",
        "precision": "auto",
        "backend": "auto",
        "threads": None,
        "reader": "packaged",
        "reranker": "",
        "passage_words": 110,
        "passage_overlap": 1,
        "candidates": 100,
        "passages": 5,
        "abstain_below": None,
        "keep_lines": None,
        "log": "off",
        "editors": "",
        "readers": "",
        "trusted_issuers": "",
        "max_question": 1000,
        "max_pace": 30,
        "max_file_mb": 50,
    }


@pytest.mark.parametrize(
    ("variable", "value", "field", "expected"),
    [
        ("QA_ARTICLES", "/news", "articles", Path("/news")),
        ("QA_INDEX", "built", "index", Path("built")),
        ("QA_STORE", "milvus", "store", "milvus"),
        ("QA_MILVUS_URI", "http://a:19530", "milvus_uri", "http://a:19530"),
        ("QA_MILVUS_TOKEN", "me:word", "milvus_token", SecretStr("me:word")),
        ("QA_MILVUS_NAME", "desk_2", "milvus_name", "desk_2"),
        ("QA_CHROMA_URL", "http://a_1:8000/", "chroma_url", "http://a_1:8000/"),
        ("QA_CHROMA_URL", "https://[2001:db8::1]", "chroma_url", "https://[2001:db8::1]"),
        ("QA_MODEL", "other-model", "model", "other-model"),
        ("QA_THREADS", "256", "threads", 256),
        ("QA_EDITORS", "o'b+1@a.example, @b", "editors", "o'b+1@a.example, @b"),
        ("QA_READERS", "*", "readers", "*"),
        ("QA_READERS", "", "readers", ""),
        ("QA_TRUSTED_ISSUERS", "https://a.example/1", "trusted_issuers", "https://a.example/1"),
        ("QA_BACKEND", "openvino", "backend", "openvino"),
        ("QA_PASSAGE_WORDS", "60", "passage_words", 60),
        ("QA_PASSAGE_OVERLAP", "0", "passage_overlap", 0),
        ("QA_CANDIDATES", "50", "candidates", 50),
        ("QA_PASSAGES", "8", "passages", 8),
        ("QA_ABSTAIN_BELOW", "0.7", "abstain_below", 0.7),
        ("QA_MAX_QUESTION", "300", "max_question", 300),
        ("QA_MAX_PACE", "5", "max_pace", 5),
        ("QA_MAX_FILE_MB", "2", "max_file_mb", 2),
        ("qa_passages", "9", "passages", 9),
    ],
)
def test_every_field_is_a_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(load_settings(), field) == expected


def test_an_override_wins_over_the_environment_and_none_is_not_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QA_ARTICLES", "/environment")
    monkeypatch.setenv("QA_INDEX", "/environment-index")
    settings = load_settings(articles=Path("/option"), index=None)
    assert settings.articles == Path("/option")
    assert settings.index == Path("/environment-index")


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("QA_ARTICLE", r"Did you mean QA_ARTICLES\?"),
        ("QA_PASAGE_WORDS", r"Did you mean QA_PASSAGE_WORDS\?"),
        ("qa_modle", r"Did you mean QA_MODEL\?"),
        ("QA_XYZZY", "The README lists the settings"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, hint: str
) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(SettingsError, match=f"^{variable} is not a setting.*{hint}"):
        load_settings()


def test_variables_of_other_programs_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAX", "1")
    monkeypatch.setenv("MY_QA_INDEX", "elsewhere")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QA_STORE", "redis"),
        ("QA_ARTICLES", ""),
        ("QA_ARTICLES", "~nosuchuser/x"),
        ("QA_INDEX", " "),
        ("QA_DATA", ""),
        ("QA_KEEP_LINES", ""),
        ("QA_MODEL", ""),
        ("QA_MODEL", "~nosuchuser/x"),
        ("QA_READER", ""),
        ("QA_MILVUS_NAME", "a-b"),
        ("QA_MILVUS_NAME", "q\u00e4"),
        ("QA_MILVUS_NAME", "q\u0663"),
        ("QA_THREADS", "0"),
        ("QA_THREADS", "100000"),
        ("QA_EDITORS", "*"),
        ("QA_EDITORS", "ana"),
        ("QA_EDITORS", "bo@desk.example ana@"),
        ("QA_EDITORS", "bo@desk.example;ana@desk.example"),
        ("QA_EDITORS", "*@desk.example"),
        ("QA_EDITORS", "<ana@desk.example>"),
        ("QA_EDITORS", " , "),
        ("QA_READERS", "desk.example"),
        ("QA_TRUSTED_ISSUERS", "true"),
        ("QA_CHROMA_URL", "localhost:8000"),
        ("QA_CHROMA_URL", "http://"),
        ("QA_CHROMA_URL", "http://localhost:abc"),
        ("QA_CHROMA_URL", "http://localhost:0"),
        ("QA_CHROMA_URL", "http://localhost:65536"),
        ("QA_CHROMA_URL", "http://me:word@localhost:8000"),
        ("QA_CHROMA_URL", "http://localhost:8000/chroma"),
        ("QA_CHROMA_URL", "http://localhost:8000?a=b"),
        ("QA_CHROMA_URL", "http://x y"),
        ("QA_CHROMA_URL", "http://::1:8000"),
        ("QA_CHROMA_URL", "http://[::1"),
        ("QA_CHROMA_URL", "http://[:::1]:8000"),
        ("QA_PASSAGES", "many"),
        ("QA_PASSAGES", "0"),
        ("QA_PASSAGES", ""),
        ("QA_PASSAGE_WORDS", "5"),
        ("QA_ABSTAIN_BELOW", "1.5"),
        ("QA_CANDIDATES", "1000000"),
        ("QA_PASSAGE_OVERLAP", "-1"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert variable in refused.value.fix
    assert repr(value) in refused.value.problem


@pytest.mark.parametrize("given", [{"passages": 51}, {"colour": "red"}])
def test_a_wrong_override_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(given))):
        load_settings(**given)


def test_settings_do_not_change_once_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().passages = 3  # type: ignore[misc]


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_ARTICLES", "~/stories")
    assert load_settings().articles == Path.home() / "stories"
    monkeypatch.setenv("QA_READER", "~/reader")
    assert load_settings().reader == str(Path.home() / "reader")
