//! What a process writes.

use std::{
    io::{BufRead as _, BufReader, Read},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::Duration,
};

use super::PATIENCE;

/// Lines as they come, and all of it at the end.
pub(super) struct Stream {
    lines: Receiver<String>,
    seen: String,
    reader: Option<JoinHandle<()>>,
}

impl Stream {
    pub(super) fn of(from: impl Read + Send + 'static) -> Stream {
        let (tell, lines) = mpsc::channel();
        let reader = thread::spawn(move || {
            let mut from = BufReader::new(from);
            let mut bytes = Vec::new();
            while from
                .read_until(b'\n', &mut bytes)
                .is_ok_and(|read| read > 0)
            {
                let line = String::from_utf8_lossy(&bytes).into_owned();
                if tell.send(line).is_err() {
                    return;
                }
                bytes.clear();
            }
        });
        Stream {
            lines,
            seen: String::new(),
            reader: Some(reader),
        }
    }

    pub(super) fn line_with(&mut self, text: &str) -> Option<String> {
        loop {
            let line = match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => line,
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => panic!("nobody says {text:?}:\n{}", self.seen),
            };
            self.seen.push_str(&line);
            if line.contains(text) {
                return Some(line);
            }
        }
    }

    /// Whether the stream ends within this time: a process closes it when it ends.
    #[expect(clippy::disallowed_methods, reason = "a killer looks at its watch")]
    pub(super) fn is_over_within(&mut self, time: Duration) -> bool {
        let begun = std::time::Instant::now();
        loop {
            match self
                .lines
                .recv_timeout(time.saturating_sub(begun.elapsed()))
            {
                Ok(line) => self.seen.push_str(&line),
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    pub(super) fn text(&mut self) -> String {
        self.seen.extend(self.lines.iter());
        if let Some(reader) = self.reader.take() {
            reader.join().expect("a stream can be read");
        }
        std::mem::take(&mut self.seen)
    }
}
