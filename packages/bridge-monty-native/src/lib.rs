//! Carries bytes between Node and the port. No semantics: those are in `monty-bridge`.
//!
//! `turn` is a raw napi function without arguments or result, the cheapest crossing there is: its length argument and
//! its answer are in `control`, a few shared words. There is one port per thread; JavaScript never holds a pointer.

pub mod interrupt;

use std::{cell::Cell, ffi::c_void, ptr};

use monty_bridge::{BUFFER_BYTES, CountingAllocator, Host, Output, Port, WIRE_VERSION};
use napi::{Env, bindgen_prelude::*, sys};
use napi_derive::napi;

use crate::interrupt::interruptible;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// `control[0]`: bytes of the request, then of the response, or this when the response is to be taken.
const TAKE_OUTPUT: u32 = u32::MAX;

struct Connection {
    port: Port,
    control: [Cell<u32>; 2],
    on_print: Cell<sys::napi_ref>,
}

thread_local! {
    static CONNECTION: Connection = Connection {
        port: Port::default(),
        control: [Cell::new(0), Cell::new(0)],
        on_print: const { Cell::new(ptr::null_mut()) },
    };
}

struct Printing<'a> {
    env: sys::napi_env,
    connection: &'a Connection,
}

impl Host for Printing<'_> {
    fn on_print(&self, output: Output) -> bool {
        self.connection.answer(output);
        let (mut function, mut this, mut result) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let mut go_on = false;
        // SAFETY: `env` is that of the call in progress, on whose stack `monty-bridge` runs this.
        unsafe {
            sys::napi_get_reference_value(self.env, self.connection.on_print.get(), &raw mut function);
            sys::napi_get_undefined(self.env, &raw mut this);
            let called = sys::napi_call_function(self.env, this, function, 0, ptr::null(), &raw mut result);
            called == sys::Status::napi_ok
                && sys::napi_get_value_bool(self.env, result, &raw mut go_on) == sys::Status::napi_ok
                && go_on
        }
    }
}

impl Connection {
    fn answer(&self, output: Output) {
        self.control[0].set(match output {
            Output::Shared(len) => u32::try_from(len).expect("the shared buffer is small"),
            Output::Large => TAKE_OUTPUT,
        });
    }
}

unsafe extern "C" fn turn(env: sys::napi_env, _: sys::napi_callback_info) -> sys::napi_value {
    CONNECTION.with(|connection| {
        let len = connection.control[0].get() as usize;
        interruptible(|| connection.answer(connection.port.turn(len, &Printing { env, connection })));
    });
    ptr::null_mut()
}

fn shared<'env>(env: &'env Env, bytes: *const u8, len: usize) -> Result<ArrayBuffer<'env>> {
    // SAFETY: the buffer belongs to this thread's connection, which outlives the environment; nothing is freed by napi.
    unsafe { ArrayBuffer::from_external(env, bytes.cast_mut(), len, ptr::null_mut::<c_void>(), |_, _| ()) }
}

/// What `packages/bridge-monty-shared`'s `Port` is made from.
#[napi(object)]
pub struct RawPort<'env> {
    pub wire_version: u32,
    pub input: ArrayBuffer<'env>,
    pub output: ArrayBuffer<'env>,
    pub control: ArrayBuffer<'env>,
    pub turn: Unknown<'env>,
}

/// Connects this thread's port. `onPrint` returns false to stop the guest.
#[napi]
pub fn connect<'env>(env: &'env Env, on_print: Unknown<'env>) -> Result<RawPort<'env>> {
    CONNECTION.with(|connection| {
        let (mut reference, mut function) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: `env` and `on_print` are those of this call.
        unsafe {
            check_status!(sys::napi_create_reference(env.raw(), on_print.raw(), 1, &raw mut reference))?;
            check_status!(sys::napi_create_function(
                env.raw(),
                c"turn".as_ptr(),
                4,
                Some(turn),
                ptr::null_mut(),
                &raw mut function,
            ))?;
        }
        connection.on_print.set(reference);
        Ok(RawPort {
            wire_version: WIRE_VERSION,
            input: shared(env, connection.port.input(), BUFFER_BYTES)?,
            output: shared(env, connection.port.output(), BUFFER_BYTES)?,
            control: shared(env, connection.control.as_ptr().cast(), size_of_val(&connection.control))?,
            // SAFETY: a function made above, in this environment.
            turn: unsafe { Unknown::from_napi_value(env.raw(), function)? },
        })
    })
}

/// Handles a request that is larger than the shared buffer. The answer is where `turn` leaves it.
#[napi]
pub fn turn_with(env: Env, request: &[u8]) {
    CONNECTION.with(|connection| {
        let host = Printing { env: env.raw(), connection };
        interruptible(|| connection.answer(connection.port.turn_with(request, &host)));
    });
}

/// Takes the response that did not fit, moved and not copied.
#[napi]
pub fn take_output() -> Uint8Array {
    CONNECTION.with(|connection| connection.port.take_output().into())
}
