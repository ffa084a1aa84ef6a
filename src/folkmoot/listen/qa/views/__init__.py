"""Pages of questions: lists, asking, one question, experts."""
