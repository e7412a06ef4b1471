//! `exodial simulator`, and what the embedded simulator is told.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use super::{App, args::SimulatorArgs, exit::Exit, failure::Failure, read};
use crate::{
    clock::{Timestamp, UtcOffset},
    dispatch::{clock::SystemClock, live},
    sim::{
        Account, Scenario,
        scenario::Profile,
        server::{Credentials, Server},
    },
};

/// The seed where none is named: the same command makes the same run.
const SEED: u64 = 1;

/// What a simulator is told: how to behave, and what to draw from.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What it draws from.
    pub(super) seed: u64,
    scenario: Scenario,
    text: String,
}

impl Default for Told {
    fn default() -> Told {
        let profile = Profile::default();
        Told {
            seed: SEED,
            scenario: profile.scenario(),
            text: profile.as_str().to_owned(),
        }
    }
}

impl Told {
    /// Reads a scenario by the name of a profile, or from a file.
    pub(super) fn new(named: Option<&str>, seed: Option<u64>) -> Result<Told, Failure> {
        let seed = seed.unwrap_or(SEED);
        let Some(named) = named else {
            return Ok(Told {
                seed,
                ..Told::default()
            });
        };
        if Profile::named(named).is_some() {
            return Told::parse(named, seed).map_err(Failure::usage);
        }
        let path = Path::new(named);
        if !path.exists() {
            let profiles = Profile::ALL.map(Profile::as_str).join(", ");
            return Err(Failure::usage(format!("there is no scenario `{named}`"))
                .hint(format!("name one of {profiles}, or a file")));
        }
        let bytes = read::bytes(path)?;
        let text = String::from_utf8_lossy(&bytes);
        Told::parse(&text, seed).map_err(|fault| Failure::usage(format!("{named}: {fault}")))
    }

    /// Reads what a run kept of it.
    pub(super) fn parse(text: &str, seed: u64) -> Result<Told, String> {
        let scenario = match Profile::named(text.trim()) {
            Some(profile) => profile.scenario(),
            None => Scenario::parse(text)?,
        };
        Ok(Told {
            seed,
            scenario,
            text: text.to_owned(),
        })
    }

    /// What is to be kept of it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The account that behaves so. Its limit is that of the account it stands for, unless the scenario
    /// says otherwise.
    pub(super) fn account(&self, sid: &str, offset: UtcOffset, limit: u32) -> Account {
        let mut scenario = self.scenario.clone();
        if scenario.rate_limit.requests == Scenario::default().rate_limit.requests {
            scenario.rate_limit.requests = Some(limit);
        }
        Account::new(scenario, self.seed, sid, offset)
    }
}

/// Answers like Exotel until it is interrupted.
///
/// # Errors
/// When the port is taken, or the scenario cannot be read.
pub(super) fn simulator(app: &App, args: &SimulatorArgs) -> Result<Exit, Failure> {
    let told = Told::new(args.scenario.as_deref(), args.seed)?;
    let sid = app
        .env
        .get("EXOTEL_ACCOUNT_SID")
        .unwrap_or("simulated")
        .to_owned();
    let credentials = match (
        app.env.value_or_file("EXOTEL_API_KEY")?,
        app.env.value_or_file("EXOTEL_API_TOKEN")?,
    ) {
        (Some(key), Some(token)) => Some(Credentials::new(&key, &token)),
        _ => None,
    };
    let account = Arc::new(Mutex::new(told.account(&sid, UtcOffset::IST, u32::MAX)));
    let failed = |error: std::io::Error| {
        Failure::usage(format!("cannot listen on 127.0.0.1:{}: {error}", args.port))
            .hint("--port 0 takes a free port")
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.map_err(failed)?;
    let served = runtime.block_on(async {
        let server = Server::bind(args.port)?;
        let address = server.local_addr()?;
        Ok::<_, std::io::Error>((server, address))
    });
    let (server, address) = served.map_err(failed)?;
    app.data(&format!("http://{address}\n"))?;
    let knows = if credentials.is_some() {
        "the key pair of the environment"
    } else {
        "any key pair"
    };
    app.console.say(&format!(
        "answering like Exotel for account {sid}, {knows}; ledger at http://{address}/_sim/ledger; Ctrl-C ends it"
    ));
    let clock = SystemClock::not_before(Timestamp::default());
    let ended = runtime.block_on(async {
        let mut signals = live::listen()?;
        let ended = async move {
            signals.recv().await;
        };
        server
            .run(account, move || clock.now().wall, credentials, ended)
            .await
    });
    ended.map_err(|error| Failure::internal(format!("the simulator failed: {error}")))?;
    Ok(Exit::Ok)
}
