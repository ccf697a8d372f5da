"""A sentence or block before the words introduces them: "X se souvient :" above a blockquote."""

from eignlp.components.morphology.people import is_human
from eignlp.components.quotes.antecedents import opening_subject
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import cues_in
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.noun_phrases import phrase_end
from eignlp.components.quotes.reading.owners import owner_at, possessor
from eignlp.components.quotes.reading.subjects import fits, subject_of
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.agents import agent_evidence
from eignlp.components.quotes.rules.relayed import cited_at, given_the_floor
from eignlp.components.quotes.rules.signatures import signature
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns
from eignlp.markup import Block


def introduced_by_block(view: View) -> Evidence | None:
    """The block before introduces the words, by a colon or a verb that ends it: "X raconte :" above a blockquote.

    >>> example("[Maud Kerbrat] se souvient :\\n\\n« On dormait dans les bureaux. »")
    ('introduced_by_block', 'Maud Kerbrat', 'se souvient')
    >>> example("Autre constat relevé par l'article, celui du coût :\\n\\n> Les bateaux paient trop cher leur place.")
    ('introduced_by_block', 'article', 'relevé')
    >>> example("On a demandé aux agents ce qui avait changé. Florilège :\\n\\n« Le téléphone ne sonne plus. »")
    ('introduced_by_block', 'agents', None)
    >>> example("Je laisse la parole à [Maud Kerbrat] :\\n\\n> Quand je suis arrivée, le port était vide.")
    ('introduced_by_block', 'Maud Kerbrat', None)
    >>> example("La {Ligue du port} répond\\n\\n> Le quai sera fermé lundi, et rouvert mardi.")
    ('introduced_by_block', 'Ligue du port', 'répond')
    """
    before = _introduction(view) if signature(view) is None else None
    if not (view.opens_block and (view.is_clause or view.fills_block)) or before is None:
        return None
    words = view.words
    by_colon = words.text[before.end - 1] == ":"
    last = words.at(before.end) - by_colon
    first = max(words.sentence(last - 1)[0], words.at(before.start))
    if not by_colon and not _ends_with_a_verb(words, first, last):
        return None
    floor = given_the_floor(words, first, last)
    if floor is not None:
        return Evidence(floor)
    reported = _by_verb(words, first, last) or _by_noun(words, first, last)
    if reported is not None:
        return reported
    mention = mention_at(words, first, last)
    if mention is not None and mention.kind in ("name", "names", "noun", "org") and can_speak(mention):
        return Evidence(mention) if view.is_clause else None
    if view.is_clause and last - first <= _A_FEW and words.starts[first] > before.start:
        asked = _asked_people(words, *words.sentence(first - 1))
        return Evidence(asked) if asked is not None else None
    return None


def led_item(view: View) -> Evidence | None:
    """The lead of a list says whose the words in its items are: "Le rapport avance :" above "- ils sont « … »".

    >>> example("Le rapport avance deux arguments :\\n\\n- les quais sont « trop étroits »")
    ('led_item', 'rapport', 'avance')
    >>> example("D'autres arguments figurent dans le rapport :\\n\\n- ils permettent de « garder la main »")
    ('led_item', 'rapport', None)
    """
    words, before = view.words, _introduction(view)
    goes_on = view.block.kind == "list_item" and not view.opens_block and words.text[view.block.start].islower()
    if before is None or not goes_on or view.size < 2 or view.inner[:1].isupper() or view.cues_around:
        return None
    if words.low[view.open - 1] in grammar("determiners_singular") | grammar("determiners_plural"):
        return None  # "- ouvrir les « données du port »"
    last = words.at(before.end) - 1
    if before.kind != "paragraph" or words.low[last : last + 1] != [":"]:
        return None
    first = max(words.sentence(last)[0], words.at(before.start))
    return _in_a_text(words, first, last) or _by_verb(words, first, last)


def _in_a_text(words: Words, first: int, last: int) -> Evidence | None:
    """The text behind "dans" at the end of tokens [first, last): "sont avancés dans le rapport :"."""
    for i in range(last - 2, max(first, last - _A_FEW) - 1, -1):
        mention = mention_at(words, i + 1, last) if words.low[i] == "dans" else None
        if mention is not None and mention.last == last and mention.head in nouns("text"):
            return Evidence(mention)
    return None


def _ends_with_a_verb(words: Words, first: int, last: int) -> bool:
    """Whether tokens [first, last) end with a verb of saying, and no stop: "La Ligue répond"."""
    return any(cue.last == last and "say" in cue.classes for cue in cues_in(words, first, last))


def _by_verb(words: Words, first: int, last: int) -> Evidence | None:
    """Who reports in tokens [first, last): "Maud se souvient :"."""
    for cue in reversed(cues_in(words, first, last)):
        subject = cited_at(words, cue, last) or subject_of(words, cue, first, last)
        if subject is not None and subject.head != "on" and fits(cue, subject) and can_speak(subject):
            return Evidence(subject, cue)
    return None


def _by_noun(words: Words, first: int, last: int) -> Evidence | None:
    """By whom or whose the words are: "Autre constat relevé par l'article :", "Le retour de Maud :"."""
    for i in range(last - 1, first - 1, -1):
        by_agent = agent_evidence(words, i, last)
        if by_agent is not None:
            return by_agent
        if words.low[i] in nouns("speech"):
            mention = (owner_at(words, i, last) if i + 1 < last else None) or possessor(words, i, first)
            if mention is not None and can_speak(mention):
                return Evidence(mention, Cue(i, i + 1, words.low[i]))
    return None


_A_FEW = 8  # tokens of "Morceaux choisis :", "Quelques réponses :"


def _asked_people(words: Words, first: int, last: int) -> Mention | None:
    """Those who were asked: "Nous avons demandé aux mentors de résumer l'année. Morceaux choisis :"."""
    subject = opening_subject(words, first, last)
    if subject is not None and subject.number == "p" and is_human(subject.head):
        return subject
    for i in range(first, last - 1):
        if words.low[i] in ("aux", "les", "des") and is_human(words.low[i + 1]) and words.low[i + 1].endswith("s"):
            return Mention(i + 1, phrase_end(words, i + 2, last), "noun", words.low[i + 1], "p")
    return None


def _introduction(view: View) -> Block | None:
    """The block that introduces this one: the one before, or the one above a list of quotations."""
    place = view.marked.block - 1
    while place >= 0 and view.block.kind == "list_item" and view.blocks[place].kind == "list_item":
        place -= 1
    return view.blocks[place] if place >= 0 else None


def sentence_before(view: View) -> Evidence | None:
    """The sentence before says who speaks: "X nous en donne un exemple. Tout se faisait « … »."

    >>> example("[Maud Kerbrat] nous en donne un exemple. Le tri se faisait « à la main, page par page ».")
    ('sentence_before', 'Maud Kerbrat', 'donne')
    """
    words = view.words
    if view.before == 0:
        return None
    first, last = words.sentence(view.before - 1)
    if words.starts[first] < view.block.start or view.size < 2 or view.inner[:1].isupper():
        return None
    if any(words.quoted[first:last]):
        return None  # it has words of its own
    if not any(words.low[i] in nouns("speech") for i in range(first, last)):
        return None
    for cue in cues_in(words, first, last):
        subject = subject_of(words, cue, first, last)
        if subject is not None and subject.kind == "name" and fits(cue, subject):
            return Evidence(subject, cue)
    return None
