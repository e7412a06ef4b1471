//! Who is told of what: the real program, and webhooks on this machine.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;

use crate::{golden, project::*};

/// A part of every URL: it must not turn up anywhere.
const PATH: &str = "hook-canary-5d2e";

/// How a webhook behaves.
#[derive(Clone)]
enum Manner {
    /// It answers so, with a place to go to where there is one.
    Answers(u16, Option<String>),
    /// It reads, and says nothing.
    Hangs,
}

/// A webhook on this machine, and what it was told.
struct Hook {
    url: String,
    bodies: Arc<Mutex<Vec<Value>>>,
}

impl Hook {
    fn start(manner: Manner) -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let kept = bodies.clone();
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                kept.lock().expect("one at a time").push(body(&stream));
                match &manner {
                    Manner::Hangs => open.push(stream),
                    Manner::Answers(status, to) => {
                        let to = to.iter().map(|to| format!("Location: {to}\r\n"));
                        let to: String = to.collect();
                        let head = format!("HTTP/1.1 {status} So\r\n{to}Content-Length: 0\r\n");
                        // The program may be gone already.
                        let _ = stream.write_all((head + "Connection: close\r\n\r\n").as_bytes());
                    }
                }
            }
        });
        Hook {
            url: format!("http://127.0.0.1:{port}/{PATH}"),
            bodies,
        }
    }

    fn good() -> Hook {
        Hook::start(Manner::Answers(200, None))
    }

    /// All that it was told, after a look at whether it is anybody's secret.
    #[track_caller]
    fn told(&self) -> Vec<Value> {
        let bodies = self.bodies.lock().expect("one at a time").clone();
        for body in &bodies {
            let text = body.to_string();
            for secret in [KEY, TOKEN, PATH, "910000", "C-1", "10000999001"] {
                assert!(!text.contains(secret), "{secret} is told: {text}");
            }
        }
        bodies
    }

    /// The events that it was told of, where it is told as a program.
    #[track_caller]
    fn events(&self) -> Vec<String> {
        let events = self.told().into_iter();
        let events = events.map(|body| body["event"].as_str().expect("a word").to_owned());
        events.collect()
    }
}

/// The body of a request.
fn body(stream: &TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a head");
        let line = line.trim().to_ascii_lowercase();
        if let Some(written) = line.strip_prefix("content-length:") {
            length = written.trim().parse().expect("a length");
        }
        if line.is_empty() {
            break;
        }
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).expect("a body");
    serde_json::from_slice(&bytes).expect("JSON")
}

const ALLOW: &str = "allow: { notify_hosts: [127.0.0.1, hooks.example.com], variables: [OPS_WEBHOOK, CHAT_WEBHOOK, A, B, C, D] }\n";

/// A project whose campaign has these lines too.
fn telling(project: Project, more: &str) -> Project {
    project.write("exodial.yaml", &format!("{QUICK}{ALLOW}"));
    project.write("hello.campaign.yaml", &format!("{CAMPAIGN}{more}"));
    project
}

const ALL: &str = "[started, paused, breaker, stopped, finished, unsettled]";

fn programs(variable: &str) -> String {
    format!("  - {{ on: {ALL}, webhook: \"${{{variable}}}\", format: json }}\n")
}

/// Nothing that the program keeps holds the URL.
#[track_caller]
fn keeps_no_url(project: &Project) {
    for path in golden::below(project.path(".exodial")) {
        let bytes = fs::read(&path).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(PATH), "{}", path.display());
    }
}

#[track_caller]
fn says(ended: &Ended, code: i32, texts: &[&str]) {
    ended.finds(code, texts);
    assert!(!format!("{ended}").contains(PATH), "{ended}");
}

