//! Whole names, of tables that have them in columns of their own or in parts.

use accolade::import::Options;
use accolade::model::slug::Slug;

use crate::import::read;
use crate::project::Project;

fn options() -> Options {
    Options {
        badge: Some(Slug::new("rust-101").unwrap()),
        issued_on: Some("2026-05-02".to_owned()),
        ..Options::default()
    }
}

/// The names of a table with these columns and an address; then what is noted.
fn names(header: &str, rows: &[&str]) -> (Vec<String>, Vec<String>) {
    let rows = rows.iter().zip(1..);
    let rows: String = rows
        .map(|(row, number)| format!("{row};p{number}@example.org\n"))
        .collect();
    let table = format!("{header};E-Mail\n{rows}");
    let imported = read(&table, &options()).unwrap();
    let names = imported.rows.into_iter().map(|it| it.name);
    (names.collect(), imported.notes)
}

/// The question that a table with these columns leads to.
fn question(header: &str, rows: &[&str]) -> String {
    let rows: String = rows
        .iter()
        .map(|it| format!("{it};p@example.org\n"))
        .collect();
    read(&format!("{header};E-Mail\n{rows}"), &options()).unwrap_err()
}

#[test]
fn a_name_beside_a_part_of_it_is_the_rest_where_no_row_says_otherwise() {
    let (found, notes) = names(
        "Vorname;Name",
        &[
            "Jan;Janssen",
            "Martin;Martin",
            "Otto;Otto-Müller",
            "Ada;",
            ";Curie",
            "-;Kurz",
        ],
    );
    assert_eq!(
        found,
        [
            "Jan Janssen",
            "Martin Martin",
            "Otto Otto-Müller",
            "Ada",
            "Curie",
            "Kurz"
        ]
    );
    assert_eq!(
        notes,
        ["names are `Vorname` and `Name` together: `Jan Janssen`, for one"]
    );
    let (found, notes) = names("Name;Surname", &["Ada;Lovelace", "Jan;Janssen"]);
    assert_eq!(found, ["Ada Lovelace", "Jan Janssen"]);
    assert_eq!(
        notes,
        ["names are `Name` and `Surname` together: `Ada Lovelace`, for one"]
    );
    let (_, notes) = names("Name;Segundo apellido", &["José García;López"]);
    assert_eq!(
        notes,
        ["names are `Name` and `Segundo apellido` together: `José García López`, for one"]
    );
    let (_, notes) = names("Nr.", &["1"]);
    assert_eq!(
        notes,
        [
            "not taken over: `Nr.`",
            "no column holds names: the awards would bear none"
        ]
    );
    let (found, _) = names("Name;Nachname;Vorname", &["Ada Lovelace;Lovelace;Ada"]);
    assert_eq!(found, ["Ada Lovelace"]);
}

