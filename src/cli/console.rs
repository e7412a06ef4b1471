//! Where a command speaks: data to standard output, talk to standard error.

use std::io::{self, BufRead as _, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice as Choice};

use super::args::ColorChoice;

/// The two streams of the process, with colour as asked for, each judged on its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    choice: Choice,
    quiet: bool,
}

impl Console {
    /// Streams with colour as asked for; `quiet` keeps everything but data and errors back.
    pub(super) fn new(color: ColorChoice, quiet: bool) -> Console {
        let choice = match color {
            ColorChoice::Auto => Choice::Auto,
            ColorChoice::Always => Choice::Always,
            ColorChoice::Never => Choice::Never,
        };
        Console { choice, quiet }
    }

    /// Writes data to standard output. A reader that went away ends the writing and is no error.
    ///
    /// # Errors
    /// Any other fault of the stream.
    pub(super) fn data(&self, text: &str) -> io::Result<()> {
        let mut out = AutoStream::new(io::stdout().lock(), self.choice);
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Writes a line of talk to standard error, unless the user wants quiet.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Writes a line to standard error in any case.
    pub(super) fn complain(&self, text: &str) {
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        // There is nobody to tell when standard error is gone.
        let _ = writeln!(err, "{}", text.trim_end_matches('\n'));
    }

    /// Whether data is to be drawn with colour.
    pub(super) fn is_colored_out(&self) -> bool {
        let out = AutoStream::new(io::stdout(), self.choice);
        out.current_choice() != Choice::Never
    }

    /// Whether findings beside the data are to be drawn with colour.
    pub(super) fn is_colored(&self) -> bool {
        let err = AutoStream::new(io::stderr(), self.choice);
        err.current_choice() != Choice::Never
    }

    /// Whether standard error is a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Asks on the terminal; nothing when there is none to ask.
    ///
    /// # Errors
    /// When the answer cannot be read.
    pub(super) fn ask(&self, question: &str) -> io::Result<Option<String>> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Ok(None);
        }
        let mut err = io::stderr().lock();
        write!(err, "{question}")?;
        err.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(Some(answer.trim().to_owned()))
    }
}
