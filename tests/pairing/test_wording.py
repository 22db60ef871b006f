import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pairing.engine.wording import similarity

texts = st.lists(
    st.lists(st.sampled_from(["claim", "report", "branch", "check", "price", "draft"]), max_size=5),
    min_size=1,
    max_size=6,
)


@given(texts, texts)
def test_it_lies_between_nothing_in_common_and_the_same_words(questions, profiles):
    found = similarity(questions, profiles)
    assert found.shape == (len(questions), len(profiles))
    assert ((found >= 0) & (found <= 1)).all()
    for (i, j), value in np.ndenumerate(found):
        one, other = set(questions[i]), set(profiles[j])
        assert (value > 0) == bool(one & other)
        if one and one == other:
            assert value > 1 - 1e-9


@given(texts, texts, st.randoms(use_true_random=False))
def test_shuffled_texts_change_no_digit(questions, profiles, random):
    rows, columns = (random.sample(range(len(side)), len(side)) for side in (questions, profiles))
    shuffled = similarity([questions[i] for i in rows], [profiles[j] for j in columns])
    assert (shuffled == similarity(questions, profiles)[np.ix_(rows, columns)]).all()


def test_a_rare_word_in_common_counts_for_more_than_a_common_one():
    rare, common = similarity(
        [["claim", "report"]], [["claim", "x"], ["report", "x"], ["report", "y"], ["report", "z"]]
    )[0][:2]
    assert rare > common


def test_nobody_at_all_is_no_error():
    assert similarity([], []).shape == (0, 0)
    assert similarity([[]], [[]]).tolist() == [[0.0]]
