"""One article under its own address."""

from qa.web.articles_page import article_page

article_page()
