"""Patterns for names: agencies, people, and the credit phrases made of them."""

from __future__ import annotations

import re

__all__ = [
    "AGENCY",
    "CAPITALS",
    "CONTRIBUTED",
    "CREDITS",
    "LONGEST_CREDITS",
    "PARTICLES",
    "PARTICLES_OF_NAMES",
    "PEOPLE",
    "PUBLICATION",
    "REPORTERS",
]

AGENCY = (
    r"(?:Thomson Reuters(?: Foundation)?|Reuters(?: Health)?|The Associated Press|Associated Press"
    r"|Agence France[- ]Presse|AFP|AP|UPI|EPA(?:-EFE)?|EFE|dpa|DPA|ANSA|TASS|RIA(?: Novosti)?"
    r"|Sputnik|Xinhua|Bloomberg(?: News)?|PTI|ANI|IANS|SANA|IRNA|Anadolu(?: Agency)?|CNN"
    r"(?: Business)?|BBC(?: News)?|NPR|PA Media|Kyodo(?: News)?|Yonhap|AAP|RFE/RL|VOA)"
)
_NOT_A_NAME = (
    r"(?!(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april"
    r"|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|updated|published|posted|last|first|reporting|editing|writing)\b)"
)
_CAPITAL = rf"{_NOT_A_NAME}[A-ZÀ-ÖØ-Þ][\w'’-]*(?:\.(?=\s|$|[;,)])|\.[A-Z]\.)?"
# Inside people's names
PARTICLES = tuple(
    "abu af al av ben bin bint da de del della den der di dos du el ibn la le ter ul van von y"
    " zu".split()
)
# "ten" is a number, unless what it stands in is a name for certain
PARTICLES_OF_NAMES = (*PARTICLES, "ten")
_PARTICLE = rf"(?:{'|'.join(PARTICLES)})"
_PERSON = rf"(?:{_PARTICLE}[ -])?{_CAPITAL}(?:[ ](?:{_PARTICLE}[ -])*{_CAPITAL}){{0,4}}"
PEOPLE = rf"{_PERSON}(?:(?:,? and |, | & ){_PERSON})*"
CAPITALS = rf"{_CAPITAL}(?:,?[ ](?:(?:of|and|the|&|{_PARTICLE})[ ])*{_CAPITAL}){{0,6}}"
_KIND_OF_PAPER = (
    r"(?:Advertiser|Advocate|Agency|Argus|Beacon|Bee|Bulletin|Chronicle|Citizen|Courant|Courier"
    r"|Daily|Digest|Dispatch|Echo"
    r"|Economist|Enquirer|Examiner|Express|Gazette|Globe|Guardian|Herald|Independent|Inquirer"
    r"|Intelligencer|Journal|Ledger|Magazine|Mail|Mercury|Messenger|Mirror|Monitor|Monthly"
    r"|Nachrichten|News|Newspaper|Newswire|Observer|Post|Press|Quarterly|Radio|Record|Register"
    r"|Reporter|Review|Sentinel|Spectator|Standard|Star|Statesman|Sun|Telegram|Telegraph|Television"
    r"|Times|Tribune|TV|Voice|Weekly|Wire|World|Zeitung)"
)
# A paper, station or agency by its name alone: an agency, or with the word for what it is in it.
PUBLICATION = (
    rf"(?:{AGENCY}|(?:The )?(?:Sunday[ ])?(?:{_CAPITAL}[ ](?:of[ ]|de[ ])?){{0,4}}{_KIND_OF_PAPER}"
    rf"(?:[ ](?:of )?{_CAPITAL}){{0,3}})"
)
_PLACED = rf"{_PERSON}(?:(?:,? and |, | & | in | at | for ){_PERSON})*"
_DONE = r"(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Tt]ranslation|[Gg]raphics?)"
_CREDIT = (
    rf"(?:(?:[Aa]dditional|[Ff]urther) )?{_DONE}(?:,? (?:and |& )?(?:additional )?{_DONE})*"
    rf" by:? {_PLACED}"
)

# Characters of credits at a line's end; only there they are looked for, since the patterns below
# take time in proportion to the square of what they search
LONGEST_CREDITS = 600
# "Reporting by A and B in Vienna; Editing by C", up to the end of a line.
CREDITS = re.compile(rf"\(?{_CREDIT}(?:[;,.]\s*{_CREDIT})*[.;]?\)?\s*$")
REPORTERS = re.compile(rf"[Rr]eporting(?:,? (?:and |& )?{_DONE})* by:? (?P<people>{PEOPLE})")

# "AP writer J. P. Doe contributed to this report.": one sentence; full stops only in initials.
# Atomic: a full stop that passes two of the tests must not be tried twice.
_WITHIN = r"(?>[^.!?]|\.(?:(?=\S)|(?<=\b[A-Z]\.)|(?<=\b[JSDM][rs]\.)))"
CONTRIBUTED = (
    rf"{_WITHIN}{{2,300}}?\bcontributed (?:(?:reporting|research) )?"
    r"(?:to th(?:is|e) (?:\w+ )?(?:report|story|article|piece|post|file)|reporting)\.?"
)