#[test]
fn each_event_is_told_once_over_all_processes() {
    let (simulator, ops, chat) = (Simulator::start(CALM, 91), Hook::good(), Hook::good());
    let project = Project::on(&simulator, 0..30)
        .with("OPS_WEBHOOK", &ops.url)
        .with("CHAT_WEBHOOK", &chat.url);
    let some = "  - { on: [paused, finished], webhook: \"${CHAT_WEBHOOK}\" }\n";
    let more = format!(
        "pacing: {{ rate: 60/min }}\nnotify:\n{}{some}",
        programs("OPS_WEBHOOK")
    );
    let project = telling(project, &more);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    project.exodial("pause").says(0, &[]);
    run.said("paused").expect("it heard");
    run.signal("INT");
    let ended = run.end();
    says(&ended, 130, &["stopped exit=130"]);
    assert!(!ended.err.contains("notify"), "{ended}");
    assert_eq!(ops.events(), ["started", "paused", "stopped"]);

    let mut second = project.start("resume");
    second.said("paused").expect("it knows");
    project.exodial("unpause").says(0, &[]);
    says(&second.end(), 0, &["finished exit=0"]);
    assert_eq!(ops.events(), ["started", "paused", "stopped", "finished"]);
    let told = ops.told();
    for body in &told {
        assert_eq!(body["format"], "exodial.notice/1");
        assert_eq!(body["campaign"], "hello");
        assert_eq!(body["people"], 30);
    }
    let next = |nth: usize| told[nth]["next"].as_str().unwrap_or_default();
    assert!(next(1).contains("exodial unpause hello-"), "{told:?}");
    assert!(next(2).contains("exodial resume hello-"), "{told:?}");
    assert_eq!(told[2]["exit"]["code"], 130);
    assert_eq!(told[3]["waiting"], 0);
    let chat = chat.told();
    assert_eq!(chat.len(), 2, "{chat:?}");
    let text = chat[1]["text"].as_str().expect("a text");
    assert!(text.contains(": finished. 30 people: completed "), "{text}");
    assert_eq!(chat[1].as_object().map(serde_json::Map::len), Some(1));
    keeps_no_url(&project);

    // What is over is no news, whoever looks at it again.
    project.exodial("reconcile").says(0, &[]);
    assert_eq!(ops.events().len(), 4);
}

#[test]
fn outcomes_that_stop_a_run_are_told_when_they_do() {
    let (simulator, ops) = (Simulator::start(CALM, 92), Hook::good());
    let project = Project::on(&simulator, 0..200).with("OPS_WEBHOOK", &ops.url);
    let limits = "limits: { stop_when: [\"completed >= 2 of last 5\"] }\npacing: { rate: 60/min, in_progress: 2 }\n";
    let more = format!("{limits}notify:\n{}", programs("OPS_WEBHOOK"));
    let project = telling(project, &more);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    says(&ended, 5, &["stopped exit=5"]);
    assert_eq!(ops.events(), ["started", "breaker", "stopped"]);
    let told = ops.told();
    for body in &told[1..] {
        let status = body["status"].as_str().expect("a phrase");
        assert!(status.contains("completed >= 2 of last 5"), "{status}");
    }
    assert_eq!(told[2]["exit"]["name"], "unfinished");
}

#[test]
fn an_outage_is_told_and_so_are_outcomes_that_are_missing() {
    let lost = format!("{CALM}ambiguous: {{ unavailable: {{ placed: 0%, not_placed: 100% }} }}\n");
    let (simulator, ops) = (Simulator::start(&lost, 93), Hook::good());
    let project = Project::on(&simulator, 0..60).with("OPS_WEBHOOK", &ops.url);
    let pace = "pacing: { rate: 600/min, in_progress: 10 }\n";
    let more = format!("{pace}notify:\n{}", programs("OPS_WEBHOOK"));
    let project = telling(project, &more);
    let mut run = project.start("run hello.campaign.yaml --yes --drain 0s");
    run.said("nobody is dialled until").expect("an outage");
    run.signal("INT");
    says(&run.end(), 130, &[]);
    assert_eq!(ops.events(), ["started", "breaker", "stopped", "unsettled"]);
    assert!(ops.told()[3]["without_outcome"].as_u64() >= Some(5));
}

