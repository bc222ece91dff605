//! Whole documents of several kinds, and what must hold for any text.

#![allow(clippy::unwrap_used)]

use super::parse;
use crate::document::{Mark, MarkKind, Outline, Page, Section, SectionKind};
use crate::text::IndexedText;
use proptest::prelude::*;

fn outline(text: &str) -> Outline {
    parse(&IndexedText::new(text), &[], &[])
}

/// `id: title` of every node, in text order.
fn tree(outline: &Outline) -> Vec<String> {
    fn walk(nodes: &[Section], out: &mut Vec<String>) {
        for n in nodes {
            out.push(format!("{}: {}", n.id, n.title.as_deref().unwrap_or("-")));
            walk(&n.children, out);
        }
    }
    let mut out = Vec::new();
    walk(&outline.sections, &mut out);
    out
}

#[test]
fn a_decision() {
    let o = outline(
        "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH QUẢNG NAM              Độc lập - Tự do - Hạnh phúc
Số: 715/QĐ-UBND          Quảng Nam, ngày 02 tháng 4 năm 2024

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch phòng, chống thiên tai năm 2024
trên địa bàn tỉnh

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG NAM

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Luật Phòng, chống thiên tai ngày 19 tháng 6 năm 2013;
Theo đề nghị của Giám đốc Sở Nông nghiệp và Phát triển nông thôn tại Tờ trình số
45/TTr-SNN&PTNT ngày 20 tháng 3 năm 2024.

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch phòng, chống thiên tai năm
2024 trên địa bàn tỉnh Quảng Nam.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc các Sở, Thủ trưởng các đơn vị có liên
quan chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:                              KT. CHỦ TỊCH
- Như Điều 3;                          PHÓ CHỦ TỊCH
- Bộ NN&PTNT (để b/c);
- Lưu: VT, KTN.

                                       Hồ Quang Bửu
",
    );
    let h = &o.header;
    assert_eq!(h.issuer.as_deref(), Some("Ủy ban nhân dân tỉnh Quảng Nam"));
    assert_eq!((h.code.as_deref(), h.date.as_deref()), (Some("715/QĐ-UBND"), Some("2024-04-02")));
    assert_eq!(h.title.as_deref(), Some("Về việc ban hành Kế hoạch phòng, chống thiên tai năm 2024 trên địa bàn tỉnh"));
    assert_eq!(h.doc_type.as_ref().unwrap().code, "QĐ");
    assert_eq!(tree(&o), ["Điều 1: -", "Điều 2: -", "Điều 3: -"]);
    assert_eq!(o.preamble.len(), 5);
    assert_eq!(o.recipients.len(), 3);
    assert_eq!(o.signatures.len(), 1);
    assert_eq!(o.signatures[0].name.as_deref(), Some("Hồ Quang Bửu"));
    assert_eq!(o.signatures[0].authority.as_deref(), Some("KT. CHỦ TỊCH"));
}

