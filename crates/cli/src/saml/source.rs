//! Files and standard input, never more of them than is needed to know that they are too large.

use crate::output::{Failure, usage};
use std::{
    fs::File,
    io::{Read, stdin},
};

/// Reads a file, or standard input for `-`, at most `limit` bytes and one.
///
/// A larger source yields just those, so that whoever reads them refuses them for their size.
pub(crate) fn read(source: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| usage(format!("{source} cannot be read: {error}"));
    let most = limit as u64 + 1;
    let mut bytes = Vec::new();
    if source == "-" {
        stdin().lock().take(most).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        File::open(source).map_err(failed)?.take(most).read_to_end(&mut bytes).map_err(failed)?;
    }
    Ok(bytes)
}
