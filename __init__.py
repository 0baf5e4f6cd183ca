"""selon scores news articles in French and English: sourcing, stance and framing, with evidence."""
