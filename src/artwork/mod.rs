//! A badge's picture: the author's file checked, or a drawing made from a few words; then rendered.
