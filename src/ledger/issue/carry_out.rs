//! Carrying out a plan: documents made and signed, and one new file of the ledger.

use std::path::Path;

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::entries::{Definitions, Lot, Writing, definition_line, key_entry};
use super::freeze::freeze;
use super::plan::Plan;
use crate::credential::Publisher;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::act::{Act, PreparedAct};
use crate::ledger::intent::{self, Intent};
use crate::ledger::line::{DefinitionBody, KeyBody, Line};
use crate::ledger::lock::Lock;
use crate::ledger::random::{Entropy, Random};
use crate::ledger::statuses::Statuses;
use crate::ledger::storage;
use crate::model::achievement::Achievement;
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::catalog::Catalog;
use crate::model::key::ListedKey;
use crate::proof::data_integrity::Signer;
use crate::proof::key::SecretKey;

/// A badge's picture in the forms that are kept.
pub struct Pictures {
    pub png: Vec<u8>,
    pub svg: Option<Vec<u8>>,
}

/// What an act of issuing needs beside its plan.
pub struct Means<'a> {
    /// Shows that nobody else writes.
    pub lock: &'a Lock,
    /// Signs; none is needed where the plan is empty.
    pub secret: Option<SecretKey>,
    pub entropy: &'a mut Entropy<'a>,
    /// Makes the pictures of a badge that was never awarded before.
    pub draw: &'a dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
    /// Writes ids into the author's records.
    pub write_ids: &'a mut WriteIds<'a>,
    /// Hears how many awards more are signed.
    pub signed: &'a dyn Fn(usize),
}

/// Writes ids into the author's records.
pub type WriteIds<'a> = dyn FnMut(&[(RecordPlace, AwardId)]) -> Result<(), Diagnostics> + 'a;

/// What an act of issuing did.
#[derive(Debug)]
pub struct Outcome {
    /// The new file's name within `ledger`; none if there was nothing to issue.
    pub file: Option<String>,
    /// The new awards, in the order of their records.
    pub issued: Vec<(RecordPlace, AwardId)>,
}

impl Plan<'_> {
    /// Issues what is new, vouches for new keys, and gives every record its id.
    ///
    /// The ledger's new file is there whole or not at all; once it is, a later `issue` finishes
    /// what was interrupted.
    ///
    /// # Errors
    /// The key may not sign here, a document cannot be made, or the disk refuses.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<Outcome, Diagnostics> {
        let missing = self.missing_ids();
        if !missing.is_empty() {
            (means.write_ids)(&missing)?;
        }
        if self.is_empty() {
            return Ok(Outcome {
                file: None,
                issued: Vec::new(),
            });
        }
        let Means {
            secret,
            entropy,
            draw,
            write_ids,
            signed,
            ..
        } = means;
        let secret = secret.ok_or_else(|| Diagnostic::error("there is no key to sign with"))?;
        check_key(catalog, ledger, &secret)?;
        let publisher = Publisher::of(catalog);
        let definitions = self.definitions(catalog, ledger, &publisher, draw)?;
        let keys = self.key_entries(catalog, ledger, &secret);
        let method = publisher.verification_method(&secret.public().to_multikey());
        let writing = Writing {
            publisher,
            definitions,
            signer: Signer::new(secret, &method, self.now),
        };
        let mut random = Random::new(entropy);
        let (drawn, begun) = self.draw_lots(ledger, &mut random)?;
        let mut act = Act::begin(root, ledger, self.now)?;
        if let Err(findings) =
            self.write_entries(&writing, &mut act, &keys, (&drawn, &begun), signed)
        {
            act.discard();
            return Err(findings);
        }
        let prepared = act.prepare(&self.label())?;
        let places = self.new.iter().map(|it| it.record.clone());
        let issued: Vec<_> = places.zip(drawn.iter().map(|it| it.id)).collect();
        let file = prepared.name.clone();
        commit(root, prepared, &issued, &writing)?;
        write_ids(&issued).map_err(unfinished)?;
        intent::settle(root)?;
        Ok(Outcome {
            file: Some(file),
            issued,
        })
    }

    /// Every definition that is awarded: its frozen Achievement, and what freezes it if nothing has.
    fn definitions(
        &self,
        catalog: &Catalog,
        ledger: &Ledger,
        publisher: &Publisher<'_>,
        draw: &dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
    ) -> Result<Definitions, Diagnostics> {
        let mut definitions = Definitions::new();
        let mut findings = Diagnostics::new();
        for award in &self.new {
            let key = (award.badge.clone(), award.version.clone());
            if definitions.contains_key(&key) {
                continue;
            }
            let definition = match ledger.definition(&award.badge, &award.version) {
                Some(frozen) => Ok((frozen.achievement.clone(), None)),
                None => new_definition(catalog, publisher, award, draw),
            };
            match definition {
                Ok((achievement, freshly_frozen)) => {
                    definitions.insert(key, (achievement, freshly_frozen));
                }
                Err(finding) => findings.push(finding),
            }
        }
        findings.finish(definitions)
    }

    /// The entries of keys: the first act lists all that may sign, a later one those that are new.
    fn key_entries(&self, catalog: &Catalog, ledger: &Ledger, secret: &SecretKey) -> Vec<KeyBody> {
        let is_first = ledger.heads().is_empty();
        let entry = |key: &ListedKey| key_entry(key, is_first, secret);
        match is_first {
            true => catalog.keys.signing().map(entry).collect(),
            false => self.keys.iter().map(entry).collect(),
        }
    }

    fn draw_lots(
        &self,
        ledger: &Ledger,
        random: &mut Random<'_>,
    ) -> Result<(Vec<Lot>, Vec<u32>), Diagnostic> {
        let mut statuses = Statuses::of(ledger);
        let drawn = self.new.iter().map(|_| {
            Ok(Lot {
                id: random.award_id()?,
                salt: random.bytes()?,
                uuid: random.bytes()?,
                status: statuses.take(random)?,
            })
        });
        let drawn = drawn.collect::<Result<_, Diagnostic>>()?;
        Ok((drawn, statuses.begun().to_vec()))
    }

    fn write_entries(
        &self,
        writing: &Writing<'_>,
        act: &mut Act,
        keys: &[KeyBody],
        (drawn, begun): (&[Lot], &[u32]),
        signed: &dyn Fn(usize),
    ) -> Result<(), Diagnostics> {
        for key in keys {
            act.add(&Line::Key(key.clone()))?;
        }
        for (_, frozen) in writing.definitions.values() {
            if let Some((body, _)) = frozen {
                act.add_bytes(&definition_line(body))?;
            }
        }
        for number in begun {
            act.add_bytes(&writing.status_list(*number, self.now)?)?;
        }
        for (awards, lots) in self.new.chunks(CHUNK).zip(drawn.chunks(CHUNK)) {
            let lines: Vec<_> = (awards, lots)
                .into_par_iter()
                .with_min_len(8)
                .map(|(award, lot)| writing.issued(award, lot))
                .collect();
            let mut findings = Diagnostics::new();
            for line in lines {
                match line {
                    Ok(line) => act.add_bytes(&line)?,
                    Err(finding) => findings.push(finding),
                }
            }
            findings.finish(())?;
            signed(awards.len());
        }
        Ok(())
    }

    /// The cohort, if there is only one.
    fn label(&self) -> String {
        let mut cohorts = self.new.iter().map(|it| it.record.cohort());
        let Some(first) = cohorts.next() else {
            return "keys".to_owned();
        };
        if cohorts.all(|it| it == first) {
            first.to_owned()
        } else {
            "cohorts".to_owned()
        }
    }
}

