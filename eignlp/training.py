"""Training the names: annotated posts to a spaCy `ner`, by the committed config `models/ner.cfg`."""

import io
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop
from spacy.util import filter_spans, load_config, registry
from thinc.api import fix_random_seed

from eignlp import lexicon
from eignlp.annotation import annotate, for_models, tokenized
from eignlp.components.classes import add_word_classes
from eignlp.components.sentences import Sentences
from eignlp.errors import UsageError
from eignlp.evaluation import PostScorer, Tally, figures_of
from eignlp.french import grouped, part_marks
from eignlp.markup import parse
from eignlp.pipeline import load
from eignlp.posts import read

CONFIG = Path(__file__).parent.parent / "models" / "ner.cfg"
RUNS = 2  # trainings whose weights are averaged, of different seeds
CHUNK = 120  # tokens of an example, about a paragraph or two


def gold_docs(gold: Path, nlp: Language) -> Iterator[tuple[str, Doc]]:
    """(post's file name, Doc with its annotated entities) of each record of a gold file.

    Stretches on which annotators differed are marked as missing: they teach nothing. Raises
    `UsageError` if a post's file is not in `posts/` or `pages/` beside the gold file, or beside it.
    """
    for line in gold.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield record["post"], _annotated(record, _file(gold, record["post"]), nlp)


def _file(gold: Path, post: str) -> Path:
    for folder in (gold.stem.replace("gold", "posts"), "posts", "."):
        if (gold.parent / folder / post).is_file():
            return gold.parent / folder / post
    raise UsageError(f"{gold}: the file of its post {post} is not beside it")


def _annotated(record: dict[str, Any], path: Path, nlp: Language) -> Doc:
    source = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    plain = parse(source, record["body_start"])
    doc = tokenized(for_models(plain.text), nlp)
    doc._.blocks = plain.blocks
    Sentences()(doc)

    def spans(stretches: list[tuple[int, int, str]]) -> list[Span]:
        found = []
        for first, last, label in stretches:
            for block in plain.blocks:
                start, end = plain.text_range(first, last, block)
                span = doc.char_span(start, end, label=label, alignment_mode="expand") if start < end else None
                if span is not None:
                    found.append(span)
        return found

    entities = spans([(e["start"], e["end"], e["label"]) for e in record["entities"]])
    unsure = spans([(a, b, "") for a, b in record.get("ignore_entities", ())])
    taken = {i for span in entities for i in range(span.start, span.end)}
    unsure = [span for span in unsure if not taken & set(range(span.start, span.end))]
    doc.set_ents(filter_spans(entities), missing=filter_spans(unsure), default="outside")
    for entity in doc.ents:
        for token in entity[1:]:
            token.is_sent_start = False  # "Yeast? Why?!" is one name: spaCy cannot learn a name with a sentence's end
    return doc


def chunks(doc: Doc) -> Iterator[Doc]:
    """The Doc in pieces of whole sentences of about `CHUNK` tokens."""
    start = 0
    for sent in doc.sents:
        if sent.end - start >= CHUNK or sent.end == len(doc):
            yield doc[start : sent.end].as_doc()
            start = sent.end


@registry.callbacks("eignlp.resumed_ner.v1")  # type: ignore[untyped-decorator]
def resumed_ner(words_of: str) -> Callable[[Language], None]:
    """Let the resumed `ner` learn products, so that they stop being organisations, and see the classes of words.

    `words_of` names the spaCy package whose vocabulary tells which words are known.
    """

    def change(nlp: Language) -> None:
        nlp.get_pipe("ner").add_label("PROD")  # type: ignore[attr-defined]
        add_word_classes(nlp, words_of)

    return change


@registry.readers("eignlp.gold.v1")  # type: ignore[untyped-decorator]
def read_gold(
    gold: str, without: str | None, augment: float, seed: int, limit: int = 0
) -> Callable[[Language], Iterator[Example]]:
    """spaCy corpus reader of annotated posts.

    `gold` names gold files, parted by commas; `without` posts that stay out, parted by commas;
    `augment` is the mean number of varied copies of each chunk.
    """
    held_out = set((without or "").split(","))

    def read(nlp: Language) -> Iterator[Example]:
        docs = [
            chunk
            for path in gold.split(",")
            for post, doc in gold_docs(Path(path), nlp)
            if post not in held_out
            for chunk in chunks(doc)
        ]
        chance = random.Random(seed)
        varier = Varier(docs, chance)
        chance.shuffle(docs)
        for doc in docs[: limit or None]:
            yield example(doc)
            for _ in range(int(augment + chance.random())):
                yield example(varier.varied(doc))

    return read


