"""Whose words a noun of speech or a possessive tells of: "le témoignage de X", "sa réponse"."""

from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.noun_phrases import phrase_end
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns


def possessor(words: Words, i: int, first: int) -> Mention | None:
    """Whose words the noun at token i are, by its possessive: "sa réponse", "leur demande", "ma réponse"."""
    j = i - 1
    while j > first and words.low[j] in grammar("adjectives_before"):
        j -= 1
    if j >= first and words.low[j] in ("mon", "ma", "mes"):
        return Mention(j, j + 1, "pronoun", "je", "s")
    if j < first or words.low[j] not in ("son", "sa", "ses", "leur", "leurs"):
        return None
    plural = words.low[j].startswith("leur")
    return Mention(j, j + 1, "pronoun", "ils" if plural else "il", "p" if plural else "s")


def speaker_of(words: Words, j: int, end: int) -> Mention | None:
    """Whose words the noun at token j are: "la conclusion de X", "ses mots"."""
    if words.low[j] not in nouns("speech"):
        return None
    if j + 1 >= end or words.low[j + 1] not in ("de", "d'", "du", "des"):
        return possessor(words, j, 0)
    mention = mention_at(words, j + 2, end) or mention_at(words, j + 1, end)
    return mention if mention is not None and can_speak(mention) else None


def owner_at(words: Words, i: int, end: int) -> Mention | None:
    """Whose words the noun at token i are: "le témoignage de X", "un message reçu de X"."""
    received = words.low[i + 1].startswith("reçu")
    if words.low[i + 1].rstrip("es") in grammar("sent"):
        i += 1
    if i + 1 >= end or words.low[i + 1] not in ("de", "d'", "du", "des", *(() if received else ("par",))):
        return None  # "des messages reçus par le formulaire" are not the form's
    start = i + 1 if words.low[i + 1] in ("du", "des") else i + 2
    return mention_at(words, start, end) or phrase_after(words, start, end)


def phrase_after(words: Words, start: int, end: int) -> Mention | None:
    """ "des mentors" as a noun phrase: the article is part of the preposition."""
    if start + 1 < end and words.low[start] in ("du", "des", "au"):
        named = mention_at(words, start + 1, end)
        if named is not None:
            return named
        plural = words.low[start] == "des"
        last = phrase_end(words, start + 2, end)
        if not plural and last in words.names and words.names[last].label_ == "PER":
            return Mention(last, min(words.names[last].end, end), "name")  # "du professeur Paul Roux"
        return Mention(start + 1, last, "noun", words.low[start + 1], "p" if plural else "s")
    return None
