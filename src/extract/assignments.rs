//! Who has to do what.
//!
//! Each line is cut into sentences. A sentence names its subject at its start, behind an opening phrase ("Trên cơ sở
//! …,", "Năm 2025"), behind a semicolon, or as the object of "Giao", "yêu cầu", "đề nghị". What follows decides:
//! a verb of doing makes a lead, "phối hợp" a support, "có thể", "được", "sẽ" nothing. A sentence or bullet that
//! starts with its verb takes the subject of the block, the heading, the lead-in or the "Giao X" bullet before it.

use super::dates::{Cue, Mention};
use super::units::{self, Stop, Unit};
use super::words::Word;
use crate::document::{Assignment, AssignmentRole};
use std::ops::Range;

/// An assignment in the view.
#[derive(Debug, Clone)]
pub(super) struct Duty {
    pub range: Range<usize>,
    pub value: Assignment,
    pub sure: f64,
    /// The date mention that is its due date.
    pub due: Option<Range<usize>>,
}

/// Subjects that the next line may take over.
#[derive(Debug, Clone, Default)]
pub(super) struct Carry {
    pub units: Vec<(String, AssignmentRole)>,
}

/// What a line says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub duties: Vec<Duty>,
    /// Whether the first sentence named a subject itself.
    pub subject: bool,
    /// Whether it begins with "Giao …".
    pub given: bool,
    /// The subjects of the line, for lines under it.
    pub carry: Option<Carry>,
    /// Whether it ends in a colon.
    pub opens: bool,
    /// Whether the duties say no more than that a list follows.
    pub hollow: bool,
}

/// Where the line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the first section: only "yêu cầu" and "đề nghị" count.
    Preamble,
    /// In a section.
    Body,
}

/// One subject with its predicate.
struct Clause {
    subjects: Vec<Unit>,
    supports: Vec<Unit>,
    role: AssignmentRole,
    /// First word of the task.
    task: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Given,
    Directed,
    Aim,
    /// A subject without a duty; others may still take it over.
    Free,
    /// Nothing.
    Void,
}

/// The sentences of a line, as ranges of its words.
pub(super) fn sentences(words: &[Word]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, word) in words.iter().enumerate() {
        let last = i + 1 == words.len();
        let ends = matches!(word.sign, '.' | '?' | '!')
            && word.depth == 0
            && words.get(i + 1).is_none_or(|n| n.capital || n.opens)
            && !matches!(word.low(), "tp" | "ts" | "ths" | "pgs" | "gs" | "bs" | "tx" | "tt" | "đ/c" | "p" | "q");
        if ends || last {
            out.push(start..i + 1);
            start = i + 1;
        }
    }
    out
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