def example(doc: Doc) -> Example:
    """A training example: the Doc without its entities, and with them."""
    words, spaces = [t.text for t in doc], [bool(t.whitespace_) for t in doc]
    starts: list[bool | int | None] = [bool(t.is_sent_start) for t in doc]
    return Example(Doc(doc.vocab, words=words, spaces=spaces, sent_starts=starts), doc)


class Varier:
    """Varied copies of annotated text: other people's, organisations' and products' names, other case of heads.

    People's names are made of first names of the lexicon and family names of the training posts;
    organisations and products change names with others of the training posts that have the same head
    or, without one, begin alike, so that the words around a name tell its label, not the name alone.
    """

    def __init__(self, docs: list[Doc], chance: random.Random) -> None:
        self.chance = chance
        self.first = sorted(lexicon.first_names())
        family = {
            tuple(t.text for t in ent[1:]) for doc in docs for ent in doc.ents if ent.label_ == "PER" and len(ent) > 1
        }
        self.family = sorted(family)
        names = {(ent.label_, tuple(t.text for t in ent)) for doc in docs for ent in doc.ents if ent.label_ != "PER"}
        self.others: dict[tuple[str, str], list[list[str]]] = {}
        for label, words in sorted(names):
            self.others.setdefault(_kind(label, words), []).append(list(words))

    def varied(self, doc: Doc) -> Doc:
        """A copy of the Doc in which some names are others; one name is replaced alike throughout."""
        words: list[str] = []
        spaces: list[bool] = []
        tags: list[str] = []
        starts: list[bool | int | None] = []
        given: dict[str, list[str]] = {}
        i = 0
        while i < len(doc):
            token = doc[i]
            ent = next((e for e in doc.ents if e.start == i), None) if token.ent_iob_ == "B" else None
            span = ent if ent is not None else doc[i : i + 1]
            new = self._replacement(ent, given) if ent is not None else [token.text]
            for place, word in enumerate(new):
                words.append(word)
                spaces.append(
                    bool(span[-1].whitespace_)
                    if place == len(new) - 1
                    else word not in ("-",) and new[place + 1] != "-"
                )
                tags.append(_tag(token, ent, place))
                starts.append(bool(token.is_sent_start) and place == 0)
            i = span.end
        return Doc(doc.vocab, words=words, spaces=spaces, ents=tags, sent_starts=starts)

    def _replacement(self, ent: Span, given: dict[str, list[str]]) -> list[str]:
        words = [t.text for t in ent]
        if ent.label_ == "PER" and self.chance.random() < 0.6:
            if ent.text not in given:
                given[ent.text] = self._name(len(words))
            return given[ent.text]
        if ent.label_ != "PER" and self.chance.random() < 0.3:
            if ent.text not in given:
                given[ent.text] = self.chance.choice(self.others.get(_kind(ent.label_, tuple(words)), [words]))
            words = given[ent.text]
        if ent.label_ == "ORG" and len(words) > 1 and self.chance.random() < 0.2:
            head = words[0].lower() if words[0][:1].isupper() else words[0].capitalize()
            return [head, *words[1:]]
        return words

    def _name(self, size: int) -> list[str]:
        first = self.chance.choice(self.first)
        parts = first.replace("-", " - ").split()
        if size == 1:
            return parts
        family = list(self.chance.choice(self.family)) if self.family else ["Martin"]
        if self.chance.random() < 0.08:
            family = [word.upper() for word in family]
        return [*parts, *family]


def _kind(label: str, words: tuple[str, ...]) -> tuple[str, str]:
    """What names must share to change places: the label and the head, or whether a vowel or a capital begins them."""
    head = words[0].lower()
    if head in lexicon.words("organisation_heads") or words[0].islower():
        return label, head
    return label, "vowel" if head[0] in "aeiouyhàâéèêëîïôûœ" else "other"


