"""The command that saves what people thought of answers: rated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.shared import Index, Json, app, count, print_result, settings_for
from qa.errors import ConversationsError

__all__ = ["rated"]


@app.command()
def rated(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty or new folder.")],
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="Folder of kept conversations.  [default: data]"
        ),
    ] = None,
    index: Index = None,
    as_json: Json = False,
) -> None:
    """Save the answers that have a thumb or a note as a test set in the BEIR layout.

    A thumb up makes the first answer the right one and its articles relevant; a question with a
    thumb down stands in it without an answer, for you to add to queries.jsonl.

    Example:

      python -m qa rated my-tests && python -m qa eval --dataset my-tests
    """
    from qa.conversations import Conversations
    from qa.indexing import open_store
    from qa.rated import write_rated

    settings = settings_for(index=index, data=data)
    turns = [t for t in Conversations(settings.data, owner=None).turns() if t.rated]
    if not turns:
        raise ConversationsError(
            f"No answer in {settings.data} has a thumb or a note.",
            "Give some in the page, under the answers.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConversationsError(f"{folder} is not empty.", "Name a new folder.")
    store = open_store(settings)
    try:
        documents = store.documents()
    finally:
        store.close()
    try:
        write_rated(folder, turns, documents)
    except OSError as error:
        raise ConversationsError(
            f"{folder} cannot be written ({error}).", "Name another folder."
        ) from error
    right = sum(t.thumb == 1 for t in turns)
    result = {"folder": str(folder), "questions": len(turns), "with_answer": right}
    words = (
        f"{count(len(turns), 'question')} in {folder}, {right} with an answer. "
        f"To measure: python -m qa eval --dataset {folder}"
    )
    print_result(result, as_json, words)
