"""From read models to something to look at."""