/// Brings everything to the disk, in an order that bears an interruption anywhere: what the new
/// file of the ledger needs comes before it, and what is left to do is known when it is there.
fn commit(
    root: &Path,
    prepared: PreparedAct,
    issued: &[(RecordPlace, AwardId)],
    writing: &Writing<'_>,
) -> Result<(), Diagnostics> {
    let frozen = writing.definitions.values();
    let pictures = frozen.filter_map(|(_, it)| it.as_ref().map(|(_, pictures)| pictures));
    let ready = pictures
        .into_iter()
        .try_for_each(|it| keep_pictures(root, it))
        .and_then(|()| Intent::new(root, &prepared.name, issued)?.save(root));
    match ready {
        Ok(()) => Ok(prepared.commit()?),
        Err(finding) => {
            prepared.discard();
            Err(finding.into())
        }
    }
}

fn unfinished(mut findings: Diagnostics) -> Diagnostics {
    findings.push(
        Diagnostic::warning("the awards are issued, but not all records have their ids yet")
            .hint("run `accolade issue` again: it writes the ids and issues nothing twice"),
    );
    findings
}

fn keep_pictures(root: &Path, pictures: &Pictures) -> Result<(), Diagnostic> {
    let folder = root.join(storage::FOLDER).join(storage::PICTURES);
    storage::make_folder(&folder)?;
    let svg = pictures.svg.iter().map(|bytes| (bytes, "svg"));
    for (bytes, extension) in svg.chain([(&pictures.png, "png")]) {
        let name = format!("{}.{extension}", HEXLOWER.encode(&Sha256::digest(bytes)));
        let is_there = std::fs::read(folder.join(&name)).is_ok_and(|it| it == *bytes);
        if !is_there {
            storage::write(&folder, &name, bytes, false)?;
        }
    }
    Ok(())
}

fn new_definition(
    catalog: &Catalog,
    publisher: &Publisher<'_>,
    award: &Award,
    draw: &dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
) -> Result<(Value, Option<(DefinitionBody, Pictures)>), Diagnostic> {
    let achievement = catalog.achievement(&award.badge);
    let achievement = achievement.expect("the plan holds awards of known badges only");
    let pictures = draw(achievement)?;
    let body = freeze(publisher, achievement, &pictures);
    Ok((body.achievement.clone(), Some((body, pictures))))
}

fn check_key(catalog: &Catalog, ledger: &Ledger, secret: &SecretKey) -> Result<(), Diagnostic> {
    let id = secret.public().to_multikey();
    let Some(listed) = catalog.keys.find(&id) else {
        return Err(
            Diagnostic::error(format!("`keys.toml` does not list the key `{id}`"))
                .in_file("keys.toml")
                .hint("sign with a key that it lists; `accolade key list` shows them"),
        );
    };
    if !listed.state.may_sign() {
        let state = listed.state.as_str();
        return Err(
            Diagnostic::error(format!("the key `{id}` signs no more: it is {state}"))
                .in_file("keys.toml"),
        );
    }
    let known = ledger.keys();
    let vouched = known.iter().any(|it| it.id == id && it.state.may_sign());
    if vouched || ledger.heads().is_empty() {
        return Ok(());
    }
    Err(
        Diagnostic::error(format!("the ledger does not vouch for the key `{id}`"))
            .in_file("keys.toml")
            .hint(
                "a key that was added later signs once a listed one has vouched for it, with `accolade issue`",
            ),
    )
}

/// Awards whose lines are in memory at once: enough for all cores, some 10 MB.
const CHUNK: usize = 2_048;
