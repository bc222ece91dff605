//! Who has to do what.
//!
//! Each line is cut into sentences. A sentence names its subject at its start, behind an opening phrase ("Trên cơ sở
//! …,", "Năm 2025"), behind a semicolon, or as the object of "Giao", "yêu cầu", "đề nghị". What follows decides:
//! a verb of doing makes a lead, "phối hợp" a support, "có thể", "được", "sẽ" nothing. A sentence or bullet that
//! starts with its verb takes the subject of the block, the heading, the lead-in or the "Giao X" bullet before it.

use super::clauses::{Kind, Place, clauses, elided, predicate, predicate_verb};
use super::dates::Mention;
use super::due::dues;
use super::sentences::{closing, sentences};
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
                let each = sentence[clause.subjects[0].start].lower == "mỗi";
                if clause.kind != Kind::Void && !each {
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
                    Kind::Aim => AIM,
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
            let sure = if aims_at(sentence, verb) { AIM } else { 0.65 };
            emit(&mut reading, text, sentence, task..sentence.len(), 0, &units, sure, dates);
        }
    }
    reading.hollow = reading.opens && reading.duties.last().is_some_and(|d| hollow(&d.value.task));
    reading
}

/// How sure a duty is that only names an aim: it gives way to the target.
const AIM: f64 = 0.6;

/// Whether what a sentence without a subject demands is a number: "Phấn đấu tỷ lệ …", "Bảo đảm 100% …".
fn aims_at(sentence: &[Word], verb: usize) -> bool {
    match units::stop_at(sentence, verb) {
        Some((_, Stop::Aim)) => true,
        Some((n, Stop::Verb)) if matches!(sentence[verb].low(), "bảo" | "đảm" | "giữ" | "duy" | "nâng") => {
            let behind = &sentence[(verb + n).min(sentence.len())..(verb + n + 4).min(sentence.len())];
            behind.iter().any(|w| w.lower.ends_with('%') || matches!(w.low(), "tỷ" | "tỉ"))
        }
        _ => false,
    }
}

