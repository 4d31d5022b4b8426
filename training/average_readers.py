"""Readers averaged into one: `python -m training.average_readers --out OUT READER=WEIGHT ...`.

The mean of the weights of several courses does better on text unlike what they learned from than
any one of them (Wortsman et al. 2022, "Model soups"). Averaged is what the adapters add to the
encoder's weights, s·BA; of the mean the best approximation of the rank asked for is kept (its
singular values), as adapters again. The courses are to have begun from each other's weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import math
import sys
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from qa.read.span_model import ADAPTER, CONFIG, HEAD

log = logging.getLogger("training.average_readers")

_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def main() -> None:
    options = _options()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    shares = dict(options.readers)
    config = json.loads((next(iter(shares)) / CONFIG).read_text("utf-8"))
    head: dict[str, Tensor] = {}
    added: dict[str, Tensor] = {}
    for folder, share in shares.items():
        for name, change in changes(folder).items():
            added[name] = added.get(name, torch.zeros(())) + share * change
        for name, weight in load_file(folder / HEAD).items():
            head[name] = head.get(name, torch.zeros(())) + share * weight.float()
    config["r"] = options.rank
    scale = config["lora_alpha"] / math.sqrt(options.rank)
    adapters: dict[str, Tensor] = {}
    lost = 0.0
    for name, change in added.items():
        down, up, rest = factors(change, options.rank)
        lost = max(lost, rest)
        adapters[f"{name}{_DOWN}"] = (down / math.sqrt(scale)).half().contiguous()
        adapters[f"{name}{_UP}"] = (up / math.sqrt(scale)).half().contiguous()
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(adapters, options.out / ADAPTER)
    save_file({name: weight.half() for name, weight in head.items()}, options.out / HEAD)
    for name in (ADAPTER, HEAD):
        (options.out / name).chmod(0o644)  # safetensors keeps them from everybody else
    (options.out / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    made = {"rank": options.rank, "of": {_digest(f): share for f, share in shares.items()}}
    text = json.dumps(made, indent=1)
    (options.out / "averaged.json").write_text(text + "\n", encoding="utf-8")
    log.info("%s: at most %.2g of a layer's squared change is left out", options.out, lost)


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / ADAPTER).read_bytes()).hexdigest()


def changes(folder: Path) -> Mapping[str, Tensor]:
    """What a reader's adapters add to each layer's weights, by the layer's name."""
    config = json.loads((folder / CONFIG).read_text("utf-8"))
    rank = config["r"]
    scale = config["lora_alpha"] / (math.sqrt(rank) if config["use_rslora"] else rank)
    adapters = load_file(folder / ADAPTER)
    names = [key.removesuffix(_DOWN) for key in adapters if key.endswith(_DOWN)]
    return {
        name: scale * (adapters[f"{name}{_UP}"].float() @ adapters[f"{name}{_DOWN}"].float())
        for name in names
    }


def factors(change: Tensor, rank: int) -> tuple[Tensor, Tensor, float]:
    """A and B with B·A as near to `change`, (out, in), as their rank allows; and the share of its
    squares that is left out (Eckart and Young 1936).
    """
    left, values, right = torch.linalg.svd(change, full_matrices=False)
    root = values[:rank].sqrt()
    rest = float((values[rank:] ** 2).sum() / (values**2).sum())
    return root[:, None] * right[:rank], left[:, :rank] * root, rest


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.average_readers",
        description="Average the weights of several courses into one reader.",
    )
    parser.add_argument(
        "readers",
        nargs="+",
        type=_share,
        metavar="READER=WEIGHT",
        help="folder of an exported reader, and its share; they add up to 1",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rank", type=int, default=64, help="of the adapters written")
    options = parser.parse_args()
    if abs(sum(share for _, share in options.readers) - 1) > 1e-6:
        parser.error("the shares do not add up to 1")
    return options


def _share(text: str) -> tuple[Path, float]:
    folder, _, share = text.rpartition("=")
    if not (Path(folder) / ADAPTER).is_file():
        raise argparse.ArgumentTypeError(f"no reader in {folder!r}")
    return Path(folder), float(share)


if __name__ == "__main__":
    main()
