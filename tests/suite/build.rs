//! Bringing a plan to disk: what is written, what is left alone.

use std::fs;

use accolade::build::{Mode, PRIVATE_FOLDER};
use accolade::site::Order;
use proptest::prelude::*;

use super::build_ground::*;

#[test]
fn a_first_build_writes_every_file_and_leaves_nothing_else_behind() {
    let ground = Ground::new();
    let plan = site(1, &AWARDS);
    let summary = ground.build(&plan).unwrap();
    assert_eq!(tree(&ground.output()), plan.tree());
    assert_eq!(
        (summary.files, summary.written, summary.removed),
        (12, 12, 0)
    );
    let bytes: usize = plan.tree().values().map(Vec::len).sum();
    assert_eq!(summary.bytes, bytes as u64);
    assert_eq!(ground.leftovers(), [""; 0]);
}

#[test]
fn a_build_of_the_same_makes_and_writes_nothing() {
    let ground = Ground::new();
    let first = ground.build(&site(1, &AWARDS)).unwrap();
    let manifest = modified(&ground.manifest());
    let plan = site(1, &AWARDS);
    let second = ground.build(&plan).unwrap();
    assert_eq!(plan.made.into_inner(), 0);
    assert_eq!((second.written, second.unchanged()), (0, 12));
    assert_eq!((second.files, second.bytes), (first.files, first.bytes));
    assert_eq!(modified(&ground.manifest()), manifest);
}

#[test]
fn a_changed_part_is_written_and_every_other_file_left_untouched() {
    let ground = Ground::new();
    ground.build(&site(1, &AWARDS)).unwrap();
    let page = |name: &str| ground.output().join(name);
    let before = ["awards/aa/aatwo.html", "index.html"].map(|it| modified(&page(it)));
    let plan = site(1, &[("aaone", 2), ("aatwo", 1), ("bbthree", 1)]);
    let summary = ground.build(&plan).unwrap();
    let after = ["awards/aa/aatwo.html", "index.html"].map(|it| modified(&page(it)));
    assert_eq!(tree(&ground.output()), plan.tree());
    assert_eq!((summary.written, summary.removed), (3, 0));
    assert_eq!((plan.made.into_inner(), before), (1, after));
    let again = site(1, &[("aaone", 2), ("aatwo", 1), ("bbthree", 1)]);
    ground.build(&again).unwrap();
    assert_eq!(again.made.into_inner(), 0, "the change is remembered");
}

#[test]
fn what_left_the_plan_is_removed_and_what_others_put_there_stays() {
    let ground = Ground::new();
    ground.build(&site(1, &AWARDS)).unwrap();
    let own = ground.output().join("awards/aa/CNAME");
    fs::write(&own, "mine").unwrap();
    let plan = site(1, &[("aaone", 1)]);
    let summary = ground.build(&plan).unwrap();
    assert_eq!(summary.removed, 6);
    assert!(
        !ground.output().join("awards/bb").exists(),
        "an emptied folder goes"
    );
    fs::remove_file(&own).unwrap();
    assert_eq!(tree(&ground.output()), plan.tree());
}

#[test]
fn a_file_or_folder_removed_by_hand_comes_back() {
    let ground = Ground::new();
    let plan = site(1, &AWARDS);
    ground.build(&plan).unwrap();
    fs::remove_file(ground.output().join("awards/bb/bbthree.json")).unwrap();
    fs::remove_dir_all(ground.output().join("awards/aa")).unwrap();
    assert_eq!(ground.build(&plan).unwrap().written, 7);
    assert_eq!(tree(&ground.output()), plan.tree());
    fs::remove_dir_all(ground.output()).unwrap();
    assert_eq!(ground.build(&plan).unwrap().written, 12);
    assert_eq!(tree(&ground.output()), plan.tree());
}

#[test]
fn verifying_finds_a_file_that_was_edited_in_place() {
    let mut ground = Ground::new();
    let plan = site(1, &AWARDS);
    ground.build(&plan).unwrap();
    fs::write(ground.output().join("index.html"), "hacked").unwrap();
    let summary = ground.mode(Mode::Verify).build(&plan).unwrap();
    assert_eq!((summary.written, summary.unchanged()), (1, 11));
    assert_eq!(tree(&ground.output()), plan.tree());
}

#[test]
fn a_full_build_exchanges_the_whole_and_refuses_to_drop_what_it_did_not_make() {
    let mut ground = Ground::new();
    ground.build(&site(1, &AWARDS)).unwrap();
    let plan = site(2, &[("ccfour", 1)]);
    ground.options.mode = Mode::Full;
    fs::write(ground.output().join("CNAME"), "mine").unwrap();
    assert!(message(ground.build(&plan)).contains("public/CNAME"));
    assert_eq!(ground.leftovers(), [""; 0]);
    fs::remove_file(ground.output().join("CNAME")).unwrap();
    assert_eq!(ground.build(&plan).unwrap().written, 6);
    assert_eq!(tree(&ground.output()), plan.tree());
    assert_eq!(ground.leftovers(), [""; 0]);
    let again = site(2, &[("ccfour", 1)]);
    ground.mode(Mode::Changed).build(&again).unwrap();
    assert_eq!(again.made.into_inner(), 0);
}

