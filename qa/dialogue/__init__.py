"""A follow-up question to a full one, with words of earlier questions and of their answers.

Rules over names, pronouns and what is left out; nothing is made up. Where plain substitution does
not give a question, what the earlier one was about is put behind the new one in brackets, so that a
person sees at once what was added. A question that is complete in itself is left alone.
"""

from qa.dialogue.others import others_than
from qa.dialogue.resolving import resolve

__all__ = ["others_than", "resolve"]
