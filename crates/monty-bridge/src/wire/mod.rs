//! The binary messages between Rust and TypeScript. `packages/bridge-monty-shared/src/codec` is the other end.
//!
//! Numbers are little-endian, lengths and ids LEB128 varints, strings UTF-8 with a length. A value is a table of nodes
//! in post-order, each naming its children by index: sharing survives, and neither end recurses.

mod decode;
mod encode;
mod names;
mod reader;
mod size;
mod tag;
mod writer;

pub use decode::{read_object, read_values};
pub use encode::{write_graph, write_object};
pub use names::Names;
pub use reader::{Malformed, Reader};
pub use size::{args_size, object_size};
pub use writer::Writer;

/// Raised whenever a message changes shape; TypeScript refuses another number.
pub const WIRE_VERSION: u32 = 5;
