"""The page of kept conversations."""

from qa.web.conversations_page import conversations_page

conversations_page()
