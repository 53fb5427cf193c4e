//! What a session has run: what the engine calls each source, what its host calls it, and its text.

use std::{borrow::Cow, collections::BTreeMap, rc::Rc};

use monty_types::{MontyObject, normalize_virtual_path};

use crate::wire::{Malformed, Reader, Writer};

/// The module variable that has the script's path.
const FILE: &str = "__file__";

#[derive(Debug, Clone)]
struct Source {
    script_name: Rc<str>,
    code: Rc<str>,
}

/// Sources by the engine's names for them: a run's is the script's name, a feed's is `<python-input-0>`.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// The source of a one-shot run, which the engine calls what its host does.
    #[must_use]
    pub fn of_run(script_name: &str, code: impl Into<Rc<str>>) -> Self {
        let mut sources = Self::default();
        sources.add(script_name.to_owned(), script_name, code.into());
        sources
    }

    pub fn add(&mut self, engine_name: String, script_name: &str, code: Rc<str>) {
        self.0.insert(engine_name, Source { script_name: script_name.into(), code });
    }

    /// What the host calls a source; names that no source has (`<string>`) stay.
    #[must_use]
    pub fn script_name<'a>(&'a self, engine_name: &'a str) -> &'a str {
        self.0.get(engine_name).map_or(engine_name, |source| &source.script_name)
    }

    /// A line of a source with its indentation, counted from 1.
    #[must_use]
    pub fn line(&self, engine_name: &str, line: u32) -> Option<&str> {
        let code = &self.0.get(engine_name)?.code;
        code.lines().nth((line as usize).checked_sub(1)?)
    }

    pub fn write(&self, out: &mut Writer) {
        out.len(self.0.len());
        for (engine_name, Source { script_name, code }) in &self.0 {
            out.str(engine_name);
            out.str(script_name);
            out.str(code);
        }
    }

    pub fn read(input: &mut Reader) -> Result<Self, Malformed> {
        let mut sources = Self::default();
        for _ in 0..input.count()? {
            let engine_name = input.string()?;
            let script_name = input.string()?;
            sources.add(engine_name, &script_name, input.str()?.into());
        }
        Ok(sources)
    }
}

/// Whether the program may ask where its script is. The engine keeps no more than the last part of a script's name, and
/// has to be told.
#[must_use]
pub fn asks_for_file<'a>(code: &str, mut inputs: impl Iterator<Item = &'a String>) -> bool {
    code.contains(FILE) && inputs.all(|name| name != FILE)
}

/// `__file__`: the script's path under the guest's root.
#[must_use]
pub fn file_input(script_name: &str) -> (String, MontyObject) {
    let path: Cow<'_, str> = normalize_virtual_path(script_name);
    (FILE.to_owned(), MontyObject::string(path))
}
