//! Starting a site.

use accolade::content;

use crate::project::Project;

const FLAGS: [&str; 8] = [
    "--name",
    "Example \"Makers\"",
    "--url",
    "https://badges.example.org",
    "--email",
    "badges@example.org",
    "--time-zone",
    "europe/paris",
];

fn init(folder: &str) -> Vec<&str> {
    ["init", folder].into_iter().chain(FLAGS).collect()
}

#[test]
fn a_new_site_loads_without_a_finding() {
    let project = Project::empty().run(init("my-badges")).code(0).stderr("").stdout(
        "Started a site in my-badges:\n  accolade.toml\n  keys.toml\n  badges/first-steps/index.md\n  \
         awards/example.csv\n  .gitignore\n  .gitattributes\n\n\
         Dates mean Europe/Paris time; `time_zone` in accolade.toml says so.\n\
         awards/ stays out of git, because it is private: keep a backup of it.\n\nNext, make its key: accolade key new my-badges\n",
    );
    let site = project.path("my-badges");
    let catalog = content::load(&site).unwrap();
    assert_eq!(catalog.issuer.name, "Example \"Makers\"");
    assert_eq!(
        catalog.settings.base.as_str(),
        "https://badges.example.org/"
    );
    assert_eq!(catalog.achievements.len(), 1);
    assert_eq!(catalog.settings.time_zone.iana_name(), Some("Europe/Paris"));
    assert!(content::load_awards(&site, &catalog).unwrap().is_empty());
    let names = std::fs::read_dir(&site).unwrap().count();
    assert_eq!(names, 6, "nothing else is left in the folder");
    project
        .contains("my-badges/.gitignore", "/awards/\n")
        .contains("my-badges/.gitignore", "\n*.pem\n");
}

#[test]
fn a_folder_with_other_files_is_used_and_none_of_them_is_touched() {
    Project::empty()
        .file(".git/HEAD", "ref: refs/heads/main\n")
        .file("README.md", "mine")
        .file(".accolade/index", "")
        .file("badges/mentor/notes.txt", "mine too")
        .run(init("."))
        .code(0)
        .contains("accolade.toml", "Makers")
        .contains("badges/first-steps/index.md", "First steps")
        .holds("README.md", "mine")
        .holds("badges/mentor/notes.txt", "mine too");
}

#[test]
fn a_folder_that_holds_one_of_the_files_is_left_alone() {
    for name in ["keys.toml", "awards/example.csv", ".gitignore"] {
        let path = format!("site/{name}");
        let project = Project::empty()
            .file(&path, "mine")
            .run(init("site"))
            .code(1)
            .holds(&path, "mine")
            .has_no("site/accolade.toml");
        let said = project.stderr_text();
        assert!(
            said.starts_with(&format!(
                "error: the folder `site` holds `{name}` already\n"
            )),
            "{said}"
        );
    }
}

#[test]
fn an_address_is_written_as_browsers_write_it() {
    for (given, written) in [
        ("HTTPS://Badges.Example.org", "https://badges.example.org/"),
        (
            "https://badges.example.org/repo/index.html",
            "https://badges.example.org/repo/",
        ),
        (
            "https://b\u{fc}cher.example/",
            "https://xn--bcher-kva.example/",
        ),
    ] {
        let mut arguments = init("site");
        let place = arguments.iter().position(|it| *it == "--url").unwrap();
        arguments[place + 1] = given;
        Project::empty()
            .run(arguments)
            .code(0)
            .stderr(&format!("The address of the site is written {written}\n"))
            .contains("site/accolade.toml", &format!("base_url = \"{written}\""));
    }
}

#[test]
fn a_time_zone_that_is_none_is_wrong_usage() {
    let mut arguments = init("site");
    *arguments.last_mut().unwrap() = "Europe/Pariss";
    Project::empty()
        .run(arguments)
        .code(2)
        .stderr(
            "error: --time-zone is not accepted: no time zone is called `Europe/Pariss`; \
             did you mean `Europe/Paris`?\n",
        )
        .has_no("site");
}

#[test]
fn without_a_terminal_everything_must_be_given() {
    Project::empty()
        .run(["init", "site", "--name", "Makers"])
        .code(2)
        .stderr("error: nobody can be asked here: give --url, --email too\n")
        .has_no("site");
}

#[test]
fn the_address_of_a_page_is_not_that_of_a_site() {
    let mut arguments = init("site");
    let place = arguments.iter().position(|it| *it == "--url").unwrap();
    arguments[place + 1] = "https://example.org/home.html";
    Project::empty()
        .run(arguments)
        .code(2)
        .stderr(
            "error: --url is not accepted: it names a page; the address of the folder that the \
             site goes to is needed\n",
        )
        .has_no("site");
}

#[test]
fn a_wrong_answer_is_wrong_usage_and_leaves_nothing() {
    Project::empty()
        .run(["init", "site", "--name", "Makers", "--url", "http://example.org/", "--email", "a@example.org"])
        .code(2)
        .stderr("error: --url is not accepted: it is not `https`; plain `http` is for `localhost` alone\n")
        .has_no("site");
}