/// Of webhooks that do not serve there is one line each in the log, and the run is as it would be without.
#[test]
fn webhooks_that_do_not_serve_hold_nothing_up() {
    let elsewhere = Hook::good();
    let away = Some(elsewhere.url.clone());
    let [moved, gone, hanging] = [
        Manner::Answers(302, away),
        Manner::Answers(404, None),
        Manner::Hangs,
    ]
    .map(Hook::start);
    let simulator = Simulator::start(CALM, 94);
    let project = Project::on(&simulator, 0..10)
        .with("A", &moved.url)
        .with("B", &gone.url)
        .with("C", &hanging.url)
        // Nobody listens there.
        .with("D", "http://127.0.0.1:1/hook-canary-5d2e");
    let hooks = ["A", "B", "C", "D"]
        .map(|name| format!("  - {{ on: [finished], webhook: \"${{{name}}}\", format: json }}\n"));
    let project = telling(project, &format!("notify:\n{}", hooks.concat()));
    let ended = project.exodial("run hello.campaign.yaml --yes");
    says(
        &ended,
        0,
        &[
            "finished exit=0",
            "notify: A was not told of finished: it answered 302; a redirect is not followed",
            "notify: B was not told of finished: it answered 404",
            "notify: C was not told of the end: a message was not delivered within 10 s",
            "notify: D was not told of finished: no connection",
        ],
    );
    assert_eq!(ended.err.matches("notify: ").count(), 4, "{ended}");
    assert_eq!(elsewhere.told().len(), 0, "a redirect was followed");
    assert_eq!((moved.told().len(), gone.told().len()), (1, 1));
    keeps_no_url(&project);
}

#[test]
fn a_webhook_that_may_not_be_told_stops_everything_before_it_begins() {
    let simulator = Simulator::start(CALM, 95);
    let cases = [
        (
            "https://hooks.example.org/hook-canary-5d2e",
            "error[EXO811]: the project does not allow webhooks on `hooks.example.org`",
        ),
        (
            "http://hooks.example.com/hook-canary-5d2e",
            "error[EXO813]: the webhook must begin with `https://`",
        ),
        (
            "https://me:hook-canary-5d2e@hooks.example.com/",
            "error[EXO802]: `webhook` holds a user or a password",
        ),
        ("hook-canary-5d2e", "error[EXO813]: `webhook` must be a URL"),
    ];
    for (url, text) in cases {
        let project = Project::on(&simulator, 0..5).with("OPS_WEBHOOK", url);
        let more = format!("notify:\n{}", programs("OPS_WEBHOOK"));
        let project = telling(project, &more);
        for command in ["plan hello.campaign.yaml", "run hello.campaign.yaml --yes"] {
            let ended = project.exodial(command);
            says(
                &ended,
                2,
                &[text, "hello.campaign.yaml:", "the value of OPS_WEBHOOK"],
            );
        }
        assert!(!project.path(".exodial").exists(), "a run was begun");
        // It reads no variable.
        says(
            &project.exodial("lint --min-level error hello.campaign.yaml"),
            0,
            &["no problems"],
        );
    }
    let project = Project::on(&simulator, 0..5);
    let project = telling(project, &format!("notify:\n{}", programs("HOME")));
    let ended = project.exodial("lint --min-level error hello.campaign.yaml");
    says(
        &ended,
        1,
        &["error[EXO812]", "does not let a campaign read `HOME`"],
    );
    assert_eq!(simulator.page("requests")["requests"], 0);
}

#[test]
fn a_real_run_needs_its_variables_and_a_plan_does_not() {
    let project = Project::new()
        .with("EXOTEL_ACCOUNT_SID", "acme1")
        .with("EXOTEL_CLUSTER", "mumbai");
    // Nobody who could be called.
    project.write("people.csv", "id,phone\nC-1,12\n");
    let project = telling(project, &format!("notify:\n{}", programs("OPS_WEBHOOK")));
    let ended = project.exodial("run hello.campaign.yaml --yes");
    says(
        &ended,
        2,
        &[
            "error[EXO110]: `OPS_WEBHOOK` is not set",
            "OPS_WEBHOOK_FILE",
        ],
    );
    says(
        &project.exodial("plan hello.campaign.yaml"),
        4,
        &["nobody of 1 rows"],
    );
}

#[test]
fn a_simulated_run_tells_nobody_outside_of_this_machine() {
    let here = Hook::good();
    let project = Project::new()
        .with("OPS_WEBHOOK", "https://hooks.example.com/hook-canary-5d2e")
        .with("A", &here.url);
    project.write("people.csv", &people(0..20));
    let more = format!("notify:\n{}{}", programs("OPS_WEBHOOK"), programs("A"));
    let project = telling(project, &more);
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
    let line = "notify: OPS_WEBHOOK would have been told: started, finished";
    says(&ended, 0, &[line]);
    assert_eq!(here.events(), ["started", "finished"]);
    assert_eq!(here.told()[1]["realm"], "simulated");
    keeps_no_url(&project);
}
