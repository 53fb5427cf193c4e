//! One guest state that takes turns: a one-shot run, or a session whose variables live from feed to feed.

use std::{
    any::Any,
    convert::Infallible,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    time::Duration,
};

use monty::{MontyRepl, MontyRun, ReplProgress, ReplStartError, RunProgress, take_ended_by_limit};
use monty_types::{
    AssertMessageAnnotations, CompileOptions, ExcType, MontyException, MontyObject, PrintWriter, ResourceTracker,
};

use crate::{
    clock::Instant,
    fault::{Account, Cause, Fault, overtime},
    limits::Limits,
    memory::{Ledger, Mark, OutOfMemory, Trip, take_refused},
    policy::Policy,
    print::{Printer, Sink},
    sources::{Sources, asks_for_file, file_input},
    stack::on_engine_stack,
    turn::{self, Answer, Waiting, WrongAnswer},
    wire::{args_size, object_size},
};

/// Below this size a source is compiled on the caller's stack, which its deepest chain cannot exhaust. The parser maps
/// a stack segment of its own whenever it does not recognise the current stack, which costs more than a small program.
const SMALL_SOURCE: usize = 2048;

/// Failed asserts read as CPython's do.
fn compile_options() -> CompileOptions {
    CompileOptions { assert_message_annotations: AssertMessageAnnotations::Off, ..CompileOptions::default() }
}

/// A parsed program, to be run many times.
#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) run: MontyRun,
    /// What is bound before the first statement; a host function's name has `()` behind it.
    pub(crate) inputs: Vec<String>,
    /// Its script's path is one more input, after those.
    pub(crate) takes_file: bool,
    pub(crate) random_seed: Option<i64>,
}

impl Program {
    /// Parses `code`.
    ///
    /// # Errors
    /// The guest's `SyntaxError`, as a [`Fault`].
    pub fn parse(code: &str, script_name: &str, inputs: Vec<String>, policy: &Policy) -> Result<Self, Fault> {
        let takes_file = asks_for_file(code, inputs.iter());
        let mut names: Vec<String> =
            inputs.iter().map(|name| name.strip_suffix("()").unwrap_or(name).to_owned()).collect();
        names.extend(takes_file.then(|| file_input(script_name).0));
        let parse = || MontyRun::new(code.to_owned(), script_name, names, compile_options());
        let run = if code.len() <= SMALL_SOURCE { parse() } else { on_engine_stack(parse) }
            .map_err(|exception| Fault { exception, limit: None })?;
        Ok(Self { run, inputs, takes_file, random_seed: policy.random_seed }.on(policy))
    }

    /// The program for another machine. Its seed stays where none is given.
    #[must_use]
    pub fn on(mut self, policy: &Policy) -> Self {
        let random_seed = policy.random_seed.or(self.random_seed);
        self.run = self.run.with_os_policy(Policy { random_seed, ..policy.clone() }.os_policy());
        if let Some(cwd) = &policy.cwd {
            self.run.set_cwd(cwd);
        }
        self
    }
}

/// How a turn came out.
#[derive(Debug)]
pub enum Outcome {
    Done(MontyObject),
    /// The guest waits; [`Session::waiting`] says for what.
    Waiting,
    Failed(Fault),
    /// The engine panicked; the session is gone, the host is not.
    Crashed(String),
}

/// What the session has used so far.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    pub time: Duration,
    pub peak_memory: usize,
    pub allocations: usize,
    pub printed: usize,
}

