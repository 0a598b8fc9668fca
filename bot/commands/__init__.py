"""The commands of ``cajad``, a few lines each over the application."""
