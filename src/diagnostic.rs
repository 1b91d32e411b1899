//! What is wrong, where, what was expected and how to fix it.
