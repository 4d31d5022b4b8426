"""Conversations that last: questions, what they were answered and what people noted, in SQLite.

The answers themselves are not stored but what identifies them: the same question of the same
index gives the same answer, and of another index one can say what changed.
"""

from qa.conversations.records import Conversation, Outline, SavedTurn
from qa.conversations.repository import Conversations

__all__ = ["Conversation", "Conversations", "Outline", "SavedTurn"]
