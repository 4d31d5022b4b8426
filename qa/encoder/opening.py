"""The encoder that the settings name."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qa.backends import Computing, usual_device
from qa.encoder.kinds import Encoder
from qa.encoder.libraries import quick_imports, quiet_libraries
from qa.encoder.models import PACKAGED_MODEL, REINSTALL, model_digest, model_folder
from qa.encoder.packaged import PackagedEncoder
from qa.encoder.sentence import SentenceEncoder
from qa.errors import ModelError, first_line
from qa.memory import is_out_of_memory

__all__ = ["open_encoder", "open_query_encoder"]

_EXACT = Computing()
_CUT_SHORT = threading.Event()


def open_query_encoder(
    name: str, *, others: Sequence[str] = (), computing: Computing = _EXACT
) -> Encoder:
    """The encoder called `name` for questions and the sentences that are read: the same vectors as
    `open_encoder`'s, and opened sooner where that can be, which is not when there are other models
    to load. Arguments and what is raised: as there.
    """
    if others or name != PACKAGED_MODEL:
        return open_encoder(name, others=others, computing=computing)
    folder, digest = model_folder(name), model_digest(name)
    assert folder is not None
    try:
        if usual_device() == "cpu":
            return PackagedEncoder(folder, digest, computing)
    except ModelError:
        raise
    except Exception as error:
        raise _refusal(name, error) from error
    return open_encoder(name, computing=computing)


def open_encoder(
    name: str, *, others: Sequence[str] = (), computing: Computing = _EXACT
) -> SentenceEncoder | PackagedEncoder:
    """The encoder called `name`: the packaged model, a folder, or a name a hub cache may hold.

    others: further models that will be opened; unless all are folders here, the libraries may ask
    the hub for them, which they learn once. computing: with what.
    Where importing sentence_transformers was cut short for want of memory, which cannot be made up
    for in the same process, the packaged model is opened without it: the vectors are the same.
    Raises ModelError when the weights are missing, are not those published, or do not load, and
    when a backend is asked for that cannot run them.
    """
    folder = model_folder(name)
    digest = model_digest(name)
    local = folder is not None and all(model_folder(other) for other in others)
    try:
        if _CUT_SHORT.is_set() and name == PACKAGED_MODEL and folder and usual_device() == "cpu":
            return PackagedEncoder(folder, digest, computing)
        with _noticed(), quick_imports():
            quiet_libraries(offline=local)
            from sentence_transformers import SentenceTransformer
        model = SentenceTransformer(str(folder) if folder else name)
        return SentenceEncoder(name, model, digest, computing)
    except ModelError:
        raise
    except Exception as error:
        raise _refusal(name, error) from error


@contextmanager
def _noticed() -> Iterator[None]:
    """torch registers its operators once in a process: an import of them that failed stays so."""
    try:
        yield
    except Exception as error:
        if is_out_of_memory(error):
            _CUT_SHORT.set()
        raise


def _refusal(name: str, error: Exception) -> ModelError:
    if is_out_of_memory(error):
        return ModelError(
            f"There is not enough memory to open the model {name!r}.",
            "Close other programs, or use a machine with more memory.",
        )
    if "start new thread" in str(error):
        return ModelError(
            f"The threads that the model {name!r} computes in do not begin ({first_line(error)}).",
            "Set QA_THREADS to fewer, or close other programs.",
        )
    return ModelError(
        f"The model {name!r} does not load ({type(error).__name__}: {first_line(error)}).",
        REINSTALL
        if name == PACKAGED_MODEL
        else f"Set QA_MODEL to {PACKAGED_MODEL}, a folder with a sentence-transformers model, "
        "or a name that can be fetched.",
    )
