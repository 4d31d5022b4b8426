"""Texts to vectors: with `rerank.py` the only room that imports sentence_transformers."""

from qa.encoder.kinds import Encoder, Vectors
from qa.encoder.libraries import quiet_libraries
from qa.encoder.models import PACKAGED_DIGEST, PACKAGED_MODEL, model_digest, model_folder
from qa.encoder.opening import open_encoder, open_query_encoder
from qa.encoder.packaged import PackagedEncoder
from qa.encoder.remembering import RememberingEncoder
from qa.encoder.sentence import SentenceEncoder

__all__ = [
    "PACKAGED_DIGEST",
    "PACKAGED_MODEL",
    "Encoder",
    "PackagedEncoder",
    "RememberingEncoder",
    "SentenceEncoder",
    "Vectors",
    "model_digest",
    "model_folder",
    "open_encoder",
    "open_query_encoder",
    "quiet_libraries",
]