/// Reads one line. `carried` is what it may take over when it names no subject at its start.
pub(super) fn read(
    text: &str,
    words: &[Word],
    place: Place,
    carried: Option<&Carry>,
    issuer: Option<&str>,
    dates: &[Mention],
) -> Reading {
    let mut reading = Reading { opens: words.last().is_some_and(|w| w.sign == ':'), ..Reading::default() };
    let mut block: Option<Carry> = carried.cloned();
    for (n, range) in sentences(words).into_iter().enumerate() {
        let mut sentence = &words[range];
        if let Some(end) = closing(sentence) {
            sentence = &sentence[..end];
        }
        if sentence.is_empty() {
            continue;
        }
        let clauses = clauses(sentence, place, issuer);
        let own = !clauses.is_empty();
        if n == 0 {
            reading.subject = own;
            reading.given = clauses.first().is_some_and(|c| c.kind == Kind::Given);
        }
        if own {
            for (k, clause) in clauses.iter().enumerate() {
                let end = clauses
                    .get(k + 1)
                    .and_then(|c| c.subjects.first())
                    .map_or(sentence.len(), |u| u.start)
                    .max(clause.task.min(sentence.len()));
                let name = |u: &Unit| text[sentence[u.start].range.start..sentence[u.end - 1].range.end].to_owned();
                let mut units: Vec<(String, AssignmentRole)> =
                    clause.subjects.iter().map(|u| (name(u), clause.role)).collect();
                if clause.kind != Kind::Void {
                    block =
                        Some(Carry { units: units.iter().map(|(u, _)| (u.clone(), AssignmentRole::Lead)).collect() });
                }
                units.extend(clause.supports.iter().map(|u| (name(u), AssignmentRole::Support)));
                if matches!(clause.kind, Kind::Void | Kind::Free) {
                    continue;
                }
                reading.carry = Some(Carry { units: units.clone() });
                let sure = match clause.kind {
                    Kind::Plain => 0.85,
                    Kind::Aim => 0.6,
                    _ => 0.9,
                };
                emit(&mut reading, text, sentence, clause.task..end, clause.subjects[0].start, &units, sure, dates);
            }
        } else if place == Place::Body
            && let Some(carry) = &block
            && let Some(verb) = elided(sentence, n > 0)
        {
            let leads = |u: &&(String, AssignmentRole)| n == 0 || u.1 == AssignmentRole::Lead || carry.units.len() == 1;
            let mut units: Vec<_> = carry.units.iter().filter(leads).cloned().collect();
            let mut task = verb;
            // "Chủ trì, phối hợp với Y …": what the elided subject does with whom
            if let Some(clause) = predicate_verb(sentence, Vec::new(), verb, issuer) {
                if matches!(clause.kind, Kind::Void | Kind::Free) {
                    continue;
                }
                if clause.role == AssignmentRole::Support {
                    units.iter_mut().for_each(|u| u.1 = AssignmentRole::Support);
                }
                let name = |u: &Unit| text[sentence[u.start].range.start..sentence[u.end - 1].range.end].to_owned();
                units.extend(clause.supports.iter().map(|u| (name(u), AssignmentRole::Support)));
                task = clause.task.max(verb);
            }
            emit(&mut reading, text, sentence, task..sentence.len(), 0, &units, 0.65, dates);
        }
    }
    reading.hollow = reading.opens && reading.duties.last().is_some_and(|d| hollow(&d.value.task));
    reading
}

/// "thực hiện các nhiệm vụ sau": says only that a list follows.
fn hollow(task: &str) -> bool {
    let words: Vec<&str> = task.split(' ').collect();
    words.len() <= 12 && (matches!(words.last(), Some(&"sau" | &"đây" | &"như" | &"nhiệm" | &"vụ")) || words.len() <= 3)
}

/// Where the closing formula begins, "trong quá trình thực hiện, nếu có vướng mắc …": nothing behind it counts.
fn closing(sentence: &[Word]) -> Option<usize> {
    let pair = |i: usize, a: &str, b: &str| sentence[i].lower == a && sentence.get(i + 1).is_some_and(|w| w.lower == b);
    let condition = (0..sentence.len()).find(|i| pair(*i, "nếu", "có") || pair(*i, "nếu", "phát"))?;
    let course = (0..condition).rev().find(|i| pair(*i, "quá", "trình"));
    let trouble = (condition..sentence.len())
        .any(|i| pair(i, "vướng", "mắc") || pair(i, "khó", "khăn") || pair(i, "phát", "sinh") || pair(i, "vấn", "đề"));
    if course.is_none() && !trouble {
        return None;
    }
    let from = course.unwrap_or(condition);
    Some(
        (0..from)
            .rev()
            .find(|i| matches!(sentence[*i].sign, ';' | ',') && (*i + 3 >= from || course.is_none()))
            .map_or(if from <= 3 { 0 } else { from }, |i| i + 1),
    )
}

