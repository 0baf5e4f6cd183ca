"""One article in, one `ArticleScore` out."""