def _tag(token: Any, ent: Span | None, place: int) -> str:
    if ent is None:
        return "" if token.ent_iob_ == "" else "O"
    return f"{'B' if place == 0 else 'I'}-{ent.label_}"


def train(
    gold: list[Path], out: Path | None = None, held_out: list[str] | None = None, epochs: int | None = None
) -> Language:
    """Train a `ner` on annotated posts by `CONFIG`, `RUNS` times; save the pipeline into `out` if given.

    `held_out` are posts (file names) that stay out of training. The same data and machine give the
    same weights.
    """
    overrides: dict[str, Any] = {"paths.gold": ",".join(map(str, gold)), "paths.held_out": ",".join(held_out or ())}
    if epochs is not None:
        overrides["training.max_epochs"] = epochs
    nlp = averaged([_trained(overrides | {"system.seed": seed}) for seed in range(RUNS)])
    if out is not None:
        nlp.config["paths"].update(gold=None, held_out=None)  # where the data lay is nobody's matter
        save(nlp, out)
    return nlp


def _trained(overrides: dict[str, Any]) -> Language:
    config = load_config(CONFIG, overrides=overrides, interpolate=False)
    fix_random_seed(overrides["system.seed"])
    nlp = init_nlp(config)
    part_marks(nlp.tokenizer)
    train_loop(nlp, None, use_gpu=-1, stdout=io.StringIO())
    return nlp


def averaged(runs: Sequence[Language]) -> Language:
    """The first pipeline, the weights of its `ner` being the mean of all of them.

    Trainings that begin with the same weights can be averaged; the mean errs less on other texts than each of
    them (Wortsman et al. 2022, "Model soups").
    """
    models = [list(nlp.get_pipe("ner").model.walk()) for nlp in runs]  # type: ignore[attr-defined]
    for nodes in zip(*models, strict=True):
        for name in nodes[0].param_names:
            if nodes[0].has_param(name):
                nodes[0].set_param(name, sum(node.get_param(name) for node in nodes) / len(nodes))
    return runs[0]


def save(nlp: Language, out: Path) -> None:
    """Write a pipeline so that it loads fast: a tokenizer of its own, no strings but those that it needs."""
    from spacy.lang.fr import tokenizer_exceptions

    pattern = "(?iu)" + grouped(tokenizer_exceptions._regular_exp)
    nlp.tokenizer.token_match = re.compile(pattern).match  # type: ignore[union-attr]
    out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(out)
    (out / "vocab" / "strings.json").write_text("[]\n", encoding="utf-8")  # labels and rules bring theirs


def cross_validate(
    gold: list[Path], also: list[Path], folds: int = 5, epochs: int | None = None, jobs: int = 1
) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures per kind of document (gold file's name) and in all, each document scored by a model that never saw it.

    `gold` are split into `folds` by document, `jobs` of them trained at a time; `also` are for
    training only. Names are scored by exact span and label as `evaluate` does, on outputs of the
    whole pipeline.
    """
    fold = partial(_fold, gold, also, folds, epochs)
    if jobs > 1:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
            parts = list(workers.map(fold, range(folds)))
    else:
        parts = list(map(fold, range(folds)))
    rows = {path.stem: [row for part in parts for row in part[path.stem]] for path in gold}
    figures = {name: figures_of(found) for name, found in rows.items()}
    return figures | {"all": figures_of([row for found in rows.values() for row in found])}


def _fold(gold: list[Path], also: list[Path], folds: int, epochs: int | None, fold: int) -> dict[str, list[Tally]]:
    """Train without the documents of one fold, and score them."""
    held: dict[Path, list[dict[str, Any]]] = {}
    chance = random.Random(1)
    for path in gold:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        chance.shuffle(records)
        held[path] = records[fold::folds]
    with TemporaryDirectory() as folder:
        train([*gold, *also], Path(folder), [r["post"] for found in held.values() for r in found], epochs)
        nlp = load(folder)
    return {path.stem: [_score(record, path, nlp) for record in found] for path, found in held.items()}


def _score(record: dict[str, Any], path: Path, nlp: Language) -> Tally:
    post = read(_file(path, record["post"]))
    scorer = PostScorer(record, post.source, [])
    scorer.entities([dict(entity) for entity in annotate(post, nlp).entities])
    return scorer.tally
