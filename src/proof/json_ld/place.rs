//! Where in a document the expansion is: a chain on the stack, written out only for an error.

use super::error::{JsonLdError, Reason};

/// A place in the document.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: Step<'a>,
    depth: usize,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl Place<'_> {
    /// The whole document.
    pub(super) const ROOT: Place<'static> = Place {
        above: None,
        step: Step::Root,
        depth: 0,
    };

    /// How many steps below the root.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The member of that name.
    pub(super) fn member<'b>(&'b self, name: &'b str) -> Place<'b> {
        self.below(Step::Name(name))
    }

    /// The array item at that index.
    pub(super) fn item(&self, index: usize) -> Place<'_> {
        self.below(Step::Index(index))
    }

    fn below<'b>(&'b self, step: Step<'b>) -> Place<'b> {
        Place {
            above: Some(self),
            step,
            depth: self.depth + 1,
        }
    }

    /// An error at this place.
    pub(super) fn error(&self, reason: Reason) -> JsonLdError {
        JsonLdError {
            pointer: self.pointer(),
            reason,
        }
    }

    /// The place as a JSON pointer (RFC 6901).
    fn pointer(&self) -> String {
        let mut pointer = self.above.map(Place::pointer).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Name(name) => {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => pointer.push_str(&format!("/{index}")),
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_a_json_pointer() {
        let subject = Place::ROOT.member("a/b~c");
        let item = subject.item(2);
        assert_eq!(item.pointer(), "/a~1b~0c/2");
        assert_eq!(Place::ROOT.pointer(), "");
    }
}
