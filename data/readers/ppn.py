"""Portal Kombat's neighbour PPN: articles of sites that VIGINUM names as parts of one campaign, in French and English.

Licence: CC BY-NC 4.0.

Layout: JSONL with `id`, `outlet`, `lang`, `title`, `date`, `text` and `pair`, which the two versions of one article
share. There are no labels: the set serves to compare scores across languages and to keep translations on one side of
a split. Many texts occur more than once.
"""
