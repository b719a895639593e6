"""Reports: rows of a run become numbers (`summary`, `comparison`), and numbers become pages.

Nothing here opens the database; `rubrx.jobs` brings the rows.
"""
