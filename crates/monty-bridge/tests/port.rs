//! The Rust half through its only door: bytes in, bytes out. TypeScript's half is tested through the backends.

use std::cell::RefCell;

use monty_bridge::{CountingAllocator, Host, Output, Port};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const DONE: u8 = 0;
const FAILED: u8 = 1;
const CALL: u8 = 2;
const NAME: u8 = 4;
const BYTES: u8 = 8;
const REFUSED: u8 = 9;
const MALFORMED: u8 = 10;
const BAD_SNAPSHOT: u8 = 11;

/// Writes a request by hand, so that a change of the wire format shows here.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn op(op: u8) -> Self {
        Self(vec![op])
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn blob(mut self, bytes: &[u8]) -> Self {
        let mut rest = bytes.len();
        while rest >= 0x80 {
            self.0.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
            rest >>= 7;
        }
        self.0.push(u8::try_from(rest).unwrap());
        self.bytes(bytes)
    }

    /// `mask` says which of memory, time, turn time, depth, allocations, gc interval, print bytes follow.
    fn limits(mut self, mask: u8, values: &[f64]) -> Self {
        self.0.push(mask);
        for value in values {
            self.0.extend(value.to_le_bytes());
        }
        self
    }

    fn start(code: &str) -> Self {
        Self::op(1).blob(code.as_bytes()).blob(b"main.py")
    }

    /// No seed, no inputs.
    fn end(self) -> Self {
        self.bytes(&[0, 0, 0])
    }
}

/// A port, and what was printed through it.
#[derive(Default)]
struct Bench {
    port: Port,
    prints: RefCell<Vec<String>>,
}

struct Recorder<'a>(&'a Bench, bool);

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
    fn read(&self, output: Output) -> Vec<u8> {
        match output {
            Output::Large => self.port.take_output(),
            // SAFETY: the port keeps its output buffer in place, and nothing writes to it meanwhile.
            Output::Shared(len) => unsafe { std::slice::from_raw_parts(self.port.output(), len) }.to_vec(),
        }
    }

    fn send(&self, message: &Message) -> Vec<u8> {
        self.read(self.port.turn_with(&message.0, &Recorder(self, true)))
    }

    fn run(&self, code: &str, mask: u8, limits: &[f64]) -> Vec<u8> {
        self.send(&Message::start(code).limits(mask, limits).end())
    }

    fn live(&self) -> u32 {
        session(&self.send(&Message::op(14)))
    }
}

fn session(response: &[u8]) -> u32 {
    u32::from_le_bytes(response[1..5].try_into().unwrap())
}

