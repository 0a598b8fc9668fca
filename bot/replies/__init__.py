"""Replies: what the bot answers, as messages ready to be sent; pure, one function for each answer."""
