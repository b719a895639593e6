"""Lint: what is allowed in a rubric and still wrong, each finding with its place, its reason and a way out."""

from rubrx.linting.rules import CODES, lint
from rubrx.linting.sheet import Finding

__all__ = ["CODES", "Finding", "lint"]
