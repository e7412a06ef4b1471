//! A project in a folder of its own, the real program in it, and the simulator as another process.
//!
//! Every process starts with an empty environment but for what a test names, and is killed with its test.

mod piped;
mod stream;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use stream::Stream;

/// What stands for the account's secrets: it must not turn up anywhere.
pub(crate) const KEY: &str = "key-canary-6f1d";
pub(crate) const TOKEN: &str = "token-canary-93ab";

/// A process that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A project file with terms so short that no test waits for the clock, and no limit that binds.
pub(crate) const QUICK: &str = r#"exodial: 1
accounts:
  default:
    sid: acme1
    rate_limit: 60000/min
    channels: 400
    timing:
      send_deadline: 500ms
      connect_timeout: 2s
      answer_timeout: 1s
      delivery_lag: 500ms
      listing_lag: 500ms
      clock_skew: 1s
      poll_every: 100ms
      confirm_for: 20s
policy:
  calling_hours: { from: "00:00", to: "24:00" }
"#;

/// The campaign of most tests.
pub(crate) const CAMPAIGN: &str = r#"exodial: 1
campaign: hello
contacts: { file: people.csv, phone: phone, id: id, bad_rows: skip, max_bad_rows: 100% }
call:
  exophone: "+910000999001"
  app_id: 84521
  ring_timeout: 1s
  time_limit: 1s
  custom_field: "{{ id }}"
retries: { max_attempts: 2, busy: 1s, no-answer: 1s }
"#;

/// The same with terms that `lint` has nothing against.
pub(crate) fn sound() -> String {
    let waits = CAMPAIGN.replace("busy: 1s, no-answer: 1s", "busy: 30m, no-answer: 30m");
    let rings = waits.replace("ring_timeout: 1s", "ring_timeout: 30s");
    rings.replace("time_limit: 1s", "time_limit: 2m")
}

/// The scenario of most tests: calls are over within a second or two, and nothing goes wrong.
pub(crate) const CALM: &str = include_str!("../scenarios/short.yaml");

/// The n-th number of the simulator's range, as it must never be seen in what the program says.
pub(crate) fn phone(nth: u32) -> String {
    format!("+910000{nth:06}")
}

/// A contact file with these people.
pub(crate) fn people(numbers: impl Iterator<Item = u32>) -> String {
    let rows = numbers.map(|nth| format!("C-{nth},{}\n", phone(nth)));
    "id,phone\n".to_owned() + &rows.collect::<String>()
}

