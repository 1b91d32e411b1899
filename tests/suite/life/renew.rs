//! Renewing awards that end.

use super::{Life, TABLE, TOML, changed, day, path, sorted, written};

fn in_a_year(day: &str, years: i16) -> String {
    let date: jiff::civil::Date = day.parse().unwrap();
    date.checked_add(jiff::Span::new().years(years))
        .unwrap()
        .to_string()
}

#[test]
fn those_that_end_soon_get_successors_and_their_own_bytes_stay() {
    let life = Life::new();
    let before = life.build();
    let (ada, dan) = (life.id("Ada"), life.id("Dan"));
    let (table, toml) = (life.0.read(TABLE), life.0.read(TOML));
    let stdout = life.0.succeed(&["renew", "--expiring", "60d", "--yes"]);
    assert!(stdout.starts_with("2 to renew\n"), "{stdout}");
    let (new_ada, new_dan) = (life.id("Ada"), life.id("Dan"));
    let (today, end) = (day(0), in_a_year(&day(-340), 2));
    let first = in_a_year(&day(-340), 1);
    assert!(
        stdout.contains(&format!(
            "  {ada}  First Aid (first-aid 1)  Ada Lovelace  {TABLE}:2  ends on {first}; its successor on {end}\n"
        )),
        "{stdout}"
    );

    // A row and a table beside the old ones; every other byte is what it was.
    let row = |name: &str| {
        table
            .lines()
            .find(|it| it.contains(name))
            .unwrap()
            .to_owned()
    };
    let with_column: String = table
        .lines()
        .map(|it| match it.starts_with("badge,") {
            true => format!("{it},expires_on\n"),
            false => format!("{it},\n"),
        })
        .collect();
    let old = format!("{},\n", row("Ada"));
    let new = format!("first-aid,Ada Lovelace,ada@recipients.example,{today},{new_ada},{end}\n");
    similar_asserts::assert_eq!(
        life.0.read(TABLE),
        with_column.replace(&old, &(old.clone() + &new))
    );
    let old = format!(
        "[[award]]\nid = \"{dan}\"\nname = \"Dan Brown\"\nemail = \"dan@recipients.example\" # his\n\
         evidence = [\n  \"https://example.org/dan\",\n]\n"
    );
    let new = format!(
        "\n[[award]]\nissued_on = \"{today}\"\nexpires_on = \"{end}\"\nid = \"{new_dan}\"\nname = \"Dan Brown\"\n\
         email = \"dan@recipients.example\" # his\nevidence = [\n  \"https://example.org/dan\",\n]\n"
    );
    similar_asserts::assert_eq!(life.0.read(TOML), toml.replace(&old, &(old.clone() + &new)));
    let plan = life.0.plan();
    assert_eq!((&plan["new"], &plan["changed"]), (&0.into(), &0.into()));

    let after = life.build();
    let files = |id: &str| ["html", "json", "assertion.json", "png"].map(|it| path(id, it));
    let mut expected = sorted([path(&ada, "html"), path(&dan, "html")]);
    expected.extend(files(&new_ada).into_iter().chain(files(&new_dan)));
    expected.extend([&new_ada, &new_dan].map(|it| path(it, "svg")));
    expected.sort();
    assert_eq!(changed(&before, &after), expected);
    let (credential, successor) = (life.credential(&ada), life.credential(&new_ada));
    assert_eq!(successor["awardedDate"], credential["awardedDate"]);
    assert_eq!(successor["validFrom"], format!("{today}T00:00:00Z"));
    assert_eq!(successor["validUntil"], format!("{end}T00:00:00Z"));
    for id in [&ada, &new_ada] {
        assert_eq!(life.verdict(&life.file(id, "json")), "verified");
    }
    let page = life.file(&ada, "html");
    assert!(page.contains("Example Makers renewed it on"), "{page}");
    assert!(page.contains(&format!("href=\"../../{}\"", path(&new_ada, "html"))));
    let page = life.file(&new_ada, "html");
    assert!(page.contains("It renews an earlier badge"));
    let dates = page
        .split("class=\"dates\"")
        .nth(1)
        .unwrap()
        .split("</dl>")
        .next()
        .unwrap();
    for date in [day(-340), today, end] {
        assert!(dates.contains(&written(&date)), "{date}: {dates}");
    }
}

