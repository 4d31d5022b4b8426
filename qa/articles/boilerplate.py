"""Lines that belong to the page and not to the article: credits, teasers, buttons, notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.articles.lines import Line, ends_sentence, mark
from qa.articles.names import AGENCY, CONTRIBUTED, PEOPLE
from qa.records import Mark

__all__ = ["boilerplate_reason", "footer_marks"]

_LONGEST = 400  # characters; no rule looks at longer lines, which are paragraphs
_NAME = r"[A-Z][\w.&’'-]+(?: [A-Z][\w.&’'-]+){0,3}"
_AGENT = rf"(?:{AGENCY}|Getty(?: Images)?|Shutterstock|Alamy|iStock)"
# Atomic, and with separators that no name contains: one way only to read a chain of names.
_CREDITED = rf"(?>{_NAME}|iStock|dpa)"
_CHAIN = rf"{_CREDITED}(?:(?:\s?/\s?| via | for |, | - ){_CREDITED})*"
_PICTURE = r"(?:photo(?:graph)?|picture|image|illustration|graphic|video)s?"
_NETWORK = r"(?:Twitter|Facebook|Instagram|WhatsApp|Telegram|LinkedIn|YouTube|TikTok|Threads|X)"
# Behind one no clause begins ("on X, thousands of people …"); "on X, formerly Twitter" is none
_NO_CLAUSE = r"(?!,(?-i: (?!and |or |for |where |formerly )[a-z]+){2})"

# A sentence of an article: one that ends and says something, or says who said it
_ENDS = re.compile(r"(?:(?<!\.[A-Z])\.|…)[\"”'’)\]*]*$")
_SAYS = re.compile(r"\b(?!(?:and|at|by|courtesy|for|from|here|of|on|the|via|with)\b)[a-z]{3,}")
_REPORTS = re.compile(r"\b(?:said|says|told|added|ruled|according to)\b")
_FEWEST = 2  # words that say something


def _tells(line: str) -> bool:
    return _ENDS.search(line) is not None and len(_SAYS.findall(line)) >= _FEWEST


def _reports(line: str) -> bool:
    return _ENDS.search(line) is not None and _REPORTS.search(line) is not None


@dataclass(frozen=True, slots=True)
class _Rule:
    """pattern: of a whole line; it captures nothing. unless: tells that a line which the pattern
    matches is the article's all the same.
    """

    reason: str
    pattern: str
    unless: Callable[[str], bool] | None = None


# Links say what they lead to: "Read more", "Related stories"
_TEASER = (
    r"(?:more news|more (?:on|from) [^:]{2,40}|read (?:more|also|next|now|the full story)"
    r"|also read|see (?:also|more)|(?:related|recommended)(?: (?:stories|story|articles?|news"
    r"|content|coverage|topics|links|reading|videos?|posts?))?|watch(?: now| live| more)?"
    r"|listen|most (?:read|popular|viewed)|don['’]t miss|must[- ]read|trending(?: now)?|up next"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|in case you missed it"
    r"|editors?['’]?s? (?:picks?|choice)|learn more|live updates)"
)


def _rule(
    reason: str,
    *patterns: str,
    any_case: bool = True,
    unless: Callable[[str], bool] | None = None,
) -> _Rule:
    either = "|".join(patterns)
    return _Rule(reason, f"(?i:{either})" if any_case else either, unless)


# What may be said behind a cue that a sentence may begin with as well comes last, unless it is one
_RULES: tuple[_Rule, ...] = (
    _rule(
        "reading time",
        r"(?:(?:estimated )?read(?:ing)?(?: time)?:?\s*)?(?:about )?\d{1,3}[\s-]*"
        r"(?:mins?\.?|minutes?)(?:\s*(?:to )?read)?",
        r"(?:estimated )?read(?:ing)? time:?",
    ),
    _rule(
        "agency credit",
        rf"(?:By |(?i:source): )?(?:{_NAME}(?: staff)?(?: and|,| with| &| /|/) )?(?:[Nn]ews )?"
        r"[Aa]gencies",
        rf"\(?{_AGENT}\)?(?:\s?[/|]\s?{_CREDITED})*",
        any_case=False,
    ),
    _rule(
        "picture credit",
        rf"{_PICTURE}(?:\s?[©|/]\s?|:)\S.{{0,160}}",
        r"(?:image|media|video) (?:source|copyright|caption),?\s(?-i:[A-Z©]).{0,160}",
        rf"{_PICTURE} (?:by|courtesy(?: of)?):? (?-i:{_CHAIN})\.?",
        rf"credits?\s?:\s?(?-i:[A-Z©@]|{_CREDITED}).{{1,80}}",
    ),
    _rule(
        "picture credit",
        rf"{_CREDITED}(?:\s?/\s?{_CREDITED})*(?:\s?/\s?| via ){_AGENT}(?:/{_CREDITED})*",
        rf"{_AGENT}(?:\s?/\s?| via ){_CHAIN}",
        rf"{PEOPLE} for {_AGENT}",
        any_case=False,
    ),
    _rule(
        "picture with credit",
        rf".{{8,300}}[^\s(\[]\s+\[(?:File(?: photo)?: ?)?{_CHAIN}\]\.?",
        r".{8,380}\s[(\[](?:[Ff]ile )?[Pp]hotos?(?: by .{2,60}|: .{2,60})?[)\]]\.?",
        rf".{{8,380}}\s[(\[]{_AGENT}(?: Photo)?(?:/| via ){_CHAIN}[)\]]\.?",
        rf".{{8,380}}\s[(\[]{_CREDITED}\s?/\s?{_AGENT}[)\]]\.?",
        rf".{{8,380}}\s[(\[]{_AGENT} [Pp]hoto[^)\]]{{0,60}}[)\]]\.?",
        r".{8,380}\s(?:REUTERS|AFP|AP Photo|EPA)\s?/\s?[A-Z][^.!?]{2,60}",
        any_case=False,
    ),
    _rule(
        "teaser",
        rf"(?:more|{_TEASER}):\S.{{1,220}}",
        rf"{_TEASER}\s?[:>»]*",
    ),
    _rule(
        "teaser",
        r"(?:RELATED|WATCH|LISTEN|MORE) [A-Z][A-Z'’ ]{2,40}",
        # Links whose target lost the space before it: "Who is he?:Meet the chief of staff".
        r"(?=.{24})[^:.]{4,80}:[A-Z\"“'‘](?:[^.]|\.(?=\S)){6,160}[^.!…\"”]",
        any_case=False,
    ),
    _rule("button or link", r"(?:click|tap) here (?:to|for) .{2,160}", unless=_reports),
    _rule(
        "button or link",
        r"back to top|(?:load|show|see|view) (?:more|all|comments?)|skip to .{2,40}|more"
        r"|leave a (?:comment|reply)|log ?in|sign ?in|click here\.?",
    ),
    _rule(
        "newsletter",
        r"(?:sign up|subscribe)(?: (?:now|here|today|below))? (?:to|for|and|via|with|at) .{0,200}"
        r"\b(?:newsletters?|inbox|e-?mail(?:ed)?|alerts?|podcasts?)\b.{0,120}",
        r"get (?=.{0,200}\b(?:newsletters?|inbox|alerts)\b)(?:[^,:;.]{0,80}\balerts"
        r"|.{0,200}\b(?:your (?:inbox|phone)|sign(?:ing)? up|newsletters?))\b.{0,200}",
        r"(?:sign up|subscribe)(?: now| today| here| for free)?[.!]?",
        unless=_reports,
    ),
    _rule(
        "sharing links",
        rf"(?:follow|like|join|find) (?:us|me|@\w+) (?:on|at) {_NETWORK}\b{_NO_CLAUSE}.{{0,120}}",
        r"follow (?:him|her|them|(?-i:[A-Z@])[\w.’'-]*(?: [\w.’'-]+){0,5})"
        rf" (?:on|at) {_NETWORK}\b{_NO_CLAUSE}.{{0,120}}",
        rf"(?:share|tweet)(?: (?:this(?: \w+)?|on {_NETWORK}|via {_NETWORK}|via e-?mail))?",
        rf"{_NETWORK}(?:[\s,|/•·]+(?:{_NETWORK}|e-?mail|print))*",
        r"e-?mail(?: this(?: \w+)?)?|print(?: this(?: \w+)?)?|copy link",
        r"\d* ?(?:comments?|shares?)|save",
        unless=_reports,
    ),
    _rule(
        "advertisement",
        r"advertise?ments?|advertising|paid (?:content|post)",
        r"sponsored(?: content| by (?-i:[A-Z]).{1,60})?",
        r"(?:(?:story|article|content) )?continues? (?:below|after)"
        r"(?: (?:this )?(?:ad|advertise?ment)\b.{0,20})?",
        r"scroll (?:down )?to continue.{0,60}|skip advertise?ment|(?:video )?ad feedback",
    ),
    _rule(
        "cookie notice",
        r"(?:we|this (?:web)?site) uses? cookies.*",
        r".{0,160}\b(?:our use of |accept our )cookies.*",
        r"(?:.{0,160}\b(?:please|you|click)\b.{0,80} )?accept (?:all )?cookies.*",
        r"(?:.{0,80}\b(?:our|your|manage|change|review|see|view) )?"
        r"cookie (?:policy|settings|preferences|notice)(?:\W.{0,80})?",
        unless=_reports,
    ),
    _rule(
        "copyright notice",
        r"(?:©|\(c\) ?(?:19|20)\d\d|copyright\s?(?:[©\d]|\(c\))).{0,300}",
        r"(?:.{0,120}\W)?all rights reserved"
        r"(?:(?: (?:by|to|worldwide|under)\b|[^\w\s]|\s\W).{0,200})?",
        r".{0,80}\bthis (?:\w+ )?material may not be (?:published|reproduced).{0,200}",
        r"our standards: the thomson reuters.{0,100}",
        unless=_reports,
    ),
    _rule(
        "contributors",
        CONTRIBUTED,
        rf"{PEOPLE} reported from {PEOPLE}(?:[.;,]* (?:and )?{PEOPLE} reported from {PEOPLE})*\.?",
        r"Contributing: [A-Z].{1,200}",
        any_case=False,
    ),
    _rule(
        "picture credit",
        rf"{_PICTURE}\s?:\s.{{1,161}}",
        rf"(?:{_PICTURE}|media) (?:credit|source|copyright|caption)s?"
        r"(?:\s?[:,]?\s(?-i:[A-Z©]).{0,160})?",
        unless=_tells,
    ),
    _rule(
        "teaser",
        rf"{_TEASER}\s?(?:[:|»>]|[–—-]\s)\s?.{{1,220}}",
        r"more:\s.{1,220}[^.]",
        r"(?-i:ALSO READ|READ (?:MORE|ALSO|NEXT))\s.{3,220}",
        unless=_tells,
    ),
    _rule("cookie notice", r"cookie (?:policy|settings|preferences|notice).{0,80}", unless=_tells),
    _rule("copyright notice", r"copyright\s?:.{0,300}", unless=_tells),
)
# All in one, which is quicker than one after another: the group that matched is the rule's
_ANY_RULE = re.compile("|".join(f"({rule.pattern})" for rule in _RULES))
_BULLET_NAME = re.compile(r"[•·▪●■]\s*\S+(?: \S+){0,4}")
_NOT_FOOTER = re.compile(r":(?:$|\s)|https?:|www\.|@|^[\"“'‘]")
_FOOTER_WORDS = 4
_FOOTER_LINES = 3


def boilerplate_reason(line: str) -> str | None:
    """Which rule says that this line is no part of the article's text; None for none."""
    if len(line) > _LONGEST:
        return None
    found = _ANY_RULE.fullmatch(line)
    if found is None or found.lastindex is None:
        return None
    rule = _RULES[found.lastindex - 1]
    return None if rule.unless is not None and rule.unless(line) else rule.reason


def footer_marks(lines: Sequence[Line]) -> list[Mark]:
    """Short lines behind an article's last sentence ("• Adam Floyd"), given its unmarked lines.

    More than three such lines are a list, whose words are content.
    """
    body = len(lines)
    while body and len(lines) - body <= _FOOTER_LINES and _is_footer(lines[body - 1]):
        body -= 1
    footer = lines[body:]
    if not footer or len(footer) > _FOOTER_LINES or body < 3 or not _closes(lines[body - 1]):
        return []
    return [mark(line, "boilerplate", "short line after the end") for line in footer]


def _is_footer(line: Line) -> bool:
    if _BULLET_NAME.fullmatch(line.text):
        return not ends_sentence(line.text)
    short = line.words <= _FOOTER_WORDS and not ends_sentence(line.text)
    return short and not _NOT_FOOTER.search(line.text)


def _closes(line: Line) -> bool:
    return line.words > _FOOTER_WORDS and ends_sentence(line.text)
