//! Sessions as bytes. The engine trusts what it loads, so nothing reaches it unchecked: the header names the format,
//! the engine and the word size, and a SHA-256 (or, with a key, an HMAC-SHA-256) covers all of it.

use hmac::{Hmac, KeyInit, Mac};
use monty::{Dump, MontyRun, SessionRef};
use monty_types::MONTY_VERSION;
use sha2::{Digest, Sha256};

use crate::{
    limits::Limits,
    session::{Program, Session, State},
    sources::Sources,
    stack::on_engine_stack,
    wire::{Malformed, Reader, Writer},
};

/// What the bytes are of: a session, or a compiled program.
type Magic = [u8; 8];
const SESSION: &Magic = b"MONTYBR\0";
const PROGRAM: &Magic = b"MONTYPR\0";
const FORMAT: u32 = 3;
const DIGEST_BYTES: usize = 32;

/// Serialises an idle or suspended session.
///
/// # Errors
/// A sentence, when the session is dead or the engine cannot serialise it.
pub fn dump(session: &Session, key: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let state = match &session.state {
        State::Idle(repl) => SessionRef::Idle(repl),
        State::Feed(progress) => SessionRef::Suspended(progress),
        State::Run(progress) => SessionRef::Running(progress),
        State::Dead(reason) => return Err((*reason).to_owned()),
    };
    let mut payload = Writer::default();
    session.sources.write(&mut payload);
    payload.blob(&monty::dump(&session.script_name, None, &[], state).map_err(|error| error.to_string())?);
    Ok(seal(SESSION, &payload.bytes, key))
}

/// Serialises a compiled program with the name of its script and of its inputs.
///
/// # Errors
/// A sentence, when the engine cannot serialise it.
pub fn dump_program(program: &Program, script_name: &str, key: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let seed = program.random_seed;
    let payload = minicbor_serde::to_vec((script_name, &program.inputs, program.takes_file, seed, &program.run))
        .map_err(|error| error.to_string())?;
    Ok(seal(PROGRAM, &payload, key))
}

/// Restores a compiled program, and the name of its script.
///
/// # Errors
/// A sentence that says what is wrong with the bytes.
pub fn load_program(bytes: &[u8], key: Option<&[u8]>) -> Result<(Program, String), String> {
    let payload = open(PROGRAM, bytes, key)?;
    type Parts = (String, Vec<String>, bool, Option<i64>, MontyRun);
    let (script_name, inputs, takes_file, random_seed, run): Parts =
        on_engine_stack(|| minicbor_serde::from_slice(payload)).map_err(|error| error.to_string())?;
    Ok((Program { run, inputs, takes_file, random_seed }, script_name))
}

fn seal(magic: &Magic, payload: &[u8], key: Option<&[u8]>) -> Vec<u8> {
    let mut out = Writer::default();
    out.bytes.extend_from_slice(magic);
    out.u32(FORMAT);
    out.str(MONTY_VERSION);
    out.bool(key.is_some());
    out.blob(payload);
    let digest = digest(&out.bytes, key);
    out.bytes.extend_from_slice(&digest);
    out.bytes
}

/// Restores a session, under limits no looser than `limits`.
///
/// # Errors
/// A sentence that says what is wrong with the bytes.
pub fn load(bytes: &[u8], key: Option<&[u8]>, limits: Limits) -> Result<Session, String> {
    let input = &mut Reader::new(open(SESSION, bytes, key)?);
    let damaged = |Malformed(what)| format!("the snapshot's {what} is damaged");
    let sources = Sources::read(input).map_err(damaged)?;
    let dump = Dump::load(input.blob().map_err(damaged)?).map_err(|error| error.to_string())?;
    restore(dump, limits, sources)
}

/// The payload, once everything around it is as it should be.
fn open<'a>(magic: &Magic, bytes: &'a [u8], key: Option<&[u8]>) -> Result<&'a [u8], String> {
    let body = bytes.len().checked_sub(DIGEST_BYTES).map(|end| bytes.split_at(end));
    let Some((body, found)) = body.filter(|(body, _)| body.starts_with(magic)) else {
        return Err(not_this(magic, bytes));
    };
    let input = &mut Reader::new(&body[magic.len()..]);
    let truncated = |_| "the snapshot's header is damaged".to_owned();
    let format = input.u32().map_err(truncated)?;
    if format != FORMAT {
        return Err(format!("the snapshot has format {format}, this build reads {FORMAT}"));
    }
    let version = input.str().map_err(truncated)?;
    if version != MONTY_VERSION {
        return Err(format!("the snapshot was made by Monty {version}, this build has {MONTY_VERSION}"));
    }
    match (input.bool().map_err(truncated)?, key) {
        (true, None) => return Err("the snapshot is signed: give the key it was signed with".to_owned()),
        (false, Some(_)) => return Err("the snapshot is not signed, but a key was given".to_owned()),
        _ => {}
    }
    if !same(&digest(body, key), found) {
        return Err("the snapshot is damaged, or signed with another key".to_owned());
    }
    let payload = input.blob().map_err(truncated)?;
    input.end().map_err(truncated)?;
    Ok(payload)
}

fn not_this(magic: &Magic, bytes: &[u8]) -> String {
    let text = match bytes.get(..magic.len()) {
        Some(found) if found == SESSION => "this is the snapshot of a session or run, not of a compiled program",
        Some(found) if found == PROGRAM => "this is a compiled program, not the snapshot of a session or run",
        _ => "these bytes are not a snapshot",
    };
    text.to_owned()
}

fn restore(dump: Dump, limits: Limits, sources: Sources) -> Result<Session, String> {
    let ceiling = limits.resource_limits();
    let state = match dump.state {
        monty::Session::Idle(mut repl) => {
            repl.tracker_mut().tighten_limits(&ceiling);
            State::Idle(repl)
        }
        monty::Session::Suspended(mut progress) => {
            progress.tracker_mut().tighten_limits(&ceiling);
            State::Feed(progress)
        }
        monty::Session::Running(mut progress) => {
            if let monty::RunProgress::FunctionCall(call) = &mut *progress {
                call.tracker_mut().tighten_limits(&ceiling);
            }
            State::Run(progress)
        }
    };
    Ok(Session::new(state, limits, dump.script_name, sources))
}

fn digest(body: &[u8], key: Option<&[u8]>) -> [u8; DIGEST_BYTES] {
    match key {
        Some(key) => {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
            mac.update(body);
            mac.finalize().into_bytes().into()
        }
        None => Sha256::digest(body).into(),
    }
}

/// Compares in constant time: how much of a forged signature was right must not show.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
