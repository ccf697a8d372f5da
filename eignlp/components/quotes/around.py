"""Rules about words that go on: the incise inside the marks, the quotation resumed or coordinated."""

from eignlp.components.quotes.after import fits, inverted_subject
from eignlp.components.quotes.cues import cue_at
from eignlp.components.quotes.interviews import self_naming
from eignlp.components.quotes.mentions import can_speak, is_human, mention_at, past_complement
from eignlp.components.quotes.model import Cue, Evidence
from eignlp.components.quotes.verbs import forms
from eignlp.components.quotes.view import Decided, View
from eignlp.components.quotes.words import Words, grammar


def incise_inside(view: View) -> Evidence | None:
    """The reporting clause stands between the marks: «A, explique X, B».

    >>> example("« Le four, explique [Gilles Roque], ne refroidit jamais. »")
    ('incise_inside', 'Gilles Roque', 'explique')
    """
    words = view.words
    first, last = words.at(view.marked.start), words.at(view.marked.end)
    for i in range(first + 1, last):
        if words.low[i - 1] not in (",", "?", "!", "…", "—", "–") or _is_of_another(view, i):
            continue
        cue = cue_at(words, i, last)
        if cue is None or not cue.classes & {"say", "reflexive", "manner"}:
            continue
        mention = inverted_subject(words, cue, min(last, cue.last + 14))
        if mention is None or not fits(cue, mention) or not can_speak(mention):
            continue
        if mention.kind == "noun" and mention.first > cue.last + 2:
            continue
        if _closes(view, mention.last, last):
            return Evidence(mention, cue)
    return None


def _past_clause(view: View, last: Decided) -> int:
    """The token behind the quotation before, past its reporting clause if one follows: "« A », dit X et « B »"."""
    closes = view.words.at(last.marked.closes)
    mention, cue = last.evidence.mention, last.evidence.cue
    if mention is None or cue is None or not view.is_clause or not closes <= cue.first < mention.first:
        return closes
    return mention.last


def _past_owner(words: Words, i: int, end: int) -> int:
    """Past whose the thing between the marks is, if a conjunction follows: "la « réforme » de la mairie, et"."""
    if i >= end or words.low[i] not in ("de", "d'", "du", "des"):
        return i
    last = past_complement(words, i, end)
    joined = last < end and (words.low[last] in _JOINS or words.low[last] == ",")
    return last if joined and not words.quoted[last] else i


_JOINS = frozenset({"et", "ou", "puis", "mais"})


def _is_of_another(view: View, i: int) -> bool:
    """Whether the clause at token i follows an utterance that stands inside the span, no title: it reports that one."""
    inside = [layer > view.marked.held + 1 for layer in view.words.layers[max(0, i - UTTERANCE - 1) : i]]
    return sum(inside) >= UTTERANCE


UTTERANCE = 7  # tokens, marks counted, from which on words between marks inside others are no title


def incise_before(view: View) -> Evidence | None:
    """The reporting clause stands between commas before the words: "Ici, a-t-elle dit, le port est « … »".

    >>> example("Au port, raconte [Gilles Roque], les nuits passaient pour « un temps mort ».")
    ('incise_before', 'Gilles Roque', 'raconte')
    """
    words = view.words
    for i in range(view.open - 1, view.before, -1):
        if words.quoted[i] or words.low[i - 1] != "," or words.quoted[max(i - 2, 0)]:
            continue
        cue = cue_at(words, i, view.open)
        if cue is None or not cue.classes & {"say", "reflexive"}:
            continue
        mention = inverted_subject(words, cue, view.open)
        if mention is None or not fits(cue, mention) or not can_speak(mention):
            continue
        if any(words.low[j] == "," for j in range(max(mention.last, cue.last), view.open)):
            return Evidence(mention, cue)
    return None


def _closes(view: View, i: int, last: int) -> bool:
    """Whether the clause ends soon after its subject: a comma, a stop, the end of the quotation."""
    return any(j >= last or view.words.low[j] in (",", ".", "!", "?", "…", ":", ";", "—", "–") for j in range(i, i + 8))


def resumed(view: View) -> Evidence | None:
    """The words go on after the reporting clause: "« A », explique X. « B »".

    >>> example("« Il pleut », dit [Maud Kerbrat]. « Rentrons avant la nuit. »", 1)
    ('resumed', 'Maud Kerbrat', 'dit')
    """
    last = view.last_decided()
    if last is None or view.previous is not last.marked or not view.is_clause:
        return None
    words = view.words
    if last.marked.last_block != view.marked.block or view.open != view.before:
        return None
    if last.evidence.cue is None or words.sentence(view.open - 1)[0] > words.at(last.marked.closes):
        return None
    if view.after > view.close and not _stops(words.low[view.close]):
        return None
    if "-je" in words.low[view.close : view.after]:
        return None  # "« Je n'en suis pas sûr », répliqué-je"
    return last.evidence


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
    """
    last = view.last_decided()
    if last is None or view.previous is not last.marked or last.marked.last_block != view.marked.block:
        return None
    words = view.words
    gap = words.low[_past_owner(words, _past_clause(view, last), view.open) : view.open]
    if gap[-1:] == [":"] and gap[:1] == ["."] and len(gap) == 3:
        gap = gap[1:-1]  # "« A ». Puis : « B »"
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


def self_named(view: View) -> Evidence | None:
    """The words name who says them: "je m'appelle Maud".

    >>> example("« Bonjour, je m'appelle [Maud] et je pêche. »")
    ('self_named', 'Maud', "m'appelle")
    """
    if view.size < 5:
        return None  # "« Je m'appelle Hélène » est une chanson"
    return self_naming(view.words, view.words.at(view.marked.start), view.words.at(view.marked.end))


def _has_subject(words: Words, first: int, verb: int) -> bool:
    return any(mention_at(words, j, verb) is not None for j in range(first, verb) if not words.quoted[j])


def elided_subject(view: View) -> Evidence | None:
    """A second verb of the same subject introduces the words: "« A », dit X, avant d'ajouter : « B »".

    >>> example("« Il pleut », dit [Maud Kerbrat], avant d'ajouter : « Rentrons vite chez nous. »", 1)
    ('elided_subject', 'Maud Kerbrat', 'ajouter')
    """
    last = view.last_decided()
    if last is None or view.previous is not last.marked or last.marked.last_block != view.marked.block:
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
        return Evidence(last.evidence.mention, Cue(i, i + 1, shapes[0].lemma, frozenset({"say"})), last.evidence.name)
    return None
