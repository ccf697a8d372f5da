"""Names: full forms, identity, the registry, the list of a corpus, the committed model, its training."""

import json
import shutil
from pathlib import Path

import pytest
from spacy.language import Language

import eignlp
from eignlp import lexicon
from eignlp.components.classes import Classes
from eignlp.config import Config, read_config
from eignlp.evaluation import evaluate
from eignlp.names import collect
from eignlp.pipeline import load
from eignlp.registry import read_registry

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"


def entities(text: str, nlp: Language) -> list[tuple[str, str, str]]:
    result = eignlp.annotate(eignlp.from_text(text, "a.md"), nlp)
    return [(e["label"], e["text"], e["name"]) for e in result.entities]


def test_first_names_and_family_names_become_full_names(nlp: Language) -> None:
    found = entities("Maud Kerbrat dirige le port. Maud rit. M. Paul Roux écrit à Mme Kerbrat.", nlp)
    assert ("PER", "Maud", "Maud Kerbrat") in found and ("PER", "Kerbrat", "Maud Kerbrat") in found


def test_acronyms_take_their_full_name(nlp: Language) -> None:
    found = entities("La Direction interministérielle du numérique (Dinum) publie. La Dinum recrute.", nlp)
    assert found[-1] == ("ORG", "Dinum", "Direction interministérielle du numérique")


def test_apostrophes_links_and_openers_are_no_names(nlp: Language) -> None:
    text = "C’est qu’il faut. Découvrez [Maud Kerbrat](https://exemple.fr/MaudKerbrat), et l’Insee."
    assert [t for _, t, _ in entities(text, nlp)] == ["Maud Kerbrat", "Insee"]


def test_a_link_is_an_identity_for_all_mentions(nlp: Language) -> None:
    post = eignlp.from_text("Maud Kerbrat parle. Voir [Maud Kerbrat](/maud.html). « Oui », dit Maud.", "a.md")
    result = eignlp.annotate(post, nlp)
    assert {e["entity"] for e in result.entities} == {"/maud.html"}
    assert result.quotes[0]["speaker"] is not None and result.quotes[0]["speaker"]["entity"] == "/maud.html"


def test_a_hard_line_break_ends_a_name(nlp: Language) -> None:
    found = entities("**Maud KERBRAT**<br/>\n**Chercheuse à l'Insee**<br>\nPaul\nRoux", nlp)
    assert [t for label, t, _ in found if label == "PER"] == ["Maud KERBRAT", "Paul Roux"]


@pytest.mark.parametrize("body", sorted(lexicon.words("well_known_bodies")))
def test_a_well_known_body_is_one(body: str, nlp: Language) -> None:
    text = f"Ce soir, selon {body}, le port rouvre. Selon {body}, il ferme."
    assert [found[:2] for found in entities(text, nlp)].count(("ORG", body)) == 2


@pytest.mark.parametrize("person", sorted(lexicon.words("well_known_people")))
def test_a_well_known_person_is_one(person: str, nlp: Language) -> None:
    text = f"Ce soir, selon {person}, le port rouvre. Selon {person}, il ferme."
    assert [found[:2] for found in entities(text, nlp)].count(("PER", person)) == 2


def test_a_well_known_name_inside_a_law_s_a_street_s_or_a_longer_one_is_none(nlp: Language) -> None:
    text = "La loi Hadopi est morte rue de Matignon, et Le Monde Imprévu est un roman."
    assert not {"Hadopi", "Matignon", "Le Monde"} & {found for _, found, _ in entities(text, nlp)}


def test_well_known_people_need_no_evidence(nlp: Language) -> None:
    assert [entity[:2] for entity in entities("Avec Spinoza, il rit.", nlp)] == [("PER", "Spinoza")]


def test_a_town_is_nobody_but_a_family_name_is(nlp: Language) -> None:
    found = entities("Claire Redon a ri. Redon parle. Nous vivons à Redon depuis dix ans.", nlp)
    assert ("PER", "Redon", "Claire Redon") in found


def test_an_age_makes_a_person_of_a_word_not_of_a_body(nlp: Language) -> None:
    found = entities("Zambry, 35 ans, cuisinier, rit. Framasoft, 20 ans, fête.", nlp)
    assert [entity[:2] for entity in found] == [("PER", "Zambry"), ("ORG", "Framasoft")]


def test_lone_names_need_evidence(nlp: Language) -> None:
    text = "Selon Allela, la nièce a ri. Le président Sall et Macron signent."
    assert {t for _, t, _ in entities(text, nlp)} <= {"Allela", "Sall", "Macron"}


