//! Carries bytes between JavaScript and the port. No semantics: those are in `monty-bridge`.
//!
//! An instance has one port. The shared buffers are in its linear memory; JavaScript makes its views of them anew
//! whenever that memory has grown.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use js_sys::Function;
use monty_bridge::{BUFFER_BYTES, CountingAllocator, Host, Output, Port, WIRE_VERSION};
use wasm_bindgen::prelude::*;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What `turn` answers when the response is to be taken.
const TAKE_OUTPUT: u32 = u32::MAX;

thread_local! {
    static PORT: Port = Port::default();
    static ON_PRINT: RefCell<Function> = RefCell::default();
}

struct Printing;

impl Host for Printing {
    fn on_print(&self, output: Output) -> bool {
        let callback = ON_PRINT.with_borrow(Clone::clone);
        callback.call1(&JsValue::UNDEFINED, &code(output).into()).is_ok_and(|go_on| go_on.is_truthy())
    }
}

fn code(output: Output) -> u32 {
    match output {
        Output::Shared(len) => u32::try_from(len).expect("the shared buffer is small"),
        Output::Large => TAKE_OUTPUT,
    }
}

/// Connects the instance's port. `on_print` gets what `turn` would answer, and returns false to stop the guest.
#[wasm_bindgen]
pub fn connect(on_print: Function) -> u32 {
    ON_PRINT.set(on_print);
    WIRE_VERSION
}

/// Where the shared input buffer is.
#[wasm_bindgen]
pub fn input_address() -> *const u8 {
    PORT.with(Port::input)
}

/// Where the shared output buffer is.
#[wasm_bindgen]
pub fn output_address() -> *const u8 {
    PORT.with(Port::output)
}

/// The size of each.
#[wasm_bindgen]
pub fn buffer_bytes() -> usize {
    BUFFER_BYTES
}

/// Handles a request of `len` bytes in the input buffer; the bytes of the response, or `TAKE_OUTPUT`.
#[wasm_bindgen]
pub fn turn(len: usize) -> u32 {
    PORT.with(|port| code(port.turn(len, &Printing)))
}

/// Handles a request that is larger than the shared buffer.
#[wasm_bindgen]
pub fn turn_with(request: &[u8]) -> u32 {
    PORT.with(|port| code(port.turn_with(request, &Printing)))
}

/// After a trap: what the session would have held with the memory that it was refused, or 0.
#[wasm_bindgen]
pub fn take_refused() -> usize {
    monty_bridge::take_refused()
}

/// Takes the response that did not fit.
#[wasm_bindgen]
pub fn take_output() -> Vec<u8> {
    PORT.with(Port::take_output)
}
