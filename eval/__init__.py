"""How good forecasts and lifts are, measured: ``make eval``, or ``make eval CSV=path`` on series of your own.

The series
    Without a file, series are generated (`eval.series`): steady drift, a weekly rhythm, changes of pace, bursts of
    viral posts, decline, logistic saturation, a wandering pace, a plateau, and a page that is read irregularly with
    holes. The same seed gives the same series. The table of `promo.analytics.bands` was fitted on seed 1; the
    evaluation runs on seed 2, which it has never seen. A CSV has the columns ``series,date,value``
    (and ``kind``, if there are several): one row a day and series, missing days left out.

    Lifts are measured on other series of the same kinds (`eval.worlds`): groups of nine pages that common shocks move
    together, slow waves and odd weeks. Of a CSV's series, all others are the controls of each (at most 50).

What is done with forecasts
    At some days of each series a forecast is made from what was known until then and held against the count 7, 30
    and 90 days later: the same code that the program runs, the page's own ratio included.

What is printed of forecasts
    By kind and horizon: the number of forecasts; their error against "as in the last 28 days" (geometric mean of the
    ratios; under 1 is better); the share of counts inside of the 80 and 95 % bands; whether the aims are met: an error
    ratio under 0.95, coverage within 5 points of what the band says. A single kind may miss them, and says so: bands
    are pooled over all kinds, and no page says which one it is.

``--fit`` prints the table fitted again on these very series, to be pasted into `promo.analytics.bands`.

What is done with lifts
    At random days of each series, campaigns of 7 and 14 days are measured where there were none, with the controls and
    without: what is seen is an error. Then lifts of 25 to 200 % of the page's usual gains are put in.

What is printed of lifts
    By kind, length, and with controls or without: the number of campaigns; the bias (mean error in units of the noise,
    each error cut at 5 of them) and its standard error; the share of intervals that held the truth; how often a lift
    was seen without one (false alarms: 5 % are meant); how often one of so many per cent was found. The aims: coverage
    within 4 points of what the interval says, a bias below 0.05; what misses them by more than its standard error says
    so. A single kind may.
"""
