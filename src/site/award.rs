//! The page of an award: what it says, in the order in which people ask.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use tera::{Context, Value};

use super::badge::{BadgeView, language_attribute};
use super::edition::Edition;
use super::head::{AWARD_POLICY, DESCRIPTION_LENGTH, Head};
use super::markdown::{self, shorten};
use super::share::SharedAward;
use super::texts::Texts;
use super::value::{fact, list, map, text};
use crate::credential::facts::{EvidenceFacts, Facts, ProofFacts, ReachedFacts, ResultFacts};
use crate::credential::{Publisher, places};
use crate::ledger::entry::{Issued, Standing};
use crate::model::moment::Moment;

/// What the page of an award is made from.
#[derive(Clone, Copy)]
pub struct Awarded<'a> {
    pub issued: &'a Issued,
    pub edition: &'a Edition<'a>,
    pub badge: &'a BadgeView,
    pub texts: &'a Texts,
    pub publisher: &'a Publisher<'a>,
    /// The award that holds in its place, or that took it.
    pub heir: Option<&'a Issued>,
    /// The award whose place it took, unless that was erased.
    pub predecessor: Option<&'a Issued>,
    /// The day on which it was earned, which a renewal does not change.
    pub earned_on: Date,
    /// The clock of the site: when the ledger was last written.
    pub now: Option<Timestamp>,
    /// Since when others may have used the key that signed it, if that is no longer believed.
    pub withdrawn: Option<Timestamp>,
}

