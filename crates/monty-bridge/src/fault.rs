//! Why a program ended without a value.

use std::time::Duration;

use monty_types::{ExcType, MontyException, StackFrame};

use crate::{
    limits::Limits,
    memory::{Ledger, Trip},
    sources::Sources,
    wire::{Names, Writer},
};

/// A limit that stopped the guest: its name in the contract, its value, and what was used (bytes, count or ms).
#[derive(Debug, Clone, PartialEq)]
pub struct LimitFault {
    pub limit: &'static str,
    pub value: f64,
    pub used: f64,
}

/// An uncaught exception, or a limit.
#[derive(Debug)]
pub struct Fault {
    pub exception: MontyException,
    pub limit: Option<LimitFault>,
}

/// Who ended a turn with an exception. Never told from its text, which is the guest's to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The bridge, by making the engine's memory check fail.
    Trip(Trip),
    /// A limit of the engine's own.
    Engine,
    /// The guest, or the host that raised an exception in it.
    Guest,
}

/// What was used of which limits, at the end of a turn.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    pub limits: &'a Limits,
    pub ledger: &'a Ledger,
    pub printed: usize,
    /// Computed in this run or feed, and in its last turn.
    pub time: Duration,
    pub turn_time: Duration,
    /// `run` or `feed`.
    pub what: &'static str,
}

impl Fault {
    /// Says which limit, if any, is behind the end of a turn.
    #[must_use]
    pub fn new(exception: MontyException, cause: Cause, account: &Account<'_>) -> Self {
        let Account { limits, ledger, printed, .. } = *account;
        let of = |limit, value: Option<usize>, used| LimitFault { limit, value: as_f64(value.unwrap_or(0)), used };
        match cause {
            Cause::Trip(Trip::Allocations) => {
                let limit = of("maxAllocations", limits.max_allocations, as_f64(ledger.allocations));
                Self::limited(ExcType::MemoryError, limit, &exception)
            }
            Cause::Trip(Trip::PrintBytes) => {
                let limit = of("maxPrintBytes", limits.max_print_bytes, as_f64(printed));
                Self::limited(ExcType::MemoryError, limit, &exception)
            }
            Cause::Engine => Self::by_engine(exception, account),
            Cause::Trip(Trip::Cancelled) | Cause::Guest => match overtime(account) {
                Some((limit, value, used)) => Self::out_of_time(limit, value, used, account, &exception),
                None => Self { exception, limit: None },
            },
        }
    }

    /// The engine raised `exception` for one of its limits. What it says of it is read from its text (`Display for
    /// ResourceError` in monty-types): it hands these errors to a host only as exceptions.
    fn by_engine(exception: MontyException, account: &Account<'_>) -> Self {
        let limits = account.limits;
        let message = exception.message().unwrap_or_default();
        let limit = match exception.exc_type() {
            ExcType::MemoryError => {
                let (used, _) =
                    message.trim_start_matches("memory limit exceeded: ").split_once(' ').unwrap_or_default();
                let used = used.parse().unwrap_or(0.0);
                LimitFault { limit: "memoryBytes", value: as_f64(limits.memory_bytes.unwrap_or(0)), used }
            }
            ExcType::TimeoutError => {
                let is_turn = message.starts_with("turn");
                let (limit, value) = if is_turn { ("turnTimeMs", limits.turn_time) } else { ("timeMs", limits.time) };
                let text = message.split_once(": ").and_then(|(_, rest)| rest.split_once(" > "));
                let used = text.and_then(|(used, _)| parse_duration(used)).unwrap_or_default();
                return Self::out_of_time(limit, value.unwrap_or_default(), used, account, &exception);
            }
            _ => {
                let depth = as_f64(limits.resource_limits().max_recursion_depth);
                LimitFault { limit: "stackDepth", value: depth, used: depth + 1.0 }
            }
        };
        Self { exception, limit: Some(limit) }
    }

    fn out_of_time(
        limit: &'static str,
        value: Duration,
        used: Duration,
        account: &Account<'_>,
        at: &MontyException,
    ) -> Self {
        let what = if limit == "timeMs" { account.what } else { "turn" };
        let message = format!("{what} time limit exceeded: {used:?} > {value:?}");
        let exception = MontyException::with_traceback(ExcType::TimeoutError, Some(message), at.traceback().to_vec());
        let millis = |duration: Duration| duration.as_secs_f64() * 1000.0;
        Self { exception, limit: Some(LimitFault { limit, value: millis(value), used: millis(used) }) }
    }

