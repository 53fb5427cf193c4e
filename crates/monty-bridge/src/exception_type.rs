//! What a host may call an exception, and what the guest then gets.

use monty_types::{ExcType, MontyException};

/// Python's exceptions that the engine does not have, and the nearest base class that it has.
const BASES: &[(&str, ExcType)] = &[
    ("FloatingPointError", ExcType::ArithmeticError),
    ("BaseExceptionGroup", ExcType::BaseException),
    ("GeneratorExit", ExcType::BaseException),
    ("asyncio.CancelledError", ExcType::BaseException),
    ("BlockingIOError", ExcType::OSError),
    ("BrokenPipeError", ExcType::OSError),
    ("ChildProcessError", ExcType::OSError),
    ("ConnectionAbortedError", ExcType::OSError),
    ("ConnectionError", ExcType::OSError),
    ("ConnectionRefusedError", ExcType::OSError),
    ("ConnectionResetError", ExcType::OSError),
    ("InterruptedError", ExcType::OSError),
    ("ProcessLookupError", ExcType::OSError),
    ("PythonFinalizationError", ExcType::RuntimeError),
    ("IndentationError", ExcType::SyntaxError),
    ("TabError", ExcType::SyntaxError),
    ("UnicodeError", ExcType::ValueError),
    ("UnicodeTranslateError", ExcType::ValueError),
    ("BufferError", ExcType::Exception),
    ("EOFError", ExcType::Exception),
    ("ExceptionGroup", ExcType::Exception),
    ("ReferenceError", ExcType::Exception),
    ("StopAsyncIteration", ExcType::Exception),
    ("SystemError", ExcType::Exception),
    ("Warning", ExcType::Exception),
    ("BytesWarning", ExcType::Exception),
    ("DeprecationWarning", ExcType::Exception),
    ("EncodingWarning", ExcType::Exception),
    ("FutureWarning", ExcType::Exception),
    ("ImportWarning", ExcType::Exception),
    ("PendingDeprecationWarning", ExcType::Exception),
    ("ResourceWarning", ExcType::Exception),
    ("RuntimeWarning", ExcType::Exception),
    ("SyntaxWarning", ExcType::Exception),
    ("UnicodeWarning", ExcType::Exception),
    ("UserWarning", ExcType::Exception),
];

/// Other names of what the engine has.
const ALIASES: &[(&str, ExcType)] = &[
    ("EnvironmentError", ExcType::OSError),
    ("IOError", ExcType::OSError),
    ("asyncio.TimeoutError", ExcType::TimeoutError),
    ("socket.timeout", ExcType::TimeoutError),
    ("dataclasses.FrozenInstanceError", ExcType::FrozenInstanceError),
    ("JSONDecodeError", ExcType::JsonDecodeError),
    ("TOMLDecodeError", ExcType::TomlDecodeError),
    ("UnsupportedOperation", ExcType::UnsupportedOperation),
    ("re.error", ExcType::RePatternError),
    ("csv.Error", ExcType::CsvError),
];

/// An exception by name. One that the engine does not have becomes its nearest base class, one that Python does not have a
/// `RuntimeError`; either says the name at the beginning of its text.
#[must_use]
pub fn exception(name: &str, message: Option<String>) -> MontyException {
    let find =
        |table: &[(&str, ExcType)]| table.iter().find(|(known, _)| *known == name).map(|(_, exc_type)| *exc_type);
    if let Some(exc_type) = name.parse().ok().or_else(|| find(ALIASES)) {
        return MontyException::new(exc_type, message);
    }
    let base = find(BASES).unwrap_or(ExcType::RuntimeError);
    let text = message.map_or_else(|| name.to_owned(), |message| format!("{name}: {message}"));
    MontyException::new(base, Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_a_table_is_needed() {
        for (name, _) in BASES.iter().chain(ALIASES) {
            assert!(name.parse::<ExcType>().is_err(), "the engine has {name}");
        }
    }

    #[test]
    fn a_name_is_kept_as_a_type_or_in_the_text() {
        let of = |name: &str| {
            let exception = exception(name, Some("m".to_owned()));
            (exception.exc_type(), exception.message().unwrap_or_default().to_owned())
        };
        assert_eq!(of("KeyError"), (ExcType::KeyError, "m".to_owned()));
        assert_eq!(of("IOError"), (ExcType::OSError, "m".to_owned()));
        assert_eq!(of("BrokenPipeError"), (ExcType::OSError, "BrokenPipeError: m".to_owned()));
        assert_eq!(of("QuotaError"), (ExcType::RuntimeError, "QuotaError: m".to_owned()));
    }
}
