"""A noun of speech and whose it is: "La réponse de X : « … »", "Verdict : « … »"."""

from eignlp.components.morphology.people import is_human
from eignlp.components.quotes.antecedents import opening_subject
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.mentions import can_speak, mention_at, names_somebody
from eignlp.components.quotes.reading.noun_phrases import contracted_at, is_governed
from eignlp.components.quotes.reading.owners import owner_at, possessor
from eignlp.components.quotes.reading.subjects import subject_before
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.relayed import received
from eignlp.components.quotes.view import View
from eignlp.lexicon import nouns


def speech_noun(view: View) -> Evidence | None:
    """A noun of speech with its owner: "le témoignage de X : « … »", "Réponse de la mairie : « … »".

    >>> example("La réponse de [Maud Kerbrat] fuse : « Jamais ! »")
    ('speech_noun', 'Maud Kerbrat', 'réponse')
    >>> example("[Maud Kerbrat] a eu ce mot, un matin : « La mer décide. »")
    ('speech_noun', 'Maud Kerbrat', 'mot')
    >>> example("[Paul Roux] a goûté la soupe. Verdict : « Il manque du sel, comme toujours. »")
    ('speech_noun', 'Paul Roux', 'Verdict')
    >>> example("[Paul Roux] a lu un message reçu d'une agente : « Merci, j'ai décroché à temps. »")
    ('speech_noun', 'agente', 'message')
    >>> example("[Paul Roux] range ses filets. Je lui ai écrit hier. Réponse : « Il faut demander au vent. »")
    ('speech_noun', 'Paul Roux', 'Réponse')
    >>> example("[Paul Roux] a obtenu de [Maud Kerbrat] cette réponse : « Il faut demander au vent. »")
    ('speech_noun', 'Maud Kerbrat', 'réponse')
    """
    words = view.words
    given = received(view)
    if given is not None:
        giver, noun = given
        return Evidence(giver, Cue(noun, noun + 1, words.low[noun])) if giver is not None else None
    colon = view.has_colon or words.low[view.open - 1] in ("?", "fut", "est", "était")
    for i in range(view.open - 2, view.before - 1, -1):
        if words.quoted[i] or words.low[i] not in nouns("speech") or i + 1 >= view.open:
            continue
        if not {"contre", "malgré", "sans"}.isdisjoint(words.low[max(view.before, i - 2) : i]):
            continue  # "contre l'avis de X, Y a tenu bon :"
        if words.low[i - 1 : i + 1] == ["à", "propos"] or (view.is_link and not colon):
            continue  # "à propos de X :", "l'intervention de X, [« Cent ans de phares »](…)"
        if words.low[i].startswith("exemple") and words.low[i - 1] in ("l'", "les"):
            continue  # "l'exemple du Royaume-Uni"
        if words.low[i - 1] in ("de", "d'") or (words.low[i - 1] == "du" and words.capital(i)):
            continue  # "la liberté d'expression de X", "président du Conseil"
        if words.low[i] in ("question", "questions") and words.low[i - 2 : i] in (["à", "la"], ["à", "une"]):
            continue  # "À la question de X, Y répond :"
        if words.low[i] in ("question", "questions") and view.inner[-1:] != "?" and not view.has_colon:
            continue  # "à une question du public, il a répondu que « … »"
        mention = owner_at(words, i, view.open) or possessor(words, i, view.before)
        if mention is None and colon:
            mention = _who_has(words, i, view.before) or _told_before(view, i) or _who_puts(view, i)
        if mention is not None and can_speak(mention) and (colon or mention.last >= view.open - 2):
            return Evidence(mention, Cue(i, i + 1, words.low[i]))
    return None


def _who_has(words: Words, i: int, first: int) -> Mention | None:
    """Who "a eu ce mot", "a cette formule", "trouve ces mots"."""
    if i <= first + 1 or words.low[i - 1] not in ("ce", "cet", "cette", "ces"):
        return None
    verb = next(
        (j for j in range(i - 2, max(first, i - 5) - 1, -1) if words.low[j] in ("a", "ont", "avait", "trouve")), None
    )
    return subject_before(words, first, verb) if verb is not None else None


def _who_puts(view: View, i: int) -> Mention | None:
    """Who comes out with the noun of speech right before the colon: "un apprenti lance la question :"."""
    words = view.words
    if words.low[i + 1] != ":" or not view.is_clause:
        return None
    found = (mention_at(words, j, i) for j in range(view.before, i) if not words.is_taken(j) or j in words.names)
    people = [m for m in found if m is not None and names_somebody(m)]
    return next((m for m in people if not is_governed(words, m)), None)


def _told_before(view: View, i: int) -> Mention | None:
    """Whom the sentence before is about, where the noun alone opens this one: "Verdict :", "Réponse, par texto :"."""
    words, first = view.words, view.words.at(view.block.start)
    if (
        i != view.before
        or i <= first
        or not view.is_clause
        or view.open - i > _LABEL
        or words.low[i] in ("exemple", "exemples", "question")
    ):
        return None
    start = words.sentence(i - 1)[0]
    mention = opening_subject(words, max(start, first), i)
    if mention is not None and mention.head in ("je", "nous") and words.low[i].startswith("réponse"):
        return _asked_one(words, max(start, first), i)
    return mention if mention is not None and (mention.kind != "noun" or is_human(mention.head)) else None


_LABEL = 8  # tokens of "Réponse, par texto :"


def _asked_one(words: Words, first: int, last: int) -> Mention | None:
    """Whom the author asks: "Je lui ai posé la question. Réponse :", "J'ai demandé à Paul. Réponse :"."""
    for i in range(first, last):
        if words.low[i] in ("lui", "leur") and i and words.low[i - 1] in ("je", "nous", "le", "la", "l'", "les"):
            plural = words.low[i] == "leur"
            return Mention(i, i + 1, "pronoun", "ils" if plural else "il", "p" if plural else "s")
        mention = mention_at(words, i + 1, last) if words.low[i] == "à" else contracted_at(words, i, last)
        if mention is not None and names_somebody(mention):
            return mention
    return None
