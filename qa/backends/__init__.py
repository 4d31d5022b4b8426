"""BERT encoders and what they run on: torch, or else OpenVINO or ONNX Runtime where they are
installed and can run them.
"""

from qa.backends.bert import Bert, Weights, bert_of, read_bert, read_tokenizer
from qa.backends.choosing import Backend, Computing, choose_computing, usual_device
from qa.backends.opening import Layers, open_layers

__all__ = [
    "Backend",
    "Bert",
    "Computing",
    "Layers",
    "Weights",
    "bert_of",
    "choose_computing",
    "open_layers",
    "read_bert",
    "read_tokenizer",
    "usual_device",
]
