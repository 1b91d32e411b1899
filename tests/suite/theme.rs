//! Themes: the program's own, and what a site puts in its place.

use std::collections::BTreeSet;

use super::site::{Fixture, award, page, text};

#[test]
fn every_language_has_the_same_words() {
    let english = names("en");
    assert!(english.len() > 100);
    for language in ["de", "es", "fr"] {
        assert_eq!(names(language), english, "{language}");
    }
}

#[test]
fn every_language_fills_in_the_same_placeholders() {
    for (name, words) in words("en") {
        for language in ["de", "es", "fr"] {
            let other = &words_of(language, &name);
            assert_eq!(
                placeholders(other),
                placeholders(&words),
                "{language}: {name}"
            );
        }
    }
}

#[test]
fn a_template_that_does_not_parse_is_shown_with_its_line() {
    let fixture = Fixture::new();
    fixture.write(
        "themes/plain/templates/home.html",
        "{% extends \"base.html\" %}\n{% block main %}\n{{ oops\n{% endblock %}\n",
    );
    let said = fixture.findings();
    assert!(
        said.contains("error: the template does not parse"),
        "{said}"
    );
    assert!(
        said.contains("--> themes/plain/templates/home.html:"),
        "{said}"
    );
}

#[test]
fn a_filter_that_does_not_exist_is_shown_with_its_line() {
    let fixture = Fixture::new();
    fixture.write(
        "themes/plain/templates/home.html",
        "{% extends \"base.html\" %}\n{% block main %}\n{{ site.base | shout }}\n{% endblock %}\n",
    );
    let said = fixture.findings();
    assert!(
        said.contains(
            "error: the template cannot be used: Unknown filter `shout`\n--> themes/plain/templates/home.html:3:"
        ),
        "{said}"
    );
}

#[test]
fn a_template_that_asks_for_what_is_not_there_is_shown_with_its_line() {
    let fixture = Fixture::new();
    fixture.write(
        "themes/plain/templates/404.html",
        "{% extends \"base.html\" %}\n{% block main %}\n{{ site.nothing }}\n{% endblock %}\n",
    );
    let ledger = fixture.ledger();
    let site = accolade::site::Site::plan(fixture.root(), &fixture.catalog, &ledger);
    let site = site.map_err(super::site::said).unwrap();
    let mut files = Vec::new();
    let missing = site
        .bundles()
        .iter()
        .find(|it| site.paths(it) == ["404.html"])
        .unwrap();
    let said = site.render(missing, &mut files).unwrap_err().to_string();
    assert!(
        said.contains("--> themes/plain/templates/404.html:3:"),
        "{said}"
    );
    assert!(said.contains("nothing"), "{said}");
}

#[test]
fn a_theme_replaces_what_it_has_and_leaves_the_rest() {
    let mut fixture = Fixture::new();
    fixture.catalog.settings.theme = "ours".to_owned();
    fixture.write(
        "themes/ours/templates/404.html",
        "<p>Gone from {{ site.issuer.name }}</p>",
    );
    fixture.write("themes/ours/texts/en.toml", "all_badges = \"Our medals\"\n");
    let files = fixture.files();
    assert_eq!(
        text(&files, "404.html"),
        "<p>Gone from Marlow Makerspace</p>"
    );
    assert!(text(&files, "index.html").contains("Our medals"));
    assert!(text(&files, "index.html").contains("What is a badge?"));
}

#[test]
fn a_theme_may_have_a_template_of_its_own_where_another_asks_for_it() {
    let fixture = Fixture::new();
    fixture.write("themes/plain/templates/ours.html", "<p>Gone</p>");
    fixture.write(
        "themes/plain/templates/404.html",
        "{% include \"ours.html\" %}",
    );
    assert_eq!(text(&fixture.files(), "404.html"), "<p>Gone</p>");
}

