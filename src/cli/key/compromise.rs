//! `accolade key compromise`.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{OneKey, end, instant, left, named, next_step, or_catch_up, settle, shown};
use crate::cli::act::Beginning;
use crate::cli::affected::{doubts, places};
use crate::cli::output::{command, say};
use crate::cli::{Failure, act};
use crate::ledger::Ledger;
use crate::ledger::entry::KeyOrigin;
use crate::ledger::reissue::Survey;
use crate::ledger::rotation::Rotation;
use crate::model::catalog::Catalog;
use crate::model::key::ListedKey;
use crate::model::moment::Moment;

/// End all trust in a key that others may have used
///
/// Nothing it signed verifies any more, wherever it is: a thief can write any date. Another listed
/// key says so in the ledger, and signs the status lists anew. Then `accolade reissue` signs again
/// what stood in the ledger before that date.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct CompromiseArguments {
    #[command(flatten)]
    key: OneKey,
    /// The first day on which others may have had it, or an instant with its zone
    #[arg(long, value_name = "DATE")]
    since: String,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade key compromise my-badges working --since 2026-05-01

",
    act::variables!()
);

/// Ends all trust in a key.
///
/// # Errors
/// There is no such key, no other is here to vouch, the date is none, or the disk refuses.
pub fn run(arguments: &CompromiseArguments) -> Result<(), Failure> {
    let manner = &arguments.key.manner;
    let (root, name) = arguments.key.folder_and_name()?;
    let mut begun = Beginning::urgent(&root, manner)?;
    let since = since(&arguments.since, &begun.catalog)?;
    let listed = begun.catalog.keys.clone();
    let id = named(&listed, &name)?.id.clone();
    settle(&mut begun, &id)?;
    let (keys, ledger) = (&begun.catalog.keys, &begun.ledger);
    let rotation = Rotation::compromising(keys, ledger, &id, since, begun.now());
    let Some(rotation) = or_catch_up(&begun, &listed, &id, rotation)? else {
        return Ok(());
    };
    let (key, left) = (rotation.key.clone(), left(&begun.root, &rotation));
    let survey = Survey::of(ledger, &id, since);
    let told = Told {
        begun: &begun,
        key: &key,
        since,
        survey: &survey,
    };
    if !manner.json {
        say(&told.text(rotation.lists.len()))?;
    }
    if manner.dry_run {
        return manner.end_early(&told.json(None), "");
    }
    let question = format!("End all trust in {}", shown(&key));
    if !manner.goes_on(&question, "end it")? {
        return say("Nothing was changed.\n");
    }
    let act = end(&begun, manner, rotation)?;
    if manner.json {
        return say(&format!("{:#}\n", told.json(act.as_deref())));
    }
    let Some(act) = act else {
        return say(&format!(
            "Took {} off the list: it never signed.\n",
            shown(&key)
        ));
    };
    say(&format!(
        "Ended all trust in {} in ledger/{act}.\n{left}{}",
        shown(&key),
        told.next()
    ))
}

fn since(text: &str, catalog: &Catalog) -> Result<Timestamp, Failure> {
    let moment = Moment::parse(text, &catalog.settings.time_zone);
    moment.map(|it| it.instant()).map_err(|error| {
        Failure::Usage(format!(
            "`--since {text}`: {error}; expected a day such as `2026-05-02`"
        ))
    })
}

/// What is told of an end.
struct Told<'a> {
    begun: &'a Beginning,
    key: &'a ListedKey,
    since: Timestamp,
    survey: &'a Survey<'a>,
}

impl Told<'_> {
    fn ledger(&self) -> &Ledger {
        &self.begun.ledger
    }

    fn text(&self, lists: usize) -> String {
        let since = instant(self.since, &self.begun.catalog);
        let mut text = format!("{}, in other hands since {since}:\n", shown(self.key));
        let Survey { sound, doubtful } = self.survey;
        text.push_str(&format!(
            "  {} of the awards it signed stand in files made before that\n{}",
            sound.len(),
            places(self.ledger(), sound.iter().copied())
        ));
        if !doubtful.is_empty() {
            text.push_str(&format!(
                "  {} do not, and must be looked through\n{}",
                doubtful.len(),
                doubts(self.ledger(), doubtful)
            ));
        }
        if lists > 0 {
            let plural = if lists == 1 { "" } else { "s" };
            text.push_str(&format!(
                "  {lists} status list{plural} will be signed anew\n"
            ));
        }
        for (id, label) in self.vouched() {
            text.push_str(&format!(
                "  it vouched for the key {label} ({id}) since then: if that is not yours, end it too\n"
            ));
        }
        text
    }

    /// The keys for which it vouched when it was in other hands.
    fn vouched(&self) -> Vec<(&str, &str)> {
        let keys = self.ledger().keys().iter().filter(|it| {
            let by = matches!(&it.origin, KeyOrigin::VouchedFor { by } if *by == self.key.id);
            by && it.added >= self.since && it.state.is_trusted()
        });
        keys.map(|it| (it.id.as_str(), it.label.as_str())).collect()
    }

    fn next(&self) -> String {
        let reissue = command("reissue", &self.begun.root);
        let mut text = String::new();
        if !self.survey.doubtful.is_empty() {
            text.push_str(
                "Look through the awards named above: revoke what is not yours, with `accolade revoke`.\n",
            );
        }
        if self.survey.count() > 0 {
            text.push_str(&format!(
                "`{reissue}` signs again what stood there before; until then the pages of these awards\n\
                 say that they cannot be confirmed.\n"
            ));
        }
        text + &next_step(&self.begun.root)
    }

    fn json(&self, act: Option<&str>) -> Value {
        let Survey { sound, doubtful } = self.survey;
        json!({
            "key": self.key.id,
            "since": self.since.to_string(),
            "file": act.map(|it| format!("ledger/{it}")),
            "before": sound.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
            "to_look_through": doubtful.iter().map(|(it, _)| it.id.as_str()).collect::<Vec<_>>(),
            "vouched_for": self.vouched().iter().map(|it| it.0).collect::<Vec<_>>(),
        })
    }
}
