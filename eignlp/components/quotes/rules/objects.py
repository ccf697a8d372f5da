"""The words as what a verb says: "X juge la réforme « … »", "ce que X appelle « … »"."""

from itertools import pairwise

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import members
from eignlp.components.quotes.model import Cue, Evidence
from eignlp.components.quotes.reading.clauses import is_supposed
from eignlp.components.quotes.reading.cues import classes_of, cues_in, is_adverb
from eignlp.components.quotes.reading.mentions import can_speak
from eignlp.components.quotes.reading.noun_phrases import is_circumstance, skip_complement
from eignlp.components.quotes.reading.subjects import may_report, subject_before, subject_of
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.relayed import (
    cited_at,
    citing,
    heard,
    passes_on,
    received,
    takes_in,
)
from eignlp.components.quotes.rules.sources import is_sourced
from eignlp.components.quotes.rules.summed_up import credited
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


def object_of_verb(view: View) -> Evidence | None:
    """The words are what the verb says: "X explique « … »", "X juge la réforme « … »", "X parle d'un « … »".

    >>> example("[Maud Kerbrat] juge la réforme « bâclée ».")
    ('object_of_verb', 'Maud Kerbrat', 'juge')
    >>> example("[Maud Kerbrat] conclut à « une saison perdue pour tous ».")
    ('object_of_verb', 'Maud Kerbrat', 'conclut')
    >>> example("[Maud Kerbrat] se plaint d'un accueil « glacial ».")
    ('object_of_verb', 'Maud Kerbrat', 'se plaint')
    >>> example("[Maud Kerbrat] a dénoncé à la radio un tracé « dangereux ».")
    ('object_of_verb', 'Maud Kerbrat', 'a dénoncé')
    >>> example("[Maud Kerbrat] parle, elle, d'un « joli raté ».")
    ('object_of_verb', 'Maud Kerbrat', 'parle')
    """
    words = view.words
    if any(rule(view) is not None for rule in (received, heard, credited, citing)):
        return None
    for cue in reversed(cues_in(words, view.before, view.open)):
        start = _skip_circumstance(words, max(cue.last, (cue.pronoun or 0) + 1), view.open)
        gap = [i for i in range(start, view.open) if not words.quoted[i]]
        gap = _skip_to(words, cue, gap)
        direct = all(words.low[i] in (",", "-t", "que", "qu'", "d'", "de") or is_adverb(words.low[i]) for i in gap)
        if is_sourced(view) and not classes_of(cue.lemma) & {"say", "reflexive"}:
            continue
        if direct and not cue.classes & {"say", "reflexive", "fragment"}:
            continue
        feels = _is_felt(words, cue, gap)
        if not direct and not (("fragment" in cue.classes or feels) and _short_object(words, gap)):
            continue
        if view.size == 1 and cue.lemma not in members("judging") and not feels:
            continue
        if (
            _is_avoided(view, cue)
            or _is_nicknamed(view, cue)
            or is_supposed(words, cue, view.before)
            or _is_shown(words, cue, gap)
            or takes_in(words, cue, view)
        ):
            continue
        if cited_at(words, cue, view.open) is not None or (view.has_colon and passes_on(words, cue, view.open - 1)):
            continue
        if not view.is_clause and view.inner[:1].isupper():
            continue
        subject = subject_of(words, cue, view.before, view.open)
        if subject is None or not may_report(words, cue, subject):
            continue
        return Evidence(subject, cue)
    return None


def _is_told(words: Words, cue: Cue) -> bool:
    """Whether a pronoun beside the verb says to whom: "me répond", "lui a signifié"."""
    return not grammar("datives").isdisjoint(words.low[max(0, cue.first - 2) : cue.last])


def _is_avoided(view: View, cue: Cue) -> bool:
    """Whether somebody does not say the words, a term: "elle ne parle jamais de « crise »".

    >>> example("[Maud Kerbrat] ne parle jamais de « crise ».") is None
    True
    >>> example("[Maud Kerbrat] n'hésite pas à qualifier le plan de « bâclé ».")
    ('object_of_verb', 'Maud Kerbrat', 'hésite pas à qualifier')
    """
    low = view.words.low
    behind = low[cue.last : view.open]
    denied = not grammar("negation").isdisjoint(low[max(view.before, cue.first - 3) : cue.first])
    never = not grammar("denying").isdisjoint(low[cue.first : cue.last + 2])
    only = not {"que", "qu'", "seulement"}.isdisjoint(behind)  # "ne parle plus que de « crise »"
    failing = any(
        word.startswith(tuple(grammar("failing"))) for word in low[max(view.before, cue.first - 3) : cue.last]
    )
    return denied and never and not (only or failing) and not view.is_clause


