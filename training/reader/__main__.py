"""Train the span reader: `python -m training.reader --data DIR --work DIR`."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

import torch
from transformers.utils import logging as transformers_logging

from qa.backends import read_tokenizer
from qa.encoder import PACKAGED_MODEL, model_folder
from qa.read.span_model import Encoder
from training.reader.export import begin_with, export, start_digest
from training.reader.held_out import split
from training.reader.model import load_base
from training.reader.prepare import prepare
from training.reader.train import Course, adapt, train

_HELD_OUT = {"qamr": 0.05, "quiz": 0.12, "generated": 0.03, "stated": 0.03}
_OUT = Path(__file__).parent.parent.parent / "qa" / "models" / "reader"


def main() -> None:
    options = _options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    log = logging.getLogger("training.reader")
    transformers_logging.set_verbosity_error()
    torch.set_num_threads(options.threads)
    course = Course(
        seed=options.seed, tokens=options.tokens, rank=options.rank, unmarked=options.unmarked
    )
    if options.mix:
        course = replace(course, phases=((1.0, options.mix),))
    if options.start:
        course = replace(course, start=start_digest(options.start))
    most = {"generated": options.generated, "stated": options.stated}
    groups = prepare(options.data, options.work, most=most, seed=course.seed, say=log.info)
    learn, held_out = split(groups, _HELD_OUT, course.measured)
    for name in groups:
        log.info("%s: %d to learn from, %d held out", name, len(learn[name]), len(held_out[name]))
    folder = model_folder(PACKAGED_MODEL)
    assert folder is not None
    base = load_base(folder)
    model = adapt(base, base.config.hidden_size, course)
    if options.start:
        begin_with(model, options.start)
    trained = train(model, Encoder(read_tokenizer(folder)), learn, held_out, course, options.work)
    size = export(trained, course, options.out)
    log.info("%s: %.1f MB", options.out, size / 1e6)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.reader",
        description="Train the reader that marks answering words. An interrupted run goes on "
        "where it stopped when the same command is given again.",
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with qamr/ and rtqa-train/ (see README)"
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for examples and checkpoints"
    )
    parser.add_argument("--out", type=Path, default=_OUT, help="where the weights go (%(default)s)")
    parser.add_argument("--tokens", type=int, default=Course().tokens, help="tokens to learn from")
    parser.add_argument("--rank", type=int, default=Course().rank, help="of the adapters")
    parser.add_argument("--seed", type=int, default=Course().seed)
    parser.add_argument(
        "--generated", type=int, default=16_000, help="questions made by rule from the articles"
    )
    parser.add_argument(
        "--stated", type=int, default=20_000, help="questions on what their sentences state"
    )
    parser.add_argument(
        "--start", type=Path, help="folder with an exported reader to go on from (another course)"
    )
    parser.add_argument(
        "--mix",
        type=_mix,
        metavar="NAME=SHARE,...",
        help="shares of the tokens for the whole course, as in qamr=0.7,quiz=0.2,generated=0.1",
    )
    parser.add_argument(
        "--unmarked",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="of the questions that lose their question mark",
    )
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    return parser.parse_args()


def _mix(text: str) -> dict[str, float]:
    shares = {name: float(share) for name, _, share in (p.partition("=") for p in text.split(","))}
    if not set(shares) <= set(_HELD_OUT) or abs(sum(shares.values()) - 1) > 1e-6:
        raise argparse.ArgumentTypeError(f"shares of {', '.join(_HELD_OUT)} that add up to 1")
    return shares


if __name__ == "__main__":
    main()
