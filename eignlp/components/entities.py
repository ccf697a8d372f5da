"""People and organisations: what the statistical model tags, repaired by rules of French.

The component stands after a `ner`; it only rewrites `doc.ents`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from eignlp import lexicon
from eignlp.components.layout import blocks_of
from eignlp.components.quotes.mentions import is_human
from eignlp.components.quotes.verbs import third_persons
from eignlp.components.tokens import in_lower_case, texts_of
from eignlp.people import Names, folded

LABELS = ("PER", "ORG", "PROD")

_HEADS = lexicon.words("organisation_heads")
_NOT_NAMES = lexicon.words("not_names")
_TITLES = lexicon.words("titles")
_CIVIL = frozenset(
    {"m", "mme", "mlle", "dr", "dre", "pr", "me", "mgr", "mr", "monsieur", "madame", "docteur", "maître"}
)
_ROLES = frozenset(lexicon.table("nouns")["human"].split()) | {"data", "product", "lead", "ux", "ui"}
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]$", re.IGNORECASE)
_LEFT = frozenset(
    [
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d'",
        "à",
        "au",
        "aux",
        "en",
        "et",
        "ce",
        "cet",
        "cette",
        "ces",
        "notre",
        "nos",
    ]
)


if not Doc.has_extension("names"):
    Doc.set_extension("names", default=None)


def names_of(doc: Doc) -> Names:
    """The people's names of a Doc, those that its context knows included; made once."""
    if doc._.names is None:
        doc._.names = Names((ent.text for ent in doc.ents if ent.label_ == "PER"), _known(doc))
    names: Names = doc._.names
    return names


def _known(doc: Doc) -> list[str]:
    """The people whom the front matter names."""
    context = doc._.context if Doc.has_extension("context") else None
    return [*context.authors, *filter(None, [context.person]), *context.titled] if context else []


def acronyms_of(doc: Doc) -> dict[str, str]:
    """Acronyms that the text expands, with their full names: "Agence bio du Nord (ABN)".

    >>> import spacy; doc = spacy.blank("fr")("La Ligue du vent (LDV) écrit.")
    >>> doc.ents = [Span(doc, 1, 4, label="ORG"), Span(doc, 5, 6, label="ORG")]
    >>> acronyms_of(doc)
    {'LDV': 'Ligue du vent'}
    """
    found: dict[str, str] = {}
    for one, two in pairwise(doc.ents):
        if one.label_ != "ORG" or two.label_ != "ORG" or two.start != one.end + 1 or doc[one.end].text != "(":
            continue
        short, long = sorted((one.text, two.text), key=len)
        if len(short.split()) == 1 and len(long.split()) > 1 and short[:1].isupper():
            found.setdefault(short, " ".join(long.split()))
    return found


Rule = Callable[[Doc, list[Span]], list[Span]]


class Entities:
    """The component `eignlp_entities`: mends each span of the model, then the spans of the Doc together."""

    def __call__(self, doc: Doc) -> Doc:
        """Repair `doc.ents`; labels other than `LABELS` go, but for organisations taken for places."""
        edges = edges_of(doc)
        spans = [span for ent in doc.ents for part in cut(ent, edges) if (span := self.repair(part)) is not None]
        for rule in RULES:
            spans = rule(doc, spans)
        doc.ents = filter_spans(spans)
        return doc

    def repair(self, span: Span) -> Span | None:
        """The span with its edges trimmed and its label mended; None if it is no name."""
        trimmed = without_edges(span)
        if trimmed is None:
            return None
        label = label_of(trimmed)
        if label == "PER":
            person = without_title(trimmed)
            if trimmed.text.lower() in _PLACES and trimmed.text not in lexicon.first_names():
                return None
            return relabelled(person, "PER") if person is not None and looks_like_a_name(person) else None
        if label == "ORG" and is_no_body(trimmed):
            return None
        if label in LABELS and looks_like_a_name(trimmed):
            return relabelled(trimmed, label)
        return None


