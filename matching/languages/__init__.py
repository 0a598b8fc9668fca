"""How the text of each language is folded into words, and how a text's language is told."""
