//! The clauses of a sentence: who is its subject, and what kind of predicate follows.
//!
//! A subject stands at the start of a sentence, behind an opening phrase, behind a semicolon, or as the object of
//! "giao", "yêu cầu", "đề nghị". The first word of the predicate that no name holds decides what the clause is.

use super::sentences::pair;
use super::units::{self, Stop, Unit};
use super::words::Word;
use crate::document::AssignmentRole;

/// Where the line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the first section: only "yêu cầu" and "đề nghị" count.
    Preamble,
    /// In a section.
    Body,
}

/// One subject with its predicate.
pub(super) struct Clause {
    pub subjects: Vec<Unit>,
    pub supports: Vec<Unit>,
    pub role: AssignmentRole,
    /// First word of the task.
    pub task: usize,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Given,
    Directed,
    Aim,
    /// A subject without a duty; others may still take it over.
    Free,
    /// Nothing.
    Void,
}

/// First words of phrases that may stand before a subject.
const OPENERS: &[&str] = &[
    "trên",
    "căn",
    "thông",
    "sau",
    "trước",
    "trong",
    "ngoài",
    "đối",
    "năm",
    "hàng",
    "hằng",
    "định",
    "khi",
    "để",
    "nhằm",
    "qua",
    "từ",
    "đến",
    "chậm",
    "theo",
    "kết",
    "ngay",
    "tùy",
    "tuỳ",
    "bên",
    "đồng",
    "cùng",
    "với",
    "vào",
    "giai",
    "quý",
    "tháng",
    "ngày",
    "riêng",
    "tại",
    "hạn",
    "bằng",
    "xuất",
    "dưới",
    "thời",
    "cuối",
    "đầu",
    "muộn",
    "trường",
    "tiếp",
    "bảo",
    "nếu",
    "khẩn",
    "mỗi",
    "thường",
    "cụ",
    "do",
];

/// Adds to a clause the subjects that stand before it, parted by semicolons: "Chánh Văn phòng; Giám đốc các sở; Chủ tịch
/// các xã chịu trách nhiệm thi hành".
fn take_joined(words: &[Word], at: usize, clause: &mut Clause) {
    let mut end = at;
    while end > 0 && words[end - 1].sign == ';' {
        let start = (0..end - 1).rev().find(|&j| words[j].sign == ';').map_or(0, |j| j + 1);
        match units::list_at(words, start, end) {
            Some((units, to)) if to == end => {
                clause.subjects.splice(0..0, units);
                end = start;
            }
            _ => break,
        }
    }
}

