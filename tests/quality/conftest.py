"""The five articles, indexed once for all questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.engine import Engine
from qa.indexing import build
from qa.settings import Settings
from tests.quality.measure import ROOT


@pytest.fixture(scope="session", params=["torch", "openvino"])
def engine(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Engine]:
    settings = Settings(
        articles=ROOT / "seeds", index=tmp_path_factory.mktemp("gold"), backend=request.param
    )
    build(settings)
    opened = Engine.open(settings)
    yield opened
    opened.close()
