"""The files that are shipped: adapters in half precision, head, configuration."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch
from peft import set_peft_model_state_dict
from safetensors.torch import load_file, save_file

from qa.encoder import PACKAGED_DIGEST, PACKAGED_MODEL
from qa.read.span_model import ADAPTER, CONFIG, HEAD
from training.reader.model import TrainedModel
from training.reader.train import Course, Trained

__all__ = ["begin_with", "export", "start_digest"]


def export(trained: Trained, course: Course, folder: Path) -> int:
    """Write the files, with how they were made; their size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_half(trained.adapters), folder / ADAPTER)
    save_file(_half(trained.head), folder / HEAD)
    for name in (ADAPTER, HEAD):
        (folder / name).chmod(0o644)  # safetensors keeps them from everybody else
    config = {
        "peft_type": "LORA",
        "task_type": "FEATURE_EXTRACTION",
        "base_model_name_or_path": f"sentence-transformers/{PACKAGED_MODEL}",
        "base_model_sha256": PACKAGED_DIGEST,
        "r": course.rank,
        "lora_alpha": course.alpha,
        "use_rslora": True,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": sorted(
            {key.split(".lora_")[0].split(".")[-1] for key in trained.adapters}
        ),
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    made = {"course": asdict(course), "history": trained.history}
    (folder / "training.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return sum(p.stat().st_size for p in folder.iterdir() if p.is_file())


def begin_with(model: TrainedModel, folder: Path) -> None:
    """Give an adapted model the weights of an exported reader of the same rank."""
    set_peft_model_state_dict(model.encoder, load_file(folder / ADAPTER))  # type: ignore[arg-type]
    model.head.load_state_dict(load_file(folder / HEAD))


def start_digest(folder: Path) -> str:
    """SHA-256 of an exported reader's adapters, for the record of how the next was made."""
    return hashlib.sha256((folder / ADAPTER).read_bytes()).hexdigest()


def _half(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.half().contiguous() for name, tensor in weights.items()}
