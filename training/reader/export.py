"""The files that are shipped: adapters in half precision, head, configuration."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file

from qa.encoder import PACKAGED_DIGEST, PACKAGED_MODEL
from qa.read.span_model import ADAPTER, CONFIG, HEAD
from training.reader.train import Course, Trained

__all__ = ["export"]


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


def _half(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.half().contiguous() for name, tensor in weights.items()}
