"""Row policies that several tables share, as SQL. Sub-selects in = ANY (ARRAY(…)): as IN or EXISTS they cost 1,000 times as much."""

from organizations.tenancy.schema import ME

SPONSORED = f"ARRAY(SELECT cohort_id FROM programs_cohortsponsor WHERE person_id = {ME})"
IN_A_COHORT_I_SPONSOR = f"cohort_id = ANY ({SPONSORED})"
# The enrolments that their own policy lets this person see: their own, their partner's, those of cohorts they sponsor.
OF_AN_ENROLMENT_I_SEE = "enrolment_id = ANY (ARRAY(SELECT id FROM programs_enrolment))"
OF_MY_OWN_ENROLMENT = f"enrolment_id = ANY (ARRAY(SELECT id FROM programs_enrolment WHERE person_id = {ME}))"
