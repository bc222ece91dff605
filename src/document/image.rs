//! The picture of one page, between the file that holds it and the engine that reads it.

/// One page as pixels: 8 bits a sample, rows from the top, no padding, the right way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    width: u32,
    height: u32,
    pixels: Pixels,
    dpi: Option<u32>,
}

/// The samples of a [`PageImage`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pixels {
    /// One byte a pixel, 0 is black.
    Gray(Vec<u8>),
    /// Three bytes a pixel: red, green, blue.
    Rgb(Vec<u8>),
}

impl PageImage {
    /// Makes an image; `None` when a side is 0 or the number of bytes does not fit the sides.
    /// `dpi` is what the file says, `None` when it says nothing.
    pub fn new(width: u32, height: u32, pixels: Pixels, dpi: Option<u32>) -> Option<Self> {
        let (bytes, samples) = match &pixels {
            Pixels::Gray(bytes) => (bytes.len(), 1),
            Pixels::Rgb(bytes) => (bytes.len(), 3),
        };
        let expected = (width as usize).checked_mul(height as usize)?.checked_mul(samples)?;
        (expected > 0 && bytes == expected).then_some(Self { width, height, pixels, dpi })
    }

    /// Width in pixels, 1 or more.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, 1 or more.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The samples.
    pub fn pixels(&self) -> &Pixels {
        &self.pixels
    }

    /// The samples, without the copy.
    pub fn into_pixels(self) -> Pixels {
        self.pixels
    }

    /// Dots per inch as the file states them.
    pub fn dpi(&self) -> Option<u32> {
        self.dpi
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_must_fit() {
        assert!(PageImage::new(2, 2, Pixels::Gray(vec![0; 4]), None).is_some());
        assert!(PageImage::new(2, 2, Pixels::Rgb(vec![0; 4]), None).is_none());
        assert!(PageImage::new(0, 2, Pixels::Gray(vec![]), None).is_none());
        assert!(PageImage::new(u32::MAX, u32::MAX, Pixels::Rgb(vec![1]), None).is_none());
    }
}
