from .cohorts import Cohort, CohortSponsor, CohortStep
from .documents import CharterSignature, LabRules, RoleCharter
from .enrolments import Enrolment, PartnerAccess
from .programs import ApprovedTool, Program
from .questions import ResearchQuestion
from .revisits import QuestionRevisit

__all__ = [
    "ApprovedTool",
    "CharterSignature",
    "Cohort",
    "CohortSponsor",
    "CohortStep",
    "Enrolment",
    "LabRules",
    "PartnerAccess",
    "Program",
    "QuestionRevisit",
    "ResearchQuestion",
    "RoleCharter",
]