pub(crate) enum State {
    Idle(Box<MontyRepl>),
    Run(Box<RunProgress>),
    Feed(Box<ReplProgress>),
    /// Nothing more can be done with it; the text says why.
    Dead(&'static str),
}

impl State {
    /// How long the run or feed, and its last turn, have computed, without the waits.
    fn computed(&self) -> Option<(Duration, Duration)> {
        let of = |tracker: &ResourceTracker| Some((tracker.feed_elapsed(), tracker.turn_elapsed()));
        match self {
            Self::Idle(repl) => of(repl.tracker()),
            Self::Feed(progress) => of(progress.tracker()),
            Self::Run(progress) => match &**progress {
                RunProgress::FunctionCall(call) => of(call.tracker()),
                RunProgress::OsCall(call) => of(call.tracker()),
                RunProgress::NameLookup(lookup) => of(lookup.tracker()),
                RunProgress::ResolveFutures(futures) => of(futures.tracker()),
                RunProgress::Complete(_) => None,
            },
            Self::Dead(_) => None,
        }
    }
}

/// One entry into the engine: where its prints go, and since when what it allocates is charged to the session.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub sink: &'a dyn Sink,
    pub since: Mark,
}

/// A guest state and its account.
pub struct Session {
    pub(crate) state: State,
    pub(crate) limits: Limits,
    pub(crate) script_name: String,
    pub(crate) sources: Sources,
    ledger: Ledger,
    time: Duration,
    printed: usize,
    /// `run` or `feed`: what its time limit is of.
    what: &'static str,
}

impl Session {
    #[must_use]
    pub(crate) fn new(state: State, limits: Limits, script_name: String, sources: Sources) -> Self {
        let ledger = Ledger::new(limits.max_allocations, limits.memory_bytes);
        let time = state.computed().map_or(Duration::ZERO, |(time, _)| time);
        let what = if matches!(state, State::Idle(_) | State::Feed(_)) { "feed" } else { "run" };
        Self { state, limits, script_name, sources, ledger, time, printed: 0, what }
    }

    /// A session of feeds, with nothing run yet.
    #[must_use]
    pub fn open(script_name: &str, limits: Limits, policy: &Policy) -> Self {
        let mut repl =
            MontyRepl::new(script_name, limits.tracker(), compile_options()).with_os_policy(policy.os_policy());
        if let Some(cwd) = &policy.cwd {
            repl.set_cwd(cwd);
        }
        Self::new(State::Idle(Box::new(repl)), limits, script_name.to_owned(), Sources::default())
    }

    /// Begins a one-shot run of `program`, which was parsed from `code`.
    pub fn start(
        program: Program,
        code: String,
        mut inputs: Vec<MontyObject>,
        limits: Limits,
        script_name: String,
        call: Call<'_>,
    ) -> (Self, Outcome) {
        inputs.extend(program.takes_file.then(|| file_input(&script_name).1));
        let sources = Sources::of_run(&script_name, code);
        let mut session = Self::new(State::Dead("running"), limits, script_name, sources);
        let tracker = session.limits.tracker();
        let outcome =
            session.enter(call, move |print| match program.run.start(inputs, tracker, PrintWriter::Callback(print)) {
                Ok(progress) => Self::after_run(progress),
                Err(exception) => Step::ended(State::Dead(ENDED), Err(exception)),
            });
        (session, outcome)
    }

