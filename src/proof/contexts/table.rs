//! The tables: one term per line, indented lines are a term's own (scoped) context.
//!
//! ```text
//! # remark
//! term iri [coercion [container…]] [null]
//! ```
//!
//! An iri `s|name` is the abbreviation `s` (a line `!short s https://…`) and a name, `s|` the
//! abbreviation and the term itself; other iris stand as written. A coercion is an iri, a keyword, or
//! `-` for none; containers are `set`, `list` or `graph`; `null` clears the context for the values.
//!
//! | line | effect |
//! |---|---|
//! | `!protected`, `!unprotected` | whether this context's terms can't be redefined |
//! | `!fragment name` | the lines below are terms for several tables |
//! | `!use name`, or `!node` and `!ids` | the terms of a fragment |
//! | `!like url` | start from another table, which then stands earlier |
//! | `~term` | the lines below change the term's own context |
//! | `-term` | the term is not defined |

use std::collections::HashMap;

use serde_json::{Map, Value, json};

type Terms = Map<String, Value>;

/// Reads all tables: URL -> context object.
///
/// # Panics
/// A table is malformed. They are part of the program, and tests read every one.
pub(super) fn parse_all(
    shared: &'static str,
    tables: &[(&'static str, &'static str)],
) -> HashMap<&'static str, Terms> {
    let mut reader = Reader::default();
    reader.read(&lines(shared), &mut Terms::new());
    for (url, text) in tables {
        let mut terms = Terms::new();
        reader.read(&lines(text), &mut terms);
        reader.tables.insert(url, terms);
    }
    reader.tables
}

/// One line that is no remark: how deep it is indented, and its words.
struct Line {
    depth: usize,
    words: Vec<&'static str>,
}

#[derive(Default)]
struct Reader {
    short: HashMap<&'static str, &'static str>,
    fragments: HashMap<&'static str, Terms>,
    tables: HashMap<&'static str, Terms>,
}

impl Reader {
    /// Reads lines of one depth, and with each the deeper ones below it.
    fn read(&mut self, lines: &[Line], terms: &mut Terms) {
        let mut rest = lines;
        while let [line, below @ ..] = rest {
            let inner = below.iter().take_while(|other| other.depth > line.depth);
            let (inner, following) = below.split_at(inner.count());
            self.read_line(line, inner, terms);
            rest = following;
        }
    }

    fn read_line(&mut self, line: &Line, inner: &[Line], terms: &mut Terms) {
        match line.words[..] {
            ["!short", name, iri] => {
                self.short.insert(name, iri);
            }
            ["!fragment", name] => {
                let mut fragment = Terms::new();
                self.read(inner, &mut fragment);
                self.fragments.insert(name, fragment);
            }
            ["!like", url] => *terms = self.tables[url].clone(),
            ["!protected"] => {
                terms.insert("@protected".to_owned(), Value::Bool(true));
            }
            ["!unprotected"] => {
                terms.shift_remove("@protected");
            }
            ["!use", name] => terms.extend(self.fragments[name].clone()),
            [word, ..] => self.read_term(word, line, inner, terms),
            [] => unreachable!("empty lines are left out"),
        }
    }

    fn read_term(&mut self, word: &str, line: &Line, inner: &[Line], terms: &mut Terms) {
        if let Some(name) = word.strip_prefix('!') {
            terms.extend(self.fragments[name].clone());
        } else if let Some(term) = word.strip_prefix('-') {
            terms.shift_remove(term).expect("the term is defined");
        } else if let Some(term) = word.strip_prefix('~') {
            let context = terms
                .get_mut(term)
                .and_then(|term| term.get_mut("@context"));
            let context = context.and_then(Value::as_object_mut);
            self.read(inner, context.expect("the term has a context of its own"));
        } else {
            let definition = self.definition(word, &line.words[1..], inner);
            terms.insert(word.to_owned(), definition);
        }
    }

    fn definition(&mut self, term: &str, words: &[&str], inner: &[Line]) -> Value {
        let (iri, mut words) = words.split_first().expect("a term has an iri");
        let iri = self.expand(iri, term);
        let mut definition = Terms::new();
        definition.insert("@id".to_owned(), json!(iri));
        if let [coercion, following @ ..] = words
            && !matches!(*coercion, "null" | "set" | "list" | "graph")
        {
            if *coercion != "-" {
                definition.insert("@type".to_owned(), json!(self.expand(coercion, term)));
            }
            words = following;
        }
        self.add_containers(&mut definition, words);
        if !inner.is_empty() {
            let mut context = Terms::new();
            self.read(inner, &mut context);
            definition.insert("@context".to_owned(), Value::Object(context));
        }
        match definition.len() {
            // The short form matters: only it makes an IRI ending in `#` or `/` a prefix.
            1 => Value::String(iri),
            _ => Value::Object(definition),
        }
    }

    fn add_containers(&self, definition: &mut Terms, words: &[&str]) {
        let is_container = |word: &&&str| **word != "null";
        let mut containers: Vec<Value> = (words.iter().filter(is_container))
            .map(|word| Value::String(format!("@{word}")))
            .collect();
        if words.contains(&"null") {
            definition.insert("@context".to_owned(), Value::Null);
        }
        match containers.len() {
            0 => None,
            1 => definition.insert("@container".to_owned(), containers.remove(0)),
            _ => definition.insert("@container".to_owned(), Value::Array(containers)),
        };
    }

    fn expand(&self, iri: &str, term: &str) -> String {
        match iri.split_once('|') {
            Some((short, "")) => format!("{}{term}", self.short[short]),
            Some((short, name)) => format!("{}{name}", self.short[short]),
            None => iri.to_owned(),
        }
    }
}

fn lines(text: &'static str) -> Vec<Line> {
    text.lines()
        .map(|line| Line {
            depth: line.len() - line.trim_start().len(),
            words: line.split_whitespace().collect(),
        })
        .filter(|line| line.words.first().is_some_and(|word| *word != "#"))
        .collect()
}
