//! Repairs the roman numerals of headings and chapters by their place in the sequence.
//!
//! A numeral of strokes loses one, gains one or becomes other strokes (`II.` for `III.`, `IH.` for `II.`, `lII.`), and
//! what is left is often a numeral itself. So none is read alone: each is compared with the one that follows the label
//! before it, and changed into that only where the label behind it agrees. Where a list may begin anew nothing is changed.

use super::rules::RuleEdit;
use crate::text::letters::strip_letter;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A line that opens with what may be a roman numeral and goes on in capitals.
static ROMAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t*#]*(?P<label>[IVXLHl1|!]{1,6})(?P<dot>[.,-]?[ \t]*)(?P<title>\p{Lu}[^\n\p{Ll}]{4,})$")
        .expect("static regex")
});

/// The head of a chapter: alone on its line, with a dot, or before a title in capitals.
static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^[ \t*#]*(?:Chương|CHƯƠNG)[ ]+(?P<label>[IVXHl1|]{1,6})(?:[ \t*]*$|[.:]|[ \t]+[-–]?[ \t]*\p{Lu}[^\n\p{Ll}]{3,}$)",
    )
    .expect("static regex")
});

/// A roman numeral at the head of a line that is a syllable without its marks, too: it stays.
static SYLLABLE_LIKE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t*#]*(?P<label>VI|XI|XVI)[ ]?[.)/-][ \t*]").expect("static regex"));

/// The broken numerals of `text`.
pub fn romans(text: &str) -> Vec<RuleEdit> {
    let mut edits = headings(text);
    edits.extend(chapters(text));
    edits.extend(syllables(text));
    edits
}

/// Keeps the numerals that are syllables without their marks, too.
fn syllables(text: &str) -> impl Iterator<Item = RuleEdit> {
    SYLLABLE_LIKE.captures_iter(text).filter_map(|found| {
        let label = found.name("label")?;
        Some(RuleEdit { range: label.range(), to: label.as_str().to_owned(), rule: "roman-label", confidence: 0.98 })
    })
}

