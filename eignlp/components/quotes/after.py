"""Rules about what follows a quotation: "« … », raconte X", "« … », selon X"."""

from eignlp.components.quotes.cues import cue_at, is_adverb
from eignlp.components.quotes.introducers import introducer_at
from eignlp.components.quotes.mentions import (
    can_speak,
    contracted_at,
    mention_at,
    past_complement,
    subject_after,
    subject_before,
)
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.verbs import forms
from eignlp.components.quotes.view import View
from eignlp.components.quotes.words import Words, grammar, nouns


def _start(view: View) -> int:
    """The first token after the closing mark and a comma or dash."""
    i = view.close
    while i < view.after and view.words.low[i] in (",", "—", "–", "-", "!", "?", "…", "...", ")"):
        i += 1
    return i


def fits(cue: Cue, mention: Mention) -> bool:
    """Whether verb and subject agree in number, and the subject can be one of such a verb."""
    if mention.kind in ("name", "noun", "pronoun") and cue.number and mention.number != cue.number and cue.person == 3:
        return mention.kind == "noun" and mention.head in nouns("collective")
    if cue.classes <= {"manner", "fragment", "weak"}:
        return can_speak(mention)
    return mention.kind != "noun" or can_speak(mention) or mention.head not in nouns("named")


def inverted_subject(words: Words, cue: Cue, end: int) -> Mention | None:
    """The subject after an inverted verb: its pronoun ("raconte-t-il") or what follows."""
    if cue.pronoun is not None:
        pronoun = mention_at_suffix(words, cue.pronoun)
        if pronoun is not None or words.low[cue.pronoun].endswith("on"):
            return pronoun  # nobody's, behind "lit-on"
    if cue.person == 1:
        return None
    return subject_after(words, max(cue.last, (cue.pronoun or 0) + 1), end)


def mention_at_suffix(words: Words, i: int) -> Mention | None:
    """The mention of an inverted pronoun: token "-il" as "il"."""
    word = words.low[i].removeprefix("-").removeprefix("t-")
    if word not in ("il", "elle", "ils", "elles", "je", "nous"):
        return None
    gender = {"il": "m", "ils": "m", "elle": "f", "elles": "f"}.get(word, "")
    return Mention(i, i + 1, "pronoun", word, "p" if word in ("ils", "elles", "nous") else "s", gender)


def inversion(view: View) -> Evidence | None:
    """The reporting verb follows, its subject after it.

    >>> example("« On a tout repris », raconte hier soir [Maud Kerbrat].")
    ('inversion', 'Maud Kerbrat', 'raconte')
    >>> example("[Paul Roux] hésite. « Il pleut », finit-il par admettre.")
    ('inversion', 'Paul Roux', 'finit-il par admettre')
    >>> example("[Paul Roux] hésite. « Il pleut encore sur le port », il répond.")
    ('inversion', 'Paul Roux', 'répond')
    >>> example("[Paul Roux] hésite. « Il pleut toujours sur le port » en novembre, rappelle-t-il.")
    ('inversion', 'Paul Roux', 'rappelle')
    >>> example("C'est un « tournant historique », estime [Paul Roux].")
    ('inversion', 'Paul Roux', 'estime')
    >>> example("« On ouvrira le quai en mai », explique-t-on à la mairie.")
    ('inversion', 'mairie', 'explique')
    """
    words = view.words
    if view.marked.held and not view.is_clause and view.open > view.before:
        return None  # a term in somebody's words: the clause is about these
    if _is_a_subject(view):
        return None
    i = _start(view)
    told = _told_straight(view, i)
    if told is not None:
        return told
    cue = cue_at(words, i, view.after) if i < view.after else None
    cue = cue or _past_when_and_where(view, i)
    if cue is None or not cue.classes & {"say", "reflexive", "manner", "fragment"}:
        return None
    mention = where_one_says(words, cue, view.after)
    if mention is not None:
        return Evidence(mention, cue)
    mention = inverted_subject(words, cue, view.after)
    if mention is None or not fits(cue, mention):
        return None
    if mention.kind == "noun" and not can_speak(mention) and not view.is_clause:
        return None
    return Evidence(mention, cue)


