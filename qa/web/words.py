"""Every word the interface says, in one place. Pure functions; article text never passes here."""

from __future__ import annotations

from datetime import UTC, datetime

from qa.builds import Manifest, Plan, Progress, Report
from qa.conversations import Outline
from qa.exports import date_text
from qa.progress import PHASES
from qa.records import Document, Filters
from qa.settings import Settings
from qa.sureness import Band

__all__ = [
    "ago",
    "changes",
    "closing_line",
    "count",
    "date_words",
    "filter_words",
    "phase",
    "share_done",
    "source",
    "state_line",
    "sure",
    "what_changed",
]

APP = "Ask the articles"
ASK = "Ask"
ARTICLES = "Articles"
ARTICLE = "Article"
CITED_ARTICLE = "In the article"
ARTICLE_TEXT = "Text of the article"
INTRO = (
    "Ask a question about the articles and get the sentences that answer it, word for word, each "
    "with its source. Nothing is written for you, and when the articles do not answer, you are "
    "told so."
)
PLACEHOLDER = "Ask the articles…"
PLACEHOLDER_CLOSED = "Asking is possible once there is an index"
EXAMPLES = "For example"
EXAMPLES_SOUGHT = "Looking for questions that these articles answer…"
OPENING = "Opening the index and the model…"
SEARCHING = "Looking through the articles…"
READING = "Reading what was found…"
NEW_CONVERSATION = "New conversation"
EARLIER = "Show {n} earlier questions"
FOLDED_NONE = "No answering words."
UNFOLD = "Show the sentences and sources"

SIGN_IN = "Sign in"
SIGN_IN_WITH = "Sign in with {name}"
SIGN_IN_WHY = "Whoever runs this page wants to know who asks. Sign in to go on."
SIGN_IN_FIRST = "You are not signed in."
SIGN_OUT = "Sign out"
SIGNED_IN = "{name}, {role}"
EDITOR = "editor"
READER = "reader"

