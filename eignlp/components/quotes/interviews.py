"""Interviews without labels: which blocks ask, whom a question calls or is about, whom the interview presents."""

from collections.abc import Sequence

from eignlp.components.quotes.antecedents import opening_subject
from eignlp.components.quotes.mentions import mention_at
from eignlp.components.quotes.model import Evidence, Mention
from eignlp.components.quotes.words import Words, grammar
from eignlp.markup import Block

QUESTION = 300  # code points of a question


def is_question(text: str, block: Block) -> bool:
    """Whether a block asks, as an interviewer does: in few words, outside of blockquotes."""
    return block.quote is None and block.end - block.start <= QUESTION and text[block.end - 1] == "?"


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
    """Who answers in an interview: who names himself, whom it says to answer or presents, whom the front matter names.

    `known` are the names that the title and the front matter give; None where several people could be meant, or
    where one question alone is asked: "Et la suite ?" is a heading like others.
    """
    questions = [block for block in blocks if is_question(words.text, block)]
    if len(questions) < 2:
        return None
    first = words.at(questions[0].start)
    asked = self_naming(words, first, len(words)) or _interviewed(words, first)
    if asked is not None:
        return Evidence(asked)
    found = _presented(words, first)
    if len({words.low[mention.last - 1] for mention in found}) == 1:
        return Evidence(max(found, key=lambda mention: mention.last - mention.first))
    return Evidence(None, name=known[0]) if len(set(known)) == 1 else None


def self_naming(words: Words, first: int, last: int) -> Mention | None:
    """Who names himself in tokens [first, last): "je m'appelle Maud"."""
    for i in range(first, last - 3):
        if words.low[i] == "je" and words.low[i + 1 : i + 3] == ["m'", "appelle"]:
            mention = mention_at(words, i + 3, last)
            return mention if mention is not None and mention.kind == "name" else None
    return None


def _interviewed(words: Words, end: int) -> Mention | None:
    """The one person of whom a sentence before token `end` says that they were asked: "X répond à nos questions"."""
    found: dict[str, Mention] = {}
    for name in words.names_from(0, end):
        first, last = words.sentence(name.start)
        asks = words.low[name.start - 1] == "par"  # "interviewé par Anna Roux", "propos recueillis par"
        if name.label_ == "PER" and not asks and not grammar("interviewing").isdisjoint(words.low[first:last]):
            found.setdefault(words.low[name.end - 1], Mention(name.start, name.end, "name"))
    return next(iter(found.values())) if len(found) == 1 else None


def _presented(words: Words, end: int) -> list[Mention]:
    """The people whom the sentences before token `end` are about: "Anna Roux dirige le port."."""
    found = []
    for name in words.names_from(0, end):
        subject = opening_subject(words, *words.sentence(name.start)) if name.label_ == "PER" else None
        if subject is not None and subject.kind == "name" and subject.first == name.start:
            found.append(subject)
    return found
