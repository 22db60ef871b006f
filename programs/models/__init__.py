from .cohorts import Cohort, CohortSponsor, CohortStep
from .documents import CharterSignature, LabRules, RoleCharter
from .enrolments import Enrolment, PartnerAccess
from .own_templates import OrganizationTemplate, template_of
from .programs import ApprovedTool, Program
from .questions import ResearchQuestion

__all__ = [
    "ApprovedTool",
    "CharterSignature",
    "Cohort",
    "CohortSponsor",
    "CohortStep",
    "Enrolment",
    "LabRules",
    "OrganizationTemplate",
    "PartnerAccess",
    "Program",
    "ResearchQuestion",
    "RoleCharter",
    "template_of",
]
