"""Amounts as people write them, summed exactly: as integers of 1/10000, never as floats."""

import polars as pl

PLACES = 4
_PLAIN = r"^[+-]?0*[0-9]{1,12}(?:\.[0-9]{1,4}0*)?$"
_CURRENCY = r"(?:[A-Z]{2,3}\p{Sc}?|\p{Sc}|元)"
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_UNSIGNED = rf"{_CURRENCY}? ?{_NUMBER} ?{_CURRENCY}?"
_WITH_SYMBOLS = rf"^(?:[+-]? ?{_UNSIGNED}|{_CURRENCY} ?[+-]{_NUMBER})$"
_IN_PARENTHESES = rf"^\({_UNSIGNED}\)$"


def without_symbols(text: pl.Expr) -> pl.Expr:
    """`$1,234,567`, `95,570.69`, `-£5`, `(€ 5.00)` and `5 USD` as plain decimals; anything else as it is.

    A comma counts only between groups of three digits, so that the German `1,23` is refused later, not read as 123.
    """
    text = text.str.strip_chars()
    digits = text.str.replace_all(r"[^0-9.+-]", "")
    return (
        pl.when(text.str.contains(_WITH_SYMBOLS))
        .then(digits)
        .when(text.str.contains(_IN_PARENTHESES))
        .then(pl.lit("-") + digits)
        .otherwise(text)
    )


def exact(text: pl.Expr) -> pl.Expr:
    """The decimal that a text is, with four places; null where it is none, or has more places than four.

    What an amount may look like is said in `scoring.amounts`; this is the same for a whole column.
    """
    return pl.when(text.str.contains(_PLAIN)).then(text).str.to_decimal(scale=PLACES)


def plain(amount: pl.Expr) -> pl.Expr:
    """A decimal as text without superfluous zeros: `440`, `168.5`."""
    return amount.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


def exact_sum(amount: pl.Expr) -> pl.Expr:
    """The sum of a group, as text; null if the group has no amount at all."""
    return plain(pl.when(amount.is_not_null().any()).then(amount.sum()))
