"""The reporting clause behind the words: "« … », raconte X"."""

from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import cue_at
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.noun_phrases import skip_complement
from eignlp.components.quotes.reading.subjects import fits, inverted_subject, one_says_somewhere, where_one_says
from eignlp.components.quotes.reading.unlisted import unlisted_cue
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


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
    >>> example("« On ouvrira le quai en mai », assure-t-on du côté du ministère.")
    ('inversion', 'ministère', 'assure')
    >>> example("« On tiendra », soutiennent les Bonnets rouges.")
    ('inversion', 'Bonnets rouges', 'soutiennent')
    >>> example("« On ouvrira le quai en mai », dodeline [Paul Roux].")
    ('inversion', 'Paul Roux', 'dodeline')
    >>> example("« Vive la mer ! », « Tous au port ! » ou « On tiendra », clamaient les marins.")
    ('inversion', 'marins', 'clamaient')
    >>> example("« Signez ici, et là aussi », sourit un rouquin à lunettes.")
    ('inversion', 'rouquin à lunettes', 'sourit')
    """
    words = view.words
    if view.marked.held and not view.is_clause and view.open > view.before:
        return None  # a term in somebody's words: the clause is about these
    if _is_a_subject(view) or _is_bracketed(view):
        return None
    i = view.past_its_list
    told = _told_straight(view, i)
    if told is not None:
        return told
    cue = cue_at(words, i, view.after) if i < view.after else None
    cue = cue or _skip_when_and_where(view, i) or _unlisted_verb(view, i)
    if cue is None or not cue.classes & {"say", "reflexive", "manner", "fragment"}:
        return None
    mention = where_one_says(words, cue, view.after)
    if mention is not None:
        return Evidence(mention, cue)
    if one_says_somewhere(words, cue):
        return Evidence(None, cue)
    mention = inverted_subject(words, cue, view.after)
    if mention is None or not (fits(cue, mention) or _comes_in(view, cue, mention)) or _is_apposed(view, mention):
        return None
    if mention.kind == "noun" and not can_speak(mention) and not (view.is_clause or _is_set_off(view, cue)):
        return None
    return Evidence(mention, cue)


def _is_apposed(view: View, mention: Mention) -> bool:
    """Whether the words stand between commas behind the verb's subject: "La devise du port, « … », résume une époque".

    >>> example("La devise du port, « ouvert à tous et à chacun », résume bien cette époque.") is None
    True
    """
    low = view.words.low
    if view.open < view.before + 3 or low[view.open - 1] != "," or low[view.close : view.close + 1] != [","]:
        return False
    led = low[view.before] in grammar("determiners_singular") and low[view.before + 1] not in nouns("times")
    acts = not finite().isdisjoint(low[view.before : view.open])
    return led and not acts and mention.kind == "noun" and not can_speak(mention)


def _is_set_off(view: View, cue: Cue) -> bool:
    """Whether a comma and a verb of saying follow: whatever says it then speaks: "« … », soutiennent les Bonnets"."""
    return view.words.low[view.close : view.close + 1] == [","] and cue.first == view.behind and "say" in cue.classes


def _comes_in(view: View, cue: Cue, mention: Mention) -> bool:
    """Whether a comma and a verb bring in somebody by a noun that no list has: "« … », sourit un rouquin"."""
    behind = view.words.low[view.close : view.close + 1] == [","] and cue.first == view.behind
    return view.is_clause and behind and mention.kind == "noun" and not mention.definite and mention.number == "s"


def _is_a_subject(view: View) -> bool:
    """Whether a term and its article open the sentence, as the subject of the verb: "La « table ronde » se termine"."""
    low = view.words.low
    articles = grammar("determiners_singular") | grammar("determiners_plural")
    opens = view.open == view.before + 1 and low[view.before] in articles
    return opens and not view.is_clause and low[view.close : view.close + 1] != [","]


def _is_bracketed(view: View) -> bool:
    """Whether the words alone stand in brackets: the verb behind them is the sentence's: "X (« … ») a fini par"."""
    low = view.words.low
    return view.open > view.before and low[view.open - 1] == "(" and low[view.close : view.close + 1] == [")"]


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


def _unlisted_verb(view: View, i: int) -> Cue | None:
    """A verb that no list has, where only a reporting verb can stand: "« … », dodeline Paul", "« … », pérore-t-il"."""
    if not view.is_clause or (view.behind == view.close and view.inner[-1:] not in "?!…"):
        return None
    return unlisted_cue(view.words, i, view.after)


def _skip_when_and_where(view: View, i: int) -> Cue | None:
    """The incise behind a complement that ends the sentence of the words: "« … » en 2022, lance-t-elle"."""
    words = view.words
    if i >= view.after or words.low[i] not in grammar("prepositions"):
        return None
    last = skip_complement(words, i, view.after)
    ends = last + 1 < view.after and words.low[last] == ","
    cue = cue_at(words, last + 1, view.after) if ends else None
    return cue if cue is not None and cue.pronoun is not None else None