impl Awarded<'_> {
    /// Whether it had ended when the ledger was last written.
    pub fn is_expired(&self) -> bool {
        is_expired(self.issued, self.now)
    }

    /// The page of an award, from what its credential says.
    pub fn context(&self, facts: &Facts<'_>) -> Context {
        let name = facts.recipient_name;
        let (issued, expires) = (self.issued.issued_on, self.issued.expires_on);
        let id = self.issued.id.as_str();
        let url = self.publisher.url(&places::award_page(&self.issued.id));
        let shared = SharedAward {
            url: &url,
            id,
            issued,
            expires,
        };
        let state = self.state();
        let is_good = state == "valid";
        let narrative = facts.narrative.map(markdown::to_html);
        let license = facts.license_number.into_iter();
        let license = license.map(|it| fact(self.texts.words("license"), it));
        let language = language_attribute(&self.edition.language, self.texts);
        let results = facts.results.iter();
        let results = results.map(|it| result(it, &language, self.texts));
        let award = map([
            ("id", id.into()),
            ("state", state.into()),
            ("state_text", self.state_text(state).into()),
            ("validity_text", self.validity_text().into()),
            ("standing_text", text(self.standing_text().as_deref())),
            ("unproven_text", text(self.unproven_text().as_deref())),
            ("reason", text(self.issued.standing.reason())),
            ("successor", text(self.successor().as_deref())),
            ("predecessor", text(self.predecessor_page().as_deref())),
            ("predecessor_text", self.predecessor_text().into()),
            ("name", text(name)),
            ("lang", self.language_attribute()),
            ("picture", format!("{id}.png").into()),
            ("earned", self.texts.date_value(self.earned_on)),
            (
                "begins",
                match self.earned_on == issued {
                    true => Value::none(),
                    false => self.texts.date_value(issued),
                },
            ),
            ("issued", self.texts.date_value(issued)),
            (
                "expires",
                expires.map_or_else(Value::none, |it| self.texts.date_value(it)),
            ),
            (
                "ends",
                text(self.issued.end.map(|it| it.to_string()).as_deref()),
            ),
            ("facts", list(license)),
            (
                "narrative",
                narrative.map_or_else(Value::none, |it| Value::safe_string(&it)),
            ),
            ("results", list(results)),
            ("evidence", list(self.evidence(&facts.evidence))),
            (
                "files",
                match self.issued.standing.is_withdrawn() || state == "unproven" {
                    true => no_items(),
                    false => self.badge.files_of_award(self.issued.has_recipient),
                },
            ),
            (
                "share",
                if is_good {
                    self.badge.share.links(&shared)
                } else {
                    Value::none()
                },
            ),
            (
                "embed",
                if is_good {
                    self.embed(&url).into()
                } else {
                    Value::none()
                },
            ),
            ("credential", format!("{id}.json").into()),
            ("credential_url", facts.id.into()),
            ("has_identity", self.issued.has_recipient.into()),
            ("has_assertion", self.issued.has_recipient.into()),
            (
                "status_list",
                places::status_list(self.issued.status.list).into(),
            ),
            ("issuer_id", facts.issuer_id.into()),
            ("issuer_name", facts.issuer_name.into()),
            ("issuer_url", text(facts.issuer_url)),
            ("signed_again", text(self.signed_again().as_deref())),
            (
                "proof",
                facts.proof.as_ref().map_or_else(Value::none, proof),
            ),
        ]);
        self.page(&url, name, facts.issuer_name, award)
    }

    // Of what its record tells; that of its badge where the record names no language.
    fn language_attribute(&self) -> Value {
        let own = self.issued.language.as_ref();
        language_attribute(own.unwrap_or(&self.edition.language), self.texts)
    }

    /// The page that stays when what the award said was erased.
    pub fn tombstone(&self) -> Context {
        let url = self.publisher.url(&places::award_page(&self.issued.id));
        let picture = format!("../../{}", self.edition.picture_path());
        let award = map([
            ("id", self.issued.id.as_str().into()),
            ("state", "erased".into()),
            ("picture", picture.into()),
            ("issuer_name", self.publisher.issuer.name.as_str().into()),
            ("issuer_url", self.publisher.issuer.url.as_str().into()),
            ("facts", no_items()),
            ("files", no_items()),
            ("share", Value::none()),
            ("evidence", no_items()),
            ("results", no_items()),
            ("narrative", Value::none()),
            ("credential", Value::none()),
        ]);
        self.page(&url, None, &self.publisher.issuer.name, award)
    }

    fn page(&self, url: &str, name: Option<&str>, issuer: &str, award: Value) -> Context {
        let path = places::award_page(&self.issued.id);
        let badge = &self.badge.name;
        let card_title = name.map_or_else(|| badge.clone(), |it| format!("{badge} · {it}"));
        let card_title = self.with_state(card_title);
        let title = format!("{card_title} · {issuer}");
        let card = self.publisher.url(&self.edition.card_path());
        // A picture is all that many see of a link: it must not look good where the award is not.
        let is_good = self.state() == "valid";
        let description = self.description();
        let head = Head {
            path: &path,
            root: None,
            language: self.texts.language().as_str(),
            title: &title,
            card_title: Some(&card_title),
            description: &shorten(&description, DESCRIPTION_LENGTH),
            url: Some(url),
            card: is_good.then_some((&card, &self.badge.picture_alt)),
            is_unlisted: !self.publisher.settings.privacy.listed
                || self.issued.standing.is_withdrawn(),
        };
        let mut context = Context::new();
        context.insert_value("page", head.value_under(AWARD_POLICY));
        context.insert_value("text", self.texts.value());
        context.insert_value("badge", self.badge.value.clone());
        context.insert_value("award", award);
        context
    }

    // Before anything else, what the award is no more.
    fn with_state(&self, words: String) -> String {
        match self.state() {
            "valid" => words,
            state => {
                let state = self.texts.words(state_words(state));
                let values = [("state", state), ("words", words.as_str())];
                self.texts.fill("no_longer", &values)
            }
        }
    }

    // What previews and search engines show below the title.
    fn description(&self) -> Cow<'_, str> {
        let do_not_rely = self.texts.words("do_not_rely");
        let told = match self.state() {
            "valid" => return Cow::Borrowed(&self.badge.description),
            "expired" => {
                let end = self.issued.expires_on.map(|it| self.texts.date(it));
                let end = end.unwrap_or_default();
                format!("{end} · {}", self.badge.description)
            }
            "erased" => self.texts.words("erased").to_owned(),
            "unproven" => self.unproven_text().unwrap_or_default(),
            _ => format!("{} {do_not_rely}", self.standing_text().unwrap_or_default()),
        };
        self.with_state(told).into()
    }

    fn state(&self) -> &'static str {
        match self.issued.standing {
            Standing::Revoked { .. } => "revoked",
            Standing::Replaced { .. } => "replaced",
            Standing::Erased => "erased",
            _ if self.withdrawn.is_some() => "unproven",
            Standing::Valid | Standing::Renewed { .. } if self.is_expired() => "expired",
            Standing::Valid | Standing::Renewed { .. } => "valid",
        }
    }

    // In the first lines of the page; what the words promise is for whoever opens it to check.
    fn validity_text(&self) -> String {
        match self.issued.expires_on {
            Some(end) => {
                let date = self.texts.date(end);
                self.texts.fill("validity_before", &[("date", &date)])
            }
            None => self.texts.words("validity_endless").to_owned(),
        }
    }

    // A page is read long after it was made, by no clock: one that ends says until when it holds.
    fn state_text(&self, state: &str) -> String {
        match self.issued.expires_on {
            Some(end) if state == "valid" => {
                let date = self.texts.date(end);
                self.texts.fill("state_valid_before", &[("date", &date)])
            }
            _ => self.texts.words(state_words(state)).to_owned(),
        }
    }

    fn unproven_text(&self) -> Option<String> {
        let date = self.day(self.withdrawn?);
        Some(self.texts.fill("unproven", &[("date", &date)]))
    }

    fn signed_again(&self) -> Option<String> {
        let date = self.day(self.issued.reissues.last()?.on);
        Some(self.texts.fill("signed_again", &[("date", &date)]))
    }

    fn day(&self, instant: Timestamp) -> String {
        let zone = &self.publisher.settings.time_zone;
        self.texts.date(Moment::of(instant, zone).date())
    }

    fn standing_text(&self) -> Option<String> {
        let (words, on) = match &self.issued.standing {
            Standing::Revoked { on, .. } => ("revoked", on),
            Standing::Replaced { on, .. } => ("replaced", on),
            Standing::Renewed { on, .. } => ("renewed", on),
            Standing::Valid | Standing::Erased => return None,
        };
        Some(self.texts.fill(words, &[("date", &self.day(*on))]))
    }

    fn successor(&self) -> Option<String> {
        self.heir.map(|it| places::award_page(&it.id))
    }

    fn predecessor_page(&self) -> Option<String> {
        self.predecessor.map(|it| places::award_page(&it.id))
    }

    fn predecessor_text(&self) -> &str {
        let is_renewed = self.issued.follows.is_some_and(|it| it.is_renewed);
        self.texts.words(match is_renewed {
            true => "renews_earlier",
            false => "replaces_earlier",
        })
    }

    fn evidence(&self, evidence: &[EvidenceFacts<'_>]) -> Vec<Value> {
        let told = evidence.iter();
        let told = told.filter(|it| it.url.is_some() || it.narrative.is_some());
        told.map(|it| {
            let title = it.url.map(shown_address);
            let narrative = it.narrative.map(markdown::to_html);
            map([
                ("url", text(it.url)),
                ("title", text(title.as_deref())),
                (
                    "narrative",
                    narrative.map_or_else(Value::none, |it| Value::safe_string(&it)),
                ),
            ])
        })
        .collect()
    }

    fn embed(&self, url: &str) -> String {
        let picture = self.publisher.url(&places::baked_png(&self.issued.id));
        let mut alt = Vec::new();
        tera::escape_html(&self.badge.name, &mut alt).expect("memory can be written");
        let alt = String::from_utf8_lossy(&alt);
        format!("<a href=\"{url}\"><img src=\"{picture}\" alt=\"{alt}\" width=\"200\"></a>")
    }
}

