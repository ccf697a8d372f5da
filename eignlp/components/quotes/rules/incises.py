"""The reporting clause between commas: inside the words, before them, or with "comme"."""

from eignlp.components.quotes.model import Cue, Evidence
from eignlp.components.quotes.reading.cues import cue_at
from eignlp.components.quotes.reading.mentions import can_speak
from eignlp.components.quotes.reading.subjects import fits, inverted_subject, may_report, subject_before
from eignlp.components.quotes.reading.unlisted import unlisted_cue
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar


def incise_inside(view: View) -> Evidence | None:
    """The reporting clause stands between the marks: «A, explique X, B».

    >>> example("« Le four, explique [Gilles Roque], ne refroidit jamais. »")
    ('incise_inside', 'Gilles Roque', 'explique')
    >>> example("« Le four, pavoise [Gilles Roque], ne refroidit jamais. »")
    ('incise_inside', 'Gilles Roque', 'pavoise')
    >>> example("« Le four, chère [Anna Roque], ne refroidit jamais. »") is None
    True
    """
    words = view.words
    first, last = words.at(view.marked.start), words.at(view.marked.end)
    for i in range(first + 1, last):
        if words.low[i - 1] not in (",", "?", "!", "…", "—", "–") or _is_of_another(view, i):
            continue
        cue = cue_at(words, i, last) or _unlisted(words, i, last)
        if cue is None or not cue.classes & {"say", "reflexive", "manner"}:
            continue
        mention = inverted_subject(words, cue, min(last, cue.last + 14))
        if mention is None or not fits(cue, mention) or not can_speak(mention):
            continue
        if mention.kind == "noun" and mention.first > cue.last + 3:  # "un de mes collègues"
            continue
        if _closes(view, mention.last, last):
            return Evidence(mention, cue)
    return None


def _unlisted(words: Words, i: int, last: int) -> Cue | None:
    """A verb that no list has, and a name that a comma or a stop follows at once: ", pavoise Gilles Roque,"."""
    cue = unlisted_cue(words, i, last) if words.low[i - 1] == "," else None
    if cue is None or cue.pronoun is not None or words.low[i] in grammar("before_names"):
        return None
    name = words.names.get(cue.last)
    if name is None or name.label_ != "PER" or name.start != cue.last:
        return None
    return cue if name.end >= last or words.low[name.end] in (",", ".") else None


def _is_of_another(view: View, i: int) -> bool:
    """Whether the clause at token i follows an utterance that stands inside the span, no title: it reports that one."""
    inside = [layer > view.marked.held + 1 for layer in view.words.depths[max(0, i - UTTERANCE - 1) : i]]
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


def as_says(view: View) -> Evidence | None:
    """The words are said to be somebody's in passing: "comme le souligne X, « … »".

    >>> example("Après tout, comme le souligne [Maud Kerbrat], « la mer décide ».")
    ('as_says', 'Maud Kerbrat', 'souligne')
    """
    words = view.words
    for i in (*range(view.close, view.after), *range(view.open - 1, view.before - 1, -1)):
        if words.low[i] not in ("comme", "ainsi") or words.quoted[i] or i + 1 >= len(words):
            continue
        end = view.after if i >= view.close else view.open
        cue = cue_at(words, i + 1, end)
        if cue is None or not cue.classes & {"say", "reflexive", "manner"}:
            continue
        mention = inverted_subject(words, cue, end) or subject_before(words, i + 1, cue.first)
        if mention is not None and (may_report(words, cue, mention) or mention.head == "je"):
            return Evidence(mention, cue)
    return None
