//! The deployed site.
use crate::credential::Publisher;
use crate::diagnostic::Diagnostics;
use crate::site::Site;
pub struct Target;
impl Target {
    pub fn new(_: Option<&str>, _: bool) -> Result<Self, String> {
        Ok(Self)
    }
}
pub(super) fn check(_: &Site<'_>, _: &Publisher<'_>, _: &Target, _: &mut Diagnostics) -> usize {
    0
}
