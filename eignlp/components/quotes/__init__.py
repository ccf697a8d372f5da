"""Quotations and their speakers.

The way of the data: `marks` finds the marked spans, `view` lays out what stands around each, the `rules`
look for who speaks by what `reading` finds at a token, `refuse` says why a span is none, `resolve` turns a
mention into a full name; `candidates` are all who could speak, the features say what is seen of them, the
`ranker` decides; `component` runs them in order.
"""
