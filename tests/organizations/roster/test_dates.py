import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.roster.dates import Order, decide, is_either, parse


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019-03-04", "2019-03-04"),
        ("2019-03-04 00:00:00", "2019-03-04"),
        ("2019-03-04T09:30:00Z", "2019-03-04"),
        ("2019/3/4", "2019-03-04"),
        ("20190304", "2019-03-04"),
        ("04.03.2019", "2019-03-04"),
        ("4. 3. 2019", "2019-03-04"),
        ("17/11/2021", "2021-11-17"),
        ("3/30/2015", "2015-03-30"),
        ("9/24/12 0:00", "2012-09-24"),
        ("13-5-98", "1998-05-13"),
        ("13-5-26", "2026-05-13"),
        ("45231", "2023-11-01"),
        ("45231.5", "2023-11-01"),
        ("17 Nov 2021", "2021-11-17"),
        ("17-Nov-21", "2021-11-17"),
        ("Nov 17, 2021", "2021-11-17"),
        ("November 17th, 2021", "2021-11-17"),
        ("4. März 2019", "2019-03-04"),
        ("4 février 2019", "2019-02-04"),
        ("4 juillet 2019", "2019-07-04"),
        ("12 de marzo de 2020", "2020-03-12"),
        ("4 mei 2019", "2019-05-04"),
        ("4/4/2019", "2019-04-04"),
    ],
)
def test_dates_with_one_reading_need_no_decision(text, date):
    assert parse(text) == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    "text", ["", "soon", "31/02/2020", "2020-13-01", "32/1/2020", "99999", "0012-01-01", "17 Smarch 2021"]
)
def test_what_is_no_date_is_none(text):
    assert parse(text, Order.DAY_FIRST) is None


def test_a_date_with_two_readings_waits_for_the_decision():
    assert parse("03/04/2019") is None
    assert parse("03/04/2019", Order.MIXED) is None
    assert parse("03/04/2019", Order.DAY_FIRST) == dt.date(2019, 4, 3)
    assert parse("03/04/2019", Order.MONTH_FIRST) == dt.date(2019, 3, 4)
    assert is_either("03/04/2019")
    assert not is_either("03.04.2019")


@pytest.mark.parametrize(
    ("column", "order", "either", "reason"),
    [
        (["03/04/2019", "17/11/2021"], Order.DAY_FIRST, 1, "day first, since 17 cannot be a month"),
        (["03/04/2019", "3/30/2015"], Order.MONTH_FIRST, 1, "month first, since 30 cannot be a month"),
        (["03/04/2019", "03/04/2019"], Order.UNCLEAR, 2, "day or month first? Nothing tells."),
        (["17/11/2021", "3/30/2015", "1/2/20"], Order.MIXED, 1, "days first in some lines, months first in others"),
        (["2019-03-04", "04.03.2019", "4/4/2019"], Order.UNCLEAR, 0, "every date can be read in one way only"),
        ([], Order.UNCLEAR, 0, "every date can be read in one way only"),
    ],
)
def test_a_column_decides_for_all_its_dates(column, order, either, reason):
    decision = decide(column)
    assert (decision.order, decision.either, decision.reason) == (order, either, reason)


DAYS = st.dates(dt.date(1971, 1, 1), dt.date(2069, 12, 31))


@settings(deadline=None)
@given(
    DAYS,
    st.sampled_from([("%d/%m/%Y", Order.DAY_FIRST), ("%m/%d/%Y", Order.MONTH_FIRST), ("%d-%m-%y", Order.DAY_FIRST)]),
)
def test_what_is_written_in_a_known_order_is_read(date, form):
    assert parse(date.strftime(form[0]), form[1]) == date


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=20), st.booleans())
def test_a_decided_column_is_never_read_wrong(column, day_first):
    texts = [date.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y") for date in column]
    order = decide(texts).order
    assert all(parse(text, order) in (date, None) for text, date in zip(texts, column, strict=True))


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_trips_the_parser(text):
    assert parse(text) is None or isinstance(parse(text), dt.date)
