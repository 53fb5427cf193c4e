//! What the guest prints, on its way out: buffered in Rust, handed over while the guest runs.

use std::borrow::Cow;

use monty_types::{MontyException, PrintStream, PrintWriterCallback};

use crate::{
    clock::Instant,
    memory::{self, Trip, trip},
    stack::on_host_stack,
    wire::Writer,
};

/// Takes the prints of a running guest. Implemented by the shells, called on the host's stack.
pub trait Sink {
    /// `batch` is a sequence of (stream: u8, text). False stops the guest.
    fn print(&self, batch: &[u8]) -> bool;
}

/// A batch is handed over when it has this many bytes or lines, or is this old at one of the engine's checkpoints.
const BATCH_BYTES: usize = 4096;
const BATCH_LINES: usize = 64;
const BATCH_MILLIS: u128 = 4;

/// Collects the prints of one turn.
pub struct Printer<'a> {
    sink: &'a dyn Sink,
    text: String,
    stream: PrintStream,
    lines: usize,
    since: Option<Instant>,
    pub printed: usize,
    max_bytes: usize,
}

impl<'a> Printer<'a> {
    pub fn new(sink: &'a dyn Sink, printed: usize, max_bytes: Option<usize>) -> Self {
        Self {
            sink,
            text: String::new(),
            stream: PrintStream::Stdout,
            lines: 0,
            since: None,
            printed,
            max_bytes: max_bytes.unwrap_or(usize::MAX),
        }
    }

    /// Hands over what there is.
    pub fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let stream = u8::from(self.stream == PrintStream::Stderr);
        let go_on = memory::paused(|| {
            let mut batch = Writer::default();
            batch.u8(stream);
            batch.str(&self.text);
            on_host_stack(|| self.sink.print(&batch.bytes))
        });
        self.text.clear();
        self.lines = 0;
        self.since = None;
        if !go_on {
            trip(Trip::Cancelled);
        }
    }

    fn push(&mut self, stream: PrintStream, text: &str) {
        if self.printed.saturating_add(text.len()) > self.max_bytes {
            self.printed = self.printed.saturating_add(text.len());
            trip(Trip::PrintBytes);
            return;
        }
        self.printed += text.len();
        if stream != self.stream {
            self.flush();
            self.stream = stream;
        }
        if self.text.is_empty() {
            self.since = Some(Instant::now());
        }
        self.text.push_str(text);
        self.lines += usize::from(text.ends_with('\n'));
        if self.text.len() >= BATCH_BYTES || self.lines >= BATCH_LINES {
            self.flush();
        }
    }
}

impl PrintWriterCallback for Printer<'_> {
    fn stdout_write(&mut self, output: Cow<'_, str>) -> Result<(), MontyException> {
        self.push(PrintStream::Stdout, &output);
        Ok(())
    }

    fn stdout_push(&mut self, end: char) -> Result<(), MontyException> {
        self.push(PrintStream::Stdout, end.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn stderr_write(&mut self, output: Cow<'_, str>) -> Result<(), MontyException> {
        self.push(PrintStream::Stderr, &output);
        Ok(())
    }

    fn stderr_push(&mut self, end: char) -> Result<(), MontyException> {
        self.push(PrintStream::Stderr, end.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn poll_flush(&mut self) -> Result<(), MontyException> {
        if self.since.is_some_and(|since| since.elapsed().as_millis() >= BATCH_MILLIS) {
            self.flush();
        }
        Ok(())
    }
}
