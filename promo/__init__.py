"""Promo: a self-hosted manager for the promotion of Instagram pages.

The map. A module may import only from the lines below its own (`tests/test_architecture.py` holds it)::

    app                                           assembles: the web application and the command line
    promo.commands                                the command line, one module a command
    promo.web                                     create_app, error pages, commit per request, filters
    promo.demo, promo.operations                  the demo agency; doctor, backup, restore
    promo.jobs, promo.timetable                   what runs in the background, and when
    promo.home                                    the portfolio and a client's overview
    promo.models                                  all models at once: what migrations and backups need
    promo.reports                                 what clients and bloggers read: frozen, shared, printed, sent
    promo.compare                                 pages beside each other
    promo.plan                                    what will be published, who approves it, what became of it
    promo.content                                 posts, rubrics, and what can be learnt from them
    promo.growth                                  a page's growth, forecast and anomalies
    promo.campaigns                               advertising, placements with bloggers, and what they brought
    promo.marks                                   notes on the time line
    promo.collection                              sources, pace, runs: how records come in
    promo.pages                                   Instagram pages, their days and posts: what everyone reads
    promo.links                                   secret addresses for people without an account
    promo.clients                                 clients, their team and labels
    promo.users                                   people, roles, sign-in; access.py: whom one may see and edit
    promo.db, .config, .clock, .context, .errors, .forms, .migrate, .money, .queue, .responses, .secrets, .sheets,
    .speech, .tables, .times, .wording

`promo.analytics` and `promo.charts` stand beside: pure functions that use nothing of promo (charts use analytics).
`collectors` stands beside too, and knows nothing of promo.
"""
