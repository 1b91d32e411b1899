//! Reads N-Quads, the form in which published tests give datasets.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;

use accolade::proof::rdf::{Dataset, Term};

/// A term with texts of its own.
enum Owned {
    Iri(String),
    Blank(u32),
    Literal(String, String, Option<String>),
}

impl Owned {
    fn term(&self) -> Term<'_> {
        match self {
            Self::Iri(iri) => Term::Iri(iri),
            Self::Blank(blank) => Term::Blank(*blank),
            Self::Literal(value, datatype, language) => Term::Literal {
                value,
                datatype,
                language: language.as_deref(),
            },
        }
    }
}

/// Reads a text of N-Quads; panics where it is malformed.
pub fn parse(text: &str) -> Dataset {
    let mut dataset = Dataset::new();
    let mut labels = HashMap::new();
    for line in text.lines() {
        let mut line = Line {
            rest: line.chars().peekable(),
            dataset: &mut dataset,
            labels: &mut labels,
        };
        let mut terms = Vec::new();
        while let Some(term) = line.term() {
            terms.push(term);
        }
        match &terms[..] {
            [] => {}
            [subject, Owned::Iri(predicate), object, graph @ ..] if graph.len() < 2 => dataset
                .add(
                    subject.term(),
                    predicate,
                    object.term(),
                    graph.first().map(Owned::term),
                )
                .expect("published tests are small"),
            _ => panic!("not a quad"),
        }
    }
    dataset
}

struct Line<'a> {
    rest: Peekable<Chars<'a>>,
    dataset: &'a mut Dataset,
    labels: &'a mut HashMap<String, u32>,
}

impl Line<'_> {
    fn term(&mut self) -> Option<Owned> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
        match self.rest.next()? {
            '<' => Some(Owned::Iri(self.until('>'))),
            '_' => Some(Owned::Blank(self.blank())),
            '"' => Some(self.literal()),
            '.' | '#' => None,
            other => panic!("unexpected {other:?}"),
        }
    }

    fn blank(&mut self) -> u32 {
        let mut label = String::new();
        while let Some(c) = self.rest.next_if(|c| !c.is_whitespace()) {
            label.push(c);
        }
        let dataset = &mut *self.dataset;
        *self
            .labels
            .entry(label)
            .or_insert_with(|| dataset.new_blank())
    }

    fn literal(&mut self) -> Owned {
        let value = self.until('"');
        if self.rest.next_if_eq(&'@').is_some() {
            let mut language = String::new();
            while let Some(c) = self.rest.next_if(|c| c.is_alphanumeric() || *c == '-') {
                language.push(c);
            }
            return Owned::Literal(value, String::new(), Some(language));
        }
        let mut datatype = "http://www.w3.org/2001/XMLSchema#string".to_owned();
        if self.rest.next_if_eq(&'^').is_some() {
            assert_eq!((self.rest.next(), self.rest.next()), (Some('^'), Some('<')));
            datatype = self.until('>');
        }
        Owned::Literal(value, datatype, None)
    }

    /// The text up to a delimiter, escapes undone.
    fn until(&mut self, end: char) -> String {
        let mut text = String::new();
        loop {
            match self.rest.next().expect("the term has an end") {
                c if c == end => return text,
                '\\' => text.push(self.escape()),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> char {
        match self.rest.next().expect("an escape has a letter") {
            't' => '\t',
            'b' => '\u{8}',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            'u' => self.code_point(4),
            'U' => self.code_point(8),
            other => other,
        }
    }

    fn code_point(&mut self, digits: usize) -> char {
        let hex: String = self.rest.by_ref().take(digits).collect();
        let code = u32::from_str_radix(&hex, 16).expect("hexadecimal digits");
        char::from_u32(code).expect("a code point")
    }
}
