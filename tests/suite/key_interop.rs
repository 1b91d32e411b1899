//! Independent implementations follow the life of a key: what was retired stays believed, what was
//! compromised is not, and what was signed again is.

use crate::interop::judge_site;
use crate::key_compromise::Robbed;

#[test]
fn an_independent_stack_believes_keys_as_their_issuer_does() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    let public = site.root().join("public");
    let test = "keys are believed as their issuer does";
    site.succeed(&["key", "new", "--no-passphrase", "--label", "second"]);
    let retired = site.fork();
    retired.succeed(&["key", "retire", "--yes", "working"]);
    retired.award("grace");
    retired.succeed(&["build"]);
    let Some(verdicts) = judge_site(&retired.root().join("public"), BASE, test) else {
        return;
    };
    assert_eq!(verdicts.len(), 6);
    for verdict in &verdicts {
        assert_eq!(verdict["verified"], true, "{verdict}");
        assert_ne!(verdict["revoked"], true, "{verdict}");
    }
    robbed.compromise();
    site.succeed(&["build"]);
    for verdict in judge_site(&public, BASE, test).unwrap() {
        // The list was signed anew by the act itself.
        let is_list = verdict["path"].as_str().unwrap().starts_with("status/");
        assert_eq!(verdict["verified"], is_list, "{verdict}");
    }
    site.succeed(&["reissue", "--yes"]);
    site.succeed(&["build"]);
    for verdict in judge_site(&public, BASE, test).unwrap() {
        let is_left = verdict["path"].as_str().unwrap().contains(&robbed.late);
        assert_eq!(verdict["verified"], !is_left, "{verdict}");
        assert_ne!(verdict["revoked"], true, "{verdict}");
    }
}

const BASE: &str = "https://badges.example.org/";
