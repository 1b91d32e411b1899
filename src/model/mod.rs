//! What badges are: values that are valid by construction.
