"""The table of screens that are looked at: by axe, at both widths, in both themes, and for pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.browser.agency import Agency


class Screen(NamedTuple):
    """A screen: name, address with ids of `Agency` in it, who looks (``None``: a visitor), the answer's status."""

    name: str
    address: str
    person: str | None = "owner"
    status: int = 200

    def path(self, agency: Agency) -> str:
        """Return the address in ``agency``."""
        return self.address.format(**vars(agency))


SCREENS = (
    Screen("home", "/"),
    Screen("home-as-client", "/", "client"),
    Screen("overview", "/clients/{client}"),
    Screen("overview-quarter", "/clients/{client}?period=quarter&against=year", "client"),
    Screen("client-new", "/clients/new"),
    Screen("client-edit", "/clients/{client}/edit"),
    Screen("team", "/clients/{client}/team"),
    Screen("client-pages", "/clients/{client}/pages"),
    Screen("competitors", "/competitors"),
    Screen("page-edit", "/pages/{page}/edit"),
    Screen("growth", "/pages/{page}/growth"),
    Screen("growth-year", "/pages/{page}/growth?period=year&against=year"),
    Screen("growth-empty", "/pages/{empty_page}/growth"),
    Screen("growth-broken", "/pages/{broken_page}/growth"),
    Screen("forecast", "/pages/{page}/forecast?goal=20000&by=2031-01-01"),
    Screen("forecast-refused", "/pages/{empty_page}/forecast"),
    Screen("growth-as-client", "/pages/{page}/growth", "client"),
    Screen("content", "/pages/{page}/content"),
    Screen("content-grid", "/pages/{page}/content?view=grid&likes_min=many&kind=reel"),
    Screen("content-as-client", "/pages/{page}/content?period=all&sort=er", "client"),
    Screen("content-empty", "/pages/{empty_page}/content"),
    Screen("content-view", "/pages/{page}/content/views?sort=er"),
    Screen("post", "/posts/{post}"),
    Screen("insights", "/pages/{page}/content/insights?period=all"),
    Screen("insights-empty", "/pages/{empty_page}/content/insights", "client"),
    Screen("anomalies", "/pages/{page}/anomalies"),
    Screen("anomalies-dismissed", "/pages/{page}/anomalies?state=all", "client"),
    Screen("marks", "/pages/{page}/marks"),
    Screen("marks-as-client", "/pages/{page}/marks", "client"),
    Screen("rubrics", "/pages/{page}/rubrics"),
    Screen("rubrics-as-client", "/pages/{page}/rubrics", "client"),
    Screen("rubrics-empty", "/pages/{broken_page}/rubrics"),
    Screen("compare", "/compare?labels=bakery&pages={page}&period=90"),
    Screen("compare-net", "/compare?labels=bakery,rival&chart=net&sort=er&pages=999"),
    Screen("compare-empty", "/compare"),
    Screen("compare-as-client", "/compare?labels=bakery", "client"),
    Screen("compare-choose", "/compare/pages?labels=bakery"),
    Screen("tiers", "/settings/tiers"),
    Screen("plan", "/clients/{client}/plan"),
    Screen("plan-week-as-client", "/clients/{client}/plan?view=week", "client"),
    Screen("plan-board", "/clients/{client}/plan/board"),
    Screen("plan-grid", "/clients/{client}/plan/grid"),
    Screen("plan-facts", "/clients/{client}/plan/facts?period=30"),
    Screen("plan-due", "/plan/due"),
    Screen("plan-item", "/plan/items/{item}"),
    Screen("plan-item-edit", "/plan/items/{item}/edit"),
    Screen("plan-versions", "/plan/items/{item}/versions"),
    Screen("plan-links", "/clients/{client}/plan/links"),
    Screen("plan-rules", "/clients/{client}/plan/approval"),
    Screen("plan-import", "/clients/{client}/plan/import"),
    Screen("my-work", "/plan/tasks", "manager"),
    Screen("review", "/review/{review}", None),
    Screen("campaigns", "/campaigns"),
    Screen("campaigns-as-client", "/clients/{client}/campaigns?sort=pace", "client"),
    Screen("campaign", "/campaigns/{campaign}"),
    Screen("campaign-over-as-client", "/campaigns/{placement}", "client"),
    Screen("campaign-lift", "/campaigns/{lifted}/lift"),
    Screen("campaign-lift-refused", "/campaigns/{campaign}/lift", "client"),
    Screen("campaign-days", "/campaigns/{campaign}/days"),
    Screen("campaign-days-as-client", "/campaigns/{campaign}/days?by=week", "client"),
    Screen("campaign-posts", "/campaigns/{placement}/posts?view=all"),
    Screen("campaign-posts-as-client", "/campaigns/{campaign}/posts", "client"),
    Screen("campaign-edit", "/campaigns/{campaign}/edit"),
    Screen("campaign-import", "/clients/{client}/campaigns/import", "manager"),
    Screen("campaign-import-columns", "/clients/{client}/campaigns/import/{imported}", "manager"),
    Screen("campaign-import-preview", "/clients/{client}/campaigns/import/{imported}/preview", "manager"),
    Screen("campaign-files", "/campaigns/{campaign}/files"),
    Screen("campaign-law", "/campaigns/{campaign}/law"),
    Screen("campaigns-live", "/campaigns/live?show=all"),
    Screen("law-texts", "/settings/law"),
    Screen("placements", "/placements"),
    Screen("placements-of-client", "/clients/{client}/placements?state=removed", "client"),
    Screen("placements-none", "/placements?q=nobody"),
    Screen("placement", "/campaigns/{placement}/placement"),
    Screen("placement-new", "/clients/{client}/placements/new"),
    Screen("placement-terms", "/campaigns/{placement}/placement/terms"),
    Screen("placement-outcome", "/campaigns/{placement}/placement/outcome"),
    Screen("bloggers", "/bloggers"),
    Screen("blogger", "/bloggers/{blogger}"),
    Screen("blogger-as-specialist", "/bloggers/{blogger}", "specialist"),
    Screen("blogger-edit", "/bloggers/{blogger}/edit"),
    Screen("collection", "/collection"),
    Screen("run", "/collection/runs/{run}"),
    Screen("held-counts", "/held-counts"),
    Screen("sources", "/sources"),
    Screen("source-add", "/sources/new"),
    Screen("source-edit", "/sources/{source}/edit"),
    Screen("people", "/people"),
    Screen("invite", "/people/invite"),
    Screen("person", "/people/{manager}"),
    Screen("settings", "/settings"),
    Screen("rates", "/settings/rates"),
    Screen("campaigns-compare", "/campaigns/compare?sort=cpl"),
    Screen("campaigns-compare-groups", "/clients/{client}/campaigns/compare?group=kind&in=USD&status=any&chart=cpc"),
    Screen("campaigns-months", "/clients/{client}/campaigns/months"),
    Screen("campaigns-months-converted", "/campaigns/months?in=RUB&span=6", "client"),
    Screen("campaigns-compare-none", "/clients/{client}/campaigns/compare?kind=collaboration", "client"),
    Screen("password", "/settings/password"),
    Screen("how-we-count", "/how-we-count", "client"),
    Screen("patterns", "/-/patterns"),
    Screen("not-found", "/nowhere", status=404),
    Screen("sign-in", "/sign-in", None),
    Screen("invitation-unknown", "/invitations/unknown", None, 404),
)