#[test]
fn one_that_ended_says_so_first_and_how_to_renew_it_and_then_leads_to_its_successor() {
    let life = Life::new();
    life.build();
    let old = life.id("Ed");
    let ended = in_a_year(&day(-500), 1);
    let page = life.file(&old, "html");
    let verdict = |page: &str| page.split("class=\"sheet\"").next().unwrap().to_owned();
    assert!(
        verdict(&page).contains(&format!("Expired · <time datetime=\"{ended}\">")),
        "{page}"
    );
    assert!(verdict(&page).contains("How to renew it"));
    assert!(page.contains("Come to a <strong>refresher</strong>."));
    let address = "https://example.org/refresh";
    assert!(
        page.contains(&format!(
            "<a href=\"{address}\" rel=\"nofollow noopener\">{address}</a>."
        )),
        "a bare address is a link: {page}"
    );
    assert!(
        life.0
            .read("public/badges/first-aid/index.html")
            .contains("Come to a <strong>refresher</strong>.")
    );

    life.0.succeed(&["renew", &old, "--yes"]);
    life.build();
    let new = life.id("Ed");
    // It is over, so the new one counts from today, as its badge says: nothing is added to the table.
    assert!(!life.0.read(TABLE).contains("expires_on"));
    assert_eq!(
        life.credential(&new)["validUntil"],
        format!("{}T00:00:00Z", in_a_year(&day(0), 1))
    );
    let page = life.file(&old, "html");
    let verdict = verdict(&page);
    assert!(
        verdict.contains("Expired · ") && verdict.contains("See the badge that renews it"),
        "{verdict}"
    );
    assert!(verdict.contains(&path(&new, "html")));
    assert!(!page.contains("Come to a <strong>"));
    // How to renew is that of today, and no part of what was signed.
    let badge = life
        .0
        .read("badges/first-aid/index.md")
        .replace("refresher", "new course");
    life.0.write("badges/first-aid/index.md", &badge);
    life.build();
    assert!(
        life.file(&life.id("Cleo"), "html")
            .contains("Come to a <strong>new course</strong>.")
    );
}

