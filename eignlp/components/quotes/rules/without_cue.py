"""No cue: somebody is named in the sentence before or beside brackets, or the words say who speaks."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms
from eignlp.components.quotes.antecedents import opening_subject
from eignlp.components.quotes.interviews import self_naming
from eignlp.components.quotes.model import Evidence, Mention
from eignlp.components.quotes.reading.introducers import introducer_at
from eignlp.components.quotes.reading.mentions import mention_at, names_somebody
from eignlp.components.quotes.reading.noun_phrases import is_governed
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.relayed import reader
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar


def free_speech(view: View) -> Evidence | None:
    """A whole sentence between marks, after a sentence about one person: their words, without a cue.

    >>> example("[Maud Kerbrat] range ses filets. « La mer ne prévient jamais personne. »")
    ('free_speech', 'Maud Kerbrat', None)
    >>> example("Un agent parle bas, loin de sa cheffe [Anna Roux]. « On est quatre pour tout faire ici. »")
    ('free_speech', 'agent', None)
    >>> example("[Maud Kerbrat] range ses filets. Pour elle, rien n'est joué. « La mer ne prévient personne. »")
    ('free_speech', 'Maud Kerbrat', None)
    >>> example("[Maud Kerbrat] ouvre un courrier. « Je n'ai toujours pas reçu ma carte. »") is None
    True
    """
    words = view.words
    if (
        view.before != view.open
        or not view.is_clause
        or view.size < 2
        or view.opens_block
        or view.after > view.close + 1
    ):
        return None
    if view.inner[-1:] not in ".!?…" and not (view.close < len(words) and words.low[view.close] == "."):
        return None
    first, last = words.sentence(view.open - 1)
    if words.starts[first] < view.block.start or any(words.quoted[first:last]):
        return None
    mention = _opening_source(words, first, last) or mention_at(words, first, last)
    if mention is None and (subject := opening_subject(words, first, last)) is not None:
        is_new = subject.kind == "noun" and not subject.definite  # not "Aujourd'hui, les gens veulent…"
        mention = subject if subject.kind == "name" or is_new else None  # "À ses côtés, une dame sourit."
    mention = _turned_to(words, first, last) or mention
    if mention is None or mention.kind in ("names", "org", "work") or mention.head in ("on", "nous", "je"):
        return None
    if reader(view) is not None:
        return None
    if mention.kind == "noun" and not is_human(mention.head) and mention.head not in grammar("ranks"):
        return None
    others = (name for name in words.names_from(mention.last, last) if name.label_ == "PER")
    acting = any(not is_governed(words, Mention(name.start, name.end, "name")) for name in others)
    return Evidence(mention) if not acting else None


def _turned_to(words: Words, first: int, last: int) -> Mention | None:
    """Who acts on the subject, or is asked by it: "X est interrompu par un client.", "On demande à X si…"."""
    for i in range(first + 1, last - 1):
        if words.low[i] == "par" and not {"été", "est"}.isdisjoint(words.low[max(first, i - 4) : i]):
            agent = mention_at(words, i + 1, last)
            return agent if agent is not None and names_somebody(agent) else None
        asks = words.low[i] == "à" and any(f.lemma in grammar("asking") for f in forms().get(words.low[i - 1], ()))
        if asks:
            asked = mention_at(words, i + 1, last)
            return asked if asked is not None and asked.kind == "name" else None
    return None


def _opening_source(words: Words, first: int, last: int) -> Mention | None:
    """Whose view the sentence opens with: "Pour elle, tout reste à faire.", "Selon Maud Kerbrat, …"."""
    found = introducer_at(words, first, last)
    mention = mention_at(words, found[1], last) if found is not None else None
    apart = mention is not None and words.low[mention.last : mention.last + 1] == [","]
    return mention if apart else None


def contrasted(view: View) -> Evidence | None:
    """Whom the post turns to just before words that stand alone: "X, lui, …", "les autres, eux, …".

    >>> example("[Maud Kerbrat] est partie. Les marins, eux, rient. Le quai est à eux. « On dort enfin la nuit ! »")
    ('contrasted', 'marins', None)
    >>> example("[Maud Kerbrat], elle, ne rit pas du tout. « La mer ne prévient jamais personne. »")
    ('contrasted', 'Maud Kerbrat', None)
    """
    words = view.words
    if view.before != view.open or not view.is_clause or view.open < 2 or view.after > view.close + 1:
        return None
    start = words.sentence(view.open - 1)[0]
    start = words.sentence(start - 1)[0] if start else start
    for i in range(view.open - 1, start + 1, -1):
        if words.quoted[i]:
            return None
        turned = words.low[i - 1 : i + 2]
        if turned[:1] == [","] and turned[2:] == [","] and turned[1] in ("lui", "elle", "eux", "elles"):
            first = words.sentence(i - 1)[0]
            mention = mention_at(words, first, i)
            whole = mention is not None and mention.last == i - 1 and mention.kind in ("name", "noun")
            return Evidence(mention) if mention and whole and names_somebody(mention) else None
    return None


def bracketed(view: View) -> Evidence | None:
    """What somebody says stands in brackets behind the name: "X (« je n'y croyais pas ») a gagné".

    >>> example("[Maud Kerbrat] (« je n'y croyais pas du tout ») a gagné la course.")
    ('bracketed', 'Maud Kerbrat', None)
    >>> example("Deux usagers (« C'est l'enfer ! », « On est pris en otage ») passent à l'écran.")
    ('bracketed', 'usagers', None)
    """
    words, bracket = view.words, view.before_its_list - 1
    if not view.is_clause or bracket <= view.before or words.low[bracket] != "(" or view.is_link:
        return None
    inside = words.low[words.at(view.marked.start) : words.at(view.marked.end)]
    if grammar("clause_words").isdisjoint(inside):
        return None
    for i in range(max(view.before, bracket - _NAMED), bracket):
        mention = mention_at(words, i, bracket)
        if mention is not None and mention.last == bracket and names_somebody(mention):
            return Evidence(mention)
    return None


_NAMED = 8  # tokens of somebody's name or role


def self_named(view: View) -> Evidence | None:
    """The words name who says them: "je m'appelle Maud".

    >>> example("« Bonjour, je m'appelle [Maud] et je pêche. »")
    ('self_named', 'Maud', "m'appelle")
    """
    if view.size < 5:
        return None  # "« Je m'appelle Hélène » est une chanson"
    return self_naming(view.words, view.words.at(view.marked.start), view.words.at(view.marked.end))
