//! What was issued and cannot change: append-only files, and the acts that write them.
