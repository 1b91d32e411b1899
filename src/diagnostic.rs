//! What is wrong, where, what was expected and how to fix it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The work cannot go on.
    Error,
    /// The work goes on; a person should look.
    Warning,
}

/// A file of the author's, kept to show the line at fault.
#[derive(Debug)]
pub struct Source {
    /// Relative to the content folder, with `/` on every system.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// Where in the author's files a finding lies.
#[derive(Clone, Debug)]
enum Place {
    Nowhere,
    File(PathBuf),
    Span(Arc<Source>, Range<usize>),
}

/// One finding for the person who must fix a file.
///
/// Messages are one sentence in lower case without full stop, literals in backticks.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    severity: Severity,
    message: String,
    place: Place,
    expected: Option<String>,
    hint: Option<String>,
}

impl Diagnostic {
    /// Something that stops the work.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message.into())
    }

    /// Something to look at; the work goes on.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message.into())
    }

    fn new(severity: Severity, message: String) -> Self {
        Self {
            severity,
            message,
            place: Place::Nowhere,
            expected: None,
            hint: None,
        }
    }

    /// Names the file as a whole.
    pub fn in_file(mut self, path: impl AsRef<Path>) -> Self {
        self.place = Place::File(path.as_ref().to_path_buf());
        self
    }

    /// Points at the bytes `span` of `source`; a span beyond the end is drawn back to it.
    pub fn at(mut self, source: &Arc<Source>, span: Range<usize>) -> Self {
        self.place = Place::Span(Arc::clone(source), clamp(&source.text, span));
        self
    }

    /// What should have stood there, said beside the caret.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// How to fix it, on a line of its own.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether this stops the work.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The sentence alone.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The file, if one is at fault.
    pub fn file(&self) -> Option<String> {
        match &self.place {
            Place::Nowhere => None,
            Place::File(path) => Some(path.display().to_string()),
            Place::Span(source, _) => Some(source.name.clone()),
        }
    }

    /// Line and column, both counted from 1; the column in characters.
    pub fn position(&self) -> Option<(usize, usize)> {
        let Place::Span(source, span) = &self.place else {
            return None;
        };
        let before = &source.text[..span.start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        Some((line, before[line_start..].chars().count() + 1))
    }

    /// For programs: `severity`, `message`, and what there is of `file`, `line`, `column`, `expected`
    /// and `hint`.
    pub fn to_json(&self) -> serde_json::Value {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (file, line, column) = self.place_in_file();
        let members = [
            ("severity", Some(severity.into())),
            ("message", Some(self.message.as_str().into())),
            ("file", file.map(Into::into)),
            ("line", line.map(Into::into)),
            ("column", column.map(Into::into)),
            ("expected", self.expected.as_deref().map(Into::into)),
            ("hint", self.hint.as_deref().map(Into::into)),
        ];
        let members = members.into_iter();
        let given = members.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        serde_json::Value::Object(given.collect())
    }

    // A file named as a whole may be named with its line: `ledger/a.jsonl:7`.
    fn place_in_file(&self) -> (Option<String>, Option<usize>, Option<usize>) {
        let Some(file) = self.file() else {
            return (None, None, None);
        };
        if let Some((line, column)) = self.position() {
            return (Some(file), Some(line), Some(column));
        }
        let parts = file.rsplit_once(':');
        match parts.and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?))) {
            Some((file, line)) => (Some(file), Some(line), None),
            None => (Some(file), None, None),
        }
    }

    fn render(&self) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str());
        let body = match &self.place {
            Place::Nowhere => render(&[annotate_snippets::Group::with_title(title)]),
            Place::File(path) => {
                let origin = path.display().to_string();
                render(&[title.element(annotate_snippets::Origin::path(origin))])
            }
            Place::Span(source, span) => {
                // Only the lines at fault: rendering reads all it is given, and a file may be large.
                let lines = lines_around(&source.text, span);
                let annotation = AnnotationKind::Primary
                    .span(span.start - lines.start..span.end - lines.start)
                    .label(self.expected.as_ref().map(|it| format!("expected {it}")));
                render(&[title.element(
                    Snippet::source(&source.text[lines.clone()])
                        .line_start(source.text[..lines.start].matches('\n').count() + 1)
                        .path(source.name.as_str())
                        .annotation(annotation),
                )])
            }
        };
        let beside_caret = matches!(self.place, Place::Span(..));
        let expected = self.expected.as_ref().filter(|_| !beside_caret);
        let expected = expected.map_or_else(String::new, |it| format!("\nexpected: {it}"));
        let hint = self.hint.as_ref();
        let hint = hint.map_or_else(String::new, |it| format!("\nhint: {it}"));
        format!("{body}{expected}{hint}")
    }
}

