//! Taking over the records of other platforms.

use accolade::import::{self, DateOrder, Imported, Options};
use accolade::model::slug::Slug;
use proptest::prelude::*;

use crate::project::Project;

const CANVAS: &str = "Badge Class ID,Identifier,First Name,Last Name,Narrative,Evidence Narrative,Evidence URL,Issue Date,Expiration Date\n\
    abc123,Ada@Example.ORG,Ada,Lovelace,Did well,A program,https://a.example/1,2026-05-02,2028-05-02\n\
    abc123,bob@example.org,Bob,,,,,2026-05-02,\n";

fn for_badge() -> Options {
    Options {
        badge: Some(Slug::new("rust-101").unwrap()),
        ..Options::default()
    }
}

pub fn read(text: &str, options: &Options) -> Result<Imported, String> {
    let told = |found: accolade::diagnostic::Diagnostics| {
        found
            .sorted()
            .iter()
            .map(|it| format!("{it}\n"))
            .collect::<String>()
    };
    import::read("export.csv", text.as_bytes(), options).map_err(told)
}

#[test]
fn an_export_of_canvas_credentials_becomes_an_award_table() {
    Project::new()
        .file("spring export.csv", CANVAS)
        .run(["import", "spring export.csv", "--badge", "rust-101"])
        .code(0)
        .stderr("")
        .stdout(
            "Read 2 records of an export from Canvas Credentials\n\
             Wrote awards/spring-export.csv. Look it over, then run `accolade issue`\n",
        )
        .holds(
            "awards/spring-export.csv",
            "badge,name,email,issued_on,expires_on,narrative,evidence,evidence_text\n\
             rust-101,Ada Lovelace,Ada@example.org,2026-05-02,2028-05-02,Did well,https://a.example/1,A program\n\
             rust-101,Bob,bob@example.org,2026-05-02,,,,\n",
        );
}

#[test]
fn what_is_imported_can_be_read_as_awards() {
    let project = Project::new()
        .file("export.csv", CANVAS)
        .run(["import", "export.csv", "--map", "abc123=rust-101"])
        .code(0);
    let catalog = accolade::content::load(project.root()).unwrap();
    let awards = accolade::content::load_awards(project.root(), &catalog).unwrap();
    assert_eq!(awards.len(), 2);
    assert_eq!(
        awards[0].evidence[0].narrative.as_deref(),
        Some("A program")
    );
}

#[test]
fn an_import_overwrites_nothing_and_knows_the_badges_of_the_site() {
    Project::with_awards("badge,email,issued_on\n")
        .file("spring.csv", CANVAS)
        .run(["import", "spring.csv", "--badge", "rust-101"])
        .code(1)
        .stderr(
            "error: the table exists already\n--> awards/spring.csv\n\
             hint: nothing is overwritten: give another name with `--cohort`\n\n",
        )
        .holds("awards/spring.csv", "badge,email,issued_on\n")
        .run(["import", "spring.csv", "--badge", "rust-102", "--cohort", "other"])
        .code(1)
        .stderr(
            "error: no badge is called `rust-102`\n--> spring.csv\nhint: did you mean `rust-101`?\n\n",
        )
        .has_no("awards/other.csv");
}

#[test]
fn each_platform_is_known_by_its_columns() {
    let dated = Options {
        issued_on: Some("2026-05-02".into()),
        ..for_badge()
    };
    for (table, platform) in [
        (CANVAS, "Canvas Credentials"),
        (
            "recipient_email,evidence,badge,issued_on,issuer,expires\na@example.org,https://a.example/,rust-101,2026-05-02,X,\n",
            "geobadges",
        ),
        (
            "email,evidence\na@example.org,https://a.example/\n",
            "Badgr",
        ),
        (
            "E-Mail-Adresse;Vor- / Nachname\na@example.org;Ada L\n",
            "Open Educational Badges",
        ),
        (
            "Recipient Name,Recipient Email,Issued on,Grade\nAda,a@example.org,2026-05-02,A\n",
            "Accredible",
        ),
        (
            "Badge Template ID,Recipient Email,C,First Name,Last Name,Issued at\nx,a@example.org,,Ada,L,05/02/26\n",
            "Credly",
        ),
        ("Student,E-mail\nAda,a@example.org\n", "another program"),
    ] {
        let imported = read(table, &dated).unwrap();
        assert_eq!(imported.platform, platform);
        let row = &imported.rows[0];
        assert_eq!(
            (row.badge.as_str(), row.issued_on.as_str()),
            ("rust-101", "2026-05-02"),
            "{platform}"
        );
        assert!(row.email.eq_ignore_ascii_case("a@example.org") || platform.starts_with("Canvas"));
    }
    let accredible = read(
        "Recipient Name,Recipient Email,Issued on,Grade\nAda,a@example.org,2026-05-02,A\n",
        &dated,
    )
    .unwrap();
    assert_eq!(accredible.notes, ["not taken over: `Grade`"]);
}

