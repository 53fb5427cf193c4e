//! The one door between the two languages: a request's bytes in, a response's bytes out.
//!
//! A shell owns one port per thread (native) or instance (WebAssembly). Small messages use two shared buffers of fixed
//! size, so that a turn crosses without allocating; large ones are handed over as they are. The port is not borrowed
//! while the engine runs, because a print callback may come back in with another session's turn.

use std::{cell::RefCell, mem};

use crate::{
    fault::Fault,
    memory::{mark, unwind_when_refused},
    print::Sink,
    request::{self, Request},
    response,
    session::{Call, Outcome, Program, Session},
    slots::Slots,
    snapshot,
    sources::Sources,
    wire::{Names, Writer},
};

/// The size of each shared buffer.
pub const BUFFER_BYTES: usize = 64 * 1024;

/// What a shell's sink does with prints that [`Port`] has put into the output buffer.
pub trait Host {
    /// Prints are in the output, as [`Port::output`] says. False stops the guest.
    fn on_print(&self, output: Output) -> bool;
}

/// Where a response (or a batch of prints) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// In the shared output buffer, this many bytes.
    Shared(usize),
    /// Too large for it: to be taken with [`Port::take_output`].
    Large,
}

/// Sessions, programs and buffers of one thread.
pub struct Port {
    input: Box<[u8]>,
    state: RefCell<PortState>,
}

struct PortState {
    output: Box<[u8]>,
    large: Vec<u8>,
    scratch: Writer,
    names: Names,
    sessions: Slots<Box<Session>>,
    programs: Slots<(Program, String)>,
}

impl Default for Port {
    fn default() -> Self {
        unwind_when_refused();
        Self {
            input: vec![0; BUFFER_BYTES].into(),
            state: RefCell::new(PortState {
                output: vec![0; BUFFER_BYTES].into(),
                large: Vec::new(),
                scratch: Writer::default(),
                names: Names::default(),
                sessions: Slots::default(),
                programs: Slots::default(),
            }),
        }
    }
}

impl Port {
    /// Where the host writes small requests. Stays in place as long as the port lives.
    #[must_use]
    pub fn input(&self) -> *const u8 {
        self.input.as_ptr()
    }

    /// Where the host reads small responses. Stays in place as long as the port lives.
    #[must_use]
    pub fn output(&self) -> *const u8 {
        self.state.borrow().output.as_ptr()
    }

    /// The response that did not fit into the shared buffer.
    #[must_use]
    pub fn take_output(&self) -> Vec<u8> {
        mem::take(&mut self.state.borrow_mut().large)
    }

    /// Hands the bytes of a response or of prints to `read`, wherever they are.
    pub fn read_output(&self, output: Output, read: impl FnOnce(&[u8])) {
        match output {
            Output::Shared(len) => read(&self.state.borrow().output[..len]),
            Output::Large => read(&self.take_output()),
        }
    }

    /// Handles a request of `len` bytes in the input buffer.
    pub fn turn(&self, len: usize, host: &dyn Host) -> Output {
        // The host may write the next request from a print callback: nothing refers to the input after decoding.
        match self.input.get(..len) {
            Some(bytes) => self.turn_with(bytes, host),
            None => self.respond(|out, _| response::malformed(out, "length")),
        }
    }

    /// Handles a request that is not in the input buffer, because it does not fit.
    pub fn turn_with(&self, bytes: &[u8], host: &dyn Host) -> Output {
        let since = mark();
        match request::read(bytes) {
            Ok(request) => self.handle(request, Call { sink: &PortSink { port: self, host }, since }),
            Err(malformed) => self.respond(|out, _| response::malformed(out, malformed.0)),
        }
    }

