//! `accolade bake`

use super::output::tell;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::Failure;
use super::extract::{create, read, wrong};
use crate::baking::{Format, PreparedPng, PreparedSvg};
use crate::proof::jwt::Jws;
use crate::proof::strict_json;

/// Put a badge into a picture
///
/// The pixels stay as they are. A badge that is already in the picture is replaced. Nothing is
/// checked but that the document is one of Open Badges.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The PNG or SVG
    picture: PathBuf,

    /// The badge: a 3.0 credential or a 2.0 assertion, as JSON or a token; or one of each
    #[arg(required = true, num_args = 1..=2, value_name = "BADGE")]
    badges: Vec<PathBuf>,

    /// The file to write; it must not exist
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// A badge's text, by the version it belongs to.
#[derive(Default)]
struct Badges {
    /// With its id, which an SVG names as well.
    assertion: Option<(String, String)>,
    credential: Option<String>,
}

/// Writes the picture with the badges in it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let picture = read(&arguments.picture)?;
    let badges = Badges::read(&arguments.badges)?;
    let baked = bake(&picture, &badges).map_err(|message| wrong(message, &arguments.picture))?;
    create(&arguments.output, &baked)?;
    tell(format_args!("Wrote {}", arguments.output.display()));
    Ok(())
}

fn bake(picture: &[u8], badges: &Badges) -> Result<Vec<u8>, String> {
    let mut baked = Vec::new();
    let credential = badges.credential.as_deref();
    let assertion = badges.assertion.as_ref();
    let outcome = match Format::of(picture) {
        Some(Format::Png) => PreparedPng::new(picture)
            .map_err(|error| error.to_string())?
            .bake_into(
                &mut baked,
                assertion.map(|(_, text)| text.as_str()),
                credential,
            ),
        Some(Format::Svg) => PreparedSvg::new(picture)
            .map_err(|error| error.to_string())?
            .bake_into(
                &mut baked,
                assertion.map(|(id, text)| (id.as_str(), text.as_str())),
                credential,
            ),
        None => return Err("the picture is neither PNG nor SVG".to_owned()),
    };
    outcome.map_err(|error| error.to_string())?;
    Ok(baked)
}

impl Badges {
    fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut badges = Self::default();
        for path in paths {
            let text =
                String::from_utf8(read(path)?).map_err(|_| wrong("it is not UTF-8", path))?;
            let id = Self::assertion_id(&text).map_err(|message| wrong(message, path))?;
            let is_repeated = match id {
                Some(id) => badges.assertion.replace((id, text)).is_some(),
                None => badges.credential.replace(text).is_some(),
            };
            if is_repeated {
                return Err(wrong(
                    "a picture holds one badge of each version of Open Badges",
                    path,
                ));
            }
        }
        Ok(badges)
    }

    /// The id of a 2.0 assertion; nothing for a 3.0 credential.
    fn assertion_id(text: &str) -> Result<Option<String>, String> {
        let document = match Jws::read(text.trim()) {
            Ok(jws) => Value::Object(jws.payload),
            Err(_) => strict_json::parse(text.trim().as_bytes())
                .map_err(|error| format!("it is neither JSON nor a token: {error}"))?,
        };
        let has_type = |name: &str| match &document["type"] {
            Value::Array(types) => types.iter().any(|it| it == name),
            one => one == name,
        };
        if has_type("VerifiableCredential") || document.get("vc").is_some() {
            return Ok(None);
        }
        let id = document["id"].as_str().filter(|_| has_type("Assertion"));
        let id = id.ok_or("it is neither a 3.0 credential nor a 2.0 assertion")?;
        Ok(Some(id.to_owned()))
    }
}

const EXAMPLE: &str = "Example:
  $ accolade bake artwork.png credential.json --output badge.png";
