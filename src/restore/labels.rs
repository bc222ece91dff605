//! Repairs the labels of list items by their place: after `d)` comes `đ)`, which lost its stroke when it is `d)` again;
//! after `b)` comes `c)`, which OCR reads as `€)` or `e)`; after `4.` comes `5.`, which it reads as `Š.`; after
//! `Điều 7.` comes `Điều 8.`, which it reads as `Điều §.`.
//!
//! Lists of a Vietnamese document run a, b, c, d, đ, e (Nghị định 30/2020/NĐ-CP, Phụ lục I). Only the label at the
//! start of a line is looked at, and it is changed only into the one that the place asks for.

use super::rules::RuleEdit;
use regex::Regex;
use std::sync::LazyLock;

/// A line that opens with a single letter, or what OCR makes of one, and a bracket or dot.
static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t*]*(?P<letter>[a-zđ€©¢]|[dđ]{2}|4)(?P<mark>[).])[ \t*]").expect("static regex")
});

/// A line that opens with a number, or one or two signs that may be one, and a dot, and goes on with a capital.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t*]*(?P<label>\d{1,2}|[\dŠŚS$§&óÓbZz?gqIl|Oo]{1,2})\.[ \t*]+\p{Lu}").expect("static regex")
});

/// The same of an article: `Điều §. Trách nhiệm`.
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t*#]*(?:Điều|ĐIỀU)[ ]+(?P<label>\d{1,3}|[\dŠŚS$§&óÓbZz?gqIl|Oo]{1,3})\.(?:[ \t*]|$)")
        .expect("static regex")
});

/// The broken letters of labels in `text`, in order.
pub fn letter_labels(text: &str) -> Vec<RuleEdit> {
    let labels: Vec<_> = LETTER
        .captures_iter(text)
        .filter_map(|found| Some((found.name("letter")?, found.name("mark")?.as_str())))
        .collect();
    let mut edits = Vec::new();
    let mut before = None;
    for (i, &(letter, mark)) in labels.iter().enumerate() {
        let read = letter.as_str();
        let after = labels.get(i + 1).filter(|next| next.1 == mark).map(|next| next.0.as_str());
        let last = before.filter(|&(_, other)| other == mark).map(|(letter, _)| letter);
        let right = match (last, read) {
            (Some("d"), "d") => "đ",
            (Some("b"), "€" | "©" | "¢") => "c",
            // No row of numbers begins with four.
            (_, "4") if mark == ")" && after == Some("b") && !near(text, letter.start()).contains("\n3)") => "a",
            // A bar of `c` is dirt, where the list does not go on behind `e)`.
            (Some("b"), "e") if !matches!(after, Some("c" | "f" | "g")) => "c",
            // The stroke is dirt: only `e)` follows `đ)`.
            (Some("c"), "đ") if after != Some("e") => "d",
            // The `c)` between was lost; a second stroke follows.
            (Some("b"), "đ") if after == Some("đ") => "d",
            (Some("c"), _) if read.chars().count() == 2 => "d",
            (Some("d"), _) if read.chars().count() == 2 => "đ",
            _ => read,
        };
        if right != read {
            let to = right.to_owned();
            edits.push(RuleEdit { range: letter.range(), to, rule: "letter-label", confidence: 0.97 });
        }
        before = Some((right, mark));
    }
    edits
}

/// The text before a place, as far back as the item before it may begin.
fn near(text: &str, at: usize) -> &str {
    const REACH: usize = 4000;
    (at.saturating_sub(REACH)..=at).find_map(|from| text.get(from..at)).unwrap_or_default()
}

/// The broken numbers of labels in `text`, in order: each is the one behind the number before it.
pub fn number_labels(text: &str) -> Vec<RuleEdit> {
    by_sequence(text, &NUMBER, "number-label")
}

/// The same of the numbers of articles.
pub fn article_labels(text: &str) -> Vec<RuleEdit> {
    by_sequence(text, &ARTICLE, "article-label")
}

fn by_sequence(text: &str, pattern: &Regex, rule: &'static str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut before = 0;
    for found in pattern.captures_iter(text) {
        let Some(label) = found.name("label") else { continue };
        if let Ok(number) = label.as_str().parse::<u32>() {
            before = number;
            continue;
        }
        let wanted = (before + 1).to_string();
        let looks = wanted.len() == label.as_str().chars().count()
            && wanted
                .chars()
                .zip(label.as_str().chars())
                .all(|(digit, sign)| digit == sign || like(digit).contains(sign));
        // One stroke alone is a roman numeral.
        if looks && before > 0 {
            edits.push(RuleEdit { range: label.range(), to: wanted, rule, confidence: 0.95 });
            before += 1;
        }
    }
    edits
}

