//! Quantified aims and norms.
//!
//! A percentage in the body of a plan is an aim unless the words around it describe; a count is one when a word of
//! aiming ("phấn đấu", "ít nhất", "chỉ tiêu", "mỗi") or a verb of doing governs it. The comparator comes from the
//! words around the number, the unit from the counted noun without its qualifiers.

use super::compared::{self, floor};
use super::counted::{is_counted, unit};
use super::dates::{Cue, Mention};
use super::past;
use super::planned;
use super::units::{self, Stop};
use super::words::Word;
use crate::document::{Comparator, DateRole, Target};
use crate::text::numbers;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A target in the view.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    pub range: Range<usize>,
    pub value: Target,
    pub sure: f64,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9]+(?:[.,][0-9]+)*)( ?%)?(?: ?(?:[-–—]|đến) ?([0-9]+(?:[.,][0-9]+)*))?( ?%)?")
        .expect("a fixed pattern")
});
static AIMING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)phấn đấu|chỉ tiêu|mục tiêu|ít nhất|tối thiểu|tối đa|không quá|mỗi [^,;.]{1,40}$|đạt |đảm bảo |bảo đảm |tỷ lệ |tỉ lệ |trở lên|hoàn thành").expect("a fixed pattern")
});
static EACH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[ ;,])mỗi [^,;.0-9]{1,24}$").expect("a fixed pattern"));
static DESCRIBES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^| )(?:gồm |bao gồm |ngoài |cả |trong đó có |trong thời gian |thời hạn |trong vòng )[^,;.]{0,24}$|(?:^| )trong $").expect("a fixed pattern")
});

/// The targets of one sentence.
pub(super) fn find(
    text: &str,
    sentence: &[Word],
    subject: Option<&str>,
    lead: &Lead,
    dates: &[Mention],
    taken: &[Range<usize>],
) -> Vec<Aim> {
    let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { return Vec::new() };
    let range = first.range.start..text[last.range.end..].find([' ', '\n']).map_or(text.len(), |n| last.range.end + n);
    let of_sentence =
        dates.partition_point(|d| d.range.start < range.start)..dates.partition_point(|d| d.range.start < range.end);
    let dates = &dates[of_sentence];
    let mut found: Vec<(Aim, usize)> = Vec::new();
    let mut clause = range.start;
    for caps in NUMBER.captures_iter(&text[range.clone()]) {
        let (Some(all), Some(n)) = (caps.get(0), caps.get(1)) else { continue };
        let at = range.start + all.start()..range.start + all.end();
        let inside = |t: &Range<usize>| t.start < at.end && at.start < t.end;
        if taken.iter().any(inside) || dates.iter().any(|d| inside(&d.range)) || touches(text, &at) {
            continue;
        }
        let percent = caps.get(2).is_some() || caps.get(4).is_some();
        let (Some(low), high) = (numbers::digits(n.as_str()), caps.get(3).and_then(|m| numbers::digits(m.as_str())))
        else {
            continue;
        };
        // the words of this clause before the number
        let clause_start = clause.min(at.start);
        let from = text[clause_start..at.start].rfind([';', ':']).map_or(clause_start, |i| clause_start + i + 1);
        let before = &text[from..at.start];
        let after = &text[at.end..range.end];
        let next = sentence.partition_point(|w| w.range.start < at.end);
        let depth = sentence.get(next.saturating_sub(1)).map_or(0, |w| w.depth);
        let high = high.filter(|h| *h > low);
        let compared = compared::read(before, after, high.is_some());
        let (worded, open) = (compared.worded, compared.open);
        let said = &before[..before.len() - open];
        let described = !worded && DESCRIBES.is_match(said) && !percent && !AIMING.is_match(before);
        // "giải ngân dưới 90% thì không xét": a condition
        let near = &after[..floor(after, 160)];
        let condition = near[..near.find([',', ';', '.', ':']).unwrap_or(near.len())].contains(" thì ");
        if described
            || condition
            || past::is_said_of(said, before, after, lead.aimed)
            || past::tells_aside(&text[range.start..at.start], lead.issued)
            || depth > 1
        {
            continue;
        }
        let (unit, end) = if percent {
            if depth > 0 && !before.ends_with('(') && !AIMING.is_match(before) {
                continue;
            }
            ("%".to_owned(), at.end)
        } else {
            let Some((unit, end)) = unit(sentence, next) else { continue };
            let first = sentence.partition_point(|w| w.range.start < at.start - open);
            let behind = sentence.partition_point(|w| w.range.start < at.end + compared.close);
            if compared::qualifies(&compared, sentence, first, behind)
                || worded && compared::is_attribute(sentence, first)
            {
                continue;
            }
            let timed = matches!(unit.as_str(), "giờ" | "phút" | "giây" | "ngày" | "ngày làm việc" | "tháng");
            let governed = timed && governed(sentence, next, open)
                || !timed && planned::is_planned(sentence, next - 1, first, &unit)
                || EACH.is_match(said)
                || found.last().is_some_and(|a| ands(text, a.1, at.start - open));
            let aimed = lead.aimed || AIMING.is_match(before) || AIMING.is_match(&after[..floor(after, 40)]);
            let published = matches!(unit.as_str(), "kỳ" | "số")
                && sentence
                    .get(next.wrapping_sub(2))
                    .is_some_and(|w| matches!(w.low(), "phát" | "sóng" | "bản" | "ra"));
            let lasts = unit == "tháng" && worded && compared.comparator == Comparator::Le;
            // "không quá 36 tháng", "tối thiểu 500.000 đồng", "phát 12 kỳ": numbers of what is else but counted
            let spared = published || lasts || unit == "đồng" && worded;
            let counted = is_counted(&unit) && !spared || unit == "ngày" && !worded;
            let listed = lead.aimed && !timed && !planned::is_name(sentence, next - 1, first);
            if counted || !(worded || governed || listed || aimed && verb_near(sentence, next)) {
                continue;
            }
            (unit, end)
        };
        // the clause of the target before ends where this number's words begin
        if let Some((previous, _)) = found.last_mut().filter(|(a, _)| a.range.end > at.start - open) {
            previous.range = tidy(text, previous.range.start..(at.start - open).max(clause_start));
        }
        let start = found.last().map_or(from, |(a, _)| a.range.end.max(from));
        let stop = clause_end(text, end.max(at.end + compared.close), range.end);
        let quote = tidy(text, start..stop);
        let aim = Aim {
            value: Target {
                comparator: compared.comparator,
                value: low,
                value_max: high,
                unit,
                measure: measure(text, &quote, &(at.start - open..end)),
                actor: subject.map(str::to_owned).or_else(|| lead.actor.clone()),
                due: None,
                ..Target::default()
            },
            range: quote,
            sure: if percent || worded { 0.85 } else { 0.65 },
        };
        found.push((aim, end));
        clause = end;
    }
    let mut aims: Vec<Aim> = found.into_iter().map(|(aim, _)| aim).collect();
    let spans: Vec<Range<usize>> = aims.iter().map(|a| a.range.clone()).collect();
    for (n, aim) in aims.iter_mut().enumerate() {
        aim.value.due = due_of(text, dates, &range, &spans, n).or_else(|| lead.due.clone());
    }
    aims
}