/// The clauses of a sentence that name a subject.
fn clauses(words: &[Word], place: Place, issuer: Option<&str>) -> Vec<Clause> {
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
            _ => {}
        }
    }
    starts.sort();
    starts.dedup_by_key(|s| s.0);
    let mut done = 0;
    for (start, free) in starts {
        if start < done || words[start].depth > 0 && !words[start].opens || words[start].depth > 0 {
            continue;
        }
        let skip = usize::from(matches!(words[start].low(), "và" | "còn" | "riêng" | "đồng" | "trong") && start > 0);
        let at = if words.get(start).is_some_and(|w| w.lower == "đồng")
            && words.get(start + 1).is_some_and(|w| w.lower == "thời")
        {
            start + 2
        } else if words.get(start).is_some_and(|w| w.lower == "trong")
            && words.get(start + 1).is_some_and(|w| w.lower == "đó")
        {
            start + 2
        } else {
            start + skip
        };
        let Some(clause) = clause(words, at, place, issuer) else { continue };
        let subject = clause.subjects.first().map_or(at, |u| u.end);
        // a subject behind a mere comma of a sentence that began otherwise must be one beyond doubt
        let strong = units::stop_at(words, subject).is_some_and(|(_, s)| s == Stop::Support)
            || ["chủ", "có", "chịu"].iter().any(|w| {
                words.get(subject).is_some_and(|x| x.lower == *w)
                    && words.get(subject + 1).is_some_and(|x| matches!(x.low(), "trì" | "trách"))
            });
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
fn predicate(words: &[Word], subjects: Vec<Unit>, end: usize, told: bool, issuer: Option<&str>) -> Option<Clause> {
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
    if sign == ',' && units::stop_at(words, at).is_none() {
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

fn predicate_verb(words: &[Word], subjects: Vec<Unit>, from: usize, issuer: Option<&str>) -> Option<Clause> {
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
            let will = words[at].lower == "sẽ"
                && issuer.is_some_and(|i| {
                    let fold = |s: &str| s.to_lowercase();
                    let name: Vec<&str> = subjects
                        .first()
                        .map(|u| words[u.start..u.end].iter().map(|w| w.low()).collect())
                        .unwrap_or_default();
                    !name.is_empty() && fold(i).starts_with(&name.join(" "))
                });
            if will {
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
            if let Some(p) = (at..limit.min(at + 90)).take_while(|p| *p == at || words[*p - 1].sign != ';').find(|p| {
                words[*p].lower == "phối" && words.get(p + 1).is_some_and(|w| w.lower == "hợp") && words[*p].depth == 0
            }) {
                let close = p <= task + 1;
                let mut q = p + 2;
                while words.get(q).is_some_and(|w| matches!(w.low(), "chặt" | "chẽ" | "với" | "cùng" | "tốt"))
                {
                    q += 1;
                }
                let joined = q > p + 2 || close;
                if joined && let Some((units, end)) = units::list_at(words, q, limit) {
                    supports = units;
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
fn elided(words: &[Word], later: bool) -> Option<usize> {
    let verb = |i: usize| {
        units::stop_at(words, i)
            .is_some_and(|(_, s)| matches!(s, Stop::Verb | Stop::Support | Stop::Directive | Stop::Aim))
    };
    let adverb = |i: usize| units::stop_at(words, i).filter(|(_, s)| *s == Stop::Adverb).map(|(n, _)| n);
    let first = words.first()?;
    let leading = first.lower == "là" && words.iter().take(16).any(|w| w.lower == "trì");
    if leading {
        return Some(0);
    }
    let above = first.lower == "trên" && words.get(1).is_some_and(|w| w.lower == "đây");
    if first.depth > 0 || above || first.lower == "là" || first.lower == "do" || (first.lower == "thi" && later) {
        return None;
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

#[allow(clippy::too_many_arguments)]
fn emit(
    reading: &mut Reading,
    text: &str,
    sentence: &[Word],
    task: Range<usize>,
    subject: usize,
    units: &[(String, AssignmentRole)],
    sure: f64,
    dates: &[Mention],
) {
    let (Some(first), Some(last)) = (sentence.first(), sentence.get(task.end.max(1) - 1)) else { return };
    let Some(begin) = sentence.get(task.start) else { return };
    let from = if task.end == sentence.len() || subject == 0 {
        first.range.start
    } else {
        sentence[subject].range.start.min(begin.range.start)
    };
    let to = last.range.end
        + text[last.range.end..]
            .chars()
            .take_while(|c| matches!(c, '”' | ')' | '%'))
            .map(char::len_utf8)
            .sum::<usize>();
    let dues = dues(text, dates, from..to, sentence);
    let mut cut = begin.range.start;
    if dues.len() > 1 {
        for (i, due) in dues.iter().enumerate() {
            let end = if i + 1 == dues.len() { to } else { due.range.end };
            push(reading, text, from..to, cut..end, units, sure, Some(due));
            cut = end;
        }
    } else {
        push(reading, text, from..to, cut..to, units, sure, dues.first().copied());
    }
}

fn push(
    reading: &mut Reading,
    text: &str,
    range: Range<usize>,
    task: Range<usize>,
    units: &[(String, AssignmentRole)],
    sure: f64,
    due: Option<&Mention>,
) {
    let what = text[task.start.min(task.end)..task.end].trim_matches([' ', ',', ';', ':', '.', ')', '(']);
    let what = what.strip_prefix("và ").unwrap_or(what);
    if what.is_empty() {
        return;
    }
    for (unit, role) in units {
        reading.duties.push(Duty {
            range: range.clone(),
            value: Assignment {
                unit: unit.clone(),
                role: *role,
                task: what.to_owned(),
                due: due.map(|d| d.edtf.clone()),
            },
            sure,
            due: due.map(|d| d.range.clone()),
        });
    }
}

/// The dates of a sentence that set a time for its task, one for each time.
fn dues<'a>(text: &str, dates: &'a [Mention], range: Range<usize>, sentence: &[Word]) -> Vec<&'a Mention> {
    let first = dates.partition_point(|d| d.range.start < range.start);
    let inside: Vec<&Mention> = dates[first..]
        .iter()
        .take_while(|d| d.range.start < range.end)
        .filter(|d| d.range.end <= range.end.max(d.range.start + 1) && d.role != crate::document::DateRole::Reference)
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
        _ => false,
    };
    let mut out: Vec<&Mention> = inside.iter().copied().filter(|d| strong(d) && !quoted(d)).collect();
    out.dedup_by(|a, b| a.edtf == b.edtf);
    if !out.is_empty() {
        return out;
    }
    let weak = |d: &Mention| {
        let before = text[range.start..d.range.start].trim_end_matches(' ');
        let word = before.rsplit(' ').next().unwrap_or("").to_lowercase();
        let pair = before.to_lowercase();
        let opening = d.range.start < range.start + 2;
        match d.cue {
            Cue::Plain => {
                opening
                    || matches!(word.as_str(), "trong" | "vào" | "xong" | "cuối")
                    || pair.ends_with("hoàn thành")
                    || pair.ends_with("thời gian thực hiện:")
                    || d.edtf.len() == 10 && !word.ends_with("ngày") && d.edtf.contains('-') && word == "là"
            }
            Cue::Repeat => {
                opening
                    || text[d.range.clone()].to_lowercase().starts_with("định")
                    || matches!(word.as_str(), "trong" | "vào" | "kỳ")
                    || before.ends_with([',', ';'])
                    || before.ends_with('(')
                    || text[d.range.end..].trim_start().starts_with(',') && word != "tác"
            }
            Cue::Until => {
                !pair.ends_with("tầm nhìn")
                    && (text[d.range.clone()].contains("hết")
                        || text[d.range.clone()].contains("cuối")
                        || opening
                        || before.ends_with(',')
                        || d.edtf.contains('-'))
            }
            _ => false,
        }
    };
    inside.into_iter().filter(|d| weak(d) && !quoted(d)).take(1).collect()
}

/// The subject that a sentence names at its start, whatever it is said to do.
pub(super) fn actor(text: &str, sentence: &[Word]) -> Option<String> {
    let (units, end) = units::list_at(sentence, 0, sentence.len())?;
    units::stop_at(sentence, end).filter(|(_, s)| *s != Stop::Other)?;
    let first = sentence.get(units.first()?.start)?;
    Some(text[first.range.start..sentence[end - 1].range.end].to_owned())
}

/// What a heading names: "Sở Y tế", "Trách nhiệm của các đơn vị", "Giao Văn phòng chủ trì, phối hợp với …".
pub(super) fn heading(text: &str, words: &[Word]) -> Option<Carry> {
    let mut at = 0;
    let lower: Vec<&str> = words.iter().take(4).map(|w| w.low()).collect();
    if lower.starts_with(&["trách", "nhiệm", "của"]) || lower.starts_with(&["nhiệm", "vụ", "của"]) {
        at = 3;
    } else if lower.starts_with(&["đối", "với"])
        || lower.starts_with(&["về", "phía"])
        || lower.starts_with(&["đề", "nghị"])
        || lower.starts_with(&["yêu", "cầu"])
        || lower.starts_with(&["phân", "công"])
    {
        at = 2;
    } else if lower.starts_with(&["giao", "cho"]) {
        at = 2;
    } else if lower.starts_with(&["giao"]) {
        at = 1;
    }
    let (units, end) = units::list_at(words, at, words.len())?;
    let name = |u: &Unit| text[words[u.start].range.start..words[u.end - 1].range.end].to_owned();
    let mut carry = Carry { units: units.iter().map(|u| (name(u), AssignmentRole::Lead)).collect() };
    if end < words.len() {
        let rest = predicate(words, units, end, at == 1, None)?;
        if rest.kind != Kind::Plain
            || !words.last().is_some_and(|w| w.sign == ':') && words.len() > end + 6 && rest.supports.is_empty()
        {
            return None;
        }
        carry.units.iter_mut().for_each(|u| u.1 = rest.role);
        carry.units.extend(rest.supports.iter().map(|u| (name(u), AssignmentRole::Support)));
    }
    Some(carry)
}

/// Whether the aim clause of a duty is counted among the targets already.
pub(super) fn is_aim(duty: &Duty, targets: &[Range<usize>]) -> bool {
    let each = duty.value.unit.to_lowercase().starts_with("mỗi ");
    (duty.sure == 0.6 || each) && targets.iter().any(|t| t.start < duty.range.end && duty.range.start < t.end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{dates, points, words::words};
    use super::*;

    fn rows_in(text: &str, place: Place, carried: Option<&Carry>) -> Vec<String> {
        let all = words(text, 0..text.len());
        let dates = dates::join(text, &points::find(text, &[]));
        read(text, &all, place, carried, Some("Sở Y tế"), &dates)
            .duties
            .iter()
            .map(|d| {
                let role = if d.value.role == AssignmentRole::Lead { "L" } else { "S" };
                format!("{role} {} | {} | {}", d.value.unit, d.value.task, d.value.due.as_deref().unwrap_or("-"))
            })
            .collect()
    }

    fn rows(text: &str) -> Vec<String> {
        rows_in(text, Place::Body, None)
    }

    #[test]
    fn subjects_and_their_tasks() {
        for (text, wanted) in [
            (
                "Giao Văn phòng Cục chủ trì, phối hợp với các đơn vị thuộc Cục, Chi cục Thi hành án dân sự các huyện, thị xã, thành phố trong tỉnh tham mưu giúp Cục trưởng theo dõi.",
                &[
                    "L Văn phòng Cục | tham mưu giúp Cục trưởng theo dõi | -",
                    "S các đơn vị thuộc Cục | tham mưu giúp Cục trưởng theo dõi | -",
                    "S Chi cục Thi hành án dân sự các huyện, thị xã, thành phố trong tỉnh | tham mưu giúp Cục trưởng theo dõi | -",
                ][..],
            ),
            (
                "Trên cơ sở nội dung của Kế hoạch này, Hội đồng Thi đua - Khen thưởng Cục THADS có trách nhiệm tham mưu cho Cục trưởng.",
                &["L Hội đồng Thi đua - Khen thưởng Cục THADS | tham mưu cho Cục trưởng | -"],
            ),
            (
                "Năm 2025 các cơ quan THADS tổ chức tổng kết, đánh giá;",
                &["L các cơ quan THADS | tổ chức tổng kết, đánh giá | 2025"],
            ),
            (
                "Các cơ quan THADS trong tỉnh tổ chức phát động phong trào thi đua từ tháng 3 năm 2023. Hàng năm đánh giá kết quả việc tổ chức thực hiện;",
                &[
                    "L Các cơ quan THADS trong tỉnh | tổ chức phát động phong trào thi đua từ tháng 3 năm 2023 | 2023-03/..",
                    "L Các cơ quan THADS trong tỉnh | đánh giá kết quả việc tổ chức thực hiện | R/P1Y",
                ],
            ),
            (
                "Cục Thi hành án dân sự tỉnh yêu cầu Thủ trưởng các đơn vị thuộc Cục, Chi cục trưởng Chi cục THADS triển khai, tổ chức thực hiện thắng lợi các Kế hoạch./.",
                &[
                    "L Thủ trưởng các đơn vị thuộc Cục | triển khai, tổ chức thực hiện thắng lợi các Kế hoạch | -",
                    "L Chi cục trưởng Chi cục THADS | triển khai, tổ chức thực hiện thắng lợi các Kế hoạch | -",
                ],
            ),
            (
                "Sở Tài chính: Bố trí kinh phí thực hiện Kế hoạch.",
                &["L Sở Tài chính | Bố trí kinh phí thực hiện Kế hoạch | -"],
            ),
            (
                "Ngoài 2 đợt thi đua nêu trên, các đơn vị có thể phát động những đợt thi đua ngắn ngày. Kết thúc đợt thi đua cần tiến hành sơ kết, báo cáo kết quả.",
                &["L các đơn vị | tiến hành sơ kết, báo cáo kết quả | -"],
            ),
            (
                "Các Sở GDĐT hoàn thành việc khảo sát (trước ngày 20/4/2026) và gửi Báo cáo về Bộ GDĐT trước ngày 25/4/2026.",
                &[
                    "L Các Sở GDĐT | hoàn thành việc khảo sát (trước ngày 20/4/2026 | ../2026-04-20",
                    "L Các Sở GDĐT | gửi Báo cáo về Bộ GDĐT trước ngày 25/4/2026 | ../2026-04-25",
                ],
            ),
            (
                "Đối với các trường Đại học NCL chủ động liên hệ với các doanh nghiệp vận tải.",
                &["L các trường Đại học NCL | liên hệ với các doanh nghiệp vận tải | -"],
            ),
            (
                "Công an tỉnh phối hợp với Sở Giao thông vận tải tăng cường tuần tra.",
                &["S Công an tỉnh | tăng cường tuần tra | -"],
            ),
            (
                "Giao cho cơ quan, đơn vị thông báo đến các chủ nhiệm sáng kiến.",
                &["L cơ quan, đơn vị | thông báo đến các chủ nhiệm sáng kiến | -"],
            ),
            (
                "Trong đó, các cơ quan, tổ chức, đơn vị thi đua “Xây dựng cơ quan”; cán bộ, công chức thi đua “Thực hiện kỷ cương”.",
                &[
                    "L các cơ quan, tổ chức, đơn vị | thi đua “Xây dựng cơ quan”; cán bộ, công chức thi đua “Thực hiện kỷ cương” | -",
                ],
            ),
            (
                "UBND các xã chỉ đạo tổ chức thực hiện; Sở Tài chính tham mưu bố trí kinh phí.",
                &["L UBND các xã | chỉ đạo tổ chức thực hiện | -", "L Sở Tài chính | tham mưu bố trí kinh phí | -"],
            ),
        ] {
            assert_eq!(rows(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_closing_demand() {
        assert_eq!(
            rows("Trên đây là Kế hoạch năm học 2023-2024, đề nghị các tổ, các bộ phận nghiêm túc thực hiện./."),
            ["L các tổ | thực hiện | -", "L các bộ phận | thực hiện | -"]
        );
        assert_eq!(
            rows(
                "Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện; trong quá trình thực hiện nếu có khó khăn, vướng mắc, báo cáo về Sở Y tế để tổng hợp./."
            ),
            ["L các cơ quan, đơn vị | triển khai thực hiện | -"]
        );
        let own = Carry { units: vec![("Sở A".into(), AssignmentRole::Lead)] };
        assert_eq!(
            rows_in("Chủ trì, phối hợp với Sở Y tế tham mưu bố trí kinh phí.", Place::Body, Some(&own)),
            ["L Sở A | tham mưu bố trí kinh phí | -", "S Sở Y tế | tham mưu bố trí kinh phí | -"]
        );
        assert_eq!(
            rows_in("Phối hợp với các thôn tuyên truyền.", Place::Body, Some(&own)),
            ["S Sở A | tuyên truyền | -"]
        );
        assert_eq!(
            rows_in(
                "Là cơ quan thường trực, chủ trì, phối hợp với các sở triển khai Kế hoạch này.",
                Place::Body,
                Some(&own)
            ),
            ["L Sở A | triển khai Kế hoạch này | -", "S các sở | triển khai Kế hoạch này | -"]
        );
    }

    #[test]
    fn what_assigns_nothing() {
        for text in [
            "Mỗi công chức, người lao động phải tự giác tích cực hưởng ứng các phong trào thi đua.",
            "Bộ Tư pháp sẽ phát động các phong trào thi đua theo chuyên đề.",
            "Trong quá trình thực hiện, nếu có vấn đề vướng mắc phản ánh về Cục THADS tỉnh (qua Văn phòng) để hướng dẫn.",
            "Tăng cường trách nhiệm của người đứng đầu cơ quan, đơn vị trong công tác khen thưởng.",
            "Phong trào thi đua phải được phát động và triển khai sâu rộng.",
            "Việc khen thưởng phải căn cứ vào kết quả.",
            "Các tập thể được xét tặng Bằng khen.",
            "Tham mưu Giám đốc Sở Y tế ban hành quyết định.",
            "Chủ tịch Ủy ban nhân dân tỉnh tặng Bằng khen cho các tập thể.",
        ] {
            assert_eq!(rows(text), [""; 0], "{text}");
        }
        assert_eq!(
            rows_in("Thực hiện Quyết định số 1, Sở Y tế xây dựng Kế hoạch như sau:", Place::Preamble, None),
            [""; 0]
        );
        assert_eq!(
            rows_in(
                "Sở GD&ĐT yêu cầu Thủ trưởng các đơn vị, trường học thực hiện một số nội dung sau:",
                Place::Preamble,
                None
            ),
            ["L Thủ trưởng các đơn vị, trường học | thực hiện một số nội dung sau | -"]
        );
    }

    #[test]
    fn headings_that_name_units() {
        let carry = |text: &str| {
            let all = words(text, 0..text.len());
            heading(text, &all).map(|c| c.units.into_iter().map(|u| u.0).collect::<Vec<_>>())
        };
        assert_eq!(carry("Sở Y tế"), Some(vec!["Sở Y tế".into()]));
        assert_eq!(
            carry("Các phòng chuyên môn, UBND các xã, phường:"),
            Some(vec!["Các phòng chuyên môn".into(), "UBND các xã, phường".into()])
        );
        assert_eq!(carry("Trách nhiệm của Văn phòng Sở"), Some(vec!["Văn phòng Sở".into()]));
        assert_eq!(carry("Tổ chức thực hiện"), None);
        assert_eq!(carry("Nội dung phong trào thi đua"), None);
        let own = Carry { units: vec![("Sở Y tế".into(), AssignmentRole::Lead)] };
        assert_eq!(
            rows_in("Chủ trì, tổng hợp kết quả gửi Ủy ban nhân dân tỉnh.", Place::Body, Some(&own)),
            ["L Sở Y tế | tổng hợp kết quả gửi Ủy ban nhân dân tỉnh | -"]
        );
    }
}
