"""Readers of labelled sets, one a layout; `registry.py` finds them by name or by looking at what is there."""