#[test]
fn a_date_that_reads_in_two_ways_is_a_question() {
    let table = |date: &str| {
        format!("email,name,issued_on\na@example.org,Ada,{date}\nb@example.org,Bob,03/04/2026\n")
    };
    let error = read(&table("02/05/2026"), &for_badge()).unwrap_err();
    assert!(
        error.contains("`02/05/2026` can be read in two ways"),
        "{error}"
    );
    assert!(error.contains("--date-format day-first"), "{error}");
    let given = Options {
        date_order: Some(DateOrder::MonthFirst),
        ..for_badge()
    };
    assert_eq!(
        read(&table("02/05/2026"), &given).unwrap().rows[0].issued_on,
        "2026-02-05"
    );
    let clear = read(&table("13/05/2026"), &for_badge()).unwrap();
    assert_eq!(clear.rows[1].issued_on, "2026-04-03");
    assert_eq!(
        clear.notes,
        ["dates such as `03/04/2026` were read with the day first"]
    );
    assert!(
        read(&table("13/05/2026"), &given)
            .unwrap_err()
            .contains("`13/05/2026` is no date")
    );
    assert!(
        read(&table("30.02.2026"), &for_badge())
            .unwrap_err()
            .contains("is no date")
    );
}

#[test]
fn rows_that_leave_something_open_are_all_told_at_once() {
    let table = "Badge Class ID,Identifier,Issue Date\nabc 1,a@example.org,\nrust-101,+4412345,2026-05-02\n";
    let error = read(table, &Options::default()).unwrap_err();
    for part in [
        "which badge is `abc 1` here?",
        "no issue date",
        "`+4412345` is no e-mail address",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let several = "badge,email,issued_on\nX,a@example.org,2026-05-02\nY,a@example.org,2026-05-02\n";
    assert!(
        read(several, &for_badge())
            .unwrap_err()
            .contains("the table is for several badges: `X`, `Y`")
    );
}

#[test]
fn a_badge_that_is_none_of_ours_is_asked_for_once() {
    let mut table = "badge,email,issued_on\n".to_owned();
    for row in 0..60 {
        let badge = ["Xq7", "Yr8", ""][row % 3];
        table.push_str(&format!("{badge},p{row}@example.org,2026-05-02\n"));
    }
    let error = read(&table, &Options::default()).unwrap_err();
    assert_eq!(error.matches("error: ").count(), 3, "{error}");
    for part in [
        "which badge is `Xq7` here? 20 rows name it",
        "--map 'Yr8=SLUG'",
        "20 rows name no badge",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn badges_that_the_site_has_not_are_told_with_everything_else() {
    let table = "badge,email,issued_on\nXq7,ada@example.org,2026-05-02\n\
        abc123,ada@example.org,2026-05-02\nZz9,ada@example.org,soon\n";
    let told = |project: Project| project.code(1).stderr_text();
    let project = Project::new().file("x.csv", table);
    let wrong = told(project.run(["import", "x.csv", "--map", "Xq7=nope"]));
    for part in [
        "no badge is called `nope`",
        "which badge is `Zz9` here?",
        "`soon` is no date",
    ] {
        assert!(wrong.contains(part), "{part}: {wrong}");
    }
    let table = table.replace("Zz9", "abc123").replace("soon", "2026-05-03");
    let project = Project::new().file("x.csv", table);
    let wrong = told(project.run(["import", "x.csv", "--map", "Xq7=nope"]));
    for part in [
        "no badge is called `nope`",
        "no badge is called `abc123`",
        "`--map 'abc123=SLUG'`; rows that name it: 2",
    ] {
        assert!(wrong.contains(part), "{part}: {wrong}");
    }
}

#[test]
fn columns_in_plain_words_of_other_languages_are_taken_over() {
    for header in [
        "Abzeichen;Vorname;Nachname;E-Mail;Datum;Gültig bis",
        "Badge;Prénom;Nom;Courriel;Date;Valable jusqu’au",
        "Insignia;Nombre;Apellidos;Correo electrónico;Fecha;Válido hasta",
        "Badge;First name;Last name;Email;Date;Valid until",
    ] {
        let table =
            format!("{header}\nrust-101;Ada;Lovelace;ada@example.org;02.05.2026;02.05.2028\n");
        let imported = read(&table, &Options::default()).unwrap();
        assert_eq!(imported.notes, [""; 0], "{header}");
        let row = &imported.rows[0];
        let said = [
            &row.badge,
            &row.name,
            &row.email,
            &row.issued_on,
            &row.expires_on,
        ];
        let expected = [
            "rust-101",
            "Ada Lovelace",
            "ada@example.org",
            "2026-05-02",
            "2028-05-02",
        ];
        assert_eq!(said, expected, "{header}");
    }
}

#[test]
fn a_table_without_a_column_of_dates_is_asked_for_one_once() {
    let table = "Name,E-Mail,Kursende,Raum\nAda,ada@example.org,2026-05-02,3\nBo,bo@example.org,2026-05-02,3\n";
    let error = read(table, &for_badge()).unwrap_err();
    assert_eq!(
        error,
        "error: no column holds the issue date\n --> export.csv:1:1\n  |\n\
         1 | Name,E-Mail,Kursende,Raum\n  \
         | ^^^^^^^^^^^^^^^^^^^^^^^^^ expected one called `issued_on`, or as the platform calls it\n\
         hint: not taken over: `Kursende`, `Raum`; rename the column of the date to `issued_on`, \
         or give one date for all rows with `--issued-on 2026-05-02`\n"
    );
}

#[test]
fn a_table_of_our_own_is_known_as_one() {
    Project::new()
        .file(
            "x.csv",
            "badge,name,email,issued_on,evidence\nrust-101,Ada,ada@example.org,02.05.2026,\n",
        )
        .run(["import", "x.csv"])
        .code(0)
        .stdout(
            "Read 1 record of a table of accolade's own\n\
             Wrote awards/x.csv. Look it over, then run `accolade issue`\n",
        );
}

#[test]
fn a_table_of_our_own_that_a_spreadsheet_saved_keeps_all_that_it_had() {
    let table = "badge;name;email;issued_on;names;result;id\r\n\
                 rust-101;J\u{fc}rgen;j@example.org;02.05.2026;none;passed;abcd234567abcd234567abcdef\r\n\
                 rust-101;Ada;ada@example.org;13.05.2026;;;\r\n";
    let bytes: Vec<u8> = table.chars().map(|it| it as u8).collect();
    Project::new()
        .file("x.csv", bytes)
        .run(["import", "x.csv"])
        .code(0)
        .stdout(
            "Read 2 records of a table of accolade's own\n  the file was read as Windows-1252\n\
             Wrote awards/x.csv. Look it over, then run `accolade issue`\n",
        )
        .holds(
            "awards/x.csv",
            "badge,name,email,issued_on,names,result,id\n\
             rust-101,J\u{fc}rgen,j@example.org,2026-05-02,none,passed,abcd234567abcd234567abcdef\n\
             rust-101,Ada,ada@example.org,2026-05-13,,,\n",
        );
}

#[test]
fn a_file_among_the_tables_is_not_imported_beside_itself() {
    Project::new()
        .file("awards/x.csv", "badge;name;email;issued_on\n")
        .run(["import", "awards/x.csv", "--cohort", "other"])
        .code(1)
        .stderr(
            "error: this file is in `awards/` itself\n--> awards/x.csv\nhint: move it out of `awards/`, then \
             import it from there: what stays there is read as a table, too\n\n",
        );
}

#[test]
fn rows_without_an_email_address_are_left_out_where_that_is_asked_for() {
    let table = "Badge Class ID,Identifier,Issue Date\nrust-101,+4412345,2026-05-02\n\
        rust-101,https://ada.example/,2026-05-02\nrust-101,,2026-05-02\nrust-101,a@example.org,2026-05-02\n";
    let error = read(table, &Options::default()).unwrap_err();
    assert_eq!(
        error
            .matches("leave such rows out with `--skip-without-email`")
            .count(),
        3,
        "{error}"
    );
    Project::new()
        .file("x.csv", table)
        .run(["import", "x.csv", "--skip-without-email"])
        .code(0)
        .stderr("")
        .stdout(
            "Read 1 record of an export from Canvas Credentials\n  \
             no column holds names: the awards would bear none\n  \
             3 rows without an e-mail address were left out: lines 2, 3, 4\n\
             Wrote awards/x.csv. Look it over, then run `accolade issue`\n",
        )
        .holds(
            "awards/x.csv",
            "badge,name,email,issued_on\nrust-101,,a@example.org,2026-05-02\n",
        );
}

#[test]
fn what_issue_will_refuse_is_told_at_once() {
    let record = "rust-101,ada@example.org,2026-05-02\n";
    let table = format!("badge,email,issued_on\n{record}");
    let project = Project::empty()
        .file("site/accolade.toml", crate::project::SETTINGS)
        .file("site/badges/rust-101/index.md", crate::project::BADGE)
        .file("site/awards/spring.csv", &table)
        .file("x.csv", format!("{table}{record}").replace("ada@", "Ada@"))
        .run(["import", "x.csv", "site"])
        .code(0);
    assert!(
        project
            .stdout_text()
            .ends_with("then run `accolade issue site`\n")
    );
    let said = project.stderr_text();
    assert!(said.contains("`accolade issue` will refuse"), "{said}");
    assert_eq!(said.matches("--> awards/x.csv:").count(), 2, "{said}");
    assert!(
        said.contains("the first is at awards/spring.csv:2"),
        "{said}"
    );
}

#[test]
fn who_mistyped_an_address_is_not_left_out_as_one_who_has_none() {
    let table = "badge,name,email,date\nrust-101,Ada,ada@mail,2. Mai 2026\nrust-101,Bob,+44 20 7946,2026-05-02\n";
    let options = Options {
        skip_without_email: true,
        ..Options::default()
    };
    let error = read(table, &options).unwrap_err();
    assert!(
        error.contains("`ada@mail` is no e-mail address")
            && error.contains("hint: correct it in the table, and import that again"),
        "{error}"
    );
    assert!(!error.contains("7946` is"), "{error}");
}

#[test]
fn a_title_above_the_headers_is_told() {
    let table = "Course of May;;;\n;;;\nAbzeichen;Name;E-Mail;Datum\nrust-101;Ada;ada@example.org;2. Mai 2026\n";
    let error = read(table, &Options::default()).unwrap_err();
    assert!(
        error.contains("hint: the headers seem to stand in line 3: delete the lines above it"),
        "{error}"
    );
}

#[test]
fn a_sentence_in_place_of_an_address_is_kept_as_text() {
    let table = "email,evidence,issued_on\na@example.org,Built a robot,2026-05-02\n";
    let imported = read(table, &for_badge()).unwrap();
    assert_eq!(
        imported.rows[0].evidence,
        [(String::new(), "Built a robot".to_owned())]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..100), text in "(email|issued_on|badge|[,;\n\"]|[0-9/.-]{1,10}|a@b\\.c){0,20}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            if let Ok(imported) = import::read("x.csv", bytes, &for_badge()) {
                let written = import::to_csv(&imported.rows);
                let again = import::read("x.csv", written.as_bytes(), &Options::default());
                prop_assert_eq!(again.map(|it| it.rows).ok(), Some(imported.rows));
            }
        }
    }
}
