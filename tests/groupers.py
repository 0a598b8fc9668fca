"""The packaged grouping, for tests that need one and do not care which."""

from __future__ import annotations

from config.lexicons import load_grouping
from matching.grouping import Grouper

GROUPER = Grouper(load_grouping())
