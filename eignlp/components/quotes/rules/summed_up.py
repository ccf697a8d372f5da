"""A clause behind the words that takes them up, "« … » C'est ainsi que X résume la saison", or says whose they are."""

from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import cue_at
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.owners import owner_at, speaker_of
from eignlp.components.quotes.reading.subjects import inverted_subject, subject_before
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.agents import agent_of
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


def summed_up(view: View) -> Evidence | None:
    """A clause takes the words up: "c'est ainsi que X résume", "voilà comment X décrit".

    >>> example("« Tenir, encore et toujours. » C'est ainsi que [Luc Sorel] résume sa saison.")
    ('summed_up', 'Luc Sorel', 'résume')
    >>> example("> Tenir, encore et toujours.\\n\\nC'est par ces mots que [Luc Sorel] a conclu la soirée.")
    ('summed_up', 'Luc Sorel', 'a conclu')
    >>> example("« Tenir, encore et toujours. » Cette boutade de [Luc Sorel] a fait le tour du port.")
    ('summed_up', 'Luc Sorel', 'boutade')
    >>> example("« Tenir, encore et toujours ». C'est un des vœux exprimés par [Luc Sorel].")
    ('summed_up', 'Luc Sorel', 'exprimés')
    >>> example("« Tenir, encore et toujours. » C'est ainsi que s'ouvre la lettre de [Luc Sorel].")
    ('summed_up', 'lettre de Luc Sorel', 'ouvre')
    >>> example("« Une petite révolution » : c'est ainsi que [Luc Sorel] résume sa saison.")
    ('summed_up', 'Luc Sorel', 'résume')
    >>> example("[Luc Sorel] a fini sa saison. « Tenir, encore et toujours », ce sont ses mots.")
    ('summed_up', 'Luc Sorel', 'mots')
    """
    words = view.words
    i, end = _what_follows(view)
    if not _takes_up(words, i):
        return None
    for j in range(i + 1, min(end, i + 30)):
        mention = speaker_of(words, j, end) or agent_of(words, j, end) or _opened_text(words, j, end)
        if mention is not None:
            return Evidence(mention, Cue(j, j + 1, words.low[j]))
        cue = cue_at(words, j, end) if not words.quoted[j] else None
        if cue is not None and cue.classes & {"say", "reflexive", "manner", "fragment"} and cue.first == j:
            subject = subject_before(words, i, cue.first) or inverted_subject(words, cue, end)
            if subject is not None and can_speak(subject):
                return Evidence(subject, cue)
    return None


def credited(view: View) -> Evidence | None:
    """What follows says whose the words are: "le terme est de X", "l'aveu vient du préfet", "c'est X qui le dit".

    >>> example("Ce serait un port « à marée basse ». Le terme est de [Luc Sorel].")
    ('credited', 'Luc Sorel', 'terme')
    >>> example("La mairie parle d'un port « à marée basse », le mot est du préfet.")
    ('credited', 'préfet', 'mot')
    >>> example("« Il faut rouvrir la ligne avant juin » : c'est [Luc Sorel] qui le dit.")
    ('credited', 'Luc Sorel', 'dit')
    """
    words = view.words
    i, end = _what_follows(view)
    i += i < end and words.low[i] in (",", ":")
    if words.low[i : i + 2] == ["c'", "est"]:
        return _cleft(words, i + 2, end)
    if i + 4 >= end or words.low[i] not in ("le", "la", "l'") or words.low[i + 2] not in _COMES_FROM:
        return None
    if words.low[i + 1] not in nouns("speech") | nouns("phrasings"):
        return None
    mention = owner_at(words, i + 2, end)
    cue = Cue(i + 1, i + 2, words.low[i + 1])
    return Evidence(mention, cue) if mention is not None and can_speak(mention) else None


_COMES_FROM = frozenset({"est", "était", "vient", "venait"})


def _cleft(words: Words, i: int, end: int) -> Evidence | None:
    """Who says the words, behind "c'est" at token i: "Luc Sorel qui le dit", "le préfet qui l'affirme"."""
    mention = mention_at(words, i, end)
    if mention is None or not can_speak(mention) or words.low[mention.last : mention.last + 1] != ["qui"]:
        return None
    if words.low[mention.last + 1 : mention.last + 2] not in (["le"], ["l'"]):
        return None
    cue = cue_at(words, mention.last + 2, end)
    return Evidence(mention, cue) if cue is not None and "say" in cue.classes else None


def _opened_text(words: Words, j: int, end: int) -> Mention | None:
    """The text that begins or ends with the words: "c'est ainsi que s'ouvre l'article"."""
    opens = words.low[j] in grammar("opens_a_text") and words.low[j - 1] in ("que", "qu'", "s'")
    mention = mention_at(words, j + 1, end) if opens else None
    return mention if mention is not None and mention.head in nouns("text") else None


def _what_follows(view: View) -> tuple[int, int]:
    """Tokens of the sentence after the words: in their block, or in the next one if they fill theirs."""
    words, i = view.words, view.behind
    below = view.block_after() if view.fills_block else None
    if below is not None and below.quote is None:
        return words.at(below.start), words.sentence(words.at(below.start))[1]
    i += words.low[i : i + 1] == [":"]  # "« Une petite révolution » : c'est ainsi que Paul résume"
    if any(word.isalpha() for word in words.low[i : view.after]):
        return i, view.after
    i = max(i, view.after)
    end = words.sentence(i)[1] if i < len(words) else i
    return i, min(end, words.at(view.last_block.end))


def _takes_up(words: Words, i: int) -> bool:
    """Whether a sentence that begins at token i takes up what was said: "cette boutade", "la formule de Paul"."""
    if i + 2 < len(words) and words.low[i + 1] in nouns("speech"):
        owned = words.low[i] in ("la", "le", "l'") and words.low[i + 2] in ("de", "d'", "du")
        if owned or words.low[i] in ("ce", "cet", "cette", "ces"):
            return True
    return " ".join(words.low[i : i + 6]).startswith(tuple(grammar("taking_up")))
