"""The permission table of the contract, service by service: who is answered, who is refused, and what each is told.

`yes` is an answer, `no` a refusal of the role, `out` one of what is out of reach, `own` one of what is one's own; other words are what
was told, or the code of another refusal. lead manages EAST, boss manages without teams, clerk is an employee, guest one who is linked
to nobody. Things called `own` are the clerk's, `near` those of the lead's team, `far` those of another; numbers are those of holders.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

import services
from db.engine import Database
from db.rehearsal import rehearsal
from services.access import ROLES, SCOPES, Act, Actor, Reach, Role, Scope, require
from services.errors import Forbidden
from tests.services import (
    permission_works,
    permission_works_of_calendar,
    permission_works_of_feed,
    permission_works_of_pages,
    permission_works_of_plans,
    permission_works_of_screens,
    permission_works_of_targets,
)
from tests.services.permission_world import USERS, actors, settle, told

TABLE = """
                                                  admin    lead     boss     clerk    guest    screen
standings.board/employees                         123456   123456   123456   123456   123456   no
standings.board/teams                             yes      yes      yes      yes      yes      no
standings.board/customers                         01245    124      01245    1        no       no
standings.board/customers-of-west                 5        none     5        none     no       no
standings.board/customers-of-all                  1245     124      1245     1        no       no

statements.points/own                             yes      yes      yes      yes      no       no
statements.points/near                            yes      yes      yes      out      no       no
statements.points/far                             yes      out      yes      out      no       no
statements.points/nobody                          unknown  out      unknown  out      no       no
statements.points/own-customer                    yes      yes      yes      yes      no       no
statements.points/near-customer                   yes      yes      yes      out      no       no
statements.points/far-customer                    yes      out      yes      out      no       no
statements.points/unowned-customer                yes      out      yes      out      no       no
statements.points/nobody-customer                 unknown  out      unknown  out      no       no
statements.entries/own                            yes      yes      yes      yes      no       no
statements.entries/near                           yes      yes      yes      out      no       no
statements.entries/far                            yes      out      yes      out      no       no
statements.entries/nobody                         unknown  out      unknown  out      no       no
statements.entries/own-customer                   yes      yes      yes      yes      no       no
statements.entries/near-customer                  yes      yes      yes      out      no       no
statements.entries/far-customer                   yes      out      yes      out      no       no
statements.entries/unowned-customer               yes      out      yes      out      no       no
statements.entries/nobody-customer                unknown  out      unknown  out      no       no

explaining.activity/own                           whole    whole    whole    whole    no       no
explaining.activity/near                          whole    whole    whole    out      no       no
explaining.activity/lead                          whole    whole    whole    out      no       no
explaining.activity/far                           whole    out      whole    out      no       no
explaining.activity/nobody                        unknown  out      unknown  out      no       no
explaining.activity/helped                        whole    part     whole    part     no       no
explaining.activity/unowned                       whole    out      whole    out      no       no

customers.get_customer/own                        open     masked   masked   open     no       no
customers.get_customer/near                       open     masked   masked   out      no       no
customers.get_customer/far                        open     out      masked   out      no       no
customers.get_customer/unowned                    open     out      masked   out      no       no
customers.get_customer/nobody                     unknown  out      unknown  out      no       no
customers.list_customers                          0123456  1234     0123456  1        no       no
customers.add_customer/plain                      None     E4       None     E1       no       no
customers.add_customer/for-near                   E2       E2       E2       out      no       no
customers.add_customer/for-far                    E5       out      E5       out      no       no
customers.add_customer/taken                      code_taken code_taken code_taken code_taken no       no
customers.put_customer                            yes      no       no       no       no       no
customers.put_customers                           yes      no       no       no       no       no

