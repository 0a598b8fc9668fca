"""Migration scripts; run by ``storage.migrate``."""