#[test]
fn a_theme_brings_a_language_that_the_program_has_not() {
    let mut fixture = Fixture::new();
    fixture.catalog.settings.languages =
        vec![accolade::model::language::Language::new("nl").unwrap()];
    fixture.write(
        "themes/plain/texts/nl.toml",
        "all_badges = \"Alle badges hier\"\n",
    );
    let files = fixture.files();
    assert!(text(&files, "index.html").contains("<html lang=\"nl\">"));
    assert!(text(&files, "index.html").contains("Alle badges hier"));
    fixture.catalog.settings.languages =
        vec![accolade::model::language::Language::new("ar").unwrap()];
    fixture.write("themes/plain/texts/ar.toml", "skip = \"تخطي\"\n");
    let files = fixture.files();
    assert!(text(&files, "index.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn mistakes_in_a_theme_are_told_by_file() {
    let mut fixture = Fixture::new();
    fixture.catalog.settings.theme = "ours".to_owned();
    assert!(fixture.findings().contains("there is no theme `ours`"));
    fixture.catalog.settings.theme = "../..".to_owned();
    assert!(fixture.findings().contains("there is no theme `../..`"));
    fixture.catalog.settings.theme = "plain".to_owned();
    for (path, content, expected) in [
        ("script.js", "alert(1)", "this is no file that a theme has"),
        ("texts/en.toml", "skip = ", "the texts are not TOML"),
        (
            "texts/en.toml",
            "skip = 3",
            "the text `skip` is of the wrong kind",
        ),
        (
            "texts/en.toml",
            "all_badges = \"Our medals\"\nall_bagdes = \"Our medals\"\n",
            "no page says a text `all_bagdes`\n --> themes/plain/texts/en.toml:2:1\n",
        ),
        (
            "texts/en.toml",
            "[sentences]\n\"verdict.verifed\" = \"Right\"\n",
            "no page says a text `verdict.verifed`\n --> themes/plain/texts/en.toml:2:1\n",
        ),
        (
            "texts/en.toml",
            "skip = \"To {domain}\"\nsigned_by = \"Signed for {foo} at {domain}\"\n",
            "nothing is filled in for `{foo}` in the text `signed_by`\n --> themes/plain/texts/en.toml:2:13\n",
        ),
        ("texts/English.toml", "skip = \"x\"", "is no language"),
        (
            "templates/home.html",
            "{% extends \"none.html\" %}",
            "extends `none.html`, which does not exist",
        ),
        (
            "templates/awrad.html",
            "<p></p>",
            "no page is made from a template `awrad.html`\n--> themes/plain/templates/awrad.html\n\
             hint: did you mean `award.html`?",
        ),
        (
            "templates/zebra.html",
            "<p></p>",
            "another template must be included by one of these",
        ),
    ] {
        let path = format!("themes/plain/{path}");
        fixture.write(&path, content);
        let said = fixture.findings();
        assert!(said.contains(expected), "{path}: {said}");
        std::fs::remove_file(fixture.root().join(&path)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_a_theme_is_refused() {
    let fixture = Fixture::new();
    fixture.write("themes/plain/README.md", "ours");
    let target = fixture.root().join("themes/plain/style.css");
    std::os::unix::fs::symlink("/etc/hostname", target).unwrap();
    assert!(
        fixture.findings().contains("may not be a symbolic link"),
        "{}",
        fixture.findings()
    );
}

#[test]
fn a_page_is_in_the_language_of_its_badge() {
    let (fixture, ids) = Fixture::with(&[award("repair-cafe", 0)]);
    let files = fixture.files();
    let french = text(&files, &page(&ids[0]));
    assert!(french.contains("<html lang=\"fr\">"));
    assert!(french.contains("Signé et publié par") && french.contains("2 mai 2026"));
    assert!(!french.contains("Signed and published by"));
    // Among the others, on an English page, it says so.
    assert!(text(&files, "index.html").contains("<li class=\"card\" lang=\"fr\" dir=\"auto\">"));
}

fn words(language: &str) -> Vec<(String, String)> {
    let texts = accolade::site::theme::TEXTS;
    let (_, toml) = texts.iter().find(|(name, _)| *name == language).unwrap();
    let mut found = Vec::new();
    collect(&toml.parse().unwrap(), "", &mut found);
    found
}

fn words_of(language: &str, name: &str) -> String {
    words(language)
        .into_iter()
        .find(|(it, _)| it == name)
        .unwrap()
        .1
}

fn names(language: &str) -> BTreeSet<String> {
    words(language).into_iter().map(|(name, _)| name).collect()
}

fn placeholders(words: &str) -> BTreeSet<&str> {
    let parts = words.split('{').skip(1);
    parts.map(|it| it.split('}').next().unwrap()).collect()
}

fn collect(table: &toml::Table, prefix: &str, found: &mut Vec<(String, String)>) {
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) => collect(inner, &format!("{prefix}{name}."), found),
            toml::Value::Array(months) => {
                found.push((format!("{name} {}", months.len()), String::new()))
            }
            other => found.push((
                format!("{prefix}{name}"),
                other.as_str().unwrap().to_owned(),
            )),
        }
    }
}
