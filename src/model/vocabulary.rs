//! Words that the standards fix.

/// Why a word is not one of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not one of the known words, nor `ext:` and letters, digits, `.`, `-` or `_`")]
pub struct VocabularyError;

/// What kind of achievement a badge stands for: one of [`ACHIEVEMENT_TYPES`] or `ext:…`.
///
/// Source: Open Badges v3.0, "AchievementType Enumeration".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchievementType(String);

impl AchievementType {
    /// # Errors
    /// The word is neither in the vocabulary nor an extension of it.
    pub fn new(text: &str) -> Result<Self, VocabularyError> {
        accept(text, &ACHIEVEMENT_TYPES).map(Self)
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for AchievementType {
    fn default() -> Self {
        Self("Badge".into())
    }
}

/// What a result is measured in: one of [`RESULT_TYPES`] or `ext:…`.
///
/// Source: Open Badges v3.0, "ResultType Enumeration".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultType(String);

impl ResultType {
    /// # Errors
    /// The word is neither in the vocabulary nor an extension of it.
    pub fn new(text: &str) -> Result<Self, VocabularyError> {
        accept(text, &RESULT_TYPES).map(Self)
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an alignment points at: one of [`ALIGNMENT_TYPES`] or `ext:…`.
///
/// Source: Open Badges v3.0, "AlignmentTargetType Enumeration".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlignmentType(String);

impl AlignmentType {
    /// # Errors
    /// The word is neither in the vocabulary nor an extension of it.
    pub fn new(text: &str) -> Result<Self, VocabularyError> {
        accept(text, &ALIGNMENT_TYPES).map(Self)
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn accept(text: &str, known: &[&str]) -> Result<String, VocabularyError> {
    let is_extension = text.strip_prefix("ext:").is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || ".-_".contains(it))
    });
    if known.contains(&text) || is_extension {
        Ok(text.to_owned())
    } else {
        Err(VocabularyError)
    }
}

/// The fixed words of [`AchievementType`].
pub const ACHIEVEMENT_TYPES: [&str; 31] = [
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
];

/// The fixed words of [`ResultType`].
pub const RESULT_TYPES: [&str; 12] = [
    "GradePointAverage",
    "LetterGrade",
    "Percent",
    "PerformanceLevel",
    "PredictedScore",
    "RawScore",
    "Result",
    "RubricCriterion",
    "RubricCriterionLevel",
    "RubricScore",
    "ScaledScore",
    "Status",
];

/// The words a result's status may have: Open Badges v3.0, "ResultStatusType Enumeration".
pub const RESULT_STATUSES: [&str; 7] = [
    "Completed",
    "Enrolled",
    "Failed",
    "InProgress",
    "OnHold",
    "Provisional",
    "Withdrew",
];

/// The fixed words of [`AlignmentType`].
pub const ALIGNMENT_TYPES: [&str; 7] = [
    "ceasn:Competency",
    "ceterms:Credential",
    "CFItem",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CTDL",
];