/// The time of one target among those of its sentence: in its own clause, else between the semicolons around it where it is
/// in the clause of no other, else at the head of the sentence.
fn due_of(text: &str, dates: &[Mention], sentence: &Range<usize>, spans: &[Range<usize>], n: usize) -> Option<String> {
    let own = &spans[n];
    let left = text[sentence.start..own.start].rfind(';').map_or(sentence.start, |i| sentence.start + i + 1);
    let right = text[own.end..sentence.end.max(own.end)].find(';').map_or(sentence.end, |i| own.end + i);
    let others: Vec<&Mention> = dates
        .iter()
        .filter(|d| left <= d.range.start && d.range.end <= right)
        .filter(|d| !spans.iter().enumerate().any(|(m, s)| m != n && s.start <= d.range.start && d.range.start < s.end))
        .collect();
    let opening = text[sentence.clone()].find([',', ':', ';']).map_or(sentence.start, |i| sentence.start + i);
    due(text, dates, own)
        .or_else(|| due_among(text, others.into_iter(), &(left..right)))
        .or_else(|| due(text, dates, &(sentence.start..opening)))
}

/// Whether nothing but "và" or a comma parts a number from the noun that the one before it counts.
fn ands(text: &str, end: usize, at: usize) -> bool {
    end <= at && matches!(text[end..at].trim(), "và" | "," | ", và")
}

/// What a lead-in ("Chỉ tiêu đến năm 2025:") says for the lines under it.
#[derive(Debug, Clone, Default)]
pub(super) struct Lead {
    pub actor: Option<String>,
    pub due: Option<String>,
    /// Whether the heading says that the numbers below are aims: "Chỉ tiêu", "Mục tiêu".
    pub aimed: bool,
    /// The year of the paper; 0 when it is not known.
    pub issued: u32,
}

/// Whether a letter or a sign of a longer number stands next to it.
fn touches(text: &str, at: &Range<usize>) -> bool {
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    before.is_some_and(|c| c.is_alphanumeric() || "/-–.,".contains(c))
        || after.is_some_and(|c| c.is_alphanumeric() || c == '/' && !text[..at.end].ends_with('%'))
}

