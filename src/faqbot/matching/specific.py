"""Of two entries that fit almost equally well, the one on just what is asked comes first.

"Precautions" tells about driving, and so does "Can I drive on it?". Both are answers, and the
models often score the long section higher; a patient is better served by the short one.
"""

from __future__ import annotations

import numpy as np

from faqbot.matching.forest import log_odds
from faqbot.matching.index import ALL_FEATURES, Vector

_TOPIC = ALL_FEATURES.index("title_topic")
_ON_IT = 0.7  # P(same topic) from which on a title asks just what is asked
_WIDER = 0.3  # and below which it asks something wider or else
_ALMOST = 0.6  # log-odds; on monographs left out this costs no precision@1, and more does


def specific_first(scores: Vector, features: Vector) -> Vector:
    """Return the scores with an entry on just what is asked in front, if it fits almost as well.

    Args:
        scores: of all entries of one monograph, in [0, 1], shape (entries,); at least one.
        features: of all entries, shape (entries, ALL_FEATURES).
    """
    best = int(np.argmax(scores))
    topic = features[:, _TOPIC]
    if topic[best] >= _WIDER:
        return scores
    odds = log_odds(scores)
    near = np.flatnonzero((topic > _ON_IT) & (odds > odds[best] - _ALMOST))
    if not len(near):
        return scores
    changed = scores.copy()
    first = near[np.argmax(scores[near])]
    changed[first], changed[best] = scores[best], scores[first]
    return changed