/// Repairs the labels of headings in capitals: `1. MỤC ĐÍCH` before `II. NỘI DUNG`, `LMỤC ĐÍCH`,
/// `HI. TỔ CHỨC THỰC HIỆN`. Only where one of them can be nothing but roman, and never `1.` before `2.`.
fn headings(text: &str) -> Vec<RuleEdit> {
    let lines: Vec<_> = ROMAN
        .captures_iter(text)
        .filter_map(|found| {
            let (label, dot) = (found.name("label")?, found.name("dot")?);
            // Without a dot the label is glued to its title as in "LMỤC": no syllable opens with L and a consonant.
            let title = found.name("title")?.as_str().chars().next().map(strip_letter)?;
            let glued = label.as_str() == "L" && !matches!(title, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y');
            (!dot.as_str().is_empty() || glued).then_some((label.range(), dot.as_str(), label.as_str()))
        })
        .collect();
    let roman = |label: &str| label.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) && label.len() > 1;
    if !lines
        .iter()
        .any(|(_, _, label)| roman(label) || matches!(*label, "HI" | "IH" | "I1" | "1I" | "lI" | "Il" | "IIL"))
    {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut expected = 1;
    for (i, (range, dot, label)) in lines.iter().enumerate() {
        let mut edit = |to: String, confidence| {
            edits.push(RuleEdit { range: range.clone(), to, rule: "roman-label", confidence });
        };
        let right = numeral(expected);
        if *label == right {
            expected += 1;
            continue;
        }
        let next = lines.get(i + 1).map(|next| next.2);
        if dot.starts_with(['.', ',', '-']) && one_stroke(label, expected, next) {
            edit(right, 0.95);
            expected += 1;
            continue;
        }
        if let Some(n) = value(label) {
            expected = n + 1;
            continue;
        }
        if spelt(label) == right && *label != "1" && !dot.is_empty() {
            edit(right, 0.97);
            expected += 1;
            continue;
        }
        // Strokes that OCR took for l, L, 1, H: as many as the numeral has.
        let strokes: usize = label.chars().map(|c| if c == 'H' { 2 } else { 1 }).sum();
        if right.chars().all(|c| c == 'I') && strokes == right.len() && !label.contains(['V', 'X']) {
            let glued = dot.is_empty();
            edit(if glued { format!("{right}. ") } else { right }, 0.95);
            expected += 1;
        }
    }
    edits
}

/// Repairs the numerals of chapters: `Chương II` behind `Chương II`, `Chương Il`.
fn chapters(text: &str) -> Vec<RuleEdit> {
    let lines: Vec<(Range<usize>, &str)> = CHAPTER
        .captures_iter(text)
        .filter_map(|found| found.name("label"))
        .map(|label| (label.range(), label.as_str()))
        .collect();
    let mut edits = Vec::new();
    let mut expected = 1;
    for (i, (range, label)) in lines.iter().enumerate() {
        let right = numeral(expected);
        let next = lines.get(i + 1).map(|next| next.1);
        // A figure alone may be one.
        let worn = spelt(label) == right && (*label != "1" && expected > 1 || *label == "l");
        if *label != right && (one_stroke(label, expected, next) || worn && value(label).is_none()) {
            edits.push(RuleEdit { range: range.clone(), to: right, rule: "roman-chapter", confidence: 0.95 });
            expected += 1;
        } else if let Some(n) = value(label) {
            expected = n + 1;
        } else if *label == right {
            expected += 1;
        }
    }
    edits
}

/// Whether `label` is the numeral `expected` but for one stroke, and the label `next` behind it agrees.
fn one_stroke(label: &str, expected: usize, next: Option<&str>) -> bool {
    let next = next.map(spelt);
    let follows = |n: usize| next.as_deref() == Some(numeral(n).as_str());
    let last = numeral(expected - 1);
    let anew = follows(1);
    // The label before it comes again: a stroke was lost. A second `I` may begin another list.
    if label == last && format!("{last}I") == numeral(expected) {
        return follows(expected + 1) || expected > 2 && (next.is_none() || anew);
    }
    // `IH` for two strokes that ran together: one too many.
    let strokes = spelt(label);
    let blotted = label.contains('H') && strokes.bytes().all(|b| b == b'I') && strokes.len() == expected + 1;
    blotted && expected <= 3 && (next.is_none() || anew || follows(expected) || follows(expected + 1))
}

/// The label with each stroke as an `I`.
fn spelt(label: &str) -> String {
    let mut out = String::with_capacity(label.len() + 2);
    for c in label.chars() {
        match c {
            'H' => out.push_str("II"),
            'l' | '1' | '|' | '!' => out.push('I'),
            c => out.push(c),
        }
    }
    out
}

/// The value of a numeral up to twenty.
fn value(label: &str) -> Option<usize> {
    (1..=20).find(|&n| numeral(n) == label)
}

/// The roman numeral of 1 to 39; nothing for 0.
fn numeral(n: usize) -> String {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    format!("{}{}", "X".repeat(n / 10), ONES[n % 10])
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    fn repaired(text: &str) -> String {
        applied(text, romans(text))
    }

    #[test]
    fn a_numeral_that_is_a_syllable_stays() {
        for (text, kept) in
            [("V. KINH PHI\nVI. TO CHUC THUC HIEN\n", 1), ("VI- To chuc\n", 1), ("VI PHAM\nVi. du\n", 0)]
        {
            let edits = romans(text);
            assert_eq!(edits.iter().filter(|e| e.to == "VI").count(), kept, "{text}: {edits:?}");
        }
    }

    #[test]
    fn headings_follow_from_their_place() {
        for (read, right) in [
            ("1. MUC PICH, YEU CAU\n1. Muc dich\nII. NOI DUNG", "I. MUC PICH, YEU CAU\n1. Muc dich\nII. NOI DUNG"),
            ("LMỤC ĐÍCH, YÊU CẦU\nII. CHỈ TIÊU\nHI. TỔ CHỨC", "I. MỤC ĐÍCH, YÊU CẦU\nII. CHỈ TIÊU\nIII. TỔ CHỨC"),
            (
                "I. MỤC ĐÍCH\n11. NỘI DUNG\nlII. KINH PHÍ\nIV. TỔ CHỨC",
                "I. MỤC ĐÍCH\nII. NỘI DUNG\nIII. KINH PHÍ\nIV. TỔ CHỨC",
            ),
            ("1. MỤC ĐÍCH\n2. NỘI DUNG\n3. TỔ CHỨC THỰC HIỆN", "1. MỤC ĐÍCH\n2. NỘI DUNG\n3. TỔ CHỨC THỰC HIỆN"),
            ("LUẬT ĐẤT ĐAI\nII. NỘI DUNG", "LUẬT ĐẤT ĐAI\nII. NỘI DUNG"),
        ] {
            assert_eq!(repaired(read), right);
        }
    }

    #[test]
    fn a_heading_that_lost_or_gained_a_stroke() {
        for (read, right) in [
            (
                "I. MỤC ĐÍCH\nII. CHỈ TIÊU\nII. NHIỆM VỤ\n1V. KINH PHÍ",
                "I. MỤC ĐÍCH\nII. CHỈ TIÊU\nIII. NHIỆM VỤ\nIV. KINH PHÍ",
            ),
            ("II- CHỈ TIÊU\nII- NHIỆM VỤ", "II- CHỈ TIÊU\nIII- NHIỆM VỤ"),
            ("I. MỤC ĐÍCH\nI. CHỈ TIÊU\nIII. KINH PHÍ", "I. MỤC ĐÍCH\nII. CHỈ TIÊU\nIII. KINH PHÍ"),
            ("VI. CHỈ TIÊU\nVI. KINH PHÍ\nVIII. TỔ CHỨC", "VI. CHỈ TIÊU\nVII. KINH PHÍ\nVIII. TỔ CHỨC"),
            ("I ĐÁNH GIÁ\nIH. NHIỆM VỤ\nHI. TỔ CHỨC", "I ĐÁNH GIÁ\nII. NHIỆM VỤ\nIII. TỔ CHỨC"),
        ] {
            assert_eq!(repaired(read), right);
        }
        for text in [
            "I. MỤC ĐÍCH\nI. CHỈ TIÊU\n",
            "I. MỤC ĐÍCH\nI. CHỈ TIÊU\nII. KINH PHÍ\n",
            "II. CHỈ TIÊU\nI. MỤC ĐÍCH\nII. CHỈ TIÊU\n",
            "II. CHỈ TIÊU\nII. NHIỆM VỤ\nIII. KINH PHÍ\n",
            "I. A BA CA\nII. CHỈ TIÊU\nII. NHIỆM VỤ\nII. KINH PHÍ\n",
            "V. CHỈ TIÊU\nV. NHIỆM VỤ\nVII. KINH PHÍ\nVI PHẠM\n",
            "II. CHỈ TIÊU\nII KINH PHÍ\n",
        ] {
            assert!(!repaired(text).contains("III. NHIỆM") && repaired(text).len() <= text.len() + 1, "{text}");
        }
        assert_eq!(headings("II. CHỈ TIÊU\nI. MỤC ĐÍCH\nII. CHỈ TIÊU\n"), []);
        assert_eq!(headings("I. MỤC ĐÍCH\nI. CHỈ TIÊU\nII. KINH PHÍ\n"), []);
        assert_eq!(headings("II. CHỈ TIÊU\nII KINH PHÍ\n"), []);
    }

    #[test]
    fn chapters_follow_from_their_place() {
        for (read, right) in [
            (
                "Chương I\nQUY ĐỊNH\nChương II\nNỘI DUNG\nChương II\nTỔ CHỨC\n",
                "Chương I\nQUY ĐỊNH\nChương II\nNỘI DUNG\nChương III\nTỔ CHỨC\n",
            ),
            ("Chương II\nChương II\nChương IV\n", "Chương II\nChương III\nChương IV\n"),
            ("Chương I\nChương HI\nChương II\n", "Chương I\nChương II\nChương III\n"),
            ("CHƯƠNG I. A\nCHƯƠNG Il. B\nCHƯƠNG HI NỘI DUNG", "CHƯƠNG I. A\nCHƯƠNG II. B\nCHƯƠNG III NỘI DUNG"),
            ("Chương VII\nChương VII TỔ CHỨC\n", "Chương VII\nChương VIII TỔ CHỨC\n"),
        ] {
            assert_eq!(repaired(read), right);
        }
        for text in [
            "Chương I\nChương I\n",
            "Chương II\nChương I\nChương II\n",
            "Chương II\nChương II\nChương III\n",
            "Chương II\nChương II Luật Đất đai\n",
            "Chương II\ntại Chương II\n",
            "Chương 1\nChương 2\nChương 11\n",
            "Chương I\nChương HI\nChương IV\n",
        ] {
            let edits = chapters(text);
            assert!(edits.iter().all(|e| e.to == "III" && text.contains("HI")), "{text}: {edits:?}");
        }
    }
}
