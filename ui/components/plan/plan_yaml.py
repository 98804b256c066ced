"""The draft as a YAML file, out and in."""

from functools import partial

import streamlit as st

from services.access import Act, Actor
from services.plans import plan_drafts
from services.plans.plan_documents import read_file
from services.plans.plan_drafts import PlanDraft
from ui.components import dialogs
from ui.components.admin.admin_forms import Complaints
from ui.components.plan.plan_begin import MOST_MEGABYTES
from ui.components.plan.plan_saving import save
from ui.data import database
from ui.downloads import download
from ui.i18n import _
from ui.rendering import show
from ui.sign_in import Viewer

IMPORT = "plan_import"


def yaml_ways(draft: PlanDraft) -> None:
    """To fetch the draft as a file, and to put a file in its place."""
    name = f"{IMPORT}_{draft.head.id}"
    make = partial(_written, draft.head.id)
    download("plan_yaml", _("Download as YAML"), f"draft-{draft.head.id}.yaml", make, mime="application/yaml")
    dialogs.opener(_("Upload YAML …"), name, key="plan_import_open", type="tertiary", icon=":material/upload:")
    dialogs.shown(name, _("Upload YAML"), Act.DRAFT_PLAN, partial(_imported, draft))


def _written(draft_id: int, actor: Actor) -> bytes:
    return plan_drafts.as_yaml(database(), actor, draft_id).encode()


def _imported(draft: PlanDraft, reader: Viewer) -> bool:
    show(
        "note.html",
        parts=[_("What the file says takes the place of all that stands in the draft. Mistakes in it are shown at their rules.")],
    )
    wrong = Complaints()
    file = st.file_uploader(
        _("A YAML file"), type=["yaml", "yml", "json"], max_upload_size=MOST_MEGABYTES, key=f"plan_import_file_{draft.head.id}"
    )
    wrong.beneath("plan", "plan.rules")
    if not st.button(_("Take its place"), key="plan_import_send", type="primary", disabled=file is None) or file is None:
        return False
    with wrong.listening():
        document = read_file(file.getvalue())
        save(draft, lambda _document: document)
        return True
    return False
