"""How good the forecast is, measured: ``make eval``, or ``make eval CSV=path`` on series of your own.

The series
    Without a file, series are generated (`eval.series`): steady drift, a weekly rhythm, changes of pace, bursts of
    viral posts, decline, logistic saturation, a wandering pace, a plateau, and a page that is read irregularly with
    holes. The same seed gives the same series. The table of `promo.analytics.bands` was fitted on seed 1; the
    evaluation runs on seed 2, which it has never seen. A CSV has the columns ``series,date,value``
    (and ``kind``, if there are several): one row a day and series, missing days left out.

What is done
    At some days of each series a forecast is made from what was known until then and held against the count 7, 30
    and 90 days later: the same code that the program runs, the page's own ratio included.

What is printed
    By kind and horizon: the number of forecasts; their error against "as in the last 28 days" (geometric mean of the
    ratios; under 1 is better); the share of counts inside of the 80 and 95 % bands; whether the aims are met: an error
    ratio under 0.95, coverage within 5 points of what the band says. A single kind may miss them, and says so: bands
    are pooled over all kinds, and no page says which one it is.

``--fit`` prints the table fitted again on these very series, to be pasted into `promo.analytics.bands`.
"""
