"""Exports of Ads Manager: understood, shown, written as days, and taken back."""