recording.record/own                              yes      yes      yes      yes      no       no
recording.record/near                             yes      yes      yes      out      no       no
recording.record/far                              yes      out      yes      out      no       no
recording.record/own-customer                     yes      yes      yes      yes      no       no
recording.record/near-customer                    yes      yes      yes      out      no       no
recording.record/far-customer                     yes      out      yes      out      no       no
recording.record/unowned-customer                 yes      yes      yes      yes      no       no
recording.record/nobody-customer                  unknown_customer out      unknown_customer out      no       no
recording.record/own-customer-alone               yes      yes      yes      out      no       no
recording.record/far-customer-alone               yes      out      yes      out      no       no
recording.record/with-a-far-colleague             yes      yes      yes      yes      no       no

gathering.Gatherer.submit                         aaa      aar      aaa      arr      no       no

deciding.approve/own                              yes      yes      yes      no       no       no
deciding.approve/near                             yes      yes      yes      no       no       no
deciding.approve/lead                             yes      own      yes      no       no       no
deciding.approve/far                              yes      out      yes      no       no       no
deciding.approve/nobody                           unknown  out      unknown  no       no       no
deciding.decline/own                              yes      yes      yes      no       no       no
deciding.decline/near                             yes      yes      yes      no       no       no
deciding.decline/lead                             yes      own      yes      no       no       no
deciding.decline/far                              yes      out      yes      no       no       no
deciding.decline/nobody                           unknown  out      unknown  no       no       no

reversing.reverse/own                             yes      yes      yes      no       no       no
reversing.reverse/near                            yes      yes      yes      no       no       no
reversing.reverse/lead                            yes      own      yes      no       no       no
reversing.reverse/far                             yes      out      yes      no       no       no
reversing.reverse/nobody                          unknown  out      unknown  no       no       no

people.get_employee                               open     masked   masked   masked   masked   no
people.list_employees                             123456   123456   123456   123456   123456   no
people.get_team                                   yes      yes      yes      yes      yes      no
people.list_teams                                 yes      yes      yes      yes      yes      no
people.put_team                                   yes      no       no       no       no       no
people.put_employee                               yes      no       no       no       no       no
people.put_employees                              yes      no       no       no       no       no

catalogue.put_type                                yes      no       no       no       no       no
catalogue.get_type                                yes      yes      yes      yes      yes      no
catalogue.list_types                              yes      yes      yes      yes      yes      no

planning.publish                                  yes      yes      yes      no       no       no
planning.get                                      yes      yes      yes      yes      yes      no
planning.list_versions                            yes      yes      yes      yes      yes      no
planning.publish/reserved                         yes      reserved reserved no       no       no
rescoring.preview                                 yes      yes      yes      no       no       no
rescoring.rescore                                 yes      yes      yes      no       no       no
rescoring.rescore/reserved                        yes      reserved reserved no       no       no
telling_rescores.rescores                         yes      yes      yes      no       no       no
telling_rescores.awaited                          yes      yes      yes      no       no       no
telling_campaigns.campaigns_told                  yes      yes      yes      no       no       no
telling_campaigns.foreseen                        yes      yes      yes      no       no       no
measuring.measured                                yes      yes      yes      no       no       no
costing.cost                                      yes      yes      yes      no       no       no
tags_in_use.tags_in_use                           yes      yes      yes      no       no       no
planning.may_publish                              True     True     True     False    False    False

plan_versions.told                                yes      yes      yes      yes      yes      no
plan_versions.history                             yes      yes      yes      yes      yes      no
plan_versions.compared                            yes      yes      yes      yes      yes      no
plan_versions.as_yaml                             yes      yes      yes      yes      yes      no

plan_news.news                                    yes      yes      yes      yes      yes      no
plan_news.is_put_away                             yes      yes      yes      yes      yes      no
plan_news.put_away                                yes      yes      yes      yes      yes      no

