//! The command line: one file per command. No rule about badges lives here.
