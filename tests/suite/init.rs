//! Starting a site.

use accolade::content;

use crate::project::Project;

const FLAGS: [&str; 6] = [
    "--name",
    "Example \"Makers\"",
    "--url",
    "https://badges.example.org",
    "--email",
    "badges@example.org",
];

fn init(folder: &str) -> Vec<&str> {
    ["init", folder].into_iter().chain(FLAGS).collect()
}

#[test]
fn a_new_site_loads_without_a_finding() {
    let project = Project::empty().run(init("my-badges")).code(0).stderr("").stdout(
        "Started a site in my-badges:\n  accolade.toml\n  keys.toml\n  badges/first-steps/index.md\n  \
         awards/example.csv\n  .gitignore\n  .gitattributes\n\nNext, make its key: accolade key new my-badges\n",
    );
    let site = project.path("my-badges");
    let catalog = content::load(&site).unwrap();
    assert_eq!(catalog.issuer.name, "Example \"Makers\"");
    assert_eq!(
        catalog.settings.base.as_str(),
        "https://badges.example.org/"
    );
    assert_eq!(catalog.achievements.len(), 1);
    assert!(content::load_awards(&site, &catalog).unwrap().is_empty());
    let names = std::fs::read_dir(&site).unwrap().count();
    assert_eq!(names, 6, "nothing else is left in the folder");
    project.contains("my-badges/.gitignore", "/awards/\n");
}

#[test]
fn an_empty_folder_is_used_and_any_other_is_left_alone() {
    let project = Project::empty();
    std::fs::create_dir(project.path(".git")).unwrap();
    project
        .run(init("."))
        .code(0)
        .contains("accolade.toml", "Makers");
    Project::empty()
        .file("site/notes.txt", "mine")
        .run(init("site"))
        .code(1)
        .stderr(
            "error: the folder `site` is not empty: it holds `notes.txt`\n\
             hint: name a new folder; nothing is ever overwritten\n\n",
        )
        .holds("site/notes.txt", "mine")
        .has_no("site/accolade.toml");
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
fn a_wrong_answer_is_wrong_usage_and_leaves_nothing() {
    Project::empty()
        .run(["init", "site", "--name", "Makers", "--url", "http://example.org/", "--email", "a@example.org"])
        .code(2)
        .stderr("error: --url is not accepted: it is not `https`; plain `http` is for `localhost` alone\n")
        .has_no("site");
}
