//! exodial calls a list of people through Exotel, each one as often as the campaign says and never once
//! more, and writes one truthful row for each row that it was given. A *parser* reads campaign files, a
//! *pre-pass* screens people, a rate-limited *dispatcher* places calls, *reconciles* their outcomes and
//! writes a *result file*.
//!
//! How to use it is told in `README.md`, why it is built so in `ARCHITECTURE.md`. This page is the map.
//!
//! # The three laws
//!
//! 1. **Write-ahead.** No call without an [`Order`], no order without a [`Durable`] intent, no order spent
//!    twice. The types see to it: sending without a durable intent, or twice, does not compile.
//! 2. **Doubt is a state.** A request without a readable answer may have placed a call. Its attempt is
//!    [`Ambiguous`]: it holds its number and is searched for, and silence is no permission to dial again.
//! 3. **The engine is a value.** No clock, network, disk, chance or `async` in [`engine`], nor in anything
//!    that it is built on. The same seed is the same history.
//!
//! # Where to start reading
//!
//! 1. [`journal::event`]: the facts. Everything that is known about a run is a fold of these.
//! 2. [`engine::attempt`]: the states of one attempt.
//! 3. [`engine::effect`]: what goes into the engine and what comes out of it.
//! 4. [`engine`]: the three beats, `decide`, append, `commit`.
//! 5. [`dispatch::runner`]: one step of a run.
//! 6. [`dispatch::live`]: the only loop that waits.
//!
//! The first three are enough to ask a good question. `examples/history.rs` prints the facts about one
//! person in a run of virtual time.
//!
//! # The rooms
//!
//! A room imports only rooms that stand above it. The one exception is the half of [`dispatch`] that has no
//! effects, which [`sim`] drives too. `tests/it/tidy/layers.rs` holds the table.
//!
//! | room | what is in it |
//! |---|---|
//! | [`clock`] | Time as a value: [`Timestamp`](clock::Timestamp), and nothing that reads a clock. |
//! | [`syntax`] | The text of a file: YAML to a tree with a span on every key and value, and findings. |
//! | [`campaign`] | What campaign and project files mean; phone numbers, calling hours, templates, the schema. |
//! | [`contacts`] | The rows of a contact file: what each is good for, and where it stands. |
//! | [`lint`] | Which rules there are, and the levels that a project gives to their findings. |
//! | [`journal`] | The memory of a run: facts on the disk, the account's lock, what other runs mean for this one. |
//! | [`plan`] | What would happen: people, exclusions, the arithmetic of time and requests, the hash. |
//! | [`engine`] | The decisions: an input becomes facts, durable facts release effects. |
//! | [`exotel`] | The provider's words: requests, answers, and the client that carries them. |
//! | [`sim`] | A provider that costs nothing: an account with a ledger, in virtual time or over HTTP. |
//! | [`report`] | Everything written for a reader: plans, progress, summaries, results, findings. |
//! | [`dispatch`] | The shell: the budget of requests, one step of a run, and the loop that waits. |
//! | [`cli`] | The command line: one command, one file. |
//!
//! # Files the program touches
//!
//! | file | who | how |
//! |---|---|---|
//! | `*.campaign.yaml`, `*.campaign_test.yaml`, `exodial.yaml` | [`syntax`], [`campaign`] | read |
//! | lists of people who are never called | [`cli`] | read, and looked at again before every attempt |
//! | the contact file | [`contacts`] | read, and copied into the run's folder |
//! | `.exodial/<account>/account.lock` | [`journal::lock`] | locked while a process acts for the account |
//! | `.exodial/<account>/<run>/journal` | [`mod@journal::file`] | appended, and synced before anything is sent |
//! | `.exodial/<account>/<run>/` `campaign.yaml`, `contacts.csv` or `.xlsx`, `contacts-2.csv`…, `policy.txt`, `scenario.yaml` | [`journal::run`] | what the run was made of |
//! | `.exodial/<account>/<run>/` `results.csv`, `attempts.csv`, `summary.json` | [`report`] | written beside and renamed |
//!
//! Runs on a simulator keep theirs under `.exodial/simulated` or `.exodial/loopback`, which no real run reads.
//!
//! # What is stable
//!
//! The campaign language, the journal's format, machine-readable output and exit codes. This library is
//! not: it is one program, laid out so that it can be read and tested.
//!
//! [`Order`]: engine::effect::Order
//! [`Durable`]: journal::Durable
//! [`Ambiguous`]: engine::attempt::Attempt::Ambiguous

pub mod clock;

pub mod syntax;

pub mod campaign;

pub mod contacts;

pub mod lint;

pub mod journal;

pub mod plan;

pub mod engine;

pub mod exotel;

pub mod sim;

pub mod report;

pub mod dispatch;

pub mod cli;
