//! A headless Chromium, driven over a pair of pipes by its own protocol: opens pages, runs scripts in them, and tells what
//! was fetched and what went wrong. Tests are skipped loudly where there is none.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::clients::skip;

const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const PATIENCE: Duration = Duration::from_secs(30);
/// Nothing but the page is to be fetched; a container has neither a sandbox for root nor much shared memory.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-pipe",
];

/// A browser with one page. It ends with this value.
pub struct Browser {
    child: Child,
    commands: File,
    messages: UnboundedReceiver<Value>,
    session: Option<String>,
    last: u64,
    requests: Vec<String>,
    problems: Vec<String>,
    loads: u64,
    _folder: TempDir,
}

impl Browser {
    /// Starts one; `None` after leaving a note that `test` was skipped.
    pub async fn start(test: &str) -> Option<Self> {
        let Some(program) = program() else {
            return skip(test, "there is no chromium in the PATH");
        };
        let folder = TempDir::new().unwrap();
        let (to, from) = (folder.path().join("to"), folder.path().join("from"));
        assert!(Command::new("mkfifo").arg(&to).arg(&from).status().unwrap().success());
        let mut command = Command::new("sh");
        // The browser reads commands from descriptor 3 and writes to 4.
        command.args(["-c", "to=$1; from=$2; shift 2; exec \"$@\" 3<\"$to\" 4>\"$from\"", "sh"]).arg(&to).arg(&from);
        command.arg(program).args(FLAGS).arg(format!("--user-data-dir={}", folder.path().join("profile").display()));
        let log = File::create(folder.path().join("log")).unwrap();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).arg("about:blank");
        let child = command.spawn().unwrap();
        let commands = opened(to, true).await;
        let messages = read(opened(from, false).await);
        let (requests, problems) = (Vec::new(), Vec::new());
        let mut browser =
            Self { child, commands, messages, session: None, last: 0, requests, problems, loads: 0, _folder: folder };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"})).await;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = browser.call("Target.attachToTarget", attach).await;
        browser.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({})).await;
        }
        Some(browser)
    }

    /// Opens `url` and waits until it is loaded.
    pub async fn open(&mut self, url: &str) {
        let before = self.loads;
        let opened = self.call("Page.navigate", json!({"url": url})).await;
        assert!(opened["errorText"].is_null(), "{url}: {opened}");
        self.loaded_after(before).await;
    }

    /// Runs `script` in the page, which then leads to another page, and waits until that is loaded.
    pub async fn follow(&mut self, script: &str) {
        let before = self.loads;
        self.evaluate(script).await;
        self.loaded_after(before).await;
    }

    /// What `script` comes to in the page.
    pub async fn evaluate(&mut self, script: &str) -> Value {
        let arguments = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let result = self.call("Runtime.evaluate", arguments).await;
        assert!(result["exceptionDetails"].is_null(), "{script}: {result}");
        result["result"]["value"].clone()
    }

    /// Makes the screen so many pixels wide and high.
    pub async fn resize(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800});
        self.call("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Keeps a picture of what can be seen, for people: `name.png` in the tests' folder of the target directory.
    pub async fn picture(&mut self, name: &str) -> PathBuf {
        let picture = self.call("Page.captureScreenshot", json!({"format": "png"})).await;
        let bytes = picture["data"].as_str().unwrap();
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, bytes).unwrap();
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        fs::write(&file, bytes).unwrap();
        file
    }

    /// Every URL that was asked for since the start.
    pub fn requests(&self) -> &[String] {
        &self.requests
    }

    /// Every error and warning that the browser told since the start: of scripts, of the network, of policies.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    async fn loaded_after(&mut self, before: u64) {
        let waiting = async {
            while self.loads == before {
                let message = self.messages.recv().await.expect("the browser goes on");
                self.note(&message);
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the page loads");
    }

    async fn call(&mut self, method: &str, arguments: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut command = json!({"id": id, "method": method, "params": arguments});
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.commands.write_all(format!("{command}\0").as_bytes()).unwrap();
        let waiting = async {
            loop {
                let message = self.messages.recv().await.expect("the browser goes on");
                if message["id"] == id {
                    return message;
                }
                self.note(&message);
            }
        };
        let answer = tokio::time::timeout(PATIENCE, waiting).await.expect("the browser answers");
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn note(&mut self, message: &Value) {
        let told = &message["params"];
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loads += 1,
            Some("Network.requestWillBeSent") => {
                self.requests.push(told["request"]["url"].as_str().unwrap_or_default().to_owned());
            }
            Some("Runtime.exceptionThrown") => self.problems.push(told.to_string()),
            Some("Runtime.consoleAPICalled")
                if matches!(told["type"].as_str(), Some("error" | "warning" | "assert")) =>
            {
                self.problems.push(told.to_string());
            }
            Some("Log.entryAdded") if matches!(told["entry"]["level"].as_str(), Some("error" | "warning")) => {
                self.problems.push(told["entry"].to_string());
            }
            _ => {}
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let places = PROGRAMS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// Opening one end of such a pipe waits for the other.
async fn opened(pipe: PathBuf, to_write: bool) -> File {
    let opening = tokio::task::spawn_blocking(move || OpenOptions::new().write(to_write).read(!to_write).open(pipe));
    tokio::time::timeout(PATIENCE, opening).await.expect("the browser starts").unwrap().unwrap()
}

fn read(pipe: File) -> UnboundedReceiver<Value> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        for message in BufReader::new(pipe).split(0).map_while(Result::ok) {
            if sender.send(serde_json::from_slice(&message).unwrap_or_default()).is_err() {
                return;
            }
        }
    });
    receiver
}
