//! Appends primitives to a message.

use super::names::Names;

/// A message under construction.
#[derive(Debug, Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn bool(&mut self, value: bool) {
        self.bytes.push(u8::from(value));
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn i32(&mut self, value: i32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn i64(&mut self, value: i64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn f64(&mut self, value: f64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn len(&mut self, value: usize) {
        let mut rest = value as u64;
        while rest >= 0x80 {
            #[expect(clippy::cast_possible_truncation, reason = "seven bits and the continuation bit")]
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        #[expect(clippy::cast_possible_truncation, reason = "below 0x80")]
        self.bytes.push(rest as u8);
    }

    pub fn str(&mut self, value: &str) {
        self.blob(value.as_bytes());
    }

    pub fn blob(&mut self, value: &[u8]) {
        self.len(value.len());
        self.bytes.extend_from_slice(value);
    }

    pub fn opt_str(&mut self, value: Option<&str>) {
        self.bool(value.is_some());
        if let Some(value) = value {
            self.str(value);
        }
    }

    /// A function, keyword or file name: sent once as text, afterwards as a number.
    pub fn name(&mut self, names: &mut Names, value: &str) {
        match names.lookup(value) {
            Some(id) => self.len(id as usize + 1),
            None => {
                self.len(0);
                self.str(value);
            }
        }
    }
}
