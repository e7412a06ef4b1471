//! The state folder: who finds which run, who is kept out, and what stands in the way.

mod latest;

use std::{fs, path::Path};

use exodial::{
    clock::{Timestamp, UtcOffset},
    journal::{
        Journal as _,
        event::{Fact, Realm},
        file::{Durability, FileJournal},
        lock::Holder,
        past::Past,
        run::{Run, RunState},
        state::{StateError, StateFolder},
    },
};
use tempfile::TempDir;

use super::journal::{at, intended, number, started};

const REALMS: [Realm; 3] = [Realm::Exotel, Realm::Loopback, Realm::Simulated];

fn root() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn open(root: &Path) -> StateFolder {
    StateFolder::open(root, Realm::Exotel, "default").expect("the folder can be made")
}

fn time(seconds: i64) -> Timestamp {
    started("").at + std::time::Duration::from_secs(seconds.unsigned_abs())
}

/// A run that began so many seconds late, with these events behind its header.
fn run(state: &StateFolder, campaign: &str, seconds: i64, facts: Vec<Fact>) -> Run {
    let run = state
        .new_run(campaign, time(seconds), UtcOffset::IST)
        .expect("the folder can be made");
    let (mut journal, _durable) =
        FileJournal::create(&run.journal(), started(run.name()), Durability::Process)
            .expect("it is new");
    let events = facts.into_iter().map(|fact| at(seconds, fact)).collect();
    let _durable = journal.append(events).expect("there is room");
    run
}

fn names(state: &StateFolder) -> Vec<String> {
    let runs = state.runs().expect("the folder can be listed");
    runs.iter().map(|run| run.run.name().to_owned()).collect()
}

#[test]
fn realms_never_see_each_other() {
    let root = root();
    for realm in REALMS {
        let state = StateFolder::open(root.path(), realm, "default").expect("it can be made");
        run(&state, "welcome", 0, vec![]);
        assert_eq!(names(&state), ["welcome-20261123-053000"], "{realm:?}");
    }
    let journal = Path::new("default/welcome-20261123-053000/journal");
    for folder in ["", "loopback", "simulated"] {
        assert!(root.path().join(folder).join(journal).is_file(), "{folder}");
    }
    for realm in REALMS {
        let other = StateFolder::existing(root.path(), realm, "other").expect("the name is one");
        assert!(names(&other).is_empty(), "another account has no runs");
        for taken in ["loopback", "simulated"] {
            let refused = StateFolder::open(root.path(), realm, taken);
            assert!(
                matches!(refused, Err(StateError::Account { .. })),
                "{taken}"
            );
        }
    }
}

#[test]
fn an_account_cannot_lead_out_of_the_folder() {
    let root = root();
    for name in [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "/etc",
        ".hidden",
        "a b",
        "ä",
        &"x".repeat(65),
    ] {
        let refused = StateFolder::open(root.path(), Realm::Exotel, name);
        assert!(matches!(refused, Err(StateError::Account { .. })), "{name}");
    }
    assert_eq!(fs::read_dir(root.path()).expect("it is there").count(), 0);
}

#[test]
fn two_processes_cannot_act_for_one_account() {
    let root = root();
    let state = open(root.path());
    let mut lock = state.lock("plan of emi-reminder").expect("it is free");
    lock.tell("emi-reminder-20261123-053000")
        .expect("it can be written");
    let error = open(root.path()).lock("welcome").expect_err("it is taken");
    let pid = std::process::id();
    assert_eq!(
        error.to_string(),
        format!(
            "account \"default\" is in use by process {pid} (emi-reminder-20261123-053000): \
             wait for it, or stop it with Ctrl-C"
        )
    );
    let holder = Holder {
        pid,
        run: "emi-reminder-20261123-053000".to_owned(),
    };
    assert!(matches!(error, StateError::Locked { holder: Some(found), .. } if found == holder));
    let other = StateFolder::open(root.path(), Realm::Exotel, "other").expect("it can be made");
    let _other = other.lock("x").expect("another account is free");
    let loopback = StateFolder::open(root.path(), Realm::Loopback, "default").expect("it can");
    let _loopback = loopback.lock("x").expect("another realm is free");
    drop(lock);
    let _lock = state.lock("welcome").expect("it is free again");
}

