"""What is read from disk: articles, lexicons, examples. Knows no model."""
