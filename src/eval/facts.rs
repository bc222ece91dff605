//! Precision, recall and F1 of extracted documents against gold, one score for each part of the contract.
//!
//! Gold is a reduced document: for each part what a person wrote down as right. Sections, codes and dates are compared
//! as multisets; names, units and titles as strings that are nearly the same. A field of the header may list other
//! readings in `header_or` (what is handwritten), a date in `or` (null: it may also be missing).

use super::similar::alike;
use super::text::folded;
use serde_json::Value;
use std::collections::HashMap;
use std::hash::Hash;

/// The score of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartScore {
    /// The part's name, as in the table of results.
    pub part: &'static str,
    /// Rows found that are right.
    pub right: usize,
    /// Rows in the gold.
    pub gold: usize,
    /// Rows found.
    pub found: usize,
    /// What was not found, a line each.
    pub missed: Vec<String>,
    /// What should not have been found, a line each.
    pub extra: Vec<String>,
}

impl PartScore {
    /// Right rows over found rows; without found rows 1 only when there was nothing to find.
    pub fn precision(&self) -> f64 {
        if self.found == 0 { f64::from(u8::from(self.gold == 0)) } else { self.right as f64 / self.found as f64 }
    }

    /// Right rows over gold rows; 1 without gold rows.
    pub fn recall(&self) -> f64 {
        if self.gold == 0 { 1.0 } else { self.right as f64 / self.gold as f64 }
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
}

/// The mean of the parts' F1.
pub fn mean_f1(parts: &[PartScore]) -> f64 {
    parts.iter().map(PartScore::f1).sum::<f64>() / parts.len().max(1) as f64
}

/// Scores a document's JSON against gold, part by part.
pub fn score(gold: &Value, found: &Value) -> Vec<PartScore> {
    let row = |part, key| (part, rows(gold, key), rows(found, key));
    let (_, gold_refs, found_refs) = row("references", "references");
    let coded = |rows: &[&Value]| -> Vec<(String, String)> {
        rows.iter().filter_map(|r| Some((folded(&type_code(r)), code(r)?))).collect()
    };
    let dated = |rows: &[&Value]| -> Vec<(String, Option<String>, String)> {
        rows.iter().filter_map(|r| Some((code(r)?, string(r, "date"), folded_field(r, "issuer")))).collect()
    };
    let named =
        |rows: &[&Value]| -> Vec<Value> { rows.iter().filter(|r| code(r).is_none()).map(|r| (*r).clone()).collect() };
    let targets = |rows: Vec<&Value>| -> Vec<(String, String, String, String)> {
        rows.iter()
            .map(|t| {
                let text = |key| t[key].as_str().unwrap_or_default().to_owned();
                (text("comparator"), number(&t["value"]), number(&t["value_max"]), folded_field(t, "unit"))
            })
            .collect()
    };
    let signatures = |rows: Vec<&Value>| -> Vec<Vec<String>> {
        rows.iter()
            .map(|s| ["authority", "position", "name"].map(|k| abbreviation_spaced(&folded_field(s, k))).to_vec())
            .collect()
    };
    let same_name = |g: &Value, h: &Value| {
        let (a, b) = (quote(g), quote(h));
        let (fa, fb) = (folded(&a), folded(&b));
        folded(&type_code(g)) == folded(&type_code(h)) && (alike(&a, &b, 0.6) || fb.contains(&fa) || fa.contains(&fb))
    };
    let same_task = |g: &Value, h: &Value| g["role"] == h["role"] && alike(&field(g, "unit"), &field(h, "unit"), 0.85);
    let same_recipient = |g: &Value, h: &Value| {
        alike(&field(g, "name"), &field(h, "name"), 0.9) && folded_field(g, "purpose") == folded_field(h, "purpose")
    };
    vec![
        header(gold, found),
        multiset("sections", ids(&gold_sections(gold)), ids(&flatten(&found["sections"]))),
        titles(gold, found),
        multiset("references", coded(&gold_refs), coded(&found_refs)),
        multiset("reference dates+issuers", dated(&gold_refs), dated(&found_refs)),
        fuzzy("named references", named(&gold_refs), named(&found_refs), same_name),
        dates(gold, found),
        multiset("targets", targets(rows(gold, "targets")), targets(rows(found, "targets"))),
        fuzzy("assignments", owned(gold, "assignments"), owned(found, "assignments"), same_task),
        fuzzy("recipients", owned(gold, "recipients"), owned(found, "recipients"), same_recipient),
        multiset("signatures", signatures(rows(gold, "signatures")), signatures(rows(found, "signatures"))),
    ]
}

fn header(gold: &Value, found: &Value) -> PartScore {
    let empty = serde_json::Map::new();
    let wanted = gold["header"].as_object().unwrap_or(&empty);
    let (mut right, mut missed) = (0, Vec::new());
    for (key, value) in wanted {
        let mut allowed = vec![value];
        allowed.extend(gold["header_or"][key].as_array().into_iter().flatten());
        let read = header_field(found, key);
        let nearly = matches!(key.as_str(), "title" | "issuer" | "parent_issuer");
        let same = allowed.iter().any(|v| {
            let v = v.as_str().unwrap_or_default();
            folded(v) == folded(&read) || nearly && !v.is_empty() && alike(v, &read, 0.97)
        });
        if same {
            right += 1;
        } else {
            missed.push(format!("{key}: {value} read as {read:?}"));
        }
    }
    PartScore { part: "header", right, gold: wanted.len(), found: wanted.len(), missed, extra: Vec::new() }
}

/// A header field as gold writes it: a type as its code, the promulgating reference as its code.
fn header_field(found: &Value, key: &str) -> String {
    let value = &found["header"][key];
    match key {
        "doc_type" if value.is_object() => field(value, "code"),
        "promulgated_by" => {
            let by = rows(found, "references").into_iter().find(|r| !value.is_null() && r["id"] == *value);
            by.map_or_else(|| value.as_str().unwrap_or_default().to_owned(), |r| field(r, "code"))
        }
        _ => value.as_str().unwrap_or_default().to_owned(),
    }
}

fn titles(gold: &Value, found: &Value) -> PartScore {
    let wanted: HashMap<String, &Value> = gold_sections(gold).into_iter().map(|n| (field(n, "id"), n)).collect();
    let read: HashMap<String, &Value> = flatten(&found["sections"]).into_iter().map(|n| (field(n, "id"), n)).collect();
    let mut missed: Vec<String> = Vec::new();
    for (id, node) in &wanted {
        let (want, have) = (field(node, "title"), read.get(id).map(|n| field(n, "title")));
        let same = have
            .is_some_and(|have| want.is_empty() == have.is_empty() && (want.is_empty() || alike(&want, &have, 0.95)));
        if !same {
            missed.push(id.clone());
        }
    }
    missed.sort();
    let right = wanted.len() - missed.len();
    PartScore { part: "titles", right, gold: wanted.len(), found: read.len(), missed, extra: Vec::new() }
}

fn dates(gold: &Value, found: &Value) -> PartScore {
    let have: Vec<String> = rows(found, "dates").iter().map(|d| field(d, "edtf")).collect();
    let mut wanted = Vec::new();
    for date in rows(gold, "dates") {
        let edtf = field(date, "edtf");
        let Some(others) = date["or"].as_array() else {
            wanted.push(edtf);
            continue;
        };
        if have.contains(&edtf) {
            wanted.push(edtf);
        } else if let Some(other) = others.iter().filter_map(Value::as_str).find(|o| have.iter().any(|h| h == o)) {
            wanted.push(other.to_owned());
        } else if !others.iter().any(Value::is_null) {
            wanted.push(edtf);
        }
    }
    multiset("dates", wanted, have)
}

/// Compares two lists in which order does not matter but number does.
fn multiset<T: Eq + Hash + std::fmt::Debug>(part: &'static str, gold: Vec<T>, found: Vec<T>) -> PartScore {
    let (n_gold, n_found) = (gold.len(), found.len());
    let mut left: HashMap<T, usize> = HashMap::new();
    for row in gold {
        *left.entry(row).or_default() += 1;
    }
    let (mut right, mut extra) = (0, Vec::new());
    for row in found {
        match left.get_mut(&row) {
            Some(n) if *n > 0 => {
                *n -= 1;
                right += 1;
            }
            _ => extra.push(format!("{row:?}")),
        }
    }
    let mut missed: Vec<String> =
        left.iter().flat_map(|(row, n)| std::iter::repeat_n(format!("{row:?}"), *n)).collect();
    missed.sort();
    PartScore { part, right, gold: n_gold, found: n_found, missed, extra }
}

/// Matches two lists one to one, each gold row with the first row left that is the same.
fn fuzzy(part: &'static str, gold: Vec<Value>, found: Vec<Value>, same: impl Fn(&Value, &Value) -> bool) -> PartScore {
    let (n_gold, n_found) = (gold.len(), found.len());
    let (mut left, mut missed) = (found, Vec::new());
    for row in &gold {
        match left.iter().position(|h| same(row, h)) {
            Some(i) => {
                left.remove(i);
            }
            None => missed.push(shown(row)),
        }
    }
    let extra = left.iter().map(shown).collect();
    PartScore { part, right: n_gold - missed.len(), gold: n_gold, found: n_found, missed, extra }
}

fn shown(row: &Value) -> String {
    ["quote", "unit", "name"].iter().find_map(|k| row[*k].as_str()).map_or_else(|| row.to_string(), str::to_owned)
}

fn rows<'a>(document: &'a Value, key: &str) -> Vec<&'a Value> {
    document[key].as_array().map(|rows| rows.iter().collect()).unwrap_or_default()
}

