"""Intake: people's files -> records. Rubrics and response files, with path and line in each refusal."""