/// The clauses of a sentence that name a subject.
pub(super) fn clauses(words: &[Word], place: Place, issuer: Option<&str>) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    let mut starts = vec![(0usize, true)];
    let first = words.first().map(|w| w.low()).unwrap_or("");
    let second = words.get(1).map(|w| w.low()).unwrap_or("");
    let opener = OPENERS.contains(&first) || place == Place::Preamble;
    if opener {
        match (first, second) {
            ("đối", "với") => starts.push((2, true)),
            ("riêng", _) => starts.push((1, true)),
            ("trong", "đó") => starts.push((2, true)),
            _ => {}
        }
        // "Năm 2025 các cơ quan …": a subject right behind a date
        for j in 1..words.len().min(9) {
            let date = words[j - 1].lower.bytes().all(|b| b.is_ascii_digit() || b == b'/')
                || matches!(words[j - 1].low(), "năm" | "quý" | "tháng");
            if date && words[j - 1].sign == ' ' {
                starts.push((j, true));
            }
        }
    }
    for j in 1..words.len() {
        match words[j - 1].sign {
            ';' => starts.push((j, true)),
            ',' | '.' | ')' => starts.push((j, opener)),
            ':' => starts.push((j, j < 16)),
            // "Trường hợp vượt thẩm quyền thì Sở Y tế báo cáo …"
            ' ' if opener && words[j - 1].lower == "thì" => starts.push((j, true)),
            _ => {}
        }
    }
    // "…, trong năm 2026 Sở Khoa học và Công nghệ phải …": a subject right behind the date of its part
    for j in 2..words.len() {
        let year = words[j - 1].lower.len() == 4 && words[j - 1].lower.bytes().all(|b| b.is_ascii_digit());
        let part = (j.saturating_sub(7)..j).rev().find(|&p| p == 0 || words[p - 1].sign == ',');
        if year
            && words[j].capital
            && words[j - 1].sign == ' '
            && part.is_some_and(|p| p > 0 && matches!(words[p].low(), "trong" | "riêng" | "đến" | "từ" | "năm"))
        {
            starts.push((j, opener));
        }
    }
    starts.sort();
    starts.dedup_by_key(|s| s.0);
    let mut done = 0;
    for (start, free) in starts {
        if start < done || words[start].depth > 0 {
            continue;
        }
        let joint = pair(words, start, "đồng", "thời") || pair(words, start, "trong", "đó");
        let joined = start > 0 && matches!(words[start].low(), "và" | "còn" | "riêng");
        let at = start + if joint { 2 } else { usize::from(joined) };
        let Some(mut clause) = clause(words, at, place, issuer) else { continue };
        if found.is_empty() && start > 0 && clause.kind == Kind::Plain {
            take_joined(words, start, &mut clause);
        }
        let subject = clause.subjects.last().map_or(at, |u| u.end);
        // a subject behind a mere comma of a sentence that began otherwise must be one beyond doubt
        let strong = units::stop_at(words, subject).is_some_and(|(_, s)| s == Stop::Support)
            || pair(words, subject, "chủ", "trì")
            || pair(words, subject, "có", "trách")
            || pair(words, subject, "chịu", "trách");
        // "Đề nghị Sở A chỉ đạo …, Báo B đưa tin": another that the same order names, not one of a list of objects
        let ordered = found.last().is_some_and(|c| matches!(c.kind, Kind::Given | Kind::Directed))
            && clause.kind == Kind::Plain
            && words[start - 1].sign == ','
            && units::stop_at(words, subject).is_some_and(|(_, s)| s == Stop::Verb)
            && !ends_unit(words, done, start);
        // "Phòng A chủ trì, Phòng B tham gia triệt phá …"
        let helps = pair(words, subject, "tham", "gia")
            && found
                .last()
                .and_then(|c| c.subjects.first())
                .is_some_and(|u| (u.end..start).any(|j| pair(words, j, "chủ", "trì")));
        if helps {
            clause.role = AssignmentRole::Support;
        }
        let strong = strong || ordered || helps;
        let after_first = !found.is_empty() || !free;
        if words[start.saturating_sub(1)].sign != ';' && start > 0 && after_first && !(strong && words[at].capital) {
            continue;
        }
        done = clause.task.max(start + 1);
        let void = clause.kind == Kind::Void;
        found.push(clause);
        if void && found.len() == 1 && place == Place::Preamble {
            break;
        }
    }
    found
}

/// Whether a unit ends right before word `end`: what follows a comma there goes on with a list.
fn ends_unit(words: &[Word], from: usize, end: usize) -> bool {
    (from.max(end.saturating_sub(12))..end).any(|i| units::unit_at(words, i, end).is_some_and(|unit| unit.end == end))
}

/// The clause whose subject begins at word `at`.
fn clause(words: &[Word], at: usize, place: Place, issuer: Option<&str>) -> Option<Clause> {
    let limit = words.len();
    if let Some((n, Stop::Directive)) = units::stop_at(words, at) {
        let mut from = at + n;
        while words.get(from).is_some_and(|w| matches!(w.low(), "cho" | "đồng" | "chí")) {
            from += 1;
        }
        let (subjects, end) = units::list_at(words, from, limit)?;
        let given = matches!(words[at].low(), "giao" | "phân");
        if place == Place::Preamble && given {
            return None;
        }
        let mut clause = predicate(words, subjects, end, true, issuer)?;
        if clause.kind == Kind::Plain {
            clause.kind = if given { Kind::Given } else { Kind::Directed };
        }
        return Some(clause);
    }
    let (subjects, end) = units::list_at(words, at, limit)?;
    if place == Place::Preamble {
        // the issuing clause: only what it demands of others counts
        let demand = (end..(end + 40).min(limit)).find(|j| {
            matches!(words[*j].low(), "yêu" | "đề")
                && units::stop_at(words, *j).is_some_and(|(_, s)| s == Stop::Directive)
        })?;
        let (n, _) = units::stop_at(words, demand)?;
        let (subjects, end) = units::list_at(words, demand + n, limit)?;
        let mut clause = predicate(words, subjects, end, true, issuer)?;
        clause.kind = if clause.kind == Kind::Plain { Kind::Directed } else { clause.kind };
        return Some(clause);
    }
    predicate(words, subjects, end, false, issuer)
}

