"""Exports of Ads Manager, read into days."""
