//! The pages in a real browser: they open without an error, a click on a value lights the right box, filters work.
//!
//! Chromium is driven through its DevTools pipe (`--remote-debugging-pipe`: JSON, each message ended by a zero byte, on
//! the file descriptors 3 and 4), so nothing else is needed. Where there is no Chromium, the tests say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic, and says aloud that it is skipped"
)]

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The longest that the browser may take to answer.
const PATIENCE: Duration = Duration::from_secs(90);

struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    next: u64,
    session: Option<String>,
    /// Errors that the page reported.
    errors: Vec<String>,
    _profile: TempDir,
}

/// The browser, where the machine has one.
fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

impl Browser {
    fn start() -> Option<Browser> {
        let Some(program) = chromium() else {
            println!("SKIPPED: there is no chromium on this machine; the pages were not opened in a browser");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let (to, from) = (profile.path().join("to"), profile.path().join("from"));
        assert!(
            Command::new("mkfifo")
                .args([&to, &from])
                .status()
                .unwrap()
                .success()
        );
        let child = Command::new("sh")
            .args(["-c", r#"exec 3<"$1" 4>"$2"; shift 2; exec "$@""#, "sh"])
            .args([&to, &from, &program])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-pipe",
                "--window-size=1400,900",
            ])
            .arg(format!(
                "--user-data-dir={}",
                profile.path().join("profile").display()
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(&to).unwrap();
        let from = BufReader::new(File::open(&from).unwrap());
        let mut browser = Browser {
            child,
            to,
            from,
            next: 0,
            session: None,
            errors: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let target = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", target);
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.call(domain, json!({}));
        }
        Some(browser)
    }

    fn send(&mut self, method: &str, params: Value) -> u64 {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        self.next
    }

    /// The next message; what the page complains of is kept.
    fn receive(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser is gone");
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => self.errors.push(params["exceptionDetails"].to_string()),
            Some("Log.entryAdded") if params["entry"]["level"] == "error" => {
                self.errors.push(params["entry"].to_string());
            }
            Some("Runtime.consoleAPICalled") if params["type"] == "error" => {
                self.errors.push(params["args"].to_string());
            }
            _ => {}
        }
        message
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let start = Instant::now();
        loop {
            let message = self.receive();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            assert!(start.elapsed() < PATIENCE, "{method} takes too long");
        }
    }

    /// Opens a page and waits until it is loaded. Gives the milliseconds that the browser needed for it.
    fn open(&mut self, path: &Path) -> f64 {
        let url = format!("file://{}", path.display());
        self.call("Page.navigate", json!({ "url": url }));
        let start = Instant::now();
        loop {
            let state = self.evaluate("document.readyState + ' ' + location.protocol");
            if state == "complete file:" {
                break;
            }
            assert!(start.elapsed() < PATIENCE, "the page does not load");
        }
        let needed = "performance.getEntriesByType('navigation')[0].domComplete";
        self.evaluate(needed).as_f64().unwrap()
    }

    /// The value of an expression in the page.
    fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let result = self.call("Runtime.evaluate", params);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    fn key(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({"type": kind, "key": key, "code": key}),
            );
        }
    }

