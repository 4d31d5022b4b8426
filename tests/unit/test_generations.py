"""The index folder: which state is in use, and which are swept away."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from qa.builds import Manifest, ManifestArticle
from qa.errors import IndexDamaged, IndexMissing
from qa.stores import generations

MANIFEST = Manifest(
    format_version=generations.FORMAT_VERSION,
    generation="",
    created="2018-01-25T10:00:00+00:00",
    model="hash",
    model_digest="digest",
    dimension=64,
    passage_words=110,
    passage_overlap=1,
    documents=1,
    passages=2,
    articles=(
        ManifestArticle("à.txt", 3, 123_456_789_012_345_678, "abc", "à.txt"),
        ManifestArticle("b.txt", 0, 1, "", None, "it is empty"),
    ),
    articles_dir="articles",
)


def complete(index: Path) -> str:
    """A complete state in `index`, in use."""
    folder = generations.new_generation(index)
    generations.write_manifest(folder, replace(MANIFEST, generation=folder.name))
    generations.activate(index, folder.name)
    return folder.name


def states(index: Path) -> set[str]:
    return {f.name for f in index.iterdir() if f.is_dir()}


def test_a_manifest_comes_back_equal(tmp_path: Path) -> None:
    name = complete(tmp_path)
    assert generations.read_manifest(tmp_path) == replace(MANIFEST, generation=name)
    assert generations.current_generation(tmp_path) == name


@pytest.mark.parametrize("folder", ["nowhere", ""])
def test_nothing_was_built_yet(tmp_path: Path, folder: str) -> None:
    assert generations.current_generation(tmp_path / folder) is None
    with pytest.raises(IndexMissing, match="Run: python -m qa index"):
        generations.read_manifest(tmp_path / folder)


def test_an_index_that_is_a_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert generations.current_generation(tmp_path / "file") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"null",
        b'{"generation": 3}',
        b'{"generation": "../../etc"}',
        b'{"generation": null}',
    ],
)
def test_a_garbled_pointer_is_named_with_the_command(tmp_path: Path, content: bytes) -> None:
    complete(tmp_path)
    (tmp_path / "current.json").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"current\.json.*Run: python -m qa index --full"):
        generations.read_manifest(tmp_path)


@pytest.mark.parametrize("content", ["", "garbage", "[]", "{}", '{"format_version": 1}'])
def test_a_garbled_manifest_is_named_with_the_command(tmp_path: Path, content: str) -> None:
    name = complete(tmp_path)
    (tmp_path / name / "manifest.json").write_text(content)
    with pytest.raises(IndexDamaged, match="Run: python -m qa index --full"):
        generations.read_manifest(tmp_path)


def test_a_state_that_is_gone(tmp_path: Path) -> None:
    generations.activate(tmp_path, "20180125T000000-abcd")
    with pytest.raises(IndexDamaged, match=r"manifest\.json cannot be read"):
        generations.read_manifest(tmp_path)


def test_another_format_is_refused_by_number(tmp_path: Path) -> None:
    path = tmp_path / complete(tmp_path) / "manifest.json"
    stored = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**stored, "format_version": 99}), encoding="utf-8")
    with pytest.raises(IndexDamaged, match=r"has format 99.*reads format 2\..*index --full"):
        generations.read_manifest(tmp_path)


def test_sweeping_keeps_the_state_in_use_and_the_one_before(tmp_path: Path) -> None:
    built = [complete(tmp_path) for _ in range(4)]
    for moment, name in enumerate(built):
        os.utime(tmp_path / name / "manifest.json", ns=(moment, moment))
    partial = generations.new_generation(tmp_path).name
    (tmp_path / ".cache").mkdir()
    generations.sweep(tmp_path)
    assert states(tmp_path) == {built[-2], built[-1], ".cache"}
    assert partial not in states(tmp_path)
    assert generations.current_generation(tmp_path) == built[-1]


def test_sweeping_never_takes_the_state_in_use(tmp_path: Path) -> None:
    built = [complete(tmp_path) for _ in range(3)]
    for moment, name in enumerate(built):
        os.utime(tmp_path / name / "manifest.json", ns=(moment, moment))
    generations.activate(tmp_path, built[0])
    generations.sweep(tmp_path)
    assert states(tmp_path) == {built[0], built[2]}


def test_sweeping_touches_nothing_that_no_build_made(tmp_path: Path) -> None:
    complete(tmp_path)
    holiday = tmp_path / "holiday pictures"
    holiday.mkdir()
    (holiday / "beach.jpg").write_bytes(b"sand")
    left_over = generations.new_generation(tmp_path)
    generations.sweep(tmp_path)
    assert (holiday / "beach.jpg").read_bytes() == b"sand"
    assert not left_over.exists()


def test_states_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    names = {generations.new_generation(tmp_path).name for _ in range(20)}
    assert len(names) == 20


def test_writing_leaves_no_temporary_file(tmp_path: Path) -> None:
    name = complete(tmp_path)
    assert [f.name for f in tmp_path.iterdir() if f.is_file()] == ["current.json"]
    assert [f.name for f in (tmp_path / name).iterdir() if f.is_file()] == ["manifest.json"]


def test_a_state_that_was_never_used_does_not_take_the_place_of_the_one_before(
    tmp_path: Path,
) -> None:
    first, second, third = (generations.new_generation(tmp_path) for _ in range(3))
    for folder in (first, second):  # the second build was killed before its state counted
        generations.write_manifest(folder, MANIFEST)
    generations.activate(tmp_path, first.name)
    generations.write_manifest(third, MANIFEST)
    generations.activate(tmp_path, third.name)
    generations.sweep(tmp_path)
    assert {f.name for f in tmp_path.iterdir() if f.is_dir()} == {first.name, third.name}