def where_one_says(words: Words, cue: Cue, end: int) -> Mention | None:
    """The body or text in which one says the words: "explique-t-on à la mairie", "apprend-on dans le rapport"."""
    if cue.pronoun is None or not words.low[cue.pronoun].endswith("on"):
        return None
    i = cue.pronoun + 1
    i += 3 * (words.low[i : i + 3] in (["du", "côté", "de"], ["du", "côté", "d'"]))
    if i >= end or (words.low[i] not in ("à", "au", "aux", "chez", "dans") and i == cue.pronoun + 1):
        return None
    contracted = words.low[i] in ("au", "aux")
    start = i if i > cue.pronoun + 1 else i + 1
    mention = contracted_at(words, i, end) if contracted else mention_at(words, start, end)
    told = mention is not None and (mention.kind == "org" or mention.head in nouns("org") | nouns("text"))
    return mention if told else None


def _is_a_subject(view: View) -> bool:
    """Whether a term and its article open the sentence, as the subject of the verb: "La « table ronde » se termine"."""
    low = view.words.low
    articles = grammar("determiners_singular") | grammar("determiners_plural")
    opens = view.open == view.before + 1 and low[view.before] in articles
    return opens and not view.is_clause and low[view.close : view.close + 1] != [","]


def _told_straight(view: View, i: int) -> Evidence | None:
    """The incise of everyday speech, its subject first: "« … », je réponds.", "« … », elle a dit."."""
    words = view.words
    if not view.is_clause or (view.open > view.before and words.low[view.open - 1] not in (":", "—", "–", "-")):
        return None  # "Après avoir lu « Le port ne dort jamais », elle répond."
    if i + 1 >= view.after or words.low[i] not in grammar("pronouns") or words.low[i] in ("on", "nous"):
        return None
    cue, subject = cue_at(words, i + 1, view.after), mention_at(words, i, view.after)
    follows = words.low[cue.last : cue.last + 1] if cue is not None and cue.classes & {"say"} else ["que"]
    ends = all(word in (",", ".", "!", "?", ";", ")") for word in follows)
    return Evidence(subject, cue) if ends and subject is not None else None


def _past_when_and_where(view: View, i: int) -> Cue | None:
    """The incise behind a complement that ends the sentence of the words: "« … » en 2022, lance-t-elle"."""
    words = view.words
    if i >= view.after or words.low[i] not in grammar("prepositions"):
        return None
    last = past_complement(words, i, view.after)
    ends = last + 1 < view.after and words.low[last] == ","
    cue = cue_at(words, last + 1, view.after) if ends else None
    return cue if cue is not None and cue.pronoun is not None else None


def source_after(view: View) -> Evidence | None:
    """A source follows: "selon X", "d'après X", "pour reprendre les mots de X".

    >>> example("Le projet avance « à pas comptés », selon [Inès Morvan].")
    ('source_after', 'Inès Morvan', 'selon')
    >>> example("[Paul Roux] reprend la mer. Le port est « un désert », selon ses termes.")
    ('source_after', 'Paul Roux', 'selon')
    """
    words = view.words
    i = _start(view)
    found = introducer_at(words, i, view.after) if i < view.after else None
    if found is None:
        return None
    cue, i = found
    mention = possessor(words, i + 1, i) if _is_own_words(words, i) else mention_at(words, i, view.after)
    if mention is None or ("weak" in cue.classes and mention.kind not in ("name", "names")):
        return None
    return Evidence(mention, cue) if can_speak(mention) else None


def _is_own_words(words: Words, i: int) -> bool:
    """Whether a possessive and a noun for what is said begin at token i: "selon | ses propres mots"."""
    noun = next((word for word in words.low[i + 1 : i + 3] if word not in grammar("adjectives_before")), "")
    own = not {"ses", "son", "sa", "leur", "leurs"}.isdisjoint(words.low[i : i + 1])
    return own and (noun in nouns("speech") or noun in ("termes", "dires"))