    fn no_errors(&self) {
        assert_eq!(self.errors, [""; 0]);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The process may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn baobiao(arguments: &[&Path]) {
    let output = Command::new(env!("CARGO_BIN_EXE_baobiao"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn inspect(sample: &str, folder: &Path) -> PathBuf {
    let page = folder.join(format!("{sample}.html"));
    baobiao(&[
        Path::new("inspect"),
        &samples().join(sample),
        Path::new("-o"),
        &page,
    ]);
    page
}

#[test]
fn a_click_on_a_value_lights_its_place_and_back() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let page = inspect("lo-plain.pdf", dir.path());
    assert!(page.metadata().unwrap().len() < 700_000);
    let needed = browser.open(&page);
    println!("lo-plain.pdf: {needed} ms to open");
    // An unloaded machine needs a twentieth of this.
    assert!(needed < 5_000.0, "{needed} ms");

    let value = "document.querySelector('[data-path=\"requests/received/total\"]')";
    browser.evaluate(&format!("{value}.click()"));
    let lit = browser.evaluate(
        "[...document.querySelectorAll('svg.sheet rect.on')].map(r => [r.dataset.k, r.ownerSVGElement.id])",
    );
    let key = browser.evaluate(&format!("{value}.dataset.k"));
    assert_eq!(lit, json!([[key, "p1"]]));
    // The box that is lit is the one around the printed number: a word with that text has its middle in it.
    let inside = "(() => { const r = document.querySelector('svg.sheet rect.on').getBoundingClientRect();
        return [...document.querySelectorAll('svg.sheet text')].filter(t => { const b = t.getBoundingClientRect();
        const x = (b.left + b.right) / 2, y = (b.top + b.bottom) / 2;
        return x > r.left && x < r.right && y > r.top && y < r.bottom && !t.matches('.span'); }).map(t => t.textContent).join(''); })()";
    let printed = browser.evaluate(&format!("{value}.dataset.raw"));
    assert_eq!(browser.evaluate(inside), printed);
    let told = browser
        .evaluate("document.getElementById('detail').hidden + document.getElementById('detail').textContent");
    assert!(
        told.as_str().unwrap().starts_with("false")
            && told.as_str().unwrap().contains("requests/received/total")
    );

    // And the other way round: a click on the sheet lights the value.
    browser.key("Escape");
    assert_eq!(
        browser.evaluate("document.querySelectorAll('.on').length"),
        json!(0)
    );
    browser.evaluate(
        "document.querySelector('svg.sheet rect[data-k=\"t2-4-9\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))",
    );
    let lit = browser.evaluate("document.querySelector('td.v.on').dataset.path");
    assert_eq!(lit, json!("requests/carried_over/total"));
    browser.no_errors();
}

#[test]
fn a_failed_equation_lights_both_sides() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let page = inspect("lo-inconsistent.pdf", dir.path());
    browser.open(&page);
    browser.evaluate("document.querySelector('.finding.fail').click()");
    let side =
        |class: &str| format!("[...document.querySelectorAll('td.v.{class}')].map(e => e.dataset.path)");
    assert_eq!(
        browser.evaluate(&side("lhs")),
        json!(["requests/received/total", "requests/carried_over/total"])
    );
    assert_eq!(
        browser.evaluate(&side("rhs")),
        json!(["requests/concluded/total", "requests/carried_forward/total"])
    );
    let drawn = browser.evaluate("[...document.querySelectorAll('.eq.on text')].map(e => e.textContent)");
    assert!(
        drawn.as_array().unwrap().contains(&json!("44 ≠ 47  (+3)")),
        "{drawn}"
    );
    browser.no_errors();
}

#[test]
fn everything_can_be_reached_by_keyboard() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let page = inspect("word-inconsistent-requests.docx", dir.path());
    browser.open(&page);
    let path = "document.activeElement.dataset.path";
    browser.evaluate("document.querySelector('[data-path=\"requests/received/natural_person\"]').focus()");
    browser.key("ArrowRight");
    assert_eq!(browser.evaluate(path), json!("requests/received/enterprise"));
    browser.key("ArrowDown");
    assert_eq!(browser.evaluate(path), json!("requests/carried_over/enterprise"));
    browser.key("Enter");
    // The table of the document on the left, and the value on the right.
    let lit = "[...document.querySelectorAll('#left .on, #right td.v.on')].length";
    assert_eq!(browser.evaluate(lit), json!(2));
    browser.key("n");
    assert_eq!(browser.evaluate("document.activeElement.dataset.f"), json!("e1"));
    browser.key("l");
    assert_eq!(
        browser.evaluate("document.documentElement.dataset.show"),
        json!("both")
    );
    browser.no_errors();
}

#[test]
fn layers_are_switched() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let page = inspect("lo-dense-tagged.pdf", dir.path());
    browser.open(&page);
    for layer in ["chars", "words", "edges", "intersections", "tags", "order"] {
        let drawn = format!("document.querySelector('.l-{layer} > *').getClientRects().length");
        assert_eq!(browser.evaluate(&drawn), json!(0), "{layer}");
        browser.evaluate(&format!("document.getElementById('ly-{layer}').click()"));
        assert_eq!(browser.evaluate(&drawn), json!(1), "{layer}");
    }
    browser.no_errors();
}