plan_drafts.drafts                                yes      yes      yes      no       no       no
plan_drafts.get                                   yes      yes      yes      no       no       no
plan_drafts.as_yaml                               yes      yes      yes      no       no       no
plan_drafts.start                                 yes      yes      yes      no       no       no
plan_drafts.start_empty                           yes      yes      yes      no       no       no
plan_drafts.start_from_version                    yes      yes      yes      no       no       no
plan_drafts.start_from_starter                    yes      yes      yes      no       no       no
plan_drafts.start_from_yaml                       yes      yes      yes      no       no       no
plan_drafts.save                                  yes      yes      yes      no       no       no
plan_drafts.import_yaml                           yes      yes      yes      no       no       no
plan_drafts.rename                                yes      yes      yes      no       no       no
plan_drafts.discard                               yes      yes      yes      no       no       no
plan_drafts.publish                               yes      yes      yes      no       no       no
telling_drafts.told                               yes      yes      yes      no       no       no
trying_rules.last_ones                            yes      yes      yes      no       no       no
trying_samples.on_sample/near                     yes      yes      yes      no       no       no
trying_samples.on_sample/far                      yes      out      yes      no       no       no
trying_samples.on_sample/far-customer             yes      out      yes      no       no       no

tuning.days_or_quarter                            yes      yes      yes      no       no       no
tuning.replay                                     01245/947 124/947 01245/947 no       no       no
tuning.simulate                                   yes      yes      yes      no       no       no

importing.import_activities                       3+0      2+1      3+0      no       no       no
importing.import_activities/making                3+0      no       no       no       no       no
importing.import_people                           yes      no       no       no       no       no
importing.import_customers                        yes      no       no       no       no       no

keys.add                                          yes      no       no       no       no       no
keys.list_keys                                    yes      no       no       no       no       no
keys.revoke                                       unknown  no       no       no       no       no

setting_up.initialise                             stands   no       no       no       no       no

rebuilding.rebuild                                yes      no       no       no       no       no

verifying.verify                                  yes      no       no       no       no       no

auditing.audit                                    6/13     4/7      6/13     no       no       no

boards.page_board/employees                       123456   123456   123456   123456   123456   no
boards.page_board/customers                       01245    124      01245    1        no       no
boards.page_board/customers-of-west               5        none     5        none     no       no
boards.ranked/employees                           yes      yes      yes      yes      yes      no
boards.ranked/customers                           01245    124      01245    1        no       no
boards.customer_row/own                           yes      yes      yes      yes      no       no
boards.customer_row/near                          yes      yes      yes      out      no       no
boards.customer_row/far                           yes      out      yes      out      no       no
boards.customer_row/unowned                       yes      out      yes      out      no       no
boards.customer_row/nobody                        yes      out      yes      out      no       no

narrowing.offered                                 yes      yes      yes      yes      yes      no
sheets.targets_for                                123456   1234     123456   no       no       no
sheets.targets_for/of-west                        56       out      56       no       no       no
sheets.own_target/own                             yes      yes      yes      yes      no       no
sheets.own_target/near                            yes      yes      yes      out      no       no
sheets.own_target/far                             yes      out      yes      out      no       no
sheets.own_target/nobody                          unknown  out      unknown  out      no       no
setting.set_targets/own                           yes      yes      yes      no       no       no
setting.set_targets/near                          yes      yes      yes      no       no       no
setting.set_targets/far                           yes      out      yes      no       no       no
setting.set_targets/nobody                        unknown  out      unknown  no       no       no
setting.set_targets/near-team                     yes      yes      yes      no       no       no
setting.set_targets/far-team                      yes      out      yes      no       no       no

rank_history.rank_history                         yes      yes      yes      yes      yes      no
finding.find_customers                            5        none     5        none     no       no
finding.find_on                                   yes      yes      yes      yes      yes      no
finding.readable                                  123456   1234     123456   1        none     none

naming.choose                                     no       yes      no       yes      no       no
naming.own_naming                                 yes      yes      yes      yes      yes      no
personal_days.own_days                            yes      yes      yes      yes      yes      no
personal_days.hide_days                           no       yes      no       yes      no       no