EMPTY_QUESTION = "That was an empty question. Type a few words: who, when, where, how many…"
TOO_LONG = "That question has {n:,} characters; at most {most:,} can be asked."
TOO_LONG_FIX = "It stands in the box below again, so that you can shorten it."
TOO_FAST = "That was more than {most} questions in a minute."
TOO_FAST_FIX = "It stands in the box below again; ask it in {wait} s. More at a time: QA_MAX_PACE."
NOT_ANSWERED = "The articles do not answer this question."
SURE = "Confidence {n} of 100. In a test, {right} of 100 answers with {band} were right."
SURE_DOUBTFUL = "Check closely."
SURE_SCORE = "Confidence {n} of 100."
SURE_TRAINED = "Below {least} nothing is answered."
SURE_MEASURED = (
    "The test: quiz questions about news, {answers} of them answered with such a confidence. "
    "Questions of another kind may fare better or worse."
)
SURE_OTHER = "A score of this reader and no probability; below {least} nothing is answered."
CLOSE = "The nearest passages, not an answer"
NOTHING_CLOSE = "No passage comes near it either."
NO_WORDS = "No words could be singled out; the passages below come nearest."
UNDERSTOOD = "Understood as"
AS_TYPED = "Ask it as typed"
ASKED_AS_TYPED = "Asked as typed."
AS_FOLLOW_UP = "Understand it as a follow-up"
SEARCHED_FOR = "searched for “{searched_for}” (you wrote “{written}”)"
AS_WRITTEN = "Search for the words as written"
SEARCHED_AS_WRITTEN = "Searched for the words as written."
MEND = "Mend the spelling"
PASSAGES = "Passages"
PASSAGE = "Passage"
OTHER_PASSAGES = "Other passages found"
MORE_ANSWERS = "more answer"  # counted
LESS_LIKELY = "less likely answer"  # counted
LATER = "Later articles have other figures, which may be of something else:"
MORE_PASSAGES = "more passage"  # counted
RATE_NOTE = "Note"
RATE_NOTE_HINT = "What is right or wrong with this answer?"
LINK = "Copy link"
LINK_COPIED = "Copied"
LINK_NOT_COPIED = "Copy it from here:"
NOT_SEARCHED = (
    "{n} changed since the index was built and was not searched. Rebuild, then ask again."
)
SINCE_REBUILD = "The index was rebuilt since:"
SINCE_BUILT = "since the index was built; answers follow once it is rebuilt"
OUT_OF_DATE = "The index is out of date"
SINCE_SAME = "the answers are the same"
SINCE_NEW = "now also {answers}"
SINCE_GONE = "no longer {answers}"
SINCE_PASSAGES = "the passages are others"
PREVIOUS = "Previous"
NEXT = "Next"
CITATION_OF = "Passage {n} of {most}"
LEGEND_RELATED = "another of the passages"
LEGEND_FOUND = "also found"
BY_DATE = "By date and source"
BY_SOURCE = "Answers by source"
ANSWERS = "Answers"
ONE_ARTICLE = "{n} passages of one article"
BY_MONTH = "By month and source, and names"
BY_MONTH_BAR = "A click on a bar lists its articles."
OTHER_SOURCES = "other sources"
PEOPLE = "People mentioned most"
GROUPS = "Groups mentioned most"
PLACES = "Places mentioned most"
CHOSEN = "Chosen above: {n}"
ASK_THESE = "Ask only these"
BY_DATE_DOT = "Each dot is a passage; a click opens it."
KEYS = "Keys: / for the question box, 1 to 9 open a citation, ← → step through them, Esc closes."
CONVERSATIONS = "Conversations"
CONVERSATIONS_INTRO = (
    "Questions are kept on this computer, in the folder {folder}; whoever can open this page sees "
    "them."
)
CONVERSATIONS_YOURS = "Your questions are kept, and shown to nobody else who signs in."
CONTINUE = "Go on with “{title}”, {said}"
NO_CONVERSATIONS = "No conversation is kept yet. Ask something and it will be here."
FIND_CONVERSATION = "Find a conversation"
FIND_CONVERSATION_HINT = "Words of its title, questions, answers or notes"
NO_CONVERSATION_FOUND = "No conversation has all these words."
RENAME = "Rename"
RENAME_TITLE = "Title"
SAVE = "Save"
DELETE = "Delete"
DELETE_SURE = "Delete this conversation with its questions and notes? This cannot be undone."
DELETE_DO = "Delete for good"
DELETED_NOW = "The conversation is deleted."
NOT_KEPT_HERE = "This conversation is not kept here."
NOT_KEPT_HERE_FIX = (
    "It was deleted, or it is somebody else's. A question in its address is asked by itself, "
    "without those before it."
)
NOT_KEPT_ANY_MORE = "This question is not kept any more, so that nothing can be noted with it."
NOT_KEPT_ANY_MORE_FIX = (
    "Its conversation was deleted, or the file removed. Ask it again to keep it."
)
RATED = "Answers you rated"
RATED_WHY = (
    "{n} with a thumb or a note. Saved together they are a set of questions with right and wrong "
    "answers, with which this program, or another, can be measured: folders and files are those of "
    "the BEIR benchmark, and “python -m qa eval --dataset” reads them."
)
RATED_SAVE = "Save them as a test set"
DIFFER = "The articles differ"
DIFFER_OPEN = "The articles give different figures, which may all be true"
NEWEST = "newest: [{n}], {date}"
OLDER = "{date}, the older article"
ASKED_OF = "Asked on {date} of the index {index}."
ASKED_OF_OLD = "Asked on {date} of the index {index}, which was rebuilt since."
RATED_AS = {1: "Rated as right.", 0: "Rated as wrong."}
NOTED = "Note: {note}"
OF_ARTICLE = "in an article of {date}"
OLD_ANSWER = "Given before the index was last rebuilt."
ASK_AGAIN = "Ask again"
CHARACTERS = "characters {start:,}–{end:,}"
WHY_MEANING = "Found for its meaning: it has none of your words."
WHY_WORDS = "Found for its words: {words}."
WHY_BOTH = "Found for its words and its meaning: {words}."
SCORE_BM25, RANK_BM25 = "BM25 score", "BM25 rank"
SCORE_VECTOR, RANK_VECTOR = "Vector similarity", "Vector rank"
SCORE_FUSED, SCORE_READER, SCORE_RERANKER = "Fused score", "Reader score", "Reranker score"
SHARE_OF = "Share of “{term}”"
NUMBERS = "Place and scores"
PLACE = "Place in the article"
OPEN_ARTICLE = "Open in the article"
OPEN = "Open article"
SOURCE = "Source"
DATE = "Date"
BYLINE = "By"
FILE = "File"
DIGEST = "SHA-256 of the text"
ADDRESS = "Address"
NOTES = "Notes"
SIZE = "Size"
NO_SOURCE = "no source"
NO_DATE = "no date"
NO_TITLE = "no title in the text; these are its opening words"
NO_BYLINE = "no byline"
PERMALINK = "Copy link to this place"
GO_TO_PASSAGE = "Go to a passage"
WHOLE_ARTICLE = "No passage marked"
LEGEND_PASSAGE = "this passage"
LEGEND_EVIDENCE = "answering sentence"
LEGEND_ANSWER = "answering words"
LEGEND_GREY = "grey: not running text"
BACK = "Back to asking"

