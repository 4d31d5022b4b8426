"""The list of all articles."""

from qa.web.articles_page import articles_page

articles_page()
