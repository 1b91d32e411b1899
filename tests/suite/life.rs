//! The life of an issued award: taken back, corrected, renewed, forgotten.

mod crash;
mod erase;
mod history;
mod interop;
mod renew;
mod replace;
mod report;
mod results;
mod revoke;
mod urgent;

use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use crate::build_ground::{Tree, tree};
use crate::issuing::IssuingSite;

pub const TABLE: &str = "awards/spring.csv";
pub const TOML: &str = "awards/summer.toml";

/// A site with a badge that ends and one that does not, and records in both forms, all issued.
pub struct Life(pub IssuingSite);

impl Life {
    /// The site before anything is issued.
    pub fn unissued() -> Self {
        let site = IssuingSite::new();
        std::fs::remove_file(site.root().join("awards/2026-spring.csv")).unwrap();
        site.write("badges/first-aid/index.md", BADGE);
        let (soon, ended, long) = (day(-340), day(-500), day(-100));
        site.write(
            TABLE,
            &format!(
                "badge,name,email,issued_on\n\
                 first-aid,Ada Lovelace,ada@recipients.example,{soon}\n\
                 rust-101,Grace Hopper,grace@recipients.example,2026-05-02\n\
                 first-aid,\"Cleo, C.\",cleo@recipients.example,{long}\n\
                 first-aid,Ed Late,ed@recipients.example,{ended}\n"
            ),
        );
        site.write(
            TOML,
            &format!(
                "# All of summer\nissued_on = {soon}\nbadge = \"first-aid\"\n\n\
                 # Dan came twice\n[[award]]\nname = \"Dan Brown\"\n\
                 email = \"dan@recipients.example\" # his\n\
                 evidence = [\n  \"https://example.org/dan\",\n]\n\n\
                 # Eve came once\n[[award]]\nname = \"Eve Moore\"\n\
                 email = \"eve@recipients.example\"\nissued_on = \"{long}\"\n\
                 expires_on = {}\n",
                day(900)
            ),
        );
        Self(site)
    }

    pub fn new() -> Self {
        let life = Self::unissued();
        life.0.issue();
        life
    }

    /// The id of the newest award of that person.
    pub fn id(&self, name: &str) -> String {
        let listed = self.listed();
        // The credential of one that was replaced still has the name, and no record its id.
        let of_name = |it: &&Value| {
            let is_named = it["name"].as_str().is_some_and(|it| it.starts_with(name));
            is_named && it["record"].is_string()
        };
        let award = listed
            .iter()
            .rfind(of_name)
            .expect("an award of that person");
        award["id"].as_str().unwrap().to_owned()
    }

    /// What `report` lists.
    pub fn listed(&self) -> Vec<Value> {
        let listed = self.0.succeed(&["report", "--json"]);
        serde_json::from_str(&listed).unwrap()
    }

    pub fn standing(&self, id: &str) -> String {
        let listed = self.listed();
        let award = listed
            .iter()
            .find(|it| it["id"] == id)
            .expect("it is listed");
        award["standing"].as_str().unwrap().to_owned()
    }

    pub fn build(&self) -> Tree {
        self.0.succeed(&["build"]);
        tree(&self.0.root().join("public"))
    }

    /// A file of an award on the built site.
    pub fn file(&self, id: &str, ending: &str) -> String {
        self.0.read(&format!("public/{}", path(id, ending)))
    }

    pub fn credential(&self, id: &str) -> Value {
        serde_json::from_str(&self.file(id, "json")).unwrap()
    }

    /// What our own verifier says of a document, given the built site.
    pub fn verdict(&self, document: &str) -> String {
        let file = self.0.root().parent().unwrap().join("document.json");
        std::fs::write(&file, document).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_accolade"));
        self.0.prepare(&mut command);
        command.arg("verify").arg(&file);
        command.args(["--json", "--offline", "--site"]);
        command.arg(self.0.root().join("public"));
        let output = command.output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let report = if report.is_array() {
            &report[0]
        } else {
            &report
        };
        report["verdict"].as_str().unwrap().to_owned()
    }
}

pub fn path(id: &str, ending: &str) -> String {
    format!("awards/{}/{id}.{ending}", &id[..2])
}

/// So many days from today.
pub fn day(days: i64) -> String {
    let day = Timestamp::now() + (days * 24).hours();
    day.strftime("%F").to_string()
}

/// A day as pages write it.
pub fn written(day: &str) -> String {
    let date: jiff::civil::Date = day.parse().unwrap();
    date.strftime("%-d %B %Y").to_string()
}

/// The files that differ, those that came and those that went.
pub fn changed(before: &Tree, after: &Tree) -> Vec<String> {
    let paths: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differs = paths
        .into_iter()
        .filter(|it| before.get(*it) != after.get(*it));
    differs.cloned().collect()
}

/// The same list, sorted.
pub fn sorted<const COUNT: usize>(paths: [String; COUNT]) -> Vec<String> {
    let mut paths = paths.to_vec();
    paths.sort();
    paths
}

const BADGE: &str = r##"+++
name = "First Aid"
description = "Knows what to do until help comes."
valid_for = "1 year"
renewal = "Come to a **refresher**. Dates: https://example.org/refresh."

[artwork]
shape = "circle"
palette = "ocean"
text = "Aid"
+++
Do the course.
"##;
