"""How close two texts are by the words that they share (P1): it adjusts a score, it never decides one."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np

from pairing.engine.people import Floats

Words = Sequence[str]


def similarity(questions: Sequence[Words], profiles: Sequence[Words]) -> Floats:
    """Cosines of TF-IDF vectors, questions × profiles, in [0, 1]; 0 where either has no words.

    A text is its stems, each once. idf = ln((1 + N) / (1 + n)) + 1 with N texts, n of them with the stem (Salton and
    Buckley, Information Processing & Management 24, 1988; smoothed). Summed in order of stems, so that shuffled rows
    change no last digit.
    """
    from scipy.sparse import csr_matrix

    texts = [*map(set, questions), *map(set, profiles)]
    known_by = Counter(stem for text in texts for stem in text)
    place = {stem: n for n, stem in enumerate(sorted(known_by))}
    weight = {stem: log((1 + len(texts)) / (1 + n)) + 1 for stem, n in known_by.items()}
    rows = [row for row, text in enumerate(texts) for _ in text]
    columns = [place[stem] for text in texts for stem in sorted(text)]
    values = [each / length for text in texts if (length := _length(text, weight)) for each in _weights(text, weight)]
    vectors = csr_matrix((values, (rows, columns)), shape=(len(texts), max(1, len(place))))
    found: Floats = np.clip((vectors[: len(questions)] @ vectors[len(questions) :].T).toarray(), 0, 1)
    return found


def _weights(text: set[str], weight: dict[str, float]) -> list[float]:
    return [weight[stem] for stem in sorted(text)]


def _length(text: set[str], weight: dict[str, float]) -> float:
    return float(sum(each**2 for each in _weights(text, weight)) ** 0.5)
