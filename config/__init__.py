"""Settings and declared data: loading and checking, no behaviour beyond that."""