/// A folder with a project.
pub(crate) struct Project {
    folder: TempDir,
    env: Vec<(&'static str, String)>,
}

impl Project {
    /// A project with [`QUICK`] and [`CAMPAIGN`] as its files, and nobody in it yet.
    pub(crate) fn new() -> Project {
        let project = Project::empty();
        project.write("exodial.yaml", QUICK);
        project.write("hello.campaign.yaml", CAMPAIGN);
        project
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Project {
        let folder = tempfile::tempdir().expect("a folder");
        let env = [("EXOTEL_API_KEY", KEY), ("EXOTEL_API_TOKEN", TOKEN)];
        let env = env.map(|(name, value)| (name, value.to_owned())).into();
        Project { folder, env }
    }

    /// The same on a simulator, with these people.
    pub(crate) fn on(simulator: &Simulator, numbers: impl Iterator<Item = u32>) -> Project {
        let project = Project::new().with("EXOTEL_BASE_URL", &simulator.address);
        project.write("people.csv", &people(numbers));
        project
    }

    /// Sets a variable, or unsets it where the value is empty.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Project {
        self.env.retain(|(other, _)| *other != name);
        if !value.is_empty() {
            self.env.push((name, value.to_owned()));
        }
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file of the project");
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> String {
        let path = self.folder.path().join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The folder of the one run on the simulator of another process.
    pub(crate) fn run_folder(&self) -> PathBuf {
        let mut runs = self.runs("loopback");
        assert_eq!(runs.len(), 1, "{runs:?}");
        runs.remove(0)
    }

    /// The folder of the newest run on the embedded simulator.
    pub(crate) fn simulated_run(&self) -> PathBuf {
        self.runs("simulated").pop().expect("a run was begun")
    }

    /// The folders of all runs that were begun, the oldest first.
    fn runs(&self, realm: &str) -> Vec<PathBuf> {
        let folder = self.path(&format!(".exodial/{realm}/default"));
        let entries = fs::read_dir(folder).expect("a run was begun");
        let folders = entries.map(|entry| entry.expect("it can be listed").path());
        let begun = folders.filter(|path| path.join("journal").exists());
        let mut runs: Vec<_> = begun.collect();
        runs.sort();
        runs
    }

    /// The program with these arguments, separated by blanks, in this project.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_exodial"));
        command.args(arguments.split_whitespace());
        command.env_clear().envs(self.env.iter().cloned());
        command.current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    /// Starts the program.
    pub(crate) fn start(&self, arguments: &str) -> Process {
        Process::start(self.command(arguments))
    }

    /// Runs the program to its end.
    pub(crate) fn exodial(&self, arguments: &str) -> Ended {
        self.start(arguments).end()
    }
}

/// How a process ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code; nothing when it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A text without its line breaks and indents.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `lint` says that it checked, without how long that took: ` in 0.4 s`.
pub(crate) fn timeless(text: &str) -> String {
    let Some((before, rest)) = text.split_once("checked ") else {
        return text.to_owned();
    };
    let took = rest.match_indices(" in ").find_map(|(at, word)| {
        let behind = &rest[at + word.len()..];
        let digits = behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let end = at + word.len() + behind.len() - digits.len();
        (digits.len() < behind.len() && digits.starts_with(" s")).then_some(at..end + 2)
    });
    let Some(took) = took else {
        return text.to_owned();
    };
    format!(
        "{before}checked {}{}",
        &rest[..took.start],
        &rest[took.end..]
    )
}

impl Ended {
    /// Standard output in one line.
    pub(crate) fn shown(&self) -> String {
        one_line(&self.out)
    }

    /// Asserts the exit code, and that standard error says all this. Line breaks and indents do not count.
    #[track_caller]
    pub(crate) fn says(&self, code: i32, texts: &[&str]) {
        self.tells(code, &self.err, texts);
    }

    /// Asserts the exit code and that findings say all this: on standard output of `lint`, on standard error of every
    /// other command.
    #[track_caller]
    pub(crate) fn finds(&self, code: i32, texts: &[&str]) {
        self.tells(code, &format!("{}{}", self.out, self.err), texts);
    }

    #[track_caller]
    fn tells(&self, code: i32, told: &str, texts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self}");
        let said = timeless(&one_line(told));
        for text in texts {
            assert!(said.contains(text), "{text:?} is not said in:\n{self}");
        }
        self.keeps_secrets();
    }

    /// Asserts that neither secrets nor whole phone numbers were shown.
    #[track_caller]
    pub(crate) fn keeps_secrets(&self) {
        let shown = format!("{}{}", self.out, self.err);
        for secret in [KEY, TOKEN, "10000999001"] {
            assert!(!shown.contains(secret), "{secret} is shown in:\n{self}");
        }
        let digits: String = shown.chars().filter(|c| !" -".contains(*c)).collect();
        let number = digits.match_indices("910000").find(|(at, _)| {
            let rest = &digits[at + 6..];
            rest.len() >= 6 && rest.bytes().take(6).all(|byte| byte.is_ascii_digit())
        });
        assert_eq!(number, None, "a phone number is shown in:\n{self}");
        assert!(!shown.contains("panicked"), "{self}");
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Ended { code, out, err } = self;
        write!(f, "exit {code:?}\n--- stdout\n{out}--- stderr\n{err}")
    }
}

/// A process whose streams are read as they come.
pub(crate) struct Process {
    child: process::Child,
    out: Stream,
    err: Stream,
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Process {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let out = Stream::of(child.stdout.take().expect("it is piped"));
        let err = Stream::of(child.stderr.take().expect("it is piped"));
        Process { child, out, err }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads standard error up to a line with this text; nothing when the process ended before.
    pub(crate) fn said(&mut self, text: &str) -> Option<String> {
        self.err.line_with(text)
    }

    /// Waits to the end.
    pub(crate) fn end(mut self) -> Ended {
        assert!(self.err.is_over_within(PATIENCE), "the program hangs");
        self.ended()
    }

    /// Lets it live so long, then kills it outright. Says whether it was still alive, and how it ended.
    pub(crate) fn kill_after(mut self, life: Duration) -> (bool, Ended) {
        let alive = !self.err.is_over_within(life);
        if alive {
            self.child.kill().expect("it can be killed");
        }
        let ended = self.ended();
        // It may have ended between the two.
        (ended.code.is_none(), ended)
    }

    /// Sends a signal by its name, as a terminal would.
    pub(crate) fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        kill.args([format!("-{name}"), self.id().to_string()]);
        assert!(kill.status().expect("kill is there").success());
    }

    fn ended(&mut self) -> Ended {
        let status = self.child.wait().expect("it can be waited for");
        Ended {
            code: status.code(),
            out: self.out.text(),
            err: self.err.text(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Whatever is left of it must not outlive the test; mostly it is gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `exodial simulator` in a process of its own.
pub(crate) struct Simulator {
    /// Where it answers.
    pub(crate) address: String,
    _process: Mutex<Process>,
    _folder: TempDir,
}

impl Simulator {
    /// Starts one that behaves so, and knows the key pair of [`Project::new`].
    pub(crate) fn start(scenario: &str, seed: u64) -> Simulator {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scenario.yaml");
        fs::write(&path, scenario).expect("a scenario");
        let mut command = Command::new(env!("CARGO_BIN_EXE_exodial"));
        command.args(["simulator", "--port", "0", "--seed", &seed.to_string()]);
        command.arg("--scenario").arg(path);
        command.env_clear().stdin(Stdio::null());
        command.env("EXOTEL_ACCOUNT_SID", "acme1");
        command
            .env("EXOTEL_API_KEY", KEY)
            .env("EXOTEL_API_TOKEN", TOKEN);
        let mut process = Process::start(command);
        let address = process.out.line_with("http://").expect("it says where");
        Simulator {
            address: address.trim().to_owned(),
            _process: Mutex::new(process),
            _folder: folder,
        }
    }

    /// One of its pages beside Exotel's: `ledger` or `requests`.
    pub(crate) fn page(&self, name: &str) -> Value {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("it answers");
        let head =
            format!("GET /_sim/{name} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("it writes");
        let (_, body) = text.split_once("\r\n\r\n").expect("a whole answer");
        serde_json::from_str(body).expect("JSON")
    }
}
