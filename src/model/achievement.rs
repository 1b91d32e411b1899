//! What is earned.

use std::sync::Arc;

use super::address::WebAddress;
use super::language::Language;
use super::moment::Period;
use super::result::ResultDescription;
use super::slug::{Slug, Version};
use super::vocabulary::{AchievementType, AlignmentType};
use crate::artwork::Drawing;

/// A badge's definition: what an award of it certifies.
#[derive(Clone, Debug)]
pub struct Achievement {
    pub slug: Slug,
    pub version: Version,
    pub name: String,
    /// One or two sentences, plain text.
    pub description: String,
    /// How it is earned, in Markdown.
    pub criteria: String,
    pub kind: AchievementType,
    pub tags: Vec<String>,
    /// How long an award of it holds, unless its record says otherwise.
    pub valid_for: Option<Period>,
    /// How an award of it is renewed, in Markdown. Never signed, and that of today for every version.
    pub renewal: Option<String>,
    /// Where one starts.
    pub signup_url: Option<WebAddress>,
    /// `beginner`, `B2`: free text.
    pub level: Option<String>,
    /// The hours it takes.
    pub hours: Option<Decimal>,
    /// How it is assessed, free text.
    pub assessment: Option<String>,
    /// The credits it is worth.
    pub credits: Option<Decimal>,
    pub language: Language,
    pub alignments: Vec<Alignment>,
    pub results: Vec<ResultDescription>,
    pub artwork: Artwork,
}

/// A standard or framework that a badge answers to.
///
/// Source: Open Badges v3.0, "Alignment".
#[derive(Clone, Debug)]
pub struct Alignment {
    pub name: String,
    pub url: WebAddress,
    pub framework: Option<String>,
    pub code: Option<String>,
    pub description: Option<String>,
    pub kind: Option<AlignmentType>,
}

/// Where a badge's picture comes from.
#[derive(Clone, Debug)]
pub enum Artwork {
    /// The author's SVG, checked.
    Svg(Arc<[u8]>),
    /// The author's PNG, checked.
    Png(Arc<[u8]>),
    /// Drawn from a few words.
    Drawn(Box<Drawing>),
}

/// A number from 0.25 to 9999.75 in quarters: the fractions that every reader of a document writes
/// alike, since a binary number holds them exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    quarters: u32,
}

/// Why a number is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a number from 0.25 to 9999.75 that is whole or ends in .25, .5 or .75")]
pub struct DecimalError;

impl Decimal {
    /// # Errors
    /// `number` is not between 0.25 and 9999.75, or is not a whole number of quarters.
    pub fn new(number: f64) -> Result<Self, DecimalError> {
        let quarters = number * 4.0;
        if quarters.fract() != 0.0 || !(1.0..40_000.0).contains(&quarters) {
            return Err(DecimalError);
        }
        // In range, and whole: the cast is exact.
        let quarters = quarters as u32;
        Ok(Self { quarters })
    }

    /// As JSON: a whole number without a fraction, so that no two writers differ.
    pub fn to_json(self) -> serde_json::Value {
        if self.quarters.is_multiple_of(4) {
            (self.quarters / 4).into()
        } else {
            (f64::from(self.quarters) / 4.0).into()
        }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", f64::from(self.quarters) / 4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_every_reader_writes_alike() {
        let shown =
            |number| Decimal::new(number).map(|it| (it.to_string(), it.to_json().to_string()));
        assert_eq!(shown(6.0), Ok(("6".into(), "6".into())));
        assert_eq!(shown(1.5), Ok(("1.5".into(), "1.5".into())));
        assert_eq!(shown(9999.75), Ok(("9999.75".into(), "9999.75".into())));
        for bad in [0.0, -1.0, 8.3, 0.1, 10_000.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Decimal::new(bad), Err(DecimalError), "{bad}");
        }
    }
}
