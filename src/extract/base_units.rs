//! Amounts in base units: "1,5 tỷ đồng" is 1,500,000,000 đồng, "2 km" 2,000 m.
//!
//! A printed unit may open with a number word (nghìn, triệu, tỷ) or be a multiple of another; then two targets can be
//! compared only in the smaller one. Weights and measures are those of Nghị định 86/2012/NĐ-CP.

/// Number words that open a unit, the longest first.
const SCALES: [(&str, f64); 9] = [
    ("nghìn tỷ", 1e12),
    ("ngàn tỷ", 1e12),
    ("trăm triệu", 1e8),
    ("tỷ", 1e9),
    ("tỉ", 1e9),
    ("triệu", 1e6),
    ("nghìn", 1e3),
    ("ngàn", 1e3),
    ("trăm", 1e2),
];

/// Units that are a multiple of another.
const MULTIPLES: [(&str, &str, f64); 10] = [
    ("km", "m", 1e3),
    ("cm", "m", 1e-2),
    ("ki-lô-mét", "m", 1e3),
    ("ha", "m2", 1e4),
    ("héc-ta", "m2", 1e4),
    ("km2", "m2", 1e6),
    ("tấn", "kg", 1e3),
    ("tạ", "kg", 1e2),
    ("kwh", "wh", 1e3),
    ("mw", "w", 1e6),
];

/// `value` in the base unit of `unit`, and that unit; `None` when the printed unit is its own base.
pub(super) fn base(value: f64, unit: &str) -> Option<(f64, String)> {
    let (scale, rest) = SCALES
        .iter()
        .find_map(|(word, scale)| {
            let rest = unit.strip_prefix(word)?.strip_prefix(' ')?;
            (!rest.is_empty()).then_some((*scale, rest))
        })
        .unwrap_or((1.0, unit));
    let (factor, base) = MULTIPLES.iter().find(|m| m.0 == rest).map_or((1.0, rest), |m| (m.2, m.1));
    // Products of decimal fractions are rounded to what was printed.
    let exact = |x: f64| (x * 1e6).round() / 1e6;
    (base != unit).then(|| (exact(value * scale * factor), base.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_and_multiples_are_resolved() {
        for (value, unit, expected) in [
            (1.25, "tỷ đồng", Some((1.25e9, "đồng"))),
            (3.0, "triệu lượt", Some((3e6, "lượt"))),
            (0.7, "nghìn ha", Some((7e6, "m2"))),
            (2.5, "km", Some((2500.0, "m"))),
            (84.0, "%", None),
            (2.0, "hộ nghèo", None),
            (5.0, "tỷ", None),
        ] {
            let expected = expected.map(|(v, u)| (v, u.to_owned()));
            assert_eq!(base(value, unit), expected, "{value} {unit}");
        }
    }
}
