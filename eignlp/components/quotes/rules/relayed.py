"""Words passed on: the subject of the verb cites, reads or receives what another said."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import classes_of, cue_at, is_adverb, is_told
from eignlp.components.quotes.reading.mentions import can_speak, mention_at, names_somebody
from eignlp.components.quotes.reading.noun_phrases import contracted_at
from eignlp.components.quotes.reading.owners import owner_at
from eignlp.components.quotes.reading.subjects import inverted_subject, subject_before, subject_of
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


def cited_at(words: Words, cue: Cue, end: int) -> Mention | None:
    """Whom somebody cites: "Elle cite au passage une conductrice de bus :"."""
    i = cue.last
    while i < end and (is_adverb(words.low[i]) or words.low[i] == "volontiers"):
        i += 1
    for phrase in (["au", "passage"], ["à", "son", "tour"]):
        i += len(phrase) * (words.low[i : i + len(phrase)] == phrase)
    mention = mention_at(words, i, end) if cue.lemma == "citer" else None
    return mention if mention is not None and names_somebody(mention) else None


def citing(view: View) -> Evidence | None:
    """Whom the clause at the head of the sentence cites: "Citant X, Y rappelle que « … »".

    >>> example("Citant [Maud Kerbrat], [Paul Roux] rappelle que « tout est à refaire ».")
    ('citing', 'Maud Kerbrat', 'Citant')
    >>> example("Reprenant les mots de [Maud Kerbrat], [Paul Roux] promet « un port ouvert à tous ».")
    ('citing', 'Maud Kerbrat', 'Reprenant')
    >>> example("Citant [Maud Kerbrat], [Paul Roux] ajoute : « Moi aussi, je dors peu. »")
    ('colon', 'Paul Roux', 'ajoute')
    """
    words, first = view.words, view.before
    if first + 2 >= view.open or words.low[first] not in grammar("citing"):
        return None
    cites = words.low[first].endswith(("citant", "phrasant")) and not view.has_colon
    mention = mention_at(words, first + 1, view.open) if cites else None
    noun = next((i for i in range(first + 1, min(first + 4, view.open)) if words.low[i] in nouns("speech")), None)
    owner = owner_at(words, noun, view.open) if noun is not None else None
    named = mention is not None and names_somebody(mention) and words.low[mention.last] == ","
    said = owner or (mention if named else None)
    return Evidence(said, Cue(first, first + 1, "citer")) if said is not None and can_speak(said) else None


def given_the_floor(words: Words, first: int, end: int) -> Mention | None:
    """Whom somebody lets speak: "Je laisse la parole à Maud :"."""
    for i in range(first + 1, end - 2):
        if words.low[i : i + 2] == ["la", "parole"] and words.low[i - 1].startswith(tuple(grammar("giving"))):
            to = words.low[i + 2]
            return mention_at(words, i + 3, end) if to == "à" else contracted_at(words, i + 2, end)
    return None


def passes_on(words: Words, cue: Cue, end: int) -> bool:
    """Whether the verb passes on what another said: "Paul a lu un message de Maud : « … »"."""
    if cue.lemma not in grammar("passing_on"):
        return False
    said = (i for i in range(cue.last, end - 1) if words.low[i] in nouns("speech") and not words.quoted[i])
    return any((owner := owner_at(words, i, end)) is not None and can_speak(owner) for i in said)


def is_read_by(words: Words, cue: Cue, mention: Mention) -> bool:
    """Whether somebody passes on the words of another: "une phrase, que Paul a lue deux fois :"."""
    led = "que" in words.low[max(0, mention.first - 4) : mention.first]
    return led and cue.first >= mention.last and cue.lemma in grammar("passing_on")


def takes_in(words: Words, cue: Cue, view: View) -> bool:
    """Whether the author takes in somebody else's words: "j'ai noté cette phrase : « … »"."""
    if cue.lemma not in grammar("taking_in"):
        return False
    subject = subject_of(words, cue, view.before, view.open)
    return subject is not None and subject.head == "je"


def _receiving(view: View) -> tuple[int, int] | None:
    """The verb by which the words come from another, and the noun for them: "a reçu un message :"."""
    words, end = view.words, view.open - 1
    if not view.has_colon:
        return None
    for i in range(end - 1, view.before, -1):
        if not words.quoted[i] and words.low[i] in grammar("receiving") | grammar("finding"):
            called = nouns("speech") | nouns("text")
            noun = next((j for j in range(i + 1, end) if words.low[j] in called and words.low[j - 1] != "de"), None)
            return (i, noun) if noun is not None else None
    return None


def received(view: View) -> tuple[Mention | None, int] | None:
    """From whom one has the words, None if that is not said, and the noun for them: "a reçu de X ce message :"."""
    found = _receiving(view)
    if found is None:
        return None
    words, (verb, noun) = view.words, found
    giver = next(
        (m for j in range(verb + 1, view.open - 1) if (m := _giver(words, j, view.open - 1)) is not None), None
    )
    if giver is None and words.low[noun] in nouns("text"):
        giver = mention_at(words, noun - 1, view.open - 1)  # "reçoit un courrier :"
    return (giver, noun) if words.low[verb] in grammar("receiving") or giver is not None else None


