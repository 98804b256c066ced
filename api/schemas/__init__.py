"""What calls take and answer, for the OpenAPI document.

What the schemas describe is checked by the services, once, for every way in.
"""

from pydantic import BaseModel

from api.schemas.activities import (
    Activities,
    ActivityType,
    ActivityTypeDraft,
    ActivityTypes,
    Decided,
    Decision,
    Explained,
    Recorded,
    Reversal,
    Reversed,
)
from api.schemas.common import Error, Health
from api.schemas.people import (
    Customer,
    CustomerBatch,
    CustomerDraft,
    Customers,
    CustomersPut,
    Employee,
    EmployeeBatch,
    EmployeeDraft,
    Employees,
    EmployeesPut,
    Team,
    TeamDraft,
    Teams,
)
from api.schemas.plans import PlanDraft, PlanVersion, PlanVersions, Simulation, SimulationDraft
from api.schemas.points import Board, CustomerPoints, EmployeePoints, Entries, ExplainedEntry

REQUESTS: tuple[type[BaseModel], ...] = (
    TeamDraft,
    EmployeeDraft,
    EmployeeBatch,
    CustomerDraft,
    CustomerBatch,
    ActivityTypeDraft,
    Activities,
    Decision,
    Reversal,
    PlanDraft,
    SimulationDraft,
)
"""What calls take: FastAPI sees only what they answer."""

__all__ = [
    "REQUESTS",
    "Activities",
    "ActivityType",
    "ActivityTypeDraft",
    "ActivityTypes",
    "Board",
    "Customer",
    "CustomerBatch",
    "CustomerDraft",
    "CustomerPoints",
    "Customers",
    "CustomersPut",
    "Decided",
    "Decision",
    "Employee",
    "EmployeeBatch",
    "EmployeeDraft",
    "EmployeePoints",
    "Employees",
    "EmployeesPut",
    "Entries",
    "Error",
    "Explained",
    "ExplainedEntry",
    "Health",
    "PlanDraft",
    "PlanVersion",
    "PlanVersions",
    "Recorded",
    "Reversal",
    "Reversed",
    "Simulation",
    "SimulationDraft",
    "Team",
    "TeamDraft",
    "Teams",
]
