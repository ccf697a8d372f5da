"""Interviews without labels: which blocks ask, whom a question calls or is about, whom the interview presents."""

from collections.abc import Sequence

from spacy.tokens import Span

from eignlp.components.quotes.antecedents import opening_subject
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar
from eignlp.markup import Block

QUESTION = 300  # code points of a question


def is_question(text: str, block: Block) -> bool:
    """Whether a block asks, as an interviewer does: in few words, outside of blockquotes; in bold it may go on."""
    if block.quote is not None or block.end - block.start > QUESTION:
        return False
    bold = any(start <= block.start and end >= block.end - 1 for start, end in block.bold)
    return text[block.end - 1] == "?" or (bold and "?" in text[block.start : block.end])


def called(words: Words, question: Block) -> Mention | None:
    """Whom a question calls by name, who then answers: "Maud, comment travaillez-vous ?"."""
    first, last = words.at(question.start), words.at(question.end)
    mention = mention_at(words, first, last)
    if mention is None or mention.kind != "name" or mention.last + 1 >= last:
        return None
    stop, following = words.low[mention.last : mention.last + 2]
    return mention if stop in (",", ":") and following in grammar("addressing") else None


def asked_about(words: Words, question: Block) -> list[Mention]:
    """The people whom a question names without calling them: somebody else answers."""
    caller = called(words, question)
    first, last = words.at(question.start), words.at(question.end)
    people = (name for name in words.names_from(first, last) if name.label_ == "PER" and not words.quoted[name.start])
    return [Mention(n.start, n.end, "name") for n in people if caller is None or n.start != caller.first]


def guest(words: Words, blocks: list[Block], known: Sequence[str]) -> Evidence | None:
    """Who answers in an interview.

    That is who says "je m'appelle", else whom it says to answer, else whom its introduction is about, else the one name
    of `known` (those that the title and the front matter give). None where several people could be meant, or where one
    question alone is asked: "Et la suite ?" is a heading like others.
    """
    questions = [block for block in blocks if is_question(words.text, block)]
    if len(questions) < 2:
        return None
    first = words.at(questions[0].start)
    asked = _self_named(words, first) or _interviewed(words, first)
    if asked is not None:
        return Evidence(asked)
    found = _presented(words, first)
    if len({words.low[mention.last - 1] for mention in found}) == 1:
        return Evidence(max(found, key=lambda mention: mention.last - mention.first))
    return Evidence(None, name=known[0]) if len(set(known)) == 1 else None


def self_naming(words: Words, first: int, last: int) -> Evidence | None:
    """Who names himself in tokens [first, last): "je m'appelle Maud"."""
    for i in range(first, min(last, len(words)) - 3):
        if words.low[i] == "je" and words.low[i + 1 : i + 3] == ["m'", "appelle"]:
            mention = mention_at(words, i + 3, last)
            if mention is not None and mention.kind == "name" and words.low[mention.first] not in ("x", "y", "z"):
                return Evidence(mention, Cue(i + 1, i + 3, "appeler"))
    return None


def _self_named(words: Words, first: int) -> Mention | None:
    """The one who names himself in the answers, which stand between marks."""
    found: dict[str, Mention] = {}
    for i in range(first, len(words) - 3):
        named = self_naming(words, i, i + SELF_NAMING) if words.depths[i] == 1 and words.low[i] == "je" else None
        if named is not None and named.mention is not None:
            found.setdefault(words.low[named.mention.first], named.mention)
    return next(iter(found.values())) if len(found) == 1 else None


SELF_NAMING = 8  # tokens of "je m'appelle Maud Kerbrat"


def _interviewed(words: Words, end: int) -> Mention | None:
    """The one person who is said to be asked before token `end`: "X répond à nos questions", "entretien avec X"."""
    found: dict[str, Mention] = {}
    for name in words.names_from(0, end):
        if name.label_ == "PER" and _is_asked(words, name):
            found.setdefault(words.low[name.end - 1], Mention(name.start, name.end, "name"))
    return next(iter(found.values())) if len(found) == 1 else None


def _is_asked(words: Words, name: Span) -> bool:
    """Whether a person answers, or is met for an interview; who leads it, behind "par", does not."""
    first, last = words.sentence(name.start)
    if not {"répond", "répondu", "répondait"}.isdisjoint(words.low[name.end : min(last, name.end + BESIDE)]):
        return True
    before = words.low[max(first, name.start - BESIDE) : name.start]
    place = next((i for i in range(len(before) - 1, -1, -1) if before[i] in grammar("interviewing")), None)
    if place is None or "par" in before[place:]:
        return False
    return before[place].endswith(("é", "ée")) or not {"avec", "de", "d'", "à"}.isdisjoint(before[place:])


BESIDE = 7  # tokens between a person and the word for an interview: "entretien avec la directrice du port, X"


def _presented(words: Words, end: int) -> list[Mention]:
    """The people whom the sentences before token `end` are about: "Anna Roux dirige le port."."""
    found = []
    for name in words.names_from(0, end):
        subject = opening_subject(words, *words.sentence(name.start)) if name.label_ == "PER" else None
        if subject is not None and subject.kind == "name" and subject.first == name.start:
            found.append(subject)
    return found