def test_the_model_keeps_what_it_knows_of_words(nlp: Language) -> None:
    import spacy

    plain = spacy.load(ROOT / "models" / "fr_eig_ner")
    doc = plain.make_doc("Réponse de Maud")
    layer = plain.get_pipe("ner").model.get_ref("tok2vec").layers[0].get_ref("embed")  # type: ignore[attr-defined]
    classes = Classes(layer.attrs["words"])
    assert [classes.of(token.text) for token in doc] == ["common", "named", "first name"]
    assert [ent.text for ent in plain("J'ai vu Maud Kerbrat.").ents] == ["Maud Kerbrat"]


REGISTRIES = {
    "people.yaml": "- name: Maud Kerbrat\n  aliases: [La Kerbrat]\n  url: https://exemple.fr/maud\n",
    "people.csv": "name,aliases,url,kind\nMaud Kerbrat,La Kerbrat;Maud K.,https://exemple.fr/maud,person\n",
    "people.jsonl": '{"name": "Maud Kerbrat", "url": "https://exemple.fr/maud"}\n',
}


@pytest.mark.parametrize("name", REGISTRIES)
def test_the_registry_gives_identity_and_spelling(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(REGISTRIES[name], encoding="utf-8")
    (tmp_path / "eignlp.toml").write_text(f'people = "{name}"\n', encoding="utf-8")
    (tmp_path / "a.md").write_text("« Oui », dit Maud KERBRAT.\n", encoding="utf-8")
    config = read_config(tmp_path / "eignlp.toml")
    eignlp.run([tmp_path / "a.md"], tmp_path / "out", eignlp.Options(config=config))
    (quote,) = map(json.loads, (tmp_path / "out" / "quotes.jsonl").read_text(encoding="utf-8").splitlines())
    assert (quote["speaker"]["name"], quote["speaker"]["entity"]) == ("Maud Kerbrat", "https://exemple.fr/maud")


def test_a_folder_of_pages_is_a_registry(tmp_path: Path) -> None:
    (tmp_path / "maud.md").write_text("---\nlayout: personne\nnom: Maud Kerbrat\n---\n", encoding="utf-8")
    (tmp_path / "roux.md").write_text("---\ntitle: Paul Roux\nurl: /roux\n---\n", encoding="utf-8")
    registry = read_registry(tmp_path)
    assert [(e.name, e.id) for e in registry.entries] == [("Maud Kerbrat", "maud.md"), ("Paul Roux", "/roux")]


@pytest.mark.parametrize("content", ["- nom: x\n", "name: x\n", "- [\n"])
def test_a_wrong_registry_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(eignlp.UsageError, match=r"people\.yaml"):
        read_registry(tmp_path / "people.yaml")


def test_names_of_a_corpus(tmp_path: Path) -> None:
    for post, text in {"a.md": "« Oui », dit Maud Kerbrat. Maud rit.", "b.md": "Maud Kerbrat part."}.items():
        (tmp_path / post).write_text(text, encoding="utf-8")
    eignlp.run([tmp_path / "a.md", tmp_path / "b.md"], tmp_path / "out")
    (maud,) = [name.as_dict() for name in collect(tmp_path / "out")]
    assert maud == {
        "label": "PER",
        "name": "Maud Kerbrat",
        "entity": None,
        "aliases": ["Maud"],
        "posts": ["a.md", "b.md"],
        "mentions": 3,
        "quotes": 1,
    }


def test_products_are_written_on_request(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Nous utilisons le logiciel LibreOffice et le langage Python.\n", encoding="utf-8")
    labels = []
    for products in (False, True):
        eignlp.run([tmp_path / "a.md"], tmp_path / "out", eignlp.Options(products=products))
        lines = (tmp_path / "out" / "entities.jsonl").read_text(encoding="utf-8").splitlines()
        labels.append({json.loads(line)["label"] for line in lines})
    assert labels == [set(), {"PROD"}]


def test_the_committed_model_has_its_figures_on_the_sample_corpus(tmp_path: Path) -> None:
    eignlp.run([CORPUS], tmp_path, eignlp.Options(drafts=True, config=Config(), model="fr_eig_ner"))
    figures = evaluate(CORPUS / "gold.jsonl", tmp_path).figures
    assert figures["PER"]["f1"] >= 0.88 and figures["ORG"]["f1"] >= 0.84
    size = sum(file.stat().st_size for file in (ROOT / "models" / "fr_eig_ner").rglob("*") if file.is_file())
    assert size <= 25_000_000


@pytest.mark.slow
def test_training_runs_on_a_tiny_set(tmp_path: Path) -> None:
    from eignlp.training import train

    lines = (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in lines:
        shutil.copy(CORPUS / json.loads(line)["post"], tmp_path)
    train([tmp_path / "gold.jsonl"], tmp_path / "model", epochs=1)
    assert "ner" in load(tmp_path / "model").pipe_names
    assert str(tmp_path) not in (tmp_path / "model" / "config.cfg").read_text(encoding="utf-8")
