"""One post through the pipeline: plain text in, contract records out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc, Span

from eignlp.components.entities.acronyms import acronyms_of
from eignlp.components.entities.known import full_name, names_of
from eignlp.components.quotes.model import Context, Quote, Rejected, Speaker, Stretch
from eignlp.markup import Plain, parse
from eignlp.people import full_names_in, people_among
from eignlp.pipeline import KNOWN
from eignlp.posts import Post
from eignlp.records import (
    EntityRecord,
    Ids,
    Label,
    PostRecord,
    QuoteRecord,
    RejectedRecord,
    SentenceRecord,
    SpanRecord,
    SpeakerRecord,
)
from eignlp.registry import Site

BATCH = 40_000  # code points that the model sees at once: enough for its speed, and little memory
MAX_STRETCH = 200  # code points without white space
_LONG_STRETCH = re.compile(rf"\S{{{MAX_STRETCH + 1}}}")
_PIECE = re.compile(rf"(?:\S{{1,{MAX_STRETCH}}}(?!\S)\s*)+|\S{{{MAX_STRETCH}}}|\s+")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Result:
    """All records of one post."""

    post: PostRecord
    sentences: list[SentenceRecord]
    entities: list[EntityRecord]
    quotes: list[QuoteRecord]
    rejected: list[RejectedRecord]

    def as_dict(self) -> dict[str, list[Any]]:
        """The records by the name of their file, without `.jsonl`."""
        return {
            "posts": [self.post],
            "sentences": self.sentences,
            "entities": self.entities,
            "quotes": self.quotes,
            "rejected": self.rejected,
        }


def annotate(post: Post, nlp: Language, site: Site | None = None) -> Result:
    """The records of one post.

    `nlp` comes from `eignlp.load()`; `site` is what is known outside the post. All offsets count
    code points of `post.source`.
    """
    return next(annotate_all([post], nlp, site))


def annotate_all(posts: Iterable[Post], nlp: Language, site: Site | None = None) -> Iterator[Result]:
    """The records of several posts, in their order; faster than one by one, as the model sees batches."""
    for plains in _batches((post, parse(post.source, post.body)) for post in posts):
        docs = (make_doc(post, plain, nlp) for post, plain in plains)
        # Four times, as spaCy's `ner` works on a quarter of a batch at a time.
        for (post, plain), doc in zip(plains, nlp.pipe(docs, batch_size=4 * len(plains)), strict=True):
            yield _Writer(post, plain, doc, site or Site()).result()


def _batches(plains: Iterable[tuple[Post, Plain]]) -> Iterator[list[tuple[Post, Plain]]]:
    """Posts in batches of about `BATCH`."""
    batch: list[tuple[Post, Plain]] = []
    size = 0
    for post, plain in plains:
        batch.append((post, plain))
        size += plain.size
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def make_doc(post: Post, plain: Plain, nlp: Language) -> Doc:
    """The post's text as a spaCy Doc that carries its blocks and what the front matter knows.

    The Doc's text is as long as the plain text, see `for_models` (`fr_core_news_sm` on 89 posts:
    people 0.43 to 0.62 F1 with straight apostrophes and the removal of Markdown).
    """
    text = for_models(plain.text)
    doc = tokenized(text, nlp)
    doc._.text = text  # as `doc.text`, which spaCy would put together again
    doc._.blocks = plain.blocks
    titled = tuple(full_names_in(post.title or "") or full_names_in(post.summary or ""))
    doc._.context = Context(people_among(post.authors), post.person, titled, post.title or "")
    return doc


def for_models(text: str) -> str:
    """A text as French models read it best, of the same length.

    Typographic apostrophes are made straight; marks of notes in brackets, which stick to the word
    before, become spaces.

    >>> for_models("L’accord[12] d’Anna Roux[3].")
    "L'accord     d'Anna Roux   ."
    """
    return _NOTE_MARK.sub(lambda mark: " " * len(mark[0]), text.replace("’", "'"))


_NOTE_MARK = re.compile(r"(?<=[\w.»”])\[\d{1,3}\]")


def tokenized(text: str, nlp: Language) -> Doc:
    """`nlp.make_doc`, in time linear in the text, and quick for stretches without white space seen before.

    spaCy's tokenizer peels marks off a stretch without white space one by one, which is quadratic
    in its length; stretches longer than `MAX_STRETCH` are tokenized piece by piece.
    """
    if not _LONG_STRETCH.search(text):
        _show_apart(text, nlp)
        return nlp.make_doc(text)
    pieces = [nlp.make_doc(match[0]) for match in _PIECE.finditer(text)]
    words = [token.text for piece in pieces for token in piece]
    spaces = [bool(token.whitespace_) for piece in pieces for token in piece]
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _show_apart(text: str, nlp: Language) -> None:
    """Have the tokenizer see each new stretch of a text alone, once.

    It keeps the tokens of what it has seen, but in a text only as far as the first of its special cases, of which
    a line's end is one: so nearly nothing was kept (spaCy 3.8; the same tokens, in a tenth of the time).
    """
    shown = _SHOWN.setdefault(nlp, set())
    if len(nlp.vocab) < KNOWN:  # else what is new is forgotten again
        for stretch in {*text.split()} - shown:
            nlp.make_doc(stretch)
            shown.add(stretch)


_SHOWN: WeakKeyDictionary[Language, set[str]] = WeakKeyDictionary()


class _Writer:
    """Turns one processed Doc into records: every stretch goes back to the file through the map."""

    def __init__(self, post: Post, plain: Plain, doc: Doc, site: Site) -> None:
        self.post, self.plain, self.doc, self.site = post, plain, doc, site
        self.ids = Ids(post.id)
        self.names = names_of(doc)
        self.acronyms = acronyms_of(doc)
        self.identity = dict(_identities(doc, plain, site.base_url))
        self.sentences = [record for record in map(self.sentence, doc.sents) if record]
        self.starts = [sentence["start"] for sentence in self.sentences]

    def result(self) -> Result:
        entities = [self.entity(ent) for ent in self.doc.ents if ent.label_ in self.site.labels]
        quotes = [self.quote(quote) for quote in self.doc._.quotes]
        rejected = [self.rejected(span) for span in self.doc._.rejected]
        return Result(self.record(len(entities), len(quotes)), self.sentences, entities, quotes, rejected)

    def record(self, entities: int, quotes: int) -> PostRecord:
        post = self.post
        words = len(_WORD.findall(self.plain.text))
        return {
            "post": post.id,
            "sha256": post.sha256,
            "title": post.title,
            "date": post.date,
            "authors": post.authors,
            "tags": post.tags,
            "url": urljoin(self.site.base_url, post.url) if post.url else None,
            "meta": post.meta,
            "counts": {"words": words, "sentences": len(self.sentences), "entities": entities, "quotes": quotes},
        }

    def span(self, stretch: Stretch | Span) -> SpanRecord:
        """A stretch of the Doc as offsets of the file and the words a reader sees."""
        first, last = (stretch.start_char, stretch.end_char) if isinstance(stretch, Span) else stretch
        start, end = self.plain.source(first, last)
        return {"start": start, "end": end, "text": " ".join(self.plain.text[first:last].split())}

    def sentence(self, sent: Span) -> SentenceRecord | None:
        text = self.plain.text
        first, last = sent.start_char, sent.end_char
        while last > first and text[last - 1].isspace():
            last -= 1
        while first < last and text[first].isspace():
            first += 1
        if first == last:
            return None
        span = self.span((first, last))
        block = self.plain.block_at(first)
        return {"post": self.post.id, "id": self.ids.new("sentence", span["text"]), **span, "block": block.kind}

    def within(self, start: int, end: int) -> list[SentenceRecord]:
        """The sentences that hold any of the file's [start, end)."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_left(self.starts, end)
        return [s for s in self.sentences[first:last] if start < s["end"]]

    def entity(self, ent: Span) -> EntityRecord:
        span = self.span(ent)
        label: Label = ent.label_  # type: ignore[assignment]
        text = span["text"]
        name, identity = self.known(
            label, full_name(self.names, ent) if label == "PER" else self.acronyms.get(text, text)
        )
        holders = self.within(span["start"], span["end"])
        return {
            "post": self.post.id,
            "id": self.ids.new("entity", label, span["text"]),
            "label": label,
            **span,
            "name": name,
            "entity": identity,
            "sentence": holders[0]["id"] if holders else "",
        }

    def known(self, label: str, name: str) -> tuple[str, str | None]:
        """A name as the registry spells it, and its identity: the registry's id, or the link's URL."""
        entry = self.site.registry.get(label, name) if label in ("PER", "ORG") else None  # type: ignore[arg-type]
        return (entry.name, entry.id) if entry is not None else (name, self.identity.get((label, name)))

    def quote(self, quote: Quote) -> QuoteRecord:
        span = self.span((quote.start, quote.end))
        holders = self.within(span["start"], span["end"])
        return {
            "post": self.post.id,
            "id": self.ids.new("quote", span["text"]),
            **span,
            "marks": quote.marks,
            "type": quote.type,
            "speaker": self.speaker(quote.speaker) if quote.speaker else None,
            "cue": self.span(quote.cue) if quote.cue else None,
            "rule": quote.rule,
            "confidence": round(quote.confidence, 3),
            "sentences": [s["id"] for s in holders],
            "context": " ".join(s["text"] for s in holders),
        }

    def speaker(self, speaker: Speaker) -> SpeakerRecord:
        label = {"person": "PER", "org": "ORG"}.get(speaker.kind, "")
        name, identity = self.known(label, speaker.name)
        return {
            "name": name,
            "kind": speaker.kind,
            "entity": identity,
            "mention": self.span(speaker.mention) if speaker.mention else None,
        }

    def rejected(self, rejected: Rejected) -> RejectedRecord:
        return {
            "post": self.post.id,
            **self.span((rejected.start, rejected.end)),
            "marks": rejected.marks,
            "reason": rejected.reason,
            "rule": rejected.rule,
        }


def _identities(doc: Doc, plain: Plain, base_url: str) -> Iterator[tuple[tuple[str, str], str]]:
    """(label, name) and the URL of a link whose whole text is that name; the first link of a name counts last."""
    names = names_of(doc)
    links = {(first, last): url for block in plain.blocks for first, last, url in block.links}
    for ent in reversed(doc.ents):
        url = links.get((ent.start_char, ent.end_char))
        if url and not url.startswith(("#", "{", "mailto:")):
            text = " ".join(plain.text[ent.start_char : ent.end_char].split())
            yield (ent.label_, full_name(names, ent) if ent.label_ == "PER" else text), urljoin(base_url, url)
