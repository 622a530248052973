//! Pictures of the window, kept in order.

use crate::{
    trouble::{Trouble, while_doing},
    window::Window,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Puts numbered pictures into one folder.
pub struct Camera {
    folder: PathBuf,
    taken: AtomicUsize,
}

impl Camera {
    /// A camera with an empty folder; pictures of an earlier time are removed.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path) -> Result<Self, Trouble> {
        if folder.is_dir() {
            let old = fs::read_dir(folder).map_err(while_doing("looking at old pictures"))?.flatten();
            for picture in old.filter(|entry| entry.path().extension().is_some_and(|kind| kind == "png")) {
                fs::remove_file(picture.path()).map_err(while_doing("removing an old picture"))?;
            }
        }
        fs::create_dir_all(folder).map_err(while_doing("making a folder for pictures"))?;
        Ok(Self { folder: folder.to_path_buf(), taken: AtomicUsize::new(0) })
    }

    /// Takes a picture.
    ///
    /// # Errors
    /// When the window gives none or it cannot be saved.
    pub async fn take(&self, window: &Window, name: &str) -> Result<PathBuf, Trouble> {
        let number = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        let path = self.folder.join(format!("{number:02}-{name}.png"));
        fs::write(&path, window.picture().await?).map_err(while_doing("saving a picture"))?;
        Ok(path)
    }

    /// Where the pictures are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
