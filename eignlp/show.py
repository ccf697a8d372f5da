"""One post in the terminal: sentences, names and quotations coloured, each quotation's pairing below."""

from rich.console import Console
from rich.text import Text

from eignlp.annotation import Result
from eignlp.components.quotes.candidates import ORIGINS
from eignlp.components.quotes.component import RULES
from eignlp.explain import Explanation
from eignlp.posts import Post

_WORTH_SAYING = 0.02  # share of a candidate
_UNSEEN = dict.fromkeys((7, 8, 11, 12, 13), " ")  # control characters, which rich drops, and offsets with them
_COUNTED = {"entities": "names", "quotes": "quotations"}
_STYLES = {"PER": "bold cyan", "ORG": "bold magenta", "quote": "green", "rejected": "dim yellow", "cue": "underline"}


def show(post: Post, result: Result, explained: list[Explanation], console: Console | None = None) -> None:
    """Print a post as its author typed it, coloured; after it the quotations, their speakers, who else could be."""
    console = console or Console()
    piped = not console.is_terminal  # no line is cut then, and there is no colour to explain
    console.print(_header(post, result), soft_wrap=piped)
    console.print(_coloured(post, result), soft_wrap=piped)
    for number, explanation in enumerate(explained, start=1):
        console.print(_pairing(number, explanation, post), soft_wrap=piped)
    if not explained:
        console.print(Text("No quotation found.", style="dim"), soft_wrap=piped)
    if not piped:
        console.print(_legend())


def _header(post: Post, result: Result) -> Text:
    counts = {_COUNTED.get(name, name): count for name, count in result.post["counts"].items()}
    line = Text(post.title or post.id, style="bold")
    told = (f"{count} {name}" for name, count in counts.items())
    facts = [post.date or "", ", ".join(post.authors), *told]
    line.append("\n" + " · ".join(fact for fact in facts if fact) + "\n", style="dim")
    return line


def _coloured(post: Post, result: Result) -> Text:
    """The post's body; a bar stands before each sentence that does not begin a line."""
    text = Text(post.source[post.body :].translate(_UNSEEN))
    shift = post.body
    for rejected in result.rejected:
        text.stylize(_STYLES["rejected"], rejected["start"] - shift, rejected["end"] - shift)
    for quote in result.quotes:
        text.stylize(_STYLES["quote"], quote["start"] - shift, quote["end"] - shift)
        if quote["cue"]:
            text.stylize(_STYLES["cue"], quote["cue"]["start"] - shift, quote["cue"]["end"] - shift)
    for entity in result.entities:
        text.stylize(_STYLES[entity["label"]], entity["start"] - shift, entity["end"] - shift)
    starts = [s["start"] - shift for s in result.sentences]
    pieces = text.divide([start for start in starts if start > 0 and post.source[start + shift - 1] != "\n"])
    return Text("▏", style="dim blue").join(pieces)


def _pairing(number: int, explanation: Explanation, post: Post) -> Text:
    quote = explanation.record
    speaker = quote["speaker"]
    line = Text(f"{number}. ", style="bold")
    line.append(f"« {_short(quote['text'])} »", style=_STYLES["quote"])
    line.append(f"  line {post.source.count(chr(10), 0, quote['start']) + 1}\n   ", style="dim")
    if speaker is None:
        line.append("nobody found", style="red")
    else:
        line.append(speaker["name"], style=_STYLES["PER"])
        line.append(f" ({speaker['kind']})")
        if speaker["mention"] and speaker["mention"]["text"] != speaker["name"]:
            line.append(f", as “{speaker['mention']['text']}”")
    line.append(f" · {quote['type']} · cue {quote['cue']['text'] if quote['cue'] else 'none'}", style="dim")
    line.append(f" · rule {quote['rule']} · confidence {quote['confidence']:.2f} · id {quote['id']}", style="dim")
    others = [f"{one.name} {one.share:.2f}" for one in explanation.considered[1:3] if one.share >= _WORTH_SAYING]
    line.append("\n   else " + ", ".join(others) if others else "", style="dim")
    return line


def show_explanation(explanation: Explanation, console: Console | None = None) -> None:
    """Print why a quotation has its speaker."""
    console = console or Console()
    record = explanation.record
    speaker = record["speaker"]
    text = Text(f"« {record['text']} »\n", style=_STYLES["quote"])
    text.append(f"{record['post']}, characters {record['start']} to {record['end']}\n\n", style="dim")
    text.append("speaker     ", style="dim").append(speaker["name"] if speaker else "nobody", style=_STYLES["PER"])
    if speaker is not None:
        mention = speaker["mention"]
        text.append(f" ({speaker['kind']}), " + (f"as “{mention['text']}”" if mention else "from the front matter"))
    text.append("\nrule        ", style="dim").append(f"{record['rule']}: {_statement(record['rule'])}")
    text.append("\ncue         ", style="dim").append(record["cue"]["text"] if record["cue"] else "none")
    text.append("\nconfidence  ", style="dim").append(f"{record['confidence']:.2f}")
    text.append("\nquotation   ", style="dim").append(f"{explanation.quotation:.2f}: ")
    text.append(_weights(explanation.reasons), style="dim")
    text.append("\n\nconsidered for the speaker", style="bold")
    for one in explanation.considered:
        text.append(f"\n  {one.share:.2f}  ").append(one.name, style=_STYLES["PER"]).append(
            f" ({one.kind})" if one.kind else ""
        )
        text.append(f"  {', '.join(one.rules) or 'no rule'}\n        ")
        text.append(_weights(one.reasons), style="dim")
    console.print(text)


def _weights(reasons: list[tuple[str, float]]) -> str:
    """What weighs for (+) and against (-), the heaviest first."""
    return ", ".join(f"{name} {weight:+.1f}" for name, weight in reasons)


def _statement(rule: str) -> str:
    """What a rule says, from its docstring; for candidates that no rule proposes, where they come from."""
    found = next((r for r in RULES if r.__name__ == rule), None)
    return (found.__doc__ or "").split("\n", 1)[0] if found else ORIGINS.get(rule, "")


def _short(text: str, width: int = 100) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _legend() -> Text:
    legend = Text("\n")
    for style, label in (
        ("PER", "person"),
        ("ORG", "organisation"),
        ("quote", "quotation"),
        ("rejected", "no quotation"),
        ("cue", "cue"),
    ):
        legend.append(label, style=_STYLES[style])
        legend.append("  ")
    legend.append("▏", style="dim blue")
    legend.append("sentence")
    return legend
