//! A guest's own process: requests come in as frames on stdin, responses and prints go out on stdout.
//!
//! No semantics are here: those are in `monty-bridge`. The parent trusts nothing that comes out, stops the process
//! whenever it likes, and measures its memory from outside. What the process can do for itself is in `walls.rs`.

mod frames;
mod walls;

use std::{env, io::stdin, process::exit, thread};

use monty_bridge::{CountingAllocator, Host, Output, Port, WIRE_VERSION};

use crate::{
    frames::{Kind, read_frame, write_frame},
    walls::Walls,
};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

struct Printing<'a>(&'a Port);

impl Host for Printing<'_> {
    fn on_print(&self, output: Output) -> bool {
        self.0.read_output(output, |bytes| send(Kind::Print, bytes));
        true
    }
}

/// Nobody listens any more when this fails: the parent has gone or does not want the guest.
fn send(kind: Kind, bytes: &[u8]) {
    if write_frame(kind, bytes).is_err() {
        exit(0);
    }
}

fn main() {
    let mut arguments = env::args().skip(1);
    let (address_space, probe) = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--address-space"), Some(bytes)) => (bytes.parse().ok(), false),
        (Some("--probe"), None) => (None, true),
        _ => {
            eprintln!("monty-worker is started by @interpreter-bridge/monty-native; it is of no use by itself");
            exit(2);
        }
    };
    let mut walls = Walls::build(address_space);
    // On the main thread, glibc reads a file to find the stack, which the walls forbid; on another it knows.
    let guest = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        walls.seal();
        if probe { println!("{}", walls.probe()) } else { serve(&walls) }
    });
    exit(guest.expect("a thread can be started").join().map_or(3, |()| 0));
}

/// What the engine runs on is mapped by `monty-bridge`; this is for everything else.
const STACK_BYTES: usize = 8 << 20;

fn serve(walls: &Walls) {
    let port = Port::default();
    let mut hello = WIRE_VERSION.to_le_bytes().to_vec();
    hello.extend_from_slice(walls.names().as_bytes());
    send(Kind::Hello, &hello);
    let mut input = stdin().lock();
    let mut request = Vec::new();
    while read_frame(&mut input, &mut request) {
        let output = port.turn_with(&request, &Printing(&port));
        port.read_output(output, |bytes| send(Kind::Response, bytes));
        // A large request's room is not kept: memory is measured from outside.
        if request.capacity() > 1 << 20 {
            request = Vec::new();
        }
    }
}