/// The successor says what the record says now, and the old award never does: both are shown before.
#[test]
fn a_record_that_was_changed_is_shown_before_it_is_renewed() {
    let life = Life::new();
    let (ada, dan) = (life.id("Ada"), life.id("Dan"));
    let records = life.0.read(TABLE);
    let changed = records.replace("Ada Lovelace,ada@", "Ada Byron,byron@");
    life.0.write(TABLE, &changed);
    let ends = |from: i64, years| in_a_year(&day(from), years);
    let (first, end) = (ends(-340, 1), ends(-340, 2));
    let dry = life.0.succeed(&["renew", &ada, "--dry-run"]);
    similar_asserts::assert_eq!(
        dry,
        format!(
            "1 to renew\n  {ada}  First Aid (first-aid 1)  Ada Lovelace (its record says Ada Byron)  {TABLE}:2  \
             ends on {first}; its successor on {end}\n    \
             was issued as `Ada Lovelace`; the record now says `Ada Byron`, and so will its successor\n    \
             was issued to another e-mail address; the record now says byron@recipients.example, and so \
             will its successor\n    \
             the old award keeps what was issued until it ends: if that is wrong, \
             `accolade replace {ada}` first, and renew the new one\n\
             Nothing was written: this was a dry run.\n"
        )
    );
    let told = life
        .0
        .succeed(&["renew", &ada, &dan, "--dry-run", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let renewed = told["renewed"].as_array().unwrap();
    let of = |id: &str| renewed.iter().find(|it| it["old"] == id).unwrap();
    assert_eq!(
        of(&ada)["differences"],
        serde_json::json!([
            {"issued": "as `Ada Lovelace`", "record": "`Ada Byron`"},
            {"issued": "to another e-mail address", "record": "byron@recipients.example"},
        ])
    );
    assert_eq!(of(&dan)["differences"], serde_json::json!([]));
    // Another badge is another award.
    let other = records.replace("first-aid,Ada", "rust-101,Ada");
    life.0.write(TABLE, &other);
    let said = life.0.fail(&["renew", &ada, "--yes"], 1);
    similar_asserts::assert_eq!(
        said,
        format!(
            "error: award `{ada}` is of `first-aid`, and its record now says `rust-101`\n\
             --> {TABLE}:2\n\
             hint: another badge is no correction: `accolade revoke {ada}`, take the id out of the record, \
             and run `accolade issue`\n\n"
        )
    );
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
}

#[test]
fn a_successor_is_of_the_current_version_and_ends_when_one_says() {
    let life = Life::new();
    let badge = life.0.read("badges/first-aid/index.md");
    let badge = badge.replace(
        "valid_for = \"1 year\"",
        "version = \"2\"\nvalid_for = \"1 year\"",
    );
    life.0.write("badges/first-aid/index.md", &badge);
    let (eve, until) = (life.id("Eve"), day(1500));
    life.0.succeed(&["renew", &eve, "--until", &until, "--yes"]);
    life.build();
    let new = life.credential(&life.id("Eve"));
    assert_eq!(new["validUntil"], format!("{until}T00:00:00Z"));
    let achievement = new.pointer("/credentialSubject/achievement/id").unwrap();
    assert_eq!(
        achievement,
        "https://badges.example.org/badges/first-aid/2/achievement.json"
    );
    assert!(
        life.0
            .read(TOML)
            .contains(&format!("expires_on = {until}\n"))
    );
    assert_eq!(life.0.plan()["new"], 0);
    // The successor can be corrected, and is still what was earned on the first day.
    life.0
        .write(TOML, &life.0.read(TOML).replace("eve@", "eva@"));
    life.0.succeed(&["replace", &life.id("Eve"), "--yes"]);
    life.build();
    let corrected = life.credential(&life.id("Eve"));
    assert_eq!(corrected["awardedDate"], format!("{}T00:00:00Z", day(-100)));
    let page = life.file(&life.id("Eve"), "html");
    assert!(page.contains(&written(&day(-100))), "{page}");
}

#[test]
fn mistakes_are_told_with_a_way_out() {
    let life = Life::new();
    let (ada, grace) = (life.id("Ada"), life.id("Grace"));
    let fail = |arguments: &[&str], code: i32| {
        let arguments: Vec<_> = ["renew"].iter().chain(arguments).copied().collect();
        life.0.fail(&arguments, code)
    };
    similar_asserts::assert_eq!(
        fail(&[&grace, "--yes"], 1),
        format!("error: award `{grace}` does not end, so there is nothing to renew\n\n")
    );
    let said = fail(&[&ada, "--until", &day(-2), "--yes"], 1);
    assert!(
        said.contains(&format!("the successor of `{ada}` ends too soon")),
        "{said}"
    );
    let soon = day(3);
    let said = fail(&[&ada, "--until", &soon, "--yes"], 1);
    assert!(
        said.contains(&format!(
            "the successor of `{ada}` would end on {soon}, and it ends on"
        )),
        "{said}"
    );
    let said = fail(&[&ada, "--until", "31.12.2027", "--yes"], 2);
    assert!(
        said.contains("expected a day such as `2027-12-31`"),
        "{said}"
    );
    assert_eq!(
        fail(&["--yes"], 2),
        "error: name at least one award, or those that end soon: `--expiring 60d`\n"
    );
    assert!(fail(&["--expiring", "soon"], 2).contains("write a number of days, such as `60d`"));
    let badge = life.0.read("badges/first-aid/index.md");
    life.0.write(
        "badges/first-aid/index.md",
        &badge.replace("valid_for = \"1 year\"", "version = \"2\""),
    );
    similar_asserts::assert_eq!(
        fail(&[&ada, "--yes"], 1),
        "error: `first-aid` does not say for how long an award of it holds\n\
         --> badges/first-aid/index.md\n\
         hint: say it there, as `valid_for = \"2 years\"`, or give the end with `--until`\n\n"
    );
    life.0.write("badges/first-aid/index.md", &badge);
    let table = life.0.read(TABLE);
    let without: String = table
        .lines()
        .filter(|it| !it.contains("Ada"))
        .map(|it| format!("{it}\n"))
        .collect();
    life.0.write(TABLE, &without);
    let said = fail(&[&ada, "--yes"], 1);
    assert!(
        said.contains(&format!("no record in `awards` bears the id `{ada}`")),
        "{said}"
    );
    assert!(
        said.contains("bring back the file `awards/spring.csv` or `.toml`"),
        "{said}"
    );
    life.0.write(TABLE, &table);
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
    life.0.succeed(&["renew", &ada, "--yes"]);
    let new = life.id("Ada");
    similar_asserts::assert_eq!(
        fail(&[&ada, "--yes"], 1),
        format!(
            "error: award `{ada}` was renewed already, by `{new}`\n\
             hint: it is `{new}` that can be renewed now\n\n"
        )
    );
    // It still holds, and can be taken back.
    life.0
        .succeed(&["revoke", &ada, "--reason", "The exam was void", "--yes"]);
    assert_eq!(
        (life.standing(&ada), life.standing(&new)),
        ("revoked".into(), "valid".into())
    );
}

#[test]
fn who_earned_a_badge_is_listed_by_the_day_it_was_earned() {
    let life = Life::unissued();
    let settings = life.0.read("accolade.toml");
    life.0.write(
        "accolade.toml",
        &format!("{settings}\n[privacy]\nlisted = true\n"),
    );
    life.0.issue();
    let listed = || {
        life.build();
        let page = life.0.read("public/badges/first-aid/awards_1.html");
        let lines = page.lines().filter(|it| it.starts_with("<li><a"));
        let told = lines.map(|it| {
            let (_, rest) = it.split_once(".html\">").unwrap();
            let rest = rest.replace("</a> <span>", " ").replace("</time>", "");
            let (name, rest) = rest.split_once(" <time datetime=\"").unwrap();
            let (date, rest) = rest.split_once("\">").unwrap();
            assert!(rest.starts_with(&written(date)), "{it}");
            format!("{name} {date}")
        });
        told.collect::<Vec<_>>()
    };
    let before = listed();
    assert!(before.contains(&format!("Ada Lovelace {}", day(-340))));
    life.0.succeed(&["renew", &life.id("Ada"), "--yes"]);
    assert_eq!(listed(), before);
}

#[test]
fn who_revokes_a_renewed_award_is_told_of_its_successor() {
    let life = Life::new();
    let old = life.id("Ada");
    life.0.succeed(&["renew", &old, "--yes"]);
    let new = life.id("Ada");
    let said = life
        .0
        .succeed(&["revoke", &old, "--reason", "Made up", "--dry-run"]);
    let holds = |id: &str| {
        format!(
            "  {id}  First Aid (first-aid 1)  Ada Lovelace, which took its place or which it renews, goes on holding, unless it is revoked, too\n"
        )
    };
    assert!(said.contains(&holds(&new)), "{said}");
    // The other way round as well: whoever is sent the newest one names that.
    let said = life
        .0
        .succeed(&["revoke", &new, "--reason", "Made up", "--dry-run"]);
    assert!(said.contains(&holds(&old)), "{said}");
    let said = life
        .0
        .succeed(&["revoke", &old, &new, "--reason", "Made up", "--dry-run"]);
    assert!(!said.contains("goes on holding"), "{said}");
}

#[test]
fn an_award_whose_renewal_was_taken_back_goes_on_by_itself_and_can_be_renewed_again() {
    let life = Life::new();
    let old = life.id("Ada");
    life.0.succeed(&["renew", &old, "--yes"]);
    let wrong = life.id("Ada");
    life.build();
    let before = life.file(&old, "html");
    assert!(before.contains(&path(&wrong, "html")));
    let expiring = || life.0.succeed(&["report", "expiring", "--within", "60d"]);
    assert!(!expiring().contains("Ada Lovelace"));

    life.0
        .succeed(&["revoke", &wrong, "--reason", "Made too soon", "--yes"]);
    life.build();
    let page = life.file(&old, "html");
    assert!(
        !page.contains(&wrong),
        "a renewal that holds no longer: {page}"
    );
    assert!(page.contains("Come to a <strong>refresher</strong>."));
    assert!(expiring().contains(&old));
    assert_eq!(life.standing(&old), "valid");

    let said = life.0.succeed(&["renew", "--expiring", "60d", "--yes"]);
    assert!(said.contains(&format!("  {old}  ")), "{said}");
    let listed = life.listed();
    let successor = listed.iter().find(|it| it["id"] == old.as_str()).unwrap()["successor"].clone();
    let successor = successor.as_str().unwrap();
    assert_ne!(successor, wrong);
    assert!(!expiring().contains(&old));
    life.build();
    assert!(life.file(&old, "html").contains(&path(successor, "html")));
    life.0.succeed(&["check"]);
    // One renewal at a time.
    let said = life.0.fail(&["renew", &old, "--yes"], 1);
    assert!(
        said.contains(&format!("it is `{successor}` that can be renewed now")),
        "{said}"
    );
}
