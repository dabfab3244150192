//! Amounts of money: exact decimals, never floats.

use std::{fmt, iter::Sum, ops, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::Currency;

/// An amount in some currency, kept exactly with at most four decimals and fourteen digits before the point.
///
/// Which currency it is in is said by whoever holds it (an order, the site).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Money(Decimal);

/// `amount` with four decimals at most, halves away from zero: what a value in another currency is rounded to.
pub fn rounded(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)
}

/// The text or number is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMoney {
    /// Not a plain decimal number (no exponent, no NaN, no separators).
    #[error("not a decimal number")]
    NotANumber,
    /// More than four decimals or fourteen digits before the point.
    #[error("out of range")]
    OutOfRange,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount `decimal`.
    ///
    /// # Errors
    /// [`InvalidMoney::OutOfRange`] with more than four decimals or fourteen digits before the point.
    pub fn new(decimal: Decimal) -> Result<Self, InvalidMoney> {
        let normal = decimal.normalize();
        let limit = Decimal::from(100_000_000_000_000_i64);
        if normal.scale() > 4 || normal.abs() >= limit { Err(InvalidMoney::OutOfRange) } else { Ok(Self(normal)) }
    }

    /// A sum of amounts: at most four decimals, but up to twenty-two digits before the point.
    ///
    /// # Errors
    /// [`InvalidMoney::OutOfRange`] beyond that.
    pub fn sum_of(decimal: Decimal) -> Result<Self, InvalidMoney> {
        let normal = decimal.normalize();
        let limit = Decimal::from(10_000_000_000_000_000_000_000_i128);
        if normal.scale() > 4 || normal.abs() >= limit { Err(InvalidMoney::OutOfRange) } else { Ok(Self(normal)) }
    }

    /// The amount as a decimal.
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// This amount over `count`, unrounded beyond four decimals; `None` when `count` is 0.
    pub fn per(self, count: i64) -> Option<Self> {
        if count == 0 { None } else { Some(Self((self.0 / Decimal::from(count)).round_dp(4))) }
    }

    /// The text form the API uses: the currency's decimals, halves away from zero (`"12.50"`).
    pub fn format(self, currency: Currency) -> String {
        let decimals = currency.decimals();
        let mut rounded = self.0.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        rounded.rescale(decimals);
        rounded.to_string()
    }
}

impl FromStr for Money {
    type Err = InvalidMoney;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
        if text.is_empty() || !text.chars().all(plain) {
            return Err(InvalidMoney::NotANumber);
        }
        if text.len() > 28 {
            return Err(InvalidMoney::OutOfRange);
        }
        Self::new(Decimal::from_str_exact(text).map_err(|_| InvalidMoney::NotANumber)?)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ops::Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl ops::Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{InvalidMoney, Money};
    use crate::Currency;

    #[test]
    fn amounts_keep_their_cents() {
        let money: Money = "12.5".parse().unwrap();
        assert_eq!(money.format(Currency::USD), "12.50");
        assert_eq!(money.format("JPY".parse().unwrap()), "13");
        assert_eq!("0.1".parse::<Money>().unwrap() + "0.2".parse().unwrap(), "0.3".parse().unwrap());
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for wrong in ["", "NaN", "inf", "1e3", "1,5", "--1", "1.2.3", "0x10", "١"] {
            assert_eq!(wrong.parse::<Money>(), Err(InvalidMoney::NotANumber), "{wrong}");
        }
        for wide in ["0.00001", "100000000000000", "99999999999999999999999999999999"] {
            assert_eq!(wide.parse::<Money>(), Err(InvalidMoney::OutOfRange), "{wide}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_round_trips(text in "\\PC{0,40}", cents in -9_999_999_999_i64..9_999_999_999) {
            let _ = text.parse::<Money>();
            let money = Money::new(crate::Decimal::new(cents, 2)).unwrap();
            prop_assert_eq!(money.format(Currency::USD).parse::<Money>().unwrap(), money);
        }
    }
}
