//! `accolade erase`: forgets what awards said of a person.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use super::act::{self, Beginning, Manner};
use super::history::{ErasedLine, History};
use super::labels::Labels;
use super::output::{command, counted, say, say_for_sure};
use crate::check::repository::Repository;
use crate::content;
use crate::ledger::Ledger;
use crate::ledger::entry::Issued;
use crate::ledger::erase::{self, Plan};
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::record_edit::RecordEdit;

/// Forget what awards say of a person, for good
///
/// Page, pictures and documents go from the site; at the address stays a page that says nothing of the
/// person. The line of the ledger gives way to its digest, and the record in `awards/` is removed.
/// Says what the history of git still holds, and how to take it out there.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The site's folder, and awards: the id of each, at least 4 characters of its start, or the
    /// address of its page
    #[arg(value_name = "FOLDER|AWARD", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    manner: Manner,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade erase my-badges 7f3kqd

",
    act::variables!()
);

/// Runs the command.
///
/// # Errors
/// It was called wrongly, an award is not known, there is no key, or the disk refuses.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manner = &arguments.manner;
    let (root, words) = act::folder_and_words(&arguments.words)?;
    if words.is_empty() {
        let message = "name at least one award; `accolade report` lists them";
        return Err(Failure::Usage(message.to_owned()));
    }
    let begun = Beginning::urgent(&root, manner)?;
    let chosen = begun.named(&words)?;
    let records = begun.records_at_hand();
    let places = places(&root, &records, &chosen)?;
    let (catalog, ledger) = (&begun.catalog, &begun.ledger);
    let plan = erase::plan(catalog, ledger, &chosen, begun.now())?;
    let traces = Traces::of(&plan, &records, &places, &begun);
    let mut told = traces.to_json();
    if !manner.json {
        say(&traces.shown(&plan, &Labels::new(ledger, &records), &root))?;
    }
    let records_left = traces.records.len();
    let is_nothing = plan.is_empty() && records_left == 0;
    let history = traces.history.told();
    if manner.dry_run || is_nothing {
        return manner.end_early(&told, &format!("Nothing to erase.\n\n{history}"));
    }
    if plan.is_empty() {
        return remove_records(&begun, manner, &plan, &traces);
    }
    let count = act::number(plan.awards.len());
    if !manner.goes_on(&format!("Erase {count} for good"), "erase")? {
        return say("Nothing was erased.\n");
    }
    let file = begun.act(manner, |means| {
        plan.carry_out(&root, catalog, ledger, means)
    })?;
    // What is remembered of the ledger must not outlast it.
    Ledger::open(&root)?;
    if manner.json {
        told["file"] = format!("ledger/{file}").into();
        return say(&format!("{told:#}\n"));
    }
    let next = begun.next_step();
    say_for_sure(&format!(
        "Erased {count}, and said so in ledger/{file}.\n{next}\n{history}"
    ))
}

/// Removes what is left of awards that were erased before. Nothing of it is in the ledger, so no key
/// is asked for.
fn remove_records(
    begun: &Beginning,
    manner: &Manner,
    plan: &Plan<'_>,
    traces: &Traces,
) -> Result<(), Failure> {
    let count = counted(traces.records.len(), "record");
    if !manner.goes_on(&format!("Remove {count} for good"), "remove")? {
        return say("Nothing was removed.\n");
    }
    let ids = plan.already.iter().map(|it| it.id);
    let edits: Vec<_> = ids.map(RecordEdit::Remove).collect();
    content::edit_records(&begun.root, &edits)?;
    match manner.json {
        true => say(&format!("{:#}\n", traces.to_json())),
        false => say_for_sure(&format!(
            "Removed {count} of what was erased before.\n\n{}",
            traces.history.told()
        )),
    }
}

/// Where the records of awards are; of the chosen ones, whatever else of them can be read.
fn places(
    root: &Path,
    records: &[Award],
    chosen: &[AwardId],
) -> Result<BTreeMap<AwardId, RecordPlace>, Failure> {
    let ids = content::find_records(root, chosen)?.into_iter();
    let read = records.iter();
    let read = read.filter_map(|it| Some((it.id?, it.record.clone())));
    Ok(ids.chain(read).collect())
}

