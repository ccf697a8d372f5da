"""The command line: each command is a few lines that call the Python API."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(
    name="eignlp",
    help="French blog posts to sentences, people, organisations and quotations with their speakers, as JSON Lines.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders of posts. Default: corpus/.", metavar="PATH...")
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", help="Settings file. Default: the eignlp.toml in the folder of PATH or above it.", metavar="FILE"
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(help="What finds the names: a folder of models/, a path, or a spaCy package.", metavar="NAME"),
]
TextField = Annotated[str, typer.Option(help="Field of the text in .jsonl and .parquet inputs.", metavar="NAME")]
IdField = Annotated[str, typer.Option(help="Field of the id in them.", metavar="NAME")]

Engine = Literal["local", "dask"]


def _cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _version(asked: bool) -> None:
    if asked:
        from eignlp import __version__

        typer.echo(f"eignlp {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    paths: Paths = None,
    out: Annotated[Path, typer.Option(help="Folder to write into.", metavar="DIR")] = Path("outputs"),
    config: ConfigOption = None,
    drafts: Annotated[
        bool,
        typer.Option("--drafts", help="Read drafts too: names that begin with _, a folder _drafts."),
    ] = False,
    model: ModelOption = None,
    products: Annotated[bool, typer.Option("--products", help="Write products (PROD) to entities.jsonl too.")] = False,
    text_field: TextField = "text",
    id_field: IdField = "id",
    workers: Annotated[
        int | None, typer.Option(help="Processes that work. Default: the processor's cores.", min=1, metavar="N")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="Where posts are processed: on this machine, or by Dask.")] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option(help="Dask scheduler, as tcp://host:8786. Default: a cluster made here.", metavar="ADDRESS"),
    ] = None,
    shard_size: Annotated[
        int | None,
        typer.Option(help="Write NAME/part-00000.jsonl... of so many posts, and a manifest.", min=1, metavar="N"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Process all posts again, changed or not.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep finished posts.")] = False,
) -> None:
    """Process posts and write posts, sentences, entities, quotes, rejected and errors as .jsonl files.

    Exit status: 0 all posts done, 3 done but errors.jsonl is not empty, 2 wrong call or full disk, 130 interrupted.
    """
    from eignlp.config import find_config, read_config
    from eignlp.corpus import Table
    from eignlp.errors import UsageError
    from eignlp.report import Reporter
    from eignlp.runner import Options, run

    places = paths or [Path("corpus")]
    settings = read_config(config or find_config(places))
    if scheduler is not None and engine != "dask":
        raise UsageError("--scheduler is for --engine dask")
    options = Options(
        drafts=drafts,
        table=Table(text_field, id_field),
        config=settings,
        model=model,
        products=products,
        workers=workers or _cores(),
        engine=engine,
        scheduler=scheduler,
        shard_size=shard_size,
        force=force,
        cache=not no_cache,
    )
    with Reporter() as reporter:
        summary = run(places, out, options, reporter.progress)
    reporter.summary(summary, out, parts=shard_size is not None)
    if summary.counts["errors"]:
        raise typer.Exit(3)


@app.command()
def show(
    post: Annotated[
        Path, typer.Argument(help="The post's file; ids are those of a run on its folder.", metavar="POST")
    ],
    config: ConfigOption = None,
    model: ModelOption = None,
) -> None:
    """Print one post with its sentences, names and quotations coloured, and each quotation's speaker beside it."""
    from eignlp import annotate, load, read
    from eignlp.config import find_config, read_config
    from eignlp.corpus import POST_SUFFIXES
    from eignlp.errors import PostError, UsageError
    from eignlp.explain import explanations
    from eignlp.models import DEFAULT_MODEL
    from eignlp.registry import site_of
    from eignlp.show import show

    if not post.name.lower().endswith(POST_SUFFIXES):
        raise UsageError(f"{post}: show prints one post; known are {', '.join(POST_SUFFIXES)}")
    settings = read_config(config or find_config([post]))
    try:
        read_post = read(post, fields=settings.fields)
    except PostError as error:
        raise UsageError(f"{post}: {error.detail}") from error
    nlp = load(model or settings.model or DEFAULT_MODEL)
    result = annotate(read_post, nlp, site_of(settings))
    show(read_post, result, list(explanations(read_post, result.quotes, nlp)))


@app.command()
def explain(
    quote_id: Annotated[str, typer.Argument(help="The id of a line of quotes.jsonl.", metavar="QUOTE_ID")],
    paths: Paths = None,
    out: Annotated[Path, typer.Option(help="Folder that `eignlp run` wrote.", metavar="DIR")] = Path("outputs"),
    config: ConfigOption = None,
    model: ModelOption = None,
    text_field: TextField = "text",
    id_field: IdField = "id",
) -> None:
    """Say why a quotation has its speaker: rule, cue, and what else was considered."""
    from eignlp.config import find_config, read_config
    from eignlp.corpus import Table
    from eignlp.explain import explain
    from eignlp.models import DEFAULT_MODEL
    from eignlp.pipeline import load
    from eignlp.show import show_explanation

    places = paths or [Path("corpus")]
    settings = read_config(config or find_config(places))
    nlp = load(model or settings.model or DEFAULT_MODEL)
    show_explanation(explain(quote_id, places, out, nlp, settings, Table(text_field, id_field)))


