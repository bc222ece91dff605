//! The page after each step of preparing it, as pictures in a folder: for people who ask why a page reads badly.

use super::{Gray, Watcher};
use image::GrayImage;
use std::path::{Path, PathBuf};

/// Writes `page-0001.1-ink.png` and so on.
#[derive(Debug)]
pub struct Album {
    folder: PathBuf,
    page: usize,
}

impl Album {
    /// Makes one for the page that is the `page`th to be read, counted from 0.
    pub fn new(folder: &Path, page: usize) -> Self {
        Self { folder: folder.to_owned(), page: page + 1 }
    }
}

impl Watcher for Album {
    fn step(&mut self, step: &str, image: &Gray) {
        let path = self.folder.join(format!("page-{:04}.{step}.png", self.page));
        let picture = GrayImage::from_raw(image.width as u32, image.height as u32, image.pixels.clone());
        let Some(picture) = picture else { return };
        // A picture that cannot be written costs the picture, not the page.
        let written = std::fs::create_dir_all(&self.folder).map_err(image::ImageError::from);
        if let Err(error) = written.and_then(|()| picture.save(&path)) {
            log::warn!("{}: {error}", path.display());
        }
    }
}
