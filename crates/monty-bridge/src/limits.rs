//! What one run or session may use, as the host asked for it.

use std::time::Duration;

use monty_types::{DEFAULT_MAX_RECURSION_DEPTH, ResourceLimits, ResourceTracker};

use crate::wire::{Malformed, Reader};

/// All limits that the engine half enforces. Host calls and wall-clock time are the run loop's, in TypeScript.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    pub memory_bytes: Option<usize>,
    pub time: Option<Duration>,
    pub turn_time: Option<Duration>,
    pub stack_depth: Option<usize>,
    pub max_allocations: Option<usize>,
    pub gc_interval: Option<usize>,
    pub max_print_bytes: Option<usize>,
    /// Bytes of the values in one message to the host.
    pub max_result_bytes: Option<usize>,
}

impl Limits {
    /// Reads a presence mask and, in this order, one number for each limit that is set.
    pub fn read(input: &mut Reader) -> Result<Self, Malformed> {
        let mask = input.u8()?;
        let mut next = |bit: u8| -> Result<Option<f64>, Malformed> {
            if mask & (1 << bit) == 0 { Ok(None) } else { input.f64().map(Some) }
        };
        Ok(Self {
            memory_bytes: next(0)?.map(count),
            time: next(1)?.map(millis),
            turn_time: next(2)?.map(millis),
            stack_depth: next(3)?.map(count),
            max_allocations: next(4)?.map(count),
            gc_interval: next(5)?.map(count),
            max_print_bytes: next(6)?.map(count),
            max_result_bytes: next(7)?.map(count),
        })
    }

    /// The part that the engine enforces by itself.
    #[must_use]
    pub fn resource_limits(&self) -> ResourceLimits {
        ResourceLimits {
            max_feed_duration: self.time,
            max_turn_duration: self.turn_time,
            // Always set: without it a huge allocation ends the process instead of raising MemoryError.
            max_memory: Some(self.memory_bytes.unwrap_or(usize::MAX >> 2)),
            gc_interval: self.gc_interval,
            max_recursion_depth: self.stack_depth.unwrap_or(DEFAULT_MAX_RECURSION_DEPTH),
            ..ResourceLimits::default()
        }
    }

    #[must_use]
    pub fn tracker(&self) -> ResourceTracker {
        ResourceTracker::new(self.resource_limits())
    }
}

/// A fractional, negative or NaN number saturates: TypeScript has refused it before.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as wanted")]
fn count(value: f64) -> usize {
    value as usize
}

pub fn millis(value: f64) -> Duration {
    Duration::try_from_secs_f64(value / 1000.0).unwrap_or(Duration::MAX)
}
