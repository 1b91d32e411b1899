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

/// A number from 0.1 to 9999.9 with at most one decimal, which every reader writes alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    tenths: u32,
}

/// Why a number is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a number from 0.1 to 9999.9 with at most one decimal")]
pub struct DecimalError;

impl Decimal {
    /// # Errors
    /// `number` is not between 0.1 and 9999.9, or has a second decimal.
    pub fn new(number: f64) -> Result<Self, DecimalError> {
        let tenths = (number * 10.0).round();
        let is_exact = (tenths / 10.0 - number).abs() < 1e-9;
        if !is_exact || !(1.0..=99_999.0).contains(&tenths) {
            return Err(DecimalError);
        }
        // In range, and rounded: the cast is exact.
        let tenths = tenths as u32;
        Ok(Self { tenths })
    }

    /// As JSON: a whole number without a fraction, so that no two writers differ.
    pub fn to_json(self) -> serde_json::Value {
        if self.tenths.is_multiple_of(10) {
            (self.tenths / 10).into()
        } else {
            (f64::from(self.tenths) / 10.0).into()
        }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.tenths % 10 {
            0 => write!(formatter, "{}", self.tenths / 10),
            rest => write!(formatter, "{}.{rest}", self.tenths / 10),
        }
    }
}