days_off.days_off                                 125      12       125      no       no       no
days_off.add/everybody                            yes      no       no       no       no       no
days_off.add/near                                 yes      yes      yes      no       no       no
days_off.add/far                                  yes      out      yes      no       no       no
days_off.add/nobody                               unknown_employee out      unknown_employee no       no       no
days_off.add/lead                                 yes      own      yes      no       no       no
days_off.add_many                                 yes      out      yes      no       no       no
days_off.change/everybody                         yes      no       no       no       no       no
days_off.change/near                              yes      yes      yes      no       no       no
days_off.change/far                               yes      out      yes      no       no       no
days_off.remove/everybody                         yes      no       no       no       no       no
days_off.remove/near                              yes      yes      yes      no       no       no
days_off.remove/far                               yes      out      yes      no       no       no
days_off.remove/nothing                           unknown  unknown  unknown  no       no       no
streaks.streak/own                                yes      yes      yes      yes      no       no
streaks.streak/near                               yes      yes      yes      out      no       no
streaks.streak/far                                yes      out      yes      out      no       no
streaks.streak/nobody                             unknown  out      unknown  out      no       no
reviewing.review/own                              yes      yes      yes      yes      no       no
reviewing.review/near                             yes      yes      yes      out      no       no
reviewing.review/far                              yes      out      yes      out      no       no
reviewing.review/nobody                           unknown  out      unknown  out      no       no
rank_changes.earlier                              yes      yes      yes      yes      yes      no
rosters.within_reach                              123456   1234     123456   no       no       no

glancing.glance                                   yes      yes      yes      yes      yes      no
glancing.standings_frame                          yes      yes      yes      yes      yes      no

trends.trend/own                                  yes      yes      yes      yes      no       no
trends.trend/near                                 yes      yes      yes      out      no       no
trends.trend/far                                  yes      out      yes      out      no       no
trends.trend/nobody                               unknown  out      unknown  out      no       no
trends.trend/own-customer                         yes      yes      yes      yes      no       no
trends.trend/near-customer                        yes      yes      yes      out      no       no
trends.trend/far-customer                         yes      out      yes      out      no       no
trends.trend/unowned-customer                     yes      out      yes      out      no       no
trends.trend/nobody-customer                      unknown  out      unknown  out      no       no
trends.scores_by_period/own                       yes      yes      yes      yes      no       no
trends.scores_by_period/near                      yes      yes      yes      out      no       no
trends.scores_by_period/far                       yes      out      yes      out      no       no
trends.scores_by_period/nobody                    unknown  out      unknown  out      no       no
trends.team_medians                               yes      yes      yes      yes      no       no

closing_gaps.closing/own                          yes      yes      yes      yes      no       no
closing_gaps.closing/near                         yes      yes      yes      out      no       no
closing_gaps.closing/far                          yes      out      yes      out      no       no
closing_gaps.closing/nobody                       unknown  out      unknown  out      no       no

explaining_entries.entry/own                      yes      yes      yes      yes      no       no
explaining_entries.entry/near                     yes      yes      yes      out      no       no
explaining_entries.entry/far                      yes      out      yes      out      no       no
explaining_entries.entry/nobody                   unknown  out      unknown  out      no       no
explaining_entries.entry/own-customer             yes      yes      yes      yes      no       no
explaining_entries.entry/near-customer            yes      yes      yes      out      no       no
explaining_entries.entry/far-customer             yes      out      yes      out      no       no
explaining_entries.entry/unowned-customer         yes      out      yes      out      no       no
explaining_entries.entry/nobody-customer          unknown  out      unknown  out      no       no

entry_lines.entry_lines/own                       yes      yes      yes      yes      no       no
entry_lines.entry_lines/near                      yes      yes      yes      out      no       no
entry_lines.entry_lines/far                       yes      out      yes      out      no       no
entry_lines.entry_lines/nobody                    unknown  out      unknown  out      no       no
entry_lines.entry_lines/own-customer              yes      yes      yes      yes      no       no
entry_lines.entry_lines/near-customer             yes      yes      yes      out      no       no
entry_lines.entry_lines/far-customer              yes      out      yes      out      no       no
entry_lines.entry_lines/unowned-customer          yes      out      yes      out      no       no
entry_lines.entry_lines/nobody-customer           unknown  out      unknown  out      no       no