/// What OCR reads for a digit that it does not expect; no capital that labels a part (`B.`).
fn like(digit: char) -> &'static str {
    match digit {
        '0' => "Oo",
        '1' => "Il|",
        '2' => "Zz",
        '5' => "ŠŚS$§",
        '6' => "óÓb",
        '7' => "?",
        '8' => "§&",
        '9' => "gq",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    #[test]
    fn a_second_d_is_a_d_with_its_stroke() {
        let text = "c) Co quan\nd) Don vi\n- nguon luc\nd) Kinh phi\ne) Bao cao";
        let edits = letter_labels(text);
        assert_eq!(edits.len(), 1);
        assert_eq!(&text[edits[0].range.clone()], "d");
        assert_eq!(edits[0].range.start, text.rfind("d)").unwrap());
    }

    #[test]
    fn the_place_tells_which_letter_it_was() {
        let text = "b) Mục tiêu\n€) Mục tiêu\nđ) Sở Công Thương\nđ) UBND các xã\n";
        let right = "b) Mục tiêu\nc) Mục tiêu\nd) Sở Công Thương\nđ) UBND các xã\n";
        assert_eq!(applied(text, letter_labels(text)), right);
    }

    #[test]
    fn letters_by_what_stands_before_and_behind() {
        for (read, right) in [
            ("1. Mot\n4) Hai\n- Ba\nb) Bon", "1. Mot\na) Hai\n- Ba\nb) Bon"),
            ("c) Mot\nđ) Hai\n", "c) Mot\nd) Hai\n"),
            ("c) Mot\nđ) Hai\nđ. Ba\ne. Bon\n", "c) Mot\nd) Hai\nđ. Ba\ne. Bon\n"),
            ("b) Mot\nđ) Hai\nđ) Ba\n", "b) Mot\nd) Hai\nđ) Ba\n"),
            ("c) Mot\nđd) Hai\nđđ) Ba\ne) Bon", "c) Mot\nd) Hai\nđ) Ba\ne) Bon"),
            ("b. Mot\ne. Hai\nd. Ba", "b. Mot\nc. Hai\nd. Ba"),
            ("b) Mot\ne) Hai\nđ) Ba\nđ) Bon\na) Nam", "b) Mot\nc) Hai\nd) Ba\nđ) Bon\na) Nam"),
        ] {
            assert_eq!(applied(read, letter_labels(read)), right);
        }
    }

    #[test]
    fn articles_by_their_sequence() {
        let text = "Điều 7. Kinh phí\n1. Một\nĐiều §. Trách nhiệm\nĐiều 9.\nĐiều I0. Thi hành\nĐiều 11.\n";
        let right = "Điều 7. Kinh phí\n1. Một\nĐiều 8. Trách nhiệm\nĐiều 9.\nĐiều 10. Thi hành\nĐiều 11.\n";
        assert_eq!(applied(text, article_labels(text)), right);
        for text in ["Điều 5. A\nĐiều §. B\n", "Điều 7. A\ntại Điều §. B\n", "Điều §. A\n", "Điều 7. A\nĐiều § B\n"]
        {
            assert_eq!(article_labels(text), [], "{text}");
        }
    }

    #[test]
    fn the_place_tells_which_number_it_was() {
        let text = "4. Sở Y tế\n- a\nŠ. Sở Xây dựng\n6. Công an\n7. Ban\n§. Đề nghị\n9. Kho bạc\nI0. Giao\n";
        let right = "4. Sở Y tế\n- a\n5. Sở Xây dựng\n6. Công an\n7. Ban\n8. Đề nghị\n9. Kho bạc\n10. Giao\n";
        assert_eq!(applied(text, number_labels(text)), right);
        for text in ["3. Sở Y tế\nŠ. Sở Xây dựng\n", "S. Sở Y tế\n", "4. Một\nS. sở\n", "7. Một\nB. Hai\n"]
        {
            assert_eq!(number_labels(text), [], "{text}");
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "c) Mot\nd) Hai\nđ) Ba",
            "c) Mot\nđ) Hai\ne) Ba",
            "a) Mot\n€) Hai",
            "d) Mot\ne) Hai\nd) Ba",
            "d) Mot\nd. Hai",
            "diem d)\nd) Mot",
            "d)Mot\nd)Hai",
            "b) Mot\ne) Hai\ng) Ba",
            "b) Mot\nđ) Hai\ne) Ba",
            "b) Mot\nđ) Hai",
            "a) Mot\nđd) Hai",
            "1) Mot\n3) Hai\n4) Ba\nb) Bon",
            "4. Mot\nb. Hai",
            "4) Mot\n5) Hai",
        ] {
            assert_eq!(letter_labels(text), [], "{text}");
        }
    }
}
