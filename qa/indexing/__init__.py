"""From the articles folder to an index: plan, build, open, verify."""

from qa.indexing.building import build, build_documents
from qa.indexing.planning import current_generation, open_store, plan

__all__ = ["build", "build_documents", "current_generation", "open_store", "plan"]