    fn handle(&self, request: Request, call: Call<'_>) -> Output {
        match request {
            Request::Start { code, script_name, inputs, limits, policy } => {
                let (names, values) = inputs.into_iter().unzip();
                match Program::parse(&code, &script_name, names, &policy) {
                    Ok(program) => {
                        let (session, outcome) = Session::start(program, code, values, limits, script_name, call);
                        self.finish(Box::new(session), None, outcome)
                    }
                    Err(fault) => self.failed_before_start(&fault, &script_name, code),
                }
            }
            Request::Compile { code, script_name, inputs, policy } => {
                match Program::parse(&code, &script_name, inputs, &policy) {
                    Ok(program) => {
                        let id = self.state.borrow_mut().programs.insert((program, script_name));
                        self.respond(|out, _| response::id(out, id))
                    }
                    Err(fault) => self.failed_before_start(&fault, &script_name, code),
                }
            }
            Request::DumpProgram { program, key } => {
                let found = self.state.borrow().programs.get(program).cloned();
                self.respond(|out, _| match found {
                    None => response::refused(out, "there is no such program"),
                    Some((program, script)) => match snapshot::dump_program(&program, &script, key.as_deref()) {
                        Ok(bytes) => response::bytes(out, &bytes),
                        Err(reason) => response::refused(out, &reason),
                    },
                })
            }
            Request::LoadProgram { bytes, key } => match snapshot::load_program(&bytes, key.as_deref()) {
                Ok((program, script)) => {
                    let loaded = program.clone();
                    let id = self.state.borrow_mut().programs.insert((program, script.clone()));
                    self.respond(|out, _| response::program(out, id, &loaded, &script))
                }
                Err(reason) => self.respond(|out, _| response::bad_snapshot(out, &reason)),
            },
            Request::RunProgram { program, inputs, limits, policy } => {
                let found = self.state.borrow().programs.get(program).cloned();
                let Some((program, script_name)) = found else {
                    return self.respond(|out, _| response::refused(out, "there is no such program"));
                };
                let code = program.run.code().to_owned();
                let (session, outcome) = Session::start(program.on(&policy), code, inputs, limits, script_name, call);
                self.finish(Box::new(session), None, outcome)
            }
            Request::Open { script_name, limits, policy } => {
                let session = Session::open(&script_name, limits, &policy);
                let id = self.state.borrow_mut().sessions.insert(Box::new(session));
                self.respond(|out, _| response::id(out, id))
            }
            Request::Feed { session, code, script_name, inputs } => {
                self.with_session(session, |state| state.feed(code, script_name, inputs, call))
            }
            Request::Resume { session, answer } => self.with_session(session, |state| state.resume(answer, call)),
            Request::Load { bytes, key, limits } => match snapshot::load(&bytes, key.as_deref(), limits) {
                Ok(session) => {
                    let id = self.state.borrow_mut().sessions.reserve();
                    let output = self.respond(|out, names| response::loaded(out, names, id, &session));
                    self.state.borrow_mut().sessions.put_back(id, Box::new(session));
                    output
                }
                Err(reason) => self.respond(|out, _| response::bad_snapshot(out, &reason)),
            },
            Request::Dump { session, key } => {
                self.inspect(session, |session, out| match snapshot::dump(session, key.as_deref()) {
                    Ok(bytes) => response::bytes(out, &bytes),
                    Err(reason) => response::refused(out, &reason),
                })
            }
            Request::SetMaxDuration { session, limit } => {
                self.inspect(session, |session, out| match session.set_max_duration(limit) {
                    Ok(()) => response::id(out, 0),
                    Err(reason) => response::refused(out, reason),
                })
            }
            Request::Abandon { session } => self.inspect(session, |session, out| {
                session.abandon();
                response::abandoned(out, session);
            }),
            Request::Close { session } => {
                let closed = self.state.borrow_mut().sessions.remove(session);
                drop(closed);
                self.respond(|out, _| response::id(out, 0))
            }
            Request::DropProgram { program } => {
                self.state.borrow_mut().programs.remove(program);
                self.respond(|out, _| response::id(out, 0))
            }
            Request::Continuation { code } => self.respond(|out, _| response::continuation(out, &code)),
            Request::Live => {
                let live = self.state.borrow().sessions.live();
                self.respond(|out, _| response::id(out, live))
            }
        }
    }

    /// Takes the session out of its slot while the engine runs it: a request for it meanwhile finds it busy.
    fn with_session(&self, id: u32, turn: impl FnOnce(&mut Session) -> Result<Outcome, &'static str>) -> Output {
        let taken = self.state.borrow_mut().sessions.take(id);
        let Some(mut session) = taken else {
            return self.respond(|out, _| response::refused(out, "there is no such session, or it is running"));
        };
        match turn(&mut session) {
            Ok(outcome) => self.finish(session, Some(id), outcome),
            Err(reason) => {
                self.state.borrow_mut().sessions.put_back(id, session);
                self.respond(|out, _| response::refused(out, reason))
            }
        }
    }

    fn inspect(&self, id: u32, look: impl FnOnce(&mut Session, &mut Writer)) -> Output {
        let taken = self.state.borrow_mut().sessions.take(id);
        let Some(mut session) = taken else {
            return self.respond(|out, _| response::refused(out, "there is no such session, or it is running"));
        };
        let output = self.respond(|out, _| look(&mut session, out));
        self.state.borrow_mut().sessions.put_back(id, session);
        output
    }

    /// Writes the outcome; keeps the session if anything can still be done with it.
    fn finish(&self, mut session: Box<Session>, slot: Option<u32>, outcome: Outcome) -> Output {
        let outcome = session.limit_result(outcome);
        let mut state = self.state.borrow_mut();
        let slot = if session.is_dead() {
            slot.inspect(|&id| drop(state.sessions.remove(id)));
            0
        } else if let Some(id) = slot {
            id
        } else {
            state.sessions.reserve()
        };
        let output = state.respond(|out, names| response::outcome(out, names, slot, &session, &outcome));
        session.release(outcome);
        if slot != 0 {
            state.sessions.put_back(slot, session);
        }
        output
    }

    fn failed_before_start(&self, fault: &Fault, script_name: &str, code: String) -> Output {
        let sources = Sources::of_run(script_name, code);
        self.respond(|out, names| response::failed_before_start(out, names, fault, &sources))
    }

    fn respond(&self, write: impl FnOnce(&mut Writer, &mut Names)) -> Output {
        self.state.borrow_mut().respond(write)
    }
}

impl PortState {
    /// Writes a message where the host will look for it. Not charged to any session.
    fn respond(&mut self, write: impl FnOnce(&mut Writer, &mut Names)) -> Output {
        self.scratch.bytes.clear();
        write(&mut self.scratch, &mut self.names);
        let bytes = &mut self.scratch.bytes;
        if let Some(shared) = self.output.get_mut(..bytes.len()) {
            shared.copy_from_slice(bytes);
            Output::Shared(bytes.len())
        } else {
            self.large = mem::take(bytes);
            Output::Large
        }
    }
}

struct PortSink<'a> {
    port: &'a Port,
    host: &'a dyn Host,
}

impl Sink for PortSink<'_> {
    fn print(&self, batch: &[u8]) -> bool {
        let output = self.port.respond(|out, _| out.bytes.extend_from_slice(batch));
        self.host.on_print(output)
    }
}
