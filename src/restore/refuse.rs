//! Leaves alone what is beyond repair.
//!
//! A language model makes a sentence of anything. Where the words of a page are expected to be wrong more often than
//! right, what was written would be invented rather than restored: such a page, or such a stretch of it, is given back as
//! it was read and called unreadable. A page of which a third is wrong is still worth having.

use super::calibrate::Class;
use super::written::{Change, Damage};
use crate::document::Noise;
use std::ops::Range;

/// The expected share of wrong words from which a stretch of a page is left as it was read.
const BEYOND_REPAIR: f64 = 0.5;
/// Fewer decoded words tell nothing of a page.
const WORDS: usize = 6;
/// How sure a word is, at the most, that was read on such a page.
const LEFT: f64 = 0.3;

/// Takes back the changes of what is beyond repair and returns the stretches, those marked.
pub(super) fn refuse(read: &str, stretches: Vec<Damage>, changes: &mut [Change]) -> Vec<Damage> {
    let mut out: Vec<Damage> = Vec::with_capacity(stretches.len());
    let lost: Vec<Range<usize>> = pages(read, 0..read.len())
        .filter(|page| {
            let here = |at: usize| changes.partition_point(|c| c.range.start < at);
            beyond_repair(&changes[here(page.start)..here(page.end)])
        })
        .collect();
    let mut first = 0;
    for (i, stretch) in stretches.iter().enumerate() {
        let end = stretches.get(i + 1).map_or(read.len(), |next| next.start);
        for part in pages(read, stretch.start..end) {
            let last = first + changes[first..].partition_point(|c| c.range.start < part.end);
            let here = &mut changes[first..last];
            first = last;
            let whole = lost.iter().any(|page| page.start <= part.start && part.end <= page.end);
            let hopeless = match stretch.noise {
                Noise::Legacy => false,
                Noise::Clean => whole,
                _ => whole || beyond_repair(here),
            };
            if hopeless {
                here.iter_mut().for_each(|change| take_back(read, change));
            }
            let noise = if hopeless { Noise::Unreadable } else { stretch.noise };
            if out.last().is_none_or(|last| (last.noise, last.encoding) != (noise, stretch.encoding)) {
                out.push(Damage { start: part.start, noise, encoding: stretch.encoding });
            }
        }
    }
    out
}

/// The parts of a range that lie on one page each, form feeds at their ends.
fn pages(read: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = range.start;
    read[range.clone()].split_inclusive('\u{c}').map(move |part| {
        let part = start..start + part.len();
        start = part.end;
        part
    })
}

fn beyond_repair(changes: &[Change]) -> bool {
    let decoded = |c: &&Change| c.evidence.as_ref().is_some_and(|e| matches!(e.group.1, Class::Changed | Class::Kept));
    let (mut wrong, mut words) = (0.0, 0);
    for change in changes.iter().filter(decoded) {
        wrong += 1.0 - change.confidence;
        words += 1;
    }
    words >= WORDS && wrong > BEYOND_REPAIR * f64::from(words as u32)
}

/// Puts back what was read.
fn take_back(read: &str, change: &mut Change) {
    let was = &read[change.range.clone()];
    if change.to != was {
        // It is right only where its restoration is wrong, and seldom then.
        change.confidence = (1.0 - change.confidence) * LEFT;
        was.clone_into(&mut change.to);
        change.rule = None;
        change.alternatives.clear();
    }
    change.confidence = change.confidence.min(LEFT);
}

#[cfg(test)]
mod tests {
    use crate::document::Noise;
    use crate::restore::{Data, Restorer};

    const GARBLED: &str = "T6 chire thwe hién phong trao thi dua yéu nuéc trong toan nganh Tu phap nam 2023\n\
        Quan triét va trién khai thwe hién nghiém chu truong, chinh sach cua Pang, phap luat cua Nha nuéc\n";
    const NOISE: &str = "PORENSN captah RESON Gap hu en tien tiie there Pier pha heyy tha. a\n\
        il tli Shatie Gen pear tke ca ditoplae vi tae fain obser\n\
        bopeh’ yg Mba Mrar REN Noche far bbestn (htbaton ~ |: ,; fe ve\n\
        ihurne Kip eae dace hi Pag toga Teeny tl bhet thai cha typ. a pba nop\n";

    #[test]
    fn a_page_of_noise_is_left_alone_and_its_neighbour_restored() {
        let restorer = Restorer::new(Data::embedded()).unwrap();
        let restored = restorer.restore(&format!("{GARBLED}\u{c}{NOISE}\u{c}{GARBLED}"), &[]);
        let pages: Vec<&str> = restored.text.split('\u{c}').collect();
        assert!(pages[0].starts_with("Tổ chức thực hiện phong trào thi đua yêu nước"), "{}", pages[0]);
        assert_eq!(pages[1], NOISE);
        assert_eq!(pages[0], pages[2]);
        let kinds: Vec<Noise> = restored.restoration.stretches.iter().map(|s| s.noise).collect();
        assert_eq!(kinds, [Noise::Garbled, Noise::Unreadable, Noise::Garbled]);
        assert!(
            restored
                .words
                .iter()
                .filter(|w| restored.restoration.stretches[1].span.overlaps(w.span))
                .all(|w| w.confidence.get() <= 0.3)
        );
    }

    #[test]
    fn a_bad_page_that_is_worth_having_is_restored() {
        let restorer = Restorer::new(Data::embedded()).unwrap();
        let restored = restorer.restore(&format!("{GARBLED}{GARBLED}{NOISE}").replacen(NOISE, &NOISE[..70], 1), &[]);
        assert!(restored.text.contains("Tổ chức thực hiện phong trào thi đua yêu nước"));
    }
}
