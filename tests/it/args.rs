//! What can be typed, how it is explained, and the exit codes.

use std::{ffi::OsString, time::Duration};

use clap::{CommandFactory, Parser};
use exodial::cli::{
    args::{Cli, Command, ProgressChoice},
    exit::{self, Exit},
};

use crate::golden;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace().map(OsString::from))
}

#[test]
fn every_help_has_an_example_and_reads_as_before() {
    let mut cli = Cli::command().term_width(100);
    cli.build();
    golden::check(&cli.render_help().to_string(), "golden/help/exodial.txt");
    for command in cli
        .get_subcommands_mut()
        .filter(|command| command.get_name() != "help")
    {
        let help = command.render_long_help().to_string();
        let last = help.trim_end().lines().last().unwrap_or_default();
        assert!(
            help.contains("\nExample: exodial "),
            "{}: {last}",
            command.get_name()
        );
        golden::check(&help, format!("golden/help/{}.txt", command.get_name()));
    }
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn commands_are_understood() {
    let cli = parse("exodial run a.campaign.yaml --simulate --seed 7 --yes --drain 1m30s -q")
        .expect("a command");
    let Command::Run(run) = cli.command else {
        panic!("not a run")
    };
    assert_eq!((run.seed, run.yes, run.simulate), (Some(7), true, true));
    assert_eq!(run.drain.drain, Duration::from_secs(90));
    assert!(cli.global.quiet);
    let cli = parse("exodial check campaigns").expect("a command");
    assert!(matches!(cli.command, Command::Lint(_)));
    let Command::Resume(resume) = parse("exodial resume").expect("a command").command else {
        panic!("not a resume")
    };
    assert_eq!(
        (resume.runs.len(), resume.drain.drain),
        (0, Duration::from_secs(60))
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let lines = [
        "exodial run",
        "exodial plan",
        "exodial run a.yaml --yes --approve 7f3a91",
        "exodial run a.yaml --dry-run --yes",
        "exodial run a.yaml --seed 7",
        "exodial run a.yaml --approve 7f3a",
        "exodial run a.yaml --drain 60",
        "exodial run a.yaml --drain -5s",
        "exodial simulator --port 70000",
        "exodial dial",
    ];
    for line in lines {
        let error = parse(line).expect_err(line);
        assert_eq!(error.exit_code(), i32::from(Exit::Usage.code()), "{line}");
    }
    assert_eq!(parse("exodial").expect_err("no command").exit_code(), 2);
}

#[test]
fn progress_is_a_bar_only_for_somebody_who_watches() {
    use ProgressChoice::{Auto, Bar, None, Plain};
    assert_eq!(Auto.resolve(true, false), Bar);
    assert_eq!(Auto.resolve(true, true), Plain);
    assert_eq!(Auto.resolve(false, false), Plain);
    assert_eq!(None.resolve(true, false), None);
    assert_eq!(Bar.resolve(false, true), Bar);
}

#[test]
fn the_gravest_exit_is_told() {
    use Exit::{
        Account, Internal, Interrupted, Ok, Refused, Terminated, Thresholds, Unfinished, Unsettled,
    };
    assert_eq!(Exit::foremost([]), Ok);
    assert_eq!(Exit::foremost([Thresholds, Unsettled]), Unsettled);
    assert_eq!(Exit::foremost([Unsettled, Unfinished]), Unfinished);
    assert_eq!(Exit::foremost([Unfinished, Interrupted]), Interrupted);
    assert_eq!(Exit::foremost([Unfinished, Terminated]), Terminated);
    assert_eq!(Exit::foremost([Interrupted, Refused]), Refused);
    assert_eq!(Exit::foremost([Refused, Account]), Account);
    assert_eq!(Exit::foremost([Account, Internal, Ok]), Internal);
    for exit in Exit::ALL {
        assert_eq!(
            Exit::foremost([Ok, exit]),
            exit,
            "every exit has a place in the order"
        );
        assert!(exit::table().contains(&format!("{:>5}  {}", exit.code(), exit.name())));
    }
    let codes = Exit::ALL.map(Exit::code);
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130, 143]);
}