    /// The engine was refused memory, far beyond its limit, and had no chance to say where.
    #[must_use]
    pub fn out_of_memory(limits: &Limits, used: usize) -> Self {
        let limit = limits.memory_bytes.unwrap_or(0);
        let message = format!("memory limit exceeded: {used} bytes > {limit} bytes");
        let fault = LimitFault { limit: "memoryBytes", value: as_f64(limit), used: as_f64(used) };
        Self { exception: MontyException::new(ExcType::MemoryError, Some(message)), limit: Some(fault) }
    }

    /// A value, or the arguments of a call, would be more than the host takes.
    #[must_use]
    pub fn result_too_large(limit: usize, size: usize) -> Self {
        let fault = LimitFault { limit: "maxResultBytes", value: as_f64(limit), used: as_f64(size) };
        Self::limited(ExcType::MemoryError, fault, &MontyException::new(ExcType::MemoryError, None))
    }

    fn limited(exc_type: ExcType, limit: LimitFault, at: &MontyException) -> Self {
        let message = format!("{} exceeded: {} > {}", limit.limit, limit.used, limit.value);
        let exception = MontyException::with_traceback(exc_type, Some(message), at.traceback().to_vec());
        Self { exception, limit: Some(limit) }
    }

    /// Whether the engine's heap must not be used again: its docs call it untrusted after a resource error.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.limit.as_ref().is_some_and(|fault| fault.limit != "stackDepth")
    }

    pub fn write(&self, out: &mut Writer, names: &mut Names, sources: &Sources) {
        let exc_type: &'static str = self.exception.exc_type().into();
        out.str(exc_type);
        out.opt_str(self.exception.message());
        out.bool(self.limit.is_some());
        if let Some(fault) = &self.limit {
            out.str(fault.limit);
            out.f64(fault.value);
            out.f64(fault.used);
        }
        write_frames(out, names, sources, self.exception.traceback());
    }
}

/// Frames, outermost first. A recursion repeats one line a thousand times: an equal preview is sent once.
fn write_frames(out: &mut Writer, names: &mut Names, sources: &Sources, frames: &[StackFrame]) {
    out.len(frames.len());
    let mut previous: Option<&str> = None;
    for frame in frames {
        out.name(names, sources.script_name(&frame.filename));
        for at in [frame.start.line, frame.start.column, frame.end.line, frame.end.column] {
            out.len(at as usize);
        }
        out.bool(frame.frame_name.is_some());
        if let Some(name) = &frame.frame_name {
            out.name(names, name);
        }
        let preview = preview(frame, sources);
        match preview {
            None => out.u8(0),
            Some(_) if preview == previous => out.u8(1),
            Some(line) => {
                out.u8(2);
                out.str(line);
            }
        }
        previous = preview;
        out.bool(frame.hide_caret);
        out.bool(frame.hide_frame_name);
    }
}

/// The line where the frame's range begins. Of several lines the engine has a text without their indentation.
fn preview<'a>(frame: &'a StackFrame, sources: &'a Sources) -> Option<&'a str> {
    let text = frame.preview_line.as_deref()?;
    if frame.start.line == frame.end.line {
        return Some(text);
    }
    sources.line(&frame.filename, frame.start.line).or_else(|| text.lines().next())
}

/// The time limit that a turn has passed by its end, however it ended: an operation without a checkpoint is not stopped in
/// between. Its name, its value, and what was used.
pub fn overtime(account: &Account<'_>) -> Option<(&'static str, Duration, Duration)> {
    let Account { limits, time, turn_time, .. } = *account;
    let passed = |limit: Option<Duration>, used: Duration| limit.filter(|limit| used > *limit);
    passed(limits.time, time)
        .map(|limit| ("timeMs", limit, time))
        .or_else(|| passed(limits.turn_time, turn_time).map(|limit| ("turnTimeMs", limit, turn_time)))
}

#[expect(clippy::cast_precision_loss, reason = "reported, not computed with")]
fn as_f64(value: usize) -> f64 {
    value as f64
}

/// Reads what `{:?}` of a [`Duration`] prints: `1.5s`, `20.1ms`, `7µs`, `12ns`.
fn parse_duration(text: &str) -> Option<Duration> {
    let units = [("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9), ("s", 1.0)];
    let (number, scale) = units.iter().find_map(|(unit, scale)| Some((text.strip_suffix(unit)?, scale)))?;
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_back_as_they_print() {
        for duration in [Duration::from_millis(1500), Duration::from_micros(20_100), Duration::from_nanos(12)] {
            let read = parse_duration(&format!("{duration:?}")).unwrap();
            assert!(read.abs_diff(duration) < Duration::from_nanos(2), "{duration:?} became {read:?}");
        }
        assert_eq!(parse_duration("soon"), None);
    }
}
