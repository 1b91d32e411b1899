//! Reads the content folder: the author's files become the model, or every mistake is told at once.
