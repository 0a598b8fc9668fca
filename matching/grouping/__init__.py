"""Grouping: reports of one occurrence become one development, later stages of one project one storyline.

::

    signals    what of a report is compared: names and things across languages, sums, numbers, days, spelt names
    numbers    numbers beside dates and sums, read alike in eight languages
    keys       which stored reports are worth comparing, so that a report costs the same among ten or 100,000
    vetoes     what shows that two reports differ, however alike they are
    gatherings what shows that two reports tell of one summit, however unlike they are
    compare    each signal of a pair as a number
    decide     the numbers weighed: how surely one development, how surely one storyline
    linkage    the pairs of two groups as one likeness
    joining    a new report to the stored developments, one after the other
    cluster    a whole set of reports at once, whatever its order (``cajad group``)
    changes    what a further report changes: stage, sum, day; or nothing

A false merge hides an event and is worse than a missed one (design rule 4): a veto between any two reports keeps them
apart, and likeness is weighed over all reports of a development, never the best pair alone.
"""

from matching.grouping.cluster import cluster
from matching.grouping.joining import Grouper, group
from matching.grouping.stories import grouped_item, grouped_story

__all__ = ["Grouper", "cluster", "group", "grouped_item", "grouped_story"]
