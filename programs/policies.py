"""Row policies that several tables share, as SQL; the functions stand with the models whose rows they read."""

from organizations.tenancy.schema import ids_from

SPONSORED = ids_from("sponsored_cohorts")
IN_A_COHORT_I_SPONSOR = f"cohort_id = ANY ({SPONSORED})"
SHOWN_BY_A_PARTNER = f"id = ANY ({ids_from('shown_enrolments')})"
# The enrolments that their own policy lets this person see: their own, their partner's, those of cohorts they sponsor.
OF_AN_ENROLMENT_I_SEE = f"enrolment_id = ANY ({ids_from('seen_enrolments')})"
OF_AN_ENROLMENT_I_SPONSOR = f"enrolment_id = ANY ({ids_from('sponsored_enrolments')})"
OF_MY_OWN_ENROLMENT = f"enrolment_id = ANY ({ids_from('own_enrolments')})"
