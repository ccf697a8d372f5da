"""Sources, before or after the words: "Selon X, « … »", "« … », d'après X"."""

from itertools import pairwise

from eignlp.components.quotes.model import Evidence, Mention
from eignlp.components.quotes.reading.cues import cues_in, is_adverb
from eignlp.components.quotes.reading.introducers import introducer_at
from eignlp.components.quotes.reading.mentions import can_speak, mention_at, names_somebody
from eignlp.components.quotes.reading.owners import phrase_after, possessor
from eignlp.components.quotes.reading.subjects import subject_before
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


def source_after(view: View) -> Evidence | None:
    """A source follows: "selon X", "d'après X", "pour reprendre les mots de X".

    >>> example("Le projet avance « à pas comptés », selon [Inès Morvan].")
    ('source_after', 'Inès Morvan', 'selon')
    >>> example("[Paul Roux] reprend la mer. Le port est « un désert », selon ses termes.")
    ('source_after', 'Paul Roux', 'selon')
    >>> example("Le port doit rester « ouvert à tous et toute l'année », selon les termes du règlement.")
    ('source_after', 'règlement', 'selon les termes du')
    """
    words = view.words
    i = view.behind
    found = introducer_at(words, i, view.after) if i < view.after else None
    if found is None:
        return None
    cue, i = found
    mention = possessor(words, i + 1, i) if _is_own_words(words, i) else mention_at(words, i, view.after)
    mention = mention or phrase_after(words, i, view.after)
    if mention is None or ("weak" in cue.classes and mention.kind not in ("name", "names")):
        return None
    return Evidence(mention, cue) if can_speak(mention) else None


def _is_own_words(words: Words, i: int) -> bool:
    """Whether a possessive and a noun for what is said begin at token i: "selon | ses propres mots"."""
    noun = next((word for word in words.low[i + 1 : i + 3] if word not in grammar("adjectives_before")), "")
    own = not {"ses", "son", "sa", "leur", "leurs"}.isdisjoint(words.low[i : i + 1])
    return own and (noun in nouns("speech") or noun in ("termes", "dires"))


def source_before(view: View) -> Evidence | None:
    """A source opens the sentence or the clause: "Selon X, « … »", "pour X, le pont est « … »".

    >>> example("Selon [Inès Morvan], le port était devenu « un désert ».")
    ('source_before', 'Inès Morvan', 'Selon')
    >>> example("C'est l'avis de [Paul Roux], selon lequel le port est devenu « un désert ».")
    ('source_before', 'Paul Roux', 'selon')
    >>> example("Pour la {Ligue du port} aussi, la réforme est « un coup d'épée dans l'eau ».")
    ('source_before', 'Ligue du port', 'Pour')
    >>> example("Pour le club de Brest, c'est un leurre : « Cela n'a rien changé. »")
    ('source_before', 'club de Brest', 'Pour')
    """
    words = view.words
    for i in range(view.open - 1, view.before - 1, -1):
        if words.quoted[i]:
            continue
        found = introducer_at(words, i, view.open)
        if found is None or _inside_other(words, i) or _is_of_words_before(words, i, view.before):
            continue
        cue, start = found
        if start < view.open and words.low[start] in ("lequel", "laquelle", "lesquels", "lesquelles", "qui"):
            mention = _antecedent(words, i, view.before)
        else:
            mention = mention_at(words, start, view.open) or phrase_after(words, start, view.open)
        if mention is None or not can_speak(mention) or ("weak" in cue.classes and not _is_a_source(view, i, mention)):
            continue
        if mention.kind == "noun" and mention.number == "p" and mention.head in nouns("varying"):
            continue
        if _is_opposed(words, mention.last, view.open) or _another_is_told(view, mention):
            continue
        if any(words.low[j] == ";" and not words.quoted[j] for j in range(mention.last, view.open)):
            continue
        return Evidence(mention, cue)
    return None


def _is_of_words_before(words: Words, i: int, first: int) -> bool:
    """Whether the source at token i is that of the words right before it: "« A » selon X, « B » selon Y"."""
    return i > first and words.quoted[i - 1]


def _is_a_source(view: View, i: int, mention: Mention) -> bool:
    """Whether "pour" at token i names who thinks so: "Pour Paul, …", not "il vote pour Paul", "pour lui demander"."""
    words = view.words
    is_body = mention.kind == "org" or mention.head in nouns("org")
    body = is_body and i == view.before and _stands_apart(words, mention.last)
    somebody = mention.kind in ("name", "names", "demonstrative", "pronoun") or mention.head in nouns("human")
    if mention.kind == "pronoun" and words.low[mention.last] != ",":
        return False
    apart = _opens_a_clause(words, i, view.before) and _comma_after(words, mention.last, view.open)
    return apart and (somebody or body)


def _another_is_told(view: View, source: Mention) -> bool:
    """Whether the source tells whom it heard: "Selon Paul, le préfet a promis : « … »"."""
    words = view.words
    cues = cues_in(words, source.last, view.open) if view.has_colon else []
    subjects = (subject_before(words, source.last, cue.first) for cue in cues if cue.classes & {"say", "reflexive"})
    return any(s is not None and names_somebody(s) for s in subjects)


def _stands_apart(words: Words, i: int) -> bool:
    """Whether a comma or a clause ends the source at token i: "Pour la Ligue aussi, …", "Pour la Ligue, qui …"."""
    return words.low[i] in ("qui", "dont") or "," in words.low[i : i + 1 + is_adverb(words.low[i])]


def _is_opposed(words: Words, first: int, end: int) -> bool:
    """Whether another clause sets somebody against the source: "Pour X, …, tandis que Y y voit « … »"."""
    return any(pair in (("tandis", "que"), ("alors", "que")) for pair in pairwise(words.low[first:end]))


def _antecedent(words: Words, i: int, first: int) -> Mention | None:
    """Who stands right before a relative clause that begins at token i: "une étude de X, selon laquelle"."""
    end = i - 1 if words.low[i - 1] == "," else i
    near = (mention_at(words, j, end) for j in range(end - 1, max(first, end - 12) - 1, -1))
    ending = [mention for mention in near if mention is not None and mention.last == end]
    named = (m for m in ending if m.first in words.names and words.names[m.first].start == m.first)
    widest = (m for m in reversed(ending) if can_speak(m))
    found = next(named, None) or next(widest, None)
    people = [name for name in words.names_from(max(first, end - 12), end) if name.label_ == "PER"]
    if found is None and people:  # "X, inspecteur en Charente, pour qui"
        return Mention(people[0].start, people[0].end, "name")
    return found


def _inside_other(words: Words, i: int) -> bool:
    """Whether "après" at token i is part of "d'après", already seen as a whole."""
    return words.low[i] == "après" and i > 0 and words.low[i - 1] == "d'"


def _opens_a_clause(words: Words, i: int, first: int) -> bool:
    """Whether a clause begins at token i: "on s'est levé pour X, …" names no source."""
    while i > first and is_adverb(words.low[i - 1]):
        i -= 1  # "Ainsi, même pour X"
    return i == first or not words.low[i - 1].isalpha() or words.low[i - 1] in grammar("conjunctions") | {"que", "qu'"}


def _comma_after(words: Words, i: int, end: int) -> bool:
    return any(words.low[j] == "," for j in range(i, min(end, i + 12)))


def is_sourced(view: View) -> bool:
    """Whether a source opens the sentence, who says all of it: "Selon elle, le marin partage sa peur : « … »"."""
    found = introducer_at(view.words, view.before, view.open)
    return found is not None and "weak" not in found[0].classes
