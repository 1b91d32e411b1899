//! All cryptography: canonical JSON-LD, keys, DIDs and proofs. Imports nothing else of accolade.
