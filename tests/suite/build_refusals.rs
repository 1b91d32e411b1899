//! Bringing a plan to disk: what is refused, and what is then left as it was.

use std::fs;

use accolade::build::{Lock, Mode, PRIVATE_FOLDER};
use accolade::site::Order;

use super::build_ground::*;

#[test]
fn a_folder_that_is_not_a_site_is_refused_and_left_as_it_is() {
    for (name, text) in [
        ("photo.jpg", "mine"),
        (
            "issuer.json",
            r#"{"id":"https://other.example/issuer.json"}"#,
        ),
        ("issuer.json", "no json"),
    ] {
        for mode in [Mode::Changed, Mode::Verify, Mode::Full] {
            let mut ground = Ground::new();
            fs::create_dir(ground.output()).unwrap();
            fs::write(ground.output().join(name), text).unwrap();
            let before = tree(&ground.output());
            let said = message(ground.mode(mode).build(&site(1, &AWARDS)));
            assert!(said.contains("not a site of this issuer"), "{said}");
            assert_eq!(tree(&ground.output()), before);
        }
    }
}

#[test]
fn an_output_in_the_content_or_around_it_is_refused() {
    let ground = Ground::new();
    for folder in ["badges/x", "site/deep"] {
        fs::create_dir_all(ground.root().join(folder)).unwrap();
    }
    std::os::unix::fs::symlink("badges", ground.root().join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", ground.root().join("dangling")).unwrap();
    fs::write(ground.root().join("file"), "").unwrap();
    for bad in [
        ".",
        "..",
        "/",
        "badges",
        "badges/x",
        "badges/y",
        "ledger",
        "ledger/../awards",
        ".accolade",
        ".accolade/x",
        ".git",
        "themes/t",
        "link",
        "link/x",
        "dangling",
        "file",
    ] {
        let output = ground.root().join(bad);
        let plan = site(1, &AWARDS);
        let outcome = build(ground.root(), &output, &plan, &ground.options);
        assert!(outcome.is_err(), "{bad}");
        assert_eq!(plan.made.into_inner(), 0, "{bad}");
    }
    let outside = tempfile::tempdir().unwrap();
    for good in [ground.root().join("site/deep"), outside.path().join("a/b")] {
        let plan = site(1, &AWARDS);
        build(ground.root(), &good, &plan, &ground.options).unwrap();
        assert_eq!(tree(&good), plan.tree());
    }
}

#[test]
fn a_linked_output_is_followed_and_a_link_inside_it_is_not() {
    let ground = Ground::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let served = elsewhere.path().join("www");
    fs::create_dir(&served).unwrap();
    std::os::unix::fs::symlink(&served, ground.output()).unwrap();
    ground.build(&site(1, &AWARDS)).unwrap();
    assert_eq!(tree(&served), site(1, &AWARDS).tree());
    assert!(ground.output().is_symlink());

    let victim = elsewhere.path().join("victim");
    fs::create_dir(&victim).unwrap();
    fs::write(victim.join("aaone.html"), "precious").unwrap();
    fs::remove_dir_all(served.join("awards/aa")).unwrap();
    std::os::unix::fs::symlink(&victim, served.join("awards/aa")).unwrap();
    assert!(message(ground.build(&site(1, &AWARDS))).contains("awards/aa"));
    let fewer = site(1, &AWARDS[2..]);
    ground.build(&fewer).unwrap();
    assert_eq!(fs::read(victim.join("aaone.html")).unwrap(), b"precious");

    fs::remove_file(served.join("index.html")).unwrap();
    std::os::unix::fs::symlink(victim.join("aaone.html"), served.join("index.html")).unwrap();
    ground.build(&fewer).unwrap();
    assert_eq!(fs::read(victim.join("aaone.html")).unwrap(), b"precious");
    assert!(!served.join("index.html").is_symlink());
}

#[test]
fn a_plan_with_one_path_twice_or_a_path_out_of_the_site_is_refused() {
    for paths in [["a", "a"], ["a", "../a"], ["/a", "b"], ["a", "b//c"]] {
        let ground = Ground::new();
        let plan = Plan::default()
            .with(Order::Leaf, &[(paths[0], "one")])
            .with(Order::Leaf, &[(paths[1], "two")]);
        assert!(message(ground.build(&plan)).contains("plan of the site"));
        assert!(!ground.output().exists());
    }
}

#[test]
fn a_page_that_cannot_be_made_leaves_the_old_site_as_it_was() {
    for (mode, jobs) in [
        (Mode::Changed, None),
        (Mode::Full, None),
        (Mode::Changed, Some(1)),
    ] {
        let mut ground = Ground::new();
        ground.build(&site(1, &AWARDS)).unwrap();
        let mut plan = site(2, &AWARDS);
        plan.broken = true;
        ground.options.jobs = jobs;
        let said = message(ground.mode(mode).build(&plan));
        assert_eq!(said, "error: the template is broken");
        assert_eq!(tree(&ground.output()), site(1, &AWARDS).tree());
        assert_eq!(ground.leftovers(), [""; 0]);
    }
}

#[test]
fn a_second_build_says_that_the_first_is_running() {
    let mut ground = Ground::new();
    ground.options.wait = false;
    let lock = Lock::take(&ground.root().join(PRIVATE_FOLDER), false).unwrap();
    assert!(message(ground.build(&site(1, &AWARDS))).contains("is running"));
    drop(lock);
    ground.options.wait = true;
    ground.build(&site(1, &AWARDS)).unwrap();
}

#[test]
fn builds_that_wait_for_each_other_never_mix() {
    let ground = Ground::new();
    let plans: Vec<Plan> = (0..8)
        .map(|it| site(it, &AWARDS[..usize::from(it % 4)]))
        .collect();
    std::thread::scope(|scope| {
        for plan in &plans {
            scope.spawn(|| ground.build(plan).unwrap());
        }
    });
    let found = tree(&ground.output());
    assert!(plans.iter().any(|it| it.tree() == found));
}
