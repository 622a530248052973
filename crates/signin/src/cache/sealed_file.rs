//! The file `tokens.sealed`: one line of JSON that says how it is sealed, then the sealed bytes. The line is bound into
//! the seal, so it cannot be altered. Writing is all or nothing: a file beside it, flushed, then renamed over it.

use super::{CacheError, passphrase::Derivation, seal::NONCE};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// The format this program writes.
pub(super) const VERSION: u32 = 1;
const FORMAT: &str = "doorward-tokens";
const NAME: &str = "tokens.sealed";
/// More than any number of accounts needs.
const LARGEST: u64 = 8 * 1024 * 1024;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    format: String,
    version: u32,
    pub(super) nonce: [u8; NONCE],
    pub(super) key: KeyPlace,
}

/// Where the key lives.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeyPlace {
    /// In the keyring, under this id.
    Keyring(Uuid),
    /// In somebody's memory.
    Passphrase(Derivation),
}

impl Header {
    pub(super) fn new(nonce: [u8; NONCE], key: KeyPlace) -> Self {
        Self { format: FORMAT.into(), version: VERSION, nonce, key }
    }

    /// The line as it stands in the file, without its end.
    pub(super) fn line(&self) -> Result<Vec<u8>, CacheError> {
        serde_json::to_vec(self).map_err(|_| CacheError::Sealing)
    }
}

/// What lies in the profile directory.
pub(super) enum Found {
    Nothing,
    Damaged,
    File { header: Box<Header>, line: Vec<u8>, sealed: Vec<u8> },
}

/// The path of the file in a profile directory.
pub(super) fn path_in(profile: &Path) -> PathBuf {
    profile.join(NAME)
}

/// Reads the file and takes away permissions that others should not have.
pub(super) fn read(path: &Path) -> Result<Found, CacheError> {
    let fault = |source| CacheError::Disk { action: "read", source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(fault(error)),
    };
    own_only(&file).map_err(fault)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(fault)?;
    parse(&bytes)
}

#[derive(Deserialize)]
struct Outline {
    format: String,
    version: u32,
}

fn parse(bytes: &[u8]) -> Result<Found, CacheError> {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return Ok(Found::Damaged) };
    let (line, sealed) = (&bytes[..end], &bytes[end + 1..]);
    let Ok(outline) = serde_json::from_slice::<Outline>(line) else { return Ok(Found::Damaged) };
    if outline.format != FORMAT || bytes.len() as u64 > LARGEST {
        return Ok(Found::Damaged);
    }
    if outline.version != VERSION {
        return Err(CacheError::Version { found: outline.version, known: VERSION });
    }
    Ok(match serde_json::from_slice(line) {
        Ok(header) => Found::File { header: Box::new(header), line: line.to_vec(), sealed: sealed.to_vec() },
        Err(_) => Found::Damaged,
    })
}

/// Writes header line and sealed bytes in one step.
pub(super) fn write(path: &Path, line: &[u8], sealed: &[u8]) -> Result<(), CacheError> {
    let next = path.with_extension("sealed.new");
    let fill = || -> io::Result<()> {
        match fs::remove_file(&next) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_own(&next)?;
        file.write_all(line)?;
        file.write_all(b"\n")?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&next, path)?;
        sync_directory(path)
    };
    fill().map_err(|source| {
        // The half-written file is of no use to anyone; if it cannot be removed now, the next write will.
        let _ = fs::remove_file(&next);
        CacheError::Disk { action: "written", source }
    })
}

/// Moves an unreadable file out of the way, to `tokens.sealed.unreadable`.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, CacheError> {
    let aside = path.with_extension("sealed.unreadable");
    fs::rename(path, &aside).map_err(|source| CacheError::Disk { action: "set aside", source })?;
    Ok(aside)
}

/// Removes the file, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), CacheError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(CacheError::Disk { action: "removed", source })
        }
        _ => Ok(()),
    }
}

/// Creates the profile directory if it is missing.
pub(super) fn make_profile(profile: &Path) -> Result<(), CacheError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(profile).map_err(|source| CacheError::Disk { action: "written", source })
}

fn create_own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn own_only(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { file.set_permissions(fs::Permissions::from_mode(0o600)) }
}

#[cfg(not(unix))]
fn own_only(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
