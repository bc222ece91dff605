//! What this document does to the documents that it mentions, and which of their articles it means.
//!
//! The relation stands in the words before the mention ("Căn cứ", "Thực hiện", "sửa đổi, bổ sung một số điều của",
//! "thay thế", "bãi bỏ") or, for a repeal, behind it ("hết hiệu lực"). The next mention of a list has that of the one
//! before. What another document does ("Nghị định … về sửa đổi Nghị định …", "được sửa đổi bởi Luật …") is no relation of
//! this one. Điều, khoản and điểm are cited from the smallest up (Nghị định 34/2016/NĐ-CP, Điều 75).

use super::references::{Cited, NEAR, ceiling};
use crate::document::{Provision, ReferenceRole, Relation};
use regex::Regex;
use std::sync::LazyLock;

/// Which words before a mention say what. The last one before it counts.
static CUES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?P<based>căn cứ)|(?P<amends>sửa đổi(?:,? (?:và )?bổ sung)?)|(?P<supplements>bổ sung)",
        r"|(?P<replaces>thay thế(?: cho)?)|(?P<repeals>bãi bỏ|hủy bỏ|huỷ bỏ)|(?P<issued>ban hành kèm theo|kèm theo)",
        r"|(?P<implements>(?:tổ chức |tiếp tục |triển khai )*(?:thực hiện|triển khai|thi hành|quán triệt))"
    ))
    .expect("a fixed pattern")
});

/// Words between a cue and the mention that keep them together.
static JOINS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[ ,:(]*(?:(?:toàn bộ|toàn diện|có hiệu quả|hiệu quả|nghiêm túc|nghiêm|tốt|đầy đủ|kịp thời|và|một số|các|nội dung",
        r"|điều|khoản|điểm|quy định|tại|theo|của|tinh thần|chỉ tiêu|nhiệm vụ|chỉ đạo|ý kiến|yêu cầu|vào|trong|Phụ lục|mục tiêu|giải pháp",
        r"|[0-9]+[a-zđ]?|[a-zđ]|[IVX]+)[ ,]+)*$"
    ))
    .expect("a fixed pattern")
});

/// What makes the cue the doing of another document: it stands in its title, or in the passive.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:về việc|về|v/v|được|đã|bị|Luật|Nghị định|Thông tư|Quyết định|Nghị quyết) $")
        .expect("a fixed pattern")
});

/// The mention is repealed or replaced by what stands behind it.
static ENDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^.;\n]{0,160}?(?:(?P<repeals>hết hiệu lực|bị bãi bỏ|được bãi bỏ)|(?P<replaces>được thay thế (?:bởi|bằng) (?:Quyết định|Kế hoạch|Quy định|Thông tư|Nghị định|Nghị quyết) này))")
        .expect("a fixed pattern")
});

/// A list goes on: nothing but a separator before the next mention.
static GOES_ON: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[,;”)]|\bvà|\bcùng) ?(?:và |các |số )*$").expect("a fixed pattern"));

static PROVISION: LazyLock<Regex> = LazyLock::new(|| {
    let list = |item: &str, again: &str| format!(r"{item}(?:(?:, ?| và | hoặc |, {again} ?| và {again} ?){item})*");
    Regex::new(&format!(
        r"(?:(?:các )?[Đđ]iểm (?P<point>{}),? )?(?:(?:các )?[Kk]hoản (?P<clause>{}),? )?(?:các )?[Đđ]iều (?P<article>{}),? ?(?:của |tại |trong |thuộc )?$",
        list("[a-zđ]", "điểm"),
        list(r"[0-9]{1,3}[a-zđ]?", "khoản"),
        list(r"[0-9]{1,4}[a-zđ]?", "Điều"),
    ))
    .expect("a fixed pattern")
});

/// Sets the relation and the provision of every mention; they are in text order.
pub(super) fn set(text: &str, cited: &mut [Cited]) {
    let mut before: Option<(usize, Option<Relation>)> = None;
    for mention in cited {
        let (start, end) = (mention.range.start, mention.range.end);
        let near = ceiling(text, start.saturating_sub(NEAR));
        let line = text[near..start].rfind('\n').map_or(near, |n| near + n + 1);
        let from = before.map_or(line, |(end, _)| line.max(end.min(start)));
        let gap = &text[from..start];
        let listed = before.filter(|(end, _)| *end > line && *end <= start).and_then(|(_, relation)| relation);
        let relation = if mention.value.role == ReferenceRole::Promulgation {
            Some(Relation::IssuedWith)
        } else {
            ended(text, end)
                .or_else(|| cue(gap, from == line))
                .or_else(|| listed.filter(|_| !gap.contains(". ") && GOES_ON.is_match(gap)))
        };
        mention.value.relation = relation;
        mention.value.provision = provision(gap);
        before = Some((end, relation));
    }
}