#[test]
fn runs_are_listed_newest_first_with_how_far_they_came() {
    let root = root();
    let state = open(root.path());
    run(&state, "b", 10, vec![Fact::Finished]);
    run(&state, "a", 20, vec![Fact::Resumed]);
    let damaged = run(&state, "c", 30, vec![Fact::Resumed, Fact::Finished]);
    let mut bytes = fs::read(damaged.journal()).expect("it is there");
    *bytes.last_mut().expect("it is not empty") ^= 1;
    fs::write(damaged.journal(), bytes).expect("it can be written");
    let empty = state
        .new_run("d", time(40), UtcOffset::IST)
        .expect("it can be made");
    let torn = state
        .new_run("e", time(50), UtcOffset::IST)
        .expect("it can be made");
    fs::write(torn.journal(), "exodial\n").expect("it can be written");
    fs::create_dir(state.path().join("notes")).expect("it can be made");

    let runs = state.runs().expect("the folder can be listed");
    let seen: Vec<_> = runs
        .iter()
        .map(|run| (run.run.name(), &run.state))
        .collect();
    assert!(
        matches!(
            seen[..],
            [
                ("e-20261123-053050", RunState::NotBegun),
                ("d-20261123-053040", RunState::NotBegun),
                ("c-20261123-053030", RunState::Damaged(_)),
                ("a-20261123-053020", RunState::Unfinished),
                ("b-20261123-053010", RunState::Finished),
            ]
        ),
        "{seen:?}"
    );
    assert!(runs[0].header.is_none());
    let (header, began) = runs[2].header.as_ref().expect("the header is whole");
    assert_eq!((&*header.campaign, *began), ("welcome", started("").at));
    assert_eq!(runs[3].latest, Some(time(20)));
    assert_eq!(state.find_run("latest").expect("there is one"), damaged);
    assert_eq!(state.find_run("d").expect("there is one"), empty);
}

#[test]
fn a_run_that_has_results_has_begun() {
    let root = root();
    let state = open(root.path());
    let again = vec![Fact::Resumed, Fact::Finished, Fact::Resumed];
    let reopened = run(&state, "a", 10, again);
    let of = |name: &str| {
        let runs = state.runs().expect("the folder can be listed");
        let found = runs
            .into_iter()
            .find(|run| run.run.name().starts_with(name));
        found.expect("it is there").state
    };
    assert!(matches!(of("a"), RunState::Reopened));
    for (name, at, lost) in [("b", 20, false), ("c", 30, true)] {
        let finished = run(&state, name, at, vec![Fact::Finished]);
        match lost {
            true => fs::remove_file(finished.journal()).expect("it is there"),
            false => fs::write(finished.journal(), "").expect("it can be written"),
        }
        assert!(
            matches!(of(name), RunState::NotBegun),
            "nothing was told of it"
        );
        let tables = [false, true].map(|sheet| [finished.results(sheet), finished.attempts(sheet)]);
        for told in tables.concat().iter().chain([&finished.summary_file()]) {
            fs::write(told, "{}").expect("it can be written");
            assert!(matches!(of(name), RunState::Damaged(_)), "{told:?}");
            fs::remove_file(told).expect("it was written");
        }
        fs::write(finished.summary_file(), "{}").expect("it can be written");
        // Nobody knows whom it called.
        let past = state.past(&mut [Past::new(time(0))], &[reopened.name()]);
        assert!(past.is_err(), "{name}");
        fs::remove_dir_all(finished.folder()).expect("it is there");
    }
}

#[test]
fn a_run_is_found_by_as_much_of_its_name_as_it_takes() {
    let root = root();
    let state = open(root.path());
    let error = state.find_run("latest").expect_err("there is none");
    assert!(error.to_string().contains("has no runs in"), "{error}");
    let first = run(&state, "emi", 0, vec![]);
    let second = run(&state, "emi", 0, vec![]);
    assert_eq!(second.name(), "emi-20261123-053000-2", "one name, one run");
    assert_eq!(state.find_run(first.name()).expect("the whole name"), first);
    assert_eq!(state.find_run("latest").expect("the newest"), second);
    let error = state.find_run("emi").expect_err("both begin so");
    assert_eq!(
        error.to_string(),
        "\"emi\" could be any of emi-20261123-053000-2, emi-20261123-053000: \
         write more of the name"
    );
    for wanted in ["x", "", "../emi-20261123-053000"] {
        let error = state.find_run(wanted).expect_err("none begins so");
        assert!(matches!(error, StateError::NoSuchRun { .. }), "{wanted}");
    }
}

#[test]
fn a_run_keeps_what_it_was_made_of() {
    let root = root();
    let run = run(&open(root.path()), "welcome", 0, vec![]);
    run.keep_campaign(&b"exodial: 1\n"[..])
        .expect("there is room");
    run.keep_contacts(0, false, &b"phone\n"[..])
        .expect("there is room");
    assert_eq!(
        fs::read(run.campaign()).expect("it is kept"),
        b"exodial: 1\n"
    );
    assert_eq!(
        fs::read(run.contacts(0, false)).expect("it is kept"),
        b"phone\n"
    );
    assert!(run.keep_campaign(&b"other"[..]).is_err(), "it is kept once");
}

