//! When the task of a sentence is due.
//!
//! A limit ("trước ngày …", "chậm nhất ngày 25 hằng tháng") or a span of days always sets the time; a bare date only where
//! the words around it say so: at the head of the sentence, behind "trong", behind "hoàn thành", "sơ kết". A sentence
//! with several limits, or several such stages, is several tasks.

use super::dates::{Cue, Mention};
use super::words::Word;
use crate::document::DateRole;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Stages of a plan, each with a time of its own.
static STAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[ ,;])(?:sơ kết|tổng kết|hoàn thành|kết thúc|nghiệm thu|khởi công|bế mạc|khai mạc)(?: vào| trong)? ?$")
        .expect("a fixed pattern")
});
static STAGE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^ ?:? (?:tiến hành |tổ chức |thực hiện )?(?:sơ kết|tổng kết|hoàn thành|kết thúc|nghiệm thu)")
        .expect("a fixed pattern")
});

/// The dates of a sentence that set a time for its task, one for each time.
pub(super) fn dues<'a>(text: &str, dates: &'a [Mention], range: Range<usize>, sentence: &[Word]) -> Vec<&'a Mention> {
    let first = dates.partition_point(|d| d.range.start < range.start);
    let inside: Vec<&Mention> = dates[first..]
        .iter()
        .take_while(|d| d.range.start < range.end)
        .filter(|d| d.range.end <= range.end.max(d.range.start + 1) && d.role != DateRole::Reference)
        .collect();
    let quoted = |d: &Mention| {
        let i = sentence.partition_point(|w| w.range.end <= d.range.start);
        sentence.get(i).is_some_and(|w| {
            w.depth > 0
                && w.range.start > range.start
                && text[range.start..d.range.start].matches('“').count()
                    > text[range.start..d.range.start].matches('”').count()
        })
    };
    let strong = |d: &Mention| match d.cue {
        Cue::Limit => true,
        Cue::Since => d.edtf.matches('-').count() > 0,
        Cue::FromTo => d.edtf.contains('-'),
        Cue::Plain => {
            let before = &text[range.start..d.range.start];
            let head = before.trim_end().is_empty() || before.trim_end().ends_with([',', ';']);
            is_stage(before) || head && STAGE_BEHIND.is_match(&text[d.range.end..])
        }
        _ => false,
    };
    let mut out: Vec<&Mention> = inside.iter().copied().filter(|d| strong(d) && !quoted(d)).collect();
    // A part behind a semicolon has a time of its own: "… trong tháng 12; gửi về Sở chậm nhất ngày 10/01".
    let part = |d: &Mention| text[range.start..d.range.start.max(range.start)].matches(';').count();
    for d in inside.into_iter().filter(|d| is_weak(text, &range, d) && !quoted(d)) {
        // "báo cáo hằng tuần, khi có dịch báo cáo hằng ngày" are two as well
        let again = |o: &&Mention| {
            o.cue == Cue::Repeat
                && d.cue == Cue::Repeat
                && text[o.range.end.min(d.range.start)..d.range.start].contains(',')
        };
        if !out.iter().any(|o| part(o) == part(d)) || out.len() == 1 && out.iter().all(again) {
            out.push(d);
        }
    }
    out.sort_by_key(|d| d.range.start);
    out.dedup_by(|a, b| a.edtf == b.edtf);
    out
}

/// Whether the words before a date end in a stage of the plan.
fn is_stage(before: &str) -> bool {
    let mut from = before.len().saturating_sub(40);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    STAGE.is_match(&before[from..])
}

/// Whether a date that sets no limit still says when.
fn is_weak(text: &str, range: &Range<usize>, d: &Mention) -> bool {
    let before = text[range.start..d.range.start].trim_end_matches(' ');
    let word = before.rsplit(' ').next().unwrap_or("").to_lowercase();
    let shown = &text[d.range.clone()];
    let opening = d.range.start < range.start + 2;
    match d.cue {
        Cue::Plain => {
            opening
                || before.ends_with(';')
                || matches!(word.as_str(), "trong" | "vào" | "xong" | "cuối")
                || ends(before, "thời gian thực hiện:")
                || d.edtf.len() == 10 && !word.ends_with("ngày") && d.edtf.contains('-') && word == "là"
        }
        Cue::Repeat => {
            let behind = text[d.range.end..].trim_start();
            opening
                || shown.to_lowercase().starts_with("định")
                || matches!(word.as_str(), "trong" | "vào" | "kỳ")
                || before.ends_with([',', ';', '('])
                || behind.starts_with(',') && word != "tác"
                || behind.starts_with([';', '.'])
                || d.range.end + 1 >= range.end
        }
        Cue::Until => {
            !ends(before, "tầm nhìn")
                && (shown.contains("hết")
                    || shown.contains("cuối")
                    || opening
                    || before.ends_with(',')
                    || d.edtf.contains('-'))
        }
        _ => false,
    }
}

/// Whether words end so, in any letter case.
fn ends(before: &str, with: &str) -> bool {
    let mut from = before.len().saturating_sub(with.len() + 8);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    before[from..].to_lowercase().ends_with(with)
}

#[cfg(test)]
mod tests {
    use super::super::{dates, points, words::words};
    use super::*;

    #[test]
    fn times_of_a_task() {
        for (text, wanted) in [
            ("Sở Y tế báo cáo trước ngày 25 hằng tháng.", &["R/P1M"][..]),
            ("hoàn thành trước ngày 15/6/2026; gửi báo cáo chậm nhất ngày 05 hằng quý", &["../2026-06-15", "R/P3M"]),
            ("tham mưu sơ kết tháng 6/2025, tổng kết năm 2027.", &["2025-06", "2027"]),
            ("Quý I/2026 sơ kết, quý IV/2026 tổng kết", &["2026-33", "2026-36"]),
            ("kiểm tra việc sử dụng vốn hằng quý.", &["R/P3M"]),
            ("mở chuyên mục hằng tháng về gương tốt", &[]),
            ("thẩm định dự toán năm 2025", &[]),
            ("lập danh sách trong tháng 10 năm 2025", &["2025-10"]),
        ] {
            let all = words(text, 0..text.len());
            let dates = dates::join(text, &points::find(text, &[]));
            let found: Vec<&str> = dues(text, &dates, 0..text.len(), &all).iter().map(|d| d.edtf.as_str()).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }
}
