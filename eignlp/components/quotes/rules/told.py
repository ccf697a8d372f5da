"""Words that one told or sent the author, whoever it was: they are somebody's, and nobody's whom the post names."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms, members
from eignlp.components.quotes.model import Cue, Evidence
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


def told_to_author(view: View) -> Evidence | None:
    """One told the author the words: "on m'avait dit : « … »", "« … », nous a-t-on répondu".

    What one says to the author in the present anybody says: "nous demande-t-on souvent".

    >>> example("On m'avait dit : « Tu verras, la salle est froide. »")
    ('told_to_author', None, "m'avait dit")
    >>> example("On me répétait : « Tu n'y arriveras pas, laisse tomber. »")
    ('told_to_author', None, 'me répétait')
    >>> example("« Le dossier est parti hier », nous a-t-on répondu.")
    ('told_to_author', None, 'a-t-on répondu')
    """
    cue = view.nearest_cue
    if not view.is_clause or (cue is None and not view.has_colon):
        return None
    low = view.words.low
    behind = low[view.behind : view.after]
    posed = view.inner[-1:] == "?" and low[view.open - 2 : view.open] in (["posée", ":"], ["posé", ":"])
    if posed or (cue is not None and cue.last <= view.open):
        first = max(view.before, (cue.first if cue is not None and not posed else view.open - 2) - 3)
        before = (low[i : i + 3] for i in range(first, view.open - 2))
        return Evidence(None, cue) if any(_is_one_to_author(*words) for words in before) else None
    if len(behind) < 4 or behind[2] not in ("-t", "-on"):
        return None
    to_somebody = behind[0] in ("lui", "leur") and behind[1] in ("a", "avait")  # "lui a-t-on répondu"
    return Evidence(None, cue) if to_somebody or _is_one_to_author("on", *behind[:2]) else None


def _is_one_to_author(one: str, whom: str, auxiliary: str) -> bool:
    used_to = auxiliary.endswith("ait") and any(form.lemma in members("say") for form in forms().get(auxiliary, ()))
    return one == "on" and whom in ("me", "m'", "nous") and (auxiliary in ("a", "avait") or used_to)


def sent_in(view: View) -> Evidence | None:
    """The words were sent or left by people whom nothing names: "Voici quelques messages reçus cette année :".

    >>> example("Quelques extraits :\\n\\n- « Merci, nous avons enfin compris. »")
    ('sent_in', None, 'extraits')
    >>> example("Voici quelques messages reçus par le formulaire :\\n\\n- « Merci, nous avons enfin compris. »")
    ('sent_in', None, 'messages')
    """
    if view.lead is None or not view.is_clause:
        return None
    words, (first, last) = view.words, view.lead
    opens = words.low[first] == "quelques" and words.low[first + 1] in nouns("sendings") | {"extraits", "verbatims"}
    if opens and words.low[first + 2] in (":", ","):
        return Evidence(None, Cue(first + 1, first + 2, words.low[first + 1]))
    for i in range(first, last - 1):
        if (
            words.low[i + 1] in grammar("sent_in")
            and words.low[i] in nouns("sendings")
            and not _names_somebody(words, i + 2, last)
        ):
            return Evidence(None, Cue(i, i + 1, words.low[i]))
    return None


def _names_somebody(words: Words, first: int, last: int) -> bool:
    """Whether the rest of the sentence names a sender: "des réponses reçues de Paul Roux", "auprès des agents"."""
    return any(i in words.names or is_human(words.low[i]) for i in range(first, last))
