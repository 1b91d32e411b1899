//! Reads award records exported by other platforms.
