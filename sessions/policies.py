"""Who may read what belongs to the calendar, as SQL."""

# The people of the pairs that their own policy lets this person see: themselves, their partners, those whom they sponsor.
OF_SOMEONE_WHOSE_PAIR_I_SEE = "person_id = ANY (ARRAY(SELECT unnest(ARRAY[leader_id, mentor_id]) FROM pairing_pair))"
