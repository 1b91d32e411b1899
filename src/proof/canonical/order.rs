//! Notices when two orders of text in use would sort a document differently.

/// Compares code-point order, which the standard asks for, with UTF-16 order, which the most used
/// JavaScript library sorts by.
///
/// They differ only between characters above U+FFFF and those from U+E000 to U+FFFF.
pub(super) struct Order {
    watching: bool,
    differs: bool,
}

impl Order {
    /// `watching` is false where no text could sort differently, which is nearly always.
    pub(super) fn new(watching: bool) -> Self {
        Self {
            watching,
            differs: false,
        }
    }

    /// Looks at lines that are sorted by code point.
    pub(super) fn observe<'a>(&mut self, sorted: impl Iterator<Item = &'a str> + Clone) {
        if self.watching && !self.differs {
            let following = sorted.clone().skip(1);
            self.differs = sorted
                .zip(following)
                .any(|(first, second)| first.encode_utf16().gt(second.encode_utf16()));
        }
    }

    /// Whether any lines seen would have been sorted differently by UTF-16 code units.
    pub(super) fn differs(&self) -> bool {
        self.differs
    }
}
