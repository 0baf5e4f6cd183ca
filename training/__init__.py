"""Labelled articles in, a bundle out."""
