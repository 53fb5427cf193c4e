//! What a session may hold: a counting global allocator, and the window that charges one session for one turn.
//!
//! The engine compares `LIVE_MEMORY - BASELINE_MEMORY` (two process-wide counters of `monty-types`) with the limit.
//! A [`Ledger`] moves the baseline at the start of each turn so that the difference is what *this* session holds, and
//! takes the difference back at the end. Turns of one process that share these counters must not overlap in time:
//! the shells run them on one thread, and a worker thread loads a copy of the addon with counters of its own.

use std::{
    alloc::{GlobalAlloc, Layout, System, set_alloc_error_hook},
    panic::resume_unwind,
    process, ptr,
    sync::{
        Once,
        atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed},
    },
};

use monty_types::{BASELINE_MEMORY, LIVE_MEMORY};

static PEAK: AtomicUsize = AtomicUsize::new(0);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static ALLOCATION_CEILING: AtomicUsize = AtomicUsize::new(usize::MAX);
/// No allocation may take the live count beyond this. Armed while the engine runs, and only then.
static HARD_CEILING: AtomicUsize = AtomicUsize::new(usize::MAX);
/// What the session would have held with the allocation that was refused.
static REFUSED: AtomicUsize = AtomicUsize::new(0);
static TRIPPED: AtomicU8 = AtomicU8::new(0);

/// Added to the live count to make the engine's next checkpoint stop the guest. Far above any limit, far below overflow.
const TRIP_WEIGHT: usize = 1 << (usize::BITS - 1);

/// Beyond twice its limit, what a session may hold for a moment: an operation near the limit fails at a checkpoint, with a
/// traceback, and not here.
const HEADROOM: usize = 32 << 20;

/// The same for an interrupt, which may have to be added several times.
const INTERRUPT_WEIGHT: usize = 1 << (usize::BITS - 4);

/// Why a turn was stopped from inside, by making its memory check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trip {
    Allocations = 1,
    PrintBytes = 2,
    Cancelled = 3,
}

/// Makes the engine's next checkpoint fail with an error that the guest cannot catch. The first reason stands.
pub fn trip(reason: Trip) {
    if TRIPPED.compare_exchange(0, reason as u8, Relaxed, Relaxed).is_ok() {
        LIVE_MEMORY.fetch_add(TRIP_WEIGHT, Relaxed);
    }
}

/// `trip` for another thread, to be repeated until the turn has ended: what it adds may be lost in an addition here,
/// which is not atomic (see [`CountingAllocator`]), or taken for the session's own when [`paused`] ends. It leaves the
/// counters wrong: the thread that is interrupted is about to end.
pub fn interrupt() {
    let _ = TRIPPED.compare_exchange(0, Trip::Cancelled as u8, Relaxed, Relaxed);
    if LIVE_MEMORY.load(Relaxed).saturating_sub(BASELINE_MEMORY.load(Relaxed)) < INTERRUPT_WEIGHT {
        LIVE_MEMORY.fetch_add(INTERRUPT_WEIGHT, Relaxed);
    }
}

fn tripped() -> Option<Trip> {
    match TRIPPED.load(Relaxed) {
        1 => Some(Trip::Allocations),
        2 => Some(Trip::PrintBytes),
        3 => Some(Trip::Cancelled),
        _ => None,
    }
}

/// The system allocator with counters. Each shell installs it as its `#[global_allocator]`.
pub struct CountingAllocator;

/// Adds without a locked instruction, which would cost more than the allocation: one thread at a time uses these
/// counters (see above), and an addition lost to a stray thread only shifts a count.
#[inline]
fn add(counter: &AtomicUsize, amount: usize) -> usize {
    let sum = counter.load(Relaxed).wrapping_add(amount);
    counter.store(sum, Relaxed);
    sum
}

#[inline]
fn charge(size: usize) -> bool {
    let live = add(&LIVE_MEMORY, size);
    if live > PEAK.load(Relaxed) {
        if live > HARD_CEILING.load(Relaxed) && live < INTERRUPT_WEIGHT {
            return refuse(live, size);
        }
        PEAK.store(live, Relaxed);
    }
    let count = add(&ALLOCATIONS, 1);
    if count > ALLOCATION_CEILING.load(Relaxed) {
        trip(Trip::Allocations);
    }
    true
}

/// Takes the charge back, and lifts the ceiling: what unwinds from here must be able to allocate.
#[cold]
fn refuse(live: usize, size: usize) -> bool {
    refund(size);
    HARD_CEILING.store(usize::MAX, Relaxed);
    REFUSED.store(live.saturating_sub(BASELINE_MEMORY.load(Relaxed)), Relaxed);
    false
}

/// What a session that was refused memory would have held; 0 where none was.
#[must_use]
pub fn take_refused() -> usize {
    REFUSED.swap(0, Relaxed)
}

/// The panic of an engine that was refused memory.
#[derive(Debug)]
pub struct OutOfMemory;

/// Makes a refused allocation unwind (on WebAssembly: trap) instead of ending the process.
pub fn unwind_when_refused() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_alloc_error_hook(|layout| {
            if REFUSED.load(Relaxed) != 0 {
                resume_unwind(Box::new(OutOfMemory));
            }
            eprintln!("memory allocation of {} bytes failed", layout.size());
            process::abort();
        });
    });
}

#[inline]
fn refund(size: usize) {
    add(&LIVE_MEMORY, size.wrapping_neg());
}

