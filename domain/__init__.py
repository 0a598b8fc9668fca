"""The nouns of the product and their rules; imports nothing of ours and nothing beyond the standard library."""
