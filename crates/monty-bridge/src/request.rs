//! What TypeScript asks for. `packages/bridge-monty-shared/src/codec/requests.ts` writes these.

use std::time::Duration;

use monty_types::{ExtFunctionResult, MontyException, MontyObject};

use crate::{
    exception_type,
    limits::{Limits, millis},
    policy::Policy,
    turn::Answer,
    wire::{Malformed, Reader, read_object, read_values},
};

type Inputs = Vec<(String, MontyObject)>;

/// One request. The numbers on the wire are in [`read`].
#[derive(Debug)]
pub enum Request {
    Start {
        code: String,
        script_name: String,
        inputs: Inputs,
        limits: Limits,
        policy: Policy,
    },
    Compile {
        code: String,
        script_name: String,
        inputs: Vec<String>,
        policy: Policy,
    },
    RunProgram {
        program: u32,
        inputs: Vec<MontyObject>,
        limits: Limits,
        policy: Policy,
    },
    DropProgram {
        program: u32,
    },
    Open {
        script_name: String,
        limits: Limits,
        policy: Policy,
    },
    Feed {
        session: u32,
        code: String,
        /// Without one the feed has the session's.
        script_name: Option<String>,
        inputs: Inputs,
    },
    Resume {
        session: u32,
        answer: Answer,
    },
    Dump {
        session: u32,
        key: Option<Vec<u8>>,
    },
    Load {
        bytes: Vec<u8>,
        key: Option<Vec<u8>>,
        limits: Limits,
    },
    SetMaxDuration {
        session: u32,
        limit: Duration,
    },
    Abandon {
        session: u32,
    },
    Close {
        session: u32,
    },
    Continuation {
        code: String,
    },
    DumpProgram {
        program: u32,
        key: Option<Vec<u8>>,
    },
    LoadProgram {
        bytes: Vec<u8>,
        key: Option<Vec<u8>>,
    },
    /// How many sessions exist: for leak checks.
    Live,
}

pub fn read(bytes: &[u8]) -> Result<Request, Malformed> {
    let input = &mut Reader::new(bytes);
    let request = match input.u8()? {
        1 => Request::Start {
            code: input.string()?,
            script_name: input.string()?,
            limits: Limits::read(input)?,
            policy: Policy::read(input)?,
            inputs: read_values(input)?,
        },
        2 => Request::Compile {
            code: input.string()?,
            script_name: input.string()?,
            policy: Policy::read(input)?,
            inputs: (0..input.count()?).map(|_| input.string()).collect::<Result<_, _>>()?,
        },
        3 => Request::RunProgram {
            program: input.u32()?,
            limits: Limits::read(input)?,
            policy: Policy::read(input)?,
            inputs: read_values(input)?.into_iter().map(|(_, value)| value).collect(),
        },
        4 => Request::DropProgram { program: input.u32()? },
        5 => Request::Open { script_name: input.string()?, limits: Limits::read(input)?, policy: Policy::read(input)? },
        6 => Request::Feed {
            session: input.u32()?,
            code: input.string()?,
            script_name: input.opt_string()?,
            inputs: read_values(input)?,
        },
        7 => Request::Resume { session: input.u32()?, answer: answer(input)? },
        8 => Request::Dump { session: input.u32()?, key: key(input)? },
        9 => Request::Load { bytes: input.blob()?.to_vec(), key: key(input)?, limits: Limits::read(input)? },
        10 => Request::SetMaxDuration { session: input.u32()?, limit: millis(input.f64()?) },
        11 => Request::Abandon { session: input.u32()? },
        12 => Request::Close { session: input.u32()? },
        13 => Request::Continuation { code: input.string()? },
        14 => Request::Live,
        15 => Request::DumpProgram { program: input.u32()?, key: key(input)? },
        16 => Request::LoadProgram { bytes: input.blob()?.to_vec(), key: key(input)? },
        _ => return Err(Malformed("operation")),
    };
    input.end()?;
    Ok(request)
}

fn answer(input: &mut Reader) -> Result<Answer, Malformed> {
    Ok(match input.u8()? {
        0 => Answer::Return(read_object(input)?),
        1 => Answer::Raise(exception(input)?),
        2 => Answer::Pending,
        3 => Answer::NotFound,
        4 => Answer::Settled(Ok(read_object(input)?)),
        5 => Answer::Settled(Err(exception(input)?)),
        6 => {
            let count = input.count()?;
            let mut results = Vec::with_capacity(count);
            for _ in 0..count {
                let call_id = input.u32()?;
                let result = match input.u8()? {
                    0 => ExtFunctionResult::Return(read_object(input)?),
                    1 => ExtFunctionResult::Error(exception(input)?),
                    _ => return Err(Malformed("future result")),
                };
                results.push((call_id, result));
            }
            Answer::Futures(results)
        }
        7 => Answer::Abort(exception(input)?),
        _ => return Err(Malformed("answer")),
    })
}

fn exception(input: &mut Reader) -> Result<MontyException, Malformed> {
    Ok(exception_type::exception(input.str()?, input.opt_string()?))
}

fn key(input: &mut Reader) -> Result<Option<Vec<u8>>, Malformed> {
    Ok(if input.bool()? { Some(input.blob()?.to_vec()) } else { None })
}