def summed_up(view: View) -> Evidence | None:
    """A clause takes the words up: "c'est ainsi que X résume", "voilà comment X décrit".

    >>> example("« Tenir, encore et toujours. » C'est ainsi que [Luc Sorel] résume sa saison.")
    ('summed_up', 'Luc Sorel', 'résume')
    >>> example("> Tenir, encore et toujours.\\n\\nC'est par ces mots que [Luc Sorel] a conclu la soirée.")
    ('summed_up', 'Luc Sorel', 'a conclu')
    >>> example("« Tenir, encore et toujours. » Cette boutade de [Luc Sorel] a fait le tour du port.")
    ('summed_up', 'Luc Sorel', 'boutade')
    >>> example("« Tenir, encore et toujours. » C'est un des vœux exprimés par [Luc Sorel].")
    ('summed_up', 'Luc Sorel', 'exprimés')
    >>> example("« Tenir, encore et toujours. » C'est ainsi que s'ouvre la lettre de [Luc Sorel].")
    ('summed_up', 'lettre de Luc Sorel', 'ouvre')
    >>> example("[Luc Sorel] a fini sa saison. « Tenir, encore et toujours », ce sont ses mots.")
    ('summed_up', 'Luc Sorel', 'mots')
    """
    words = view.words
    i, end = _what_follows(view)
    if not _takes_up(words, i):
        return None
    for j in range(i + 1, min(end, i + 30)):
        mention = _speech_of(words, j, end) or agent_of(words, j, end) or _opened_text(words, j, end)
        if mention is not None:
            return Evidence(mention, Cue(j, j + 1, words.low[j], frozenset({"say"})))
        cue = cue_at(words, j, end) if not words.quoted[j] else None
        if cue is not None and cue.classes & {"say", "reflexive", "manner", "fragment"} and cue.first == j:
            subject = subject_before(words, i, cue.first) or inverted_subject(words, cue, end)
            if subject is not None and can_speak(subject):
                return Evidence(subject, cue)
    return None


def _speech_of(words: Words, j: int, end: int) -> Mention | None:
    """Whose words the noun at token j are: "la conclusion de X", "ses mots"."""
    if words.low[j] not in nouns("speech"):
        return None
    if j + 1 >= end or words.low[j + 1] not in ("de", "d'", "du", "des"):
        return possessor(words, j, 0)
    mention = mention_at(words, j + 2, end) or mention_at(words, j + 1, end)
    return mention if mention is not None and can_speak(mention) else None


def possessor(words: Words, i: int, first: int) -> Mention | None:
    """Whose words the noun at token i are, by its possessive: "sa réponse", "leur demande"."""
    j = i - 1
    while j > first and words.low[j] in grammar("adjectives_before"):
        j -= 1
    if j < first or words.low[j] not in ("son", "sa", "ses", "leur", "leurs"):
        return None
    plural = words.low[j].startswith("leur")
    return Mention(j, j + 1, "pronoun", "ils" if plural else "il", "p" if plural else "s")


def agent_of(words: Words, j: int, end: int) -> Mention | None:
    """By whom the words were put, behind the participle at token j: "un des freins exprimés par X"."""
    if not any(form.shape == "participle" for form in forms().get(words.low[j], ())):
        return None
    by = j + 2 if j + 1 < end and is_adverb(words.low[j + 1]) else j + 1
    if by + 1 >= end or words.low[by] != "par":
        return None
    mention = mention_at(words, by + 1, end)
    return mention if mention is not None and can_speak(mention) else None


def _opened_text(words: Words, j: int, end: int) -> Mention | None:
    """The text that begins or ends with the words: "c'est ainsi que s'ouvre l'article"."""
    opens = words.low[j] in grammar("opens_a_text") and words.low[j - 1] in ("que", "qu'", "s'")
    mention = mention_at(words, j + 1, end) if opens else None
    return mention if mention is not None and mention.head in nouns("text") else None


def _what_follows(view: View) -> tuple[int, int]:
    """Tokens of the sentence after the words: in their block, or in the next one if they fill theirs."""
    words, i = view.words, _start(view)
    below = view.block_after() if view.fills_block else None
    if below is not None and below.quote is None:
        return words.at(below.start), words.sentence(words.at(below.start))[1]
    if view.after > view.close:
        return i, view.after
    end = words.sentence(view.close)[1] if view.close < len(words) else i
    return i, min(end, words.at(view.last_block.end))


def _takes_up(words: Words, i: int) -> bool:
    """Whether a sentence that begins at token i takes up what was said: "c'est ainsi que", "cette boutade"."""
    if i + 1 < len(words) and words.low[i] in ("ce", "cet", "cette", "ces") and words.low[i + 1] in nouns("speech"):
        return True
    return " ".join(words.low[i : i + 6]).startswith(tuple(grammar("taking_up")))
