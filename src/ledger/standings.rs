//! What becomes of awards, entry by entry.

use super::entry::{Issued, LinePlace, Predecessor, Standing};
use super::line::{RenewedBody, ReplacedBody, RevokedBody};
use crate::model::award::AwardId;

/// An entry that changes what has become of an award.
pub(super) struct Change {
    place: LinePlace,
    id: AwardId,
    standing: Standing,
}

impl Change {
    pub fn revoked(place: LinePlace, body: RevokedBody) -> Result<Self, String> {
        let id = award_id(&body.id)?;
        let (on, reason) = (body.on.get(), body.reason);
        let standing = Standing::Revoked { on, reason };
        Ok(Self {
            place,
            id,
            standing,
        })
    }

    pub fn replaced(place: LinePlace, body: ReplacedBody) -> Result<Self, String> {
        let (id, by) = (award_id(&body.id)?, award_id(&body.by)?);
        let (on, reason) = (body.on.get(), body.reason);
        let standing = Standing::Replaced { on, reason, by };
        Ok(Self {
            place,
            id,
            standing,
        })
    }

    pub fn renewed(place: LinePlace, body: &RenewedBody) -> Result<Self, String> {
        let (id, by) = (award_id(&body.id)?, award_id(&body.by)?);
        let on = body.on.get();
        let standing = Standing::Renewed { on, by };
        Ok(Self {
            place,
            id,
            standing,
        })
    }
}

/// Every award, ordered by id.
pub(super) struct Standings<'a>(pub &'a mut [Issued]);

impl Standings<'_> {
    /// Applies changes in the order in which they were made; gives those that cannot be, with why.
    pub fn apply(mut self, changes: Vec<Change>) -> Vec<(LinePlace, String)> {
        let mut wrong = Vec::new();
        for change in changes {
            let place = change.place;
            if let Err(error) = self.apply_one(change) {
                wrong.push((place, error));
            }
        }
        wrong
    }

    fn apply_one(&mut self, change: Change) -> Result<(), String> {
        let (award, file) = (self.find(&change.id)?, change.place.file);
        if let Some(by) = change.standing.successor() {
            let successor = self.find(by)?;
            if successor == award {
                return Err(format!("it lets award `{by}` follow itself"));
            }
            self.0[successor].follows = Some(Predecessor {
                id: change.id,
                is_renewed: matches!(change.standing, Standing::Renewed { .. }),
            });
        }
        let Issued {
            standing, ended_in, ..
        } = &mut self.0[award];
        let is_graver = match standing {
            Standing::Valid => true,
            Standing::Renewed { .. } => change.standing.is_withdrawn(),
            // Of two people who acted at once, one found more wrong than what was corrected.
            Standing::Replaced { .. } => matches!(change.standing, Standing::Revoked { .. }),
            // The first word counts: what was taken back stays so, from then on.
            Standing::Revoked { .. } | Standing::Erased => false,
        };
        if is_graver {
            *ended_in = matches!(change.standing, Standing::Revoked { .. }).then_some(file);
            *standing = change.standing;
        }
        Ok(())
    }

    fn find(&self, id: &AwardId) -> Result<usize, String> {
        let found = self.0.binary_search_by(|it| it.id.cmp(id));
        found.map_err(|_| format!("it names award `{id}`, which was never issued"))
    }
}

/// The id that an entry gives.
pub(super) fn award_id(text: &str) -> Result<AwardId, String> {
    AwardId::new(text).map_err(|error| format!("`{text}`: {error}"))
}