#[test]
fn a_dispatch() {
    let o = outline(
        "BỘ NỘI VỤ
CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC
Số: 812/VTLTNN-NVĐP
V/v hướng dẫn chỉnh lý tài liệu
tồn đọng
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 15 tháng 8 năm 2022
HỎA TỐC
Kính gửi:
- Văn phòng các Bộ, cơ quan ngang Bộ;
- Sở Nội vụ các tỉnh, thành phố trực thuộc
Trung ương.
Thực hiện Luật Lưu trữ năm 2011, Cục Văn thư và Lưu trữ nhà nước đề nghị các cơ
quan thực hiện một số nội dung sau:
1. Rà soát tài liệu tồn đọng tại kho lưu trữ; lập danh mục tài liệu cần chỉnh lý
trong năm 2022.
2. Gửi báo cáo về Cục trước ngày 30/9/2022.
Trân trọng cảm ơn./.
Nơi nhận:
- Như trên;
- Lưu: VT, NVĐP.
CỤC TRƯỞNG
Đặng Thanh Tùng
",
    );
    let h = &o.header;
    assert_eq!(h.parent_issuer.as_deref(), Some("Bộ Nội vụ"));
    assert_eq!(h.issuer.as_deref(), Some("Cục Văn thư và Lưu trữ Nhà nước"));
    assert_eq!(h.doc_type.as_ref().unwrap().code, "CV");
    assert_eq!(h.title.as_deref(), Some("hướng dẫn chỉnh lý tài liệu tồn đọng"));
    assert_eq!(h.urgency.as_deref(), Some("Hỏa tốc"));
    assert_eq!(
        h.addressees,
        ["Văn phòng các Bộ, cơ quan ngang Bộ", "Sở Nội vụ các tỉnh, thành phố trực thuộc Trung ương"]
    );
    assert_eq!(tree(&o), ["1: -", "2: -"]);
    assert_eq!(o.preamble.len(), 1);
    assert_eq!(o.signatures[0].position.as_deref(), Some("CỤC TRƯỞNG"));
}

#[test]
fn a_party_plan() {
    let o = outline(
        "HUYỆN ỦY TUY PHƯỚC
ĐẢNG ỦY XÃ PHƯỚC LỘC
*
Số 12-KH/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Phước Lộc, ngày 5 tháng 3 năm 2024
KẾ HOẠCH
kiểm tra, giám sát năm 2024
-----
Thực hiện Chương trình kiểm tra, giám sát năm 2024, Đảng ủy xã xây dựng Kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
a) Nâng cao nhận thức của cấp ủy.
b) Phòng ngừa vi phạm.
c) Kịp thời uốn nắn.
d) Giữ nghiêm kỷ luật.
d) Bảo đảm dân chủ.
e) Công khai.
2. Yêu cầu
Kiểm tra phải khách quan.
II. TỔ CHỨC THỰC HIỆN
1. Ủy ban Kiểm tra Đảng ủy tham mưu thành lập đoàn.
3. Chi bộ được kiểm tra chuẩn bị báo cáo.
Nơi nhận:
- Ủy ban Kiểm tra Huyện ủy (b/c),
- Các chi bộ trực thuộc,
- Lưu Văn phòng.
T/M ĐẢNG ỦY
BÍ THƯ
Nguyễn Văn Bình
",
    );
    let h = &o.header;
    assert_eq!(
        (h.number.as_deref(), h.symbol.as_deref(), h.code.as_deref()),
        (Some("12"), Some("KH/ĐU"), Some("12-KH/ĐU"))
    );
    assert_eq!(h.issuer.as_deref(), Some("Đảng ủy xã Phước Lộc"));
    assert_eq!(h.parent_issuer.as_deref(), Some("Huyện ủy Tuy Phước"));
    assert_eq!(h.title.as_deref(), Some("kiểm tra, giám sát năm 2024"));
    assert_eq!(
        tree(&o),
        [
            "I: MỤC ĐÍCH, YÊU CẦU",
            "I/1: Mục đích",
            "I/1/a: -",
            "I/1/b: -",
            "I/1/c: -",
            "I/1/d: -",
            "I/1/đ: -",
            "I/1/e: -",
            "I/2: Yêu cầu",
            "II: TỔ CHỨC THỰC HIỆN",
            "II/1: -",
            "II/3: -",
        ]
    );
    let gaps: Vec<_> = o.warnings.iter().filter(|w| w.code == "label-gap").collect();
    assert_eq!(gaps.len(), 1);
    assert_eq!(o.recipients.len(), 3);
    assert_eq!(o.signatures[0].authority.as_deref(), Some("T/M ĐẢNG ỦY"));
}

