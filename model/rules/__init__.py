"""The rule engine: attribution relations by tables of cues, without a parser.

`unit` (what stands where) <- `verb`, `noun` (phrases) <- `subject`, `content` (who and what) <- `relations`
(the rules).
"""