fn owned(document: &Value, key: &str) -> Vec<Value> {
    rows(document, key).into_iter().cloned().collect()
}

fn gold_sections(gold: &Value) -> Vec<&Value> {
    rows(gold, "sections")
}

fn flatten(nodes: &Value) -> Vec<&Value> {
    let mut out = Vec::new();
    for node in nodes.as_array().into_iter().flatten() {
        out.push(node);
        out.extend(flatten(&node["children"]));
    }
    out
}

fn ids(nodes: &[&Value]) -> Vec<String> {
    nodes.iter().map(|n| field(n, "id")).collect()
}

fn string(row: &Value, key: &str) -> Option<String> {
    row[key].as_str().map(str::to_owned)
}

fn field(row: &Value, key: &str) -> String {
    string(row, key).unwrap_or_default()
}

fn folded_field(row: &Value, key: &str) -> String {
    folded(&field(row, key))
}

fn quote(row: &Value) -> String {
    field(row, "quote")
}

fn type_code(row: &Value) -> String {
    let kind = &row["type"];
    if kind.is_object() { field(kind, "code") } else { kind.as_str().unwrap_or_default().to_owned() }
}

fn code(row: &Value) -> Option<String> {
    let code: String = field(row, "code").chars().filter(|c| !c.is_whitespace()).collect();
    Some(folded(&code)).filter(|c| !c.is_empty())
}

