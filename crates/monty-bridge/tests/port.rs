//! The Rust half through its only door: bytes in, bytes out. TypeScript's half is tested through the backends.

mod common;

use common::{Bench, Message, Recorder, session};
use monty_bridge::CountingAllocator;

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
fn memory_far_beyond_the_limit_is_refused_between_two_checkpoints() {
    let bench = Bench::default();
    let megabyte = 1024.0 * 1024.0;
    for _ in 0..3 {
        let response = bench.run("s = 'ab'\nwhile True:\n    s = s.join([s, s, s])", 1, &[8.0 * megabyte]);
        assert_eq!(response[0], FAILED);
        assert!(contains(&response, "MemoryError") && contains(&response, "memoryBytes"));
        assert_eq!(bench.run("1", 1, &[8.0 * megabyte])[0], DONE, "the next run works");
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

#[test]
fn a_limit_is_known_from_the_engine_and_not_from_words() {
    let bench = Bench::default();
    let has_limit = |code: &str, mask: u8, limits: &[f64]| {
        let end = bench.run(code, mask, limits);
        assert_eq!(end[0], FAILED);
        String::from_utf8_lossy(&end).contains("stackDepth")
            || String::from_utf8_lossy(&end).contains("memoryBytes")
            || String::from_utf8_lossy(&end).contains("timeMs")
    };
    let recursion = "def f():\n    return f()\n";
    for forged in [
        "raise MemoryError('memory limit exceeded: 10 bytes > 5 bytes')".to_owned(),
        "raise TimeoutError('feed time limit exceeded: 2s > 1s')".to_owned(),
        "raise RecursionError('maximum recursion depth exceeded')".to_owned(),
        format!("{recursion}try:\n    f()\nexcept RecursionError as e:\n    raise e"),
        format!("{recursion}try:\n    f()\nexcept RecursionError as e:\n    raise ValueError(str(e))"),
    ] {
        assert!(!has_limit(&forged, 0, &[]), "{forged}");
    }
    for real in [format!("{recursion}f()"), format!("{recursion}try:\n    f()\nfinally:\n    x = 1")] {
        assert!(has_limit(&real, 0, &[]), "{real}");
    }
    assert!(has_limit("[0] * 10_000_000", 1, &[1e6]));
    assert!(has_limit("while True: pass", 2, &[5.0]));
}

#[test]
fn a_turn_that_ends_beyond_its_time_limit_has_no_value() {
    let bench = Bench::default();
    // One operation without a checkpoint, and one of a run and of a turn.
    for (mask, name) in [(2, "run time limit exceeded"), (4, "turn time limit exceeded")] {
        let end = bench.run("'x' * 20_000_000 == 'x' * 20_000_000", mask, &[1e-3]);
        assert_eq!(end[0], FAILED, "{name}");
        assert!(String::from_utf8_lossy(&end).contains(name), "{name}");
    }
}

#[test]
fn a_value_that_is_too_large_for_the_host_is_a_limit() {
    let bench = Bench::default();
    let end = bench.run("['x' * 100] * 100", 128, &[1000.0]);
    assert_eq!(end[0], DONE, "what is shared counts once: {}", String::from_utf8_lossy(&end));
    let end = bench.run("[str(n) * 100 for n in range(100)]", 128, &[1000.0]);
    assert_eq!(end[0], FAILED);
    assert!(String::from_utf8_lossy(&end).contains("maxResultBytes"));
    assert_eq!(bench.live(), 0);
}
