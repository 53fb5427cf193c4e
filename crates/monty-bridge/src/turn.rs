//! What a guest waits for, and what it is told. TypeScript's `Turn` and `Answer` mirror this.

use monty::{ReplProgress, ReplStartError, RunProgress};
use monty_types::{
    CallArgs, ExtFunctionResult, MontyException, MontyObject, MontyUuid, NameLookupResult, PrintWriter, SourceRange,
};

/// What a suspended guest waits for.
#[derive(Debug)]
pub enum Waiting<'a> {
    Call {
        call_id: u32,
        name: &'a str,
        object_id: Option<MontyUuid>,
        eager: bool,
        position: &'a SourceRange,
        args: &'a CallArgs,
    },
    OsCall {
        call_id: u32,
        name: &'static str,
        eager: bool,
        position: &'a SourceRange,
        args: CallArgs,
    },
    Name {
        name: &'a str,
        object_id: Option<MontyUuid>,
        position: &'a SourceRange,
    },
    Futures {
        call_ids: &'a [u32],
        position: &'a SourceRange,
    },
}

/// What the host says to a suspended guest.
#[derive(Debug)]
pub enum Answer {
    Return(MontyObject),
    Raise(MontyException),
    /// The call becomes an awaitable, answered later by `Futures`.
    Pending,
    /// The call was awaited at once and has settled: no second turn is needed.
    Settled(Result<MontyObject, MontyException>),
    /// There is no such name, attribute, function or module.
    NotFound,
    Futures(Vec<(u32, ExtFunctionResult)>),
    /// Ends the program with an exception it cannot catch.
    Abort(MontyException),
}

/// A turn that cannot take this answer: the TypeScript half let it through, so it is a bug there.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongAnswer;

fn call_result(answer: Answer, name: &str) -> Result<ExtFunctionResult, WrongAnswer> {
    match answer {
        Answer::Return(value) => Ok(ExtFunctionResult::Return(value)),
        Answer::Raise(exception) => Ok(ExtFunctionResult::Error(exception)),
        Answer::NotFound => Ok(ExtFunctionResult::NotFound(name.to_owned())),
        Answer::Pending | Answer::Settled(_) | Answer::Futures(_) | Answer::Abort(_) => Err(WrongAnswer),
    }
}

fn lookup_result(answer: Answer) -> Result<NameLookupResult, WrongAnswer> {
    match answer {
        Answer::Return(value) => Ok(NameLookupResult::Value(value)),
        Answer::Raise(exception) => Ok(NameLookupResult::Error(exception)),
        Answer::NotFound => Ok(NameLookupResult::Undefined),
        Answer::Pending | Answer::Settled(_) | Answer::Futures(_) | Answer::Abort(_) => Err(WrongAnswer),
    }
}

/// The engine has two families of progress values with the same methods and no common trait.
macro_rules! progress_turns {
    ($module:ident, $progress:ident, $failure:ty) => {
        pub mod $module {
            use super::*;

            /// What the guest waits for; `None` when it has ended.
            pub fn waiting(progress: &$progress) -> Option<Waiting<'_>> {
                Some(match progress {
                    $progress::FunctionCall(call) => Waiting::Call {
                        call_id: call.call_id,
                        name: &call.function_name,
                        object_id: call.object_id,
                        eager: call.allow_eager_await,
                        position: &call.position,
                        args: &call.args,
                    },
                    $progress::OsCall(call) => Waiting::OsCall {
                        call_id: call.call_id,
                        name: call.function_call.name(),
                        eager: call.allow_eager_await,
                        position: &call.position,
                        args: call.function_call.clone().to_args(),
                    },
                    $progress::NameLookup(lookup) => {
                        Waiting::Name { name: &lookup.name, object_id: lookup.object_id(), position: &lookup.position }
                    }
                    $progress::ResolveFutures(futures) => {
                        Waiting::Futures { call_ids: futures.pending_call_ids(), position: futures.position() }
                    }
                    $progress::Complete { .. } => return None,
                })
            }

            /// Goes on with the guest. The outer error is an answer that does not fit the turn.
            pub fn resume(
                progress: $progress,
                answer: Answer,
                print: PrintWriter<'_>,
            ) -> Result<Result<$progress, $failure>, WrongAnswer> {
                Ok(match progress {
                    $progress::FunctionCall(call) => match answer {
                        Answer::Abort(exception) => call.abort(exception, print),
                        Answer::Pending => call.resume_pending(print),
                        Answer::Settled(result) => call.resume_eager(result, print),
                        answer => {
                            let result = call_result(answer, &call.function_name)?;
                            call.resume(result, print)
                        }
                    },
                    $progress::OsCall(call) => match answer {
                        Answer::Abort(exception) => call.abort(exception, print),
                        Answer::Pending => {
                            let call_id = call.call_id;
                            call.resume(ExtFunctionResult::Future(call_id), print)
                        }
                        Answer::Settled(result) => call.resume_eager(result, print),
                        // Only an import can be unknown; every other call has a reason of its own why it is refused.
                        Answer::NotFound => {
                            let refusal = call.function_call.on_no_handler();
                            call.resume(refusal, print)
                        }
                        answer => call.resume(call_result(answer, "")?, print),
                    },
                    $progress::NameLookup(lookup) => match answer {
                        Answer::Abort(exception) => lookup.abort(exception, print),
                        answer => lookup.resume(lookup_result(answer)?, print),
                    },
                    $progress::ResolveFutures(futures) => match answer {
                        Answer::Futures(results) => futures.resume(results, print),
                        Answer::Abort(exception) => futures.abort(exception, print),
                        _ => return Err(WrongAnswer),
                    },
                    $progress::Complete { .. } => return Err(WrongAnswer),
                })
            }
        }
    };
}

progress_turns!(run, RunProgress, MontyException);
progress_turns!(repl, ReplProgress, Box<ReplStartError>);
