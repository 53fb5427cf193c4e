//! Stops a guest from another thread, which the end of a worker thread would otherwise have to wait for.
//!
//! Each worker loads a copy of the addon with counters of its own. What the copies share is one lock, made by the host's:
//! while a turn runs it holds the function that interrupts *that* copy. A lock outlives its worker and is never freed.

use std::{
    cell::Cell,
    sync::{Mutex, PoisonError},
};

use monty_bridge::interrupt;
use napi::bindgen_prelude::BigInt;
use napi_derive::napi;

type Interrupt = Mutex<Option<fn()>>;

thread_local! {
    static OWN: Cell<Option<&'static Interrupt>> = const { Cell::new(None) };
}

/// Made by the host's thread for one worker; the address goes to the worker.
#[napi]
pub fn create_interrupt() -> BigInt {
    let lock: &'static Interrupt = Box::leak(Box::default());
    (lock as *const Interrupt as u64).into()
}

/// Called by the worker: its turns can be interrupted from now on.
#[napi]
pub fn arm_interrupt(address: BigInt) {
    OWN.set(Some(at(&address)));
}

/// Called by the host: stops the worker's turn at the guest's next checkpoint. Without a turn, nothing happens.
#[napi(js_name = "interrupt")]
pub fn interrupt_other(address: BigInt) {
    if let Some(stop) = *at(&address).lock().unwrap_or_else(PoisonError::into_inner) {
        stop();
    }
}

/// Runs a turn that the host can interrupt, where this thread is armed.
pub fn interruptible(turn: impl FnOnce()) {
    let Some(own) = OWN.get() else { return turn() };
    *own.lock().unwrap_or_else(PoisonError::into_inner) = Some(interrupt);
    turn();
    *own.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

fn at(address: &BigInt) -> &'static Interrupt {
    // SAFETY: only addresses that `create_interrupt` gave out come here (`load.ts` keeps them), and what it made is never freed.
    unsafe { &*(address.get_u64().1 as *const Interrupt) }
}
