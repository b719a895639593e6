"""Claims: whether an answer says what a sentence of plain English says."""
