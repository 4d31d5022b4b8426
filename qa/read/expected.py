"""What kind of name or number would answer, as the labels of spaCy's recogniser."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["NAMES", "expected_labels", "labels_of_noun"]

NAMES = frozenset(
    {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"}
)

# Nouns behind "which" and "what" (singular), and the labels of what may be named for them
_NOUNS: tuple[tuple[str, str], ...] = (
    (
        "PERSON",
        """
        activist actor actress admiral ambassador analyst anchor artist astronaut athlete author
        billionaire boxer brother businessman candidate captain celebrity celeb champion chancellor
        chef chemist coach comedian commander composer congressman contestant cricketer dancer
        daughter defendant designer dictator diplomat director doctor driver economist editor
        emperor engineer envoy executive explorer father filmmaker footballer founder general
        golfer governor guitarist guy historian host husband inventor journalist judge justice king
        lawmaker lawyer leader manager man mayor mediator mother minister monarch musician novelist
        official organizer owner painter person philosopher photographer physicist pianist pilot
        player poet politician pope preacher premier president presenter prince princess producer
        professor prosecutor quarterback queen racer rapper recipient reporter republican democrat
        researcher royal ruler runner scientist secretary senator singer sister skier soldier son
        songwriter speaker spokesman spokesperson spokeswoman sprinter star striker suspect swimmer
        teacher teenager tycoon victim wife winner woman writer youtuber
        """,
    ),
    (
        "ORG",
        """
        agency airline alliance army association automaker band bank body brand broadcaster business
        carmaker chain channel church club college committee commission company conglomerate
        corporation court department developer distributor employer faction firm foundation giant
        government group institution institute laboratory league maker manufacturer ministry militia
        museum network newspaper organisation organization outlet parliament party platform
        publication publisher regulator restaurant retailer school side site squad startup store
        studio supermarket team union university website zoo app tech
        """,
    ),
    (
        "GPE",
        """
        area capital city colony country county destination district island locality location
        municipality nation place power province region republic state suburb territory town venue
        village
        """,
    ),
    (
        "LOC",
        """
        area bay beach coast continent desert forest gulf island lake mountain ocean peak peninsula
        place planet region river sea strait valley volcano
        """,
    ),
    (
        "FAC",
        """
        airport arena attraction base bridge building castle cathedral church dam facility highway
        hospital hotel house landmark location monument motorway museum palace park place port
        prison road school stadium station street theater theatre tower tunnel university venue
        """,
    ),
    ("NORP", "community ethnicity faction faith group minority nationality people religion tribe"),
    ("LANGUAGE", "language tongue dialect"),
    (
        "EVENT",
        """
        battle championship contest competition conflict crisis cup cyclone disaster earthquake
        election event festival games hurricane match olympics race storm tournament typhoon war
        """,
    ),
    (
        "WORK_OF_ART",
        """
        album anthem ballet book film franchise hymn magazine memoir movie musical newspaper novel
        opera painting play poem programme program sculpture series show single sitcom song title
        track
        """,
    ),
    (
        "PRODUCT",
        """
        aircraft airplane app brand car chatbot console device drink drug engine game gadget jet
        medicine missile model phone plane product rocket satellite ship software spacecraft tank
        toy train vehicle vessel weapon
        """,
    ),
    ("LAW", "accord agreement amendment bill charter constitution convention deal law treaty"),
    ("DATE", "age date day decade century month season week weekend year holiday period era"),
    ("TIME", "hour minute time moment"),
    (
        "MONEY",
        """
        amount bonus budget cost debt deficit dividend fee fine price profit ransom revenue salary
        sum surplus turnover value worth
        """,
    ),
    ("PERCENT", "percentage percent proportion rate share fraction"),
    ("CARDINAL", "age attendance count figure number population score tally toll total turnout"),
    ("QUANTITY", "area depth distance height length magnitude size speed temperature weight width"),
    ("ORDINAL", "place rank position"),
)

_KINDS: dict[str, frozenset[str]] = {
    "who": frozenset({"PERSON", "ORG", "NORP", "GPE"}),
    "when": frozenset({"DATE", "TIME"}),
    "where": frozenset({"GPE", "LOC", "FAC"}),
    "how-many": frozenset({"CARDINAL", "QUANTITY", "PERCENT", "MONEY"}),
    "how-long": frozenset({"DATE", "TIME", "QUANTITY"}),
    "name": NAMES,
}
_MEASURES: dict[str, frozenset[str]] = {
    "old": frozenset({"DATE", "CARDINAL"}),
    "long": frozenset({"DATE", "TIME", "QUANTITY"}),
    "soon": frozenset({"DATE", "TIME"}),
    "often": frozenset({"DATE", "TIME", "CARDINAL"}),
    "much": frozenset({"MONEY", "PERCENT", "QUANTITY", "CARDINAL"}),
    "many": frozenset({"CARDINAL", "QUANTITY"}),
}
_SIZE = frozenset({"QUANTITY", "CARDINAL"})  # far, tall, big, high, deep, fast …


# "how much does it cost?", "how much money did she win?", "how much an hour does he want?", but not
# "how much water was lost?"
_SUM = re.compile(
    r"\bhow much (?:(?:per|an?) \w+ )?"
    r"(?:(?:(?:prize|public|more|extra) )?(?:money|cash|compensation|funding|tax|rent|debt|pay"
    r"|revenue|profit|income)\b"
    r"|(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|must|should)\b.*"
    r"\b(?:cost\w*|pay\w*|paid|spen[dt]\w*|earn\w*|worth|charg\w+|sell\w*|sold|buy\w*|bought"
    r"|borrow\w*|lend\w*|lent|invest\w*|donat\w+|rais\w+|fine[ds]?|steal\w*|stole\w*|owe\w*|owing"
    r"|fetch\w*|bid|win|won|lose|lost|make|made|receive\w*|get|contribut\w+|refund\w*|price|fee"
    r"|salary|wages?|fine|bill|budget|quot(?:e|ed|es|ing)|demand\w*)\b)"
    r"|\bhow much (?:per|an?) \w+ (?:do|does|did|will|would) .*\b(?:want|ask|take|expect)\b"
)
# "what amount of carbon …", which is no sum
_AMOUNT_OF = re.compile(
    r"\bamounts? of (?!(?:\w+ )?(?:money|cash|compensation|funding|tax(?:es)?|rent|debt|aid|revenue"
    r"|fines?)\b)"
)


def expected_labels(kind: str, noun: str, measure: str, asked: str = "") -> frozenset[str]:
    """Labels of the entities that would answer; empty when anything may.

    kind: of the question. noun: what is asked for ("city" in "which city"), singular, or "".
    measure: the word behind "how" in "how old", or "". asked: the question in lower case.
    """
    if measure == "much" and _SUM.search(asked):
        return frozenset({"MONEY"})
    if noun == "amount" and _AMOUNT_OF.search(asked):
        return _KINDS["how-many"]
    named = labels_of_noun(noun)
    if kind == "how-many" and named and named <= {"DATE", "TIME"}:  # "how many years"
        return named | {"CARDINAL"}
    if kind in {"how-many", "how-long"}:
        if named & {"MONEY", "PERCENT"}:  # "what share", "what amount"
            return named
        return _MEASURES.get(measure, _SIZE if kind == "how-long" and measure else _KINDS[kind])
    if kind in {"when", "where", "who"}:
        return named or _KINDS[kind]
    if kind in {"which", "name", "what"}:
        return named or _KINDS.get(kind, frozenset())
    return frozenset()


def labels_of_noun(noun: str) -> frozenset[str]:
    return _table().get(noun, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for label, nouns in _NOUNS:
        for noun in nouns.split():
            table.setdefault(noun, set()).add(label)
    return {noun: frozenset(labels) for noun, labels in table.items()}
