"""What readings say, put together to an answer: citations, answers, what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.compare import find_disagreements, fold_copies, group_answers, mark_later, same_answer
from qa.encoder import Encoder
from qa.read.question import analyse
from qa.records import Answer, Citation, Hit, Reading, Span

__all__ = ["compose", "without"]


def without(had: Sequence[str], readings: list[Reading]) -> list[Reading]:
    """Readings without the answers that were had, and as sure as what is left in them."""
    if not had:
        return readings
    left = []
    for reading in readings:
        document = reading.hit.document
        answers = tuple(
            (span, score)
            for span, score in reading.answers
            if not any(
                same_answer(document.text[span.start : span.end], document, other, document)
                for other in had
            )
        )
        score = min(reading.score, max((score for _, score in answers), default=0.0))
        sentence = reading.hit.passage.sentence_at(answers[0][0].start) if answers else None
        left.append(
            Reading(
                hit=replace(reading.hit, scores=replace(reading.hit.scores, reader=score)),
                score=score,
                evidence=Span(sentence.start, sentence.end) if sentence else None,
                answers=answers,
            )
        )
    return sorted(left, key=lambda reading: -reading.score)


def compose(
    question: str,
    readings: list[Reading],
    hits: Sequence[Hit],
    shown: int,
    floor: float,
    copies_of: Callable[[str], tuple[str, ...]],
    encoder: Encoder,
) -> Answer:
    """Readings come first as citations; hits that nobody read fill up to the number asked for.

    Passages that give another figure than the answer are cited beyond that number. A passage
    that scores less than half of `floor` has no evidence: what it says is no answer.
    """
    confidence = readings[0].score if readings else 0.0
    abstained = confidence < floor
    read = {r.hit.passage.id for r in readings}
    rest = [Reading(h, 0.0, None) for h in hits if h.passage.id not in read]
    folded = fold_copies([*readings, *rest], copies_of)
    cited = [reading for reading, _ in folded[:shown]]
    asked = analyse(question)
    answers, marks = group_answers(
        [] if abstained else cited, floor, copies_of, several=asked.several
    )
    disagreements, extra = find_disagreements(
        question,
        answers,
        [r.hit for r in cited],
        [r.hit for r, _ in folded[shown:]],
        encoder,
        copies_of,
    )
    if asked.wants_figure:
        answers = mark_later(answers, [r.hit.document.published for r in cited])
    ids = {hit.passage.id for hit in extra}
    folded = [*folded[:shown], *(f for f in folded[shown:] if f[0].hit.passage.id in ids)]
    return Answer(
        question=question,
        interpreted_as=question,
        abstained=abstained,
        confidence=round(confidence, 4),
        answers=answers,
        passages=tuple(
            Citation(
                n=n,
                passage=reading.hit.passage,
                document=reading.hit.document,
                highlights=marks[n - 1] if n <= len(marks) else (),
                evidence=reading.evidence if reading.score >= floor / 2 else None,
                scores=reading.hit.scores,
                matched_terms=reading.hit.matched_terms,
                also_in=copies,
            )
            for n, (reading, copies) in enumerate(folded, start=1)
        ),
        seconds={},
        disagreements=disagreements,
    )
