//! One process at a time. Decides who holds a profile, by a lock that the operating system drops when its holder dies, so
//! that a crash never needs cleaning up and a process id is only ever shown, never trusted.

use crate::{StoreError, private};
use std::{
    fs::{self, File, TryLockError},
    io::Write,
    path::Path,
    thread,
    time::Duration,
};

const LOCK: &str = "profile.lock";
const HOLDER: &str = "profile.pid";
const OPENING: &str = "opening.lock";

/// Why the profile cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// A living process holds it.
    #[error("another Doorward is using this profile{}", pid.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    Held {
        /// Its process id; `None` in the instant before it has noted it.
        pid: Option<u32>,
    },
    /// The lock's files cannot be made, read or locked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The right to be the one window on a profile. Dropping it, or dying, gives it back.
#[derive(Debug)]
pub struct ProfileLock {
    // Held for its lock: closing the file is what releases it.
    _lock: File,
}

impl ProfileLock {
    /// Takes the profile's lock without waiting, making the directory where it is missing. The lock of a dead process is
    /// simply free.
    ///
    /// # Errors
    /// [`LockError::Held`] while another process (or another part of this one) holds it.
    pub fn acquire(directory: &Path) -> Result<Self, LockError> {
        private::make_directory(directory)?;
        let path = directory.join(LOCK);
        let lock = private::open_or_make_file(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Held { pid: holder(directory) }),
            Err(TryLockError::Error(error)) => return Err(StoreError::io(path)(error).into()),
        }
        note_holder(directory)?;
        Ok(Self { _lock: lock })
    }
}

/// The process id stands in a file of its own, because Windows lets nobody read a locked one.
fn note_holder(directory: &Path) -> Result<(), StoreError> {
    let path = directory.join(HOLDER);
    let mut file = private::open_or_make_file(&path)?;
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(StoreError::io(path))
}

fn holder(directory: &Path) -> Option<u32> {
    fs::read_to_string(directory.join(HOLDER)).ok()?.trim().parse().ok()
}

/// Held only while a profile is being opened, so that two processes never create, migrate or set aside the same file at
/// once. Waits up to ten seconds.
pub(crate) struct OpeningLock {
    _lock: File,
}

impl OpeningLock {
    const PAUSE: Duration = Duration::from_millis(50);
    const TRIES: u32 = 200;

    pub(crate) fn acquire(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join(OPENING);
        let lock = private::open_or_make_file(&path)?;
        for _ in 0..Self::TRIES {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { _lock: lock }),
                Err(TryLockError::WouldBlock) => thread::sleep(Self::PAUSE),
                Err(TryLockError::Error(error)) => return Err(StoreError::io(path)(error)),
            }
        }
        Err(StoreError::Busy { file: crate::DatabaseFile::Journal })
    }
}
