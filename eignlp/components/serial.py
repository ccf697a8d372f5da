"""Docs that travel: what the components put on a Doc as msgpack holds it, for `nlp.pipe(n_process=2)` and `DocBin`."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from srsly.msgpack import msgpack_decoders, msgpack_encoders  # type: ignore[import-untyped]

from eignlp.components.quotes.model import Context, Quote, Rejected, Speaker
from eignlp.markup import Block
from eignlp.people import Names

_TYPES = {found.__name__: found for found in (Block, Context, Quote, Rejected)}
_MARK = "eignlp"
Chain = Callable[[Any], Any] | None


def encode(value: Any, chain: Chain = None) -> Any:
    """One of our values as a dict of its fields; the names of a Doc are made anew where it arrives."""
    if isinstance(value, Names):
        return None
    if isinstance(value, frozenset):
        return {_MARK: "frozenset", "words": sorted(value)}
    if type(value) in _TYPES.values():
        return {_MARK: type(value).__name__} | {field.name: getattr(value, field.name) for field in fields(value)}
    return chain(value) if chain is not None else value


def decode(value: Any, chain: Chain = None) -> Any:
    """One of our values again, of what `encode` made."""
    if isinstance(value, dict) and value.get(_MARK) == "frozenset":
        return frozenset(value["words"])
    if isinstance(value, dict) and value.get(_MARK) in _TYPES:
        told = {name: _as_it_was(one) for name, one in value.items() if name != _MARK}
        if told.get("speaker") is not None:
            told["speaker"] = Speaker(*told["speaker"])
        if value[_MARK] == "Block":
            told |= {name: list(one) for name, one in told.items() if isinstance(one, tuple)}
        return _TYPES[value[_MARK]](**told)
    return chain(value) if chain is not None else value


def _as_it_was(value: Any) -> Any:
    """Sequences as tuples, in which all of ours came but for the lists of a block."""
    return tuple(map(_as_it_was, value)) if isinstance(value, list | tuple) else value


msgpack_encoders.register("eignlp", func=encode)
msgpack_decoders.register("eignlp", func=decode)
