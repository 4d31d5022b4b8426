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

    What is chosen with QA_PRECISION=auto is used for building and for answering. Vectors of
    different precisions can stand in one index: nothing has to be built anew.
    """
    from qa.bench import measure_encoder, passages_to_encode

    settings = load_settings(articles=articles)
    texts = passages_to_encode(settings)
    say(f"Encoding {len(texts):,} passages of {settings.articles} again and again ...")
    chosen, measured = measure_encoder(settings, texts)
    lines = [f"Chosen: {chosen.name}; {chosen.why}."]
    for row in measured:
        ratio = row.per_second / measured[0].per_second
        lines.append(
            f"{row.precision:10} {row.per_second:8,.1f} passages a second ({ratio:.2f} times "
            f"float32); cosine with float32 at least {row.cosine:.5f}"
        )
    result = {
        "chosen": chosen.name,
        "why": chosen.why,
        "passages": len(texts),
        "measured": [row.to_dict() for row in measured],
    }
    print_result(result, as_json, "\n".join(lines))
