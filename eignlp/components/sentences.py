"""Sentence boundaries by rules of French typography; a block always ends a sentence."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from eignlp import lexicon
from eignlp.components.layout import blocks_of
from eignlp.components.tokens import text_of

_ABBREVIATIONS = lexicon.words("abbreviations")
_BEFORE_NUMBERS = lexicon.words("abbreviations_before_numbers")

# A final mark, the closing marks that follow it ("? »", ".)", and a stop after those: "? »."), white space.
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>(?:[\s]*[»”›]|(?<!\s)[\"’')\]])*[.!?…]*)(?=\s)")
_NEXT = re.compile(r"\s+(?P<open>(?:[«“„‹\"'(\[‘]\s*)*)(?P<first>\S)")
_WORD_BEFORE = re.compile(r"[^\s«“\"'’(\[]+$")
_NUMBERED = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})$")


def sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end inside one block of text (offsets after the last mark; not the block's own end).

    >>> list(sentence_ends("M. Le Gall arrive. « On y va ? » demande-t-il. Oui."))
    [18, 46]
    >>> list(sentence_ends("« Il pleut. Rentrons. » Tous rentrent, p. ex. les agent·e·s de data.gouv.fr."))
    [11, 23]
    """
    start = 0
    for match in _END.finditer(text):
        following = _NEXT.match(text, match.end())
        if following and _ends(text, start, match, following):
            yield match.end()
            start = match.end()


def _ends(text: str, start: int, match: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the mark found ends the sentence that began at `start`."""
    mark, close, first = match["mark"], match["close"], following["first"]
    if first.islower():
        return bool(following["open"]) and not close and mark != "…" and not mark.startswith("..")
    if first in ",;:.)]»”!?…":
        return False
    if mark == "." and not close:
        return not _stop_of_abbreviation(text[start : match.start()], first)
    # "(…)" and "[...]" stand for words left out.
    return not (mark in ("…", "...") and text[max(0, match.start() - 1) : match.start()] in ("(", "["))


def _stop_of_abbreviation(before: str, first: str) -> bool:
    """Whether a full stop after `before` belongs to an abbreviation, an initial or an item's number.

    >>> [_stop_of_abbreviation(b, f) for b, f in [("avec Mme J", "D"), ("1", "L"), ("l'art", "3"), ("en 2018", "D")]]
    [True, True, True, False]
    >>> _stop_of_abbreviation("avec J-C", "R"), _stop_of_abbreviation("une rose J-CA", "R")
    (True, False)
    """
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    last = word[0]
    if _NUMBERED.fullmatch(before):
        return True
    if re.fullmatch(r"[A-ZÀ-Ý](?:-[A-ZÀ-Ý])?", last):  # "J. Roux", "J-C. Roux"
        return True
    if re.fullmatch(r"(?:\w\.-?)+\w", last):  # J.-P, U.E, c.-à-d
        return last[0].isupper() or last.lower() in _ABBREVIATIONS
    if last.lower() in _BEFORE_NUMBERS and (first.isdigit() or first in "+°"):
        return True
    if last.lower() in _ABBREVIATIONS:
        return True
    return " ".join(before.lower().split()[-2:]) in _ABBREVIATIONS


class Sentences:
    """The component `eignlp_sentences`: sets `token.is_sent_start`, blocks from `doc._.blocks`."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the first token of each sentence; tokens of white space between blocks stand with the one before."""
        text = text_of(doc)
        starts = []
        for block in blocks_of(doc):
            starts.append(block.start)
            starts += (block.start + end for end in sentence_ends(text[block.start : block.end]))
        marks: Any = np.full(len(doc), -1, dtype=np.int64)
        place = 0
        for i, (start, space) in enumerate(doc.to_array(["IDX", "IS_SPACE"]).tolist()):
            if place < len(starts) and start >= starts[place] and not space:
                marks[i] = 1
                while place < len(starts) and start >= starts[place]:
                    place += 1
        if len(doc):
            marks[0] = 1
            doc.from_array(["SENT_START"], marks.astype(np.uint64))
        return doc


@Language.factory("eignlp_sentences", assigns=["token.is_sent_start", "doc.sents"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """spaCy factory `eignlp_sentences`."""
    return Sentences()
