"""`python -m eignlp` is the command line."""

from eignlp.cli import main

main()
