"""People: how far a name goes, where the model saw a part of it or nothing."""

import re

from spacy.tokens import Doc, Span, Token

from eignlp import lexicon
from eignlp.components.entities.spans import laid_over
from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms, third_persons
from eignlp.components.tokens import texts_of

_PARTICLES = lexicon.entries("grammar", "particles")


def first_names_before(doc: Doc, spans: list[Span]) -> list[Span]:
    """A first name right before a person's name belongs to it: the model saw "Mahé" of "Anne Mahé".

    >>> import spacy; doc = spacy.blank("fr")("Avec Anne Mahé.")
    >>> [span.text for span in first_names_before(doc, [Span(doc, 2, 3, label="PER")])]
    ['Anne Mahé']
    """
    first_names = lexicon.first_names()
    ends = {span.end for span in spans}
    found: list[Span] = []
    for span in spans:
        before = span.start - 1
        if span.label_ == "PER" and before >= 0 and before + 1 not in ends and doc[before].text in first_names:
            span = Span(doc, before, span.end, label="PER")
        found.append(span)
    return found


def initials_behind(doc: Doc, spans: list[Span]) -> list[Span]:
    """A first name and the initial behind it are one name: "Lila M., puis Zoé", not "Lila, M. Roux".

    >>> import spacy; doc = spacy.blank("fr")("Merci à Lila M., puis à Zoé.")
    >>> [span.text for span in initials_behind(doc, [Span(doc, 2, 3, label="PER")])]
    ['Lila M.']
    """
    starts = {span.start for span in spans}
    found: list[Span] = []
    for span in spans:
        end = span.end
        alone = span.label_ == "PER" and len(span) == 1 and end < len(doc) and end not in starts
        initial = alone and len(doc[end]) == 2 and doc[end].text[0].isupper() and doc[end].text[1] == "."
        ends = initial and not doc[end + 1 : end + 2].text.istitle() and bool(doc[end - 1].whitespace_)
        found.append(Span(doc, span.start, end + 1, label="PER") if ends else span)
    return found


def two_people(doc: Doc, spans: list[Span]) -> list[Span]:
    """Two full names in a row are two people: "a lancé à Paul Roux Anne Guyader".

    >>> import spacy; doc = spacy.blank("fr")("a lancé à Paul Roux Anne Guyader")
    >>> [span.text for span in two_people(doc, [Span(doc, 3, 7, label="PER")])]
    ['Paul Roux', 'Anne Guyader']
    """
    found: list[Span] = []
    for span in spans:
        first = [token.text in lexicon.first_names() for token in span] if span.start and _is_led(span) else []
        if span.label_ == "PER" and first == [True, False, True, False] and span[1].is_alpha:
            found += [
                Span(doc, span.start, span.start + 2, label="PER"),
                Span(doc, span.start + 2, span.end, label="PER"),
            ]
        else:
            found.append(span)
    return found


def _is_led(span: Span) -> bool:
    """Whether a preposition leads a name: another may follow, of whom it is said."""
    return span.doc[span.start - 1].lower_ in lexicon.entries("grammar", "prepositions")


def full_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """A first name and a word with a capital after it are a person, where the model saw nothing or a product.

    >>> import spacy; doc = spacy.blank("fr")("Ce que note Gwendal Lebars.")
    >>> [span.text for span in full_names(doc, [])]
    ['Gwendal Lebars']
    """
    first_names = lexicon.first_names()
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    added: list[Span] = []
    for i, text in enumerate(texts_of(doc)):
        if text in first_names and i not in taken:
            end = i + 1
            while end < len(doc) and end not in taken and _continues_a_name(doc, end):
                end += 1
            while not doc[end - 1].text[:1].isupper():
                end -= 1
            if end > i + 1 and end not in taken:
                added.append(Span(doc, i, end, label="PER"))
                taken |= set(range(i, end))
    return laid_over(spans, added)


def _continues_a_name(doc: Doc, i: int) -> bool:
    text = doc[i].text
    if text[:1].isupper() and doc[i].is_alpha:
        return not doc[i].is_sent_start
    return text in _PARTICLES and i + 1 < len(doc) and doc[i + 1].text[:1].isupper()


