//! Names both ends remember, so that a repeated one crosses as a number.

use std::collections::HashMap;

/// How many names a port remembers, and how long each may be: the guest chooses them. `names.ts` has the same numbers.
const MAX_NAMES: usize = 2048;
const MAX_NAME_BYTES: usize = 64;

/// The names sent so far on one port. TypeScript appends in the same order.
#[derive(Debug, Default)]
pub struct Names {
    ids: HashMap<Box<str>, u32>,
    /// A tight loop calls the same function: compare before hashing.
    recent: [Option<(Box<str>, u32)>; 4],
    next_recent: usize,
}

impl Names {
    /// The number of a name sent before. Otherwise `None`: the caller sends the text, and both ends remember it.
    pub fn lookup(&mut self, name: &str) -> Option<u32> {
        if let Some((_, id)) = self.recent.iter().flatten().find(|(known, _)| **known == *name) {
            return Some(*id);
        }
        if let Some(&id) = self.ids.get(name) {
            self.remember_recent(name, id);
            return Some(id);
        }
        if self.ids.len() < MAX_NAMES && name.len() <= MAX_NAME_BYTES {
            let id = u32::try_from(self.ids.len()).expect("MAX_NAMES fits");
            self.ids.insert(name.into(), id);
        }
        None
    }

    fn remember_recent(&mut self, name: &str, id: u32) {
        self.recent[self.next_recent] = Some((name.into(), id));
        self.next_recent = (self.next_recent + 1) % self.recent.len();
    }
}
