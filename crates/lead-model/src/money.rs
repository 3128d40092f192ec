//! Money and what a run has used.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// An amount in US dollars, held in whole billionths so that sums over a million leads are exact
/// (the cheapest cached token costs 10 of them). On the wire it is a number of dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, specta::Type)]
#[specta(type = f64)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From billionths of a dollar.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// In billionths of a dollar.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// From dollars, rounded to the nearest billionth. `None` for what is not finite or beyond
    /// nine billion dollars.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked just before")]
    pub fn from_dollars(dollars: f64) -> Option<Self> {
        (dollars.is_finite() && dollars.abs() < 9e9).then(|| Self((dollars * 1e9).round() as i64))
    }

    /// In dollars.
    #[must_use]
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The price of a number of tokens at a price per million tokens.
    ///
    /// ```
    /// use lead_model::Money;
    ///
    /// let per_million = Money::from_dollars(0.40).expect("a price");
    /// let cost = Money::for_tokens(1_200, per_million);
    /// assert_eq!(cost.to_string(), "$0.0005");
    /// assert_eq!(cost.nanos(), 480_000);
    /// ```
    #[must_use]
    pub fn for_tokens(tokens: u64, per_million: Self) -> Self {
        let nanos = i128::from(tokens) * i128::from(per_million.0) / 1_000_000;
        Self(i64::try_from(nanos).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Money {
    /// Dollars with two decimals; four for what would otherwise read as nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dollars = self.dollars();
        if self.0 != 0 && dollars.abs() < 0.10 {
            write!(f, "${dollars:.4}")
        } else {
            write!(f, "${dollars:.2}")
        }
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.dollars())
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        Self::from_dollars(dollars).ok_or_else(|| serde::de::Error::custom("not an amount of dollars"))
    }
}

/// What a run has used, as the providers counted it or, where one did not say, as it is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct Usage {
    /// Calls to Salesforce that count against the org's daily limit.
    #[specta(type = f64)]
    pub salesforce_calls: u64,
    /// Requests sent to the model, failed ones included.
    #[specta(type = f64)]
    pub openai_requests: u64,
    /// Tokens read by the model, cached ones included.
    #[specta(type = f64)]
    pub input_tokens: u64,
    /// Of the tokens read, those that came from the provider's prompt cache.
    #[specta(type = f64)]
    pub cached_tokens: u64,
    /// Of the tokens read, those written to the provider's prompt cache.
    #[specta(type = f64)]
    pub cache_write_tokens: u64,
    /// Tokens written by the model, its reasoning included.
    #[specta(type = f64)]
    pub output_tokens: u64,
    /// What that costs by the price table.
    pub cost_usd: Money,
    /// Of the cost, what is estimated from the texts sent and received, since the provider did not
    /// say what it counted.
    pub estimated_usd: Money,
    /// Requests that cost something, or may have, and whose answer could not be used.
    #[specta(type = f64)]
    pub unusable_requests: u64,
    /// Leads answered from our own cache, free.
    #[specta(type = f64)]
    pub cached_answers: u64,
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.salesforce_calls += other.salesforce_calls;
        self.openai_requests += other.openai_requests;
        self.input_tokens += other.input_tokens;
        self.cached_tokens += other.cached_tokens;
        self.cache_write_tokens += other.cache_write_tokens;
        self.output_tokens += other.output_tokens;
        self.cost_usd += other.cost_usd;
        self.estimated_usd += other.estimated_usd;
        self.unusable_requests += other.unusable_requests;
        self.cached_answers += other.cached_answers;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_priced_exactly() {
        let per_million = Money::from_dollars(0.01).unwrap();
        assert_eq!(Money::for_tokens(1, per_million), Money::from_nanos(10));
        assert_eq!(Money::for_tokens(3_600_000_000, per_million), Money::from_nanos(36_000_000_000));
    }

    #[test]
    fn small_amounts_do_not_read_as_nothing() {
        assert_eq!(Money::from_dollars(0.0123).unwrap().to_string(), "$0.0123");
        assert_eq!(Money::from_dollars(11.5).unwrap().to_string(), "$11.50");
        assert_eq!(Money::ZERO.to_string(), "$0.00");
    }
}
