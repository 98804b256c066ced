"""Every refusal is one of these; `api/` gives it a status and a code, a page one sentence, the command line an exit code.

Refusal
├── Invalid          a value is not what it must be; names its field          422 invalid, exit 1
│   └── PlanRefused  the plan does not validate; names every mistake          422 invalid_plan
├── Unknown          what was named does not exist                            404 not_found
├── Conflict         not in this state                                        409 with a code of its own
├── Forbidden        the actor may not                                        403 forbidden
│   ├── WrongSignIn  name or password is wrong   (services/sign_in/signing_in.py)     403 wrong_sign_in
│   └── LockedOut    too many were wrong         (services/sign_in/lock_outs.py)      403 locked_out
└── NotReady         there is no organisation yet                             409 not_initialised
"""

from scoring.plan import Mistake


class Refusal(Exception):
    """What was asked is refused, and nothing changed. message: one sentence that says what to do."""

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or type(self).code


class Invalid(Refusal):
    code = "invalid"


class PlanRefused(Invalid):
    code = "invalid_plan"

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(str(m) for m in mistakes), field=f"plan.{mistakes[0].path}" if mistakes else "plan")
        self.mistakes = mistakes


class Unknown(Refusal):
    code = "not_found"


class Conflict(Refusal):
    code = "conflict"


class Forbidden(Refusal):
    code = "forbidden"


class NotReady(Refusal):
    code = "not_initialised"
