"""Clauses: which one a verb leads, in which one it stands, and what "que" and relatives make of it."""

from itertools import pairwise

from eignlp.components.morphology.verbs import forms
from eignlp.components.quotes.model import Cue
from eignlp.components.quotes.reading.cues import is_adverb
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns


def leads_a_clause(words: Words, cue: Cue, end: int) -> bool:
    """Whether "que" follows the verb, past adverbs, whom it is said to, and where; or a colon: "X le confirme : …"."""
    if words.low[cue.last : cue.last + 1] == [":"] and cue.last + 1 < end and _is_announced(words, cue):
        return True
    for i in range(max(cue.last, (cue.pronoun or 0) + 1), min(end, cue.last + CLAUSE_REACH)):
        if words.low[i] in ("que", "qu'", "combien", "comment"):
            return True
        if words.low[i] in (".", ":", ";", "sur", "qui", "dont") or words.low[i] in grammar("auxiliaries"):
            return words.low[i] in ("avoir", "être")
        if words.low[i] in ("des", "les") and words.low[i - 1] not in grammar("prepositions"):
            return False  # "proposer des prix que X juge « justes »": the clause says something of the prices
    return _leads_an_infinitive(words, cue, end)


def _is_announced(words: Words, cue: Cue) -> bool:
    """Whether a pronoun stands for the clause behind the colon: "X le confirme :", "la DINUM l'a confirmé :"."""
    return not {"le", "l'"}.isdisjoint(words.low[max(0, cue.first - 2) : cue.last])


CLAUSE_REACH = 12  # tokens between a verb and its "que", whom and how it is said


def _leads_an_infinitive(words: Words, cue: Cue, end: int) -> bool:
    """Whether an infinitive takes the place of "que": "concède aujourd'hui avoir changé", "dit s'être senti"."""
    i = cue.last
    while i < end and (is_adverb(words.low[i]) or words.low[i] in grammar("reflexives")):
        i += 1
    if i >= end:
        return False
    says = any(form.shape == "infinitive" for form in forms().get(words.low[i], ()))
    return says or words.low[i] in ("avoir", "être", "ne", "n'", "pouvoir", "chercher")


def in_a_relative(words: Words, cue: Cue, first: int) -> bool:
    """Whether the verb stands in a relative clause of its own: "un mot, que Paul a lu", "un soir où Paul l'a dit"."""
    i = cue.first - 1
    while i > first and words.low[i] not in (",", ".", ";", ":") and words.low[i] not in ("que", "qu'", "dont", "où"):
        i -= 1
    led = i > first and words.low[i] in ("que", "qu'", "dont", "où")
    led = led and (words.low[i - 1] == "," or (words.low[i] == "où" and words.low[i - 1] in nouns("times")))
    return led and any(mention_at(words, j, cue.last) is not None for j in range(i + 1, cue.last))


def tells_when(words: Words, cue: Cue, first: int, end: int) -> bool:
    """Whether the verb stands in a clause that opens the sentence: "Quand Paul arrive, c'est un cri : « … »"."""
    leads = words.low[first] in grammar("subordinators") and "," in words.low[cue.last : end - 1]
    return leads and "," not in words.low[first : cue.first]


def is_supposed(words: Words, cue: Cue, first: int) -> bool:
    """Whether nobody has said it: "si un vendeur vous assure…", "quand un élu dit", "on pourrait croire"."""
    before = words.low[max(first, cue.first - 8) : cue.first]
    generic = any(one in ("quand", "lorsqu'") and two in ("un", "une", "des") for one, two in pairwise(before))
    supposed = any(pair in (("s'", "il"), ("s'", "ils")) for pair in pairwise(before))
    return generic or supposed or any(word in ("si", "quiconque") for word in before)
