//! The Achievement.

use serde_json::{Value, json};

use super::{CONTEXTS, image, narrative};
use crate::credential::member::Object;
use crate::credential::{Publisher, places};
use crate::model::achievement::{Achievement, Alignment};
use crate::model::result::{ResultDescription, ResultLevel};
use crate::model::slug::Slug;

/// A badge's definition, as it is embedded in every credential of it and frozen by the first.
///
/// Source: Open Badges v3.0, "Achievement".
pub fn achievement(publisher: &Publisher<'_>, achievement: &Achievement) -> Value {
    let (slug, version) = (&achievement.slug, &achievement.version);
    let id = publisher.url(&places::achievement(slug, version));
    let picture = publisher.url(&places::picture(slug, version, "png"));
    let page = publisher.url(&places::badge_version(slug, version));
    let results = achievement.results.iter();
    let results = results.map(|it| result_description(&id, it)).collect();
    Object::new()
        .with("id", id.as_str())
        .with("type", json!(["Achievement"]))
        .with("achievementType", achievement.kind.as_str())
        .with("name", achievement.name.as_str())
        .with("description", achievement.description.as_str())
        .with(
            "criteria",
            criteria(&page, narrative::criteria(achievement)),
        )
        .with("image", image(&picture, Some(&achievement.name)))
        .with_all("tag", achievement.tags.iter().map(|it| json!(it)).collect())
        .with_all(
            "alignment",
            achievement.alignments.iter().map(alignment).collect(),
        )
        .with_all("resultDescription", results)
        .with_some(
            "creditsAvailable",
            achievement.credits.map(|it| it.to_json()),
        )
        .with("inLanguage", achievement.language.as_str())
        .with("version", version.as_str())
        .finish()
}

/// A frozen Achievement as a document of its own, for its address: with contexts.
pub fn published_achievement(frozen: &Value) -> Value {
    let members = frozen.as_object().into_iter().flatten();
    let context = ("@context".to_owned(), json!(CONTEXTS));
    std::iter::once(context)
        .chain(members.map(|(name, value)| (name.clone(), value.clone())))
        .collect()
}

/// The id of a result description, within the achievement of that id.
pub(super) fn result_id(achievement_id: &str, result: &Slug) -> String {
    format!("{achievement_id}#{result}")
}

/// The id of a level. A dot stands in no slug, so no other pair has the same id.
pub(super) fn level_id(result_id: &str, level: &Slug) -> String {
    format!("{result_id}.{level}")
}

fn criteria(page: &str, narrative: String) -> Value {
    let narrative = Some(narrative).filter(|it| !it.is_empty());
    Object::new()
        .with("id", page)
        .with_some("narrative", narrative)
        .finish()
}

fn alignment(alignment: &Alignment) -> Value {
    Object::new()
        .with("type", json!(["Alignment"]))
        .with("targetName", alignment.name.as_str())
        .with("targetUrl", alignment.url.as_str())
        .with_some("targetFramework", alignment.framework.as_deref())
        .with_some("targetCode", alignment.code.as_deref())
        .with_some("targetDescription", alignment.description.as_deref())
        .with_some("targetType", alignment.kind.as_ref().map(|it| it.as_str()))
        .finish()
}

fn result_description(achievement_id: &str, result: &ResultDescription) -> Value {
    let id = result_id(achievement_id, &result.slug);
    let allowed = result.allowed_values.iter().map(|it| json!(it)).collect();
    let required = result.required_level.as_ref();
    Object::new()
        .with("id", id.as_str())
        .with("type", json!(["ResultDescription"]))
        .with("name", result.name.as_str())
        .with("resultType", result.kind.as_str())
        .with_all("allowedValue", allowed)
        .with_some("requiredValue", result.required_value.as_deref())
        .with_some("valueMin", result.minimum.as_deref())
        .with_some("valueMax", result.maximum.as_deref())
        .with_all(
            "rubricCriterionLevel",
            result.levels.iter().map(|it| level(&id, it)).collect(),
        )
        .with_some("requiredLevel", required.map(|it| level_id(&id, it)))
        .finish()
}

fn level(result_id: &str, level: &ResultLevel) -> Value {
    Object::new()
        .with("id", level_id(result_id, &level.slug))
        .with("type", json!(["RubricCriterionLevel"]))
        .with("name", level.name.as_str())
        .with_some("description", level.description.as_deref())
        .with_some("points", level.points.as_deref())
        .finish()
}