@app.command()
def names(
    outputs: Annotated[Path, typer.Argument(help="Folder that `eignlp run` wrote.", metavar="OUTPUTS")] = Path(
        "outputs"
    ),
    most: Annotated[int, typer.Option(help="Names to print; all are written.", min=0)] = 30,
) -> None:
    """Print the people and organisations of a corpus, once for each identity; write them all to OUTPUTS/names.jsonl."""
    from eignlp.names import collect, write
    from eignlp.report import print_names

    found = collect(outputs)
    write(found, outputs)
    print_names(found, most, outputs)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Annotated posts, one JSON record a line.", metavar="GOLD")],
    outputs: Annotated[Path, typer.Argument(help="Folder that `eignlp run` wrote.", metavar="OUTPUTS")],
    posts: Annotated[
        Path | None, typer.Option(help="Folder of the posts. Default: beside GOLD.", metavar="DIR")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every error.")] = False,
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="How often each rule fires, and how often it is right.")
    ] = False,
) -> None:
    """Score outputs against annotated posts: quotations, speakers, people, organisations, sentences."""
    from eignlp.evaluation import evaluate
    from eignlp.report import print_scores

    scores = evaluate(gold, outputs, posts)
    if as_json:
        typer.echo(json.dumps(scores.figures, ensure_ascii=False))
    else:
        print_scores(scores, errors=errors, by_rule=by_rule)


train_app = typer.Typer(help="Train a model.", no_args_is_help=True)
app.add_typer(train_app, name="train")


@train_app.command("ner")
def train_ner(
    gold: Annotated[list[Path], typer.Argument(help="Annotated posts to train on and score.", metavar="GOLD...")],
    also: Annotated[
        list[Path] | None, typer.Option(help="More annotated posts, only to train on.", metavar="FILE")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.", metavar="DIR")] = None,
    folds: Annotated[int, typer.Option(help="Cross-validate by document in so many folds; 0: do not.", min=0)] = 0,
    epochs: Annotated[int | None, typer.Option(help="Passes over the data. Default: models/ner.cfg.", min=1)] = None,
    jobs: Annotated[int, typer.Option(help="Folds trained at a time.", min=1)] = 1,
) -> None:
    """Train the names on annotated posts, by models/ner.cfg; print cross-validated figures on request."""
    from eignlp.errors import UsageError
    from eignlp.report import print_cross_validation
    from eignlp.training import cross_validate, train

    if not folds and out is None:
        raise UsageError("give --out DIR to train a pipeline, --folds N to print cross-validated figures, or both")
    if folds:
        print_cross_validation(cross_validate(gold, also or [], folds, epochs, jobs), folds)
    if out is not None:
        train([*gold, *(also or [])], out, epochs=epochs)
        typer.echo(f"trained pipeline in {out}/")


@train_app.command("speakers")
def train_speakers(
    gold: Annotated[list[Path], typer.Argument(help="Annotated posts, or phenomenon cases.", metavar="GOLD...")],
    chosen: Annotated[
        list[Path] | None,
        typer.Option(help="Posts chosen for their quotations: they teach who speaks only. Repeatable.", metavar="GOLD"),
    ] = None,
    passages: Annotated[
        list[Path] | None,
        typer.Option(
            help="Passages of a few sentences: they teach what a quotation is only. Repeatable.", metavar="GOLD"
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the weights.", metavar="DIR")] = Path("models/fr_eig_speakers"),
    folds: Annotated[int, typer.Option(help="Cross-validate by post in so many folds.", min=2)] = 5,
    model: ModelOption = None,
) -> None:
    """Learn what decides on quotations and speakers; print cross-validated figures, write the weights."""
    from eignlp.models import DEFAULT_MODEL
    from eignlp.pipeline import load
    from eignlp.report import print_speakers
    from eignlp.training_speakers import train

    print_speakers(train(gold, load(model or DEFAULT_MODEL), out, folds, chosen or (), passages or ()), folds)
    typer.echo(f"weights in {out}/")


@app.command()
def schema(
    record: Annotated[
        str | None, typer.Argument(help="posts, sentences, entities, quotes, rejected or errors.", metavar="RECORD")
    ] = None,
) -> None:
    """Print the JSON Schema of one kind of record, or of all."""
    from eignlp.errors import UsageError
    from eignlp.records import RECORDS, schema

    if record is not None and record not in RECORDS:
        raise UsageError(f"no record {record!r}; known are {', '.join(RECORDS)}")
    found: Any = schema(record) if record else {name: schema(name) for name in RECORDS}
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


class _Interrupted(BaseException):
    """Ctrl-C or SIGTERM; no handler of ordinary errors may swallow it."""


def _interrupt(*_: object) -> None:
    raise _Interrupted


def main() -> None:
    """Run the command line; errors on purpose become one line and exit status 2."""
    from eignlp.errors import EignlpError

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        app()
    except _Interrupted:
        typer.echo("eignlp: interrupted; what is in the cache is kept, the next run goes on from there", err=True)
        sys.exit(130)
    except EignlpError as error:
        typer.echo(f"eignlp: {error}", err=True)
        sys.exit(2)
