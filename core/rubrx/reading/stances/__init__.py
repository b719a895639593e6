"""Stances: what an answer advises toward a drug, in which condition, how strongly."""
