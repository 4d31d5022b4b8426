"""Ask a folder of articles; get the sentences that answer, word for word, with citations."""
