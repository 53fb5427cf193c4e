//! What TypeScript is told. `packages/bridge-monty-shared/src/codec/responses.ts` reads these.

use monty::{ReplContinuationMode, detect_repl_continuation_mode};
use monty_types::{CallArgs, MontyUuid, SourceRange, unstable};

use crate::{
    fault::Fault,
    session::{Outcome, Program, Session, Usage},
    sources::Sources,
    turn::Waiting,
    wire::{Names, Writer, write_graph, write_object},
};

const DONE: u8 = 0;
const FAILED: u8 = 1;
const CALL: u8 = 2;
const OS_CALL: u8 = 3;
const NAME: u8 = 4;
const FUTURES: u8 = 5;
const CRASHED: u8 = 6;
const ID: u8 = 7;
const BYTES: u8 = 8;
const REFUSED: u8 = 9;
const MALFORMED: u8 = 10;
const BAD_SNAPSHOT: u8 = 11;

/// `slot` is the session's number, or 0 when nothing more can be done with it.
pub fn outcome(out: &mut Writer, names: &mut Names, slot: u32, session: &Session, outcome: &Outcome) {
    match outcome {
        Outcome::Waiting => {
            let waiting_for = session.waiting().expect("a waiting session says for what");
            waiting(out, names, slot, &waiting_for, &session.sources);
        }
        Outcome::Done(value) => {
            head(out, DONE, slot);
            usage(out, session.usage());
            write_object(out, names, value);
        }
        Outcome::Failed(fault) => {
            head(out, FAILED, slot);
            usage(out, session.usage());
            fault.write(out, names, &session.sources);
        }
        Outcome::Crashed(message) => {
            head(out, CRASHED, slot);
            out.str(message);
        }
    }
}

/// A source that does not parse: nothing has run.
pub fn failed_before_start(out: &mut Writer, names: &mut Names, fault: &Fault, sources: &Sources) {
    head(out, FAILED, 0);
    for _ in 0..4 {
        out.f64(0.0);
    }
    fault.write(out, names, sources);
}

fn waiting(out: &mut Writer, names: &mut Names, slot: u32, waiting: &Waiting, sources: &Sources) {
    match waiting {
        Waiting::Call { call_id, name, object_id, eager, position, args } => {
            head(out, CALL, slot);
            out.u32(*call_id);
            out.name(names, name);
            receiver(out, *object_id);
            out.bool(*eager);
            range(out, names, sources, position);
            call_args(out, names, args);
        }
        Waiting::OsCall { call_id, name, eager, position, args } => {
            head(out, OS_CALL, slot);
            out.u32(*call_id);
            out.name(names, name);
            out.bool(*eager);
            range(out, names, sources, position);
            call_args(out, names, args);
        }
        Waiting::Name { name, object_id, position } => {
            head(out, NAME, slot);
            out.name(names, name);
            receiver(out, *object_id);
            range(out, names, sources, position);
        }
        Waiting::Futures { call_ids, position } => {
            head(out, FUTURES, slot);
            range(out, names, sources, position);
            // The engine keeps them in a hash table, whose order differs between builds.
            let mut call_ids = call_ids.to_vec();
            call_ids.sort_unstable();
            out.len(call_ids.len());
            for id in call_ids {
                out.u32(id);
            }
        }
    }
}

fn head(out: &mut Writer, kind: u8, slot: u32) {
    out.u8(kind);
    out.u32(slot);
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn usage(out: &mut Writer, usage: Usage) {
    out.f64(usage.time.as_secs_f64() * 1000.0);
    out.f64(usage.peak_memory as f64);
    out.f64(usage.allocations as f64);
    out.f64(usage.printed as f64);
}

fn receiver(out: &mut Writer, object_id: Option<MontyUuid>) {
    out.bool(object_id.is_some());
    if let Some(id) = object_id {
        out.bytes.extend_from_slice(id.as_bytes());
    }
}

fn range(out: &mut Writer, names: &mut Names, sources: &Sources, range: &SourceRange) {
    out.name(names, sources.script_name(&range.filename));
    out.len(range.start as usize);
    out.len(range.end as usize);
}

fn call_args(out: &mut Writer, names: &mut Names, args: &CallArgs) {
    let (graph, positional, keyword) = unstable::call_args_parts(args);
    write_graph(out, names, graph, keyword);
    out.len(positional.len());
    for id in positional {
        out.len(id.index());
    }
    out.len(keyword.len());
    for (key, value) in keyword {
        out.len(key.index());
        out.len(value.index());
    }
}

/// A session's or program's number, or another small number.
pub fn id(out: &mut Writer, id: u32) {
    head(out, ID, id);
}

/// A program that was loaded: its number, source, script and inputs.
pub fn program(out: &mut Writer, number: u32, program: &Program, script_name: &str) {
    id(out, number);
    out.str(program.run.code());
    out.str(script_name);
    out.len(program.inputs.len());
    for name in &program.inputs {
        out.str(name);
    }
}

/// A session that was loaded: its number or what it waits for, and its script's name.
pub fn loaded(out: &mut Writer, names: &mut Names, slot: u32, session: &Session) {
    match session.waiting() {
        Some(waiting_for) => waiting(out, names, slot, &waiting_for, &session.sources),
        None => id(out, slot),
    }
    out.str(&session.script_name);
}

/// Whether an abandoned session is dead, and what it used.
pub fn abandoned(out: &mut Writer, session: &Session) {
    id(out, u32::from(session.is_dead()));
    usage(out, session.usage());
}

pub fn bytes(out: &mut Writer, bytes: &[u8]) {
    head(out, BYTES, 0);
    out.blob(bytes);
}

/// The request makes no sense in the session's state.
pub fn refused(out: &mut Writer, reason: &str) {
    head(out, REFUSED, 0);
    out.str(reason);
}

pub fn malformed(out: &mut Writer, reason: &str) {
    head(out, MALFORMED, 0);
    out.str(reason);
}

pub fn bad_snapshot(out: &mut Writer, reason: &str) {
    head(out, BAD_SNAPSHOT, 0);
    out.str(reason);
}

/// 0 complete, 1 an open bracket or string, 2 an open block.
pub fn continuation(out: &mut Writer, code: &str) {
    id(
        out,
        match detect_repl_continuation_mode(code) {
            ReplContinuationMode::Complete => 0,
            ReplContinuationMode::IncompleteImplicit => 1,
            ReplContinuationMode::IncompleteBlock => 2,
        },
    );
}
