"""What a campaign brought: a page's gains in its days against those it would have had without it.

Robust difference-in-differences with placebo intervals, measured by ``make eval`` (see `eval.lift`): `usual` says what
a page gains without campaigns, `shock` what moved all other pages at the same time, `noise` how far the two miss in
earlier windows without a campaign. `measuring.measure` puts them together; `results` are what it returns.
"""
