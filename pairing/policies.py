"""Who may read what belongs to a pair, as SQL."""

from organizations.tenancy.schema import ME, ids_from
from programs.policies import SPONSORED

# A sponsor reads nothing of a pair, proposed or made, whose leader's reporting line they stand in (PROTOCOL 1, CohortSponsor).
BARRED = ids_from("barred_enrolments")
PROPOSAL_READERS = f"cohort_id = ANY ({SPONSORED}) AND NOT leader_id = ANY ({BARRED})"
# The pairs that their own policy lets this person see: theirs, and those of cohorts they sponsor.
OF_A_PAIR_I_SEE = f"pair_id = ANY ({ids_from('seen_pairs')})"
# What is said in the lab: the two partners, nobody else.
ONE_OF_THE_TWO = f"{ME} IN (leader_id, mentor_id)"
OF_MY_OWN_PAIR = f"pair_id = ANY ({ids_from('own_pairs')})"
# What is asked of the mentor alone.
OF_A_PAIR_I_TEACH = f"pair_id = ANY ({ids_from('taught_pairs')})"
PAIR_READERS = f"{ONE_OF_THE_TWO} OR (cohort_id = ANY ({SPONSORED}) AND NOT leader_enrolment_id = ANY ({BARRED}))"
# The people of the pairs that they see: themselves, their partners, those whom they sponsor.
OF_SOMEONE_WHOSE_PAIR_I_SEE = f"person_id = ANY ({ids_from('people_of_seen_pairs')})"
# Those with whom they meet, themselves included: no longer once the pair has ended.
OF_SOMEONE_I_MEET = f"person_id = ANY ({ids_from('people_i_meet')})"
