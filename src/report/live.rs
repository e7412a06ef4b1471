//! The edge of progress: lines to a stream, or a bar on a terminal.

use std::io::{self, Write};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    note::Note,
    progress::{PlainLog, Setup, done, under_bar},
    text::time,
};
use crate::{
    clock::{Timestamp, UtcOffset},
    engine::fate::Tally,
};

/// A bar and the counters under it; a line of space above.
const TEMPLATE: &str =
    "\n  {prefix}  {bar:40}  {human_pos} of {human_len} done  {percent}%\n  {msg}";

/// How progress is shown.
pub enum Progress {
    /// Not at all.
    None,
    /// As lines of a log.
    Plain {
        /// Which lines.
        log: Box<PlainLog>,
        /// Whereto.
        out: Box<dyn Write + Send>,
    },
    /// As a bar on standard error, with notes above it.
    Bar {
        /// The bar.
        bar: ProgressBar,
        /// The offset of the times in notes.
        offset: UtcOffset,
    },
}

impl Progress {
    /// Lines to a stream.
    pub fn plain(setup: Setup, out: Box<dyn Write + Send>) -> Progress {
        let log = Box::new(PlainLog::new(setup));
        Progress::Plain { log, out }
    }

    /// A bar for each run on standard error, which should be a terminal; on anything else they draw nothing.
    pub fn bars(setups: &[Setup]) -> Vec<Progress> {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        match setups {
            [only] => vec![Progress::bar(
                only,
                ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            )],
            several => {
                let bars = several.iter();
                bars.map(|setup| Progress::bar(setup, all.add(ProgressBar::no_length())))
                    .collect()
            }
        }
    }

    fn bar(setup: &Setup, bar: ProgressBar) -> Progress {
        let style = ProgressStyle::with_template(TEMPLATE)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("██░");
        bar.set_style(style);
        bar.set_prefix(setup.run.clone());
        Progress::Bar {
            bar,
            offset: setup.offset,
        }
    }

    /// Takes in the counts and what changed. A stream that cannot be written to is not an error of the run.
    pub fn tell(&mut self, now: Timestamp, tally: &Tally, note: Option<Note>) {
        match self {
            Progress::None => {}
            Progress::Plain { log, out } => {
                if let Some(line) = log.line(now, tally, note) {
                    let _ = writeln!(out, "{line}");
                }
            }
            Progress::Bar { bar, offset } => {
                if let Some(note) = note {
                    let line = format!("{}  {}", time(now, *offset), note.text(*offset));
                    // Not `println` of the bar: a hidden bar swallows such lines.
                    bar.suspend(|| {
                        let _ = writeln!(io::stderr(), "{line}");
                    });
                }
                bar.set_length(tally.people);
                bar.set_position(done(tally));
                bar.set_message(under_bar(tally));
            }
        }
    }

    /// Says how it ended, and takes the bar away.
    pub fn finish(&mut self, now: Timestamp, tally: &Tally, how: &str) {
        match self {
            Progress::None => {}
            Progress::Plain { log, out } => {
                let _ = writeln!(out, "{}", log.finish(now, tally, how));
                let _ = out.flush();
            }
            Progress::Bar { bar, .. } => bar.finish_and_clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    fn setup() -> Setup {
        Setup {
            run: "run".to_owned(),
            label: None,
            plan: "7f3a91c04d2e".to_owned(),
            offset: UtcOffset::IST,
            per_minute: 196,
            every: super::super::progress::USUAL,
            finish: Box::new(|from, work| from + work),
        }
    }

    #[test]
    fn the_bar_can_be_drawn() {
        ProgressStyle::with_template(TEMPLATE).expect("a sound template");
        for setups in [vec![setup()], vec![setup(), setup()]] {
            let mut bars = Progress::bars(&setups);
            assert_eq!(bars.len(), setups.len());
            for bar in &mut bars {
                bar.tell(Timestamp::from_secs(0), &Tally::default(), None);
                bar.finish(Timestamp::from_secs(1), &Tally::default(), "finished");
            }
        }
    }

    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("one thread").write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_go_to_the_stream_without_escape_codes() {
        let out = Arc::new(Mutex::new(Vec::new()));
        let mut plain = Progress::plain(setup(), Box::new(Shared(out.clone())));
        for second in 0..100 {
            plain.tell(Timestamp::from_secs(second), &Tally::default(), None);
        }
        plain.finish(
            Timestamp::from_secs(100),
            &Tally::default(),
            "finished exit=0",
        );
        let text = String::from_utf8(out.lock().expect("one thread").clone()).expect("UTF-8");
        assert!(text.starts_with("1970-01-01 05:30:00+05:30 run run "));
        assert!(text.ends_with(" calls=0\n") && !text.contains('\u{1b}'));
    }
}
