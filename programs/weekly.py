"""What taking part asks for, in minutes a week and over a cohort's days. Pure."""

import datetime

MENTOR = 60  # the session, its preparation and what comes of it, for each leader (L2)
BESIDE = 10  # what a leader gives beside the sessions: 80 minutes in 90 days, and their homework
EVERY = 2  # weeks from one session to the next (S1)
WEEK = datetime.timedelta(days=7)


def minutes_a_week(*, leads, session, leaders=1):
    """`session` is how long one is; `leaders`: how many a mentor takes on."""
    return session // EVERY + BESIDE if leads else MENTOR * leaders


def minutes_over(minutes, first_day, last_day):
    """Over these days; None while they are not known."""
    if first_day is None or last_day is None or last_day < first_day:
        return None
    return round(minutes * ((last_day - first_day) / WEEK))
