//! The half of both Monty backends that is Rust.
//!
//! A shell (napi-rs, wasm-bindgen) hands the bytes of a request to its [`Port`] and the bytes of the response back. All
//! semantics are here: sessions that take turns, values and errors on the wire, limits, prints, snapshots.

// Stable Rust ends the process when an allocation fails. `.cargo/config.toml` allows this one feature for this one crate.
#![feature(alloc_error_hook)]

mod clock;
mod exception_type;
mod fault;
mod limits;
mod memory;
mod policy;
mod port;
mod print;
mod request;
mod response;
mod session;
mod slots;
mod snapshot;
mod sources;
mod stack;
mod turn;
mod wire;

pub use memory::{CountingAllocator, interrupt, take_refused};
pub use port::{BUFFER_BYTES, Host, Output, Port};
pub use wire::WIRE_VERSION;