def people_of_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """Somebody's full name behind a body's is no part of it: "a dit à Ouest-Matin Anne Roux".

    >>> import spacy; doc = spacy.blank("fr")("a dit à Ouest-Matin Anne Roux")
    >>> [(span.text, span.label_) for span in people_of_bodies(doc, [Span(doc, 3, len(doc), label="ORG")])]
    [('Ouest-Matin', 'ORG'), ('Anne Roux', 'PER')]
    """
    found: list[Span] = []
    for span in spans:
        cut = _full_name_in(span) if span.label_ == "ORG" and span[0].lower_ not in _NAMED_AFTER else None
        if cut is None:
            found.append(span)
        else:
            found += [Span(doc, span.start, cut, label="ORG"), Span(doc, cut, span.end, label="PER")]
    return found


_NAMED_AFTER = frozenset().union(
    lexicon.words("organisation_heads"),
    *(lexicon.entries("names", name) for name in ("bodies", "bodies_named_after", "kinds", "lower_heads")),
)


def _full_name_in(span: Span) -> int | None:
    """Where a first name and a family name begin that end the span, behind "à" or "de" and a name."""
    doc, before = span.doc, span.doc[span.start - 1].lower_ if span.start else ""
    if before not in ("à", "de", "d'", "au") or not span[0].text[:1].isupper():
        return None
    for token in span[1:-1]:
        glued = doc[token.i - 1].text in ("-", "'", "’", "de", "d'", "d’") or not doc[token.i - 1].whitespace_
        if token.text in lexicon.first_names() and not glued and doc[token.i + 1].text.istitle():
            return token.i
    return None


def presented_first_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """A first name beside which stands what its bearer is, is a person throughout: "Chantal, une bénévole".

    >>> import spacy; doc = spacy.blank("fr")("Voici Chantal, une bénévole. Pour Chantal, c'est facile.")
    >>> [span.start for span in presented_first_names(doc, [])]
    [1, 7]
    """
    first_names, texts = lexicon.first_names(), texts_of(doc)
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    alone = [i for i, text in enumerate(texts) if text in first_names and i not in taken and not _goes_on(doc, i)]
    presented = {texts[i] for i in alone if _is_presented(doc, i)}
    return laid_over(spans, (Span(doc, i, i + 1, label="PER") for i in alone if texts[i] in presented))


def _goes_on(doc: Doc, i: int) -> bool:
    """Whether a name goes on before or after a first name: "Saint-Denis", "Chantal Roux"."""
    if i + 1 < len(doc) and (doc[i + 1].text[:1].isupper() or doc[i + 1].text == "-"):
        return True
    before = doc[i - 1] if i else None
    capital = before is not None and before.text[:1].isupper() and before.is_sent_start is False
    return capital or (before is not None and before.text == "-")


def _is_presented(doc: Doc, i: int) -> bool:
    """Whether a role, an age or a verb of reports says that it is somebody: "Chantal, 33 ans", "dit Chantal"."""
    words = [token.lower_ for token in doc[i + 1 : i + 4]]
    if doc[i].is_sent_start:
        return words[:2] == [",", "qui"]
    apposed = words[:1] == [","] and (any(map(is_human, words[1:])) or words[2:] == ["ans"])
    beside = [*(token.lower_ for token in doc[max(0, i - 1) : i]), *words[:1]]
    return apposed or any(map(_reports, beside))


def _reports(word: str) -> bool:
    """Whether a word is a third person of a reporting verb."""
    return any(form.shape == "finite" and form.person == 3 for form in forms().get(word, ()))


def capital_surnames(doc: Doc, spans: list[Span]) -> list[Span]:
    """A family name in capitals belongs to the first name before it: "Anne LE GALL".

    >>> import spacy; doc = spacy.blank("fr")("Avec Anne LE GALL, designer")
    >>> [span.text for span in capital_surnames(doc, [Span(doc, 1, 2, label="PER"), Span(doc, 3, 4, label="ORG")])]
    ['Anne LE GALL']
    """
    taken: list[Span] = []
    for span in spans:
        end = span.end
        while span.label_ == "PER" and end < len(doc) and _is_shouted(doc, end):
            end += 1
        while span.label_ == "PER" and doc[end - 1].text in ("-", "'"):
            end -= 1
        if taken and taken[-1].end > span.start:
            continue  # the family name that the person's span took in
        taken.append(Span(doc, span.start, end, label=span.label) if end > span.end else span)
    return taken