def cut(span: Span, edges: frozenset[int] = frozenset()) -> Iterator[Span]:
    """The span in the parts that a block's end, a slash or a dash between spaces, or an edge makes of it.

    `edges` are code points of the text: of a link's ends ("Maud de [Cerema](…)" is two names), of what
    follows a hard line break.

    >>> import spacy; doc = spacy.blank("fr")("Ligue bretonne – Cerema")
    >>> [part.text for part in cut(Span(doc, 0, 4, label="ORG"))]
    ['Ligue bretonne', 'Cerema']
    """
    start = span.start
    for token in span:
        if token.i > start and token.idx in edges:
            yield Span(span.doc, start, token.i, label=span.label)
            start = token.i
        spaced = (
            token.text == "-" and bool(token.whitespace_) and token.i > 0 and bool(span.doc[token.i - 1].whitespace_)
        )
        if token.text in _CUTS or spaced or "\n" in token.text:
            if start < token.i:
                yield Span(span.doc, start, token.i, label=span.label)
            start = token.i + 1
    if start < span.end:
        yield Span(span.doc, start, span.end, label=span.label)


def edges_of(doc: Doc) -> frozenset[int]:
    """The code points of the text at which a link begins or ends, or a hard line break stands."""
    blocks = blocks_of(doc)
    links = (edge for block in blocks for first, last, _ in block.links for edge in (first, last))
    return frozenset(links) | {edge for block in blocks for edge in block.breaks}


_CUTS = frozenset({"/", "–", "—", "|", "•", "→", "+", "[", "]"})


