//! A large, lazily mapped stack for every entry into the engine.
//!
//! The engine recurses once per link of a chain such as `1+1+1+…` or `a.b.b.b…`, which guest code can make as long as
//! it likes with `eval`. On a thread's own 8 MB that ends the process (SIGSEGV, after about 113,000 links); on 4 GiB of
//! address space it ends in an ordinary error. JavaScript is never called on this stack: [`on_host_stack`] goes back.

#[cfg(not(unix))]
mod imp {
    /// Without a large stack (WASM has one of its own, and a trap there kills only the instance): a plain call.
    pub fn on_engine_stack<R>(f: impl FnOnce() -> R) -> R {
        f()
    }

    pub fn on_host_stack<R>(f: impl FnOnce() -> R) -> R {
        f()
    }
}

#[cfg(unix)]
mod imp {
    use std::{
        cell::{Cell, RefCell},
        panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
        ptr,
    };

    /// Tried in this order: a container may refuse to reserve much address space.
    const SIZES: [usize; 4] = [4 << 30, 1 << 30, 256 << 20, 64 << 20];
    /// Kept free below the frame that left the host's stack: its own frame and the switching code live there.
    const HOST_MARGIN: usize = 16 << 10;
    /// What the host's code may use there, as far as `psm` is concerned; the real bound is the thread's own guard page.
    const HOST_WINDOW: usize = 64 << 10;
    /// A turn that went deeper than this gives its pages back to the system.
    const SHALLOW: usize = 1 << 20;

    struct Mapping {
        base: *mut u8,
        size: usize,
    }

    impl Mapping {
        fn new() -> Option<Self> {
            SIZES.iter().find_map(|&size| {
                // SAFETY: an anonymous private mapping at an address of the system's choice touches nothing else.
                let base = unsafe {
                    libc::mmap(
                        ptr::null_mut(),
                        size,
                        libc::PROT_READ | libc::PROT_WRITE,
                        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                        -1,
                        0,
                    )
                };
                if base == libc::MAP_FAILED {
                    return None;
                }
                // SAFETY: the lowest page of our own mapping becomes the guard page.
                unsafe { libc::mprotect(base, 4096, libc::PROT_NONE) };
                Some(Self { base: base.cast(), size })
            })
        }

        /// Gives back the pages below [`SHALLOW`] if the last turn went there (an untouched page reads as zero).
        fn trim(&self) {
            // SAFETY: both ends lie inside our mapping, above its guard page.
            unsafe {
                let mark = self.base.add(self.size - SHALLOW - 4096).cast::<usize>();
                let used = (0..512).step_by(16).any(|word| mark.add(word).read_volatile() != 0);
                if used {
                    libc::madvise(self.base.add(4096).cast(), self.size - SHALLOW - 4096, libc::MADV_DONTNEED);
                }
            }
        }
    }

    impl Drop for Mapping {
        fn drop(&mut self) {
            // SAFETY: our own mapping, on which nothing runs any more.
            unsafe { libc::munmap(self.base.cast(), self.size) };
        }
    }

    thread_local! {
        /// Idle stacks. A print callback may run another session's turn, which then takes or makes a second one.
        static IDLE: RefCell<Vec<Mapping>> = const { RefCell::new(Vec::new()) };
        /// Where the host's stack was left, while an engine runs on this thread.
        static HOST: Cell<*mut u8> = const { Cell::new(ptr::null_mut()) };
    }

    /// Runs `f` on the large stack, or on the current one where none can be mapped.
    pub fn on_engine_stack<R>(f: impl FnOnce() -> R) -> R {
        let Some(stack) = IDLE.with_borrow_mut(Vec::pop).or_else(Mapping::new) else {
            return f();
        };
        let outer = HOST.replace(psm::stack_pointer());
        // SAFETY: the mapping is ours, writable, page-aligned and idle; no panic leaves the closure.
        let result = unsafe { psm::on_stack(stack.base, stack.size, || catch_unwind(AssertUnwindSafe(f))) };
        HOST.set(outer);
        stack.trim();
        IDLE.with_borrow_mut(|idle| idle.push(stack));
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Runs `f` (JavaScript) on the stack the engine was entered from.
    pub fn on_host_stack<R>(f: impl FnOnce() -> R) -> R {
        let host = HOST.replace(ptr::null_mut());
        if host.is_null() {
            return f();
        }
        // SAFETY: below `host - HOST_MARGIN` the thread's own stack is free until the engine returns to it.
        let result = unsafe {
            psm::on_stack(host.sub(HOST_MARGIN + HOST_WINDOW), HOST_WINDOW, || catch_unwind(AssertUnwindSafe(f)))
        };
        HOST.set(host);
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

pub use imp::{on_engine_stack, on_host_stack};
