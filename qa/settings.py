"""One Settings object: defaults, `QA_` environment variables, command-line options."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from qa.backends import Backend, Computing
from qa.errors import SettingsError
from qa.precision import Precision

__all__ = ["Settings", "load_settings", "server_address"]

PREFIX = "QA_"
_SERVER = re.compile(r"(https?)://([\w.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?")
_LAST_PORT = 65_535
_PERSON = re.compile(r'[^@*:;<>()"]*@[\w-]+(\.[\w-]+)*')  # or all of a domain


class Settings(BaseSettings):
    """Where things are and how they work. Every field is also a `QA_<NAME>` variable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    articles: Path = Field(Path("seeds"), description="folder of articles")
    index: Path = Field(Path("index"), description="folder of the built index")
    data: Path = Field(Path("data"), description="folder of saved conversations and notes")
    store: Literal["embedded", "milvus"] = Field(
        "embedded",
        description="where the index lives: embedded (in its folder), or milvus (on a server)",
    )
    chroma_url: str = Field(
        "",
        description="a Chroma server, http://host:8000, for the vectors of an embedded index; the "
        "rest stays in its folder",
    )
    milvus_uri: str = Field(
        "",
        description="Milvus's address, http://host:19530, or a file NAME.db for Milvus Lite",
    )
    milvus_token: SecretStr = Field(
        SecretStr(""), description="what Milvus asks for: user:password, or an API key"
    )
    milvus_name: str = Field(
        "qa",
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$",
        description="name of the index in Milvus: its collections begin with it",
    )
    model: str = Field(
        "all-MiniLM-L6-v2",
        min_length=1,
        description="sentence-transformers model: all-MiniLM-L6-v2 as packaged, a folder or a name",
    )
    precision: Precision = Field(
        "auto",
        description="what the models compute in: auto (what the processor is fast at), float32, "
        "bfloat16 or float16",
    )
    backend: Backend = Field(
        "auto",
        description="what the models run on: auto (OpenVINO or ONNX Runtime where it is "
        "installed and can run them), torch, openvino or onnx",
    )
    threads: int | None = Field(
        None,
        ge=1,
        le=256,
        description="threads that the models compute in, a batch in each; when not given, as many "
        "as the processor has cores, at most 8",
    )
    reader: str = Field(
        "packaged",
        min_length=1,
        description="what marks answers: packaged, rules, or an extractive question-answering "
        "model of transformers (a folder or a name)",
    )
    reranker: str = Field(
        "",
        description="sentence-transformers CrossEncoder that reorders passages before they are "
        "read (a folder or a name); empty for none",
    )
    passage_words: int = Field(110, ge=20, le=400, description="words a passage aims at")
    passage_overlap: int = Field(1, ge=0, le=5, description="sentences shared by neighbours")
    candidates: int = Field(100, ge=10, le=1000, description="passages each retriever returns")
    passages: int = Field(5, ge=1, le=50, description="passages shown for an answer")
    abstain_below: float | None = Field(
        None,
        ge=0.0,
        le=1.0,
        description="confidence under which the answer is 'not in the articles'; when not given, "
        "0.2 for a trained reader and 0.5 for the rules",
    )
    keep_lines: Path | None = Field(
        None,
        description="text file with lines, one each, that are text though they recur over many "
        "articles of a source",
    )
    log: Literal["off", "json"] = Field(
        "off",
        description="what the page notes on standard error: off, or json, one line an event "
        "without what people ask or articles say",
    )
    editors: str = Field(
        "",
        description="who adds, removes and rebuilds when people sign in: addresses and @domains, "
        "separated by commas",
    )
    readers: str = Field(
        "",
        description="who else may ask when people sign in, likewise; empty for everybody whom the "
        "provider signs in",
    )
    trusted_issuers: str = Field(
        "",
        description="providers, by the issuer that they sign with (https://…), whose addresses "
        "count though they do not say that these are verified; only where nobody but an "
        "administrator sets them",
    )
    max_question: int = Field(1000, ge=10, description="longest question taken, in characters")
    max_pace: int = Field(
        30, ge=1, description="questions that one visitor of the page may ask in a minute"
    )
    max_file_mb: int = Field(50, ge=1, description="largest article file read, in megabytes")

    @property
    def computing(self) -> Computing:
        """What the models compute with."""
        return Computing(self.precision, self.backend, self.threads)

    @property
    def vectors(self) -> Literal["here", "server"]:
        """Where the index's vectors go: to its own place, or to a Chroma server."""
        return "server" if self.store == "embedded" and self.chroma_url else "here"

    @property
    def max_file_bytes(self) -> int:
        return self.max_file_mb * 1_000_000

    @property
    def threshold(self) -> float:
        """The confidence under which nothing is answered. The rules' is no probability."""
        if self.abstain_below is not None:
            return self.abstain_below
        return 0.5 if self.reader == "rules" else 0.2

    @field_validator("articles", "index", "data", "keep_lines", mode="before")
    @classmethod
    def _is_named(cls, path: object) -> object:
        if isinstance(path, str) and not path.strip():
            raise ValueError("it names nothing")  # and would be taken for the current folder
        return path

    @field_validator("articles", "index", "data", "keep_lines")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return _at_home(path) if path is not None else None

    @field_validator("model")
    @classmethod
    def _has_a_home(cls, model: str) -> str:
        _at_home(Path(model))
        return model

    @field_validator("reader", "reranker")
    @classmethod
    def _expand_model(cls, model: str) -> str:
        return str(_at_home(Path(model))) if model.startswith("~") else model

    @field_validator("chroma_url")
    @classmethod
    def _is_server(cls, url: str) -> str:
        if url:
            server_address(url)
        return url

    @field_validator("editors", "readers")
    @classmethod
    def _names_people(cls, listed: str, info: ValidationInfo) -> str:
        if info.field_name == "readers" and listed == "*":  # everybody, as when it is empty
            return listed
        entries = listed.replace(",", " ").split()
        if listed and not entries:
            raise ValueError("it names nobody")
        for entry in entries:
            if not _PERSON.fullmatch(entry):
                raise ValueError(
                    f"{entry!r} is neither an address, ana@desk.example, nor a whole domain, "
                    "@desk.example"
                )
        return listed

    @field_validator("trusted_issuers")
    @classmethod
    def _names_issuers(cls, listed: str) -> str:
        for entry in listed.replace(",", " ").split():
            if not entry.startswith(("https://", "http://")):
                raise ValueError(f"{entry!r} is no issuer, https://id.example")
        return listed


def server_address(url: str) -> tuple[str, str, int | None]:
    """Scheme, host (IPv6 in its brackets) and port of a server's address; None for no port.

    Raises ValueError for what is no such address or says more, as a path or a user.
    """
    found = _SERVER.fullmatch(url)
    if found is None:
        raise ValueError("it is not of the form http://host:8000")
    scheme, host, port = found.groups()
    if host.startswith("["):
        IPv6Address(host[1:-1])
    if port is not None and not 0 < int(port) <= _LAST_PORT:
        raise ValueError(f"ports go from 1 to {_LAST_PORT}")
    return scheme, host, None if port is None else int(port)


def _at_home(path: Path) -> Path:
    """With the folder that ~ stands for. Raises ValueError when there is none."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError("nobody here has that home folder") from error


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` on top (None means not given).

    Raises SettingsError for an unknown `QA_` variable or a value that does not fit.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "The README lists the settings."
            raise SettingsError(f"{name} is not a setting of this program.", hint)
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise SettingsError(
            f"The setting {name} cannot be {first.get('input')!r}: {said[:1].lower()}{said[1:]}.",
            f"Set {PREFIX}{name.upper()} to a value that fits, or unset it.",
        ) from error
