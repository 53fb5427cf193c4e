//! What the engine costs by itself, called from Rust without a bridge. One JSON object on stdout, times in microseconds:
//! `pnpm bench` compares the backends with these.

use std::time::Instant;

use monty::{MontyRun, RunProgress};
use monty_types::{
    CompileOptions, MontyObject, NameLookupResult, PrintWriter, ResourceLimits, ResourceTracker, unstable,
};

fn compile(code: &str) -> MontyRun {
    MontyRun::new(code.to_owned(), "main.py", Vec::new(), CompileOptions::default()).expect("the benchmark compiles")
}

fn tracker() -> ResourceTracker {
    ResourceTracker::new(ResourceLimits::default())
}

/// The best of several rounds, each of `count` operations, in microseconds per operation.
fn best(count: u32, mut round: impl FnMut()) -> f64 {
    (0..7)
        .map(|_| {
            let started = Instant::now();
            round();
            started.elapsed().as_secs_f64() * 1e6 / f64::from(count)
        })
        .fold(f64::INFINITY, f64::min)
}

fn new_and_run() {
    compile("1 + 1").start(Vec::new(), tracker(), PrintWriter::Disabled).expect("runs");
}

fn host_calls(count: u32) {
    let code = format!("t = 0\nfor i in range({count}):\n    t += f(i, k=i)\nt");
    let mut progress = compile(&code).start(Vec::new(), tracker(), PrintWriter::Disabled).expect("runs");
    loop {
        progress = match progress {
            RunProgress::FunctionCall(call) => {
                let (graph, positional, _) = unstable::call_args_parts(&call.args);
                let value = graph.value(positional[0]).as_int().expect("an int");
                call.resume(MontyObject::int(value), PrintWriter::Disabled).expect("runs")
            }
            RunProgress::NameLookup(lookup) => {
                let function = NameLookupResult::Value(MontyObject::function("f", None));
                lookup.resume(function, PrintWriter::Disabled).expect("runs")
            }
            RunProgress::Complete(_) => return,
            other => panic!("unexpected {other:?}"),
        };
    }
}

fn prints(count: u32) {
    let code = format!("for i in range({count}):\n    print(i)");
    let mut text = String::new();
    compile(&code).start(Vec::new(), tracker(), PrintWriter::CollectString(&mut text, None)).expect("runs");
}

fn fib() {
    let code = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(22)";
    compile(code).start(Vec::new(), tracker(), PrintWriter::Disabled).expect("runs");
}

fn main() {
    let results = [
        ("newAndRun", best(20_000, || (0..20_000).for_each(|_| new_and_run()))),
        ("hostCall", best(50_000, || host_calls(50_000))),
        ("print", best(50_000, || prints(50_000))),
        ("fib", best(1, fib)),
    ];
    let fields: Vec<String> = results.iter().map(|(name, micros)| format!("\"{name}\":{micros:.4}")).collect();
    println!("{{{}}}", fields.join(","));
}
