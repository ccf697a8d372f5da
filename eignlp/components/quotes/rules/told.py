"""Words that one told the author, whoever it was: they are somebody's, and nobody's whom the post names."""

from eignlp.components.quotes.model import Evidence
from eignlp.components.quotes.view import View


def told_to_author(view: View) -> Evidence | None:
    """One told the author the words: "on m'avait dit : « … »", "« … », nous a-t-on répondu".

    What one says to the author in the present anybody says: "nous demande-t-on souvent".

    >>> example("On m'avait dit : « Tu verras, la salle est froide. »")
    ('told_to_author', None, "m'avait dit")
    >>> example("« Le dossier est parti hier », nous a-t-on répondu.")
    ('told_to_author', None, 'a-t-on répondu')
    """
    if not view.is_clause or (view.nearest_cue is None and not view.has_colon):
        return None
    low = view.words.low
    behind = low[view.behind : view.after]
    before = (low[i : i + 3] for i in range(view.before, view.open))
    told = any(_is_one_to_author(*words) for words in before if len(words) == 3)
    told = told or (len(behind) > 3 and behind[2] in ("-t", "-on") and _is_one_to_author("on", *behind[:2]))
    return Evidence(None, view.nearest_cue) if told else None


def _is_one_to_author(one: str, whom: str, auxiliary: str) -> bool:
    return one == "on" and whom in ("me", "m'", "nous") and auxiliary in ("a", "avait")