#[test]
fn whom_other_runs_hold_is_known_and_doubt_about_that_is_an_error() {
    let root = root();
    let state = open(root.path());
    let mine = run(&state, "mine", 0, vec![intended(1).fact]);
    let other = run(&state, "other", 0, vec![intended(2).fact]);
    state
        .new_run("torn", time(0), UtcOffset::IST)
        .expect("it can be made");
    // However many ask, each journal is read once, and says how far its run is.
    let mut pasts = [Past::new(time(0)), Past::new(time(0))];
    let runs = state
        .past(&mut pasts, &[mine.name()])
        .expect("all are whole");
    for past in &pasts {
        let held: Vec<_> = past.held().collect();
        assert_eq!(held, [(number(2), other.name())]);
    }
    let events: Vec<u64> = runs.iter().map(|run| run.events).collect();
    assert_eq!(events, [0, 2], "one never began, and mine is left out");
    let mut bytes = fs::read(other.journal()).expect("it is there");
    bytes[30] ^= 1;
    fs::write(other.journal(), bytes).expect("it can be written");
    let error = state.past(&mut pasts, &[mine.name()]);
    let error = error.expect_err("one is damaged");
    assert!(
        error.to_string().contains("other-20261123-053000"),
        "{error}"
    );
    assert!(
        state.past(&mut pasts, &[other.name()]).is_ok(),
        "its own is the engine's affair"
    );
}

#[test]
fn any_path_may_be_a_state_folder() {
    let root = root();
    let path = root.path().join("not there yet/ü and spaces/.exodial");
    assert!(
        names(&StateFolder::existing(&path, Realm::Exotel, "default").expect("a name")).is_empty()
    );
    assert!(!path.exists(), "looking makes nothing");
    run(&open(&path), "welcome", 0, vec![]);
    assert_eq!(names(&open(&path)), ["welcome-20261123-053000"]);
}

#[test]
fn what_stands_in_the_way_is_named() {
    let root = root();
    let file = root.path().join("file");
    fs::write(&file, "").expect("it can be written");
    let refused = |path: &Path| match StateFolder::open(path, Realm::Exotel, "default") {
        Err(error) => error.to_string(),
        Ok(state) => panic!("{state:?}"),
    };
    let expected = format!(
        "{} is a file, and a folder is needed there: name another with `state:` in exodial.yaml",
        file.display()
    );
    assert_eq!(refused(&file), expected);
    assert!(refused(&file.join("below")).starts_with("cannot look at"));
    let state = root.path().join("state");
    fs::create_dir(&state).expect("it can be made");
    fs::write(state.join("default"), "").expect("it can be written");
    assert!(refused(&state).contains("default is a file"));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        let found = fs::symlink_metadata(path).expect("it is there");
        found.permissions().mode() & 0o777
    }

    #[test]
    fn nobody_else_may_look_into_the_state() {
        let root = root();
        let path = root.path().join("state");
        for realm in REALMS {
            let state = StateFolder::open(&path, realm, "default").expect("it can be made");
            let run = run(&state, "welcome", 0, vec![]);
            run.keep_contacts(0, false, &b"phone\n"[..])
                .expect("there is room");
            let _lock = state.lock("x").expect("it is free");
            for folder in [&path, state.path(), run.folder()] {
                assert_eq!(mode(folder), 0o700, "{}", folder.display());
            }
            for file in [
                run.journal(),
                run.contacts(0, false),
                state.path().join("account.lock"),
            ] {
                assert_eq!(mode(&file), 0o600, "{}", file.display());
            }
        }
        let account = path.join("default");
        fs::set_permissions(&account, fs::Permissions::from_mode(0o755)).expect("it is ours");
        open(&path);
        assert_eq!(mode(&account), 0o700, "a folder left open is closed");
    }

    #[test]
    fn the_root_may_be_a_link_and_nothing_below_it() {
        let root = root();
        let (target, link) = (root.path().join("target"), root.path().join("link"));
        symlink(&target, &link).expect("a link");
        let error = StateFolder::open(&link, Realm::Exotel, "default").expect_err("it dangles");
        assert!(
            error.to_string().contains("a link that leads to no folder"),
            "{error}"
        );
        fs::create_dir(&target).expect("it can be made");
        run(&open(&link), "welcome", 0, vec![]);
        assert_eq!(names(&open(&target)).len(), 1, "a state on another disk");

        let state = root.path().join("state");
        fs::create_dir(&state).expect("it can be made");
        symlink(&target, state.join("default")).expect("a link");
        let error = StateFolder::open(&state, Realm::Exotel, "default").expect_err("a link");
        assert!(error.to_string().contains("default is a link"), "{error}");
        let other = StateFolder::open(&state, Realm::Exotel, "other").expect("it can be made");
        symlink(root.path().join("x"), other.path().join("account.lock")).expect("a link");
        assert!(other.lock("x").is_err());
        assert!(!root.path().join("x").exists(), "links are not followed");
    }

    #[test]
    fn a_folder_that_cannot_be_written_says_so() {
        let root = root();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o500)).expect("it is ours");
        let made = StateFolder::open(root.path(), Realm::Exotel, "default");
        // Root may write anywhere.
        if let Err(error) = made {
            assert!(
                error.to_string().starts_with("cannot make folder"),
                "{error}"
            );
        }
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o700)).expect("it is ours");
    }
}
