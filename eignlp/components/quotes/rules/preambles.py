"""Clauses without a subject of their own that open the sentence: "Saluant « … », X", "Convaincue que « … », X"."""

from eignlp.components.morphology.verbs import finite, forms
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import classes_of
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar

_REPORTING = frozenset({"say", "reflexive", "fragment"})
_OPENINGS = ((("tout", "en"), "gerund"), (("en",), "gerund"), (("avant", "de"), "infinitive"),
             (("avant", "d'"), "infinitive"), (("après", "avoir"), "participle"), ((), "gerund"))  # fmt: skip
OBJECT = 8  # tokens between the verb and the words that are its object
BEHIND = 12  # tokens in which the comma follows that ends the clause


def preamble(view: View) -> Evidence | None:
    """A gerund, infinitive or adjective reports the words, the sentence's subject says them.

    >>> example("Évoquant une « mascarade », [Maud Kerbrat] a quitté la salle.")
    ('preamble', 'Maud Kerbrat', 'Évoquant')
    >>> example("Après avoir dénoncé un « recul » du service, [Paul Roux] a cité ses agents.")
    ('preamble', 'Paul Roux', 'dénoncé')
    >>> example("Persuadée que « la mer finira par gagner », la [géographe] a vendu sa maison.")
    ('preamble', 'géographe', 'Persuadée')
    """
    words = view.words
    if view.open < view.before + 1 or view.is_link:
        return None
    cue = _opening_cue(words, view.before, view.open)
    if cue is None or not _leads_to(words, cue.last, view.open):
        return None
    subject = _subject_behind(words, view.close, view.after)
    return Evidence(subject, cue) if subject is not None else None


def _opening_cue(words: Words, first: int, end: int) -> Cue | None:
    """The verb without a subject that opens the sentence: "évoquant", "tout en saluant", "après avoir dénoncé"."""
    for opening, shape in _OPENINGS:
        i = first + len(opening)
        if i >= end or tuple(words.low[first:i]) != opening:
            continue
        form = next((form for form in forms().get(words.low[i], ()) if form.shape == shape), None)
        if form is not None and classes_of(form.lemma) & _REPORTING:
            return Cue(i, i + 1, form.lemma, classes_of(form.lemma))
    convinced = words.low[first].rstrip("es") in grammar("convinced") and words.low[first + 1] in ("que", "qu'")
    return Cue(first, first + 1, "croire") if convinced else None


def _leads_to(words: Words, first: int, end: int) -> bool:
    """Whether nothing but "que" and its clause, or an article and a few words, stands between verb and marks."""
    gap = words.low[first:end]
    if gap[:1] in (["que"], ["qu'"]):
        return "," not in gap
    return len(gap) <= OBJECT and not any(word in (",", ":", ";", "avec", "sans") for word in gap)


def _subject_behind(words: Words, first: int, end: int) -> Mention | None:
    """Who the sentence is about, behind the comma that ends the clause."""
    for i in range(first, min(end, first + BEHIND)):
        if words.low[i] == ",":
            subject = mention_at(words, i + 1, end)
            return subject if subject is not None and can_speak(subject) else None
        if words.low[i] in finite():
            return None
    return None