FIND = "Find an article"
FIND_HINT = "Words of its title, source or file name"
NONE_FOUND = "No article has these words in its title, source or file name."
MORE_ROWS = "Show {n} more"
STATES = {
    "indexed": "indexed",
    "new": "new; not answered from until the index is rebuilt",
    "changed": "changed since the index was built",
    "gone": "removed; answered from until the index is rebuilt",
    "refused": "left out",
}

BUILD = "Build the index"
REBUILD = "Rebuild"
ASK_EDITOR = "An editor can rebuild the index."
REBUILD_ALL = "Rebuild everything"
BUILDING = (
    "Rebuilding the index. Until it is done, questions are answered as before, without what is new."
)
BUILDING_FIRST = "Building the index. Questions can be asked as soon as it is done."
STARTING = "Starting…"
BUILD_FAILED = "The rebuild did not succeed; the last good index is still in use."
FIRST_FAILED = "The index could not be built."
BUILT = "The index is built:"
ADDED_NOW = "Can be asked about now: {titles}"
NOTHING_TO_DO = "Nothing to do: the index already matches the articles."
LAST_GOOD = "Answers come from the last index that could be opened."
PROBLEMS = "What was left out or assumed"
DISMISS = "Dismiss"
NO_ARTICLES = "There are no articles yet."
NO_ARTICLES_FIX = (
    "Add some under “Add articles”, or put files into the folder {folder}, and build the index."
)
ADD = "Add articles"
ADD_FILES = "Files, added as soon as they are chosen"
ADD_FILES_HINT = "{kinds}; at most {most} files at a time, {size} MB each."
ADD_TOO_MANY = "Only the first {most} files were taken."
ADD_TEXT = "Or paste a text"
ADD_TITLE = "Title"
ADD_BODY = "Text"
ADD_DATE = "Published"
ADD_AUTHOR = "Author"
ADD_URL = "Address (URL)"
ADD_BUTTON = "Add this text"
TAKING = "The files are being taken in."
ADDED = "Added. It can be asked about in a moment, when it is in the index:"
LACKING = "Something is missing that quotations are cited with."
LACKING_NEXT = "What it is stands beside each article; fill it in under “Details”."
DATE_HINT = "Press Enter after typing a date."
DATE_READ = "The article gives {date}."
DESCRIBE = "Details"
DESCRIBE_TITLE = "Details of the article"
DESCRIBE_WHY = (
    "What is filled in here is shown instead of what the article says of itself. It is written "
    "into a small file beside the article, whose own text stays as it is; an empty field leaves it "
    "to the article."
)
DESCRIBED = "The details are saved:"
DESCRIBED_NEXT = "In a moment they stand with every quotation."
REMOVE = "Remove"
REMOVE_SURE = "Remove this article? It goes to the bin, from where you can restore it."
REMOVE_TABLE = "Remove the file"
REMOVE_FILE_SURE = (
    "Remove this file, with all that is in it? It goes to the bin, from where you can restore it."
)
REMOVE_DO = "Move to the bin"
KEEP = "Keep it"
REMOVED = "In the bin"
REMOVED_NOW = "Moved to the bin:"
REMOVED_NEXT = "In a moment answers leave it out. It can be restored from the bin further down."
RESTORE = "Restore"
CHECK = "Check the index"
CHECK_GOOD = "Every passage stands in its article at its place, with its vector and its terms."
CHECK_BAD = "The index is not as it should be."
CHECK_OUTDATED = "The index is sound; some files changed since it was built."
AND_MORE = "and {n:,} more"
FILTER_NEXT = "For the next question."
FILTER_LAST = "Ask the last one with it"
ONLY = "Only"
FILTER = "Filter"
FILTER_ON = "Filter ({n})"
FILTER_SOURCES = "Sources"
FILTER_ARTICLES = "Articles"
FILTER_TAGS = "Tags"
FILTER_SINCE = "Published from"
FILTER_UNTIL = "Published until"
UNDATED = "{n} without a date left out"  # articles
WITHOUT_FILTERS = "Ask all articles"
ASKED_ALL = "Asked all articles."
FILTER_BACK = "Only {filters} again"
SINCE = "from {date}"
UNTIL = "until {date}"
EXPORT = "Export"
EXPORT_AS = "As {kind}"
COPY = "Copy"
COPY_SENTENCE = "The answering sentence, with its citation"
COPY_TEXT = "The passage, with its citation"
COPY_MARKDOWN = "Markdown"
COPY_JSON = "JSON"
RECURRING = "Lines taken for notices"
RECURRING_WHY = (
    "They recur over many articles of one source, are greyed in the article and never quoted. To "
    "keep one as text, write it into a file and name the file in QA_KEEP_LINES."
)
ALSO_IN = "Also in"
PAGE = "page {n}"
COLUMNS = "Columns of the table:"
STORY = "also told by"
REBUILD_FIX = "It is built from the articles in {folder}."