def _is_shouted(doc: Doc, i: int) -> bool:
    text = doc[i].text
    if text in ("-", "'"):
        return i + 1 < len(doc) and not doc[i].whitespace_ and not doc[i - 1].whitespace_ and _is_shouted(doc, i + 1)
    if text.lower() in lexicon.entries("nouns", "trade_fields"):
        return False  # "Anne Roux UX Designer"
    return (
        len(text) > 1 and text.isalpha() and text.isupper() and bool(doc[i - 1].whitespace_ or doc[i - 1].text in "-'")
    )


def whole_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name does not end within a word: "Anne Gonfrid'hoc", "Anne-Lise Roux".

    >>> import spacy; doc = spacy.blank("fr")("Avec Anne d'Huy, et Anne Gonfrid'hoc.")
    >>> doc[7].text, [span.text for span in whole_words(doc, [Span(doc, 6, 8, label="PER")])]
    ("Gonfrid'", ["Anne Gonfrid'hoc"])
    >>> doc = spacy.blank("fr")("Avec Anne-Lise Roux.")
    >>> [span.text for span in whole_words(doc, [Span(doc, 1, 2, label="PER")])]
    ['Anne-Lise Roux']
    """
    found: list[Span] = []
    starts = {span.start for span in spans}
    for span in spans:
        last = span[-1]
        within = span.label_ != "PROD" and span.end < len(doc) and last.text[-1] in "'’" and not last.whitespace_
        within = within and doc[span.end].is_alpha and len(last) > 3
        end = span.end + within
        if span.label_ == "PER" and _joins(doc, end) and (end + 1 not in starts or _are_first_names(doc, end)):
            end = _skip_capitals(doc, end + 1)
        if not found or found[-1].end <= span.start:
            found.append(Span(doc, span.start, end, label=span.label) if end > span.end else span)
    return found


def _joins(doc: Doc, i: int) -> bool:
    """Whether token i is a hyphen that joins a capital to the word before: "Anne-Lise", not "Roux-même"."""
    hyphen = 0 < i < len(doc) - 1 and doc[i].text == "-" and not (doc[i].whitespace_ or doc[i - 1].whitespace_)
    return hyphen and doc[i + 1].text[:1].isupper()


def _are_first_names(doc: Doc, i: int) -> bool:
    """Whether the hyphen at token i joins two first names, where the model saw two people."""
    return {doc[i - 1].text, doc[i + 1].text} <= lexicon.first_names()


def _skip_capitals(doc: Doc, i: int) -> int:
    """The token behind the words with capitals that begin at token i; a line's end stops them."""
    while i < len(doc) and doc[i].text[:1].isupper() and doc[i].is_alpha:
        i += 1
    return i


def initials_before(doc: Doc, spans: list[Span]) -> list[Span]:
    """Initials before a family name, or alone together, are part of the person's name: "R. M. Stallman".

    >>> import spacy; doc = spacy.blank("fr")("Selon R. M. Stallman")
    >>> [span.text for span in initials_before(doc, [Span(doc, 1, 2, label="PER"), Span(doc, 3, 4, label="PER")])]
    ['R. M. Stallman']
    """
    found: list[Span] = []
    for span in spans:
        if span.label_ == "PER" and (not found or found[-1].end <= span.start):
            start, end = span.start, span.end
            while length := _initial_before(doc, start):
                start -= length
            if all(_is_initial(doc, i) or _INITIALS_JOINED.fullmatch(doc[i].text) for i in range(start, end)):
                while end < len(doc) and _is_initial(doc, end):
                    end += 1
                if end < len(doc) and doc[end].text[:1].isupper() and doc[end].is_alpha:
                    end += 1
            if start < span.start and doc[start].text == "M.":
                start += 1  # "M. Roux", "M. J. Roux": a title
            while found and found[-1].start >= start:
                found.pop()
            span = Span(doc, start, end, label="PER")
        if not found or found[-1].end <= span.start:
            found.append(span)
    return found