breaking_down.breakdown/own                       yes      yes      yes      yes      no       no
breaking_down.breakdown/near                      yes      yes      yes      out      no       no
breaking_down.breakdown/far                       yes      out      yes      out      no       no
breaking_down.breakdown/nobody                    unknown  out      unknown  out      no       no
breaking_down.breakdown/own-customer              yes      yes      yes      yes      no       no
breaking_down.breakdown/near-customer             yes      yes      yes      out      no       no
breaking_down.breakdown/far-customer              yes      out      yes      out      no       no
breaking_down.breakdown/unowned-customer          yes      out      yes      out      no       no
breaking_down.breakdown/nobody-customer           unknown  out      unknown  out      no       no

entry_lines.latest_entries                        yes      out      yes      out      no       no

holdings.holdings/own                             yes      yes      yes      yes      no       no
holdings.holdings/near                            yes      yes      yes      out      no       no
holdings.holdings/far                             yes      out      yes      out      no       no
holdings.holdings/nobody                          unknown  out      unknown  out      no       no
holdings.holdings/own-customer                    yes      yes      yes      yes      no       no
holdings.holdings/near-customer                   yes      yes      yes      out      no       no
holdings.holdings/far-customer                    yes      out      yes      out      no       no
holdings.holdings/unowned-customer                yes      out      yes      out      no       no
holdings.holdings/nobody-customer                 unknown  out      unknown  out      no       no

listing_activities.activities_of/own              yes      yes      yes      yes      no       no
listing_activities.activities_of/near             yes      yes      yes      out      no       no
listing_activities.activities_of/far              yes      out      yes      out      no       no
listing_activities.activities_of/nobody           unknown  out      unknown  out      no       no
listing_activities.activities_of/own-customer     yes      yes      yes      yes      no       no
listing_activities.activities_of/near-customer    yes      yes      yes      out      no       no
listing_activities.activities_of/far-customer     yes      out      yes      out      no       no
listing_activities.activities_of/unowned-customer yes      out      yes      out      no       no
listing_activities.activities_of/nobody-customer  unknown  out      unknown  out      no       no

searching.search_customers/any                    0123456  1234     0123456  1        no       no
searching.search_customers/by-name                0123456  1234     0123456  1        no       no
searching.search_customers/by-phone               0123456  1234     0123456  1        no       no
searching.search_for_recording                    0123456  01234    0123456  01       no       no
searching.search_employees                        123456   123456   123456   123456   123456   no

recording_by_hand.record_by_hand/own              yes      yes      yes      yes      no       no
recording_by_hand.record_by_hand/near             yes      yes      yes      out      no       no
recording_by_hand.record_by_hand/far              yes      out      yes      out      no       no
recording_by_hand.record_by_hand/nobody           unknown_employee unknown_employee unknown_employee unknown_employee no       no

verdicts.why_not/own                              yes      yes      yes      not:no   no       no
verdicts.why_not/near                             yes      yes      yes      out      no       no
verdicts.why_not/lead                             yes      not:own  yes      out      no       no
verdicts.why_not/far                              yes      out      yes      out      no       no
verdicts.why_not/helped                           yes      not:out  yes      not:no   no       no
verdicts.why_not/nobody                           unknown  out      unknown  out      no       no

waiting.waiting                                   1245     124!     1245     no       no       no
waiting.count_waiting                             4        2        4        no       no       no
waiting.approve_many                              yes/yes/yes/yes yes/yes/own/out yes/yes/yes/yes no/no/no/no no/no/no/no no/no/no/no
waiting.decline_many                              yes/yes/yes/yes yes/yes/own/out yes/yes/yes/yes no/no/no/no no/no/no/no no/no/no/no

evidence.store                                    yes      yes      yes      yes      no       no
evidence.claim                                    unknown  unknown  unknown  unknown  no       no
evidence.photo/own                                yes      yes      yes      yes      no       no
evidence.photo/near                               yes      yes      yes      out      no       no
evidence.photo/far                                yes      out      yes      out      no       no
evidence.photo/of-another                         unknown  unknown  unknown  unknown  no       no

