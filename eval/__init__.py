"""Measurements: predictions for the gold scorer, benchmarks, floors."""