fn number(value: &Value) -> String {
    value.as_f64().map_or_else(String::new, |v| format!("{v:.4}"))
}

/// "kt.thứ trưởng" and "kt. thứ trưởng" are the same line.
fn abbreviation_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut rest = text;
    while let Some(dot) = rest.find('.') {
        out.push_str(&rest[..dot]);
        out.push_str(". ");
        rest = rest[dot + 1..].trim_start();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_scores_full_marks_against_itself() {
        let document = json!({
            "header": {"issuer": "Bộ Tư pháp", "doc_type": {"code": "KH", "name": "Kế hoạch"}, "promulgated_by": "r1"},
            "sections": [{"id": "I", "title": "MỤC ĐÍCH", "children": [{"id": "I/1", "title": null, "children": []}]}],
            "references": [
                {"id": "r1", "type": {"code": "QĐ", "name": "Quyết định"}, "code": "12/QĐ-BTP", "date": "2023-01-02", "issuer": null},
                {"id": "r2", "type": {"code": "L", "name": "Luật"}, "code": null, "quote": "Luật Thi đua, khen thưởng năm 2022"},
            ],
            "dates": [{"edtf": "2023"}, {"edtf": "2023"}],
            "targets": [{"comparator": "gt", "value": 84.0, "value_max": null, "unit": "%"}],
            "assignments": [{"unit": "Văn phòng", "role": "lead"}],
            "recipients": [{"name": "Như trên", "purpose": null}],
            "signatures": [{"authority": "KT.BỘ TRƯỞNG", "position": "THỨ TRƯỞNG", "name": "Nguyễn Văn A"}],
        });
        let gold = json!({
            "header": {"issuer": "bộ Tư pháp", "doc_type": "KH", "promulgated_by": "12/QĐ-BTP"},
            "sections": [{"id": "I", "title": "Mục đích"}, {"id": "I/1", "title": null}],
            "references": [
                {"type": "QĐ", "code": "12/qđ-btp", "date": "2023-01-02", "issuer": null},
                {"type": "L", "code": null, "quote": "Luật Thi đua, khen thưởng"},
            ],
            "dates": [{"edtf": "2023"}, {"edtf": "2023"}, {"edtf": "2020-01-01", "or": [null]}],
            "targets": [{"comparator": "gt", "value": 84, "unit": "%"}],
            "assignments": [{"unit": "văn phòng", "role": "lead"}],
            "recipients": [{"name": "Như trên;", "purpose": null}],
            "signatures": [{"authority": "KT. BỘ TRƯỞNG", "position": "THỨ TRƯỞNG", "name": "Nguyễn Văn A"}],
        });
        let parts = score(&gold, &document);
        for part in &parts {
            assert_eq!(part.f1(), 1.0, "{part:?}");
        }
        assert_eq!(parts.len(), 11);
        assert_eq!(mean_f1(&parts), 1.0);
    }

    #[test]
    fn numbers_of_equal_rows_count() {
        let part = multiset("dates", vec!["2023", "2023", "2024"], vec!["2023", "2025"]);
        assert_eq!((part.right, part.gold, part.found), (1, 3, 2));
        assert_eq!(part.missed, ["\"2023\"", "\"2024\""]);
        assert_eq!((part.precision(), part.recall()), (0.5, 1.0 / 3.0));
    }

    #[test]
    fn nothing_to_find_and_nothing_found_is_right() {
        assert_eq!(multiset::<u8>("targets", vec![], vec![]).f1(), 1.0);
        assert_eq!(multiset("targets", vec![], vec![1]).f1(), 0.0);
    }
}
