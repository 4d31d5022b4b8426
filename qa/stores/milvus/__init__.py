"""The index on a Milvus server, which many processes and machines can share.

An index has five collections, named after `QA_MILVUS_NAME`:

qa_states            which state is in use, and of each state its manifest, statistics and report
qa_7_documents       articles, in parts as long as a field may be
qa_7_passages        offsets, terms, vector, what filters look at; Milvus's BM25 function over terms
qa_7_terms           in how many passages each term stands, and how it is mostly spelt
qa_7_words           vectors of the lower-case words

The last four belong together and are made anew by a build that starts from nothing (here the
seventh). All other builds add rows that were `born` in them and mark rows that `died` in them. A
reader asks for the rows that were there in its state; all of this the server does. So a build is
invisible until the record of the state in use is replaced, and an open reader sees what it opened.
"""