// SAFETY: every method forwards its arguments unchanged to `System` and returns what `System` returned, or null.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !charge(layout.size()) {
            return ptr::null_mut();
        }
        // SAFETY: `layout` is the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        refund(layout.size());
        // SAFETY: `ptr` came from this allocator with this layout.
        unsafe { System.dealloc(ptr, layout) };
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !charge(layout.size()) {
            return ptr::null_mut();
        }
        // SAFETY: `layout` is the caller's.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if !charge(new_size) {
            return ptr::null_mut();
        }
        refund(layout.size());
        // SAFETY: `ptr` and `layout` describe a live block of this allocator, `new_size` is the caller's.
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}

/// One session's account: what it holds, the most it held, and how often it allocated.
#[derive(Debug, Clone)]
pub struct Ledger {
    held: usize,
    pub peak: usize,
    pub allocations: usize,
    max_allocations: usize,
    /// Where allocations are refused. The engine looks at its own limit only every 255 instructions, in which a guest
    /// can multiply what it holds by any factor (`s = s.join([s, s, s])`).
    hard_limit: usize,
}

impl Ledger {
    #[must_use]
    pub fn new(max_allocations: Option<usize>, max_memory: Option<usize>) -> Self {
        Self {
            held: 0,
            peak: 0,
            allocations: 0,
            max_allocations: max_allocations.unwrap_or(usize::MAX),
            hard_limit: max_memory.map_or(usize::MAX, |limit| limit.saturating_mul(2).saturating_add(HEADROOM)),
        }
    }

    /// Counts allocations and the peak anew: they are limits of one run or feed.
    pub fn begin_feed(&mut self) {
        self.allocations = 0;
        self.peak = self.held;
    }

    /// Starts charging this session. Everything allocated and freed since `mark` and until [`Ledger::close`] is its own.
    #[must_use]
    pub fn open(&self, mark: Mark) -> Window {
        let live = LIVE_MEMORY.load(Relaxed);
        BASELINE_MEMORY.store(mark.0.wrapping_sub(self.held), Relaxed);
        let outer_peak = PEAK.swap(live, Relaxed);
        let allocations = ALLOCATIONS.load(Relaxed);
        let left = self.max_allocations.saturating_sub(self.allocations);
        let outer_ceiling = ALLOCATION_CEILING.swap(allocations.saturating_add(left), Relaxed);
        let base = mark.0.saturating_sub(self.held);
        let outer_hard = HARD_CEILING.swap(base.saturating_add(self.hard_limit), Relaxed);
        Window { allocations, outer_peak, outer_ceiling, outer_hard }
    }

    /// Ends the window and books it. Says why the guest was stopped, if it was.
    pub fn close(&mut self, window: &Window) -> Option<Trip> {
        let reason = tripped();
        if reason.is_some() {
            LIVE_MEMORY.fetch_sub(TRIP_WEIGHT, Relaxed);
            TRIPPED.store(0, Relaxed);
        }
        let baseline = BASELINE_MEMORY.load(Relaxed);
        self.held = LIVE_MEMORY.load(Relaxed).wrapping_sub(baseline);
        let mut peak = PEAK.swap(window.outer_peak, Relaxed).wrapping_sub(baseline);
        if reason.is_some() && peak >= TRIP_WEIGHT {
            peak -= TRIP_WEIGHT;
        }
        self.peak = self.peak.max(peak);
        self.allocations += ALLOCATIONS.load(Relaxed).wrapping_sub(window.allocations);
        ALLOCATION_CEILING.store(window.outer_ceiling, Relaxed);
        HARD_CEILING.store(window.outer_hard, Relaxed);
        BASELINE_MEMORY.store(usize::MAX, Relaxed);
        reason
    }

    /// Books what `release` frees after the window: a result that had to outlive it.
    pub fn settle(&mut self, release: impl FnOnce()) {
        let before = LIVE_MEMORY.load(Relaxed);
        release();
        self.held = self.held.wrapping_add(LIVE_MEMORY.load(Relaxed).wrapping_sub(before));
    }
}

/// A moment. Decoding a request allocates before it is known whose request it is: the window starts there.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

#[must_use]
pub fn mark() -> Mark {
    Mark(LIVE_MEMORY.load(Relaxed))
}

/// An open charging window. Host code that runs inside it (a print callback) is kept out with [`paused`].
#[derive(Debug)]
pub struct Window {
    allocations: usize,
    outer_peak: usize,
    outer_ceiling: usize,
    outer_hard: usize,
}

/// Runs host code inside an open window without charging the session for it, even when it runs other sessions' turns.
pub fn paused<R>(host: impl FnOnce() -> R) -> R {
    let outer_baseline = BASELINE_MEMORY.load(Relaxed);
    let held = LIVE_MEMORY.load(Relaxed).wrapping_sub(outer_baseline);
    let peak = PEAK.load(Relaxed).wrapping_sub(outer_baseline);
    let ceiling = ALLOCATION_CEILING.swap(usize::MAX, Relaxed);
    let hard = HARD_CEILING.swap(usize::MAX, Relaxed);
    let allocations = ALLOCATIONS.load(Relaxed);
    let trip = TRIPPED.swap(0, Relaxed);
    let result = host();
    let baseline = LIVE_MEMORY.load(Relaxed).wrapping_sub(held);
    BASELINE_MEMORY.store(baseline, Relaxed);
    PEAK.store(baseline.wrapping_add(peak), Relaxed);
    ALLOCATIONS.store(allocations, Relaxed);
    ALLOCATION_CEILING.store(ceiling, Relaxed);
    HARD_CEILING.store(baseline.wrapping_add(hard.wrapping_sub(outer_baseline)), Relaxed);
    TRIPPED.store(trip, Relaxed);
    result
}
