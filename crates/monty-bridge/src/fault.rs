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

impl Fault {
    /// Says which limit, if any, is behind `exception`.
    #[must_use]
    pub fn new(
        exception: MontyException,
        trip: Option<Trip>,
        limits: &Limits,
        ledger: &Ledger,
        printed: usize,
    ) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "reported, not computed with")]
        let as_f64 = |value: usize| value as f64;
        let of = |limit, value: Option<usize>, used| LimitFault { limit, value: as_f64(value.unwrap_or(0)), used };
        match trip {
            Some(Trip::Allocations) => {
                let limit = of("maxAllocations", limits.max_allocations, as_f64(ledger.allocations));
                Self::limited(ExcType::MemoryError, limit, &exception)
            }
            Some(Trip::PrintBytes) => {
                let limit = of("maxPrintBytes", limits.max_print_bytes, as_f64(printed));
                Self::limited(ExcType::MemoryError, limit, &exception)
            }
            Some(Trip::Cancelled) | None => {
                let limit = resource_limit(&exception, limits);
                Self { exception, limit }
            }
        }
    }

    /// The engine was refused memory, far beyond its limit, and had no chance to say where.
    #[must_use]
    pub fn out_of_memory(limits: &Limits, used: usize) -> Self {
        let limit = limits.memory_bytes.unwrap_or(0);
        let message = format!("memory limit exceeded: {used} bytes > {limit} bytes");
        #[expect(clippy::cast_precision_loss, reason = "reported, not computed with")]
        let fault = LimitFault { limit: "memoryBytes", value: limit as f64, used: used as f64 };
        Self { exception: MontyException::new(ExcType::MemoryError, Some(message)), limit: Some(fault) }
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

/// Recognises the engine's own limit errors by their text (`Display for ResourceError` in monty-types): it hands them
/// to a host only as exceptions. A guest that raises a look-alike fools nobody but itself: its own session is closed.
fn resource_limit(exception: &MontyException, limits: &Limits) -> Option<LimitFault> {
    let message = exception.message()?;
    let millis = |text: &str| parse_duration(text).map(|elapsed| elapsed.as_secs_f64() * 1000.0);
    #[expect(clippy::cast_precision_loss, reason = "reported, not computed with")]
    let memory = || limits.memory_bytes.unwrap_or(0) as f64;
    match exception.exc_type() {
        ExcType::MemoryError => {
            let (used, limit) = message.strip_prefix("memory limit exceeded: ")?.split_once(" bytes > ")?;
            limit.strip_suffix(" bytes")?;
            Some(LimitFault { limit: "memoryBytes", value: memory(), used: used.parse().ok()? })
        }
        ExcType::TimeoutError => {
            let (limit, value, rest) = if let Some(rest) = message.strip_prefix("feed time limit exceeded: ") {
                ("timeMs", limits.time, rest)
            } else {
                ("turnTimeMs", limits.turn_time, message.strip_prefix("turn time limit exceeded: ")?)
            };
            let used = millis(rest.split_once(" > ")?.0)?;
            Some(LimitFault { limit, value: value?.as_secs_f64() * 1000.0, used })
        }
        ExcType::RecursionError if message == "maximum recursion depth exceeded" => {
            let depth = limits.resource_limits().max_recursion_depth;
            #[expect(clippy::cast_precision_loss, reason = "reported, not computed with")]
            let depth = depth as f64;
            Some(LimitFault { limit: "stackDepth", value: depth, used: depth + 1.0 })
        }
        _ => None,
    }
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
