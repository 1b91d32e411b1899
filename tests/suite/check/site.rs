//! What is wrong in the site as it would be built, or was.

use super::*;

fn themed(template: &str, text: &str) -> IssuingSite {
    let site = committed();
    site.write(
        "accolade.toml",
        &format!("theme = \"mine\"\n{}", site.read("accolade.toml")),
    );
    site.write(&format!("themes/mine/{template}"), text);
    site
}

#[test]
fn a_link_that_leads_nowhere_is_told_once_with_how_many_have_it() {
    let text = r##"{% extends "base.html" %}{% block main %}<div>
<a href="{{ page.root }}nowhere.html">a</a> <a href="#nothing">b</a> <a href="../../../../../x">c</a>
<a href="{{ page.root }}badges/rust-101/#criteria-of-old">d</a> <a href="{{ page.root }}Badges/">e</a>
<a href="https://badges.example.org/badges/rust-101/9/">f</a> <a href="#main">g</a>
<a href="https://badges.example.org/members/">h</a> <a href="mailto:a">i</a></div>{% endblock %}"##;
    let site = themed("templates/award.html", text);
    finds(&site, "links", &["check"]);
}

#[test]
fn a_style_sheet_that_needs_what_is_not_there_is_told() {
    let site = themed("style.css", "body { background: url(paper.png) }\n");
    finds(&site, "style", &["check"]);
}

#[test]
fn a_page_that_tells_another_site_of_its_visitors_is_told() {
    let base = include_str!("../../../themes/plain/templates/base.html");
    let foreign = "<script src=\"https://stat.example/s.js\"></script>\n<img src=\"//img.example/x.png\" alt=\"\">\n\
                   <link rel=\"stylesheet\" href=\"https://fonts.example/css\">\n\
                   <link rel=\"license\" href=\"https://example.org/licence\">\n</head>";
    let site = themed("templates/base.html", &base.replace("</head>", foreign));
    finds(&site, "foreign", &["check"]);
}

#[test]
fn award_pages_that_check_nothing_are_told() {
    let award = include_str!("../../../themes/plain/templates/award.html");
    let site = themed(
        "templates/award.html",
        &award.replace(" data-verify-award ", " "),
    );
    finds(&site, "unchecked", &["check"]);
    let without_script = award.lines().filter(|it| !it.contains("<script defer"));
    let without_script: Vec<_> = without_script.collect();
    let site = themed("templates/award.html", &without_script.join("\n"));
    finds(&site, "unchecked", &["check"]);
}

#[test]
fn a_private_key_in_a_folder_that_git_does_not_have_is_told() {
    let site = committed();
    site.succeed(&["build"]);
    for name in ["public/spare.pem", "awards/key.txt"] {
        site.write(
            name,
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----\n",
        );
    }
    finds(&site, "keys-beside", &["check"]);
    let output = site.run(&["build"]);
    let told = told(&output);
    for name in ["public/spare.pem", "awards/key.txt"] {
        let warning = format!(
            "warning: this is a private key, and whoever gets the folder gets it\n--> {name}\n"
        );
        assert!(told.contains(&warning), "{told}");
    }
}

#[test]
fn pages_that_do_not_say_what_may_be_loaded_are_told() {
    let base = include_str!("../../../themes/plain/templates/base.html");
    let lines = base
        .lines()
        .filter(|it| !it.contains("Content-Security-Policy"));
    let lines: Vec<_> = lines.collect();
    let site = themed("templates/base.html", &lines.join("\n"));
    finds(&site, "unbound", &["check"]);
}

#[test]
fn a_template_that_fails_is_told() {
    let site = themed("templates/award.html", "{{ nothing.at.all }}\n");
    let said = said(&site, &["check"]);
    assert!(
        said.contains("award.html") && said.contains("[exit code 1]"),
        "{said}"
    );
}

#[test]
fn a_built_site_that_is_not_this_one_is_told() {
    let site = committed();
    site.succeed(&["build"]);
    let index = site.read("public/index.html");
    site.write(
        "public/index.html",
        &index.replace("Example Makers", "Example Takers"),
    );
    fs::remove_file(site.root().join("public/did.json")).unwrap_or_else(|_| {
        fs::remove_file(site.root().join("public/.well-known/did.json")).unwrap();
    });
    let id = Ledger::open(&site.root())
        .unwrap_or_else(|_| panic!())
        .awards()[0]
        .id;
    site.write(&format!("public/awards/{}/{id}.old", id.shard()), "");
    site.write("public/CNAME", "badges.example.org\n");
    finds(&site, "public", &["check"]);
    // An award that the ledger does not know was published once.
    let unknown = "b".repeat(26);
    site.write(&format!("public/awards/bb/{unknown}.html"), "");
    let said = said(&site, &["check"]);
    assert!(
        said.contains("was published and is not in the ledger"),
        "{said}"
    );
    site.succeed(&["build", "--verify"]);
}

/// No build would bring `public` up to date before the rest is mended.
#[test]
fn a_site_that_is_not_this_one_is_told_once_a_build_could_mend_that() {
    let site = committed();
    site.succeed(&["build"]);
    site.write("public/index.html", "Something else");
    let old = "`public` is not the site that is built now";
    assert!(site.fail(&["check"], 1).contains(old));
    let keys = site.read("keys.toml");
    let last = keys.rfind("[[key]]").unwrap();
    site.write("keys.toml", &keys[..last]);
    let said = site.fail(&["check"], 1);
    assert!(said.contains("no longer lists the key"), "{said}");
    assert!(!said.contains(old), "{said}");
    site.fail(&["build"], 1);
    site.write("keys.toml", &keys);
    assert!(site.fail(&["check"], 1).contains(old));
}
