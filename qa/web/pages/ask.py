"""The page for asking."""

from qa.web.chat import chat_page

chat_page()
