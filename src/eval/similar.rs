//! How much two strings have in common: the matching blocks of Ratcliff and Obershelp (1988).
//!
//! The longest common substring is a match; so are, on each side of it, the longest ones of what is left. Twice the
//! matched length over both lengths is the ratio. Of equally long substrings the earliest in the first string, then in
//! the second, is taken, so the ratio is the same on every machine.

use super::text::folded;
use std::collections::HashMap;

/// Whether two strings are the same but for case, outer punctuation and a share of their letters.
///
/// ```
/// use vankho::eval::alike;
/// assert!(alike("Cục Thi hành án dân sự", "cục Thi hành án dân sụ.", 0.9));
/// assert!(!alike("Bộ Tư pháp", "Bộ Nội vụ", 0.9));
/// ```
pub fn alike(a: &str, b: &str, at_least: f64) -> bool {
    let (a, b) = (folded(a), folded(b));
    a == b || ratio(&a, &b) >= at_least
}

/// Twice the number of matched characters over the number of all.
pub fn ratio(a: &str, b: &str) -> f64 {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let mut places: HashMap<char, Vec<usize>> = HashMap::new();
    for (j, &c) in b.iter().enumerate() {
        places.entry(c).or_default().push(j);
    }
    let mut matched = 0;
    let mut open = vec![(0, a.len(), 0, b.len())];
    while let Some((a0, a1, b0, b1)) = open.pop() {
        let (i, j, len) = longest(&a[a0..a1], a0, &places, b0, b1);
        if len > 0 {
            matched += len;
            open.push((a0, i, b0, j));
            open.push((i + len, a1, j + len, b1));
        }
    }
    2.0 * matched as f64 / (a.len() + b.len()) as f64
}

fn longest(
    part: &[char],
    a0: usize,
    places: &HashMap<char, Vec<usize>>,
    b0: usize,
    b1: usize,
) -> (usize, usize, usize) {
    let mut best = (a0, b0, 0);
    let mut ending: HashMap<usize, usize> = HashMap::new();
    for (i, c) in part.iter().enumerate() {
        let mut next = HashMap::new();
        for &j in places.get(c).into_iter().flatten() {
            if j < b0 {
                continue;
            }
            if j >= b1 {
                break;
            }
            let len = if j > 0 { ending.get(&(j - 1)).copied().unwrap_or(0) } else { 0 } + 1;
            next.insert(j, len);
            if len > best.2 {
                best = (a0 + i + 1 - len, j + 1 - len, len);
            }
        }
        ending = next;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_those_of_the_definition() {
        assert_eq!(ratio("", ""), 1.0);
        assert_eq!(ratio("abc", ""), 0.0);
        assert_eq!(ratio("abcd", "bcde"), 0.75);
        assert_eq!(ratio("xabxcd", "abxabxcdx"), 12.0 / 15.0);
    }
}
