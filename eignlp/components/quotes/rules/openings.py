"""Words with which somebody begins or ends what he says or writes: "a ouvert son discours par « … »"."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.mentions import can_speak
from eignlp.components.quotes.reading.subjects import subject_of
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns

OBJECT = 8  # tokens between the verb and the words: "a ouvert son intervention d'hier par un"


def opens_with(view: View) -> Evidence | None:
    """Somebody begins or ends with the words: "a ouvert la séance par un « … »".

    >>> example("[Maud Kerbrat] a ouvert la séance par un « Bonsoir, et bienvenue à tous ».")
    ('opens_with', 'Maud Kerbrat', 'ouvert')
    >>> example("Merci à [Maud Kerbrat], juge, qui a commencé par un « On se revoit l'an prochain » applaudi.")
    ('opens_with', 'Maud Kerbrat', 'commencé')
    >>> example("L'entretien se termine par « Nous allons vous appeler rapidement ».")
    ('opens_with', None, 'termine')
    """
    words = view.words
    i = view.open - 1
    while i > view.before and words.low[i] in ("un", "une", "ces", "mots", "cette", "phrase", ":"):
        i -= 1
    if not view.is_clause or not view.inner[:1].isupper() or i <= view.before or words.low[i] not in ("par", "sur"):
        return None
    for j in range(i - 1, max(view.before, i - OBJECT) - 1, -1):
        form = next((form for form in forms().get(words.low[j], ()) if form.lemma in grammar("opening_words")), None)
        if form is not None and not words.quoted[j]:
            cue = Cue(j, j + 1, form.lemma)
            subject = _who(view, cue)
            if subject is None and not grammar("sessions").isdisjoint(words.low[view.before : j]):
                return Evidence(None, cue)
            speaks = subject is not None and (subject.kind != "noun" or _speaks(subject.head))
            return Evidence(subject, cue) if speaks else None
    return None


def utters(view: View) -> Evidence | None:
    """What somebody utters stands as a noun: "lâche un « C'est fini »", "répond par un « non » sec".

    >>> example("[Maud Kerbrat] lâche un « c'est fini » et sort.")
    ('utters', 'Maud Kerbrat', 'lâche')
    >>> example("[Maud Kerbrat] a répondu par un « non » sans appel.")
    ('utters', 'Maud Kerbrat', 'répondu')
    >>> example("[Maud Kerbrat] nous accueille d'un grand « bonjour ! ».")
    ('utters', 'Maud Kerbrat', 'accueille')
    """
    low, i = view.words.low, view.open - 1
    if low[i] not in grammar("uttered"):
        i -= 1  # "d'un grand « bonjour »"
    if i <= view.before or low[i] not in grammar("uttered") or not _is_uttered(view):
        return None
    by = low[i - 1] in ("par", "d'")
    verb = i - 1 - by
    verbs = grammar("meeting_by" if by else "uttering")
    form = next((form for form in forms().get(low[verb], ()) if form.lemma in verbs), None)
    if form is None or verb < view.before or view.words.quoted[verb]:
        return None
    cue = Cue(verb, verb + 1, form.lemma)
    subject = _who(view, cue)
    return Evidence(subject, cue) if subject is not None and can_speak(subject) else None


def _is_uttered(view: View) -> bool:
    """Whether the words are an utterance and no thing's name: "un « Plan vélo »" is none."""
    first = view.words.at(view.marked.start)
    said = set(view.words.low[first : first + 1]) & (grammar("opening_subjects") | grammar("interjections"))
    return view.is_clause or view.inner[-1:] in "!?…" or bool(said)


def _speaks(noun: str) -> bool:
    """Whether a noun is for people, or for what they write to somebody: a form that begins so says nothing."""
    return is_human(noun) or noun in nouns("collective") or noun in nouns("letters")


def _who(view: View, cue: Cue) -> Mention | None:
    """The subject, or before "qui" the person named last."""
    words = view.words
    relative = next((i for i in range(cue.first - 1, view.before, -1) if words.low[i] == "qui"), None)
    if relative is None:
        return subject_of(words, cue, view.before, view.open)
    people = [name for name in words.names_from(view.before, relative) if name.label_ == "PER"]
    return Mention(people[-1].start, people[-1].end, "name") if people else None
