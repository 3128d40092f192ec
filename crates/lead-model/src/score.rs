//! Scores and the bands they fall into.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A score from 0 to 100, held in whole hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, specta::Type)]
#[specta(type = f64)]
pub struct Score(u16);

impl Score {
    /// The lowest score.
    pub const MIN: Self = Self(0);
    /// The highest score.
    pub const MAX: Self = Self(10_000);

    /// A score of this value rounded to hundredths; `None` outside 0 to 100 and for NaN.
    ///
    /// ```
    /// use lead_model::{Band, Score};
    ///
    /// let score = Score::new(71.256).expect("it lies between 0 and 100");
    /// assert_eq!((score.value(), score.band()), (71.26, Band::Good));
    /// assert_eq!(Score::new(101.0), None);
    /// ```
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=100.0).contains(&value).then(|| Self((value * 100.0).round() as u16))
    }

    /// The nearest score to a computed value: below 0 is 0, above 100 is 100. For the results of
    /// our own arithmetic, never for what somebody else sent.
    #[must_use]
    pub fn clamped(value: f64) -> Self {
        Self::new(value.clamp(0.0, 100.0)).unwrap_or(Self::MIN)
    }

    /// The value, 0.0 to 100.0.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The band it falls into.
    #[must_use]
    pub fn band(self) -> Band {
        match self.0 {
            8_000.. => Band::Verified,
            6_000.. => Band::Good,
            4_000.. => Band::Moderate,
            2_000.. => Band::Poor,
            _ => Band::Unusable,
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value())
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value).ok_or_else(|| serde::de::Error::custom("a score is between 0 and 100"))
    }
}

/// How far a lead can be trusted, by its final confidence score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// 80 and more.
    Verified,
    /// 60 to below 80.
    Good,
    /// 40 to below 60.
    Moderate,
    /// 20 to below 40.
    Poor,
    /// Below 20.
    Unusable,
}

impl Band {
    /// All bands, best first.
    pub const ALL: [Self; 5] = [Self::Verified, Self::Good, Self::Moderate, Self::Poor, Self::Unusable];

    /// The word shown for it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Verified => "Verified",
            Self::Good => "Good",
            Self::Moderate => "Moderate",
            Self::Poor => "Poor",
            Self::Unusable => "Unusable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_range_is_a_score() {
        for value in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Score::new(value), None);
        }
        assert_eq!(Score::clamped(140.0), Score::MAX);
        assert!(serde_json::from_str::<Score>("140").is_err());
    }

    #[test]
    fn bands_begin_at_their_floor() {
        assert_eq!(Score::new(80.0).unwrap().band(), Band::Verified);
        assert_eq!(Score::new(79.99).unwrap().band(), Band::Good);
        assert_eq!(Score::new(0.0).unwrap().band(), Band::Unusable);
    }
}
