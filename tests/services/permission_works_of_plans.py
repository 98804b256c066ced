"""What the services of drafts, versions and news of the plan do for whoever asks, as `permission_works` has it for the others."""

import datetime as dt
from collections.abc import Callable

from db.engine import Database
from scoring.periods import PeriodKind
from services.access import COMMAND_LINE, Actor
from services.campaigns import costing, measuring, tags_in_use, telling_campaigns
from services.plans import plan_drafts, plan_news, plan_versions, planning, telling_drafts, trying_rules, trying_samples
from services.plans.plan_documents import write_yaml
from services.tuning import rescoring, telling_rescores
from tests.promises.history import FIRST
from tests.services.permission_world import NOW, PLAN, Work

WITH_CAMPAIGN = {**PLAN, "campaigns": [{"key": "spring", "multiply": 2, "from": "2026-01-01", "until": "2026-02-01"}]}


def with_campaign(work: Work) -> Work:
    """The work where a campaign was published."""

    def do(database: Database, actor: Actor) -> object:
        planning.publish(database, COMMAND_LINE, WITH_CAMPAIGN, reason="x", now=NOW)
        return work(database, actor)

    return do


def drafted(work: Callable[[Database, Actor, int], object]) -> Work:
    """The work on a draft that somebody else has begun."""

    def do(database: Database, actor: Actor) -> object:
        draft = plan_drafts.start(database, COMMAND_LINE, PLAN, name="Draft", now=NOW)
        work(database, actor, draft.head.id)
        return None

    return do


def publish(database: Database, actor: Actor, draft: int) -> object:
    return plan_drafts.publish(database, actor, draft, revision=1, compared_with=1, reason="x", now=NOW)


def reserved(work: Work) -> Work:
    """The work where publishing is for administrators alone."""

    def do(database: Database, actor: Actor) -> object:
        with database.write() as session:
            session.run("UPDATE organisation SET managers_publish = 0")
            session.run("UPDATE ledger_head SET directory_revision = directory_revision + 1")
        return work(database, actor)

    return do


def sampled(**people: str) -> Work:
    """A rule is tried on an example of these people."""
    sample = {"type": "deal", **people}
    return lambda d, a: trying_samples.on_sample(d, a, PLAN, 0, sample, language="en", now=NOW) and None


def rescore(database: Database, actor: Actor) -> object:
    return rescoring.rescore(database, actor, period=PeriodKind.MONTH, on=dt.date(2026, 1, 1), reason="x", now=NOW) and None


def works() -> dict[str, Work]:
    """Every work, by name."""
    return {
        "planning.publish/reserved": reserved(lambda d, a: planning.publish(d, a, FIRST, reason="x", now=NOW) and None),
        "rescoring.preview": lambda d, a: rescoring.preview(d, a, period=PeriodKind.MONTH, on=dt.date(2026, 1, 1), now=NOW) and None,
        "rescoring.rescore": rescore,
        "telling_rescores.rescores": lambda d, a: telling_rescores.rescores(d, a) or None,
        "telling_rescores.awaited": telling_rescores.awaited,
        "rescoring.rescore/reserved": reserved(rescore),
        "telling_campaigns.campaigns_told": lambda d, a: telling_campaigns.campaigns_told(d, a, language="en", now=NOW) and None,
        "telling_campaigns.foreseen": lambda d, a: telling_campaigns.foreseen(d, a, WITH_CAMPAIGN, 0, now=NOW) and None,
        "measuring.measured": with_campaign(lambda d, a: measuring.measured(d, a, "spring", now=NOW) and None),
        "costing.cost": with_campaign(lambda d, a: costing.cost(d, a, "spring", now=NOW) and None),
        "tags_in_use.tags_in_use": lambda d, a: tags_in_use.tags_in_use(d, a) or None,
        "planning.may_publish": lambda d, a: str(planning.may_publish(d, a)),
        "plan_versions.told": lambda d, a: plan_versions.told(d, a, language="en", now=NOW) and None,
        "plan_versions.history": lambda d, a: plan_versions.history(d, a, language="en", now=NOW) and None,
        "plan_versions.compared": lambda d, a: plan_versions.compared(d, a, 1, 1, language="en") or None,
        "plan_versions.as_yaml": lambda d, a: plan_versions.as_yaml(d, a, 1) and None,
        "plan_news.news": lambda d, a: plan_news.news(d, a, language="en", now=NOW),
        "plan_news.is_put_away": lambda d, a: plan_news.is_put_away(d, a, 1) or None,
        "plan_news.put_away": lambda d, a: plan_news.put_away(d, a, 1),
        "plan_drafts.drafts": lambda d, a: plan_drafts.drafts(d, a) or None,
        "plan_drafts.get": drafted(plan_drafts.get),
        "plan_drafts.as_yaml": drafted(plan_drafts.as_yaml),
        "plan_drafts.start": lambda d, a: plan_drafts.start(d, a, PLAN, name="x", now=NOW) and None,
        "plan_drafts.start_empty": lambda d, a: plan_drafts.start_empty(d, a, name="x", now=NOW) and None,
        "plan_drafts.start_from_version": lambda d, a: plan_drafts.start_from_version(d, a, name="x", now=NOW) and None,
        "plan_drafts.start_from_starter": lambda d, a: plan_drafts.start_from_starter(d, a, "field_sales", name="x", now=NOW) and None,
        "plan_drafts.start_from_yaml": lambda d, a: plan_drafts.start_from_yaml(d, a, write_yaml(PLAN), name="x", now=NOW) and None,
        "plan_drafts.save": drafted(lambda d, a, n: plan_drafts.save(d, a, n, FIRST, revision=1, now=NOW)),
        "plan_drafts.import_yaml": drafted(lambda d, a, n: plan_drafts.import_yaml(d, a, n, write_yaml(FIRST), revision=1, now=NOW)),
        "plan_drafts.rename": drafted(lambda d, a, n: plan_drafts.rename(d, a, n, "Other", now=NOW)),
        "plan_drafts.discard": drafted(lambda d, a, n: plan_drafts.discard(d, a, n, now=NOW)),
        "plan_drafts.publish": drafted(publish),
        "trying_rules.last_ones": lambda d, a: trying_rules.last_ones(d, a, PLAN, 0, language="en", now=NOW) and None,
        "trying_samples.on_sample/near": sampled(employee="E2"),
        "trying_samples.on_sample/far": sampled(employee="E5"),
        "trying_samples.on_sample/far-customer": sampled(employee="E2", customer="C5"),
        "telling_drafts.told": drafted(lambda d, a, n: telling_drafts.told(d, a, n, language="en")),
    }