/// The relation that the words before a mention tell; `opens` says that they begin their line.
fn cue(gap: &str, opens: bool) -> Option<Relation> {
    let found = CUES.captures_iter(gap).last()?;
    let whole = found.get(0)?;
    let (ahead, behind) = (&gap[..whole.start()], &gap[whole.end()..]);
    if !JOINS.is_match(behind) || OTHERS.is_match(ahead) || (!opens && ahead.contains("về ")) {
        return None;
    }
    let named = |name| found.name(name).is_some();
    // What is issued with the mentioned document stands before the note, and is this one only in its own note.
    (!named("issued")).then(|| match () {
        () if named("based") => Relation::BasedOn,
        () if named("amends") => Relation::Amends,
        () if named("supplements") => Relation::Supplements,
        () if named("replaces") => Relation::Replaces,
        () if named("repeals") => Relation::Repeals,
        () => Relation::Implements,
    })
}

fn ended(text: &str, end: usize) -> Option<Relation> {
    let rest = &text[end..ceiling(text, end + 400)];
    let found = ENDED.captures(rest)?;
    Some(if found.name("repeals").is_some() { Relation::Repeals } else { Relation::Replaces })
}

fn provision(gap: &str) -> Option<Provision> {
    // The longest that is cited so has some 20 words.
    let near = &gap[ceiling(gap, gap.len().saturating_sub(200))..];
    let found = PROVISION.captures(near)?;
    let part = |name| found.name(name).map(|m| m.as_str().to_owned());
    Some(Provision { article: part("article")?, clause: part("clause"), point: part("point") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{codes, points, references};

    fn of(text: &str) -> Vec<(Option<Relation>, Option<Provision>)> {
        let codes = codes::find(text);
        let taken: Vec<_> = codes.iter().map(|c| c.range.clone()).collect();
        let points = points::find(text, &taken);
        let own = references::Own::default();
        let mut cited = references::find(references::Sources { text, codes, points: &points, own });
        set(text, &mut cited);
        cited.into_iter().map(|c| (c.value.relation, c.value.provision)).collect()
    }

    fn relations(text: &str) -> Vec<Option<Relation>> {
        of(text).into_iter().map(|(relation, _)| relation).collect()
    }

    #[test]
    fn the_words_before_a_mention_say_what_it_is_for() {
        use Relation::*;
        for (text, expected) in [
            ("Căn cứ Luật Thi hành án dân sự năm 2008;", BasedOn),
            ("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư;", BasedOn),
            (
                "Thực hiện Quyết định số 666/QĐ-TTg ngày 02/6/2022 của Thủ tướng Chính phủ, Sở ban hành kế hoạch.",
                Implements,
            ),
            ("- Tổ chức thực hiện có hiệu quả Chỉ thị số 05-CT/TW.", Implements),
            ("Quyết định này thay thế Quyết định số 12/QĐ-UBND ngày 03/01/2020.", Replaces),
            ("Bãi bỏ Điều 5 Quyết định số 12/QĐ-UBND.", Repeals),
            ("Sửa đổi, bổ sung một số điều của Thông tư số 01/2022/TT-BTP:", Amends),
            ("Bổ sung khoản 3 Điều 7 Thông tư số 01/2022/TT-BTP như sau:", Supplements),
            ("Quyết định số 12/QĐ-UBND ngày 03/01/2020 hết hiệu lực kể từ ngày ký.", Repeals),
        ] {
            assert_eq!(relations(text), [Some(expected)], "{text}");
        }
    }

    #[test]
    fn a_list_keeps_its_relation_and_a_new_clause_does_not() {
        assert_eq!(
            relations(
                "Thực hiện Quyết định số 12/QĐ-UBND và Kế hoạch số 13/KH-UBND, Sở báo cáo theo Công văn số 5/UBND-NC."
            ),
            [Some(Relation::Implements), Some(Relation::Implements), None]
        );
    }

    #[test]
    fn what_another_document_does_is_no_relation() {
        for text in [
            "theo Nghị định số 5/2020/NĐ-CP về sửa đổi Nghị định số 4/2019/NĐ-CP",
            "Thông tư số 01/2022/TT-BTP được sửa đổi bởi Thông tư số 02/2023/TT-BTP",
            "Báo cáo kết quả gửi kèm Công văn số 12/UBND-NC",
        ] {
            assert!(relations(text).iter().all(Option::is_none), "{text}: {:?}", relations(text));
        }
    }

    #[test]
    fn provisions_are_cited_from_the_smallest_up() {
        let printed = |text: &str| {
            let provision = of(text).swap_remove(0).1?;
            let Provision { article, clause, point } = provision;
            Some((article, clause.unwrap_or_default(), point.unwrap_or_default()))
        };
        let some = |a: &str, c: &str, p: &str| Some((a.to_owned(), c.to_owned(), p.to_owned()));
        assert_eq!(printed("theo điểm a khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP"), some("5", "2", "a"));
        assert_eq!(
            printed("tại các điểm b, c và d khoản 1 Điều 12a của Nghị định số 30/2020/NĐ-CP"),
            some("12a", "1", "b, c và d")
        );
        assert_eq!(printed("quy định tại Điều 5, Điều 7 Thông tư số 01/2022/TT-BTP"), some("5, Điều 7", "", ""));
        assert_eq!(printed("theo Nghị định số 30/2020/NĐ-CP"), None);
    }
}
