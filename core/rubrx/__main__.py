"""`python -m rubrx` is `rubrx`."""

from rubrx.cli import main

main()
