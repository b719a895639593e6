"""The made candidates, for every test of the room."""

import importlib.util
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("made", Path(__file__).with_name("made.py"))
_made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_made)


@pytest.fixture(scope="session")
def made():
    """`made(queries, answers, gold=...)`: a list of candidates."""
    return _made.candidates