/// "thực hiện các nhiệm vụ sau": says only that a list follows.
fn hollow(task: &str) -> bool {
    let words: Vec<&str> = task.split(' ').collect();
    words.len() <= 12 && (matches!(words.last(), Some(&"sau" | &"đây" | &"như" | &"nhiệm" | &"vụ")) || words.len() <= 3)
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
    // Behind a semicolon nothing of what stands before it is meant: no time that is said there.
    let parted = sentence[..subject.min(sentence.len())].iter().any(|word| word.sign == ';');
    let from = if (task.end == sentence.len() || subject == 0) && !parted {
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
        // who helps, helps with what is said first
        let leads: Vec<_> = units.iter().filter(|u| u.1 == AssignmentRole::Lead).cloned().collect();
        let later = if leads.is_empty() { units } else { &leads[..] };
        let mut first = true;
        // what stands before a semicolon has no part in the first time
        if let Some(sign) = text[cut..dues[0].range.start.max(cut)].rfind(';') {
            push(reading, text, from..to, cut..cut + sign, units, sure, None);
            cut += sign + 1;
            first = false;
        }
        for (i, due) in dues.iter().enumerate() {
            // up to the end of its part, where the next time stands in another
            let part = dues.get(i + 1).and_then(|next| {
                let between = &text[due.range.end.min(next.range.start)..next.range.start];
                between.find(';').map(|at| due.range.end + at)
            });
            let end = if i + 1 == dues.len() { to } else { part.unwrap_or(due.range.end) };
            let of = if first { units } else { later };
            push(reading, text, from..to, cut..end, of, sure, Some(due));
            (cut, first) = (end, false);
        }
    } else {
        // "Văn phòng chủ trì, Sở Nội vụ phối hợp theo dõi": the task is said with the other
        let bare = text[cut.min(to)..to].trim_matches([' ', ',', ';', '.']).is_empty();
        push(reading, text, from..to, if bare { from..to } else { cut..to }, units, sure, dues.first().copied());
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
    let whole = &text[task.start.min(task.end)..task.end];
    let headless = whole.trim_start_matches([' ', ',', ';', ':', '.', ')', '(']);
    let headless = headless.strip_prefix("và ").unwrap_or(headless);
    let mut what = headless.trim_end_matches([' ', ',', ';', ':', '.', ')', '(']);
    // A bracket that opens inside the task closes in it: "(trước ngày 20/4/2026)".
    let from = task.end - headless.len();
    let close = |end: usize| text[end..].starts_with(')').then_some(end + 1);
    if what.matches('(').count() > what.matches(')').count()
        && let Some(end) = close(from + what.len())
    {
        what = &text[from..end];
    }
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
                ..Assignment::default()
            },
            sure,
            due: due.map(|d| d.range.clone()),
        });
    }
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
    const PREFIXES: &[&str] = &[
        "trách nhiệm của",
        "nhiệm vụ của",
        "đối với",
        "về phía",
        "đề nghị",
        "yêu cầu",
        "phân công",
        "giao cho",
        "giao",
    ];
    let begins =
        |prefix: &&&str| prefix.split(' ').enumerate().all(|(i, p)| words.get(i).is_some_and(|w| w.lower == p));
    let prefix = PREFIXES.iter().find(begins);
    let at = prefix.map_or(0, |p| p.split(' ').count());
    let told = prefix.is_some_and(|p| *p == "giao");
    let (units, end) = units::list_at(words, at, words.len())?;
    let name = |u: &Unit| text[words[u.start].range.start..words[u.end - 1].range.end].to_owned();
    let mut carry = Carry { units: units.iter().map(|u| (name(u), AssignmentRole::Lead)).collect() };
    // "Giám đốc các sở; Thủ trưởng các ban, ngành"
    let mut end = end;
    while end < words.len()
        && words[end - 1].sign == ';'
        && let Some((more, to)) = units::list_at(words, end, words.len())
    {
        carry.units.extend(more.iter().map(|u| (name(u), AssignmentRole::Lead)));
        end = to;
    }
    // "UBND các xã, phường có nuôi tôm": which of them are meant
    if end < words.len()
        && words[end - 1].sign == ' '
        && matches!(words[end].low(), "có" | "thuộc" | "trên" | "nơi" | "liên" | "được")
        && words.len() <= end + 8
        && words[end..words.len() - 1].iter().all(|w| w.sign == ' ')
        && let Some(last) = carry.units.last_mut()
        && let Some(unit) = units.last()
    {
        last.0 = text[words[unit.start].range.start..words[words.len() - 1].range.end].to_owned();
        return Some(carry);
    }
    if end < words.len() {
        let rest = predicate(words, units, end, told, None)?;
        if rest.kind != Kind::Plain
            || words.last().is_none_or(|w| w.sign != ':') && words.len() > end + 6 && rest.supports.is_empty()
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
    (duty.sure == AIM || each) && targets.iter().any(|t| t.start < duty.range.end && duty.range.start < t.end)
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
                    "L Các Sở GDĐT | hoàn thành việc khảo sát (trước ngày 20/4/2026) | ../2026-04-20",
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
    fn subjects_parted_by_semicolons_and_tasks_by_times() {
        assert_eq!(
            rows(
                "Chánh Văn phòng Sở; Trưởng các phòng chuyên môn; Giám đốc Trung tâm Y tế chịu trách nhiệm thi hành Quyết định này."
            ),
            [
                "L Chánh Văn phòng Sở | thi hành Quyết định này | -",
                "L Trưởng các phòng chuyên môn | thi hành Quyết định này | -",
                "L Giám đốc Trung tâm Y tế | thi hành Quyết định này | -",
            ]
        );
        assert_eq!(
            rows("Sở Tư pháp chủ trì, phối hợp với Công an tỉnh kiểm tra; sơ kết tháng 6/2025, tổng kết năm 2026."),
            [
                "L Sở Tư pháp | kiểm tra | -",
                "S Công an tỉnh | kiểm tra | -",
                "L Sở Tư pháp | sơ kết tháng 6/2025 | 2025-06",
                "L Sở Tư pháp | tổng kết năm 2026 | 2026",
            ]
        );
        assert_eq!(
            rows(
                "Sở Xây dựng công bố giá vật liệu hằng quý; Bộ Chỉ huy Quân sự tỉnh phối hợp quản lý khu vực quốc phòng."
            ),
            [
                "L Sở Xây dựng | công bố giá vật liệu hằng quý | R/P3M",
                "S Bộ Chỉ huy Quân sự tỉnh | quản lý khu vực quốc phòng | -",
            ]
        );
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
            "Các đơn vị có khó khăn liên hệ Phòng Tổ chức qua số máy 0123.",
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