#[test]
fn no_script_but_the_pages_own_can_run() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let page = inspect("lo-plain.pdf", dir.path());
    // As if the escaping had failed.
    let html = std::fs::read_to_string(&page).unwrap();
    let hostile =
        "<main id=\"panes\"><script>window.broken = 1</script><img src=x onerror=\"window.broken = 1\">";
    std::fs::write(&page, html.replacen("<main id=\"panes\">", hostile, 1)).unwrap();
    browser.open(&page);
    assert_eq!(browser.evaluate("typeof window.broken"), json!("undefined"));
    assert_eq!(browser.evaluate("typeof window.nextLanguage"), json!("function"));
    assert!(
        browser
            .errors
            .iter()
            .all(|e| e.contains("Content Security Policy")),
        "{:?}",
        browser.errors
    );
    assert!(!browser.errors.is_empty());
}

#[test]
fn the_index_is_filtered_and_sorted() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let (inputs, json_folder) = (dir.path().join("in"), dir.path().join("json"));
    std::fs::create_dir(&inputs).unwrap();
    for sample in [
        "lo-plain.pdf",
        "lo-inconsistent.pdf",
        "word-form-2019.docx",
        "lo-fullwidth.pdf",
    ] {
        std::fs::copy(samples().join(sample), inputs.join(sample)).unwrap();
    }
    baobiao(&[
        Path::new("convert"),
        &inputs,
        Path::new("-o"),
        &json_folder,
        Path::new("--quiet"),
    ]);
    inspect("lo-plain.pdf", &json_folder);
    let index = json_folder.join("index.html");
    baobiao(&[Path::new("index"), &json_folder, Path::new("-o"), &index]);
    browser.open(&index);
    let shown = "[...document.querySelectorAll('#list tbody tr:not([hidden]) .file a:first-child')].map(a => a.textContent)";
    assert_eq!(
        browser.evaluate(shown),
        json!([
            "lo-fullwidth.pdf",
            "lo-inconsistent.pdf",
            "lo-plain.pdf",
            "word-form-2019.docx"
        ])
    );
    browser.evaluate("document.getElementById('failing').click()");
    assert_eq!(browser.evaluate(shown), json!(["lo-inconsistent.pdf"]));
    browser.evaluate("document.getElementById('failing').click()");
    browser.evaluate("document.querySelector('[data-state=verified]').click()");
    assert_eq!(
        browser.evaluate(shown),
        json!(["lo-fullwidth.pdf", "lo-inconsistent.pdf"])
    );
    browser.evaluate("document.querySelector('[data-state=verified]').click()");
    browser.evaluate("(() => { const q = document.getElementById('q'); q.value = '松岭'; q.dispatchEvent(new Event('input')); })()");
    assert_eq!(browser.evaluate(shown), json!(["lo-inconsistent.pdf"]));
    browser.evaluate("(() => { const q = document.getElementById('q'); q.value = ''; q.dispatchEvent(new Event('input')); })()");
    // The gravest verdict first.
    browser.evaluate("document.querySelector('[data-sort=verdict]').click()");
    let sorted = browser.evaluate(shown);
    assert_eq!(sorted[0], json!("lo-fullwidth.pdf"));
    assert_eq!(sorted[1], json!("lo-inconsistent.pdf"));
    // The link leads to the inspector page where there is one, else to the JSON.
    let link = |file: &str| {
        format!(
            "[...document.querySelectorAll('#list .file a')].find(a => a.textContent === '{file}').getAttribute('href')"
        )
    };
    assert_eq!(
        browser.evaluate(&link("lo-plain.pdf")),
        json!("./lo-plain.pdf.html")
    );
    assert_eq!(
        browser.evaluate(&link("lo-fullwidth.pdf")),
        json!("./lo-fullwidth.pdf.json")
    );
    assert_eq!(
        browser.evaluate("document.querySelectorAll('#panel a.dot').length"),
        json!(4)
    );
    browser.no_errors();
}