/// The file of records of a cohort, as messages name it.
fn table_of(root: &Path, cohort: &str) -> String {
    let named = |ending: &str| format!("{}/{cohort}.{ending}", content::AWARDS_FOLDER);
    let toml = named("toml");
    match root.join(&toml).is_file() {
        true => toml,
        false => named("csv"),
    }
}

/// Where something is said of the person, before it is erased.
struct Traces {
    ids: Vec<AwardId>,
    /// Records that go, as messages name them.
    records: Vec<String>,
    /// Awards without a record here.
    unrecorded: Vec<AwardId>,
    /// Reasons of revocation that stay in the ledger.
    reasons: Vec<String>,
    /// Files of the ledger whose names hold those of the people.
    files: Vec<String>,
    /// Records without an id that are very likely theirs.
    unmarked: Vec<String>,
    /// Other awards whose texts or reasons hold their names, and that are none of those below.
    mentions: Vec<AwardId>,
    /// Other awards of the same people, each with its record, where one is here.
    others: BTreeMap<AwardId, Option<String>>,
    /// Other awards at their addresses, under quite other names.
    sharers: Vec<AwardId>,
    /// Other awards under the same names: of the same people, or of others.
    namesakes: Vec<AwardId>,
    history: History,
}

impl Traces {
    fn of(
        plan: &Plan<'_>,
        records: &[Award],
        places: &BTreeMap<AwardId, RecordPlace>,
        begun: &Beginning,
    ) -> Self {
        let (root, ledger) = (&begun.root, &begun.ledger);
        let ids: Vec<_> = plan.awards.iter().map(|it| it.id).collect();
        let chosen = plan.awards.iter().chain(&plan.already).map(|it| it.id);
        let found: Vec<_> = chosen.filter_map(|it| places.get(&it)).collect();
        let chosen: Vec<_> = plan.awards.iter().chain(&plan.already).copied().collect();
        let others = ledger.others_of(&chosen, records);
        let mut mentions = ledger.mentions(&plan.awards, records);
        let is_told = |it: &AwardId| {
            let told = [&others.same, &others.sharers];
            told.iter().any(|ids| ids.contains(it)) || others.namesakes.contains(it)
        };
        mentions.retain(|it| !is_told(it));
        let same = others.same.into_iter();
        let same = same.map(|id| (id, places.get(&id).map(RecordPlace::shown)));
        let reasons = plan.awards.iter().filter_map(|it| it.standing.reason());
        let name = |file: usize| ledger.file_name(file).to_owned();
        let lines = plan.awards.iter();
        let lines = lines.flat_map(|it| ErasedLine::of(it, name));
        let repository = Repository::find(root).ok().flatten();
        let prefix = repository.as_ref().map(Repository::prefix);
        let prefix = prefix.unwrap_or_default();
        let older = |file: &str| repository.as_ref()?.original(&format!("ledger/{file}"));
        let gone = plan.already.iter().flat_map(|it| {
            let again = erase::signed_again(root, ledger, it);
            ErasedLine::gone(it, &name(it.line.file), &again, older)
        });
        let tables = found.iter().map(|it| it.file.to_string());
        // Whatever became of the record: it was once in the table that the award came from.
        let unread = plan.awards.iter().filter(|it| !places.contains_key(&it.id));
        let unread = unread.map(|it| table_of(root, &it.cohort));
        Self {
            records: found.iter().map(|it| it.shown()).collect(),
            unrecorded: ids
                .iter()
                .filter(|it| !places.contains_key(it))
                // The record of one that was replaced is that of what replaced it.
                .filter(|it| ledger.replacement_of(**it) == **it)
                .copied()
                .collect(),
            reasons: reasons.map(str::to_owned).collect(),
            files: ledger.files_named_after(&plan.awards, records),
            unmarked: ledger.unmarked_records(&plan.awards, records),
            mentions,
            others: same.collect(),
            sharers: others.sharers.into_iter().collect(),
            namesakes: others.namesakes,
            history: History::new(
                lines.chain(gone).collect(),
                tables.chain(unread).collect(),
                prefix,
            ),
            ids,
        }
    }