/// Whether a verb stands right before the number (and the words of its comparator).
fn governed(words: &[Word], next: usize, open: usize) -> bool {
    let number = match next.checked_sub(1) {
        Some(i) => i,
        None => return false,
    };
    let edge = words[number].range.start.saturating_sub(open);
    let first = words.partition_point(|w| w.range.start < edge).min(number);
    // "bổ sung 12 trạm": of papers it is said as well, and so no verb of doing
    if first > 1 && words[first - 2].lower == "bổ" && words[first - 1].lower == "sung" && words[first - 1].sign == ' '
    {
        return true;
    }
    (first.saturating_sub(3)..first).any(|i| {
        units::stop_at(words, i).is_some_and(|(n, s)| {
            matches!(s, Stop::Verb | Stop::Aim)
                && i + n <= first
                && first - (i + n) <= 1
                && words[i + n - 1].sign == ' '
        }) && !matches!(
            words[first - 1].low(),
            "cả" | "tốt"
                | "theo"
                | "điều"
                | "khoản"
                | "số"
                | "thứ"
                | "bước"
                | "mẫu"
                | "là"
                | "gồm"
                | "có"
                | "về"
                | "ngoài"
                | "quý"
                | "cấp"
                | "lần"
                | "năm"
                | "tháng"
                | "ngày"
                | "đợt"
        ) && words[i].lower != "căn"
            && words[i].lower != "là"
    })
}

/// Whether a verb or "có" stands within a few words before the number.
fn verb_near(words: &[Word], next: usize) -> bool {
    let number = next.saturating_sub(1);
    (number.saturating_sub(4)..number).any(|i| {
        words[i].lower == "có"
            || words[i].lower == "được"
            || units::stop_at(words, i).is_some_and(|(_, s)| matches!(s, Stop::Verb | Stop::Aim))
    }) && number.checked_sub(1).is_some_and(|i| {
        !matches!(
            words[i].low(),
            "cả" | "khoản"
                | "điều"
                | "số"
                | "thứ"
                | "bước"
                | "quý"
                | "năm"
                | "tháng"
                | "ngày"
                | "lần"
                | "đợt"
                | "cấp"
        )
    })
}

fn clause_end(text: &str, from: usize, limit: usize) -> usize {
    let rest = &text[from..limit.max(from)];
    let sign = rest.char_indices().find(|(i, c)| {
        matches!(c, ';' | '.' | ':') && !rest[i + 1..].starts_with(|d: char| d.is_ascii_digit())
            || *c == ',' && rest[i + c.len_utf8()..].starts_with(' ')
    });
    let and = rest.find(" và trên ").or(rest.find(" và dưới "));
    let end = sign.map_or(rest.len(), |(i, _)| i);
    from + and.map_or(end, |a| a.min(end))
}

fn tidy(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len()
        - part.trim_start_matches([' ', ',', ';', ':', '-', '+']).trim_start_matches("và ").len();
    let rest = &text[start..range.end.max(start)];
    let end = start + rest.trim_end_matches([' ', ',', ';', '.']).trim_end_matches(" và").len();
    start..end
}

/// The clause without the number.
fn measure(text: &str, clause: &Range<usize>, number: &Range<usize>) -> Option<String> {
    let before = text[clause.start..number.start.clamp(clause.start, clause.end)].trim();
    let after =
        text[number.end.clamp(clause.start, clause.end)..clause.end].trim().trim_start_matches("trở lên").trim();
    let measure = format!("{before} {after}").trim().trim_matches([',', ':', '(', ')']).trim().to_owned();
    (!measure.is_empty()).then_some(measure)
}

/// The time that a clause names.
pub(super) fn due(text: &str, dates: &[Mention], range: &Range<usize>) -> Option<String> {
    let from = dates.partition_point(|d| d.range.start < range.start);
    let inside = dates[from..].iter().take_while(|d| d.range.start < range.end).filter(|d| d.range.end <= range.end);
    due_among(text, inside, range)
}

