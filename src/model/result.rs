//! Results: what a badge may measure, and what a recipient reached.

use super::slug::Slug;
use super::vocabulary::ResultType;

/// What a badge measures. Its id in documents is the achievement's id, `#` and `slug`.
///
/// Source: Open Badges v3.0, "ResultDescription".
#[derive(Clone, Debug)]
pub struct ResultDescription {
    /// Names it within the badge, and in award records: `score`.
    pub slug: Slug,
    pub name: String,
    pub kind: ResultType,
    /// From low to high.
    pub allowed_values: Vec<String>,
    /// The least value that earns the badge.
    pub required_value: Option<String>,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
    /// From low to high.
    pub levels: Vec<ResultLevel>,
    /// The least level that earns the badge; names one of `levels`.
    pub required_level: Option<Slug>,
}

/// A level of a rubric.
///
/// Source: Open Badges v3.0, "RubricCriterionLevel".
#[derive(Clone, Debug)]
pub struct ResultLevel {
    /// Names it within the result: `proficient`. Its id is the result's id, `.` and this: no slug holds a dot.
    pub slug: Slug,
    pub name: String,
    pub description: Option<String>,
    pub points: Option<String>,
}

/// What one recipient reached.
///
/// Source: Open Badges v3.0, "Result".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardResult {
    /// Names one of the badge's result descriptions.
    pub description: Slug,
    pub reached: Reached,
}

/// How a result is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// A value: `92`, `A-`.
    Value(String),
    /// One of the description's levels.
    Level(Slug),
    /// One of [`super::vocabulary::RESULT_STATUSES`].
    Status(String),
}
