"""The word lists: every entry does what its list is for."""

import re

import pytest

from eignlp import lexicon
from eignlp.components.morphology.verbs import conjugated, members
from eignlp.components.quotes.example import annotated, example, refused
from eignlp.components.quotes.refuse import is_example, is_introduced
from eignlp.components.sentences import sentence_ends

VERBS = sorted(members("say") | members("reflexive") | members("manner"))


def third_person(lemma: str) -> str:
    return next(
        word for word, form in conjugated(lemma) if form.shape == "finite" and (form.person, form.number) == (3, "s")
    )


@pytest.mark.parametrize("lemma", VERBS)
def test_a_reporting_verb_reports(lemma: str) -> None:
    verb = third_person(lemma)
    reflexive = lemma in members("reflexive") - members("say")
    clitic = ("s'" if verb[0] in "aeiouyéèêh" else "se ") if reflexive else ""
    found = example(f"« On a tout repris depuis le début », {clitic}{verb} [Maud Kerbrat].")
    assert found is not None and found[:2] == ("inversion", "Maud Kerbrat")


@pytest.mark.parametrize("name", ["common_verbs", "grammar", "names", "nouns", "verbs"])
def test_no_list_has_a_word_twice(name: str) -> None:
    for key, entries in lexicon.table(name).items():
        words = entries.split() if isinstance(entries, str) else list(entries)
        assert {word for word in words if words.count(word) > 1} == set(), key


@pytest.mark.parametrize("entry", lexicon.table("grammar")["introducers"])
def test_an_introducer_introduces(entry: str) -> None:
    lead = re.sub(r"(['’]) ", r"\1", entry)
    name = "{Ligue du port}" if entry.split()[-1] in ("du", "des") else "[Maud Kerbrat]"
    gap = "" if lead.endswith("'") else " "
    found = example(f"Ce jour-là, {lead}{gap}{name}, tout semblait « à bout de souffle » au port.")
    assert found is not None and found[1] in ("Maud Kerbrat", "Ligue du port"), entry


@pytest.mark.parametrize("word", sorted(lexicon.words("term_introducers")))
def test_a_word_that_introduces_a_term_makes_no_quotation(word: str) -> None:
    found = refused(f"La méthode {word} « permissive » reste rare.")
    assert found is not None and found[1] in (is_introduced.__name__, is_example.__name__, "is_named")


@pytest.mark.parametrize("entry", lexicon.table("refusals")["example"])
def test_an_invented_utterance_is_no_quotation(entry: str) -> None:
    lead = re.sub(r"(['’]) ", r"\1", entry).replace(" - ", "-")
    assert annotated(f"Ici, {lead} « personne ne sait vraiment où aller ».")._.quotes == []


@pytest.mark.parametrize("abbreviation", sorted(lexicon.words("abbreviations")))
def test_an_abbreviation_ends_no_sentence(abbreviation: str) -> None:
    assert list(sentence_ends(f"Voir {abbreviation}. Kerbrat ce soir.")) == []


@pytest.mark.parametrize("abbreviation", sorted(lexicon.words("abbreviations_before_numbers")))
def test_some_abbreviations_end_no_sentence_before_a_number(abbreviation: str) -> None:
    assert list(sentence_ends(f"Voir {abbreviation}. 12 ce soir.")) == []


@pytest.mark.parametrize("name", ["human", "person", "collective", "org", "text"])
def test_nouns_that_can_speak_do(name: str) -> None:
    silent = []
    for noun in lexicon.table("nouns")[name].split():
        found = example(f"« Nous avons tout repris depuis le début », explique le {noun}.")
        if found is None or found[0] != "inversion":
            silent.append(noun)
    assert silent == []


def test_no_first_name_stands_in_two_lists() -> None:
    lists = [lexicon.words(f"first_names_{kind}") for kind in ("f", "m", "epicene")]
    assert sum(map(len, lists)) == len(frozenset().union(*lists))