fn render(report: &[annotate_snippets::Group<'_>]) -> String {
    Renderer::plain().render(report)
}

fn lines_around(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text[..span.start].rfind('\n').map_or(0, |it| it + 1);
    let end = text[span.end..].find('\n');
    start..end.map_or(text.len(), |it| span.end + it)
}

fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    start..end
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render())
    }
}

/// Findings collected over a stage, so that an author sees every mistake at once.
#[derive(Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    is_cut: bool,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds all of another stage's.
    pub fn append(&mut self, other: Self) {
        self.found.extend(other.found);
        self.is_cut |= other.is_cut;
    }

    /// Notes that so much was wrong that the rest was not looked at.
    pub fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Whether more may be wrong than was found.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// How many stop the work, and how many do not.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self
            .found
            .iter()
            .filter(|it| it.severity == Severity::Error);
        let errors = errors.count();
        (errors, self.found.len() - errors)
    }

    /// Whether any of them stops the work.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|it| it.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// In the order in which they were found; see [`Diagnostics::sorted`].
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// Each of them once, however often it was found.
    pub fn unique(&mut self) -> Self {
        let mut seen = std::collections::HashSet::new();
        let mut all = std::mem::take(self);
        all.found
            .retain(|it| seen.insert((it.message.clone(), it.file(), it.position())));
        all
    }

    /// In the order of files and lines; those without a place come first.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_cached_key(Diagnostic::place_in_file);
        self.found
    }

    /// `value` if nothing stops the work, else everything that was found.
    pub fn finish<T>(self, value: T) -> Result<T, Self> {
        if self.has_errors() {
            Err(self)
        } else {
            Ok(value)
        }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            found: vec![diagnostic],
            is_cut: false,
        }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.found.extend(diagnostics);
    }
}

/// The known word nearest to `word`, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The known words, the most alike to `word` first; those that are equally alike stay in their order.
pub fn by_likeness<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut known: Vec<_> = known.into_iter().collect();
    // No known word is longer; far more would only cost time.
    let word: String = word.chars().take(MAX_WORD_CHARACTERS).collect();
    known.sort_by_cached_key(|it| distance(&word, it));
    known
}

/// How many single-character edits, swaps of neighbours included, turn `left` into `right`.
fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (fold(left), fold(right));
    let mut rows = vec![(0..=right.len()).collect::<Vec<_>>()];
    for (i, &a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in right.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(a != b);
            let mut cost = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == right[j - 1] && left[i - 1] == b {
                cost = cost.min(rows[i - 1][j - 1] + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

fn fold(word: &str) -> Vec<char> {
    word.to_lowercase().replace('_', "-").chars().collect()
}

/// Beyond this, a text is not compared with words: its length alone says that it is none of them.
const MAX_WORD_CHARACTERS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_place_line_caret_expectation_and_hint() {
        let source = Arc::new(Source {
            name: "awards/spring.csv".into(),
            text: "email,badge\nada@example.org,rust-11\n".into(),
        });
        let finding = Diagnostic::error("no achievement is called `rust-11`")
            .at(&source, 28..35)
            .expected("`rust-101` or `mentor`")
            .hint("did you mean `rust-101`?");
        assert_eq!(
            finding.to_string(),
            "error: no achievement is called `rust-11`\n \
             --> awards/spring.csv:2:17\n  \
             |\n\
             2 | ada@example.org,rust-11\n  \
             |                 ^^^^^^^ expected `rust-101` or `mentor`\n\
             hint: did you mean `rust-101`?"
        );
        assert_eq!(finding.position(), Some((2, 17)));
    }

    #[test]
    fn a_finding_far_down_a_file_keeps_its_line_number() {
        let source = Arc::new(Source {
            name: "a.csv".into(),
            text: "x\n".repeat(41) + "wrong\ny\n",
        });
        let finding = Diagnostic::error("it is wrong").at(&source, 82..87);
        assert_eq!(
            finding.to_string(),
            "error: it is wrong\n  --> a.csv:42:1\n   |\n42 | wrong\n   | ^^^^^"
        );
    }

    #[test]
    fn the_nearest_word_is_found_only_when_it_is_near() {
        let known = ["expires_on", "issued_on", "badge"];
        assert_eq!(nearest("isued_on", known), Some("issued_on"));
        assert_eq!(nearest("expires-on", known), Some("expires_on"));
        assert_eq!(nearest("bagde", known), Some("badge"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(
            nearest("C", ["A", "B"]),
            None,
            "another letter is another word"
        );
    }

    #[test]
    fn words_are_ordered_by_how_alike_they_are() {
        let known = ["ocean", "mint", "sunset", "plum"];
        assert_eq!(
            by_likeness("pink", known),
            ["mint", "plum", "ocean", "sunset"]
        );
    }
}
