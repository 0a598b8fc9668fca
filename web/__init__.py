"""The read-only page: what is stored, shown in three languages; and the figures for those who operate it."""
