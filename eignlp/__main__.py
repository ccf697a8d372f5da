"""`python -m eignlp` is the command line."""

from eignlp.cli import main

if __name__ == "__main__":
    main()
