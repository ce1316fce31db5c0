"""Days as they are written in pictures and documents."""

from __future__ import annotations

from datetime import date


def day_and_month(day: date) -> str:
    """Such as "3 Nov"."""
    return f"{day.day} {day:%b}"


def full_date(day: date) -> str:
    """Such as "3 Nov 2026"."""
    return f"{day_and_month(day)} {day.year}"


def date_range(first: date, last: date, words: str) -> str:
    """Such as "3 Nov to 24 Nov 2026", or one day.

    Args:
        first: first day.
        last: last day.
        words: with {first} and {last}.
    """
    if first == last:
        return full_date(first)
    begin = day_and_month(first) if first.year == last.year else full_date(first)
    return words.format(first=begin, last=full_date(last))
