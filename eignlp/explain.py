"""Why a quotation has its speaker: the rule that decided, the other rules that would have, the people in reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from eignlp.annotation import make_doc
from eignlp.components.quotes.component import considered, decisions
from eignlp.components.quotes.marks import marked_spans
from eignlp.config import Config
from eignlp.corpus import find
from eignlp.errors import PostError, UsageError
from eignlp.markup import parse
from eignlp.output import read_records
from eignlp.posts import Post
from eignlp.records import QuoteRecord


@dataclass(frozen=True, slots=True)
class Explanation:
    """A quotation's record, with what else was considered: (rule, name or None) in the order of the rules."""

    record: QuoteRecord
    considered: list[tuple[str, str | None]]
    people: list[str]


def explain(quote_id: str, paths: Iterable[Path], outputs: Path, nlp: Language, config: Config) -> Explanation:
    """Explain a line of `quotes.jsonl` in the folder `outputs`, from the post in `paths`.

    Raises `UsageError` if there is no such quotation, or its post is gone or changed.
    """
    record = _record(quote_id, outputs)
    post = _post(record["post"], paths, config)
    doc = make_doc(post, parse(post.source, post.body), nlp)
    plain = parse(post.source, post.body)
    quotes = nlp.get_pipe("eignlp_quotes")
    for name, component in nlp.pipeline:
        if component is not quotes:
            doc = nlp.get_pipe(name)(doc)
    for decision in decisions(doc, marked_spans(doc.text, doc._.blocks)):
        marked = decision.view.marked
        if plain.source(marked.start, marked.end)[0] == record["start"]:
            rules = [(rule, speaker.name if speaker else None) for rule, speaker in considered(doc, decision)]
            people = dict.fromkeys(doc._.names.full(ent.text) for ent in doc.ents if ent.label_ == "PER")
            return Explanation(record, rules, list(people))
    raise UsageError(f"{record['post']} has changed since the run: run again")


def _record(quote_id: str, outputs: Path) -> QuoteRecord:
    for record in read_records(outputs, "quotes"):
        if record["id"] == quote_id:
            found: QuoteRecord = record
            return found
    raise UsageError(f"{outputs}: no quotation has the id {quote_id}")


def _post(id: str, paths: Iterable[Path], config: Config) -> Post:
    for item in find(paths, drafts=True):
        if item.id == id:
            try:
                return item.fetch().parse(config.fields)
            except PostError as error:
                raise UsageError(f"{id}: {error.detail}") from error
    raise UsageError(f"the post {id} is not there: give the folder that was processed")
