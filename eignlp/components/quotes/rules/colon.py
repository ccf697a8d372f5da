"""A colon before the words: "X raconte : « … »", "X, agente : « … »"."""

from eignlp import lexicon
from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.clauses import in_a_relative, leads_a_clause, tells_when
from eignlp.components.quotes.reading.cues import classes_of, cues_in
from eignlp.components.quotes.reading.mentions import can_speak, mention_at, names_somebody
from eignlp.components.quotes.reading.noun_phrases import bare_role_at, past_the_side
from eignlp.components.quotes.reading.owners import phrase_after
from eignlp.components.quotes.reading.proper_names import name_by_capitals
from eignlp.components.quotes.reading.subjects import fits, is_complement, speaks, subject_of
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.refuse import is_answered
from eignlp.components.quotes.rules.agents import agent_evidence
from eignlp.components.quotes.rules.relayed import (
    cited_at,
    citing,
    given_the_floor,
    is_read_by,
    passes_on,
    received,
    takes_in,
)
from eignlp.components.quotes.rules.sources import is_sourced
from eignlp.components.quotes.view import View
from eignlp.lexicon import entries, grammar, nouns


def colon(view: View) -> Evidence | None:
    """A reporting verb and a colon before the words.

    >>> example("[Maud Kerbrat], directrice du port, souligne toutefois que rien n'est joué : « Il faut attendre. »")
    ('colon', 'Maud Kerbrat', 'souligne')
    >>> example("Comme le résume [Paul Roux] : « On apprend en faisant. »")
    ('colon', 'Paul Roux', 'résume')
    >>> example("[Paul Roux] cite volontiers une conductrice de bus : « Je suis à l'heure des gens. »")
    ('colon', 'conductrice de bus', 'cite')
    >>> example("Une raison donnée aussi par [Paul Roux], du port : « On y gagne deux jours entiers. »")
    ('colon', 'Paul Roux', 'donnée')
    >>> example("[Maud Kerbrat] accuse [Paul Roux] d'avoir déclaré : « Ces gens ne comptent pas. »")
    ('colon', 'Paul Roux', 'accuse')
    >>> example("[Paul Roux] est venu. La mascotte s'exclame : « Personne n'a gagné, ce soir ! »")
    ('colon', 'mascotte', "s'exclame")
    """
    if not view.has_colon or received(view) is not None or citing(view) is not None:
        return None
    words = view.words
    floor = given_the_floor(words, view.before, view.open - 1)
    if floor is not None:
        return Evidence(floor)
    cues = cues_in(words, view.before, view.open - 1)
    for place, cue in reversed(list(enumerate(cues))):
        far = view.open - 1 - cue.last > 3
        if far and any(leads_a_clause(words, other, cue.first) for other in cues[:place]):
            continue  # "X souligne que Y partage… :" reports X
        if in_a_relative(words, cue, view.before) or passes_on(words, cue, view.open - 1):
            continue
        if tells_when(words, cue, view.before, view.open):
            continue
        if not cue.classes & _REPORTING or (cue.classes <= {"weak", "fragment", "manner"} and not view.is_clause):
            continue
        if is_sourced(view) and not classes_of(cue.lemma) & {"say", "reflexive"}:
            continue
        if takes_in(words, cue, view):
            continue
        cited = cited_at(words, cue, view.open - 1)
        if cited is not None:
            return Evidence(cited, cue)
        subject = subject_of(words, cue, view.before, view.open - 1)
        if subject is not None and fits(cue, subject) and speaks(cue, subject):
            return Evidence(subject, cue)
    found = (agent_evidence(words, i, view.open - 1) for i in range(view.before, view.open - 1))
    return next((evidence for evidence in found if evidence is not None), None)


