"""Delivery and entry points: the command line, the scheduler, the Telegram bot and the channels."""