drafting.keep                                     yes      yes      yes      yes      yes      yes
drafting.kept                                     yes      yes      yes      yes      yes      yes
drafting.drop                                     yes      yes      yes      yes      yes      yes

organising.get                                    yes      yes      yes      yes      yes      yes
organising.change                                 yes      no       no       no       no       no

users.list_users                                  yes      no       no       no       no       no
users.version                                     yes      no       no       no       no       no
users.add_user                                    yes      no       no       no       no       no
users.change_user                                 yes      no       no       no       no       no
users.disable_user                                yes      no       no       no       no       no
users.enable_user                                 yes      no       no       no       no       no
users.unlock_user                                 yes      no       no       no       no       no

rosters.roster                                    yes      no       no       no       no       no
rosters.history                                   yes      no       no       no       no       no
rosters.tree                                      yes      no       no       no       no       no
rosters.sign_in_of                                yes      no       no       no       no       no
rosters.own_sight                                 yes      yes      yes      yes      yes      yes

moving.foresee                                    yes      no       no       no       no       no
moving.move                                       yes      no       no       no       no       no
people.add_employee                               yes      no       no       no       no       no
people.add_team                                   yes      no       no       no       no       no

previewing.rehearse                               3        2        3        no       no       no
previewing.carry_out                              3        2        3        no       no       no

inviting.invite                                   yes      no       no       no       no       no

own_user.places                                   yes      yes      yes      yes      yes      yes
own_user.set_language                             yes      yes      yes      yes      yes      yes
own_user.sign_out_everywhere                      yes      yes      yes      yes      yes      yes
own_user.sign_out_place                           unknown  unknown  unknown  unknown  unknown  unknown
own_user.change_password                          wrong    wrong    wrong    wrong    wrong    wrong

starting.put_starter_types                        yes      no       no       no       no       no
starting.add_starter_types                        yes      no       no       no       no       no

screens.list_screens                              yes      yes      yes      no       no       no
screens.get                                       yes      yes      yes      no       no       no
screens.add_screen                                yes      yes      yes      no       no       no
screens.change_screen                             yes      yes      yes      no       no       no
screens.as_shown                                  yes      yes      yes      no       no       no
screens.remove_screen                             yes      yes      yes      no       no       no
screens.new_link                                  yes      yes      yes      no       no       no
screens.revoke_link                               yes      yes      yes      no       no       no
doors.for_user/own                                Atrium   Atrium   Atrium   no       no       Atrium
doors.for_user/chosen                             yes      yes      yes      no       no       no
scenes.wall                                       yes      yes      yes      no       no       yes

feed.latest                                       3/3      2/3      3/3      1/3      0/3      0/3
reacting.react/own                                yes      yes      yes      own_item yes      no
reacting.react/far                                yes      yes      yes      yes      yes      no
reacting.unreact                                  yes      yes      yes      yes      yes      no
choices.choices                                   yes      yes      yes      no       no       no
choices.choose                                    yes      yes      yes      no       no       no
trying.tried                                      yes      yes      yes      no       no       no