def receiver(view: View) -> Mention | None:
    """Who receives the words: "Maud a reçu ce message :"."""
    found = _receiving(view) if received(view) is not None else None
    return subject_before(view.words, view.before, found[0]) if found is not None else None


def _giver(words: Words, i: int, end: int) -> Mention | None:
    """Somebody behind "de", "à", "chez" or "par" at token i."""
    if words.low[i] not in ("de", "d'", "du", "des", "à", "au", "chez", "par") or words.quoted[i]:
        return None
    mention = contracted_at(words, i, end) if words.low[i] in ("du", "des", "au") else mention_at(words, i + 1, end)
    if mention is None or mention.kind not in ("name", "names", "org", "noun", "pronoun"):
        return None
    return mention if mention.kind != "noun" or is_human(mention.head) or mention.head in nouns("org") else None


def reader(view: View) -> Mention | None:
    """Who reads or hears the words that stand alone: "Maud ouvre un courrier. « Je n'ai pas reçu ma carte. »"."""
    words = view.words
    if view.open != view.before or view.open == 0:
        return None
    first, last = words.sentence(view.open - 1)
    if words.starts[first] < view.block.start:
        return None
    for i in range(first, last):
        if words.low[i] in grammar("reading_out") and not words.quoted[i]:
            object_ = words.low[i + 1 : min(last, i + _OBJECT)]
            held = any(word in nouns("text") or word in nouns("speech") or word in nouns("mail") for word in object_)
            return subject_before(words, first, i) if held else None
    return None


_OBJECT = 6  # tokens behind a verb in which its object stands


def addressee(view: View) -> Mention | None:
    """Whom the reporting clause behind the words says that they are said to: "a-t-il reproché à Maud Kerbrat"."""
    words = view.words
    cue = cue_at(words, view.behind, view.after) if view.behind < view.after else None
    if cue is None:
        return None
    i = max(cue.last, (cue.pronoun or 0) + 1)
    mention = mention_at(words, i + 1, view.after) if words.low[i : i + 1] == ["à"] else None
    if "lui" in words.low[view.behind : cue.first + 1]:
        mention = _whom_lui_takes_up(view, cue)
    return mention if mention is not None and mention.kind == "name" else None


def _whom_lui_takes_up(view: View, cue: Cue) -> Mention | None:
    """To whom a role speaks, the one person of the sentence before: "X entre. « Oui », lui dit le gardien"."""
    words = view.words
    role = inverted_subject(words, cue, view.after)
    if role is None or role.kind != "noun" or view.before == 0 or view.before != view.open:
        return None
    first, last = words.sentence(view.before - 1)
    people = [name for name in words.names_from(first, last) if name.label_ == "PER"]
    if len(people) != 1 or role.head in words.low[first:last] or any(words.quoted[first:last]):
        return None
    return Mention(people[0].start, people[0].end, "name")


def hearer(view: View) -> Mention | None:
    """Who hears or reads the words, as the next sentence says: "« … » Maud entend cette phrase chaque jour."."""
    words = view.words
    if (told := told_to_subject(view)) is not None:
        return subject_before(words, view.before, told)
    if (said := heard(view)) is not None and said.mention is not None:
        return subject_before(words, view.before, said.mention.first - 2)  # "Tom raconte avoir entendu la cheffe dire"
    if view.close >= len(words):
        return None
    first, last = words.sentence(view.close)
    if first < view.close:
        first, last = words.sentence(min(last, len(words) - 1))
    if words.starts[first] >= view.last_block.end:
        return None
    for i in range(first + 1, last - 2):
        this = words.low[i + 1] in ("ce", "cet", "cette", "ces") and words.low[i + 2] in nouns("speech")
        if this and words.low[i] in grammar("reading_out") and not words.quoted[i]:
            return subject_before(words, first, i)
    return None


def told_to_subject(view: View) -> int | None:
    """Where a reflexive says that its subject hears the words: "Maud | s'est entendu dire : « … »"."""
    low, reflexives = view.words.low, grammar("reflexives")
    for i in range(view.open - 1, max(view.before, view.open - _TOLD) - 1, -1):
        if low[i] in reflexives:
            return i if any(is_told(view.words, verb, view.open) for verb in range(i + 1, view.open - 1)) else None
    return None


_TOLD = 16  # tokens of "s'est vu répondre par la mairie de Brest :"


def heard(view: View) -> Evidence | None:
    """Whom somebody hears or sees say the words: "a entendu la directrice lui dire « … »"."""
    words = view.words
    last = view.open - 1 - (view.has_colon or words.low[view.open - 1] in ("que", "qu'"))
    form = next((f for f in forms().get(words.low[last], ()) if f.shape == "infinitive"), None)
    if last <= view.before or form is None or not classes_of(form.lemma) & {"say"}:
        return None
    end = last
    while end > view.before and words.low[end - 1] in grammar("clitics") - grammar("determiners_singular"):
        end -= 1
    for i in range(end - 1, view.before, -1):
        if any(found.lemma in grammar("hearing") for found in forms().get(words.low[i], ())):
            mention = mention_at(words, i + 1, end)
            whole = mention is not None and mention.last == end
            return Evidence(mention, Cue(last, last + 1, form.lemma)) if whole else None
    return None
