"""The component `eignlp_quotes`: marked spans, the rules in their order, the speakers, what is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from eignlp import lexicon
from eignlp.components.entities import names_of
from eignlp.components.layout import blocks_of
from eignlp.components.quotes import after, around, before, layout
from eignlp.components.quotes.marks import marked_spans
from eignlp.components.quotes.model import Context, Evidence, Marked, Quote, Rejected, Speaker
from eignlp.components.quotes.refuse import is_labelled_note, is_term, refusal
from eignlp.components.quotes.resolve import Resolver
from eignlp.components.quotes.view import Decided, View
from eignlp.components.quotes.words import Words

Rule = Callable[[View], Evidence | None]

# Rules that an explicit attribution founds: tried first, on every span.
ATTRIBUTIONS: tuple[Rule, ...] = (
    after.inversion,
    after.source_after,
    around.incise_inside,
    before.passive,
    before.colon,
    before.as_says,
    before.speech_noun,
    before.label,
    around.elided_subject,
)
# Rules for words inside a reporting sentence or passage: a term there is still a term.
EMBEDDED: tuple[Rule, ...] = (
    around.coordinated,
    around.resumed,
    before.object_of_verb,
    before.that_clause,
    before.source_before,
    before.sentence_before,
)
# Rules about layout, for spans that stand by themselves.
LAYOUT: tuple[Rule, ...] = (
    before.introduced_by_block,
    layout.name_above,
    layout.signature,
    layout.table_row,
    layout.person_page,
    after.summed_up,
    before.read_in,
    before.colon_subject,
    before.free_speech,
)
RULES = ATTRIBUTIONS + EMBEDDED + LAYOUT
# Rules that make a quotation of the words even where nobody can tell whose pronoun it is.
_SURE_OF_QUOTATION = frozenset({"inversion", "colon", "incise_inside"})

for _name in ("quotes", "rejected"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=())
if not Doc.has_extension("context"):
    Doc.set_extension("context", default=Context())


class Quotes:
    """Fills `doc._.quotes` and `doc._.rejected`; needs sentences and person entities."""

    def __call__(self, doc: Doc) -> Doc:
        """Decide on every marked span of the Doc."""
        spans = marked_spans(doc.text, blocks_of(doc))
        doc._.quotes, doc._.rejected = decide(doc, spans) if spans else ([], [])
        return doc


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a marked span: by which rule, for whom; `reason` where it is no quotation."""

    view: View
    rule: str
    evidence: Evidence | None = None
    speaker: Speaker | None = None
    reason: str | None = None


def decide(doc: Doc, spans: list[Marked]) -> tuple[list[Quote], list[Rejected]]:
    """The quotations among marked spans, with their speakers, and the others, with the reason."""
    quotes: list[Quote] = []
    rejected: list[Rejected] = []
    for decision in decisions(doc, spans):
        marked = decision.view.marked
        if decision.reason is not None:
            rejected.append(Rejected(marked.start, marked.end, marked.marks, decision.reason, decision.rule))
        else:
            quotes.append(_quote(decision))
    return quotes, rejected


def decisions(doc: Doc, spans: list[Marked]) -> Iterator[Decision]:
    """The decision on each marked span, in order; each may lean on those before it."""
    words = Words(doc)
    for marked in spans:
        words.cover(marked.opens, marked.closes)
    resolver = Resolver(words, names_of(doc), doc._.context)
    decided: list[Decided] = []
    recent: str | None = None
    tops = [m for m in spans if m.depth == 0]
    neighbours = dict(zip((id(m) for m in tops), [None, *tops[:-1]], strict=True))
    for marked in spans:
        view = View(words, marked, blocks_of(doc), doc._.context, neighbours.get(id(marked)), decided=decided)
        found = attribute(view)
        if found is None:
            reason, rule = refusal(view)
            yield Decision(view, rule, reason=reason)
            continue
        evidence, rule = found
        speaker = resolver.speaker(evidence, view.open, recent)
        nobody = evidence.mention is not None and evidence.mention.head in ("je", "nous")
        if speaker is None and (nobody or rule not in _SURE_OF_QUOTATION):
            yield Decision(view, rule, evidence, reason="unattributed")
            continue
        yield Decision(view, rule, evidence, speaker)
        if marked.depth == 0:
            decided.append(Decided(marked, evidence, rule))
            recent = speaker.name if speaker and speaker.kind == "person" else recent


def considered(doc: Doc, decision: Decision) -> list[tuple[str, Speaker | None]]:
    """(rule, speaker) of every rule that would attribute the span, those that came too late included.

    Call it while `decisions` stands at `decision`.
    """
    resolver = Resolver(decision.view.words, names_of(doc), doc._.context)
    found = ((rule.__name__, rule(decision.view)) for rule in RULES)
    return [(name, resolver.speaker(evidence, decision.view.open, None)) for name, evidence in found if evidence]


def attribute(view: View) -> tuple[Evidence, str] | None:
    """The first rule that pairs the span with a speaker, and what it found."""
    if is_labelled_note(view):
        return None
    if view.marked.depth > 0:
        return _first(view, (after.inversion, before.colon)) if view.is_clause else None
    found = _first(view, ATTRIBUTIONS)
    if found is not None and not (is_term(view) and not view.is_clause):
        return found
    if is_term(view):
        return None
    return _first(view, EMBEDDED) or _first(view, LAYOUT)


def _first(view: View, rules: tuple[Rule, ...]) -> tuple[Evidence, str] | None:
    for rule in rules:
        evidence = rule(view)
        if evidence is not None:
            return evidence, rule.__name__
    return None


def _quote(decision: Decision) -> Quote:
    view, evidence = decision.view, decision.evidence
    marked, cue = view.marked, evidence.cue if evidence else None
    return Quote(
        marked.start,
        (evidence.end if evidence else None) or marked.end,
        marked.marks,
        "direct" if is_direct(view) else "fragment",
        decision.speaker,
        view.words.stretch(cue.first, cue.last) if cue else None,
        decision.rule,
        confidence(view, decision.rule, decision.speaker),
    )


def is_direct(view: View) -> bool:
    """Whether the span is a whole utterance or clause, and no fragment woven into the sentence."""
    inner = view.inner
    if inner[-1:] in ".!?…" or view.opens_block or view.open == view.before:
        return True
    words = view.words
    before_mark = words.low[view.open - 1] if view.open > view.before else ""
    if before_mark in (":", ",") and view.size >= 4:
        return True
    return (inner[:1].isupper() and view.size >= 3) or view.size >= 8


def confidence(view: View, rule: str, speaker: Speaker | None) -> float:
    """The probability that quotation and speaker are right, as measured for the rule; half without a speaker."""
    measured = lexicon.table("confidence")
    value: float = (not view.is_clause and measured["fragment"].get(rule)) or measured["rules"][rule]
    return value if speaker is not None else value / 2


@Language.factory("eignlp_quotes", requires=["doc.ents", "doc.sents"], assigns=["doc._.quotes", "doc._.rejected"])
def make_quotes(nlp: Language, name: str) -> Quotes:
    """spaCy factory `eignlp_quotes`."""
    return Quotes()
