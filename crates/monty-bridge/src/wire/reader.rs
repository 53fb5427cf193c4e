//! Takes primitives from a message, checking every length.

use std::{fmt, str};

/// A request that does not decode. Only a bug in the TypeScript half can cause one.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed request: {}", self.0)
    }
}

/// A message being read from its start.
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.rest.split_at_checked(len).ok_or(Malformed("truncated"))?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        Ok(self.take(N)?.try_into().expect("took N bytes"))
    }

    pub fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(self.array::<1>()?[0])
    }

    pub fn bool(&mut self) -> Result<bool, Malformed> {
        Ok(self.u8()? != 0)
    }

    pub fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn i32(&mut self) -> Result<i32, Malformed> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    pub fn i64(&mut self) -> Result<i64, Malformed> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    pub fn f64(&mut self) -> Result<f64, Malformed> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    pub fn uuid(&mut self) -> Result<[u8; 16], Malformed> {
        self.array()
    }

    pub fn len(&mut self) -> Result<usize, Malformed> {
        let mut value = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return usize::try_from(value).map_err(|_| Malformed("length"));
            }
        }
        Err(Malformed("length"))
    }

    /// A length that counts items of at least one byte each, so it cannot make us reserve more than was sent.
    pub fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.len()?;
        if count > self.rest.len() {
            return Err(Malformed("count"));
        }
        Ok(count)
    }

    pub fn blob(&mut self) -> Result<&'a [u8], Malformed> {
        let len = self.len()?;
        self.take(len)
    }

    pub fn str(&mut self) -> Result<&'a str, Malformed> {
        str::from_utf8(self.blob()?).map_err(|_| Malformed("UTF-8"))
    }

    pub fn string(&mut self) -> Result<String, Malformed> {
        self.str().map(ToOwned::to_owned)
    }

    pub fn opt_string(&mut self) -> Result<Option<String>, Malformed> {
        Ok(if self.bool()? { Some(self.string()?) } else { None })
    }

    pub fn end(&self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed("trailing bytes")) }
    }
}