def label(view: View) -> Evidence | None:
    """A name or role, perhaps with its function, then a colon: "Maud, agente : « … »".

    >>> example("[Maud Kerbrat], agente d'accueil : « Le guichet ne ferme jamais. »")
    ('label', 'Maud Kerbrat', None)
    >>> example("* **Conductrice du bus, Brest** : « Le guichet ne ferme jamais. »")
    ('label', 'Conductrice du bus', None)
    >>> example("* **Zadrian** : « Le guichet ne ferme jamais. »")
    ('label', 'Zadrian', None)
    >>> example("Un conseil pour les suivants : « Le guichet ne ferme jamais. »") is None
    True
    >>> example("Moi (sans sourire) : « Le guichet ne ferme jamais. »")  # the author, whom nothing names here
    ('label', None, None)
    >>> example("**Réalité :** « Le guichet ne ferme jamais. »") is None
    True
    """
    if not view.has_colon:
        return None
    words = view.words
    first = view.before
    while first < view.open and words.low[first] in ("-", "–", "—", "*", "•"):
        first += 1
    mention = mention_at(words, first, view.open - 1)
    if words.low[first : first + 1] == ["moi"]:
        mention = Mention(first, first + 1, "pronoun", "je", "s")
    if mention is None and first == words.at(view.block.start):
        mention = bare_role_at(words, first, view.open - 1)
    if mention is None and first == words.at(view.block.start) and view.block.kind != "heading":
        mention = name_by_capitals(words, first, view.open - 1)
        mention = mention if mention is not None and mention.last >= view.open - 1 else None
        mention = None if words.low[first] in nouns("speech") else mention  # "Question de Maud :"
    if mention is not None and _is_a_rubric(view, mention):
        return None
    if (
        mention is None
        or (mention.kind == "pronoun" and mention.head != "je")
        or not can_speak(mention)
        or view.is_link
        or len(words.text_of(mention.first, mention.last)) == 1  # "R :", an answer
    ):
        return None
    rest = [i for i in range(mention.last, view.open - 1) if not words.quoted[i]]
    if any(words.low[i] in grammar("auxiliaries") for i in rest):
        return None
    if rest and words.low[mention.last] not in (",", "(", "-", "–", "—", "/"):
        return None
    if any(words.low[i] in grammar("relatives") for i in rest) and len(rest) > 12:
        return None
    return Evidence(mention) if len(rest) <= 16 else None


def _is_a_rubric(view: View, mention: Mention) -> bool:
    """Whether one common word heads the line, of nobody: "Problème : « on ne sait pas »", "*Friche* : « … »"."""
    text, word = view.words.text_of(mention.first, mention.last), view.words.low[mention.first]
    if mention.kind != "name" or mention.last - mention.first > 1 or text in lexicon.first_names():
        return False
    start = view.words.starts[mention.first]
    glossed = view.inner[:1].islower() and any(first <= start < last for first, last in view.block.italic)
    common = any(word in nouns(name) for name in ("rubrics", "named", "wording", "speech", "text", "prompts"))
    return glossed or common or word.endswith(_ABSTRACT)


_ABSTRACT = ("tion", "sion", "ment", "té", "isme", "ème", "if")  # endings of nouns for things


def colon_subject(view: View) -> Evidence | None:
    """A sentence about somebody, then a colon and a whole utterance, without a reporting verb.

    >>> example("[Arnaud Le Bris] en a encore le sourire : « Personne n'y croyait, et nous l'avons fait. »")
    ('colon_subject', 'Arnaud Le Bris', None)
    >>> example("Cette fois, c'est le maire qui prend la plume : « Ne nous écrivez plus jamais. »")
    ('colon_subject', 'maire', None)
    >>> example("[Lise] vient pour un suivi avec la sage-femme, [Anna Roux] : « Nous soutenons les familles, ici. »")
    ('colon_subject', 'Anna Roux', None)
    >>> example("[Lise] aide les marins. Au port, elle a accompagné [Paul] : « On a refait tout son dossier. »")
    ('colon_subject', 'Lise', None)
    >>> example("Les élèves ont écouté [Anna Roux], du port, pendant une heure : « Nous vous attendons sur le quai. »")
    ('colon_subject', 'Anna Roux', None)
    """
    short = view.size < 4 and view.inner[-1:] not in ".!?…"
    if not view.has_colon or not view.is_clause or short or is_answered(view) or view.is_link:
        return None
    words = view.words
    cues = cues_in(words, view.before, view.open - 1)
    if any(passes_on(words, cue, view.open - 1) or takes_in(words, cue, view) for cue in cues):
        return None
    if received(view) is not None or any(cited_at(words, cue, view.open - 1) is not None for cue in cues):
        return None
    span = view.before, view.open - 1
    brought_in = _brought_in(words, *span) or _listened_to(words, *span) or _met(words, *span)
    if brought_in is not None:
        return Evidence(brought_in)
    for i in range(view.before, view.open - 1):
        if words.quoted[i]:
            continue
        mention = mention_at(words, i, view.open - 1)
        if mention is not None and mention.is_third and i > view.before and words.low[i - 1] == ",":
            return Evidence(mention)
        if (
            mention is not None
            and mention.kind in ("name", "names", "demonstrative")
            and not is_complement(words, view.before, mention)
            and (mention.first in words.names or words.low[mention.first - 1] not in _BEFORE_NO_NAME)
            and not any(is_read_by(words, cue, mention) for cue in cues)
        ):
            return Evidence(mention)
        if (
            i == view.before
            and mention is not None
            and mention.kind in ("pronoun", "noun")
            and can_speak(mention)
            and mention.head not in ("on", "nous")
        ):
            return Evidence(mention)
    return None


