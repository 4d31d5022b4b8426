"""The command that measures this machine: bench encoder."""

from __future__ import annotations

import typer

from qa.cli.shared import Articles, Json, app, print_result, say
from qa.settings import load_settings

__all__ = ["encoder"]

bench = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
app.add_typer(bench, name="bench")


@bench.callback()
def measure() -> None:
    """Measure this machine."""


@bench.command()
def encoder(articles: Articles = None, as_json: Json = False) -> None:
    """How fast your passages are encoded here in each precision, which one is chosen, and why.

    What is chosen with QA_PRECISION=auto and QA_BACKEND=auto is used for building and for
    answering. Vectors of different precisions can stand in one index: nothing has to be built
    anew. OpenVINO and ONNX Runtime are tried where they are installed: pip install -r
    requirements-openvino.txt, or requirements-onnx.txt.
    """
    from qa.bench import measure_encoder, passages_to_encode

    settings = load_settings(articles=articles)
    texts = passages_to_encode(settings)
    say(f"Encoding {len(texts):,} passages of {settings.articles} again and again ...")
    chosen, measured, lacking = measure_encoder(settings, texts)
    lines = [f"Chosen: {chosen.precision.name} on {chosen.backend}; {chosen.precision.why}."]
    for row in measured:
        ratio = row.per_second / measured[0].per_second
        lines.append(
            f"{row.precision:10}{row.backend:10}{row.per_second:8,.1f} passages a second "
            f"({ratio:.2f} times the first); cosine with it at least {row.cosine:.5f}"
        )
    lines += [f"Not measured: {reason}" for reason in lacking]
    result = {
        "chosen": chosen.precision.name,
        "why": chosen.precision.why,
        "backend": chosen.backend,
        "passages": len(texts),
        "measured": [row.to_dict() for row in measured],
        "not_measured": lacking,
    }
    print_result(result, as_json, "\n".join(lines))
