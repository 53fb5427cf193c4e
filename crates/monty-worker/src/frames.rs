//! Frames: the length of what follows as four bytes, little-endian; what goes out begins with a byte for its kind.

use std::io::{Read, Result, Write, stdout};

/// What goes out.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The first frame: the version of the messages (four bytes), then the names of the walls that stand.
    Hello = 0,
    Response = 1,
    Print = 2,
}

/// Reads one request into `request`. False at the end of the input.
pub fn read_frame(input: &mut impl Read, request: &mut Vec<u8>) -> bool {
    let mut length = [0; 4];
    if input.read_exact(&mut length).is_err() {
        return false;
    }
    request.clear();
    request.resize(u32::from_le_bytes(length) as usize, 0);
    input.read_exact(request).is_ok()
}

/// Writes one frame, in one call where it is small.
pub fn write_frame(kind: Kind, bytes: &[u8]) -> Result<()> {
    const SMALL: usize = 4096;
    let length = u32::try_from(bytes.len() + 1).unwrap_or(u32::MAX).to_le_bytes();
    let head = [length[0], length[1], length[2], length[3], kind as u8];
    let mut out = stdout().lock();
    if bytes.len() <= SMALL {
        let mut frame = [0; SMALL + 5];
        frame[..5].copy_from_slice(&head);
        frame[5..5 + bytes.len()].copy_from_slice(bytes);
        out.write_all(&frame[..5 + bytes.len()])?;
    } else {
        out.write_all(&head)?;
        out.write_all(bytes)?;
    }
    out.flush()
}