UNEXPECTED = "Something went wrong that should not have ({kind})."
UNEXPECTED_NAME = "In the log it is request {request}."
UNEXPECTED_FIX = (
    "Nothing you typed is lost and the page goes on working: try again, or reload it. The details "
    "are in the log of the terminal that runs this page."
)
LOST = "The program behind this page does not answer."
LOST_FIX = (
    "Nothing that was asked is lost, and the page connects again by itself. If this stays, the "
    "program was stopped: start it again in its terminal, or ask whoever runs it."
)
LINK_WITHOUT_ID = "This link names no article."
LINK_WITHOUT_ID_FIX = "Open one from the list of articles."
LINK_UNKNOWN = "The index holds no article of this name:"
LINK_OUTDATED = (
    "The text of this article has changed since the link was made, so its place is not marked."
)
LINK_BAD_PLACE = "The place this link names lies outside the article, so nothing is marked."

_MOMENT = 2.0  # seconds before a pace says anything
_SHARES = {
    "reading": (0.0, 0.05),
    "opening": (0.05, 0.05),
    "cutting": (0.05, 0.2),
    "encoding": (0.2, 0.97),
}


def count(n: int, one: str, many: str | None = None) -> str:
    """`1 article`, `2,464 articles`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def source(document: Document) -> str:
    """The source that an article names."""
    return document.source if document.source_named else NO_SOURCE


def date_words(published: str | None) -> str:
    """`25 January 2018`; what is no full ISO date stays as written; `no date` for None."""
    return NO_DATE if published is None else date_text(published)


def ago(created: str, now: datetime | None = None) -> str:
    """`just now`, `3 minutes ago` ... for an ISO time stamp (UTC when it names no zone)."""
    try:
        then = datetime.fromisoformat(created)
    except ValueError:
        return f"at {created}"
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return f"{count(int(seconds // size), unit)} ago"
    return "just now"


def state_line(manifest: Manifest, plan: Plan | None, now: datetime | None = None) -> str:
    """`5 articles, 61 passages, built 3 minutes ago, up to date`."""
    parts = [
        count(manifest.documents, "article"),
        count(manifest.passages, "passage"),
        f"built {ago(manifest.created, now)}",
    ]
    if plan is not None:
        parts.append("out of date" if plan.needed else "up to date")
    return ", ".join(parts)


def filter_words(filters: Filters) -> str:
    """`Reuters, from 1 January 2018`."""
    parts = [*filters.sources, *filters.documents, *filters.tags]
    if filters.since:
        parts.append(SINCE.format(date=date_words(filters.since)))
    if filters.until:
        parts.append(UNTIL.format(date=date_words(filters.until)))
    return ", ".join(parts)


def sure(confidence: float, settings: Settings, measured: Band | None) -> tuple[str, str]:
    """How sure an answer is, and what that is worth."""
    n, least = round(100 * confidence), round(100 * settings.threshold)
    about = SURE_TRAINED if settings.reader == "packaged" else SURE_OTHER
    if measured is None:
        return SURE_SCORE.format(n=n), about.format(least=least)
    low, high = round(100 * measured.least), round(100 * measured.below)
    band = f"{low} to {high}" if high < 100 else f"{low} or more"
    lead = SURE.format(n=n, right=round(100 * measured.right), band=band)
    if measured.doubtful:
        lead = f"{SURE_DOUBTFUL} {lead}"
    return lead, f"{SURE_MEASURED.format(answers=measured.answers)} {about.format(least=least)}"


def changes(plan: Plan) -> str:
    """`2 new, 1 changed since the index was built`, and what follows from that."""
    counts = {"new": plan.new, "changed": plan.changed, "removed": plan.gone}
    parts = [f"{len(paths):,} {name}" for name, paths in counts.items() if paths]
    return f"{', '.join(parts)} {SINCE_BUILT}" if parts else OUT_OF_DATE


def what_changed(before: Outline, now: Outline) -> str:
    """`The index was rebuilt since: now also “Sochi”; no longer “Astana”.`"""
    new = [a for a in now.answers if a not in before.answers]
    gone = [a for a in before.answers if a not in now.answers]
    parts = [
        said.format(answers=", ".join(f"“{a}”" for a in answers))
        for said, answers in ((SINCE_NEW, new), (SINCE_GONE, gone))
        if answers
    ]
    if not parts:
        parts.append(SINCE_SAME)
    if set(before.passages) != set(now.passages):
        parts.append(SINCE_PASSAGES)
    return f"{SINCE_REBUILD} {'; '.join(parts)}."


def closing_line(report: Report) -> str:
    """`5 articles, 61 passages, 3 s; 1 file left out`."""
    seconds = f"{report.seconds:.0f}" if report.seconds >= 1 else f"{report.seconds:.1f}"
    left = f"; {count(len(report.refused), 'file')} left out" if report.refused else ""
    return (
        f"{count(report.documents, 'article')}, {count(report.passages, 'passage')}, "
        f"{seconds} s{left}"
    )


def phase(progress: Progress, seconds: float = 0.0) -> str:
    """`Encoding passages: 40 of 61`, and after a moment also how fast and how long yet.

    seconds: since the phase began.
    """
    name = PHASES.get(progress.phase, progress.phase)
    if not progress.total:
        return f"{name}…"
    line = f"{name}: {progress.done:,} of {progress.total:,}"
    if seconds < _MOMENT or not 0 < progress.done < progress.total:
        return line
    pace = progress.done / seconds
    left = (progress.total - progress.done) / pace
    return f"{line} ({pace:,.1f} a second, {_duration(left)} left)"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {count(round(seconds / 60), 'minute')}"


def share_done(progress: Progress) -> float:
    """How far a build is on the whole, from 0 to less than 1, by what its phases usually take."""
    begins, ends = _SHARES.get(progress.phase, (0.97, 0.97))
    part = min(progress.done / progress.total, 1.0) if progress.total else 0.0
    return begins + part * (ends - begins)
