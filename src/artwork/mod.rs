//! A badge's picture: the author's file checked, or a drawing made from a few words; then rendered.

/// A badge drawn from a few words.
#[derive(Clone, Debug)]
pub struct Drawing;
