//! Repairs the labels of list items by their place: after `d)` comes `đ)`, which lost its stroke when it is `d)` again;
//! after `b)` comes `c)`, which OCR reads as `€)`; after `4.` comes `5.`, which it reads as `Š.`.
//!
//! Lists of a Vietnamese document run a, b, c, d, đ, e (Nghị định 30/2020/NĐ-CP, Phụ lục I). Only the label at the
//! start of a line is looked at, and it is changed only into the one that the place asks for.

use super::rules::RuleEdit;
use regex::Regex;
use std::sync::LazyLock;

/// A line that opens with a single letter, or what OCR makes of one, and a bracket or dot.
static LETTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t*]*(?P<letter>[a-zđ€©¢])(?P<mark>[).])[ \t*]").expect("static regex"));

/// A line that opens with a number, or one or two signs that may be one, and a dot, and goes on with a capital.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t*]*(?P<label>\d{1,2}|[\dŠŚS$§&óÓbZz?gqIl|Oo]{1,2})\.[ \t*]+\p{Lu}").expect("static regex")
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
            // A second stroke follows: this one is dirt.
            (Some("c"), "đ") if after == Some("đ") => "d",
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

/// The broken numbers of labels in `text`, in order: each is the one behind the number before it.
pub fn number_labels(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut before = 0;
    for found in NUMBER.captures_iter(text) {
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
            edits.push(RuleEdit { range: label.range(), to: wanted, rule: "number-label", confidence: 0.95 });
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
        ] {
            assert_eq!(letter_labels(text), [], "{text}");
        }
    }
}
