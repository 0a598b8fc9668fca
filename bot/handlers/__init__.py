"""Telegram handlers: each reads an update, calls, replies. What they say stands in ``bot.replies``."""
