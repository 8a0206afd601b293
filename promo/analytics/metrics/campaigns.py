"""The metrics of campaigns."""

from __future__ import annotations

from promo.analytics.metrics.metric import Metric, Need
from promo.analytics.words import N_

OWN = N_("Figures of campaigns, typed by hand or imported from Ads Manager, and the amounts in the campaign itself.")
PAGE = N_("Figures of campaigns, and the followers seen on the campaign's public pages.")
MONEY = N_("in the campaign's currency")
FACTS = (Need.CAMPAIGNS,)
FOLLOWERS = (Need.CAMPAIGNS, Need.DAYS)
SUM = N_("The sum of the days whose figure is known. Where no day's is, the number told for the campaign as a whole.")
UNKNOWN_DAYS = N_("Days without a figure are left out: they count neither as 0 nor as the mean.")
METRICS = (
    Metric(
        "campaign_spend",
        N_("Spend"),
        MONEY,
        N_("Fee + products and prizes + the sum of the days (or the spend told for the campaign as a whole)."),
        OWN,
        FACTS,
        UNKNOWN_DAYS,
    ),
    Metric("campaign_impressions", N_("Impressions"), "", SUM, OWN, FACTS, UNKNOWN_DAYS),
    Metric(
        "campaign_reach",
        N_("Reach"),
        "",
        N_(
            "The people reached, as told for the campaign as a whole. The reach of days or campaigns is never added "
            "up: the same people may be among them. Without that number only the highest day is told."
        ),
        OWN,
        FACTS,
    ),
    Metric("campaign_clicks", N_("Clicks"), "", SUM, OWN, FACTS, UNKNOWN_DAYS),
    Metric("campaign_leads", N_("Leads"), "", SUM, OWN, FACTS, UNKNOWN_DAYS),
    Metric("campaign_calls", N_("Calls"), "", SUM, OWN, FACTS, UNKNOWN_DAYS),
    Metric("campaign_sales", N_("Sales"), "", SUM, OWN, FACTS, UNKNOWN_DAYS),
    Metric("campaign_value", N_("Value of sales"), MONEY, SUM, OWN, FACTS, UNKNOWN_DAYS),
    Metric("cpm", N_("CPM, cost per 1,000 impressions"), MONEY, N_("Spend ÷ impressions × 1,000."), OWN, FACTS),
    Metric("cpc", N_("CPC, cost per click"), MONEY, N_("Spend ÷ clicks."), OWN, FACTS),
    Metric("ctr", N_("CTR, click-through rate"), "%", N_("Clicks ÷ impressions."), OWN, FACTS),
    Metric("cpl", N_("CPL, cost per lead"), MONEY, N_("Spend ÷ leads."), OWN, FACTS),
    Metric("cost_per_call", N_("Cost per call"), MONEY, N_("Spend ÷ calls."), OWN, FACTS),
    Metric("cost_per_sale", N_("Cost per sale"), MONEY, N_("Spend ÷ sales."), OWN, FACTS),
    Metric(
        "roas",
        N_("ROAS, return on ad spend"),
        "",
        N_("Value of sales ÷ spend. Above 1 the sales were worth more than the campaign cost."),
        OWN,
        FACTS,
    ),
    Metric(
        "campaign_growth",
        N_("Net growth during the campaign"),
        "",
        N_(
            "The followers of the campaign's pages at their last count within the campaign − those at their last count "
            "before its first day. While it runs, only complete days count."
        ),
        PAGE,
        FOLLOWERS,
        N_("Pages without both counts cannot be told."),
    ),
    Metric(
        "cost_per_follower",
        N_("Cost per follower, naive"),
        MONEY,
        N_(
            "Spend ÷ the net growth of the campaign's pages during it. Naive, as all growth counts as the campaign's, "
            "also what would have come without it."
        ),
        PAGE,
        FOLLOWERS,
        N_("Not told where followers were lost, or where one of the pages has no count."),
    ),
    Metric(
        "campaign_lift",
        N_("Lift"),
        "",
        N_(
            "The net growth of the campaign's pages above what they would have gained without it, estimated from their "
            "usual growth and from pages that had no campaign, with the range it lies in."
        ),
        PAGE,
        FOLLOWERS,
        N_("An estimate, not a count. Small lifts cannot be told from chance."),
    ),
    Metric(
        "cost_per_follower_lift",
        N_("Cost per follower, by lift"),
        MONEY,
        N_("Spend ÷ the estimated lift, with the range that the lift's own range leads to."),
        PAGE,
        FOLLOWERS,
        N_("Not told where the lift cannot be told from chance."),
    ),
    Metric(
        "pacing",
        N_("Pacing"),
        "%",
        N_(
            "Spent ÷ planned, both up to the last complete day whose spend is known. The budget is spread evenly over "
            "the days, fee and products count as planned and spent from the start. Up to a tenth beside the plan, or "
            "less than one day's plan, is on pace."
        ),
        OWN,
        FACTS,
    ),
    Metric(
        "projected_spend",
        N_("Spend at the end"),
        MONEY,
        N_(
            "Spent so far + the mean of the last 7 days whose spend is known × the days left. Only days of the last "
            "four weeks count."
        ),
        OWN,
        FACTS,
    ),
    Metric(
        "target_progress",
        N_("Target reached"),
        "%",
        N_("What was reached of the campaign's target ÷ what is to be reached."),
        OWN,
        FACTS,
    ),
)
