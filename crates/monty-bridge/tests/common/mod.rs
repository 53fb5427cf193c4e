//! What the tests drive a port with.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::cell::RefCell;

use monty_bridge::{Host, Output, Port};

/// Writes a request by hand, so that a change of the wire format shows here.
#[derive(Default)]
pub struct Message(pub Vec<u8>);

impl Message {
    pub fn op(op: u8) -> Self {
        Self(vec![op])
    }

    pub fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    pub fn blob(mut self, bytes: &[u8]) -> Self {
        let mut rest = bytes.len();
        while rest >= 0x80 {
            self.0.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
            rest >>= 7;
        }
        self.0.push(u8::try_from(rest).unwrap());
        self.bytes(bytes)
    }

    /// `mask` says which of memory, time, turn time, depth, allocations, gc interval, print bytes follow.
    pub fn limits(mut self, mask: u8, values: &[f64]) -> Self {
        self.0.push(mask);
        for value in values {
            self.0.extend(value.to_le_bytes());
        }
        self
    }

    pub fn start(code: &str) -> Self {
        Self::op(1).blob(code.as_bytes()).blob(b"main.py")
    }

    /// No seed, zone or directory, no inputs.
    pub fn end(self) -> Self {
        self.bytes(&[0, 0, 0, 0, 0])
    }
}

/// A port, and what was printed through it.
#[derive(Default)]
pub struct Bench {
    pub port: Port,
    pub prints: RefCell<Vec<String>>,
}

pub struct Recorder<'a>(pub &'a Bench, pub bool);

impl Host for Recorder<'_> {
    fn on_print(&self, output: Output) -> bool {
        let batch = self.0.read(output);
        assert!(batch[0] < 2, "stdout or stderr");
        let text = batch[1..].split_at(if batch[1] < 0x80 { 1 } else { 2 }).1;
        self.0.prints.borrow_mut().push(String::from_utf8(text.to_vec()).unwrap());
        self.1
    }
}

impl Bench {
    pub fn read(&self, output: Output) -> Vec<u8> {
        match output {
            Output::Large => self.port.take_output(),
            // SAFETY: the port keeps its output buffer in place, and nothing writes to it meanwhile.
            Output::Shared(len) => unsafe { std::slice::from_raw_parts(self.port.output(), len) }.to_vec(),
        }
    }

    pub fn send(&self, message: &Message) -> Vec<u8> {
        self.read(self.port.turn_with(&message.0, &Recorder(self, true)))
    }

    pub fn run(&self, code: &str, mask: u8, limits: &[f64]) -> Vec<u8> {
        self.send(&Message::start(code).limits(mask, limits).end())
    }

    pub fn live(&self) -> u32 {
        session(&self.send(&Message::op(14)))
    }
}

pub fn session(response: &[u8]) -> u32 {
    u32::from_le_bytes(response[1..5].try_into().unwrap())
}