def _is_nicknamed(view: View, cue: Cue) -> bool:
    """Whether the marks hold how somebody is called: "Gaston Barral, dit « le Goéland », …".

    >>> example("[Gaston Barral], dit « le Goéland », a longtemps jouté.") is None
    True
    """
    low = view.words.low
    parted = low[max(view.before, cue.first - 1)] == "," and low[view.close : view.close + 1] == [","]
    return parted and cue.last == view.open and low[cue.first] == "dit" and not view.is_clause


def _is_felt(words: Words, cue: Cue, gap: list[int]) -> bool:
    """Whether somebody tells how he feels about a thing: "se plaint d'un accueil « glacial »"."""
    reflexive = words.low[cue.first] in grammar("reflexives") and "reflexive" in cue.classes
    contracted = len(gap) == 1 and words.low[gap[0]] in ("des", "du")  # "se plaint des « lenteurs du port »"
    of_one = len(gap) > 1 and words.low[gap[0]] in ("d'", "de") and words.low[gap[1]] in ("un", "une")
    return reflexive and (contracted or of_one)


def _is_shown(words: Words, cue: Cue, gap: list[int]) -> bool:
    """Whether the marks hold a title that is shown, or a sense: "X présente (sa) « Carte »", "cela signifie « X »"."""
    if cue.lemma == "signifier" and not _is_told(words, cue):
        return True
    if cue.lemma not in members("showing"):
        return False
    things = gap and words.low[gap[-1]] in nouns("named")  # "présente le plan « poste de travail »"
    return bool(things) or all(words.low[i] in grammar("determiners_plural") | {"sa", "son"} for i in gap)


def called_by(view: View) -> Evidence | None:
    """The words are what somebody calls a thing: "ce que X appelle « … »".

    >>> example("C'est ce que [Maud Kerbrat] appelle, dans son livre, « le silence des marées ».")
    ('called_by', 'Maud Kerbrat', 'appelle')
    >>> example("[Maud Kerbrat] appelait de ses vœux une « opposition utile ».")
    ('called_by', 'Maud Kerbrat', 'appelait de ses vœux')
    >>> example("[Maud Kerbrat] appelle ça « garder les moutons ».")
    ('called_by', 'Maud Kerbrat', 'appelle')
    """
    words = view.words
    for i in range(view.open - 1, view.before, -1):
        if words.quoted[i]:
            return None
        if words.low[i] not in grammar("calling"):
            continue
        subject = subject_before(words, view.before, i)
        if subject is not None and " ".join(words.low[i + 1 : i + 4]) in grammar("wishing") and can_speak(subject):
            return Evidence(subject, Cue(i, i + 4, "appeler"))
        pairs = pairwise(words.low[view.before : subject.first]) if subject is not None else ()
        that = words.low[i + 1 : view.open] in (["ça"], ["cela"])
        led = that or any(pair in (("ce", "que"), ("ce", "qu'")) for pair in pairs)
        led = led and words.low[i - 1] not in ("s'", "se")
        people = ("name", "names", "pronoun") if that else ("name", "names")
        named = subject is not None and (subject.kind in people or is_human(subject.head))
        return Evidence(subject, Cue(i, i + 1, "appeler")) if led and named else None
    return None


def _skip_to(words: Words, cue: Cue, gap: list[int]) -> list[int]:
    """The words between verb and marks, "à un" apart where the verb reports by it: "conclut à un « bilan amer »"."""
    if gap and cue.lemma in members("by_to") and words.low[gap[0]] in ("à", "au", "aux"):
        return [i for i in gap[1:] if words.low[i] not in ("un", "une", "la", "l'")]
    return gap


def _skip_circumstance(words: Words, i: int, end: int) -> int:
    """Past where and when it is said: "dénonce, dans un communiqué, « … »", "a salué en juillet « … »"; past "lui"."""
    if words.low[i : i + 1] == [","] and words.low[i + 1] in ("lui", "elle", "eux", "elles"):
        i += 2
    while i < end and (
        words.low[i] in (",", "dans", "en", "lors", "depuis", "pendant", "devant", "sur")
        or (words.low[i] in ("à", "au") and is_circumstance(words, i + 1, end))
    ):
        i = i + 1 if words.low[i] == "," else skip_complement(words, i, end)
        while i < end and is_adverb(words.low[i]):
            i += 1
    return min(i, end)


def _short_object(words: Words, gap: list[int]) -> bool:
    """Whether only "de" or "comme", an article and a noun or two stand between verb and words."""
    if gap and words.low[gap[0]] in grammar("prepositions") - {"de", "d'", "du", "des", "pour", "contre"}:
        return False
    if any(words.low[i] in ("avec", "dans", "sans") for i in gap):
        return False  # "partage l'espace avec une « anthropologue »", "craint de tomber dans le « copinage »"
    return len(gap) <= 8 and not any(
        (words.low[i] in grammar("relatives") and i != gap[-1])
        or words.low[i] in (",", ";")
        or words.low[i] in grammar("auxiliaries")
        for i in gap
    )