/// What stands behind the subjects. `told` when somebody told them to: then an object phrase may come first.
pub(super) fn predicate(
    words: &[Word],
    subjects: Vec<Unit>,
    end: usize,
    told: bool,
    issuer: Option<&str>,
) -> Option<Clause> {
    let make = |subjects, role, task, kind| Some(Clause { subjects, supports: Vec::new(), role, task, kind });
    let mut at = end;
    if at >= words.len() {
        return None;
    }
    let sign = words[end - 1].sign;
    if sign == ':' {
        // "Sở Y tế: chủ trì …"
        let mut clause = match units::stop_at(words, at) {
            Some((_, Stop::Other | Stop::Void)) | None => return None,
            _ => predicate_verb(words, subjects, at, issuer)?,
        };
        clause.task = clause.task.max(end);
        return Some(clause);
    }
    if !matches!(sign, ' ' | ',' | ')') {
        return None;
    }
    // "… của các cấp chính quyền, đề cao vai trò": behind a comma only what mostly is a verb
    if sign == ',' && (units::stop_at(words, at).is_none() || units::is_weak(words, at)) {
        return None;
    }
    // "(gọi tắt là …)" between subject and verb
    if words[at].opens {
        at = (at..(at + 14).min(words.len())).find(|j| words[*j].sign == ')').map(|j| j + 1)?;
        if at >= words.len() {
            return None;
        }
    }
    match units::stop_at(words, at) {
        Some((_, Stop::Other)) => {
            let open = matches!(
                words[at].low(),
                "theo"
                    | "trên"
                    | "tại"
                    | "từ"
                    | "khi"
                    | "để"
                    | "nhằm"
                    | "trong"
                    | "trước"
                    | "sau"
                    | "với"
                    | "qua"
                    | "chậm"
                    | "đến"
            );
            if !open && !told {
                return None;
            }
            let verb = (at + 1..(at + 28).min(words.len())).find(|j| {
                words[*j].depth == 0
                    && matches!(words[*j - 1].sign, ' ' | ',' | ')')
                    && matches!(
                        (words[*j].low(), words.get(j + 1).map(|w| w.low())),
                        ("chủ", Some("trì" | "động"))
                            | ("có", Some("trách"))
                            | ("chịu", Some("trách"))
                            | ("phối", Some("hợp"))
                            | ("tham", Some("mưu"))
                            | ("xây", Some("dựng"))
                            | ("tổ", Some("chức"))
                            | ("triển", Some("khai"))
                            | ("báo", Some("cáo"))
                            | ("hướng", Some("dẫn"))
                            | ("chỉ", Some("đạo"))
                            | ("tăng", Some("cường"))
                            | ("sẵn", Some("sàng"))
                    )
            });
            match verb {
                Some(j) => predicate_verb(words, subjects, j, issuer),
                None if told => make(subjects, AssignmentRole::Lead, at, Kind::Plain),
                None => None,
            }
        }
        Some(_) => predicate_verb(words, subjects, at, issuer),
        None if told => make(subjects, AssignmentRole::Lead, at, Kind::Plain),
        None => None,
    }
}