def ended_by_verbs(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name ends before a verb in the third person: "Le CNLL représente 13 associations", "Anne Roux réagit".

    >>> import spacy; doc = spacy.blank("fr")("Le CNLL représente 13 associations")
    >>> [span.text for span in ended_by_verbs(doc, [Span(doc, 1, 5, label="ORG")])]
    ['CNLL']
    """
    return [_before_a_verb(span) if span.label_ != "PROD" and len(span) > 1 else span for span in spans]


def _before_a_verb(span: Span) -> Span:
    doc = span.doc
    for token in span[1:]:
        alike = token.text.islower() or (token.text.isupper() and span.text.isupper() and span.label_ == "ORG")
        before = doc[token.i - 1].lower_
        if alike and token.lower_ in third_persons() and before not in _LEFT and before not in ("qui", "se", "ne"):
            return without_edges(Span(doc, span.start, token.i, label=span.label)) or span
    return span


def called_organisations(doc: Doc, spans: list[Span]) -> list[Span]:
    """What one works for, founds or joins is an organisation, so is a name after the noun of one: "l'ONG Vent debout".

    Its other mentions are too, if it is called so often enough.

    >>> import spacy; doc = spacy.blank("fr")("Le collectif français Vent debout")
    >>> [span.label_ for span in called_organisations(doc, [Span(doc, 3, 5, label="PROD")])]
    ['ORG']
    """
    products = [span for span in spans if span.label_ == "PROD"]
    mentions = Counter(span.text for span in products)
    called = Counter(span.text for span in products if _is_called(span))
    bodies = {text for text, count in called.items() if 4 * count >= mentions[text]}
    return [relabelled(span, "ORG") if span.label_ == "PROD" and span.text in bodies else span for span in spans]


def _is_called(span: Span) -> bool:
    doc, i = span.doc, span.start - 1
    headed = i > 0 and doc[i].lower_ in ("d'", "de") and _HEADED.match(doc[i - 1].lower_)
    if headed or (i >= 0 and doc[i].lower_ in _AT):
        return True
    if i > 0 and doc[i].text.islower() and _OF_A_COUNTRY.fullmatch(doc[i].text):
        i -= 1
    return i >= 0 and doc[i].text in _BODIES and not (i > 0 and doc[i - 1].lower_ in ("d'", "de"))


_AT = frozenset({"chez", "rejoindre", "rejoins", "rejoint", "rejoignant"})
_HEADED = re.compile(r"(?:co-?)?(?:fondat|créat|dirigeant|salarié)|(?:pdg|ceo|directeur|directrice|présidente?)$")
_OF_A_COUNTRY = re.compile(r"\w+(?:aise?|ien(?:ne)?|aine?|oise?|ique|ale?|and|ande|ole?)")
_BODIES = frozenset(
    "agence asbl association banque cabinet collectif compagnie constructeur coopérative entreprise fabricant filiale "
    "fondation groupe hébergeur institut laboratoire ong opérateur organisation parti société studio syndicat "
    "université".split()
) | {"ONG", "ASBL"}


def presented_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """What a sentence begins with and says to be a body is one: "Les Voiles du soir est une association".

    >>> import spacy; doc = spacy.blank("fr")("Les Voiles du soir est une association. Elle chante.")
    >>> doc[0].is_sent_start, doc[8].is_sent_start = True, True
    >>> [span.text for span in presented_bodies(doc, [])]
    ['Les Voiles du soir']
    """
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    found = []
    texts = texts_of(doc)
    for i in (i for i, text in enumerate(texts) if text == "est"):
        if i and texts[i + 1 : i + 2] in (["un"], ["une"]) and texts[i + 2 : i + 3] and texts[i + 2] in _BODIES:
            start = doc[i].sent.start
            span = without_edges(Span(doc, start, i, label="ORG")) if i - start <= _LONGEST else None
            if span is not None and _is_new_name(span, taken):
                found.append(span)
    mine = {i for span in found for i in range(span.start, span.end)}
    kept = [span for span in spans if mine.isdisjoint(range(span.start, span.end))]
    return sorted([*kept, *found], key=lambda span: span.start) if found else spans


_LONGEST = 7  # tokens of a name that a sentence presents


def _is_new_name(span: Span, taken: set[int]) -> bool:
    word = span[1] if len(span) > 1 and span[0].lower_ in ("le", "la", "les", "l'") else span[0]
    free = taken.isdisjoint(range(span.start, span.end))
    return free and word.text[:1].isupper() and word.lower_ not in _NOT_NAMES | _ROLES


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
    return (
        len(text) > 1 and text.isalpha() and text.isupper() and bool(doc[i - 1].whitespace_ or doc[i - 1].text in "-'")
    )


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
    mine = {i for span in added for i in range(span.start, span.end)}
    kept = [span for span in spans if not mine & set(range(span.start, span.end))]
    return sorted([*kept, *added], key=lambda span: span.start)


_PARTICLES = frozenset({"de", "d'", "du", "des", "le", "la", "van", "von", "-", "'", "ben", "el"})


def _continues_a_name(doc: Doc, i: int) -> bool:
    text = doc[i].text
    if text[:1].isupper() and doc[i].is_alpha:
        return not doc[i].is_sent_start
    return text in _PARTICLES and i + 1 < len(doc) and doc[i + 1].text[:1].isupper()


def presented_first_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """A first name beside which stands what its bearer is, is a person throughout: "Chantal, une bénévole".

    >>> import spacy; doc = spacy.blank("fr")("Voici Chantal, une bénévole. Pour Chantal, c'est facile.")
    >>> [span.start for span in presented_first_names(doc, [])]
    [1, 7]
    """
    first_names, texts = lexicon.first_names(), texts_of(doc)
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    alone = [i for i, text in enumerate(texts) if text in first_names and i not in taken and not _goes_on(doc, i)]
    presented = {texts[i] for i in alone if not doc[i].is_sent_start and _is_presented(doc, i)}
    found = {i: Span(doc, i, i + 1, label="PER") for i in alone if texts[i] in presented}
    kept = [span for span in spans if not any(i in found for i in range(span.start, span.end))]
    return sorted([*kept, *found.values()], key=lambda span: span.start) if found else spans


def _goes_on(doc: Doc, i: int) -> bool:
    """Whether a name goes on before or after a first name: "Saint-Denis", "Chantal Roux"."""
    if i + 1 < len(doc) and (doc[i + 1].text[:1].isupper() or doc[i + 1].text == "-"):
        return True
    before = doc[i - 1] if i else None
    capital = before is not None and before.text[:1].isupper() and before.is_sent_start is False
    return capital or (before is not None and before.text == "-")


def _is_presented(doc: Doc, i: int) -> bool:
    words = [token.lower_ for token in doc[i + 1 : i + 4]]
    return words[:1] == [","] and (is_human(words[-1]) or (len(words) > 1 and is_human(words[1])))


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
            while start > 0 and _is_initial(doc, start - 1):
                start -= 1
                if start > 1 and doc[start - 1].text == "-" and re.fullmatch("[A-ZÀ-Ý]", doc[start - 2].text):
                    start -= 2  # "J-C."
            if all(_is_initial(doc, i) for i in range(start, end)):
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


_INITIAL = re.compile(r"[A-ZÀ-Ý]\.?(?:-[A-ZÀ-Ý]\.?)*|(?:[A-ZÀ-Ý]\.)+")


def _is_initial(doc: Doc, i: int) -> bool:
    text = doc[i].text
    return bool(_INITIAL.fullmatch(text)) and (text.endswith(".") or (i > 0 and doc[i - 1].text.endswith(".")))


def parts_of_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """The first or the family name of a person named in full in the post is that person, whatever the model saw.

    >>> import spacy; doc = spacy.blank("fr")("Elaine Le Bihan marchait. Qui était Elaine ? Le Bihan ?")
    >>> spans = [Span(doc, 0, 3, label="PER"), Span(doc, 7, 8, label="PROD"), Span(doc, 9, 11, label="ORG")]
    >>> [span.label_ for span in parts_of_names(doc, spans)]
    ['PER', 'PER', 'PER']
    """
    first_names = lexicon.first_names()
    named = (span for span in spans if span.label_ == "PER" and len(span) > 1)
    full = [s for s in named if s[0].text in first_names or (s.start and is_human(doc[s.start - 1].lower_))]
    known = [words for name in _known(doc) if (words := name.split())[:1] and words[0] in first_names]
    names = [[token.text for token in span] for span in full] + known
    parts = {part for name in names for part in (name[0], name[-1], " ".join(name[1:])) if len(part) > 2}
    parts -= {text.capitalize() for text in in_lower_case(doc)}
    return [relabelled(span, "PER") if span.text in parts else span for span in spans]


def bearers_of_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """Words with capitals that end with somebody's family name are the full name, no organisation.

    >>> import spacy; doc = spacy.blank("fr")("Roux dit oui. Ce que note Aldric Roux.")
    >>> [span.label_ for span in bearers_of_names(doc, [Span(doc, 0, 1, label="PER"), Span(doc, 7, 9, label="ORG")])]
    ['PER', 'PER']
    """
    lone = {span.text for span in spans if span.label_ == "PER" and len(span) == 1} - lexicon.first_names()
    return [relabelled(span, "PER") if span.label_ == "ORG" and _may_bear(span, lone) else span for span in spans]


def _may_bear(span: Span, family: set[str]) -> bool:
    capitals = all(token.text.istitle() and token.is_alpha for token in span)
    return len(span) == 2 and capitals and span[1].text in family and span[0].lower_ not in _HEADS | _KINDS


def whole_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """A person's name does not end within a word: "Anne Gonfrid'hoc".

    >>> import spacy; doc = spacy.blank("fr")("Avec Anne d'Huy, et Anne Gonfrid'hoc.")
    >>> doc[7].text, [span.text for span in whole_words(doc, [Span(doc, 6, 8, label="PER")])]
    ("Gonfrid'", ["Anne Gonfrid'hoc"])
    """
    found = []
    for span in spans:
        last = span[-1]
        within = span.label_ == "PER" and span.end < len(doc) and last.text[-1] in "'’" and not last.whitespace_
        within = within and doc[span.end].is_alpha and len(last) > 3
        found.append(Span(doc, span.start, span.end + 1, label="PER") if within else span)
    return found


def titled(doc: Doc, spans: list[Span]) -> list[Span]:
    """A word with a capital after a title is a person, where the model saw nothing or a product: "le président Sall".

    >>> import spacy; doc = spacy.blank("fr")("Le président Sall, monsieur Bloche")
    >>> [span.text for span in titled(doc, [])]
    ['Sall', 'Bloche']
    """
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    capitals = (i for i, text in enumerate(texts_of(doc)) if i and text[:1].isupper() and i not in taken)
    found = {i: Span(doc, i, i + 1, label="PER") for i in capitals if _is_titled(doc, i)}
    kept = [span for span in spans if not any(i in found for i in range(span.start, span.end))]
    return sorted([*kept, *found.values()], key=lambda span: span.start) if found else spans


def _is_titled(doc: Doc, i: int) -> bool:
    title, name = doc[i - 1], doc[i]
    if not name.is_alpha or len(name) < 3 or name.is_sent_start:
        return False
    short = title.lower_.rstrip(".")
    spelt = title.text.endswith(".") or len(short) > 3 or title.text in _SHORT_TITLES
    if short not in _BEFORE_NAMES or not spelt or not title.whitespace_:
        return False
    return not is_human(name.lower_) and name.lower_ not in _NOT_NAMES and name.lower_ not in _TITLES


_SHORT_TITLES = frozenset({"Dr", "Me", "Mlle", "Mme", "Mr", "Pr", "roi"})
_BEFORE_NAMES = _CIVIL | frozenset(
    "abbé amiral capitaine chancelier chancelière colonel commandant député députée docteure lieutenant pape président "
    "présidente professeur professeure roi sénateur sénatrice vice-amiral".split()
)


def acting_products(doc: Doc, spans: list[Span]) -> list[Span]:
    """A lone word taken for a product is a person throughout if "selon" or a human noun stands before a mention."""
    common = in_lower_case(doc)
    people = {
        span.text
        for span in spans
        if span.label_ == "PROD" and len(span) == 1 and span.start and span.text.istitle()
        and span.text.lower() not in common
        and (doc[span.start - 1].lower_ == "selon" or is_human(doc[span.start - 1].lower_))
    }  # fmt: skip
    return [relabelled(span, "PER") if span.label_ == "PROD" and span.text in people else span for span in spans]


def lone_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """One word is a person only where something says so, here or at another mention in the post.

    A first name, a part of a fuller name of the post, a title before it; or, for a word that never
    stands in lower case in the post: the model saw it `OFTEN`, a verb in the third person stands
    beside it, a human noun or "selon" before it, or it is listed beside a person.

    >>> import spacy; doc = spacy.blank("fr")("Allela dit oui. Et Réjouir.")
    >>> [span.text for span in lone_words(doc, [Span(doc, 0, 1, label="PER"), Span(doc, 5, 6, label="PER")])]
    ['Allela']
    """
    first_names = lexicon.first_names()
    full = [span.text for span in spans if span.label_ == "PER" and len(span) > 1] + _known(doc)
    parts = {part for name in full for part in folded(name).split()}
    votes = Counter(span.text for span in spans if span.label_ == "PER" and len(span) == 1)
    common = in_lower_case(doc)

    def stands(span: Span) -> bool:
        if len(span) > 1 or first_names & {span.text, *span.text.split("-")}:
            return True
        titled = span.start > 0 and doc[span.start - 1].lower_.rstrip(".") in _CIVIL
        if titled or parts & set(folded(span.text).split()) or re.fullmatch(r"(?:\w\.-?)+", span.text):
            return True
        return span.text.lower() not in common and (votes[span.text] >= OFTEN or _acts(span))

    people = [span for span in spans if span.label_ == "PER"]
    standing = {span.text for span in people if stands(span)}
    pairs = [(one, two) for one, two in pairwise(people) if two.start == one.end + 1 and _lists(doc[one.end])]
    for one, two in [*pairs, *reversed(pairs)]:  # along the list, and back
        if one.text in standing or two.text in standing:
            standing |= {name.text for name in (one, two) if name.text.lower() not in common}
    return [span for span in spans if span.label_ != "PER" or span.text in standing]


OFTEN = 3  # mentions that the model takes for a person


def _lists(token: Token) -> bool:
    return token.lower_ in (",", "et", "&", "ou")


def _acts(span: Span) -> bool:
    """Whether a verb or a human noun beside the word says that it is somebody."""
    doc = span.doc
    before = doc[span.start - 1].lower_ if span.start else ""
    after = doc[span.end].lower_ if span.end < len(doc) else ""
    if after in third_persons() or after in _AUXILIARIES or before in third_persons() or before in ("selon", "©"):
        return True
    return is_human(before) or (before == "après" and span.start > 1 and doc[span.start - 2].lower_ == "d'")


_AUXILIARIES = frozenset({"a", "est", "avait", "sera"})


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
    added = [Span(doc, i - 1, i + 1, label="PER") for i in places]
    kept = [span for span in spans if span.start not in places]
    return sorted([*kept, *added], key=lambda span: span.start) if added else spans


def _may_be_first(token: Token) -> bool:
    word = token.lower_
    common = word in _NOT_NAMES or word in _TITLES or is_human(word) or word in third_persons()
    return token.text.istitle() and token.is_alpha and len(word) > 2 and not token.is_sent_start and not common


def defined_acronyms(doc: Doc, spans: list[Span]) -> list[Span]:
    """An acronym in brackets behind an organisation's name names it too, throughout the post.

    >>> import spacy; doc = spacy.blank("fr")("La Ligue du vent (LDV) écrit. Vive la LDV !")
    >>> [span.text for span in defined_acronyms(doc, [Span(doc, 1, 4, label="ORG")])]
    ['Ligue du vent', 'LDV', 'LDV']
    """
    behind = (span for span in spans if span.label_ == "ORG" and len(span) > 1 and span.end + 2 < len(doc))
    acronyms = {
        doc[span.end + 1].text
        for span in behind
        if doc[span.end].text == "("
        and doc[span.end + 2].text == ")"
        and _abbreviates(doc[span.end + 1].text, span.text)
    }
    taken = {i for span in spans for i in range(span.start, span.end)}
    places = (i for i, text in enumerate(texts_of(doc)) if text in acronyms and i not in taken)
    added = [Span(doc, i, i + 1, label="ORG") for i in places]
    spans = [relabelled(span, "ORG") if span.text in acronyms else span for span in spans]
    return sorted([*spans, *added], key=lambda span: span.start) if added else spans


def glossed_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """An acronym that the text expands by words that name no organisation is none: "une preuve de concept (PDC)".

    >>> import spacy; doc = spacy.blank("fr")("Une preuve de concept (PDC), puis le PDC.")
    >>> glossed_words(doc, [Span(doc, 5, 6, label="ORG"), Span(doc, 10, 11, label="ORG")])
    []
    """
    covered = {i for span in spans if span.label_ == "ORG" for i in range(span.start, span.end)}
    texts = texts_of(doc)
    brackets = (i for i in range(1, len(texts) - 2) if texts[i] == "(" and texts[i + 2] == ")")
    glossed = set()
    for i in brackets:
        start = _expansion(doc, i)
        if start is not None and doc[start].lower_ not in _HEADS and covered.isdisjoint(range(start, i)):
            glossed.add(doc[i + 1].text)
    return [span for span in spans if span.label_ != "ORG" or span.text not in glossed]


def _expansion(doc: Doc, bracket: int) -> int | None:
    """Where the words begin whose initials are the acronym behind the bracket."""
    short = doc[bracket + 1].text
    if sum(c.isupper() for c in short) < 2:
        return None
    for start in range(bracket - 2, max(-1, bracket - 14), -1):
        if doc[start].text in (".", ";", "(", ")"):
            return None
        if doc[start].lower_[0] == short[0].lower() and _abbreviates(short, doc[start:bracket].text):
            return start
    return None


def _abbreviates(short: str, long: str) -> bool:
    """Whether the letters of a word are, in their order, initials of a name's words, the first one included."""
    initials = [word[0].lower() for word in re.findall(r"\w+", long)]
    if not short.isalpha() or not short[0].isupper() or len(short) < 2 or initials[0] != short[0].lower():
        return False
    rest = iter(initials)
    return all(letter in rest for letter in short.lower())


def bare_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """A common noun before an organisation's own name is no part of it: "l'agence Axance".

    >>> import spacy; doc = spacy.blank("fr")("À l'agence Axance")
    >>> [span.text for span in bare_names(doc, [Span(doc, 2, 4, label="ORG")])]
    ['Axance']
    """
    return [
        Span(doc, span.start + 1, span.end, label="ORG")
        if span.label_ == "ORG" and len(span) == 2 and span[0].text in _KINDS and span[1].text[:1].isupper()
        else span
        for span in spans
    ]


_KINDS = frozenset(
    "agence département éditeur entreprise équipe marque mission plateforme projet site société start-up "
    "startup".split()
)


def whole_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """A university's name, or an embassy's, goes on behind "à" and "en".

    Behind "et" it does not: more often another body is meant ("la Finance et Etalab").

    >>> import spacy; doc = spacy.blank("fr")("Université du Québec à Trois-Rivières")
    >>> [span.text for span in whole_bodies(doc, [Span(doc, 0, 3, label="ORG")])]
    ['Université du Québec à Trois-Rivières']
    """
    starts = {span.start for span in spans}
    return [_prolonged(span, starts) if span.label_ == "ORG" else span for span in spans]


def _prolonged(span: Span, starts: set[int]) -> Span:
    doc, end = span.doc, span.end + 1
    if len(span) < 3 or end >= len(doc) or not doc[end].text[:1].isupper() or end in starts:
        return span
    goes_on = doc[span.end].lower_ in ("à", "en") and span[0].lower_ in _ABROAD
    return Span(doc, span.start, end + 1, label="ORG") if goes_on else span


_ABROAD = frozenset({"ambassade", "consulat", "école", "université"})


def common_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """A lone word that the post also writes in lower case is no organisation: "le Libre"."""
    common = in_lower_case(doc)

    def is_one(span: Span) -> bool:
        return len(span) == 1 and span.text.istitle() and span.text.isalpha() and span.text.lower() in common

    return [span for span in spans if span.label_ != "ORG" or not is_one(span)]


def one_name_one_label(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name has one label in a post: that of most of its mentions, the first one's if they are equal."""
    votes: dict[str, Counter[str]] = {}
    for span in spans:
        votes.setdefault(span.text, Counter())[span.label_] += 1
    return [relabelled(span, votes[span.text].most_common(1)[0][0]) for span in spans]


RULES: tuple[Rule, ...] = (
    whole_words,
    ended_by_verbs,
    called_organisations,
    presented_bodies,
    capital_surnames,
    people_of_organisations,
    first_names_before,
    full_names,
    presented_first_names,
    initials_before,
    bearers_of_names,
    parts_of_names,
    titled,
    acting_products,
    lone_words,
    family_names,
    one_name_one_label,
    common_words,
    defined_acronyms,
    glossed_words,
    whole_bodies,
    bare_names,
)


def relabelled(span: Span, label: str) -> Span:
    """The same stretch under `label`."""
    return span if span.label_ == label else Span(span.doc, span.start, span.end, label=label)


def without_edges(span: Span) -> Span | None:
    """The span without articles, elisions, quotation marks and stops at its edges: "l'Insee" to "Insee".

    >>> import spacy; doc = spacy.blank("fr")("Qu'en dit l'Insee ?")
    >>> without_edges(doc[3:6]).text
    'Insee'
    """
    start, end = span.start, span.end
    doc = span.doc
    while start < end and (_is_edge(doc[start].text) or (doc[start].text in _LEFT)):
        start += 1
    while span.label_ == "PER" and end - 1 > start and doc[end - 1].text.isdigit():
        end -= 1  # "Anne Roux 1": the number of a note or of a picture
    if span.label_ == "ORG" and start + 1 < end and re.fullmatch(r"(?:19|20)\d\d", doc[start].text):
        start += 1  # "2019 Etalab": a year before it
    while end > start and (_is_edge(doc[end - 1].text) and not _closes(doc, start, end)):
        end -= 1
    while end > start and doc[end - 1].text in _LEFT:
        end -= 1
    return Span(doc, start, end, label=span.label) if start < end else None


def _is_edge(text: str) -> bool:
    return bool(_ELISION.match(text)) or not any(c.isalnum() for c in text)


def _closes(doc: Doc, start: int, end: int) -> bool:
    """Whether the last token closes a bracket that the span opens: "(DINUM)" stays whole."""
    text = doc[end - 1].text
    return text == ")" and any(token.text == "(" for token in doc[start : end - 1])


def label_of(span: Span) -> str:
    """The span's label: `ORG` where its head says so, whatever the model took it for."""
    if len(span) > 1 and span[0].lower_.rstrip(".") in _CIVIL:
        return "PER"  # "Dr Essaïdi"
    if span.label_ != "PER" and span[0].lower_ in _HEADS:
        return "ORG"
    return span.label_


def without_title(span: Span) -> Span | None:
    """A person without a title before the name: "Mme Kerbrat" to "Kerbrat".

    >>> import spacy; doc = spacy.blank("fr")("La ministre Anne Roux")
    >>> without_title(doc[1:4]).text
    'Anne Roux'
    """
    start = span.start
    while start < span.end and span.doc[start].lower_.rstrip(".") in _TITLES:
        start += 1
    return Span(span.doc, start, span.end, label=span.label) if start < span.end else None


def looks_like_a_name(span: Span) -> bool:
    """Whether a span can be a name at all: it has a capital, and is no word that only opens a sentence."""
    text = span.text
    if not any(c.isupper() for c in text) and not any(c in "@.·" for c in text):
        return span.label_ == "ORG" and _is_told_by_its_head(span)
    if len(span) == 1 and (span[0].lower_ in _NOT_NAMES or len(text) == 1):
        return False
    if span[0].lower_ in _ROLES and span.label_ != "PROD" and not any(t.lower_ == "sans" for t in span):
        return False  # "Coach", "Ingénieur des données"
    if span.label_ == "ORG" and text.count("(") > text.count(")"):
        return False
    return not re.search(r"https?:|www\.|[<>{}|]", text)


def _is_told_by_its_head(span: Span) -> bool:
    """Whether an organisation in lower case is named: "direction interministérielle du numérique", "la gendarmerie"."""
    return (len(span) >= 4 and span[0].text in _HEADS) or span.text in _UNIQUE


def is_no_body(span: Span) -> bool:
    """Whether what the model takes for an organisation is a place, its inhabitants, or any such body.

    >>> import spacy; doc = spacy.blank("fr")("Russie République du Congo ministère du Congo Franciliens")
    >>> is_no_body(doc[:1]), is_no_body(doc[1:4]), is_no_body(doc[4:7]), is_no_body(doc[7:])
    (True, True, False, True)
    """
    text = " ".join(span.text.split())
    lower = re.sub(r"^(?:l[ae]s? |l')", "", text.lower())
    if len(span) == 1:
        return lower in _PLACES or lower in _GENERIC or bool(_INHABITANTS.fullmatch(text))
    return lower in _PLACES or lower in _GENERIC or bool(_OF_A_PLACE.match(text)) or bool(_INHABITANTS.fullmatch(text))


_PLACES = lexicon.words("places")
# Heads of which there is one in a country stand alone: "le Sénat".
_UNIQUE = {"cnil", "cnrs", "commission", "croix-rouge", "gendarmerie", "parlement", "police", "sénat"}
_GENERIC = (_HEADS - _UNIQUE) | {
    "conseil municipal",
    "conseil départemental",
    "conseil régional",
    "conseil communautaire",
    "tribunal administratif",
    "communauté de communes",
    "premier ministre",
}
_INHABITANTS = re.compile(r"[A-ZÉ]\w+(?:iens|iennes|oises|aises|ais|ois|taux)(?: et [A-ZÉ]\w+)?")
_OF_A_PLACE = re.compile(
    r"(?:(?i:sud|nord|est|ouest|centre|république|royaume|gouvernement|province|forêt|village|océan|mer|gare)s?"
    r"|ville|région|commune|capitale|quartier|avenue) (?:(?:de la|des?|du|français)\b|d[e'])(?! gendarmerie)"
    r"|(?i:[ée]tat) (?:fran|de la\b|du\b)"
)


@Language.factory("eignlp_entities", requires=["doc.ents"], assigns=["doc.ents"])
def make_entities(nlp: Language, name: str) -> Entities:
    """spaCy factory `eignlp_entities`."""
    return Entities()
