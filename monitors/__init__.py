"""From the outside world to a recorded poll."""
