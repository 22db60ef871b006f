"""Who may read what belongs to a pair, as SQL."""

from organizations.tenancy.schema import ME
from programs.policies import SPONSORED

# A sponsor reads nothing of a pair, proposed or made, whose leader's reporting line they stand in (PROTOCOL 1, CohortSponsor).
BARRED = f"ARRAY(SELECT enrolment_id FROM pairing_sponsorbar WHERE person_id = {ME})"
PROPOSAL_READERS = f"cohort_id = ANY ({SPONSORED}) AND NOT leader_id = ANY ({BARRED})"
# The pairs that their own policy lets this person see: theirs, and those of cohorts they sponsor.
OF_A_PAIR_I_SEE = "pair_id = ANY (ARRAY(SELECT id FROM pairing_pair))"
# What is said in the lab: the two partners, nobody else.
OF_MY_OWN_PAIR = f"pair_id = ANY (ARRAY(SELECT id FROM pairing_pair WHERE {ME} IN (leader_id, mentor_id)))"
PAIR_READERS = (
    f"{ME} IN (leader_id, mentor_id) OR (cohort_id = ANY ({SPONSORED}) AND NOT leader_enrolment_id = ANY ({BARRED}))"
)
