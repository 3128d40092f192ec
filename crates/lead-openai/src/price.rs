//! What models cost.

use crate::TokenUsage;
use lead_model::Money;
use serde::Deserialize;

const BUILTIN: &str = include_str!("../prices.toml");

/// What a model costs, per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelPrice {
    /// Its name in the API.
    pub name: String,
    /// What it is for, in a few words.
    #[serde(default)]
    pub about: String,
    /// Tokens read.
    pub input: Money,
    /// Tokens read from the provider's cache.
    pub cached: Money,
    /// Tokens read and written to the provider's cache.
    pub cache_write: Money,
    /// Tokens written.
    pub output: Money,
}

/// Prices by model, as of a date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceTable {
    as_of: String,
    models: Vec<ModelPrice>,
}

/// A price table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The price table could not be read: {why}. Correct it, or remove it to use the built-in prices.")]
pub struct PriceError {
    /// What is wrong with it.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    as_of: Option<String>,
    #[serde(default)]
    model: Vec<ModelPrice>,
}

impl PriceTable {
    /// The prices Leadsheet ships with.
    #[must_use]
    pub fn builtin() -> Self {
        // The file is part of the program, and a test reads it, so this cannot fail.
        Self::default().with_overrides(BUILTIN).unwrap_or_default()
    }

    /// This table with the models of a TOML text of the same form added, or replaced by name.
    pub fn with_overrides(mut self, toml: &str) -> Result<Self, PriceError> {
        let file: File =
            toml::from_str(toml).map_err(|error| PriceError { why: error.message().to_owned() })?;
        for price in file.model {
            let amounts = [price.input, price.cached, price.cache_write, price.output];
            if amounts.iter().any(|amount| *amount < Money::ZERO) {
                return Err(PriceError { why: format!("a price of {} is below zero", price.name) });
            }
            match self.models.iter_mut().find(|known| known.name == price.name) {
                Some(known) => *known = price,
                None => self.models.push(price),
            }
        }
        self.as_of = file.as_of.unwrap_or(self.as_of);
        Ok(self)
    }

    /// When the prices were read, `2026-11`.
    #[must_use]
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The models, in the order they are shown.
    #[must_use]
    pub fn models(&self) -> &[ModelPrice] {
        &self.models
    }

    /// The price of a model; a dated version (`gpt-6-luna-2026-09-01`) costs what its model does.
    #[must_use]
    pub fn price(&self, model: &str) -> Option<&ModelPrice> {
        let exact = self.models.iter().find(|known| known.name == model);
        exact.or_else(|| self.models.iter().find(|known| is_dated_version(model, &known.name)))
    }

    /// What this usage costs; `None` for a model without a price.
    #[must_use]
    pub fn cost(&self, model: &str, usage: &TokenUsage) -> Option<Money> {
        let price = self.price(model)?;
        let plain = usage.input.saturating_sub(usage.cached).saturating_sub(usage.cache_write);
        Some(
            Money::for_tokens(plain, price.input)
                + Money::for_tokens(usage.cached, price.cached)
                + Money::for_tokens(usage.cache_write, price.cache_write)
                + Money::for_tokens(usage.output, price.output),
        )
    }

    /// The most that a request can cost: everything it reads is written to the cache, and the answer
    /// takes all the room it has. `None` for a model without a price.
    #[must_use]
    pub fn worst_case(&self, model: &str, input_tokens: u64, max_output_tokens: u64) -> Option<Money> {
        let price = self.price(model)?;
        let dearest = price.input.max(price.cached).max(price.cache_write);
        Some(Money::for_tokens(input_tokens, dearest) + Money::for_tokens(max_output_tokens, price.output))
    }
}

fn is_dated_version(model: &str, name: &str) -> bool {
    let date = model.strip_prefix(name).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
    date.len() == 10 && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(amount: f64) -> Money {
        Money::from_dollars(amount).unwrap()
    }

    #[test]
    fn the_built_in_prices_are_there() {
        let table = PriceTable::builtin();
        assert_eq!(table.as_of(), "2026-11");
        assert_eq!(table.models().len(), 4);
        assert_eq!(table.price("gpt-6-luna").unwrap().output, dollars(0.5));
        assert_eq!(table.price("gpt-6.1-sol-2026-10-01").unwrap().input, dollars(2.0));
        assert_eq!(table.price("gpt-6-luna-pro"), None);
        assert_eq!(table.price("gpt-6"), None);
    }

    #[test]
    fn fifty_thousand_leads_cost_what_the_facts_say() {
        let table = PriceTable::builtin();
        let cost = |usage: TokenUsage| table.cost("gpt-6-luna", &usage).unwrap().dollars() * 50_000.0;
        let cached = TokenUsage { input: 3_250, cached: 3_000, cache_write: 0, output: 350 };
        assert!((cost(cached) - 11.5).abs() < 0.01, "{}", cost(cached));
        let plain = TokenUsage { cached: 0, ..cached };
        assert!((cost(plain) - 25.0).abs() < 0.01);
        let written = TokenUsage { cached: 0, cache_write: 3_250, ..cached };
        assert!((cost(written) - 29.06).abs() < 0.01);
    }

    #[test]
    fn no_usage_within_bounds_costs_more_than_the_worst_case() {
        let table = PriceTable::builtin();
        for model in table.models() {
            let worst = table.worst_case(&model.name, 1_000, 500).unwrap();
            for (cached, cache_write) in [(0, 0), (1_000, 0), (0, 1_000), (400, 600)] {
                let usage = TokenUsage { input: 1_000, cached, cache_write, output: 500 };
                assert!(table.cost(&model.name, &usage).unwrap() <= worst);
            }
        }
    }

    #[test]
    fn a_user_s_table_adds_and_replaces() {
        let own = "as_of = \"2027-01\"\n\
                   [[model]]\nname = \"gpt-6-luna\"\ninput = 9\ncached = 9\ncache_write = 9\noutput = 9\n\
                   [[model]]\nname = \"local\"\ninput = 0\ncached = 0\ncache_write = 0\noutput = 0\n";
        let table = PriceTable::builtin().with_overrides(own).unwrap();
        assert_eq!((table.as_of(), table.models().len()), ("2027-01", 5));
        assert_eq!(table.price("gpt-6-luna").unwrap().input, dollars(9.0));
        assert_eq!(table.cost("local", &TokenUsage { input: 5, ..TokenUsage::default() }), Some(Money::ZERO));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_told() {
        for (own, said) in [
            ("[[model]]\nname = \"x\"", "input"),
            ("prices = 1", "prices"),
            ("[[model]]\nname = \"x\"\ninput = -1\ncached = 0\ncache_write = 0\noutput = 0\n", "below zero"),
        ] {
            let error = PriceTable::builtin().with_overrides(own).unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("built-in prices"), "{error}");
        }
    }
}
