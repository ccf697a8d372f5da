"""Quotations and their speakers.

The way of the data: `marks` finds the marked spans, `view` lays out what stands around each, the
rules (`after`, `around`, `before`, `layout`) look for who speaks by `cues` and `mentions`, `refuse`
says why a span is none, `resolve` turns a mention into a full name; `component` runs them in order.
"""