_INITIAL = re.compile(r"-?[A-ZÀ-Ý]\.?(?:-[A-ZÀ-Ý]\.?)*|(?:[A-ZÀ-Ý]\.)+")
_INITIALS_JOINED = re.compile(r"[A-ZÀ-Ý]|-")  # of "J-C.", which are three tokens


def _initial_before(doc: Doc, i: int) -> int:
    """How many tokens before token i are an initial: "J.", or the first two of "J-C."."""
    if i > 0 and _is_initial(doc, i - 1):
        return 1
    joined = i > 1 and doc[i - 1].text == "-" and _is_initial(doc, i) and re.fullmatch("[A-ZÀ-Ý]", doc[i - 2].text)
    return 2 if joined else 0


def _is_initial(doc: Doc, i: int) -> bool:
    text = doc[i].text
    goes_on = i > 0 and doc[i - 1].text.endswith(".") and not doc[i].is_sent_start  # no "À" of a sentence
    return bool(_INITIAL.fullmatch(text)) and (text.endswith(".") or goes_on)


def glued_initials(doc: Doc, spans: list[Span]) -> list[Span]:
    """An initial that touches the family name makes a person of the word: "J.Roux", not "M.Roux".

    >>> import spacy; doc = spacy.blank("fr")("Avec J.Roux et É.Blanc, fondation K.Roux")
    >>> [span.text for span in glued_initials(doc, [Span(doc, 1, 2, label="ORG"), Span(doc, 5, 7, label="ORG")])]
    ['J.Roux', 'É.Blanc', 'fondation K.Roux']
    """
    longer = {i for span in spans if len(span) > 1 for i in range(span.start, span.end)}
    glued = (i for i, text in enumerate(texts_of(doc)) if i not in longer and _GLUED.fullmatch(text))
    named = (i for i in glued if _is_family_name(doc[i].text.rpartition(".")[2]))
    return laid_over(spans, (Span(doc, i, i + 1, label="PER") for i in named))


_GLUED = re.compile(r"(?!M\.)[A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)*[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*")


def _is_family_name(word: str) -> bool:
    """Whether a word can be one: "Roux", but not "Elle" behind a stop without its space."""
    low = word.lower()
    return low not in lexicon.words("not_names") and low not in lexicon.entries("grammar", "pronouns")


def family_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """A word with a capital before a person's lone family name makes the full name, if the model never saw it.

    >>> import spacy; doc = spacy.blank("fr")("Roux dit oui. Le sage Aldric Roux sourit.")
    >>> [span.text for span in family_names(doc, [Span(doc, 0, 1, label="PER")])]
    ['Roux', 'Aldric Roux']
    """
    people = [span for span in spans if span.label_ == "PER"]
    parts = {part for span in people if len(span) > 1 for part in span.text.split()}
    lone = {span.text for span in people if len(span) == 1} - parts - lexicon.first_names()
    taken = {i for span in spans for i in range(span.start, span.end)}
    at = (i for i, text in enumerate(texts_of(doc)) if text in lone and i and i - 1 not in taken)
    places = [i for i in at if _may_be_first(doc[i - 1])]
    return laid_over(spans, (Span(doc, i - 1, i + 1, label="PER") for i in places))


def _may_be_first(token: Token) -> bool:
    word = token.lower_
    common = (
        word in lexicon.words("not_names")
        or word in lexicon.words("titles")
        or is_human(word)
        or word in third_persons()
    )
    return token.text.istitle() and token.is_alpha and len(word) > 2 and not token.is_sent_start and not common


def people_of_organisations(doc: Doc, spans: list[Span]) -> list[Span]:
    """A person with an organisation behind "de" is two names: "Paul Roux d'Etalab", Etalab being one elsewhere."""
    known = {span.text for span in spans if span.label_ == "ORG"}
    found: list[Span] = []
    for span in spans:
        places = [i for i in range(span.start + 1, span.end - 1) if doc[i].lower_ in ("d'", "de", "du", "chez")]
        place = next((i for i in places if doc[i + 1 : span.end].text in known), None) if span.label_ == "PER" else None
        if place is None:
            found.append(span)
        else:
            found += [Span(doc, span.start, place, label="PER"), Span(doc, place + 1, span.end, label="ORG")]
    return found