#[test]
fn a_regulation_and_an_appendix() {
    let o = outline(
        "QUY CHẾ
Làm việc của Hội đồng
(Ban hành kèm theo Quyết định số 15/QĐ-BTP ngày 03 tháng 01 năm 2024
của Bộ trưởng Bộ Tư pháp)

Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
1. Quy chế này quy định nguyên tắc làm việc của Hội đồng theo Điều 5 của Luật.
2. Quy chế này áp dụng với các thành viên, gồm:
a) Chủ tịch;
b) Thư ký.
Điều 2. Đối tượng áp dụng
Các thành viên Hội đồng.
Chương II
TỔ CHỨC THỰC HIỆN
Mục 1. TRÁCH NHIỆM
Điều 3. Hiệu lực
Quy chế này có hiệu lực từ ngày ký.
BỘ TRƯỞNG
Lê Thành Long

Phụ lục I
DANH SÁCH THÀNH VIÊN
(Kèm theo Quy chế làm việc)
1. Ông Nguyễn Văn A.
",
    );
    assert_eq!(o.header.doc_type.as_ref().unwrap().code, "QC");
    assert_eq!(o.header.date.as_deref(), Some("2024-01-03"));
    assert_eq!(
        tree(&o),
        [
            "Chương I: QUY ĐỊNH CHUNG",
            "Chương I/Điều 1: Phạm vi điều chỉnh",
            "Chương I/Điều 1/1: -",
            "Chương I/Điều 1/2: Quy chế này áp dụng với các thành viên, gồm",
            "Chương I/Điều 1/2/a: -",
            "Chương I/Điều 1/2/b: -",
            "Chương I/Điều 2: Đối tượng áp dụng",
            "Chương II: TỔ CHỨC THỰC HIỆN",
            "Chương II/Mục 1: TRÁCH NHIỆM",
            "Chương II/Mục 1/Điều 3: Hiệu lực",
            "Phụ lục I: DANH SÁCH THÀNH VIÊN",
            "Phụ lục I/1: -",
        ]
    );
    assert_eq!(o.signatures.len(), 1);
}

#[test]
fn numbers_that_wrap_are_no_labels() {
    let o = outline(
        "I. NỘI DUNG
Thực hiện phong trào giai đoạn 2021-2025 và chương trình mục tiêu quốc gia năm
2025; Quyết định số 90 và Nghị quyết số
24/2021/QH15 của Quốc hội, theo quy định tại khoản 2 và khoản
3. Các đơn vị trong toàn hệ thống phải thực hiện nghiêm túc theo đúng hướng dẫn.
II. KẾT LUẬN
Hết.
",
    );
    assert_eq!(tree(&o), ["I: NỘI DUNG", "II: KẾT LUẬN"]);
    assert_eq!(o.sections[0].blocks.len(), 1);
}

#[test]
fn blocks_run_over_pages() {
    let o = outline(
        "I. NỘI DUNG\n- Các đơn vị chủ trì, phối hợp với cơ quan liên quan tổ chức\n2\n\u{c}\n3\nthực hiện nhiệm vụ được giao.\n- Hết.\n",
    );
    assert_eq!(o.sections[0].blocks.len(), 2);
    assert_eq!(o.sections[0].kind, SectionKind::Roman);
    assert_eq!(o.furniture.len(), 2);
}

#[test]
fn long_lines_and_odd_texts_are_read() {
    for text in [
        "",
        "\n\u{c}\n",
        "1.",
        "- ",
        "###",
        "****",
        "I.",
        "Kính gửi",
        "Nơi nhận:",
        "(Ban hành kèm theo",
        "KẾ HOẠCH",
        "Số:",
    ] {
        outline(text);
    }
    outline(&"thi hành án dân sự, ".repeat(50_000));
    outline(&"1. a\n".repeat(20_000));
}

fn check(text: &IndexedText, nodes: &[Section], around: Option<&Section>, ids: &mut Vec<String>) {
    for node in nodes {
        assert!(node.span.end <= text.len() && node.span.start <= node.span.end);
        if let Some(parent) = around {
            assert!(parent.span.contains(node.span), "{} in {}", node.id, parent.id);
            assert_eq!(node.level, parent.level + 1);
        }
        for block in &node.blocks {
            assert!(node.span.contains(block.span), "block of {}", node.id);
        }
        ids.push(node.id.clone());
        check(text, &node.children, Some(node), ids);
    }
}