#[test]
fn a_site_whose_list_is_lost_or_damaged_is_taken_over_by_comparing() {
    for damage in [None, Some(""), Some("accolade build 1\nnonsense\n")] {
        let ground = Ground::new();
        ground.build(&site(1, &AWARDS)).unwrap();
        match damage {
            None => fs::remove_dir_all(ground.root().join(PRIVATE_FOLDER)).unwrap(),
            Some(text) => fs::write(ground.manifest(), text).unwrap(),
        }
        let page = ground.output().join("awards/aa/aaone.html");
        let before = modified(&page);
        let plan = site(2, &AWARDS[..2]);
        let summary = ground.build(&plan).unwrap();
        assert_eq!((summary.written, summary.unknown), (2, 3));
        assert_eq!(modified(&page), before);
    }
}

#[test]
fn a_copied_content_folder_builds_right() {
    let ground = Ground::new();
    ground.build(&site(1, &AWARDS)).unwrap();
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("copy");
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .arg(ground.root())
        .arg(&copy)
        .status();
    assert!(copied.unwrap().success());
    let plan = site(3, &AWARDS[1..]);
    build(&copy, &copy.join("public"), &plan, &ground.options).unwrap();
    assert_eq!(tree(&copy.join("public")), plan.tree());
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let ground = Ground::new();
    let file = Plan::default().with(Order::Leaf, &[("a", "file"), ("b/c/d", "deep")]);
    let folder = Plan::default().with(Order::Leaf, &[("a/x", "in folder"), ("b", "file")]);
    for plan in [&file, &folder, &file] {
        ground.build(plan).unwrap();
        assert_eq!(tree(&ground.output()), plan.tree());
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let awards: Vec<String> = (0..500).map(|it| format!("{it:04}x")).collect();
    let awards: Vec<(&str, u8)> = awards.iter().map(|it| (it.as_str(), 1)).collect();
    let plan = site(1, &awards);
    for jobs in [None, Some(1), Some(2), Some(16)] {
        let mut ground = Ground::new();
        ground.options.jobs = jobs;
        ground.build(&plan).unwrap();
        assert_eq!(tree(&ground.output()), plan.tree());
    }
}

#[test]
fn two_outputs_of_one_folder_are_remembered_apart() {
    let ground = Ground::new();
    ground.build(&site(1, &AWARDS)).unwrap();
    let other = ground.root().join("preview");
    build(
        ground.root(),
        &other,
        &site(2, &AWARDS[1..]),
        &ground.options,
    )
    .unwrap();
    let plan = site(1, &AWARDS);
    ground.build(&plan).unwrap();
    assert_eq!(plan.made.into_inner(), 0);
    assert_eq!(tree(&other), site(2, &AWARDS[1..]).tree());
}

/// A site whose parts come, go, change, move and merge.
fn any_plan() -> impl Strategy<Value = Plan> {
    let part = (
        0..3u8,
        prop::collection::btree_set(0..24usize, 1..4),
        0..3u8,
    );
    prop::collection::vec(part, 0..8).prop_map(|parts| {
        let mut taken = std::collections::HashSet::new();
        let mut plan = Plan::default();
        for (order, names, content) in parts {
            let order = [Order::Leaf, Order::Listing, Order::Entry][usize::from(order)];
            let names = names.into_iter().filter(|it| taken.insert(*it));
            let file = |name| {
                let path = format!("{}{name}.txt", ["", "a/", "a/b/", "c/"][name % 4]);
                (path, vec![content; 10])
            };
            let files: Vec<_> = names.map(file).collect();
            if !files.is_empty() {
                plan.add(order, files);
            }
        }
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn after_any_history_a_build_equals_a_fresh_one(
        history in prop::collection::vec((any_plan(), 0..4u8, 0..6u8), 1..8)
    ) {
        let mut ground = Ground::new();
        for (plan, mode, accident) in history {
            ground.options.mode = match mode {
                0 => Mode::Full,
                1 => Mode::Verify,
                _ => Mode::Changed,
            };
            ground.options.jobs = (accident > 2).then_some(1);
            ground.build(&plan).unwrap();
            prop_assert_eq!(tree(&ground.output()), plan.tree());
            match accident {
                0 => { let _ = fs::remove_dir_all(ground.output().join("a")); }
                1 => { let _ = fs::remove_file(ground.output().join("0.txt")); }
                2 => fs::remove_dir_all(ground.output()).unwrap(),
                _ => {}
            }
        }
    }
}
