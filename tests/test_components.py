"""The components in anybody's spaCy pipeline."""

import spacy

TEXT = "Maud Kerbrat dirige le port. « La mer décide de tout », explique-t-elle."


def test_quotes_work_in_a_stock_pipeline() -> None:
    nlp = spacy.load("fr_core_news_sm")
    nlp.add_pipe("eignlp_quotes")
    (quote,) = nlp(TEXT)._.quotes
    assert (quote.speaker.name, quote.rule) == ("Maud Kerbrat", "inversion")
    assert nlp(TEXT).text[quote.start : quote.end] == "La mer décide de tout"


def test_components_are_found_through_entry_points() -> None:
    nlp = spacy.blank("fr")
    for name in ("eignlp_sentences", "eignlp_entities", "eignlp_quotes"):
        nlp.add_pipe(name)
    doc = nlp("Il pleut. « Un mot ».")
    assert len(list(doc.sents)) == 2 and doc._.quotes == [] and len(doc._.rejected) == 1


def test_apostrophes_may_be_typographic() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("eignlp_sentences")
    nlp.add_pipe("eignlp_quotes")
    (quote,) = nlp("« On y va », s’exclame Maud Kerbrat.")._.quotes
    assert quote.speaker.name == "Maud Kerbrat"