/// The time that one of some mentions sets; a date in the name of another paper and one that is compared with set none.
fn due_among<'d>(text: &str, dates: impl Iterator<Item = &'d Mention>, range: &Range<usize>) -> Option<String> {
    let compared = |d: &Mention| {
        text[..d.range.start].trim_end().ends_with("so với")
            || text[range.start..d.range.start.max(range.start)]
                .rfind("so với")
                .is_some_and(|i| d.range.start - range.start - i < 40)
    };
    dates
        .filter(|d| d.role != DateRole::Reference && !compared(d))
        .filter(|d| matches!(d.cue, Cue::Limit | Cue::Until | Cue::Period | Cue::FromTo | Cue::Plain | Cue::Repeat))
        .min_by_key(|d| match d.cue {
            Cue::Limit | Cue::Until => 0,
            Cue::Period | Cue::FromTo => 1,
            _ => 2,
        })
        .map(|d| d.edtf.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let all = words(text, 0..text.len());
        find(text, &all, None, &Lead::default(), &[], &[])
            .iter()
            .map(|a| {
                let v = &a.value;
                format!(
                    "{:?} {}{} {}",
                    v.comparator,
                    v.value,
                    v.value_max.map(|m| format!("..{m}")).unwrap_or_default(),
                    v.unit
                )
            })
            .collect()
    }

    #[test]
    fn aims_with_their_comparators() {
        for (text, wanted) in [
            ("tỷ lệ thi hành xong trên 84% về việc và trên 46% về tiền trên tổng số", &["Gt 84 %", "Gt 46 %"][..]),
            ("Toàn Hệ thống THADS tỉnh phấn đấu hỗ trợ 1-2 hộ nghèo làm nhà Đại đoàn kết", &["Range 1..2 hộ nghèo"]),
            ("Phấn đấu chọn ít nhất 01 xã nghèo trở lên để tham gia giúp đỡ", &["Ge 1 xã nghèo"]),
            ("giải quyết đúng thời hạn 100% số đơn thư khiếu nại", &["Eq 100 %"]),
            ("tập trung triển khai thực hiện 02 đợt thi đua cao điểm như sau:", &["Eq 2 đợt thi đua"]),
            ("lựa chọn từ 10–20 cơ sở giáo dục cho mỗi cấp học", &["Range 10..20 cơ sở giáo dục"]),
            ("Tỷ lệ hộ nghèo giảm còn dưới 1,5%", &["Lt 1.5 %"]),
            ("Mỗi xã xây dựng ít nhất 02 mô hình phát triển kinh tế", &["Ge 2 mô hình"]),
            ("Tổ chức 05 lớp tập huấn cho cán bộ", &["Eq 5 lớp tập huấn"]),
            ("từ 85% trở lên hồ sơ được giải quyết", &["Ge 85 %"]),
            ("không quá 05 ngày làm việc", &["Le 5 ngày làm việc"]),
            ("Thu ngân sách đạt 1.250 tỷ đồng", &["Eq 1250 tỷ đồng"]),
            ("Phấn đấu tỷ lệ bao phủ bảo hiểm y tế đạt từ 95% đến 97%", &["Range 95..97 %"]),
        ] {
            assert_eq!(rows(text), wanted, "{text}");
        }
    }

    #[test]
    fn tasks_with_numbers() {
        for (text, wanted) in [
            ("Trồng 120 ha rừng phòng hộ", &["Eq 120 ha"][..]),
            ("khám sàng lọc cho 300 học sinh", &["Eq 300 học sinh"]),
            ("lắp đặt máy lọc nước tại 12 trường vùng cao", &["Eq 12 trường"]),
            ("tuyên dương 20 tập thể và 45 cá nhân tiêu biểu", &["Eq 20 tập thể", "Eq 45 cá nhân"]),
            ("mỗi tổ 10 - 15 hội viên", &["Range 10..15 hội viên"]),
            ("tăng bình quân 2,5 - 3%/năm", &["Range 2.5..3 %"]),
            ("kết nạp từ 200 đoàn viên là học sinh, sinh viên trở lên trong năm", &["Ge 200 đoàn viên"]),
            ("cai nghiện từ 30 người trở lên.", &["Ge 30 người"]),
            ("xây dựng ít nhất 03 trạm quan trắc tự động", &["Ge 3 trạm quan trắc"]),
            ("bổ sung 12 trạm bơm", &["Eq 12 trạm bơm"]),
            ("huy động Nhân dân 12.000 ngày công", &["Eq 12000 ngày công"]),
            ("đưa nhà máy vào hoạt động sau không quá 36 tháng", &["Le 36 tháng"]),
            ("giảm tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi", &[]),
            ("xây dựng đường dây 110 kV", &[]),
            ("kiểm tra 02 lần/năm", &["Eq 2 lần"]),
            ("hỗ trợ tối đa 50 triệu đồng/hộ", &["Le 50 triệu đồng"]),
            ("mỗi tổ có ít nhất 05 thành viên", &["Ge 5 thành viên"]),
        ] {
            assert_eq!(rows(text), wanted, "{text}");
        }
    }

    #[test]
    fn counts_that_describe() {
        for text in [
            "thực hiện tốt cả 04 khâu: Phát hiện",
            "Ngoài 2 đợt thi đua nêu trên, các đơn vị",
            "kỷ niệm 77 năm Ngày truyền thống",
            "Kế hoạch gồm 03 phần",
            "theo khoản 2 Điều 5",
            "Phòng họp số 2",
            "trong 02 năm",
            "tàu thuyền từ 12 mét trở lên phải có giấy phép",
            "trẻ em từ 06 tuổi trở lên được khám",
            "hiện còn 15 xã chưa có trạm y tế",
            "trên địa bàn 11 xã",
        ] {
            assert_eq!(rows(text), [""; 0], "{text}");
        }
    }
}
