//! Golden transcripts: what the port answers, byte for byte. `UPDATE_GOLDEN=1 cargo test` writes them anew, for review.

mod common;

use std::{env, fmt::Write, fs, path::Path};

use common::{Bench, Message, session};
use monty_bridge::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Programs of all kinds of turns; what waits is answered with `41`, `ValueError: no`, `41`, … in turn.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "a value of every kind",
        "import datetime, decimal, pathlib\n(None, True, 7, -2**70, 1.5, 'é', b'\\x00', [1], {1: 'a'}, {2}, frozenset([3]), ..., 1j, datetime.date(2026, 1, 2), datetime.timedelta(1, 2, 3), decimal.Decimal('1.20'), pathlib.Path('/a'), ValueError('m'), int)",
    ),
    ("sharing and a cycle", "x = [1]\ny = [x, x]\ny.append(y)\ny"),
    (
        "a frozen dataclass",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass P:\n    x: int\nstr(P(1))",
    ),
    (
        "calls with arguments",
        "a = f(1, 'two', k=[3])\nb = 0\ntry:\n    g()\nexcept ValueError as e:\n    b = str(e)\n(a, b)",
    ),
    ("a name and a call through it", "h = f\nh(1)"),
    ("an OS call", "import os\nos.getenv('HOME', 'none')"),
    ("prints", "print('one')\nprint('two', end='')"),
    (
        "an uncaught exception in two frames",
        "def inner():\n    return 1 / 0\ndef outer():\n    return inner()\nouter()",
    ),
    ("a syntax error", "def f(:\n    pass"),
];

#[test]
fn transcripts_are_the_committed_ones() {
    let found: String = PROGRAMS.iter().map(|(name, code)| transcript(name, code)).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.txt");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap();
    for (line, (found, committed)) in found.lines().zip(committed.lines()).enumerate() {
        assert_eq!(found, committed, "golden.txt, line {}", line + 1);
    }
    assert_eq!(found.lines().count(), committed.lines().count());
}

fn transcript(name: &str, code: &str) -> String {
    let bench = Bench::default();
    let mut text = format!("# {name}\n{}\n", indented(code));
    let mut response = bench.run(code, 1, &[8.0 * 1024.0 * 1024.0]);
    for turn in 0.. {
        writeln!(text, "< {}", shown(&response)).unwrap();
        let id = session(&response);
        // Calls, OS calls and names wait; 0 is an answer by value, 1 one by exception.
        if id == 0 || ![2, 3, 4].contains(&response[0]) {
            break;
        }
        let answer: &[u8] =
            if turn % 2 == 1 && response[0] != 4 { b"\x01\x0aValueError\x01\x02no" } else { &[0, 1, 3, 41, 0] };
        writeln!(text, "> {}", answer.escape_ascii()).unwrap();
        response = bench.send(&Message::op(7).u32(id).bytes(answer));
    }
    for batch in bench.prints.borrow().iter() {
        writeln!(text, "printed {batch:?}").unwrap();
    }
    text + "\n"
}

fn indented(code: &str) -> String {
    code.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// The bytes, without what differs from run to run: usage and identities.
fn shown(response: &[u8]) -> String {
    let (kind, rest) = (response[0], &response[5..]);
    // Done and failed: four doubles of usage come first.
    let body = if kind < 2 { &rest[32..] } else { rest };
    let name = ["done", "failed", "call", "os call", "name"].get(usize::from(kind)).copied().unwrap_or("other");
    format!("{name} {}", body.escape_ascii())
}
