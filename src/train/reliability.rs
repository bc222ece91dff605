//! Whether confidence can be believed: reliability table, expected calibration error, risk against coverage.

/// A token with how sure restoration was of it, and whether it is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The confidence.
    pub confidence: f64,
    /// Whether it stands so in the truth.
    pub right: bool,
    /// Whether restoration changed it.
    pub changed: bool,
}

/// Bins of a reliability table.
pub const BINS: usize = 15;

/// The tokens of one bin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// How many.
    pub tokens: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share that is right.
    pub right: f64,
}

/// What confidence is worth on some tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// How many tokens, and how many of them wrong.
    pub tokens: usize,
    /// See `tokens`.
    pub wrong: usize,
    /// Bins of as many tokens each, from the least sure.
    pub bins: Vec<Bin>,
    /// Expected calibration error: the mean distance of confidence and share right over the bins.
    pub ece: f64,
    /// The share of all errors that the least sure 5 % of the tokens hold; 1 where there are no errors.
    pub caught: f64,
    /// The share right among the surest 80, 90, 95 and 100 % of the tokens.
    pub kept_right: [f64; 4],
}

/// The parts kept in [`Reliability::kept_right`], in percent.
pub const KEPT: [usize; 4] = [80, 90, 95, 100];

/// Measures `tokens`; `None` when there are none.
pub fn reliability(tokens: &[Scored]) -> Option<Reliability> {
    if tokens.is_empty() {
        return None;
    }
    let mut sorted = tokens.to_vec();
    // Where confidence does not tell tokens apart, their order must not either: errors lie even among equals.
    sorted.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let n = sorted.len();
    let mut wrong_before = vec![0.0; n + 1];
    let mut first = 0;
    while first < n {
        let same = sorted[first..].iter().take_while(|t| t.confidence == sorted[first].confidence).count();
        let wrong = sorted[first..first + same].iter().filter(|t| !t.right).count() as f64;
        for i in 0..same {
            wrong_before[first + i + 1] = wrong_before[first] + wrong * (i + 1) as f64 / same as f64;
        }
        first += same;
    }
    let all_wrong = wrong_before[n];
    let count = BINS.min(n);
    let bins: Vec<Bin> = (0..count)
        .map(|bin| {
            let (from, to) = (bin * n / count, (bin + 1) * n / count);
            let size = (to - from) as f64;
            let confidence = sorted[from..to].iter().map(|t| t.confidence).sum::<f64>() / size;
            Bin { tokens: to - from, confidence, right: 1.0 - (wrong_before[to] - wrong_before[from]) / size }
        })
        .collect();
    let ece = bins.iter().map(|b| (b.confidence - b.right).abs() * b.tokens as f64).sum::<f64>() / n as f64;
    let caught = if all_wrong > 0.0 { wrong_before[n.div_ceil(20)] / all_wrong } else { 1.0 };
    let kept_right = KEPT.map(|percent| {
        let left_out = n - n * percent / 100;
        1.0 - (all_wrong - wrong_before[left_out]) / (n - left_out).max(1) as f64
    });
    Some(Reliability { tokens: n, wrong: all_wrong.round() as usize, bins, ece, caught, kept_right })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(confidence: f64, right: bool) -> Scored {
        Scored { confidence, right, changed: false }
    }

    #[test]
    fn what_is_as_sure_as_it_is_right_has_no_error() {
        let tokens: Vec<Scored> = (0..1500).map(|i| scored(0.8, i % 5 != 0)).collect();
        let measured = reliability(&tokens).unwrap();
        assert!(measured.ece < 1e-9, "{measured:?}");
        assert!((measured.caught - 0.05).abs() < 1e-9);
        assert!(measured.kept_right.iter().all(|r| (r - 0.8).abs() < 1e-9));
    }

    #[test]
    fn errors_among_the_least_sure_are_caught() {
        let tokens: Vec<Scored> = (0..100).map(|i| scored(if i < 4 { 0.5 } else { 0.99 }, i >= 4)).collect();
        let measured = reliability(&tokens).unwrap();
        assert_eq!((measured.caught, measured.wrong), (1.0, 4));
        assert_eq!(measured.kept_right[2], 1.0);
        assert!((measured.kept_right[3] - 0.96).abs() < 1e-9);
        assert!(reliability(&[]).is_none());
    }
}
