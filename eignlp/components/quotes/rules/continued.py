"""Words that go on: whoever spoke before speaks again."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.mentions import mention_at, names_somebody
from eignlp.components.quotes.reading.noun_phrases import skip_complement
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import Decided, View
from eignlp.lexicon import grammar


def resumed(view: View) -> Evidence | None:
    """The words go on after the reporting clause: "« A », explique X. « B »".

    >>> example("« Il pleut », dit [Maud Kerbrat]. « Rentrons avant la nuit. »", 1)
    ('resumed', 'Maud Kerbrat', 'dit')
    >>> example("« Vous ouvrez quand ? » demande [Maud Kerbrat]. « Dès lundi matin. »", 1) is None
    True
    >>> example("« J'aime le vent », dit [Maud Kerbrat]. « Moi, je préfère la pluie. »", 1) is None
    True
    """
    last = view.just_before()
    if last is None or not view.is_clause or view.open != view.before:
        return None
    words = view.words
    closes = words.at(last.marked.closes)
    if last.evidence.cue is None or words.sentence(view.open - 1)[0] > closes:
        return None
    if last.evidence.cue.first < words.at(last.marked.opens) and _turns_to_another(words, closes, view.open):
        return None  # "X dit : « A. » Y sourit. « B »"
    if view.after > view.close and not _stops(words.low[view.close]):
        return None
    if "-je" in words.low[view.close : view.after]:
        return None  # "« Je n'en suis pas sûr », répliqué-je"
    return last.evidence if not view.changes_speaker else None


def gapped(view: View) -> Evidence | None:
    """A second subject shares the verb of the first: "X parle de « miracle », Y de « catastrophe »".

    >>> example("[Maud Kerbrat] parle d'un « miracle », [Paul Roux] d'un « coup de chance ».", 1)
    ('gapped', 'Paul Roux', 'parle')
    >>> example("[Maud Kerbrat] évoque un « miracle » et sa collègue une « gifle ».", 1)
    ('gapped', 'collègue', 'évoque')
    """
    last = view.just_before()
    if last is None or last.evidence.cue is None or last.evidence.cue.first < view.before:
        return None
    words, first = view.words, view.words.at(last.marked.closes)
    first += first < view.open and words.low[first] in (",", "et", ";")
    mention = mention_at(words, first, view.open)
    if mention is None or not names_somebody(mention):
        return None
    articles = grammar("determiners_singular") | grammar("determiners_plural") | {"d'"}
    rest = words.low[mention.last : view.open]
    return Evidence(mention, last.evidence.cue) if 0 < len(rest) <= 2 and articles.issuperset(rest) else None


def _turns_to_another(words: Words, first: int, end: int) -> bool:
    """Whether somebody is named between two quotations, tokens [first, end)."""
    return any(name.label_ == "PER" for name in words.names_from(first, end)) or any(
        words.low[i] in grammar("ranks") for i in range(first, end)
    )


def _stops(word: str) -> bool:
    return not word[:1].isalnum()


def coordinated(view: View) -> Evidence | None:
    """The words are joined to others of the same sentence: "« A » et « B »", "« A », puis « B »".

    >>> example("Selon [Maud Kerbrat], c'était « un pari » et « une folie ».", 1)
    ('coordinated', 'Maud Kerbrat', 'Selon')
    >>> example("« Il pleut », rappelle [Maud Kerbrat] et « la nuit tombe vite ici ».", 1)
    ('coordinated', 'Maud Kerbrat', 'rappelle')
    >>> example("[Maud Kerbrat] salue la « réforme utile » de la mairie, et une « idée juste ».", 1)
    ('coordinated', 'Maud Kerbrat', 'salue')
    >>> example("[Maud Kerbrat] dit : « Il pleut ». Puis : « La nuit tombe vite ici. »", 1)
    ('coordinated', 'Maud Kerbrat', 'dit')
    >>> example("[Maud Kerbrat] dit : « Il pleut. » Puis : « La nuit tombe vite ici. »", 1)
    ('coordinated', 'Maud Kerbrat', 'dit')
    """
    last = view.just_before()
    if last is None:
        return None
    words = view.words
    gap = words.low[_skip_owner(words, _skip_clause(view, last), view.open) : view.open]
    if gap[-1:] == [":"] and len(gap) == 2 + (gap[0] == "."):
        gap = gap[-2:-1]  # "« A ». Puis : « B »", "« A. » Puis : « B »"
    elif words.sentence(view.open - 1)[0] > words.at(last.marked.closes) - 1 and gap:
        return None
    article = grammar("determiners_singular") | grammar("determiners_plural")
    follows = words.low[view.close : view.close + 1]
    if follows and follows[0] in grammar("clitics") | grammar("auxiliaries"):
        return None  # "une « réforme », et les « anciens » s'opposent"
    joins = _JOINS | {",", "que", "qu'", "aussi", "même", "surtout", "enfin", "encore"}
    if gap[1:] and gap[-1] in article and gap[-2] in ("et", "ou"):
        gap = gap[:-1]
    if gap and all(word in joins for word in gap):
        return last.evidence
    return None


def _skip_clause(view: View, last: Decided) -> int:
    """The token behind the quotation before, past its reporting clause if one follows: "« A », dit X et « B »"."""
    closes = view.words.at(last.marked.closes)
    mention, cue = last.evidence.mention, last.evidence.cue
    if mention is None or cue is None or not view.is_clause or not closes <= cue.first < mention.first:
        return closes
    return mention.last


def _skip_owner(words: Words, i: int, end: int) -> int:
    """Past whose the thing between the marks is, if a conjunction follows: "la « réforme » de la mairie, et"."""
    if i >= end or words.low[i] not in ("de", "d'", "du", "des"):
        return i
    last = skip_complement(words, i, end)
    joined = last < end and (words.low[last] in _JOINS or words.low[last] == ",")
    return last if joined and not words.quoted[last] else i


_JOINS = frozenset({"et", "ou", "puis", "mais"})


def elided_subject(view: View) -> Evidence | None:
    """A second verb of the same subject introduces the words: "« A », dit X, avant d'ajouter : « B »".

    >>> example("« Il pleut », dit [Maud Kerbrat], avant d'ajouter : « Rentrons vite chez nous. »", 1)
    ('elided_subject', 'Maud Kerbrat', 'ajouter')
    >>> example("« Il pleut », dit [Maud Kerbrat]. Et la maire de conclure : « Rentrons vite chez nous. »", 1)
    ('elided_subject', 'maire', 'conclure')
    """
    last = view.just_before()
    if last is None:
        return None
    words = view.words
    first = max(words.at(last.marked.closes), view.before)
    for i in range(view.open - 1, max(first, view.open - 4) - 1, -1):
        if i < view.open - 1 and words.low[view.open - 1] not in (":", "que", "qu'", ",", "d'", "de", "un", "une"):
            return None
        shapes = [f for f in forms().get(words.low[i], ()) if f.shape in ("infinitive", "gerund", "finite")]
        if shapes and shapes[0].shape == "finite" and _has_subject(words, first, i):
            continue
        if is_human(words.low[i]):
            continue  # "et conseiller « transition »": a role
        if not shapes or words.low[i - 1] not in ("de", "d'", "et", "puis", "en", ",", "à"):
            continue
        cue = Cue(i, i + 1, shapes[0].lemma)
        another = _narrated(words, view.before, i)
        return Evidence(another, cue) if another else Evidence(last.evidence.mention, cue, last.evidence.name)
    return None


def _narrated(words: Words, first: int, verb: int) -> Mention | None:
    """Whose narrative infinitive it is: "Et la maire de conclure :"."""
    if words.low[verb - 1] not in ("de", "d'") or words.low[first : first + 1] != ["et"]:
        return None
    mention = mention_at(words, first + 1, verb - 1)
    return mention if mention is not None and mention.last == verb - 1 and names_somebody(mention) else None


def _has_subject(words: Words, first: int, verb: int) -> bool:
    return any(mention_at(words, j, verb) is not None for j in range(first, verb) if not words.quoted[j])
