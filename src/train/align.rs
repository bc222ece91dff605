//! Lays what OCR read beside the truth: lines of a page, then the tokens of a line.
//!
//! Both are dynamic programmes over text without its marks, as the marks are what a foreign OCR loses. A line or
//! token may have no partner; a token may be read as two, or two as one. Ties go to the choice named first.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::{letters, tokens};

/// Tokens of the truth beside tokens of the reading; joined by one space where there are two, empty where none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// What is printed.
    pub truth: String,
    /// What was read.
    pub read: String,
}

/// The least part of shared letter pairs at which two lines are held to be the same line.
const LINE_LIKENESS: f32 = 0.25;

/// Pairs of line numbers, rising in both, of the lines that are the same line.
pub fn lines<T: AsRef<str>, R: AsRef<str>>(truth: &[T], read: &[R]) -> Vec<(usize, usize)> {
    let profile = |text: &str| {
        let letters: Vec<char> = letters::fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
        let mut counts: HashMap<(char, char), i32> = HashMap::new();
        letters.windows(2).for_each(|w| *counts.entry((w[0], w[1])).or_default() += 1);
        // A line of one letter has no pairs, so that letter stands for itself.
        if let [only] = letters[..] {
            counts.insert((only, only), 1);
        }
        counts
    };
    let truth: Vec<_> = truth.iter().map(|t| profile(t.as_ref())).collect();
    let read: Vec<_> = read.iter().map(|r| profile(r.as_ref())).collect();
    // best[i][j]: the most likeness that the lines from i and from j can have.
    let mut best = vec![vec![0.0f32; read.len() + 1]; truth.len() + 1];
    let mut like = vec![vec![0.0f32; read.len()]; truth.len()];
    for i in (0..truth.len()).rev() {
        for j in (0..read.len()).rev() {
            let likeness = dice(&truth[i], &read[j]);
            like[i][j] = if likeness >= LINE_LIKENESS { likeness } else { -1.0 };
            best[i][j] = (like[i][j] + best[i + 1][j + 1]).max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < truth.len() && j < read.len() {
        if like[i][j] > 0.0 && best[i][j] == like[i][j] + best[i + 1][j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Twice the shared part over the sum: 1 for equal profiles, 0 for nothing in common.
fn dice(a: &HashMap<(char, char), i32>, b: &HashMap<(char, char), i32>) -> f32 {
    let size = a.values().sum::<i32>() + b.values().sum::<i32>();
    let shared: i32 = a.iter().map(|(k, &n)| n.min(b.get(k).copied().unwrap_or(0))).sum();
    if size == 0 { 0.0 } else { 2.0 * shared as f32 / size as f32 }
}

/// How many tokens of truth and of reading may stand in one pair; the first is preferred where the cost is equal.
const STEPS: [(usize, usize); 7] = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 0), (0, 1)];
/// The cost of a pair that joins or splits tokens, for each white space gained or lost; a changed letter costs 4.
const BREAK: u32 = 3;
/// The cost of leaving a token without a partner, beside its letters.
const ALONE: u32 = 2;
/// The most tokens of a line that are aligned; a longer line is not one.
const LONGEST: usize = 400;

/// The tokens of a line of truth beside those of its reading, in order; nothing for a line of over 400 tokens.
pub fn token_pairs(truth: &str, read: &str) -> Vec<TokenPair> {
    let truth: Vec<&str> = tokens::ranges(truth).map(|r| &truth[r]).collect();
    let read: Vec<&str> = tokens::ranges(read).map(|r| &read[r]).collect();
    if truth.len() > LONGEST || read.len() > LONGEST {
        return Vec::new();
    }
    let fold = |list: &[&str]| list.iter().map(|t| t.chars().collect::<Vec<char>>()).collect::<Vec<_>>();
    let (truth_letters, read_letters) = (fold(&truth), fold(&read));
    let mut best = vec![vec![(u32::MAX, (0, 0)); read.len() + 1]; truth.len() + 1];
    best[truth.len()][read.len()].0 = 0;
    for i in (0..=truth.len()).rev() {
        for j in (0..=read.len()).rev() {
            for step in STEPS {
                let (ti, rj) = (i + step.0, j + step.1);
                if ti > truth.len() || rj > read.len() || best[ti][rj].0 == u32::MAX {
                    continue;
                }
                let cost = best[ti][rj].0 + pair_cost(&truth_letters[i..ti], &read_letters[j..rj]);
                if cost < best[i][j].0 {
                    best[i][j] = (cost, step);
                }
            }
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < truth.len() || j < read.len() {
        let (dt, dr) = best[i][j].1;
        let joined = |list: &[&str], range: Range<usize>| list[range].join(" ");
        pairs.push(TokenPair { truth: joined(&truth, i..i + dt), read: joined(&read, j..j + dr) });
        (i, j) = (i + dt, j + dr);
    }
    pairs
}

fn pair_cost(truth: &[Vec<char>], read: &[Vec<char>]) -> u32 {
    let breaks = (truth.len().max(read.len()) - 1) as u32;
    let (a, b) = (truth.concat(), read.concat());
    match (a.len(), b.len()) {
        (0, n) | (n, 0) => ALONE + 4 * n as u32,
        _ => BREAK * breaks + distance(&a, &b),
    }
}

/// Edit distance in quarters of a letter: another mark or case costs 1, another letter 5, a letter more or less 4.
fn distance(a: &[char], b: &[char]) -> u32 {
    let mut row: Vec<u32> = (0..=b.len() as u32).map(|n| 4 * n).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = 4 * (i as u32 + 1);
        for (j, &y) in b.iter().enumerate() {
            let cost = if x == y {
                0
            } else if base(x) == base(y) {
                1
            } else {
                5
            };
            let next = (corner + cost).min(row[j] + 4).min(row[j + 1] + 4);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// The letter without any mark, Vietnamese or other (`ç`, `ü`), in lower case.
fn base(letter: char) -> char {
    let bare = letters::strip_letter(letter);
    let bare = if bare.is_ascii() {
        bare
    } else {
        let mut first = bare;
        unicode_normalization::char::decompose_canonical(bare, |c| {
            if !unicode_normalization::char::is_combining_mark(c) {
                first = c;
            }
        });
        first
    };
    bare.to_lowercase().next().unwrap_or(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(truth: &str, read: &str) -> Vec<(String, String)> {
        token_pairs(truth, read).into_iter().map(|p| (p.truth, p.read)).collect()
    }

    fn shown(truth: &str, read: &str) -> String {
        pairs(truth, read).iter().map(|(t, r)| format!("{t}={r}")).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn token_for_token() {
        assert_eq!(
            shown("Tổ chức thực hiện phong trào", "T6 chire thwe hién phong trao"),
            "Tổ=T6|chức=chire|thực=thwe|hiện=hién|phong=phong|trào=trao"
        );
    }

    #[test]
    fn a_token_read_as_two_and_two_read_as_one() {
        assert_eq!(
            shown("Hệ thống Thi hành án", "Hé thong T hz hanh 4n"),
            "Hệ=Hé|thống=thong|Thi=T hz|hành=hanh|án=4n"
        );
        assert_eq!(shown("các nhiệm vụ được", "cac nhiém_vu duoc"), "các=cac|nhiệm vụ=nhiém_vu|được=duoc");
        assert_eq!(shown("số 303/QĐ-BTP ngày", "50 303/QD BTP ngay"), "số=50|303/QĐ-BTP=303/QD BTP|ngày=ngay");
    }

    #[test]
    fn tokens_without_a_partner_stay_alone() {
        assert_eq!(shown("của Đảng và Nhà nước", "cua Dang Nha nuoc"), "của=cua|Đảng=Dang|và=|Nhà=Nha|nước=nuoc");
        assert_eq!(shown("thi đua", "~~|~~ thi dua"), "=~~|~~|thi=thi|đua=dua");
        assert_eq!(pairs("", ""), []);
    }

    #[test]
    fn no_token_is_lost() {
        let (truth, read) = ("một hai ba bốn năm", "m6t haiba b o n");
        let pairs = pairs(truth, read);
        let join = |side: fn(&(String, String)) -> &str| {
            pairs.iter().map(side).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(join(|p| p.0.as_str()), truth);
        assert_eq!(join(|p| p.1.as_str()), read);
    }

    #[test]
    fn lines_meet_their_likes_and_noise_meets_none() {
        let truth =
            ["KẾ HOẠCH", "Tổ chức thực hiện phong trào thi đua", "", "I. MỤC ĐÍCH, YÊU CẦU", "giai đoạn 2023-2025"];
        let read = ["KE HOACH", "T6 chire thwe hién phong trao thi dua", "~ . ,", "giai doan 2023-2025"];
        assert_eq!(lines(&truth, &read), [(0, 0), (1, 1), (4, 3)]);
        assert_eq!(lines::<&str, &str>(&[], &read), []);
    }
}