demonstrating.fill                                stands   no       no       no       no       no
"""
COLUMNS, *ROWS = [line.split() for line in TABLE.splitlines() if line]
EXPECTED = {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in ROWS}

PARTS = {
    "access.require": "asks for the others",
    "boards.own_name": "the name of whoever asks",
    "boards.shared_by": "a key for what is kept, without data",
    "deciding.decidable": "a part of approve, decline and reverse",
    "doors.require_door": "asks for the others",
    "demonstration.aiming.aim": "a part of demonstrating.fill",
    "demonstration.choosing.somebody_to_be": "a part of demonstrating.fill",
    "demonstration.hanging.hang": "a part of demonstrating.fill",
    "demonstration.resting.rest": "a part of demonstrating.fill; add_many asks",
    "feed.reading_of": "a part of latest and tried, which ask",
    "impartiality.is_own": "asks for the others",
    "impartiality.require_deciding": "asks for the others",
    "making.make_known": "makes by put_type, put_employees and put_customers, which ask",
    "making.make_teams": "makes by put_team, which asks",
    "own_user.audit": "writes down what was done",
    "own_user.user_asking": "asks for the others",
    "planning.add_version": "a part of publish and initialise",
    "planning.enact": "a part of publish, also of a draft",
    "planning.require_publisher": "asks for the others",
    "posting.open_books": "a part of recording, deciding and reversing",
    "reaching.employees_in_reach": "asks for the others",
    "reaching.fence": "asks for the others",
    "reaching.out_of_reach": "the refusal itself",
    "reaching.require_holder": "asks for the others",
    "reaching.teams_in_reach": "asks for the others",
    "recording.bulk_submission": "says who sent it; record asks",
    "recording.submission": "says who sent it; record asks",
    "seeing.sight_of": "asks for the others",
    "setting_up.begin": "a part of initialise and of the first run",
    "setting_up.found": "a part of initialise and of the first run",
    "writing.actor_number": "the number of a name",
    "writing.writing": "asks for the others",
    "sheets.reachable_teams": "a part of targets_for and set_targets",
}
"""What takes an actor and is no service by itself, and why."""

ASKS_NOBODY = {
    "demonstrating.is_empty": "before anybody can sign in",
    "demonstrating.sign_ins": "of a demonstration only, for its first page",
    "demonstration.cheering.cheer": "a part of demonstrating.fill, which asks",
    "demonstration.story.Telling.tell": "a part of demonstrating.fill, which asks",
    "doors.by_link": "whoever holds the secret of a screen's link",
    "doors.last_seen": "a moment, for the services that ask",
    "doors.note_screens": "a job",
    "doors.seen": "a note that a screen is on a wall",
    "drafting.drop_old": "a job",
    "evidence.drop_unused": "a job",
    "founding_demonstration.found_demonstration": "whoever holds the secret of the server's link",
    "founding.first_admin_needed": "before anybody can sign in",
    "founding.found_admin": "whoever holds the secret of the server's link",
    "founding.new_founder": "whoever holds the secret of the server's link",
    "founding.open_setup": "the server, at start",
    "founding.setup_is_open": "whoever holds the secret of the server's link",
    "freshness.version": "a number without data",
    "freshness.holder_version": "numbers without data",
    "feed.version": "a number without data",
    "following.follow": "a job",
    "gathering.Gatherer.__init__": "submit asks",
    "happenings.happenings": "a part of wall, which asks",
    "history.held": "what replays share, which ask",
    "importing.on_stage": "a part of the imports, which ask",
    "inviting.accept": "whoever holds the secret of an invitation",
    "inviting.invited": "whoever holds the secret of an invitation",
    "keys.authenticate": "finds out who asks",
    "planning.changes_of": "a part of get and list_versions",
    "planning.tier_labels": "names of tiers in the plans, which everybody who can sign in sees",
    "recording.record": "its submissions say who sent them",
    "recording.record_bulk": "its submission says who sent it",
    "scheduling.start": "the server, at start",
    "scenes.depends_on": "numbers without data",
    "sessions.clear_sign_ins": "a job",
    "sessions.cookie_days": "whoever holds the token of the session",
    "sessions.note_visits": "a job",
    "sessions.session_and_version": "finds out who asks",
    "sessions.session_of": "finds out who asks",
    "sessions.sign_out": "whoever holds the token of the session",
    "signing_in.attempting": "finds out who asks",
    "signing_in.enter": "finds out who asks",
    "signing_in.sign_in": "finds out who asks",
    "standings.fold": "a job; it tells nothing",
    "streaks.longest_between": "a part of reviews, which ask",
    "working_days.calendar_of": "which days are free for everybody",
    "working_days.free_days": "a part of streaks, which ask",
    "starting.found": "whoever holds the secret of the server's link",
    "starting.is_founded": "before anybody can sign in",
    "world.world": "a part of every service",
    "points.points_of": "a part of targets_for, which asks",
    "trials.trial": "a part of tried, which asks",
    "tallies.tally": "a part of ranked, which asks",
    "searching.customers_stand": "it tells nothing about anybody",
}
"""What takes a database and no actor, and why."""


@pytest.mark.parametrize("role", USERS)
def test_every_service_answers_each_role_as_the_table_says(database: Database, tmp_path: Path, role: str) -> None:
    settle(database)
    actor = actors(database)[role]
    works = permission_works.works(tmp_path) | permission_works_of_pages.works(tmp_path) | permission_works_of_plans.works()
    works |= permission_works_of_calendar.works() | permission_works_of_screens.works()
    works |= permission_works_of_feed.works() | permission_works_of_targets.works()
    assert works.keys() == EXPECTED.keys()
    found = {}
    for name, work in works.items():
        if name.startswith("gathering."):  # it writes in a thread of its own
            found[name] = told(work, database, actor)
            continue
        with rehearsal(database) as stage:
            found[name] = told(work, stage, actor)
    assert found == {name: expected[role] for name, expected in EXPECTED.items()}


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function and method of the services, by the name of its module and its own; also constructors that do something."""
    rooms = tuple(f"services.{found.name}." for found in pkgutil.iter_modules(services.__path__) if found.ispkg)
    for found in pkgutil.walk_packages(services.__path__, "services."):
        module = importlib.import_module(found.name)
        room = next((name for name in rooms if found.name.startswith(name)), "services.")
        for name, thing in vars(module).items():
            place = f"{found.name.removeprefix(room)}.{name}"
            if name.startswith("_") or getattr(thing, "__module__", None) != found.name:
                continue
            if inspect.isclass(thing):
                yield from ((f"{place}.{n}", f) for n, f in vars(thing).items() if inspect.isfunction(f) and is_public(thing, n))
            elif inspect.isfunction(thing):
                yield place, thing


