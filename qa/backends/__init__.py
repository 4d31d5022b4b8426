"""BERT encoders and what they run on: torch, or OpenVINO where it is installed and can run them."""

from qa.backends.bert import Bert, Weights, bert_of, read_bert, read_tokenizer
from qa.backends.choosing import Backend, Computing, choose_backend, usual_device
from qa.backends.opening import Layers, open_layers

__all__ = [
    "Backend",
    "Bert",
    "Computing",
    "Layers",
    "Weights",
    "bert_of",
    "choose_backend",
    "open_layers",
    "read_bert",
    "read_tokenizer",
    "usual_device",
]
