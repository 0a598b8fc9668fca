"""Assessment: the pure rules from developments to the status of units; used by the bot, the reports and the page."""
