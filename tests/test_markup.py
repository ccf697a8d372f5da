"""Markdown to text: what a reader sees, and the way back to every character of the file."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eignlp.markup import parse
from eignlp.posts import from_text

SEEN = [
    ("Un **mot** et _deux_.", "Un mot et deux."),
    ("mot**gras**mot", "motgrasmot"),
    ("«\u00a0_oui_\u00a0» et «_non_»", "« oui » et «non»"),
    ("« _oui, demain_ »", "« oui, demain »"),
    ("il a dit **«** non **»**", "il a dit « non »"),
    ("[Maud Kerbrat](https://exemple.fr/maud) parle", "Maud Kerbrat parle"),
    ("[Maud][m] parle\n\n[m]: https://exemple.fr", "Maud parle"),
    ("conseiller [aux agents] de lire", "conseiller [aux agents] de lire"),
    ("&laquo;&nbsp;oui&nbsp;&raquo; &amp; non", "« oui » & non"),
    ("un<br>deux<br/>trois", "un deux trois"),
    ("du <b>texte</b> <span class='x'>vu</span>", "du texte vu"),
    ("la commande `rm -rf` efface", "la commande efface"),
    ("Voir https://exemple.fr/page?x=1.", "Voir ."),
    ("[a](https://a.fr/b)(_c d_) et (https://a.fr/x).", "a(c d) et ()."),
    ("sur data.gouv.fr et écrire à a.b@exemple.fr", "sur data.gouv.fr et écrire à"),
    ("::: tip Titre\nUn conseil.\n:::\nFin", "Titre Un conseil.\n\nFin"),
    ("::: {.note}\nUn conseil.\n:::", "Un conseil."),
    ("une note[^1] ici", "une note ici"),
    ("Maud Kerbrat[3](#note-3) parle<sup><a href='#n4'>[4]</a></sup>.", "Maud Kerbrat parle."),
    ("**[1](#intro)** Le port", "1 Le port"),
    ("![Le port](/img/le port en mai.jpg)", "Le port"),
    ("{{ page.title }} et {% include x.html %} la suite", "et la suite"),
    ("Un titre fort\n{: .grand #id}", "Un titre fort"),
    ("{{< figure src=\"a.jpg\" >}}\n\nTexte", "Texte"),
    ("ligne une\nligne deux", "ligne une ligne deux"),
    ("ligne une  \nligne deux", "ligne une ligne deux"),
    ("l\\*étoile", "l*étoile"),
    ("5 * 3 * 2", "5 * 3 * 2"),
    ("un\u00a0espace\u202ffine", "un espace fine"),
    ("- [x] fait\n- [ ] à faire", "fait\n\nà faire"),
    ("Terme\n: sa définition", "Terme\n\nsa définition"),
    ("Texte.[^n]\n\n[^n]: La note *même*.", "Texte.\n\nLa note même."),
    ("| a | b |\n|---|---|\n| c | « d » |", "a\n\nb\n\nc\n\n« d »"),
    ("> cité\n> encore", "cité encore"),
    ("```\ncode « x »\n```\n\nfin", "fin"),
    ("    code indenté\n\nfin", "fin"),
    ("{% highlight python %}\nprint('« x »')\n{% endhighlight %}\n\nfin", "fin"),
    ("<script>var x = '« y »';</script>\n\nfin", "fin"),
    ("<!-- « caché » -->\n\nfin", "fin"),
    ("<div class=\"encart\">\n<p>un</p>\n<p>deux</p>\n</div>", "un\n\ndeux"),
    ("![Un port au matin](a.jpg \"titre\")\n_Le port, © Maud_", "Un port au matin\n\nLe port, © Maud"),
    ("# Titre #\n\nSous\n====", "Titre\n\nSous"),
    ("un\r\ndeux\r\n\r\ntrois", "un deux\n\ntrois"),
    ("un\rdeux\r\rtrois", "un deux\n\ntrois"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), SEEN, ids=[repr(source)[:40] for source, _ in SEEN])
def test_a_reader_sees(source: str, text: str) -> None:
    assert parse(source).text == text


def test_kinds_of_blocks() -> None:
    source = "# T\n\np\n\n- l\n\n> q\n\n| c |\n|---|\n| d |\n\n![i](i.png)\n*cap*\n"
    kinds = [block.kind for block in parse(source).blocks]
    assert kinds == [
        "heading",
        "paragraph",
        "list_item",
        "blockquote",
        "table_cell",
        "table_cell",
        "caption",
        "caption",
    ]


def test_links_and_emphasis_know_their_text() -> None:
    plain = parse("**[Maud](https://a.fr)**, agente\n")
    (block,) = plain.blocks
    assert [plain.text[a:b] for a, b in block.bold] == ["Maud"]
    assert [(plain.text[a:b], url) for a, b, url in block.links] == [("Maud", "https://a.fr")]


def test_blockquotes_are_numbered() -> None:
    plain = parse("> a\n>\n> b\n\nx\n\n> c\n")
    assert [block.quote for block in plain.blocks] == [1, 1, None, 2]


def maps_back(source: str) -> None:
    """Every character of the text is the one at its place in the file, or what an entity or a space shows."""
    plain = parse(source)
    for block in plain.blocks:
        last = -1
        for i in range(block.start, block.end):
            start, end = plain.source(i, i + 1)
            assert last <= start < end <= len(source)
            last = start
            shown, typed = plain.text[i], source[start:end]
            is_space = shown == " " and (not typed.strip("\\ \t\r\n") or typed.isspace() or "<" in typed)
            assert shown == typed or is_space or "&" in typed


MARKDOWN = st.text(
    st.sampled_from(list("ab é«»“”\"'’*_`[]()!<>#|:-~\\\n\n \t&;{}%^.1/\r\u00a0\u202f😀")), max_size=120
) | st.lists(
    st.sampled_from(
        ["**", "_", "« ", " »", "[lien](u)", "![i](u)", "\n\n", "\n> ", "\n- ", "\n1. ", "# ", "&nbsp;", "<b>", "</b>",
         "<q>", "</q>", "`", "```\n", "{{ x }}", "{% raw %}", "{% endraw %}", "[^1]", "\n[^1]: ",
         "| a | b |\n|---|---|\n", "mot", " ", "<div>", "</div>", "<script>", "</script>", "\n: ", "{: .c}", "\\", "https://a.fr/b",
         "a@b.fr", "l’été", "\r\n"]
    ), max_size=30
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(MARKDOWN)
@example("<b>\n> {{ x }}\n> ")  # Liquid alone on its line is covered by spaces: a hard line break to the parser
def test_every_character_maps_to_the_file(source: str) -> None:
    maps_back(source)


def test_every_character_of_real_posts_maps_to_the_file(gold: Path) -> None:
    for path in sorted([*gold.glob("posts/*.md"), *gold.glob("pages/*.md")]):
        maps_back(path.read_bytes().decode("utf-8"))


def test_deep_nesting_is_cheap() -> None:
    assert parse("> " * 50_000 + "fin").text.endswith("fin")
    assert re.sub(r"\W", "", parse("*" * 20_000 + "fin").text) == "fin"


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_pelican_metadata_is_no_text(line: str) -> None:
    source = line.join(["Title: Un an après", "Date: 2019-03-04", "Authors: Maud Kerbrat", "", "Le port dort."])
    post = from_text(source, "a.md")
    assert (post.title, post.authors, post.date) == ("Un an après", ["Maud Kerbrat"], "2019-03-04")
    assert parse(source, post.body).text == "Le port dort."


@pytest.mark.parametrize(
    "source", ["Title: seul", "Titre : un\nmot\n\nTexte", "Date: hier\nLieu: ici\n\nTexte", "Note: a\nb: c\n\nd"]
)
def test_text_that_only_looks_like_metadata_is_text(source: str) -> None:
    assert from_text(source, "a.md").body == 0