    /// Begins a feed, in the session's script unless it has a name of its own. The session must be idle.
    pub fn feed(
        &mut self,
        code: String,
        script_name: Option<String>,
        mut inputs: Vec<(String, MontyObject)>,
        call: Call<'_>,
    ) -> Result<Outcome, &'static str> {
        let repl = match mem::replace(&mut self.state, State::Dead("running")) {
            State::Idle(repl) => repl,
            other => {
                self.state = other;
                return Err("a feed needs an idle session");
            }
        };
        self.time = Duration::ZERO;
        self.printed = 0;
        self.ledger.begin_feed();
        let script_name = script_name.as_deref().unwrap_or(&self.script_name);
        if asks_for_file(&code, inputs.iter().map(|(name, _)| name)) {
            inputs.push(file_input(script_name));
        }
        let code: Rc<str> = code.into();
        self.sources.add(repl.next_script_name(), script_name, code.clone());
        Ok(self
            .enter(call, move |print| Self::after_feed(repl.feed_start(&code, inputs, PrintWriter::Callback(print)))))
    }

    /// Goes on with a suspended guest.
    pub fn resume(&mut self, answer: Answer, call: Call<'_>) -> Result<Outcome, &'static str> {
        const MISFIT: &str = "the answer does not fit the turn";
        match mem::replace(&mut self.state, State::Dead("running")) {
            State::Run(progress) => {
                let outcome = self.enter_fallible(call, move |print| {
                    turn::run::resume(*progress, answer, PrintWriter::Callback(print)).map(|result| match result {
                        Ok(progress) => Self::after_run(progress),
                        Err(exception) => Step::ended(State::Dead(ENDED), Err(exception)),
                    })
                });
                outcome.map_err(|WrongAnswer| MISFIT)
            }
            State::Feed(progress) => {
                let outcome = self.enter_fallible(call, move |print| {
                    turn::repl::resume(*progress, answer, PrintWriter::Callback(print)).map(Self::after_feed)
                });
                outcome.map_err(|WrongAnswer| MISFIT)
            }
            other => {
                self.state = other;
                Err("nothing is waiting for an answer")
            }
        }
    }

    /// Gives the running feed a fresh time budget.
    pub fn set_max_duration(&mut self, limit: Duration) -> Result<(), &'static str> {
        self.limits.time = Some(limit);
        self.time = Duration::ZERO;
        match &mut self.state {
            State::Idle(repl) => repl.tracker_mut().set_max_feed_duration(limit),
            State::Feed(progress) => progress.tracker_mut().set_max_feed_duration(limit),
            State::Run(progress) => match &mut **progress {
                RunProgress::FunctionCall(call) => call.tracker_mut().set_max_feed_duration(limit),
                _ => return Err("a one-shot run can be re-armed at a host call only"),
            },
            State::Dead(reason) => return Err(reason),
        }
        Ok(())
    }

    /// Abandons a suspended feed; what it did so far stays. A one-shot run is over.
    pub fn abandon(&mut self) {
        self.state = match mem::replace(&mut self.state, State::Dead(ABANDONED)) {
            State::Feed(progress) => State::Idle(Box::new(progress.into_repl())),
            State::Run(_) => State::Dead(ABANDONED),
            other => other,
        };
    }

    /// What the suspended guest waits for.
    #[must_use]
    pub fn waiting(&self) -> Option<Waiting<'_>> {
        match &self.state {
            State::Run(progress) => turn::run::waiting(progress),
            State::Feed(progress) => turn::repl::waiting(progress),
            State::Idle(_) | State::Dead(_) => None,
        }
    }

    #[must_use]
    pub fn usage(&self) -> Usage {
        Usage {
            time: self.time,
            peak_memory: self.ledger.peak,
            allocations: self.ledger.allocations,
            printed: self.printed,
        }
    }

    /// Takes back what is too large for the host, and ends the session: its guest would go on without the host's knowledge.
    pub fn limit_result(&mut self, outcome: Outcome) -> Outcome {
        let Some(limit) = self.limits.max_result_bytes else { return outcome };
        let size = match (&outcome, self.waiting()) {
            (Outcome::Done(value), _) => object_size(value),
            (Outcome::Waiting, Some(Waiting::Call { args, .. })) => args_size(args),
            (Outcome::Waiting, Some(Waiting::OsCall { args, .. })) => args_size(&args),
            _ => 0,
        };
        if size <= limit {
            return outcome;
        }
        self.release(outcome);
        self.state = State::Dead("what it had for the host was too large");
        Outcome::Failed(Fault::result_too_large(limit, size))
    }

    /// Frees a result that is no longer needed, and takes it off the account.
    pub fn release(&mut self, outcome: Outcome) {
        self.ledger.settle(|| drop(outcome));
    }

    /// Whether the state is of no more use.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        matches!(self.state, State::Dead(_))
    }

    fn after_run(progress: RunProgress) -> Step {
        match progress {
            RunProgress::Complete(value) => Step::ended(State::Dead(ENDED), Ok(value)),
            progress => Step::Waiting(State::Run(Box::new(progress))),
        }
    }

    fn after_feed(result: Result<ReplProgress, Box<ReplStartError>>) -> Step {
        match result {
            Ok(ReplProgress::Complete { repl, value }) => Step::ended(State::Idle(Box::new(repl)), Ok(value)),
            Ok(progress) => Step::Waiting(State::Feed(Box::new(progress))),
            Err(failure) => Step::ended(State::Idle(Box::new(failure.repl)), Err(failure.error)),
        }
    }

    fn enter(&mut self, call: Call<'_>, engine: impl FnOnce(&mut Printer<'_>) -> Step) -> Outcome {
        match self.enter_fallible(call, |print| Ok::<_, Infallible>(engine(print))) {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }

    /// Runs the engine: on its own stack, charged to this session, with panics caught and prints delivered.
    fn enter_fallible<E>(
        &mut self,
        call: Call<'_>,
        engine: impl FnOnce(&mut Printer<'_>) -> Result<Step, E>,
    ) -> Result<Outcome, E> {
        let started = Instant::now();
        let _ = take_ended_by_limit();
        let window = self.ledger.open(call.since);
        let mut printer = Printer::new(call.sink, self.printed, self.limits.max_print_bytes);
        let entered = on_engine_stack(|| catch_unwind(AssertUnwindSafe(|| engine(&mut printer))));
        printer.flush();
        self.printed = printer.printed;
        drop(printer);
        let trip = self.ledger.close(&window);
        match entered {
            Ok(Ok(step)) => {
                // The engine's clock where it can be asked; ours for the last turn of a run, which takes the engine away.
                let turn_time = started.elapsed();
                let (time, turn_time) = step.state().computed().unwrap_or((self.time + turn_time, turn_time));
                self.time = time;
                let cause = match trip {
                    Some(reason) => Cause::Trip(reason),
                    None if take_ended_by_limit() => Cause::Engine,
                    None => Cause::Guest,
                };
                Ok(self.judge(step, cause, turn_time))
            }
            Ok(Err(misfit)) => {
                self.state = State::Dead("an answer did not fit its turn");
                Err(misfit)
            }
            Err(panic) if panic.is::<OutOfMemory>() => {
                self.state = State::Dead("it was refused memory");
                Ok(Outcome::Failed(Fault::out_of_memory(&self.limits, take_refused())))
            }
            Err(panic) => {
                self.state = State::Dead("the engine panicked");
                Ok(Outcome::Crashed(panic_text(&*panic)))
            }
        }
    }

    /// Books the step, and turns a limit that was passed, even by a guest that ended in time, into a fault.
    fn judge(&mut self, step: Step, cause: Cause, turn_time: Duration) -> Outcome {
        let (state, result) = match step {
            Step::Waiting(state) => (state, None),
            Step::Ended(state, result) => (state, Some(*result)),
        };
        self.state = state;
        let account = Account {
            limits: &self.limits,
            ledger: &self.ledger,
            printed: self.printed,
            time: self.time,
            turn_time,
            what: self.what,
        };
        let over_limit =
            matches!(cause, Cause::Trip(Trip::Allocations | Trip::PrintBytes)) || overtime(&account).is_some();
        let exception = match result {
            Some(Err(exception)) => exception,
            _ if over_limit => MontyException::new(ExcType::MemoryError, None),
            Some(Ok(value)) => return Outcome::Done(value),
            None => return Outcome::Waiting,
        };
        let fault = Fault::new(exception, cause, &account);
        if fault.is_fatal() || matches!(cause, Cause::Trip(_)) {
            self.state = State::Dead("a limit stopped it, and the engine's state is not to be trusted after that");
        }
        Outcome::Failed(fault)
    }
}

/// Where a turn left the engine.
enum Step {
    Waiting(State),
    Ended(State, Box<Result<MontyObject, MontyException>>),
}

impl Step {
    fn state(&self) -> &State {
        match self {
            Self::Waiting(state) | Self::Ended(state, _) => state,
        }
    }

    fn ended(state: State, result: Result<MontyObject, MontyException>) -> Self {
        Self::Ended(state, Box::new(result))
    }
}

const ENDED: &str = "the run has ended";
const ABANDONED: &str = "the run was abandoned";

fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the engine panicked".to_owned())
}
