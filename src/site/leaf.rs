//! The files of one award: its page, its documents and its pictures.

use super::award::Awarded;
use super::plan::{Output, Site};
use crate::baking::BakeError;
use crate::credential::facts::Facts;
use crate::credential::open_badges_2::{self, Hosted};
use crate::credential::{Signed, places};
use crate::diagnostic::Diagnostic;
use crate::ledger::entry::{HashedRecipient, Issued, Standing};
use crate::model::language::Language;

impl Site<'_> {
    pub(super) fn award_paths(&self, issued: &Issued) -> Vec<String> {
        let id = &issued.id;
        if issued.standing == Standing::Erased {
            return vec![places::award_page(id), places::assertion(id)];
        }
        let mut paths = vec![places::award_page(id), places::credential(id)];
        if issued.has_recipient {
            paths.push(places::assertion(id));
        }
        paths.push(places::baked_png(id));
        if self.editions[self.edition_of(issued)].has_svg() {
            paths.push(places::baked_svg(id));
        }
        paths
    }

    pub(super) fn render_award(
        &self,
        issued: &Issued,
        output: &mut Output<'_>,
    ) -> Result<(), Diagnostic> {
        let number = self.edition_of(issued);
        let edition = &self.editions[number];
        let texts = self.texts_of(issued, edition);
        let awarded = Awarded {
            issued,
            edition,
            badge: self.view_in(number, texts)?,
            texts,
            publisher: &self.publisher,
            heir: self.ledger.heir(issued),
            predecessor: self.predecessor(issued),
            earned_on: self.ledger.earned_on(issued),
            now: self.ledger.last_act(),
            withdrawn: self.withdrawn(issued),
        };
        if issued.standing == Standing::Erased {
            return self.render_tombstone(&awarded, output);
        }
        let id = &issued.id;
        let line = self.ledger.line(issued)?;
        let raw = line.credential.get();
        let wrong = |error: &dyn std::fmt::Display| {
            Diagnostic::error(format!(
                "the credential of award `{id}` is damaged: {error}"
            ))
        };
        let credential = Signed::parse(raw).map_err(|error| wrong(&error))?;
        let facts = Facts::read(&credential, &edition.achievement);
        let facts = facts.map_err(|error| wrong(&error))?;
        let page = output.file(places::award_page(id));
        let context = awarded.context(&facts);
        self.theme.render("award.html", &context, page)?;
        output.write(places::credential(id), raw);
        let recipient = line.recipient.as_ref();
        let assertion = recipient.map(|it| self.assertion(issued, &facts, it));
        if let Some(assertion) = &assertion {
            output.write(places::assertion(id), assertion);
        }
        self.bake(issued, number, raw, assertion.as_deref(), output)
    }

    fn render_tombstone(
        &self,
        awarded: &Awarded<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Diagnostic> {
        let id = &awarded.issued.id;
        let page = output.file(places::award_page(id));
        self.theme
            .render("award.html", &awarded.tombstone(), page)?;
        let assertion = open_badges_2::revoked_assertion(&self.publisher, id, None);
        output.write(places::assertion(id), assertion.to_string());
        Ok(())
    }

    fn assertion(&self, issued: &Issued, facts: &Facts<'_>, recipient: &HashedRecipient) -> String {
        if issued.standing.is_withdrawn() {
            let reason = issued.standing.reason();
            let revoked = open_badges_2::revoked_assertion(&self.publisher, &issued.id, reason);
            return revoked.to_string();
        }
        let hosted = Hosted {
            id: &issued.id,
            slug: &issued.slug,
            version: &issued.version,
            language: issued.language.as_ref().map(Language::as_str),
            facts,
            identity: &recipient.identity,
            salt: &recipient.salt,
        };
        open_badges_2::assertion(&self.publisher, &hosted).to_string()
    }

    fn bake(
        &self,
        issued: &Issued,
        number: usize,
        credential: &str,
        assertion: Option<&str>,
        output: &mut Output<'_>,
    ) -> Result<(), Diagnostic> {
        let id = &issued.id;
        let wrong =
            |error: BakeError| Diagnostic::error(format!("award `{id}` cannot be baked: {error}"));
        let bakeable = self.editions[number].bakeable(self.ledger)?;
        let png = output.file(places::baked_png(id));
        bakeable
            .png
            .bake_into(png, assertion, Some(credential))
            .map_err(wrong)?;
        if let Some(svg) = &bakeable.svg {
            let file = output.file(places::baked_svg(id));
            svg.bake_into(file, None, Some(credential)).map_err(wrong)?;
        }
        Ok(())
    }
}