fn contains(response: &[u8], text: &str) -> bool {
    response.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_run_ends_with_its_value() {
    let bench = Bench::default();
    let response = bench.run("6 * 7", 0, &[]);
    assert_eq!((response[0], session(&response)), (DONE, 0));
    // Usage is four doubles; then one node, an int8 of 42, which is the root.
    assert_eq!(&response[5 + 32..], [1, 3, 42, 0]);
    assert_eq!(bench.live(), 0);
}

#[test]
fn an_exception_carries_type_message_and_frames() {
    let response = Bench::default().run("def f():\n    return {}['k']\nf()", 0, &[]);
    assert_eq!(response[0], FAILED);
    for text in ["KeyError", "k", "main.py", "return {}['k']", "f()"] {
        assert!(contains(&response, text), "{text}");
    }
}

#[test]
fn a_call_is_resumed_with_a_value() {
    let bench = Bench::default();
    let lookup = bench.run("f(2, k=3) + 1", 0, &[]);
    // Monty asks for the call at once; a name that is only read is looked up.
    assert!([CALL, NAME].contains(&lookup[0]));
    let id = session(&lookup);
    assert_eq!(bench.live(), 1);
    let end = bench.send(&Message::op(7).u32(id).bytes(&[0, 1, 3, 41, 0]));
    assert_eq!((end[0], &end[5 + 32..]), (DONE, &[1, 3, 42, 0][..]));
    assert_eq!(bench.live(), 0);
}

#[test]
fn prints_arrive_while_the_guest_runs_and_false_stops_it() {
    let bench = Bench::default();
    bench.run("for i in range(200):\n    print(i)", 0, &[]);
    assert!(bench.prints.borrow().len() > 1, "in batches, not at the end");
    let text = bench.prints.borrow().concat();
    assert_eq!(text, (0..200).map(|i| format!("{i}\n")).collect::<String>());

    let message = Message::start("while True:\n    print('x')").limits(0, &[]).end();
    let stopped = bench.read(bench.port.turn_with(&message.0, &Recorder(&bench, false)));
    assert_eq!(stopped[0], FAILED);
}

#[test]
fn each_limit_stops_the_guest_and_is_named() {
    let bench = Bench::default();
    let megabyte = 1024.0 * 1024.0;
    for (code, mask, value, name) in [
        ("a = []\nwhile True:\n    a.append('x' * 1000 + str(len(a)))", 1, 4.0 * megabyte, "memoryBytes"),
        ("while True:\n    pass", 2, 50.0, "timeMs"),
        ("while True:\n    pass", 4, 50.0, "turnTimeMs"),
        ("def f():\n    f()\nf()", 8, 50.0, "stackDepth"),
        ("a = []\nwhile True:\n    a.append([])", 16, 10_000.0, "maxAllocations"),
        ("while True:\n    print('x' * 100)", 64, 1000.0, "maxPrintBytes"),
    ] {
        let response = bench.run(code, mask, &[value]);
        assert_eq!(response[0], FAILED, "{name}");
        assert!(contains(&response, name), "{name}");
        assert_eq!(bench.run("1", 0, &[])[0], DONE, "the next run works after {name}");
    }
    assert_eq!(bench.live(), 0);
}

#[test]
fn a_session_is_not_charged_for_another() {
    let bench = Bench::default();
    // Suspended at a call with 6 MB each: together far above the limit of one.
    let code = "a = 'x' * 6_000_000\nf()\nlen(a)";
    let waiting: Vec<u32> = (0..4).map(|_| session(&bench.run(code, 1, &[8.0 * 1024.0 * 1024.0]))).collect();
    for id in waiting {
        assert_ne!(id, 0);
        let end = bench.send(&Message::op(7).u32(id).bytes(&[0, 1, 0, 0]));
        assert_eq!(end[0], DONE);
    }
}

#[test]
fn long_chains_in_eval_do_not_take_the_process_down() {
    let bench = Bench::default();
    for code in ["eval('f' + '()' * 200000)", "eval('a' + '.b' * 200000)", "eval('1' + '+1' * 200000)"] {
        let response = bench.run(code, 1, &[256.0 * 1024.0 * 1024.0]);
        assert!([DONE, FAILED, CALL, NAME].contains(&response[0]), "{code}");
    }
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let bench = Bench::default();
    assert_eq!(bench.send(&Message::op(99))[0], MALFORMED);
    assert_eq!(bench.send(&Message::op(1))[0], MALFORMED);
    assert_eq!(bench.send(&Message::default())[0], MALFORMED);
    assert_eq!(bench.send(&Message::op(7).u32(12345).bytes(&[2]))[0], REFUSED);
    assert_eq!(bench.send(&Message::op(12).u32(12345))[0], 7);
}

#[test]
fn random_requests_are_answered() {
    let bench = Bench::default();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..20_000 {
        let length = usize::try_from(random() % 40).unwrap();
        let mut bytes: Vec<u8> = (0..length).map(|_| random().to_le_bytes()[0]).collect();
        if let Some(op) = bytes.first_mut() {
            *op %= 16;
        }
        let response = bench.send(&Message(bytes));
        assert!(!response.is_empty());
    }
}

fn suspended(bench: &Bench) -> Vec<u8> {
    let waiting = bench.run("total = 40\ntotal += f()\ntotal", 0, &[]);
    let dump = bench.send(&Message::op(8).u32(session(&waiting)).bytes(&[0]));
    assert_eq!(dump[0], BYTES);
    // After the head comes the length as a varint of two bytes.
    dump[7..].to_vec()
}

fn load(bench: &Bench, bytes: &[u8]) -> Vec<u8> {
    bench.send(&Message::op(9).blob(bytes).bytes(&[0]).limits(0, &[]))
}

#[test]
fn a_suspended_run_goes_on_in_another_port() {
    let bytes = suspended(&Bench::default());
    let elsewhere = Bench::default();
    let waiting = load(&elsewhere, &bytes);
    assert!([CALL, NAME].contains(&waiting[0]), "{waiting:?}");
    let end = elsewhere.send(&Message::op(7).u32(session(&waiting)).bytes(&[0, 1, 3, 2, 0]));
    assert_eq!(&end[5 + 32..], [1, 3, 42, 0]);
}

#[test]
fn ten_thousand_altered_snapshots_are_refused() {
    let bench = Bench::default();
    let good = suspended(&bench);
    let mut state = 88_172_645_463_325_252_u64;
    for round in 0..10_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state % good.len() as u64).unwrap();
        let mut bytes = good.clone();
        match round % 3 {
            0 => bytes[at] ^= 1 << (state >> 61),
            1 => bytes.truncate(at),
            _ => bytes.insert(at, 0),
        }
        assert_eq!(load(&bench, &bytes)[0], BAD_SNAPSHOT, "round {round}, at {at}");
    }
}
