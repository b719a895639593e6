"""Doses: the amounts that an answer gives of a drug, how often, and in what role."""
