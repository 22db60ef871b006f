from .cohorts import Cohort, CohortSponsor, CohortStep
from .documents import CharterSignature, LabRules, RoleCharter
from .enrolments import Enrolment, PartnerAccess
from .hours import HoursAgreement, TakenTime
from .own_templates import OrganizationTemplate, template_of
from .programs import ApprovedTool, Program
from .questions import ResearchQuestion
from .revisits import QuestionRevisit
from .sign_ups import Applicant, Nomination, SignUp

__all__ = [
    "Applicant",
    "ApprovedTool",
    "CharterSignature",
    "Cohort",
    "CohortSponsor",
    "CohortStep",
    "Enrolment",
    "HoursAgreement",
    "LabRules",
    "Nomination",
    "OrganizationTemplate",
    "PartnerAccess",
    "Program",
    "QuestionRevisit",
    "ResearchQuestion",
    "RoleCharter",
    "SignUp",
    "TakenTime",
    "template_of",
]