pub(super) fn predicate_verb(words: &[Word], subjects: Vec<Unit>, from: usize, issuer: Option<&str>) -> Option<Clause> {
    // "lấy người dân, doanh nghiệp làm trung tâm": what is made of them, not what they do
    let made = (words.get(from)?.low(), words.get(from + 1).map(Word::low));
    if matches!(made, ("làm", Some("trung" | "chủ" | "gốc" | "thước" | "nền"))) {
        return None;
    }
    let limit = words.len();
    let make = |subjects, supports, role, task, kind| Some(Clause { subjects, supports, role, task, kind });
    let mut at = from;
    let (mut n, mut stop) = units::stop_at(words, at)?;
    while stop == Stop::Adverb || (stop == Stop::Verb && matches!(words[at].low(), "cần" | "phải")) {
        if at + n >= limit {
            return make(subjects, Vec::new(), AssignmentRole::Lead, from, Kind::Plain);
        }
        at += n;
        if matches!(words[at].low(), "và" | "hơn") || words[at - 1].sign == ',' && units::stop_at(words, at).is_none()
        {
            at += usize::from(words[at].lower == "và");
        }
        match units::stop_at(words, at) {
            Some((m, s)) => (n, stop) = (m, s),
            None => return make(subjects, Vec::new(), AssignmentRole::Lead, from, Kind::Plain),
        }
    }
    match stop {
        Stop::Void => {
            let free = matches!(words[at].low(), "có" | "khuyến");
            if words[at].lower == "sẽ" && names_issuer(words, &subjects, issuer) {
                return make(subjects, Vec::new(), AssignmentRole::Lead, at + n, Kind::Plain);
            }
            make(subjects, Vec::new(), AssignmentRole::Lead, at + n, if free { Kind::Free } else { Kind::Void })
        }
        Stop::Aim => make(subjects, Vec::new(), AssignmentRole::Lead, at, Kind::Aim),
        Stop::Directive => match units::list_at(words, at + n, limit) {
            Some((others, end)) => {
                let given = matches!(words[at].low(), "giao" | "phân");
                let mut clause = predicate(words, others, end, true, issuer)?;
                if clause.kind == Kind::Plain {
                    clause.kind = if given { Kind::Given } else { Kind::Directed };
                }
                Some(clause)
            }
            None => make(subjects, Vec::new(), AssignmentRole::Lead, at, Kind::Plain),
        },
        Stop::Support => {
            let duty = duty_of_support(words, at, n, limit);
            make(subjects, Vec::new(), AssignmentRole::Support, duty.unwrap_or(at), Kind::Plain)
        }
        Stop::Verb => {
            // "Văn phòng thông báo để các cơ quan biết": the paper speaks of itself
            if pair(words, at, "thông", "báo")
                && words.get(at + 2).is_some_and(|w| matches!(w.low(), "để" | "đến" | "tới"))
                && names_issuer(words, &subjects, issuer)
            {
                return make(subjects, Vec::new(), AssignmentRole::Lead, at, Kind::Void);
            }
            if words[at].lower == "là"
                && !(at..(at + 12).min(limit)).any(|j| {
                    matches!(
                        (words[j].low(), words.get(j + 1).map(|w| w.low())),
                        ("đầu", Some("mối")) | ("thường", Some("trực")) | ("chủ", Some("trì"))
                    )
                })
            {
                return make(subjects, Vec::new(), AssignmentRole::Lead, at, Kind::Void);
            }
            let mut task = at;
            if words[at].lower == "là" {
                at = (at..(at + 16).min(limit))
                    .find(|j| words[*j].lower == "chủ" && words.get(j + 1).is_some_and(|w| w.lower == "trì"))
                    .unwrap_or(at);
                task = at;
            }
            let mut supports = Vec::new();
            // "có trách nhiệm", "chủ trì" say who, not what
            let mut j = at;
            while j < limit {
                let phrase = |a: &str, b: &str| words[j].lower == a && words.get(j + 1).is_some_and(|w| w.lower == b);
                if phrase("có", "trách") || phrase("chịu", "trách") {
                    j += 3;
                } else if phrase("chủ", "trì") || phrase("chủ", "động") {
                    j += 2;
                } else if words[j].lower == "và" || words[j].lower == "cùng" && j > at {
                    j += 1;
                } else {
                    break;
                }
                task = j.min(limit);
            }
            for p in joint_work(words, at, limit) {
                let close = p <= task + 1;
                let mut q = p + 2;
                while words.get(q).is_some_and(|w| matches!(w.low(), "chặt" | "chẽ" | "với" | "cùng" | "tốt"))
                {
                    q += 1;
                }
                let joined = q > p + 2 || close || words.get(q).is_some_and(|w| w.capital && words[q - 1].sign == ' ');
                if joined && let Some((units, end)) = units::list_at(words, q, limit) {
                    supports.extend(units);
                    if close {
                        task = end;
                    }
                }
            }
            make(subjects, supports, AssignmentRole::Lead, task.min(limit.saturating_sub(1)), Kind::Plain)
        }
        Stop::Adverb | Stop::Other | Stop::Name => None,
    }
}

