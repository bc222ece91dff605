//! Numbers as Vietnamese documents write them: "1.234,5", "02", "mười lăm", "một nửa".
//!
//! A dot groups thousands and a comma opens the decimals; "1,5" and "1.5" are both read as one and a half when
//! the groups are not of three digits. Words up to 999 are read; larger ones stand with a unit ("hai triệu").

/// The value of a number in digits.
///
/// ```
/// use vankho::text::numbers::digits;
/// assert_eq!(digits("1.234,5"), Some(1234.5));
/// assert_eq!(digits("02"), Some(2.0));
/// assert_eq!(digits("99,5"), Some(99.5));
/// assert_eq!(digits("1.5"), Some(1.5));
/// assert_eq!(digits("a1"), None);
/// ```
pub fn digits(text: &str) -> Option<f64> {
    if text.is_empty() || text.len() > 24 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return None;
    }
    let grouped = |sign: char| {
        let mut groups = text.split(sign);
        let first = groups.next().unwrap_or("");
        let rest: Vec<&str> = groups.collect();
        !first.is_empty()
            && first.len() <= 3
            && !rest.is_empty()
            && rest.iter().all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
    };
    let plain = match (text.contains('.'), text.contains(',')) {
        (false, false) => text.to_owned(),
        (true, true) => text.replace('.', "").replace(',', "."),
        (true, false) if grouped('.') => text.replace('.', ""),
        (true, false) => text.to_owned(),
        (false, true) if grouped(',') && text.matches(',').count() > 1 => text.replace(',', ""),
        (false, true) => text.replace(',', "."),
    };
    plain.parse().ok()
}

/// The value of a number in words, lower case, at the start of `words`, and how many words it takes.
///
/// ```
/// use vankho::text::numbers::words;
/// assert_eq!(words(&["mười", "lăm", "xã"]), Some((15.0, 2)));
/// assert_eq!(words(&["hai", "mươi", "mốt"]), Some((21.0, 3)));
/// assert_eq!(words(&["một", "nửa"]), Some((0.5, 2)));
/// assert_eq!(words(&["xã"]), None);
/// ```
pub fn words(words: &[&str]) -> Option<(f64, usize)> {
    let unit = |w: &str| {
        Some(match w {
            "không" => 0,
            "một" | "mốt" => 1,
            "hai" => 2,
            "ba" => 3,
            "bốn" | "tư" => 4,
            "năm" | "lăm" => 5,
            "sáu" => 6,
            "bảy" | "bẩy" => 7,
            "tám" => 8,
            "chín" => 9,
            _ => return None,
        })
    };
    if words.first() == Some(&"một") && words.get(1) == Some(&"nửa") {
        return Some((0.5, 2));
    }
    let (mut value, mut at) = (0u32, 0);
    if let (Some(hundreds), Some(&"trăm")) = (words.first().and_then(|w| unit(w)), words.get(1)) {
        value += hundreds * 100;
        at = 2;
        if matches!(words.get(at), Some(&"linh" | &"lẻ")) {
            at += 1;
        }
    }
    if words.get(at) == Some(&"mười") {
        value += 10;
        at += 1;
    } else if let (Some(tens), Some(&"mươi")) = (words.get(at).and_then(|w| unit(w)), words.get(at + 1)) {
        value += tens * 10;
        at += 2;
    }
    if let Some(ones) = words.get(at).and_then(|w| unit(w)) {
        value += ones;
        at += 1;
    }
    (at > 0).then_some((f64::from(value), at))
}
