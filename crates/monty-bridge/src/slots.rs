//! Numbered places whose numbers are never used twice in a row: a stale number finds nothing instead of a stranger.

const INDEX_BITS: u32 = 20;
const INDEX_MASK: u32 = (1 << INDEX_BITS) - 1;

#[derive(Debug)]
struct Slot<T> {
    generation: u32,
    used: bool,
    /// Empty while the value is taken out, and when the slot is free.
    value: Option<T>,
}

/// A slab with generation-checked ids. Id 0 is never given out.
#[derive(Debug)]
pub struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slots<T> {
    /// Makes a place for a value that [`Slots::put_back`] will bring.
    pub fn reserve(&mut self) -> u32 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, used: false, value: None });
            u32::try_from(self.slots.len() - 1).expect("far fewer sessions than that")
        });
        let slot = &mut self.slots[index as usize];
        slot.used = true;
        // Generation 0 would make index 0 the id 0.
        slot.generation = (slot.generation + 1) % (1 << (32 - INDEX_BITS));
        if slot.generation == 0 {
            slot.generation = 1;
        }
        (slot.generation << INDEX_BITS) | index
    }

    pub fn insert(&mut self, value: T) -> u32 {
        let id = self.reserve();
        self.put_back(id, value);
        id
    }

    fn slot(&mut self, id: u32) -> Option<&mut Slot<T>> {
        let slot = self.slots.get_mut((id & INDEX_MASK) as usize)?;
        (slot.used && slot.generation == id >> INDEX_BITS).then_some(slot)
    }

    pub fn get(&self, id: u32) -> Option<&T> {
        let slot = self.slots.get((id & INDEX_MASK) as usize)?;
        if slot.used && slot.generation == id >> INDEX_BITS { slot.value.as_ref() } else { None }
    }

    /// Takes the value out; the id stays reserved for [`Slots::put_back`].
    pub fn take(&mut self, id: u32) -> Option<T> {
        self.slot(id)?.value.take()
    }

    /// Brings a value back. A slot that was removed meanwhile (closed from a print callback) drops it.
    pub fn put_back(&mut self, id: u32, value: T) {
        if let Some(slot) = self.slot(id) {
            slot.value = Some(value);
        }
    }

    pub fn remove(&mut self, id: u32) -> Option<T> {
        let slot = self.slot(id)?;
        slot.used = false;
        let value = slot.value.take();
        self.free.push(id & INDEX_MASK);
        value
    }

    /// How many ids are in use.
    pub fn live(&self) -> u32 {
        u32::try_from(self.slots.iter().filter(|slot| slot.used).count()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_id_finds_nothing() {
        let mut slots = Slots::default();
        let first = slots.insert('a');
        assert_ne!(first, 0);
        assert_eq!(slots.remove(first), Some('a'));
        let second = slots.insert('b');
        assert_ne!(first, second);
        assert_eq!(slots.take(first), None);
        assert_eq!(slots.get(second), Some(&'b'));
    }

    #[test]
    fn a_value_taken_out_keeps_its_id_and_cannot_be_taken_twice() {
        let mut slots = Slots::default();
        let id = slots.insert(1);
        assert_eq!((slots.take(id), slots.take(id)), (Some(1), None));
        slots.put_back(id, 2);
        assert_eq!((slots.get(id), slots.live()), (Some(&2), 1));
    }
}
