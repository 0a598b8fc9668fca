"""From a story to judged commitments; pure, no input or output."""
