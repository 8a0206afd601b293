"""Figures as vector drawings, for pages without scripts and for print: the same data as plotly draws in a browser.

Plotly itself can only be drawn by a browser. What is understood is what reports use: lines, markers, bands, bars that
stand or lie, error bars, shapes, on dated, linear, logarithmic and named axes.
"""

from __future__ import annotations

from promo.charts.svg.drawing import svg

__all__ = ["svg"]
