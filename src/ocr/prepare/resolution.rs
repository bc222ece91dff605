//! How many dots an inch a page has: as its file states, unless that cannot be.
//!
//! Cameras, screens and conversions write 72 or 96 whatever the page. Two things of the page itself speak against
//! them: its size, since sheets are A4 (Nghị định 30/2020/NĐ-CP, Annex I), and the height of its letters, since the text
//! is set in 13 or 14 points.

/// Resolution below which a stated one is taken for a screen's or a camera's default and estimated instead.
const LEAST_DPI: u32 = 100;
/// A4 in inches, shorter and longer side.
const A4: (f64, f64) = (8.27, 11.69);
/// Height of a small letter of 13.5 point type in inches: 0.46 of the size.
const LETTER: f64 = 13.5 * 0.46 / 72.0;
/// The letters speak against a resolution when they are this many times too large or too small for it: titles and
/// notes differ by less.
const LIE: f64 = 1.7;

/// The stated resolution when a page of that size can exist, else the one at which the page is A4.
pub fn of_sheet(width: u32, height: u32, stated: Option<u32>) -> u32 {
    let (short, long) = (width.min(height), width.max(height));
    let as_a4 = (f64::from(short) / A4.0).max(f64::from(long) / A4.1).round() as u32;
    let believable = |dpi: u32| {
        let inches = f64::from(long) / f64::from(dpi);
        // From a slip of paper to A0.
        dpi >= LEAST_DPI && inches <= 48.0 || dpi >= 70 && (f64::from(dpi) / f64::from(as_a4.max(1)) - 1.0).abs() < 0.15
    };
    match stated.filter(|&dpi| believable(dpi)) {
        Some(dpi) => dpi,
        // Smaller than half a page at any usual resolution: a clipping, at what scanners are set to.
        None if long < 1000 => 300,
        None => as_a4.clamp(100, 1200),
    }
}

/// `guess`, unless the usual height of the page's small letters in pixels says that it is far off.
pub fn settle(letter: Option<f64>, guess: u32) -> u32 {
    let Some(letter) = letter else { return guess };
    let by_letters = letter / LETTER;
    let off = by_letters / f64::from(guess);
    if (1.0 / LIE..=LIE).contains(&off) { guess } else { (by_letters.round() as u32).clamp(70, 1200) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_resolution_is_believed_or_estimated() {
        assert_eq!(of_sheet(2480, 3508, Some(300)), 300);
        assert_eq!(of_sheet(2480, 3508, None), 300);
        assert_eq!(of_sheet(2480, 3508, Some(72)), 300, "a camera's default");
        assert_eq!(of_sheet(620, 877, Some(75)), 75);
        assert_eq!(of_sheet(900, 60, None), 300, "one line");
    }

    #[test]
    fn letters_expose_a_lie() {
        // Letters 13 pixels high, as 150 dots an inch give them.
        assert_eq!(settle(Some(13.0), 150), 150);
        assert_eq!(settle(Some(13.0), 200), 200, "within what type sizes differ");
        assert_eq!(settle(Some(13.0), 300), 151);
        assert_eq!(settle(None, 300), 300);
    }
}
