use super::*;
use crate::document::{
    Assignment, AssignmentRole, Confidence, DateKind, DateMention, DateRole, DocType, Fact, Header, Noise,
    PipelineInfo, Provision, Recipient, Reference, Restoration, Section, SectionKind, Signature, Source, Span,
};

fn fact<T>(id: &str, value: T) -> Fact<T> {
    let (span, confidence) = (Span::new(0, 7), Confidence::new(0.95));
    Fact { id: id.into(), span, page: 1, section: Some("I/1".into()), quote: "- Quyết".into(), confidence, value }
}

fn section(id: &str, children: Vec<Section>) -> Section {
    let label = id.rsplit('/').next().unwrap_or_default().to_owned();
    let (kind, span) = (SectionKind::Roman, Span::new(0, 7));
    let title = Some("MỤC ĐÍCH, YÊU CẦU".to_owned());
    Section { id: id.into(), label, kind, level: 1, title, span, blocks: Vec::new(), children }
}

fn document() -> Document {
    let doc_type = DocType { code: "QĐ".into(), name: "Quyết định".into() };
    let reference = Reference {
        doc_type: doc_type.clone(),
        code: Some("666/QĐ-TTg".into()),
        date: Some("2022-06-XX".into()),
        provision: Some(Provision { article: "5".into(), clause: None, point: Some("a, b".into()) }),
        ..Reference::default()
    };
    let duty = Assignment {
        unit: "Sở Y tế".into(),
        unit_full: "Sở Y tế".into(),
        role: AssignmentRole::Support,
        task: "nói \"có\"".into(),
        due: Some("../2023-02-28".into()),
    };
    let mention = DateMention { edtf: "R/P1Y".into(), kind: DateKind::Recurrence, role: DateRole::Deadline };
    Document {
        schema_version: "1.0".into(),
        source: Source {
            path: "hồ sơ/a.txt".into(),
            sha256: "0123456789abcdef".into(),
            media_type: "text/plain".into(),
            page_count: 2,
            pipeline: PipelineInfo { program: "vankho".into(), ocr: None, language_model: String::new() },
        },
        text: "- Quyết\u{c}- Lưu:\n VT.".into(),
        pages: Vec::new(),
        header: Header { doc_type: Some(doc_type), addressees: vec!["A".into(), "B".into()], ..Header::default() },
        preamble: Vec::new(),
        sections: vec![section("I", vec![section("I/1", Vec::new())]), section("II", Vec::new())],
        references: vec![fact("r1", reference)],
        dates: vec![fact("d1", mention)],
        targets: Vec::new(),
        assignments: vec![fact("a1", duty)],
        recipients: vec![Recipient { name: "Lưu: VT".into(), purpose: None, span: Span::new(8, 19) }],
        signatures: vec![Signature { authority: None, position: None, name: Some("An".into()), span: Span::new(0, 1) }],
        restoration: Restoration {
            noise: Noise::Clean,
            stretches: Vec::new(),
            tokens: 5,
            changed: 0,
            edits: Vec::new(),
        },
        warnings: Vec::new(),
    }
}

/// The cells of a table's rows under the columns that are named.
fn cells_of(table: CsvTable, names: &[&str]) -> Vec<Vec<String>> {
    let bytes = [table.head(), table.rows(&document())].concat();
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(MARK).unwrap());
    let head = reader.headers().unwrap().clone();
    let at =
        |name: &&str| head.iter().position(|column| column == *name).unwrap_or_else(|| panic!("{name} in {head:?}"));
    let wanted: Vec<usize> = names.iter().map(at).collect();
    reader.records().map(|row| row.unwrap()).map(|row| wanted.iter().map(|&i| row[i].to_owned()).collect()).collect()
}

#[test]
fn a_table_begins_with_the_mark_and_ends_its_lines_as_rfc_4180_says() {
    for table in CsvTable::ALL {
        let head = table.head();
        assert!(head.starts_with(b"\xEF\xBB\xBFdocument,") && head.ends_with(b"\r\n"), "{table:?}");
        assert!(!table.rows(&document()).starts_with(MARK), "{table:?}");
    }
    let row = String::from_utf8(CsvTable::Assignments.rows(&document())).unwrap();
    assert_eq!(
        row,
        "hồ sơ/a.txt#0123456789ab,a1,Sở Y tế,Sở Y tế,support,\"nói \"\"có\"\"\",../2023-02-28,,2023-02-28,2,I/1,0,7,'- Quyết,0.95\r\n"
    );
}

#[test]
fn each_table_has_its_rows() {
    assert_eq!(
        cells_of(CsvTable::Documents, &["document", "type", "date", "addressees", "sections", "noise"]),
        [["hồ sơ/a.txt#0123456789ab", "QĐ", "", "A; B", "3", "clean"]]
    );
    assert_eq!(
        cells_of(CsvTable::Sections, &["id", "parent", "kind", "children"]),
        [["I", "", "roman", "1"], ["I/1", "I", "roman", "0"], ["II", "", "roman", "0"]]
    );
    assert_eq!(
        cells_of(
            CsvTable::References,
            &["code", "date", "date_from", "date_to", "article", "clause", "point", "relation"]
        ),
        [["666/QĐ-TTg", "2022-06-XX", "2022-06-01", "2022-06-30", "5", "", "a, b", ""]]
    );
    assert_eq!(cells_of(CsvTable::Dates, &["edtf", "edtf_from", "role"]), [["R/P1Y", "", "deadline"]]);
    assert_eq!(
        cells_of(CsvTable::Recipients, &["row", "name", "page", "quote"]),
        [["1", "Lưu: VT", "2", "'- Lưu: VT."]]
    );
    assert_eq!(cells_of(CsvTable::Signatures, &["name", "page", "quote"]), [["An", "1", "'-"]]);
    assert!(CsvTable::Targets.rows(&document()).is_empty());
}

#[test]
fn columns_of_a_table_have_names_of_their_own() {
    for table in CsvTable::ALL {
        let mut names: Vec<_> = table.columns().into_iter().map(|(name, _)| name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{table:?}");
    }
}

#[test]
fn rows_made_elsewhere_have_the_same_cells() {
    assert_eq!(csv_head(["tệp", "n"].into_iter()), "\u{feff}tệp,n\r\n".as_bytes());
    let row = [Value::Text("=1"), Value::Null, Value::Integer(-5), Value::Real(0.25), Value::Text("a, \"b\"")];
    assert_eq!(csv_row(row.into_iter()), "'=1,,-5,0.25,\"a, \"\"b\"\"\"\r\n".as_bytes());
}
