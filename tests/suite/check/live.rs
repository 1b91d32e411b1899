//! `--live`: a deployed site, served by a small host that can be told to misbehave.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// How a host answers for a path: status, type, other headers, bytes.
struct Answer {
    status: u16,
    content_type: &'static str,
    headers: String,
    body: Vec<u8>,
}

type Misbehave = dyn Fn(&str, Answer) -> Answer + Send + Sync;

/// Serves the folder `public` of a site until the test ends; gives its address.
fn serve(
    site: &IssuingSite,
    misbehave: impl Fn(&str, Answer) -> Answer + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let public = site.root().join("public");
    let misbehave: Arc<Misbehave> = Arc::new(misbehave);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (public, misbehave) = (public.clone(), Arc::clone(&misbehave));
            std::thread::spawn(move || answer(stream, &public, &*misbehave));
        }
    });
    address
}

fn answer(mut stream: TcpStream, public: &Path, misbehave: &Misbehave) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut request = String::new();
        reader.read_line(&mut request).ok().filter(|it| *it > 0)?;
        let mut header = String::new();
        while reader.read_line(&mut header).ok()? > 2 {
            header.clear();
        }
        let path = request
            .split(' ')
            .nth(1)?
            .trim_start_matches('/')
            .to_owned();
        let answer = misbehave(&path, well(public, &path));
        let head = format!(
            "HTTP/1.1 {} Said\r\nContent-Length: {}\r\nContent-Type: {}\r\n{}\r\n",
            answer.status,
            answer.body.len(),
            answer.content_type,
            answer.headers
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(&answer.body).ok()?;
    }
}

/// As GitHub Pages answers.
fn well(public: &Path, path: &str) -> Answer {
    let name = match path.is_empty() || path.ends_with('/') {
        true => format!("{path}index.html"),
        false => path.to_owned(),
    };
    let content_type = match name.rsplit('.').next().unwrap() {
        "json" => "application/json; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css",
        "js" => "text/javascript",
        "xml" => "application/xml",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    };
    let headers = "Access-Control-Allow-Origin: *\r\n".to_owned();
    match fs::read(public.join(name)) {
        Ok(body) => Answer {
            status: 200,
            content_type,
            headers,
            body,
        },
        Err(_) => Answer {
            status: 404,
            content_type: "text/html",
            headers,
            body: fs::read(public.join("404.html")).unwrap_or_default(),
        },
    }
}

fn built() -> IssuingSite {
    let site = committed();
    site.succeed(&["build"]);
    site
}

/// What is said of a host, without the address that is another in every run.
fn finds_live(name: &str, misbehave: impl Fn(&str, Answer) -> Answer + Send + Sync + 'static) {
    let site = built();
    let address = serve(&site, misbehave);
    let arguments = ["check", "--live", &address, "--all"];
    let told = said(&site, &arguments).replace(&address, "http://LIVE/");
    let path = findings_folder().join(format!("{name}.txt"));
    if std::env::var_os("ACCOLADE_BLESS").is_some() {
        fs::write(&path, &told).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    similar_asserts::assert_eq!(told, expected, "{}", name);
}

#[test]
fn a_site_that_is_served_well_is_right() {
    finds_live("live-well", |_, answer| answer);
}

#[test]
fn a_sample_is_compared_unless_all_is_asked_for() {
    let site = built();
    let address = serve(&site, |_, answer| answer);
    let compared = |arguments: &[&str]| {
        let said = site.succeed(arguments);
        let found: serde_json::Value = serde_json::from_str(&said).unwrap();
        found["answers"].as_u64().unwrap()
    };
    let sample = compared(&["check", "--json", "--live", &address]);
    let all = compared(&["check", "--json", "--all", "--live", &address]);
    // A small site is compared as a whole in any case.
    assert!(sample == all && all > 30, "{sample} {all}");
}

#[test]
fn a_host_that_leaves_out_folders_with_a_dot_is_told() {
    finds_live("live-dot-folder", |path, mut answer| {
        if path.starts_with(".well-known") {
            (answer.status, answer.body) = (404, b"not here".to_vec());
        }
        answer
    });
}

#[test]
fn a_host_that_names_wrong_types_is_told() {
    finds_live("live-types", |path, mut answer| {
        if path.ends_with(".json") {
            answer.content_type = "text/plain";
        } else if path.ends_with(".svg") {
            answer.content_type = "application/octet-stream";
        }
        answer
    });
}

#[test]
fn a_host_that_keeps_others_from_reading_is_told() {
    finds_live("live-closed", |path, mut answer| {
        answer.headers = match path.ends_with(".png") {
            true => "Access-Control-Allow-Origin: https://example.org\r\n".to_owned(),
            false => String::new(),
        };
        answer
    });
}

#[test]
fn a_host_that_answers_for_what_is_not_there_is_told() {
    finds_live("live-no-missing", |_, mut answer| {
        if answer.status == 404 {
            answer.status = 200;
        }
        answer
    });
}

#[test]
fn a_host_with_an_old_site_is_told() {
    finds_live("live-old", |path, mut answer| {
        if path == "index.html" || path.is_empty() || path == "badges/" {
            answer.body = b"<html>of last year</html>".to_vec();
        } else if path.ends_with("did.json") {
            answer.body = b"{}".to_vec();
        } else if path.ends_with("revocations.json") {
            answer.status = 404;
        } else if path == "style.css" {
            answer.status = 301;
            answer.headers += "Location: /feed.xml\r\n";
        } else if path == "robots.txt" {
            // Out of this machine: never followed.
            answer.status = 301;
            answer.headers += "Location: http://192.168.0.1/robots.txt\r\n";
        }
        answer
    });
}

#[test]
fn a_host_that_keeps_what_was_erased_is_told() {
    let site = built();
    let public = site.root().join("public");
    let old = site.root().join("old");
    fs::rename(&public, &old).unwrap();
    let awards: serde_json::Value =
        serde_json::from_str(&site.succeed(&["report", "--json"])).unwrap();
    let erased = awards[0]["id"].as_str().unwrap().to_owned();
    site.succeed(&["erase", "--yes", &erased]);
    site.succeed(&["build"]);
    // What an upload does not replace stays.
    let address = serve(&site, move |path, answer| match answer.status {
        404 => well(&old, path),
        _ => answer,
    });
    let arguments = ["check", "--live", &address, "--all"];
    let told = said(&site, &arguments).replace(&address, "http://LIVE/");
    let expected = "error: http://LIVE/awards/…/ID1.json is still there: the award was erased, and its holder is \
                    still named, and 2 more like it\nhint: delete it at the host, and whatever its caches keep.";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn a_host_that_does_not_answer_is_told_once() {
    let site = built();
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let address = format!("http://{free}/");
    let said = site.fail(&["check", "--live", &address], 1);
    assert!(
        said.contains(&format!("the site does not answer at {address}: ")),
        "{said}"
    );
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    // Nobody is led into a private network by the address of a site.
    let said = site.fail(&["check", "--live", "https://192.168.0.1/"], 1);
    assert!(said.contains("is on a private network"), "{said}");
}

#[test]
fn a_site_below_a_folder_is_asked_there() {
    let site = built();
    let address = serve(&site, |path, answer| match path.strip_prefix("repo") {
        Some(_) => answer,
        None => Answer {
            status: 404,
            ..answer
        },
    });
    let said = site.fail(&["check", "--live", &format!("{address}repo")], 1);
    assert!(said.contains(&format!("{address}repo/")), "{said}");
}