    fn shown(&self, plan: &Plan<'_>, labels: &Labels<'_>, root: &Path) -> String {
        let (count, already) = (plan.awards.len(), plan.already.len());
        let mut text = format!("{count} to erase, {already} erased before\n");
        let line = |award: &&Issued| format!("  {}\n", labels.of(award));
        text += &act::first_lines(plan.awards.iter().map(line));
        let record = |it: &String| format!("  its record goes: {it}\n");
        text += &act::first_lines(self.records.iter().map(record));
        for id in &self.unrecorded {
            text += &format!(
                "  no record here bears the id {id}: delete it wherever the file is that has it\n"
            );
        }
        for reason in &self.reasons {
            text += &format!("  this public reason stays in the ledger: {reason}\n");
        }
        for record in &self.unmarked {
            text += &format!(
                "  {record} has no id and is very likely of the same award: delete it, or `accolade issue` publishes \
                 it anew\n"
            );
        }
        let mention = |it: &AwardId| {
            format!(
                "  their name stands in {}, too, which stays\n",
                labels.of_id(it)
            )
        };
        text += &act::first_lines(self.mentions.iter().map(mention));
        for file in &self.files {
            text += &format!(
                "  the name of a file keeps that of the person, as the ledger names it: ledger/{file}\n"
            );
        }
        text + &self.left_over(labels, root) + &self.under_their_names(labels, root)
    }

    /// What the same people have besides.
    fn left_over(&self, labels: &Labels<'_>, root: &Path) -> String {
        let mut text = String::new();
        for (id, record) in &self.others {
            let record = record.as_ref().map(|it| format!("  {it}"));
            let (award, record) = (labels.of_id(id), record.unwrap_or_default());
            text += &format!("  the same person also has {award}{record}, which stays\n");
        }
        text + &how_to_go_on(
            "to erase these, too, look at each",
            self.others.keys(),
            root,
        )
    }

    /// Awards of people who may be others: never in one command with what is known to be theirs, as
    /// nothing brings an erased award back.
    fn under_their_names(&self, labels: &Labels<'_>, root: &Path) -> String {
        let sharer = |id: &AwardId| {
            let award = labels.of_id(id);
            format!("  the same address, of the same person or another, has {award}, which stays\n")
        };
        let namesake = |id: &AwardId| {
            let award = labels.of_id(id);
            format!("  the same name, of the same person or another, is on {award}, which stays\n")
        };
        let text = act::first_lines(self.sharers.iter().map(sharer))
            + &act::first_lines(self.namesakes.iter().map(namesake));
        let first = "to erase these, too, leave out whatever is another person's";
        text + &how_to_go_on(first, self.sharers.iter().chain(&self.namesakes), root)
    }

    fn to_json(&self) -> Value {
        let ids = |ids: &[AwardId]| ids.iter().map(|it| it.to_string()).collect::<Vec<_>>();
        let others = self.others.iter();
        let others = others.map(|(id, record)| json!({"id": id.as_str(), "record": record}));
        json!({
            "erased": ids(&self.ids),
            "records": self.records,
            "named_files": self.files,
            "unmarked": self.unmarked,
            "mentions": ids(&self.mentions),
            "unrecorded": ids(&self.unrecorded),
            "others": others.collect::<Vec<_>>(),
            "sharers": ids(&self.sharers),
            "namesakes": ids(&self.namesakes),
            "history": self.history.files(),
        })
    }
}

/// The command that erases what is left, after what is to be done first.
fn how_to_go_on<'a>(first: &str, left: impl Iterator<Item = &'a AwardId>, root: &Path) -> String {
    let left: Vec<_> = left.map(AwardId::as_str).collect();
    if left.is_empty() || left.len() > act::MAX_LINES {
        return String::new();
    }
    let (erase, ids) = (command("erase", root), left.join(" "));
    format!("  {first}, then: {erase} {ids}\n")
}