def is_public(kind: type, name: str) -> bool:
    return (name == "__init__" and not is_dataclass(kind)) or not name.startswith("_")


def functions_with(wanted: str, *, without: str = "") -> set[str]:
    parameters = {name: inspect.signature(function).parameters for name, function in public_functions()}
    return {name for name, known in parameters.items() if wanted in known and without not in known}


def test_the_table_names_every_service_that_takes_an_actor() -> None:
    in_table = {name.partition("/")[0] for name in EXPECTED}
    assert functions_with("actor") - in_table - PARTS.keys() == set(), "give it rows in the table"
    assert in_table - functions_with("actor") == {"recording.record"}
    assert PARTS.keys() <= functions_with("actor")


def test_what_takes_a_database_and_no_actor_is_known_to_need_none() -> None:
    assert functions_with("database", without="actor") == ASKS_NOBODY.keys()


def test_every_act_has_a_row_for_keys_and_one_for_roles() -> None:
    assert set(SCOPES) == set(ROLES) == set(Act)


@pytest.mark.parametrize("role", Role)
def test_an_act_that_no_row_names_is_denied_to_every_role(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.delitem(ROLES, Act.READ_BOARDS)
    actor = Actor("user:x", role=role)
    assert actor.reach(Act.READ_BOARDS) is Reach.NONE
    with pytest.raises(Forbidden):
        require(actor, Act.READ_BOARDS)


def test_a_role_that_a_row_does_not_name_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROLES, Act.READ_BOARDS, {Role.ADMIN: Reach.ALL})
    assert [Actor("user:x", role=role).may(Act.READ_BOARDS) for role in (Role.ADMIN, Role.MANAGER, Role.EMPLOYEE)] == [True, False, False]


def test_whoever_has_neither_role_nor_scope_may_nothing() -> None:
    assert not any(Actor("user:x").may(act) for act in Act)


@pytest.mark.parametrize("act", Act)
def test_a_role_decides_alone_whatever_else_an_actor_was_given(act: Act) -> None:
    everything = {"scopes": frozenset(Scope), "is_operator": True}
    screen = Actor("user:x", role=Role.SCREEN, **everything)  # type: ignore[arg-type]
    assert screen.may(act) == (act is Act.SHOW_SCREEN)
