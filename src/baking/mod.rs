//! Puts credentials into pictures and takes them out again. Imports nothing else of accolade.