#[test]
fn a_name_that_holds_its_part_is_whole_however_it_is_written() {
    let (found, notes) = names(
        "Name;Vorname",
        &[
            "ada lovelace;Ada",
            "Jose García;José",
            "Zoe\u{308} Weiß;Zoë",
            "Müller, Anna;Anna",
            "Cher;Cher",
            "Ada Lovelace;Ada Maria",
        ],
    );
    assert_eq!(
        found,
        [
            "ada lovelace",
            "Jose García",
            "Zoe\u{308} Weiß",
            "Anna Müller",
            "Cher",
            "Ada Lovelace"
        ]
    );
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn what_cannot_be_decided_is_asked() {
    for (header, rows, told) in [
        (
            "Vorname;Name",
            &["Ada;Ada Lovelace", "Jan;Janssen"][..],
            "`Name` has `Janssen` where `Vorname` has `Jan`: is `Name` the whole name of that person?",
        ),
        (
            "Vorname;Name",
            &["Martin;Martin"],
            "`Name` has `Martin` where `Vorname` has `Martin`: is `Name` the whole name of that person?",
        ),
        (
            "Vorname;Name",
            &["Tim;Kurz", "Ada Maria;Ada Lovelace"],
            "`Name` has `Ada Lovelace` where `Vorname` has `Ada Maria`: is `Name` the whole name of that person?",
        ),
        (
            "Nom;Prénom",
            &["Marie Dupont;Marie"],
            "`Nom` has `Marie Dupont` where `Prénom` has `Marie`: is `Nom` the whole name of that person?",
        ),
        (
            "Nombre;Apellidos",
            &["José García López;García López"],
            "`Nombre` has `José García López` where `Apellidos` has `García López`: is `Nombre` the whole name of \
             that person?",
        ),
        (
            "Name;Apellido;Segundo apellido",
            &["José García;García;López"],
            "`Name` has `José García` where `Apellido` has `García López`: is `Name` the whole name of that person?",
        ),
        (
            "Vorname;Nachname;Name",
            &["Ada;Lovelace;Ada Lovelace", "Tim;Kurz;Eva Lang"],
            "`Name` has `Eva Lang` where `Vorname` and `Nachname` has `Tim Kurz`: is `Name` the whole name of that \
             person?",
        ),
    ] {
        let found = question(header, rows);
        assert!(found.contains(told), "{found}");
    }
    for (header, row, told, way_out) in [
        (
            "Vorname;Name (Nachname)",
            "Ada;Lovelace",
            "error: no column holds family names: is it `Name (Nachname)`?",
            "hint: call it `Family name`, or delete it",
        ),
        (
            "Nachname Vorname",
            "Lovelace Ada",
            "error: no column holds names: is it `Nachname Vorname`?",
            "hint: call it `Full name`, or `Last name, First name` where a comma stands between them; otherwise \
             delete it",
        ),
    ] {
        let found = question(header, &[row]);
        assert!(found.contains(told) && found.contains(way_out), "{found}");
    }
    assert_eq!(
        names("Vorname;Nachname;Name Eltern", &["Ada;Lovelace;Eva"]).0,
        ["Ada Lovelace"]
    );
    let found = question("Vorname;Name", &["Martin;Martin"]);
    let hint = "hint: call the column `Full name` in the table if it is, and `Family name` if it is what that leaves out";
    assert!(found.contains(hint), "{found}");
}

#[test]
fn the_headers_of_whole_names_and_of_parts_are_known() {
    for (header, row, name) in [
        ("Full name;First name", "Martin;Martin", "Martin"),
        ("First name;Family name", "Martin;Martin", "Martin Martin"),
        ("Forename;Surname", "Ada;Lovelace", "Ada Lovelace"),
        ("Zuname;Vorname", "Lovelace;Ada", "Ada Lovelace"),
        ("Prénoms;Nom", "Ada;Lovelace", "Ada Lovelace"),
        (
            "Nombre;Primer apellido;Segundo apellido",
            "José;García;López",
            "José García López",
        ),
        (
            "First Name *;Middle Name;Surname *",
            "Martin;Luther;King",
            "Martin Luther King",
        ),
        (
            "Vorname;Namenszusatz;Nachname",
            "Ludwig;van;Beethoven",
            "Ludwig van Beethoven",
        ),
        (
            "Name;Vorname",
            "Müller, Anna Maria;Anna",
            "Anna Maria Müller",
        ),
        ("Name;Nachname", "Kurz, Tim;Kurz", "Tim Kurz"),
        (
            "Name, Vorname",
            "Byron, Lady Ada, Dr.",
            "Lady Ada Byron, Dr.",
        ),
        ("Vor- und Nachname", "Ada Lovelace", "Ada Lovelace"),
        ("Vorname/Name", "Ada Lovelace", "Ada Lovelace"),
        ("Name, Vorname", "Lovelace, Ada", "Ada Lovelace"),
        (
            "Name, Vorname",
            "King, Martin Luther, Jr.",
            "Martin Luther King, Jr.",
        ),
        ("Pre\u{301}nom;Nom", "Ada;Lovelace", "Ada Lovelace"),
        ("Name, Vorname", "Ada Lovelace", "Ada Lovelace"),
    ] {
        assert_eq!(names(header, &[row]).0, [name], "{header}");
    }
    let (found, notes) = names(
        "First name;Last name",
        &["Ada;Lovelace", "Ada;Ada Lovelace"],
    );
    assert_eq!(found, ["Ada Lovelace", "Ada Ada Lovelace"]);
    assert_eq!(
        notes,
        ["names are `First name` and `Last name` together: `Ada Ada Lovelace`, for one"]
    );
    let (found, notes) = names("Name", &["King, Jr.", "Müller, Anna"]);
    assert_eq!(found, ["King, Jr.", "Müller, Anna"]);
    assert_eq!(
        notes,
        [
            "names such as `Müller, Anna` are shown as they stand; if the family name is before the comma in all of \
             them, call the column `Last name, First name` and import the table again"
        ]
    );
}

#[test]
fn two_columns_of_one_kind_are_asked_about_where_they_differ() {
    let table =
        "E-Mail;Name;Mailadresse\nada@example.org;Ada;ADA@example.org\nbob@example.org;Bob;\n";
    assert_eq!(
        read(table, &options()).unwrap().rows[1].email,
        "bob@example.org"
    );
    let found = read(
        &format!("{table}eva@example.org;Eva;eva@example.com\n"),
        &options(),
    );
    assert_eq!(
        found.unwrap_err(),
        "error: `E-Mail` and `Mailadresse` hold e-mail addresses, and line 4 has `eva@example.org` and \
         `eva@example.com`\n \
         --> export.csv:4:21\n  \
         |\n\
         4 | eva@example.org;Eva;eva@example.com\n  \
         |                     ^^^^^^^^^^^^^^^\n\
         hint: keep the column that is meant, and delete the other or give it another name\n"
    );
}

#[test]
fn what_a_spreadsheet_leaves_in_the_place_of_a_value_is_told() {
    let table =
        "E-Mail;Name;Datum\nada@example.org;#BEZUG!;46144\nbob@example.org;=A1;2. Mai 2026\n";
    let found = question_of(table);
    for told in [
        "error: this cell holds the sign of a formula that failed: `#BEZUG!`",
        "error: this cell holds a formula, not what it comes to: `=A1`",
        "error: `46144` is no date",
        "hint: a spreadsheet counts 2026-05-02 so: format the column as a date there, and save it again",
    ] {
        assert!(found.contains(told), "{found}");
    }
    let found = question_of("E-Mail;Name;Datum\nada@example.org;Ada;2. Mai 2026;more\n");
    assert!(
        found.contains("error: the row has 4 fields, and the header 3"),
        "{found}"
    );
    let mut skipping = options();
    skipping.skip_without_email = true;
    let found = read("Name,Email\nKurz, Tim,a@example.org\n", &skipping).unwrap_err();
    assert!(
        found.contains("error: the row has 3 fields, and the header 2"),
        "{found}"
    );
    assert!(
        question_of("E-Mail;Name;Datum\n")
            .contains("error: the table has no row below its headers")
    );
}

fn question_of(table: &str) -> String {
    read(table, &options()).unwrap_err()
}

#[test]
fn a_badge_called_by_its_title_is_named_with_its_folder() {
    let by_title = "Badge;Name;E-Mail;Datum\nRUST  101;Ada;ada@example.org;2026-05-02\n";
    let by_course = "Kurs;Name;E-Mail;Datum\nA;Ada;ada@example.org;2026-05-02\n";
    for (table, arguments, code, told) in [
        (
            by_title,
            &[][..],
            1,
            "hint: that is the name of `rust-101`: say `--map 'RUST  101=rust-101'`",
        ),
        (
            by_title,
            &["--badge", "Rust-101"],
            2,
            "`Rust-101` is the name of `rust-101`: say what its folder is called",
        ),
        (
            by_course,
            &[],
            1,
            "hint: not taken over: `Kurs`; rename the column that names the badge to `badge`, or say which one \
             all rows are for: `--badge SLUG`",
        ),
    ] {
        let words = ["import", "export.csv"].iter().chain(arguments);
        let project = Project::new()
            .file("export.csv", table)
            .run(words)
            .code(code);
        let found = project.stderr_text();
        assert!(found.contains(told), "{found}");
    }
}

#[test]
fn an_address_without_its_scheme_stays_an_address() {
    let table = "Name;E-Mail;Nachweis\nA;a@example.org;www.example.org/x\nB;b@example.org;Bericht.docx\n\
                 C;c@example.org;HTTPS://Example.org/y\nD;d@example.org;very.good\n";
    let imported = read(table, &options()).unwrap();
    let evidence: Vec<_> = imported
        .rows
        .iter()
        .map(|it| it.evidence[0].clone())
        .collect();
    let pair = |url: &str, text: &str| (url.to_owned(), text.to_owned());
    assert_eq!(
        evidence,
        [
            pair("https://www.example.org/x", ""),
            pair("", "Bericht.docx"),
            pair("HTTPS://Example.org/y", ""),
            pair("", "very.good")
        ]
    );
    assert_eq!(
        imported.notes,
        [
            "addresses were completed with `https://`: `www.example.org/x` as `https://www.example.org/x`, for one"
        ]
    );
}
