"""Why a quotation has its speaker: the rules that propose it, who else was considered, and what weighed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language

from eignlp.annotation import make_doc
from eignlp.components.quotes.component import Decision
from eignlp.components.quotes.ranker import Ranker, reasons
from eignlp.config import Config
from eignlp.corpus import Table, find
from eignlp.errors import PostError, UsageError
from eignlp.markup import parse
from eignlp.output import read_records
from eignlp.posts import Post
from eignlp.records import QuoteRecord


@dataclass(frozen=True, slots=True)
class Considered:
    """A candidate for the speaker: its share among all, the rules that propose it, what weighs most for or against."""

    name: str
    kind: str
    share: float
    rules: list[str]
    reasons: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A quotation's record, with the probability that it is one and what weighs in it, and all candidates."""

    record: QuoteRecord
    quotation: float
    reasons: list[tuple[str, float]]
    considered: list[Considered]


def explain(
    quote_id: str, paths: Iterable[Path], outputs: Path, nlp: Language, config: Config, table: Table | None = None
) -> Explanation:
    """Explain a line of `quotes.jsonl` in the folder `outputs`, from the post in `paths`.

    `table` names the fields of text and id in `.jsonl` and `.parquet` inputs.

    Raises `UsageError` if there is no such quotation, or its post is gone or changed.
    """
    record = _record(quote_id, outputs)
    post = _post(record["post"], paths, config, table)
    found = next((e for e in explanations(post, [record], nlp)), None)
    if found is None:
        raise UsageError(f"{record['post']} has changed since the run: run again")
    return found


def explanations(post: Post, records: Iterable[QuoteRecord], nlp: Language) -> Iterator[Explanation]:
    """The explanations of quotations of a post, in their order."""
    by_start = {record["start"]: record for record in records}
    plain = parse(post.source, post.body)
    doc = make_doc(post, plain, nlp)
    quotes: Any = nlp.get_pipe("eignlp_quotes")
    for _, component in nlp.pipeline:
        doc = doc if component is quotes else component(doc)
    for decision in quotes.decisions(doc):
        marked = decision.view.marked
        record = by_start.get(plain.source(marked.start, marked.end)[0])
        if record is not None and decision.reason is None:
            yield _explanation(record, decision, quotes.ranker)


def _explanation(record: QuoteRecord, decision: Decision, ranker: Ranker) -> Explanation:
    considered = [
        Considered(c.speaker.name, c.speaker.kind, share, list(c.evidence), reasons(ranker.speaker, seen))
        if c is not None
        else Considered("nobody", "", share, [], reasons(ranker.speaker, seen))
        for c, seen, share in decision.considered
    ]
    considered.sort(key=lambda c: -c.share)
    return Explanation(record, decision.quotation, reasons(ranker.span, decision.features), considered)


def _record(quote_id: str, outputs: Path) -> QuoteRecord:
    for record in read_records(outputs, "quotes"):
        if record["id"] == quote_id:
            found: QuoteRecord = record
            return found
    raise UsageError(f"{outputs}: no quotation has the id {quote_id}")


def _post(id: str, paths: Iterable[Path], config: Config, table: Table | None) -> Post:
    for item in find(paths, drafts=True, table=table):
        if item.id == id:
            try:
                return item.fetch().parse(config.fields)
            except PostError as error:
                raise UsageError(f"{id}: {error.detail}") from error
    raise UsageError(f"the post {id} is not there: give the folder that was processed")