/// Where "phối hợp" stands in a predicate that begins at word `at`: the first, and each that opens a part of it, up to the
/// next part that has a subject of its own.
fn joint_work(words: &[Word], at: usize, limit: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for p in at..limit.min(at + 160) {
        let opens = p > at && words[p - 1].sign == ';';
        if opens && units::unit_at(words, p, limit).is_some() {
            break;
        }
        if !pair(words, p, "phối", "hợp") || words[p].depth > 0 {
            continue;
        }
        let first = found.is_empty() && (at..p).all(|j| words[j].sign != ';');
        let heads = p > at && (matches!(words[p - 1].sign, ',' | ';') || words[p - 1].lower == "và")
            || p > at + 1 && pair(words, p - 2, "chủ", "trì");
        if first || heads {
            found.push(p);
        }
    }
    found
}

/// The first word of what is done together with others.
fn duty_of_support(words: &[Word], at: usize, n: usize, limit: usize) -> Option<usize> {
    let mut q = at + n;
    while words.get(q).is_some_and(|w| matches!(w.low(), "chặt" | "chẽ" | "với" | "cùng" | "tốt")) {
        q += 1;
    }
    match units::list_at(words, q, limit) {
        Some((_, end)) if end < limit => Some(end),
        _ if q < limit => Some(q),
        _ => None,
    }
}

/// Where the task of a sentence without a subject begins: at its verb, perhaps behind an opening phrase.
pub(super) fn elided(words: &[Word], later: bool) -> Option<usize> {
    let verb = |i: usize| {
        units::stop_at(words, i)
            .is_some_and(|(_, s)| matches!(s, Stop::Verb | Stop::Support | Stop::Directive | Stop::Aim))
    };
    let opening = |i: usize| i == 0 && units::held_at(words, 0).is_some_and(|n| n < words.len());
    let verb = |i: usize| verb(i) || opening(i);
    let adverb = |i: usize| units::stop_at(words, i).filter(|(_, s)| *s == Stop::Adverb).map(|(n, _)| n);
    let first = words.first()?;
    let leads =
        |i: usize| pair(words, i, "chủ", "trì") || pair(words, i, "đầu", "mối") || pair(words, i, "thường", "trực");
    let leading = first.lower == "là" && (0..words.len().min(16)).any(leads);
    if leading {
        return Some(0);
    }
    let above = first.lower == "trên" && words.get(1).is_some_and(|w| w.lower == "đây");
    if first.depth > 0 || above || first.lower == "là" || first.lower == "do" || (first.lower == "thi" && later) {
        return None;
    }
    // "Không bố trí sản xuất ở …": what they must not do
    if first.lower == "không" && first.capital && words.len() > 3 && verb(1) {
        return Some(0);
    }
    let mut at = 0;
    while let Some(n) = adverb(at) {
        at += n;
        if at >= words.len() {
            return None;
        }
    }
    if verb(at) {
        // "Tổ chức thực hiện:" is a heading, not a task
        return (words.len() > 3).then_some(at);
    }
    if at > 0 {
        return Some(at);
    }
    if OPENERS.contains(&first.low()) {
        let end = (1..words.len().min(14)).find(|j| {
            words[*j].depth == 0
                && verb(*j)
                && (words[*j - 1].sign == ','
                    || later && words[*j - 1].sign == ' ' && matches!(words[*j].low(), "cần" | "phải" | "tiến"))
        });
        return end;
    }
    None
}

/// Whether the first subject is the issuer of this document.
fn names_issuer(words: &[Word], subjects: &[Unit], issuer: Option<&str>) -> bool {
    let (Some(issuer), Some(unit)) = (issuer, subjects.first()) else { return false };
    let name: Vec<&str> = words[unit.start..unit.end].iter().map(|w| w.low()).collect();
    !name.is_empty() && issuer.to_lowercase().starts_with(&name.join(" "))
}
