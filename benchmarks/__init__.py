"""Benchmarks: our parts beside the simple ones a reader would reach for first."""