/// Whether an award had ended at that time.
pub fn is_expired(issued: &Issued, now: Option<Timestamp>) -> bool {
    matches!((issued.end, now), (Some(end), Some(now)) if end <= now)
}

fn no_items() -> Value {
    list(std::iter::empty())
}

fn state_words(state: &str) -> &'static str {
    match state {
        "expired" => "state_expired",
        "revoked" => "state_revoked",
        "replaced" => "state_replaced",
        "erased" => "state_erased",
        "unproven" => "state_unproven",
        _ => "state_valid",
    }
}

fn result(result: &ResultFacts<'_>, language: &Value, texts: &Texts) -> Value {
    let percent = |value: &str| texts.fill("percent", &[("value", value)]);
    let is_percent = result.kind == "Percent";
    let shown = |value: &str| match is_percent && !value.contains('%') {
        true => percent(value),
        false => value.to_owned(),
    };
    let value = match result.reached {
        ReachedFacts::Value(value) => shown(value),
        ReachedFacts::Level(level) => level.to_owned(),
        ReachedFacts::Status(status) => texts.word("statuses", status).to_owned(),
    };
    let own_words = match result.reached {
        ReachedFacts::Value(_) | ReachedFacts::Level(_) => language.clone(),
        ReachedFacts::Status(_) => Value::safe_string(""),
    };
    let maximum = result.maximum.filter(|_| !is_percent);
    let of = maximum.map(|it| texts.fill("of_maximum", &[("value", it)]));
    let required = result.required.map(shown);
    let at_least = required.map(|it| texts.fill("at_least", &[("value", &it)]));
    let note: Vec<String> = of.into_iter().chain(at_least).collect();
    map([
        ("name", result.name.into()),
        ("value", value.into()),
        ("lang", own_words),
        (
            "note",
            text(Some(note.join(" · ").as_str()).filter(|it| !it.is_empty())),
        ),
    ])
}

fn proof(proof: &ProofFacts<'_>) -> Value {
    map([
        ("key", proof.key_id.into()),
        ("method", text(proof.cryptosuite)),
        ("made", text(proof.created)),
    ])
}

fn shown_address(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    shorten(rest.trim_end_matches('/'), ADDRESS_LENGTH).into_owned()
}

/// An address longer than this is cut where it is shown.
const ADDRESS_LENGTH: usize = 70;