def colon_behind(view: View) -> Evidence | None:
    """A colon leads from whole words to a sentence about somebody: "« On tiendra » : X ne décolère pas".

    >>> example("« On tiendra tout l'hiver » : [Maud Kerbrat] ne décolère pas.")
    ('colon_behind', 'Maud Kerbrat', None)
    """
    words, i = view.words, view.close + 1
    if not view.is_clause or view.open != view.before or words.low[view.close : i] != [":"] or view.is_link:
        return None
    mention = mention_at(words, i, view.after) if i < view.after else None
    if mention is None or not names_somebody(mention):
        return None
    acts = finite() | grammar("negation")
    return Evidence(mention) if not acts.isdisjoint(words.low[mention.last : mention.last + 2]) else None


def among(view: View) -> Evidence | None:
    """A sentence without a verb says among whom one hears the words: "Même constat chez X : « … »".

    >>> example("Même constat chez le mentor : « Sans eux, on aurait livré un beau formulaire. »")
    ('among', 'mentor', 'constat')
    >>> example("Autre son de cloche du côté de la {Ligue du port} : « Le quai restera fermé tout l'hiver. »")
    ('among', 'Ligue du port', 'son')
    >>> example("Chez [Luc Sorel], même colère : « On nous a menti deux fois. »")
    ('among', 'Luc Sorel', 'colère')
    >>> example("Même constat du côté des usagers : « On nous a menti deux fois. »")
    ('among', 'usagers', 'constat')
    """
    if not view.has_colon or not view.is_clause:
        return None
    words, end = view.words, view.open - 1
    told = next((j for j in range(view.before, end) if words.low[j] in grammar("alike")), None)
    if told is None or view.cues_around:
        return None
    for i in range(view.before, end):
        mention = _among_whom(words, i, end)
        if mention is None:
            continue
        behind = i < told and words.low[mention.last : mention.last + 1] == [","] and told == end - 1
        if mention.last == end or behind:
            return Evidence(mention, Cue(told, told + 1, words.low[told]))
    return None


def _among_whom(words: Words, i: int, end: int) -> Mention | None:
    """Those among whom one hears the words, behind "chez" or "du côté" at token i: "du côté | des usagers"."""
    start = past_the_side(words, i)
    if words.low[i] != "chez" and start == i:
        return None
    return mention_at(words, start + 1, end) or phrase_after(words, start, end)


def _brought_in(words: Words, first: int, end: int) -> Mention | None:
    """Who is brought in to speak: "c'est le maire, cette fois, qui prend la plume :"."""
    for i in range(first, end - 1):
        if words.low[i] == "c'" and words.low[i + 1] in ("est", "était") and "qui" in words.low[i + 2 : end]:
            mention = mention_at(words, i + 2, end)
            return mention if mention is not None and names_somebody(mention) else None
    return None


def _met(words: Words, first: int, end: int) -> Mention | None:
    """Whom somebody meets right before the colon: "Lise vient en parler avec la sage-femme, Anna Roux :"."""
    name = words.names.get(end - 1) if end > first else None
    if name is None or name.label_ != "PER" or name.start < first:
        return None
    apposed = words.low[name.start - 1] == ","  # "avec la sage-femme, Anna Roux"
    if not apposed and not finite().isdisjoint(words.low[first : name.start]):
        return None
    for i in range(name.start - 1, max(first, name.start - _ROLE) - 1, -1):
        if words.low[i] in ("avec", "chez"):
            return Mention(name.start, name.end, "name")
        if words.low[i] in finite():
            return None
    return None


def _listened_to(words: Words, first: int, end: int) -> Mention | None:
    """Whom somebody listens to before the colon: "Les élèves ont écouté X, président du port, toute une heure :"."""
    for i in range(first, end - 1):
        name = words.names.get(i + 1) if words.low[i].startswith("écout") else None
        if name is not None and name.label_ == "PER" and (name.end >= end or words.low[name.end] == ","):
            return Mention(name.start, name.end, "name")
    return None


_BEFORE_NO_NAME = {",", *entries("names", "others_named_after")}  # "la salle François-Mitterrand"
_ROLE = 8  # tokens of a role before a name
_REPORTING = frozenset({"say", "reflexive", "manner", "fragment", "weak"})
