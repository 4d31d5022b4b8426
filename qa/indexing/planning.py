"""The articles folder compared with the index, and the index opened when it fits."""

from __future__ import annotations

from functools import lru_cache

from qa.articles import READING, FileStat, Scan, article_sha256, scan
from qa.articles.folder import TOO_BIG
from qa.articles.recurring import kept_lines
from qa.builds import Manifest, ManifestArticle, Plan
from qa.encoder import model_digest
from qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from qa.settings import Settings
from qa.stores import Store
from qa.stores.states import states_of

__all__ = ["compared", "current_generation", "open_store", "plan"]


def current_generation(settings: Settings) -> str | None:
    """The name of the state in use; it changes with every build. None when there is none."""
    try:
        return states_of(settings).current()
    except IndexDamaged:
        return None


def open_store(settings: Settings) -> Store:
    """The index, opened for reading.

    Raises IndexMissing, IndexMismatch (built with another model or other passage settings),
    IndexDamaged, or IndexNotWritten (Chroma needs a little room on the disk even to read).
    """
    states = states_of(settings)
    manifest = states.manifest()
    reason = _mismatch(manifest, settings)
    if reason:
        raise IndexMismatch(
            f"The index in {states.where} does not fit the settings: {reason}.",
            "Run: python -m qa index",
        )
    return states.open(manifest)


def plan(settings: Settings) -> Plan:
    """The articles folder compared with the index.

    A file whose size and time stamp are those of the build counts as unchanged; any other is
    compared by its SHA-256. Raises ArticlesError when there is no such folder.
    """
    return compared(settings, scan(settings.articles))


def compared(settings: Settings, found: Scan) -> Plan:
    """What the articles folder held when it was looked through, compared with the index."""
    try:
        manifest = states_of(settings).manifest()
        rebuild = _mismatch(manifest, settings) or _read_otherwise(manifest)
        known = {a.path: a for a in manifest.articles}
    except IndexMissing:
        rebuild, known = "there is no index yet", {}
    except IndexDamaged as error:
        rebuild, known = error.problem.rstrip("."), {}
    new, changed, unchanged = [], [], []
    for file in found.files:
        article = known.get(file.path)
        if article is None:
            new.append(file.path)
        elif _same(settings, file, article):
            unchanged.append(file.path)
        else:
            changed.append(file.path)
    here = {file.path for file in found.files}
    return Plan(
        new=tuple(new),
        changed=tuple(changed),
        gone=tuple(sorted(set(known) - here)),
        unchanged=tuple(unchanged),
        skipped=found.skipped,
        rebuild=rebuild,
    )


def _mismatch(manifest: Manifest, settings: Settings) -> str | None:
    """Why the index cannot serve these settings, or None."""
    if manifest.model_digest != _digest(settings.model):
        return f"it was built with the model {manifest.model}, not {settings.model}"
    built = (manifest.passage_words, manifest.passage_overlap)
    asked = (settings.passage_words, settings.passage_overlap)
    if built != asked:
        return (
            f"its passages have {built[0]} words with {built[1]} sentences of overlap, "
            f"not {asked[0]} with {asked[1]}"
        )
    if manifest.vectors != settings.vectors:
        places = {"here": "in its folder", "server": "on a Chroma server"}
        return f"its vectors are {places[manifest.vectors]}, not {places[settings.vectors]}"
    if tuple(sorted(kept_lines(settings.keep_lines))) != manifest.kept_lines:
        return "the lines that are kept though they recur are others (QA_KEEP_LINES)"
    return None


def _read_otherwise(manifest: Manifest) -> str | None:
    """Why the files should be read again though they have not changed: what was read is answered
    from until then.
    """
    if manifest.reading == READING:
        return None
    return "another version of this program, which reads files otherwise, has built it"


@lru_cache(maxsize=8)
def _digest(model: str) -> str:
    return model_digest(model)


def _same(settings: Settings, file: FileStat, article: ManifestArticle) -> bool:
    if not article.sha256:  # it could not be read, which its size and time do not tell
        return article_sha256(settings.articles, file.path) == ""
    if article.reason.startswith(TOO_BIG) and file.size <= settings.max_file_bytes:
        return False
    if (file.size, file.mtime_ns) == (article.size, article.mtime_ns):
        return True
    if file.size != article.size:
        return False
    digest = article_sha256(settings.articles, file.path)
    return digest != "" and digest == article.sha256
