//! Chromium, spoken to over a pipe in its DevTools protocol.
//!
//! Every request of a page comes here first, so that a test answers for any address, over https as
//! well, and knows all that was asked for. Nothing leaves the machine.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use serde_json::{Value, json};

/// What an address answers.
pub enum Reply {
    Found {
        status: u16,
        kind: &'static str,
        body: Vec<u8>,
    },
    /// Nobody is there.
    Unreachable,
    /// The question stays open.
    Silent,
    /// As it is, outside of the test: a file, a server of this machine.
    Outside,
}

type Site = Box<dyn Fn(&str) -> Reply>;

pub struct Browser {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last: u64,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Nothing, after saying that the test skips, where there is no Chromium; fails where it is required.
    pub fn start(test: &str) -> Option<Self> {
        let profile = tempfile::tempdir().unwrap();
        let data = format!("--user-data-dir={}", profile.path().display());
        // The protocol is spoken on the descriptors 3 and 4.
        let process = Command::new("sh")
            .args(["-c", "command -v chromium >/dev/null || exit 9; exec chromium \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null", "sh"])
            .args(FLAGS)
            .args([data.as_str(), "about:blank"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut process = process.expect("there is a shell");
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut browser = Self {
            process,
            input,
            output,
            last: 0,
            _profile: profile,
        };
        if browser.answers() {
            return Some(browser);
        }
        assert!(
            std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_none(),
            "{test}: `chromium` does not start"
        );
        println!("{test}: skipped, there is no `chromium` on this machine");
        None
    }

    /// A page in a fresh context, without history; `site` answers all that it asks for. `before` is
    /// run before anything of the page is.
    pub fn page(&mut self, before: &str, site: impl Fn(&str) -> Reply + 'static) -> Page<'_> {
        let mut page = Page {
            session: None,
            site: Box::new(site),
            requests: Vec::new(),
            complaints: Vec::new(),
            browser: self,
        };
        let context = page.call("Target.createBrowserContext", json!({}));
        let context = &context["browserContextId"];
        let target = json!({"url": "about:blank", "browserContextId": context});
        let target = page.call("Target.createTarget", target);
        let target = json!({"targetId": target["targetId"], "flatten": true});
        let session = page.call("Target.attachToTarget", target);
        page.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.call("Fetch.enable", json!({"patterns": [{"urlPattern": "*"}]}));
        page.call(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": before }),
        );
        page
    }

    fn answers(&mut self) -> bool {
        let hello = json!({"id": 0, "method": "Browser.getVersion"});
        self.send(&hello).is_ok() && self.receive().is_some()
    }

    fn send(&mut self, message: &Value) -> std::io::Result<()> {
        self.input.write_all(message.to_string().as_bytes())?;
        self.input.write_all(&[0])?;
        self.input.flush()
    }

    fn receive(&mut self) -> Option<Value> {
        let mut message = Vec::new();
        self.output.read_until(0, &mut message).ok()?;
        message.pop()?;
        serde_json::from_slice(&message).ok()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends by itself with the pipe; a process that does not is stopped.
        drop(self.send(&json!({"id": u32::MAX, "method": "Browser.close"})));
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(5) {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub struct Page<'a> {
    browser: &'a mut Browser,
    session: Option<String>,
    site: Site,
    /// Every address that was asked for, in order.
    pub requests: Vec<String>,
    /// What the browser or the page found wrong.
    pub complaints: Vec<String>,
}

impl Page<'_> {
    /// Other answers from here on.
    pub fn answer(&mut self, site: impl Fn(&str) -> Reply + 'static) {
        self.site = Box::new(site);
    }

    pub fn call(&mut self, method: &str, params: Value) -> Value {
        let answer = self.try_call(method, params);
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send(method, params);
        loop {
            let message = self.browser.receive().expect("the browser goes on");
            if message["id"] != id {
                self.handle(&message);
            } else if message["error"].is_null() {
                return Ok(message["result"].clone());
            } else {
                return Err(message["error"].clone());
            }
        }
    }

    pub fn open(&mut self, address: &str) {
        self.call("Page.navigate", json!({ "url": address }));
        self.wait_for("document.readyState === 'complete'");
    }

    /// What an expression comes to, in the page.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", params);
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        answer["result"]["value"].clone()
    }

    pub fn text(&mut self, expression: &str) -> String {
        let value = self.evaluate(expression);
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait_for(&mut self, expression: &str) {
        let start = Instant::now();
        let condition =
            json!({"expression": format!("Boolean({expression})"), "returnByValue": true});
        // While a page goes and another comes, there is nothing to ask.
        let is_true =
            |answer: Result<Value, Value>| answer.is_ok_and(|it| it["result"]["value"] == true);
        while !is_true(self.try_call("Runtime.evaluate", condition.clone())) {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "waited for {expression}: {:?} {:?}",
                self.requests,
                self.complaints
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for the next verdict.
    pub fn verdict(&mut self) -> String {
        self.wait_for("document.documentElement.dataset.verdict");
        self.text("document.documentElement.dataset.verdict")
    }

    /// Drops a file onto the page.
    pub fn drop_file(&mut self, name: &str, bytes: &[u8]) {
        let (base64, name) = (BASE64.encode(bytes), json!(name));
        self.evaluate(&format!(
            "document.documentElement.dataset.verdict = ''; {{
                const bytes = Uint8Array.from(atob('{base64}'), (byte) => byte.charCodeAt());
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([bytes], {name}));
                document.dispatchEvent(new DragEvent('drop', {{ dataTransfer, bubbles: true, cancelable: true }}));
            }}"
        ));
    }

    /// Presses a key, as a person without a mouse does.
    pub fn press(&mut self, key: &str, code: u32) {
        let mut event = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        if key == "Enter" {
            event["text"] = "\r".into();
        }
        self.call("Input.dispatchKeyEvent", event);
        let event = json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code});
        self.call("Input.dispatchKeyEvent", event);
    }

    fn send(&mut self, method: &str, params: Value) -> u64 {
        self.browser.last += 1;
        let id = self.browser.last;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.browser.send(&message).expect("the browser listens");
        id
    }

    fn handle(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str() {
            Some("Fetch.requestPaused") => self.reply(params),
            Some("Runtime.exceptionThrown") => {
                self.complaints.push(params["exceptionDetails"].to_string());
            }
            // What could not be loaded is known from the requests.
            Some("Log.entryAdded") if params["entry"]["source"] != "network" => {
                self.complaints.push(params["entry"]["text"].to_string());
            }
            _ => {}
        }
    }

    fn reply(&mut self, params: &Value) {
        let request = &params["requestId"];
        let url = params["request"]["url"].as_str().unwrap_or_default();
        self.requests.push(url.to_owned());
        match (self.site)(url) {
            Reply::Found { status, kind, body } => {
                let headers = json!([
                    {"name": "Content-Type", "value": kind},
                    {"name": "Access-Control-Allow-Origin", "value": "*"},
                ]);
                let answer = json!({"requestId": request, "responseCode": status,
                    "responseHeaders": headers, "body": BASE64.encode(&body)});
                self.send("Fetch.fulfillRequest", answer);
            }
            Reply::Unreachable => {
                let answer = json!({"requestId": request, "errorReason": "NameNotResolved"});
                self.send("Fetch.failRequest", answer);
            }
            Reply::Silent => {}
            Reply::Outside => {
                self.send("Fetch.continueRequest", json!({ "requestId": request }));
            }
        }
    }
}

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
