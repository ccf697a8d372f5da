"""Markdown to plain text, with the way back: every character of the text knows its place in the file.

`parse` is the only thing other rooms use; it knows nothing of front matter and nothing of spaCy.
"""

from eignlp.markup.plain import Block, Kind, Plain
from eignlp.markup.reader import parse

__all__ = ["Block", "Kind", "Plain", "parse"]