fn holds(text: &str) {
    let text = IndexedText::new(text);
    let o = parse(&text, &[], &[]);
    let mut ids = Vec::new();
    check(&text, &o.sections, None, &mut ids);
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
    let spans =
        o.recipients.iter().map(|r| r.span).chain(o.signatures.iter().map(|s| s.span)).chain(o.title).chain(o.issued);
    for span in spans.chain(o.furniture).chain(o.markup) {
        assert!(span.end <= text.len());
    }
}

const PIECES: &[&str] = &[
    "I. ",
    "II. ",
    "1. ",
    "2.1 ",
    "2.1.1. ",
    "a) ",
    "d) ",
    "1) ",
    "Điều 1. ",
    "Phụ lục I",
    "PHẦN I",
    "Chương II",
    "Mục 1. ",
    "- ",
    "+ ",
    "A. ",
    "\n",
    "\n",
    "\n\n",
    "\u{c}",
    "   ",
    "\t",
    "KẾ HOẠCH\n",
    "Số: /KH-A",
    "Hà Nội, ngày tháng 4 năm 2023",
    "Kính gửi: ",
    "Nơi nhận:",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "Nguyễn Văn A",
    "Lưu: VT.",
    "(Ban hành kèm theo",
    ")",
    "**",
    "## ",
    "* ",
    "thi hành án ",
    "Sở Y tế ",
    "; ",
    ". ",
    ": ",
    "“",
    "”",
    "2",
    "V/v ",
    "TỐI MẬT",
    "1 Theo",
    "Đảng1 ",
    "e\u{301}",
    "🙂",
    "\r\n",
    "|",
    "_____",
];

proptest! {
    #[test]
    fn any_mixture_of_pieces_is_read(picks in proptest::collection::vec(0..PIECES.len(), 0..80)) {
        holds(&picks.iter().map(|&i| PIECES[i]).collect::<String>());
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        holds(&text);
    }
}

#[test]
fn a_label_that_stood_alone_takes_nothing_from_the_next() {
    let o = outline("1. Yêu cầu\nLàm tốt công tác.\n1.1.\n2. Nội dung công tác.\nTuyên truyền đến người dân.\n");
    let spans: Vec<_> = o.sections.iter().map(|s| (s.id.as_str(), s.span)).collect();
    assert!(o.sections.windows(2).all(|w| w[0].span.end <= w[1].span.start), "{spans:?}");
}

#[test]
fn stamps_mark_a_document_that_does_not_say_so_in_print() {
    let read =
        "ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\nSố: 15/KH-UBND\nKẾ HOẠCH\nKiểm tra kho lưu trữ\n1. Các sở tự kiểm tra.\n";
    let stamp = |text: &str| Mark { kind: MarkKind::Stamp, text: Some(text.to_owned()), bbox: None };
    let page = |marks| Page { marks, ..Page::from_text(read) };
    let text = IndexedText::new(format!("{read}\u{c}{read}"));
    let first = page(vec![stamp("TỈNH ỦY LÀO CAI"), stamp("ĐẾN\nHoả tốc"), stamp("TUYỆT MẬT")]);
    let outline = parse(&text, &[first, page(vec![])], &[]);
    assert_eq!(outline.header.secrecy.as_deref(), Some("Tuyệt mật"));
    assert_eq!(outline.header.urgency.as_deref(), Some("Hỏa tốc"));
    assert!(outline.warnings.iter().any(|w| w.code == "marked-secret"), "{:?}", outline.warnings);
    // A stamp inside is of what is enclosed, and a word in a stamp no marking.
    let outline = parse(&text, &[page(vec![stamp("PHÒNG MẬT MÃ")]), page(vec![stamp("MẬT")])], &[]);
    assert_eq!(outline.header.secrecy, None);
}
