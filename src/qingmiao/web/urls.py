"""Every address of the site; each needs a rule in access.RULES."""

from __future__ import annotations

from django.urls import path

from qingmiao.web.pages import (
    audit,
    catalogue,
    commitment,
    comparison,
    definition,
    documents,
    downloads,
    entry,
    figure,
    overview,
    place,
    plan,
    report,
    search,
    warnings,
)
from qingmiao.web.people import inviting, managing, signing_in
from qingmiao.web.people import views as people
from qingmiao.web.review import acts, comparing, forms, views
from qingmiao.web.rounds import corrections, evidence, reminding
from qingmiao.web.rounds import views as rounds
from qingmiao.web.rounds.excel import layout_views
from qingmiao.web.rounds.excel import views as workbook_views

urlpatterns = [
    path("", overview.all_plans, name="overview"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("language/", entry.language, name="language"),
    path("account/", people.account, name="account"),
    path("account/password/", people.account_password, name="account_password"),
    path("account/address/", people.account_address, name="account_address"),
    path("account/second/", people.account_second, name="account_second"),
    path("audit/", audit.audit, name="audit"),
    path("audit/list.<str:form>", audit.audit_list, name="audit_list"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
    path("documents/", documents.documents, name="documents"),
    path("documents/reviews/", views.new, name="review_new"),
    path("documents/reviews/<int:review>/", views.review, name="review"),
    path("documents/reviews/<int:review>/act/", acts.act, name="review_act"),
    path("documents/reviews/<int:review>/add/", forms.add, name="review_add"),
    path("documents/reviews/<int:review>/approve/", views.approve, name="review_approve"),
    path("documents/reviews/<int:review>/log/", views.log, name="review_log"),
    path("documents/reviews/<int:review>/items/<str:item>/", forms.item, name="review_item"),
    path("documents/reviews/<int:review>/items/<str:item>/split/", forms.split, name="review_split"),
    path("search/", search.search, name="search"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/list.<str:form>", catalogue.catalogue_list, name="catalogue_list"),
    path("catalogue/<str:indicator>/", definition.definition, name="definition"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<int:round>/", rounds.round_page, name="round"),
    path("rounds/<int:round>/list.<str:form>", rounds.round_list, name="round_list"),
    path("rounds/<int:round>/corrections/", corrections.corrections, name="round_corrections"),
    path("rounds/<int:round>/corrections/list.<str:form>", corrections.corrections_list, name="round_corrections_list"),
    path("rounds/<int:round>/notice/", reminding.notice, name="round_notice"),
    path("rounds/<int:round>/remind/", reminding.remind_by_mail, name="round_remind"),
    path("rounds/<int:round>/act/", rounds.act_together, name="round_act_together"),
    path("rounds/<int:round>/workbook.xlsx", workbook_views.workbook, name="round_workbook"),
    path("rounds/<int:round>/workbooks.zip", workbook_views.workbooks_zip, name="round_workbooks"),
    path("rounds/<int:round>/uploads/", workbook_views.upload, name="round_upload"),
    path("rounds/<int:round>/uploads/<int:upload>/", workbook_views.uploaded, name="round_uploaded"),
    path("rounds/<int:round>/uploads/<int:upload>/marked.xlsx", workbook_views.marked, name="round_marked"),
    path("rounds/<int:round>/files/<int:file>/", layout_views.layout, name="round_layout"),
    path("rounds/<int:round>/layouts/", layout_views.layouts, name="round_layouts"),
    path("rounds/<int:round>/layouts/<int:layout>/drop/", layout_views.drop, name="round_layout_drop"),
    path("rounds/<int:round>/close/", rounds.close, name="round_close"),
    path("rounds/<int:round>/forms/<int:form>/", rounds.form_page, name="round_form"),
    path("rounds/<int:round>/forms/<int:form>/save/", rounds.form_save, name="round_save"),
    path("rounds/<int:round>/forms/<int:form>/evidence/", evidence.attach_file, name="round_attach"),
    path("rounds/<int:round>/forms/<int:form>/evidence/<int:evidence>", evidence.evidence_file, name="round_evidence"),
    path("rounds/<int:round>/forms/<int:form>/evidence/<int:evidence>/drop/", evidence.detach_file, name="round_detach"),
    path("rounds/<int:round>/forms/<int:form>/act/", rounds.form_act, name="round_act"),
    path("invited/<str:token>/", inviting.invited, name="invited"),
    path("people/", managing.people, name="people"),
    path("people/invite/", inviting.invite, name="people_invite"),
    path("people/invite/file/", inviting.invite_many, name="people_invite_many"),
    path("people/demand/", managing.demand, name="people_demand"),
    path("people/<int:person>/", managing.person, name="person"),
    path("people/<int:person>/act/", managing.act, name="person_act"),
    path("plans/<str:plan>/", overview.plan_overview, name="plan_overview"),
    path("plans/<str:plan>/compare/", comparing.choose, name="compare_choose"),
    path("plans/<str:plan>/compare/<str:other>/", comparing.compare_plans, name="compare"),
    path("plans/<str:plan>/compare/<str:other>/list.<str:form>", comparing.compare_list, name="compare_list"),
    path("plans/<str:plan>/report.docx", report.report, name="report"),
    path("plans/<str:plan>/assign/", plan.assign_units, name="assign"),
    path("plans/<str:plan>/assign/<int:assignment>/take-back/", plan.take_back_unit, name="take_back"),
    path("plans/<str:plan>/warnings/", warnings.warnings, name="warnings"),
    path("plans/<str:plan>/warnings/list.<str:form>", warnings.warning_list, name="warning_list"),
    path("plans/<str:plan>/warnings/<int:warning>/act/", warnings.warning_act, name="warning_act"),
    path("plans/<str:plan>/commitments/", plan.plan, name="plan"),
    path("plans/<str:plan>/commitments/list.<str:form>", downloads.plan_list, name="plan_list"),
    path("plans/<str:plan>/commitments/<str:commitment>/", commitment.commitment, name="commitment"),
    path("plans/<str:plan>/commitments/<str:commitment>/figures.<str:form>", commitment.commitment_list, name="commitment_list"),
    path("plans/<str:plan>/commitments/<str:commitment>/places/", comparison.commitment_places, name="commitment_places"),
    path(
        "plans/<str:plan>/commitments/<str:commitment>/places/list.<str:form>",
        comparison.commitment_places_list,
        name="commitment_places_list",
    ),
    path("plans/<str:plan>/places/<str:place>/", place.place, name="place"),
    path("plans/<str:plan>/places/<str:place>/list.<str:form>", place.place_list, name="place_list"),
    path("plans/<str:plan>/definitions/<str:indicator>/", definition.plan_definition, name="plan_definition"),
    path("plans/<str:plan>/figures/<str:indicator>/<str:place>/<int:year>/", figure.figure, name="figure"),
]

handler403 = "qingmiao.web.pages.errors.refused"
handler500 = "qingmiao.web.pages.errors.broken"
handler404 = "qingmiao.web.pages.errors.not_found"
