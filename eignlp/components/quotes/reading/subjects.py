"""The subject of a reporting verb, before or after it, and whether the two agree."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import members, third_persons
from eignlp.components.quotes.model import Cue, Mention
from eignlp.components.quotes.reading.cues import cue_at, is_adverb
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.noun_phrases import (
    STOPS,
    bare_noun_at,
    contracted_at,
    contracted_body_at,
    contracted_text_at,
    is_indefinite_plural,
    is_time_at,
    one_of_the,
    past_the_side,
    phrase_end,
    skip_complement,
    skip_time,
)
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns


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


def where_one_says(words: Words, cue: Cue, end: int) -> Mention | None:
    """Where one says the words: "explique-t-on à la mairie", "apprend-on dans le rapport", "dit-on dans l'équipe"."""
    if cue.pronoun is None or not words.low[cue.pronoun].endswith("on"):
        return None
    return _place_at(words, cue.pronoun + 1 + (words.low[cue.pronoun + 1 : cue.pronoun + 2] == [","]), end)


def one_says_somewhere(words: Words, cue: Cue) -> bool:
    """Whether one says it at a place, so that somebody does: "soupirait-on dans les couloirs", not "à chaque repas"."""
    if cue.pronoun is None or not words.low[cue.pronoun].endswith("on"):
        return False
    behind = words.low[cue.pronoun + 1 : cue.pronoun + 3]
    return len(behind) == 2 and behind[0] in grammar("places") and behind[1] not in ("chaque", "tous", "toutes")


def _place_at(words: Words, i: int, end: int) -> Mention | None:
    """The body, group or text behind a preposition at token i: "à | la mairie", "du côté de | la Ligue"."""
    if words.low[i : i + 1] == ["page"] and i + 2 < end and words.low[i + 1].isdigit():
        i += 2  # "lit-on page 12 du rapport"
        mention = contracted_body_at(words, i, end) or contracted_text_at(words, i, end)
        return mention or mention_at(words, i + 1, end)
    start = past_the_side(words, i)
    if start >= end or words.low[start] not in _AT | (_OF if start > i else frozenset()):
        return None
    contracted = words.low[start] in ("au", "aux", "du", "des")
    mention = contracted_body_at(words, start, end) if contracted else mention_at(words, start + 1, end)
    places = nouns("org") | nouns("text") | nouns("collective")
    told = mention is not None and (mention.kind == "org" or mention.head in places)
    return mention if told else None


_AT = frozenset({"à", "au", "aux", "chez", "dans"})
_OF = frozenset({"de", "d'", "du", "des"})


def subject_before(words: Words, first: int, verb: int) -> Mention | None:
    """The subject that stands before a verb, within tokens [first, verb).

    Skips pronouns and adverbs before the verb, appositions ("Anna Roux, directrice de l'école, dit")
    and relative clauses; a name that a preposition governs is no subject ("Devant Paul, Anna dit").
    """
    end = verb
    while end > first and (
        words.low[end - 1] in grammar("clitics") - {"le", "la", "les", "l'"}
        or words.low[end - 1] in grammar("negation")
        or is_adverb(words.low[end - 1])
        or (words.low[end - 1] in ("l'", "le") and end < verb)
    ):
        if (
            words.low[end - 1] in grammar("pronouns")
            and words.low[end - 1] in ("nous",)
            and _is_subject_pronoun(words, end - 1, first)
        ):
            break
        end -= 1
    if end <= first:
        return None
    word = words.low[end - 1]
    if word == "on":
        return _where_on_says(words, first, end - 1)
    if word in grammar("pronouns"):
        return mention_at(words, end - 1, end)
    if word == "qui" and (named := _named_right_before(words, first, end - 1)) is not None:
        return named
    if word == "qui" and (noun := _noun_right_before(words, first, end - 1)) is not None:
        return noun
    if word in ("qui", "qu'", "que", "dont", "où"):
        return subject_before(words, first, end - 1) if word == "qui" else None
    return _in_segments(words, first, end)


def _where_on_says(words: Words, first: int, end: int) -> Mention | None:
    """The body where one says it, before "on": "Au cabinet du ministre, on assure que…"."""
    if words.low[end - 2 : end] == ["où", "l'"]:  # "la préfecture, où l'on évoque « … »"
        last = end - 2 - (words.low[end - 3] == ",")
        found = (_place_at(words, i, last) for i in range(max(first, last - _APPOSITION), last))
        return next((m for m in found if m is not None and m.last == last), None)
    mention = _place_at(words, first, end) if words.low[end - 1 : end] == [","] else None
    return mention if mention is not None and mention.last >= end - 1 else None


def _noun_right_before(words: Words, first: int, end: int) -> Mention | None:
    """What ends right before "qui", governed or not: "à la dame des bougies, qui a écrit", "d'un mot qui disait".

    What marks hold between is passed over: "un technicien, « Jean-Marc », qui lui confie".
    """
    last = end - 1 if end > first and words.low[end - 1] == "," else end
    if last < end and last > first and words.quoted[last - 1]:
        while last > first and (words.quoted[last - 1] or words.low[last - 1] == ","):
            last -= 1
    found = (mention_at(words, i, last) for i in range(max(first, last - _APPOSITION), last))
    return next((m for m in found if m is not None and m.last == last and m.kind == "noun" and _says(m)), None)


def _says(mention: Mention) -> bool:
    return can_speak(mention) or mention.head in nouns("speech")


def _named_right_before(words: Words, first: int, end: int) -> Mention | None:
    """The person whose name ends right before "qui": "il cite Anna Roux, qui parle d'un…"."""
    last = end - 1 if end > first and words.low[end - 1] == "," else end
    name = words.names.get(last - 1) if last > first else None
    if name is None and last < end:  # "Anna Roux, ma professeure de latin, qui disait"
        comma = next((i for i in range(last - 1, max(first, last - _APPOSITION), -1) if words.low[i] == ","), None)
        joined = comma is not None and words.low[comma + 1] in ("et", "ou", "puis")
        name = words.names.get(comma - 1) if comma is not None and not joined else None
    named = name is not None and name.label_ == "PER" and name.start >= first
    return Mention(name.start, name.end, "name") if named and name is not None else None


_APPOSITION = 8  # tokens between two commas that tell what somebody is


def _is_subject_pronoun(words: Words, i: int, first: int) -> bool:
    """Whether "nous" is the subject: nothing else before it can be."""
    return i == first or words.low[i - 1] in (",", "que", "qu'", "et", "comme", "mais", ":")


def _tells_a_role(words: Words, start: int, stop: int) -> bool:
    """Whether a stretch behind a comma tells what somebody is: "maire de Brest", "l'élue du club" after a name."""
    if is_human(words.low[start]):
        return True
    name = words.names.get(start - 2)
    role = words.low[start] in grammar("definite") and start + 1 < stop and is_human(words.low[start + 1])
    if name is None or name.label_ != "PER" or not role:
        return False
    return name.start == 0 or not words.low[name.start - 1].isalpha()  # no complement: "Pour rassurer Paul, l'élue dit"


def _is_a_mention(words: Words, start: int, stop: int) -> bool:
    """Whether a stretch is nothing but who acts: "que Paul Roux, au nom de tous, réclame"."""
    mention = mention_at(words, start, stop)
    return mention is not None and mention.last == stop


def _in_segments(words: Words, first: int, end: int) -> Mention | None:
    """The subject among the stretches between commas, the last one first."""
    stops = [i for i in range(first, end) if words.low[i] in grammar("clause_edges")]
    segments = list(zip([first, *(stop + 1 for stop in stops)], [*stops, end], strict=True))
    role: Mention | None = None  # "Anna Roux, la directrice, dit": the name before the comma, if one stands there
    for start, stop in reversed(segments):
        if start >= stop or (start > first and _is_inserted(words, start, stop, end)):
            continue
        found = (_apposition(words, start, stop) if start > first else None) or _in_segment(words, start, stop)
        if found is None:
            continue
        if role is not None:
            return found if found.kind in ("name", "names") and found.last == stop else role
        behind_comma = start > first and words.low[start - 1] == "," and found.first - start <= 1
        if not (behind_comma and found.kind == "noun"):
            return found
        role = found
    return role


def _is_inserted(words: Words, start: int, stop: int, end: int) -> bool:
    """Whether a stretch between commas tells of the subject, which stands before it, or of somebody else.

    "X, que Y avait formée, dit", "X, lui, dit", "X (il sourit) dit", "X, conservatrice au musée de Brest, dit",
    "X monte à la tribune, pousse Y, et crie".
    """
    low = words.low
    if stop < end and low[start - 1] in grammar("relatives") and not _is_a_mention(words, start, stop):
        return True
    if low[start:stop] in (["lui"], ["elle"], ["eux"], ["elles"]):
        return True
    if low[start - 1] == "(" and low[stop : stop + 1] == [")"]:
        return True
    if low[end - 1] == "et" and stop < end and low[start] in third_persons():
        return True
    return low[start - 1] == "," and _tells_a_role(words, start, stop)


def _apposition(words: Words, start: int, stop: int) -> Mention | None:
    """What somebody is, by a noun with its article behind a comma: "Anna Roux, l'entraîneuse du club Nord, dit"."""
    apposed = words.low[start - 1] == "," and words.low[start] in ("le", "la", "l'") and start + 1 < stop
    return mention_at(words, start, stop) if apposed and is_human(words.low[start + 1]) else None


def _in_segment(words: Words, start: int, stop: int) -> Mention | None:
    if words.low[start] in grammar("relatives"):
        return None
    best: Mention | None = None
    i = start
    while i < stop:
        mention = mention_at(words, i, stop) if not words.quoted[i] else None
        if mention is None:
            i += 1
            continue
        if not _governed(words, i, start):
            if mention.kind in ("name", "names"):
                return mention
            if mention.kind in ("org", "demonstrative", "pronoun") or can_speak(mention):
                best = best or mention
        i = max(mention.last, i + 1)
    return best


def _governed(words: Words, i: int, start: int) -> bool:
    """Whether a preposition governs the name or noun at token i, through its article, title or role.

    So it is behind "et" if it governs what stands before: "arrivé avec sa femme et leur fillette".
    """
    reach = 4 + 3 * (words.doc[i].text.islower() and "et" in words.low[max(start, i - 2) : i])
    for j in range(i - 1, max(start - 1, i - reach), -1):
        word = words.low[j]
        if word in grammar("prepositions"):
            return not (word == "des" and j == i - 1)
        if word in STOPS or word in (",", "(", ")", "qui") or j in words.names or cue_at(words, j, j + 1):
            return False  # "à qui Paul a dit"
        if words.capital(j):
            return False
    return False


def subject_after(words: Words, i: int, end: int) -> Mention | None:
    """The subject that follows an inverted verb: past adverbs, times, places and complements.

    "a rappelé hier soir, devant les élus, Anna Roux": the name; "explique à Marc la directrice": "la directrice".
    """
    while i < end and words.low[i] not in STOPS and words.low[i] not in grammar("relatives"):
        together = _skip_together(words, i)
        if together > i:
            i = together
            continue
        found = _indefinite_at(words, i, end)
        if found is not None:
            return found
        behind = _skip_one(words, i, end)
        if behind is not None:
            i = behind
            continue
        mention = mention_at(words, i, end)
        if mention is not None:
            return mention
        behind = _skip_apart(words, i, end)
        if behind is None:
            return bare_noun_at(words, i, end)
        i = behind
    return None


def _skip_together(words: Words, i: int) -> int:
    """Past "en chœur", "d'une seule voix": several say the same."""
    phrases = (phrase.split() for phrase in grammar("together"))
    return next((i + len(phrase) for phrase in phrases if words.low[i : i + len(phrase)] == phrase), i)


def _indefinite_at(words: Words, i: int, end: int) -> Mention | None:
    """One or some of several, whose article is no pronoun: "l'un des carnets", "l'autre", "les agents"."""
    one = one_of_the(words, i, end)
    if one is not None:
        return one
    if is_time_at(words, i, end):
        return None  # "me disait l'autre jour une infirmière"
    if words.low[i] in ("l'", "d'") and i + 1 < end and words.low[i + 1] in ("un", "une", "autre"):
        return Mention(i + 1, i + 2, "noun", words.low[i + 1], definite=False)
    group = mention_at(words, i, end) if words.low[i] == "les" else None
    return group if group is not None and group.kind == "noun" else None


def _skip_one(words: Words, i: int, end: int) -> int | None:
    """Past what stands between a verb and its subject at token i: an adverb, a pronoun, a complement, a time."""
    word = words.low[i]
    clitic = word in grammar("clitics") - grammar("determiners_singular") and word != "lui"
    if word in (",", "(", "-", "–", "—") or is_adverb(word) or clitic:
        return i + 1
    if word == "comme" and i + 1 < end and words.low[i + 1] in ("un", "une"):
        return phrase_end(words, i + 3, end)  # "lâche comme un aveu X"
    if word == "à" and words.low[i + 1 : i + 2] in (["quel"], ["quelle"], ["quels"], ["quelles"]):
        return end  # "« … » signale à quel point le quai est usé"
    if word in grammar("prepositions") and not (word in ("des", "du") and is_indefinite_plural(words, i, end)):
        return skip_complement(words, i + 1, end)
    return skip_time(words, i, end) if is_time_at(words, i, end) else None


def _skip_apart(words: Words, i: int, end: int) -> int | None:
    """Past what tells how it is said: "explique, ravie, X", "prévient, micro en main, X"; None if nothing does."""
    if words.doc[i].text[:1].islower() and words.low[i].endswith(_OF_A_STATE):
        return i + 1
    return _skip_insertion(words, i, end) if words.low[i] not in nouns("human") else None


_OF_A_STATE = ("é", "ée", "ant", "eux", "euse", "if", "ive", "u", "ue", "i", "ie", "able", "ique")


def _skip_insertion(words: Words, i: int, end: int) -> int | None:
    """Past what stands between two commas before the subject: "prévient, micro en main, X"."""
    if words.low[i - 1] != ",":
        return None
    for j in range(i, min(end, i + 14)):
        if words.low[j] in STOPS:
            return None
        if words.low[j] == ",":
            return j + 1
    return None


def subject_of(words: Words, cue: Cue, first: int, last: int) -> Mention | None:
    """The subject of a verb in tokens [first, last): before it, or after it in "comme le dit X"."""
    start = cue.first
    while start > first and words.low[start - 1] in grammar("clitics") | grammar("negation"):
        start -= 1
    led = words.low[start - 1] if start > first else ""
    if led in ("comme", "ainsi", "que", "qu'", "où", "dont", "tel") or cue.pronoun is not None or start == first:
        mention = inverted_subject(words, cue, last)
        if mention is not None and (mention.kind != "noun" or can_speak(mention)):
            return mention
    return _blamed(words, cue, first, last) or subject_before(words, first, cue.first) or _unknown(words, cue, first)


def _unknown(words: Words, cue: Cue, first: int) -> Mention | None:
    """A noun that no list knows, alone before a verb that has none but people: "La mascotte s'exclame"."""
    if cue.lemma not in members("of_people"):
        return None
    while first < cue.first and (words.low[first] in grammar("conjunctions") or is_adverb(words.low[first])):
        first += 1
    mention = mention_at(words, first, cue.first)
    alone = mention is not None and mention.kind == "noun" and mention.last == cue.first
    return mention if alone else None


def _blamed(words: Words, cue: Cue, first: int, last: int) -> Mention | None:
    """Whom somebody blames or thanks for what he said: "Maud accuse Paul d'avoir dit", not "Paul est accusé de"."""
    stems = tuple(grammar("blaming"))
    for have in range(max(first + 3, cue.first - 1), min(last, cue.last + _FOR_WHAT)):
        if words.low[have] != "avoir" or words.low[have - 1] not in ("d'", "de", "pour"):
            continue
        for i in range(have - 2, first, -1):
            if words.low[i].startswith(stems) and words.low[i - 1] not in ("est", "été", "être", "sont"):
                start = i + 1 + (words.low[i + 1] == "à")
                return mention_at(words, start, have) or contracted_at(words, i + 1, have)
    return None


_FOR_WHAT = 8  # tokens between whom somebody blames and for what


def may_report(words: Words, cue: Cue, subject: Mention) -> bool:
    """Whether the subject can be one who reports; the author in the past: "j'avais annoncé que"."""
    if subject.head == "je":
        return cue.person == 1 and any(
            word in ("ai", "avais") or word.endswith("ais") for word in words.low[cue.first : cue.last]
        )
    return fits(cue, subject) and speaks(cue, subject) and subject.head not in ("nous", "on")


def speaks(cue: Cue, subject: Mention) -> bool:
    """Whether a subject can speak, by the lexicon, or because its verb has none but people: "la mascotte s'exclame"."""
    if can_speak(subject):
        return True
    listed = any(subject.head in nouns(name) for name in ("things", "named", "wording", "speech"))
    return cue.lemma in members("of_people") and not listed and len(subject.head) > _SHORT


_SHORT = 3  # letters; a head this short is no noun


def is_complement(words: Words, first: int, mention: Mention) -> bool:
    """Whether a preposition stands right before a mention that does not open tokens [first, …)."""
    return mention.first > first and words.low[mention.first - 1] in grammar("prepositions")
