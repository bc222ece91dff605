//! Structure and extraction over whole documents of several kinds, asserted on their facts.
//!
//! The documents are written for these tests in the forms that offices use: a draft with blanks, a Party plan with
//! dashes for dots, a decision with the regulation it promulgates, a dispatch, a notice of conclusions, a report.

use vankho::document::{Confidence, Outline, Section};
use vankho::extract::Facts;
use vankho::text::IndexedText;

/// A document with all that was found in it.
struct Read {
    outline: Outline,
    facts: Facts,
}

impl Read {
    fn of(text: &str) -> Self {
        let text = IndexedText::new(text);
        let outline = vankho::structure::parse(&text, &[], &[]);
        let facts = vankho::extract::facts(&text, &outline, &|_| Confidence::ONE);
        Self { outline, facts }
    }

    /// `code | date | place | issuer | period`.
    fn header(&self) -> String {
        let h = &self.outline.header;
        [&h.code, &h.date, &h.place, &h.issuer, &h.period].map(|f| f.as_deref().unwrap_or("-")).join(" | ")
    }

    /// `id title` in text order.
    fn sections(&self) -> Vec<String> {
        fn walk(nodes: &[Section], out: &mut Vec<String>) {
            for node in nodes {
                out.push(format!("{} {}", node.id, node.title.as_deref().unwrap_or("-")));
                walk(&node.children, out);
            }
        }
        let mut out = Vec::new();
        walk(&self.outline.sections, &mut out);
        out
    }

    fn has_sections(&self, wanted: &[&str]) {
        let all = self.sections();
        for one in wanted {
            assert!(all.iter().any(|s| s == one), "{one} in {all:?}");
        }
    }

    fn references(&self) -> Vec<String> {
        let row = |r: &vankho::document::Reference| {
            format!("{} {}", r.code.as_deref().unwrap_or("-"), r.date.as_deref().unwrap_or("-"))
        };
        self.facts.references.iter().map(|r| row(&r.value)).collect()
    }

    fn dates(&self) -> Vec<String> {
        self.facts.dates.iter().map(|d| format!("{} {:?}", d.value.edtf, d.value.role)).collect()
    }

    fn targets(&self) -> Vec<String> {
        let row = |t: &vankho::document::Target| {
            let most = t.value_max.map(|m| format!("-{m}")).unwrap_or_default();
            format!("{:?} {}{most} {}", t.comparator, t.value, t.unit)
        };
        self.facts.targets.iter().map(|t| row(&t.value)).collect()
    }

    fn assignments(&self) -> Vec<String> {
        let row =
            |a: &vankho::document::Assignment| format!("{:?} {} {}", a.role, a.unit, a.due.as_deref().unwrap_or("-"));
        self.facts.assignments.iter().map(|a| row(&a.value)).collect()
    }

    /// Names of the recipients, then the signatures.
    fn foot(&self) -> Vec<String> {
        let signed = self.outline.signatures.iter().map(|s| {
            let part = |p: &Option<String>| p.clone().unwrap_or_else(|| "-".into());
            format!("{} {} {}", part(&s.authority), part(&s.position), part(&s.name))
        });
        self.outline.recipients.iter().map(|r| r.name.clone()).chain(signed).collect()
    }
}

#[test]
fn a_health_plan_in_draft() {
    let read = Read::of(
        "UBND HUYỆN YÊN LẬP                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG Y TẾ                             Độc lập - Tự do - Hạnh phúc
Số:      /KH-PYT                       Yên Lập, ngày      tháng 01 năm 2024

KẾ HOẠCH
Phòng, chống dịch bệnh truyền nhiễm năm 2024 trên địa bàn huyện Yên Lập

Thực hiện Kế hoạch số 112/KH-UBND ngày 08 tháng 01 năm 2024 của Ủy ban nhân dân tỉnh
Phú Thọ về phòng, chống dịch bệnh năm 2024, Phòng Y tế xây dựng Kế hoạch như sau:

I. MỤC TIÊU
1. Mục tiêu chung
Giảm tỷ lệ mắc và tử vong do bệnh truyền nhiễm, không để dịch lớn xảy ra.
2. Mục tiêu cụ thể
- 100% các ổ dịch được phát hiện và xử lý trong vòng 48 giờ.
- Tỷ lệ tiêm chủng đầy đủ cho trẻ dưới 1 tuổi đạt trên 95%.
- Không quá 02 ca tử vong do sốt xuất huyết trong năm.
II. NỘI DUNG VÀ GIẢI PHÁP
1. Công tác giám sát
a) Giám sát thường xuyên tại cửa khẩu, cộng đồng và cơ sở y tế.
b) Lấy mẫu xét nghiệm các trường hợp nghi ngờ.
2. Công tác truyền thông
Tăng cường truyền thông trên hệ thống loa truyền thanh cơ sở, định kỳ 01 tuần/lần.
III. TỔ CHỨC THỰC HIỆN
1. Trung tâm Y tế huyện
- Chủ trì, phối hợp với UBND các xã, thị trấn giám sát, xử lý ổ dịch.
- Báo cáo kết quả về Phòng Y tế trước ngày 15/12 hằng năm.
2. Phòng Tài chính - Kế hoạch huyện tham mưu bố trí kinh phí thực hiện Kế hoạch.
3. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam huyện phối hợp tuyên truyền, vận động nhân dân.
Trên đây là Kế hoạch phòng, chống dịch bệnh năm 2024, yêu cầu các đơn vị nghiêm túc thực hiện./.

Nơi nhận:                                        TRƯỞNG PHÒNG
- Sở Y tế (để b/c);
- UBND các xã, thị trấn (để t/h);
- Lưu: VT.
                                                 Đinh Thị Hồng Nhung
",
    );
    assert_eq!(read.header(), "/KH-PYT | 2024-01-XX | Yên Lập | Phòng Y tế | 2024");
    read.has_sections(&[
        "I/1 Mục tiêu chung",
        "I/2 Mục tiêu cụ thể",
        "II/1/a -",
        "III/1 Trung tâm Y tế huyện",
        "III/3 -",
    ]);
    assert_eq!(read.references(), ["112/KH-UBND 2024-01-08"]);
    assert_eq!(read.targets(), ["Eq 100 %", "Le 48 giờ", "Gt 95 %", "Le 2 ca tử vong"]);
    assert!(read.dates().contains(&"../XXXX-12-15 Deadline".to_owned()));
    assert_eq!(
        read.assignments(),
        [
            "Lead Trung tâm Y tế huyện -",
            "Support UBND các xã, thị trấn -",
            "Lead Trung tâm Y tế huyện ../XXXX-12-15",
            "Lead Phòng Tài chính - Kế hoạch huyện -",
            "Support Ủy ban Mặt trận Tổ quốc Việt Nam huyện -",
            "Lead các đơn vị -",
        ]
    );
    assert_eq!(read.foot(), ["Sở Y tế", "UBND các xã, thị trấn", "Lưu: VT", "- TRƯỞNG PHÒNG Đinh Thị Hồng Nhung"]);
}

#[test]
fn a_party_plan_with_dashes() {
    let read = Read::of(
        "ĐẢNG BỘ HUYỆN BA VÌ
ĐẢNG ỦY XÃ TẢN LĨNH
*
Số 27-KH/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Tản Lĩnh, ngày 20 tháng 02 năm 2023
KẾ HOẠCH
thực hiện Nghị quyết số 18-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương Đảng
về tiếp tục đổi mới, hoàn thiện thể chế, chính sách về quản lý và sử dụng đất
-----
Thực hiện Chương trình số 30-CTr/HU ngày 05/10/2022 của Ban Thường vụ Huyện ủy Ba Vì,
Ban Thường vụ Đảng ủy xã ban hành Kế hoạch thực hiện như sau:
I- MỤC ĐÍCH, YÊU CẦU
1- Mục đích
Quán triệt sâu sắc quan điểm, mục tiêu của Nghị quyết số 18-NQ/TW.
2- Yêu cầu
Cấp ủy, chi bộ phải bám sát Nghị quyết.
II- CHỈ TIÊU ĐẾN NĂM 2025
1- Hoàn thành cấp giấy chứng nhận quyền sử dụng đất cho ít nhất 98% hộ gia đình.
2- Thu hồi 12,5 ha đất vi phạm.
3- Giải quyết dứt điểm từ 90% đến 95% đơn thư khiếu nại về đất đai.
III- TỔ CHỨC THỰC HIỆN
1- Ủy ban nhân dân xã cụ thể hóa Kế hoạch này, hoàn thành trong quý II năm 2023.
2- Mặt trận Tổ quốc và các đoàn thể xã phối hợp với chính quyền tuyên truyền.
3- Giao Ủy ban Kiểm tra Đảng ủy chủ trì, phối hợp với Văn phòng Đảng ủy theo dõi, đôn đốc, báo cáo Ban Thường vụ trước ngày 30/11/2023.
Nơi nhận:
- Ban Thường vụ Huyện ủy (để báo cáo),
- Các chi bộ trực thuộc (để thực hiện),
- Lưu VPĐU.
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC

Phùng Văn Tuấn
",
    );
    assert_eq!(read.header(), "27-KH/ĐU | 2023-02-20 | Tản Lĩnh | Đảng ủy xã Tản Lĩnh | -");
    read.has_sections(&["I/2 Yêu cầu", "II CHỈ TIÊU ĐẾN NĂM 2025", "II/3 -", "III/3 -"]);
    assert_eq!(read.references(), ["18-NQ/TW 2022-06-16", "30-CTr/HU 2022-10-05", "18-NQ/TW -"]);
    assert_eq!(read.targets(), ["Ge 98 %", "Eq 12.5 ha", "Range 90-95 %"]);
    assert!(read.assignments().contains(&"Lead Ủy ban nhân dân xã 2023-34".to_owned()));
    assert!(read.assignments().contains(&"Support Văn phòng Đảng ủy ../2023-11-30".to_owned()));
    assert_eq!(read.foot().last().unwrap(), "T/M BAN THƯỜNG VỤ PHÓ BÍ THƯ THƯỜNG TRỰC Phùng Văn Tuấn");
}

#[test]
fn a_decision_with_the_regulation_it_promulgates() {
    let read = Read::of(
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ
CỤC SỞ HỮU TRÍ TUỆ
Số: 2045/QĐ-SHTT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 18 tháng 9 năm 2023
QUYẾT ĐỊNH
Về việc ban hành Quy chế tiếp công dân của Cục Sở hữu trí tuệ
CỤC TRƯỞNG CỤC SỞ HỮU TRÍ TUỆ
Căn cứ Luật Tiếp công dân năm 2013;
Căn cứ Nghị định số 64/2014/NĐ-CP ngày 26/6/2014 của Chính phủ quy định chi tiết thi hành một số điều của Luật Tiếp công dân;
Theo đề nghị của Chánh Văn phòng Cục.
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế tiếp công dân của Cục Sở hữu trí tuệ.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 115/QĐ-SHTT ngày 02/3/2018 của Cục trưởng Cục Sở hữu trí tuệ.
Điều 3. Chánh Văn phòng Cục, Thủ trưởng các đơn vị thuộc Cục chịu trách nhiệm thi hành Quyết định này./.
Nơi nhận:
- Như Điều 3;
- Bộ trưởng (để b/c);
- Lưu: VT, VP.
CỤC TRƯỞNG
Đinh Hữu Phí

CỤC SỞ HỮU TRÍ TUỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
QUY CHẾ
Tiếp công dân của Cục Sở hữu trí tuệ
(Ban hành kèm theo Quyết định số 2045/QĐ-SHTT ngày 18 tháng 9 năm 2023 của Cục trưởng Cục Sở hữu trí tuệ)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Quy chế này quy định việc tiếp công dân tại trụ sở Cục.
Điều 2. Nguyên tắc tiếp công dân
1. Việc tiếp công dân phải công khai, dân chủ, kịp thời.
2. Bảo đảm khách quan, bình đẳng.
Chương II
TỔ CHỨC TIẾP CÔNG DÂN
Điều 3. Trách nhiệm của Văn phòng Cục
1. Văn phòng Cục chủ trì, phối hợp với các đơn vị liên quan bố trí lịch tiếp công dân hàng tháng.
2. Tổng hợp, báo cáo Cục trưởng trước ngày 25 hàng tháng.
",
    );
    assert_eq!(read.header(), "2045/QĐ-SHTT | 2023-09-18 | Hà Nội | Cục Sở hữu trí tuệ | -");
    assert_eq!(
        read.sections(),
        [
            "Điều 1 -",
            "Điều 2 -",
            "Điều 3 -",
            "Chương I QUY ĐỊNH CHUNG",
            "Chương I/Điều 1 Phạm vi điều chỉnh",
            "Chương I/Điều 2 Nguyên tắc tiếp công dân",
            "Chương I/Điều 2/1 -",
            "Chương I/Điều 2/2 -",
            "Chương II TỔ CHỨC TIẾP CÔNG DÂN",
            "Chương II/Điều 3 Trách nhiệm của Văn phòng Cục",
            "Chương II/Điều 3/1 -",
            "Chương II/Điều 3/2 -",
        ]
    );
    assert_eq!(read.references()[1], "64/2014/NĐ-CP 2014-06-26");
    assert!(read.assignments().contains(&"Lead Chánh Văn phòng Cục -".to_owned()));
    assert_eq!(read.foot().last().unwrap(), "- CỤC TRƯỞNG Đinh Hữu Phí");
}

#[test]
fn a_dispatch_with_deadlines() {
    let read = Read::of(
        "BỘ GIAO THÔNG VẬN TẢI
CỤC ĐƯỜNG BỘ VIỆT NAM

Số: 5120/CĐBVN-QLVT
V/v tăng cường bảo đảm trật tự an toàn giao thông
dịp Tết Nguyên đán 2024

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 27 tháng 12 năm 2023

Kính gửi:
- Các Khu Quản lý đường bộ I, II, III, IV;
- Sở Giao thông vận tải các tỉnh, thành phố trực thuộc Trung ương.

Thực hiện Công điện số 1391/CĐ-TTg ngày 21/12/2023 của Thủ tướng Chính phủ, Cục Đường bộ Việt Nam yêu cầu các đơn vị thực hiện các nội dung sau:
1. Các Khu Quản lý đường bộ:
- Rà soát, xử lý 100% điểm đen tai nạn giao thông trước ngày 15/01/2024;
- Bố trí lực lượng trực 24/24 giờ từ ngày 05/02/2024 đến hết ngày 15/02/2024.
2. Sở Giao thông vận tải các tỉnh, thành phố:
- Công bố số điện thoại đường dây nóng, hoàn thành trước ngày 20/01/2024;
- Phối hợp với Công an tỉnh kiểm tra nồng độ cồn của lái xe.
3. Gửi báo cáo về Cục Đường bộ Việt Nam (qua Phòng Quản lý vận tải) chậm nhất ngày 20/02/2024.
Trân trọng./.

Nơi nhận:
- Như trên;
- Bộ trưởng (để b/c);
- Lưu: VT, QLVT.
KT. CỤC TRƯỞNG
PHÓ CỤC TRƯỞNG
Phan Thị Thu Hiền
",
    );
    assert_eq!(read.header(), "5120/CĐBVN-QLVT | 2023-12-27 | Hà Nội | Cục Đường bộ Việt Nam | -");
    assert_eq!(read.sections(), ["1 Các Khu Quản lý đường bộ", "2 Sở Giao thông vận tải các tỉnh, thành phố", "3 -"]);
    assert_eq!(read.references(), ["1391/CĐ-TTg 2023-12-21"]);
    let due: Vec<String> = read.dates().into_iter().filter(|d| d.ends_with("Deadline")).collect();
    assert_eq!(
        due,
        [
            "../2024-01-15 Deadline",
            "2024-02-05/2024-02-15 Deadline",
            "../2024-01-20 Deadline",
            "../2024-02-20 Deadline"
        ]
    );
    assert!(read.assignments().contains(&"Lead Các Khu Quản lý đường bộ 2024-02-05/2024-02-15".to_owned()));
    assert!(read.assignments().contains(&"Support Sở Giao thông vận tải các tỉnh, thành phố -".to_owned()));
}

#[test]
fn a_notice_of_conclusions() {
    let read = Read::of(
        "VĂN PHÒNG CHÍNH PHỦ
Số: 88/TB-VPCP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 14 tháng 3 năm 2024
THÔNG BÁO
Kết luận của Phó Thủ tướng Chính phủ Trần Hồng Hà tại cuộc họp về tiến độ triển khai Đề án 1 triệu héc-ta lúa chất lượng cao
Ngày 05 tháng 3 năm 2024, Phó Thủ tướng Chính phủ Trần Hồng Hà đã chủ trì cuộc họp về tiến độ triển khai Đề án. Tham dự cuộc họp có lãnh đạo các Bộ. Sau khi nghe báo cáo, Phó Thủ tướng Chính phủ kết luận như sau:
I. ĐÁNH GIÁ CHUNG
Thời gian qua, các Bộ, ngành đã tích cực triển khai Quyết định số 1490/QĐ-TTg ngày 27 tháng 11 năm 2023 của Thủ tướng Chính phủ.
II. NHIỆM VỤ THỜI GIAN TỚI
1. Giao Bộ Nông nghiệp và Phát triển nông thôn chủ trì, phối hợp với Bộ Tài chính, Ngân hàng Nhà nước Việt Nam hoàn thiện cơ chế tín dụng, trình Thủ tướng Chính phủ trước ngày 30 tháng 4 năm 2024.
2. Bộ Tài nguyên và Môi trường khẩn trương ban hành hướng dẫn đo đạc phát thải, hoàn thành trong tháng 5 năm 2024.
3. Ủy ban nhân dân các tỉnh, thành phố vùng Đồng bằng sông Cửu Long:
a) Rà soát quy hoạch vùng trồng lúa, bảo đảm ít nhất 180.000 ha năm 2024;
b) Bố trí ngân sách địa phương.
Văn phòng Chính phủ thông báo để các cơ quan biết, thực hiện./.
Nơi nhận:
- Thủ tướng Chính phủ (để b/c);
- Các Bộ: NN&PTNT, TC;
- Lưu: VT, NN (2).
KT. BỘ TRƯỞNG, CHỦ NHIỆM
PHÓ CHỦ NHIỆM
Cao Huy
",
    );
    assert_eq!(read.header(), "88/TB-VPCP | 2024-03-14 | Hà Nội | Văn phòng Chính phủ | -");
    read.has_sections(&["I ĐÁNH GIÁ CHUNG", "II/1 -", "II/3/b -"]);
    assert_eq!(
        read.assignments(),
        [
            "Lead Bộ Nông nghiệp và Phát triển nông thôn ../2024-04-30",
            "Support Bộ Tài chính ../2024-04-30",
            "Support Ngân hàng Nhà nước Việt Nam ../2024-04-30",
            "Lead Bộ Tài nguyên và Môi trường 2024-05",
            "Lead Ủy ban nhân dân các tỉnh, thành phố vùng Đồng bằng sông Cửu Long -",
            "Lead Ủy ban nhân dân các tỉnh, thành phố vùng Đồng bằng sông Cửu Long -",
        ]
    );
    assert_eq!(read.targets(), ["Ge 180000 ha"]);
}

#[test]
fn a_report_tells_and_then_aims() {
    let read = Read::of(
        "ỦY BAN NHÂN DÂN
XÃ HÒA PHÚ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 45/BC-UBND
Hòa Phú, ngày 05 tháng 7 năm 2024
BÁO CÁO
Kết quả thực hiện cải cách hành chính 6 tháng đầu năm 2024
và phương hướng, nhiệm vụ 6 tháng cuối năm 2024
Thực hiện Kế hoạch số 03/KH-UBND ngày 10/01/2024 của UBND huyện về cải cách hành chính năm 2024, UBND xã báo cáo như sau:
A. KẾT QUẢ 6 THÁNG ĐẦU NĂM
I. CÔNG TÁC CHỈ ĐẠO
UBND xã đã ban hành 12 văn bản chỉ đạo.
II. KẾT QUẢ
1. Cải cách thủ tục hành chính
Tiếp nhận 1.250 hồ sơ, giải quyết đúng hạn 1.240 hồ sơ, đạt 99,2%.
2. Cải cách tổ chức bộ máy
Bộ máy được sắp xếp tinh gọn.
B. PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM
I. CHỈ TIÊU
Phấn đấu đến hết năm 2024 có trên 80% hồ sơ nộp trực tuyến.
II. NHIỆM VỤ
1. Công chức Văn phòng - Thống kê tham mưu rà soát thủ tục hành chính, hoàn thành trước ngày 30/9/2024.
2. Đề nghị UBND huyện bố trí kinh phí nâng cấp thiết bị.
Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Văn Lâm
",
    );
    assert_eq!(read.header(), "45/BC-UBND | 2024-07-05 | Hòa Phú | Ủy ban nhân dân xã Hòa Phú | 2024-01/2024-06");
    read.has_sections(&["A KẾT QUẢ 6 THÁNG ĐẦU NĂM", "A/II/1 Cải cách thủ tục hành chính", "B/I CHỈ TIÊU", "B/II/2 -"]);
    assert_eq!(read.references(), ["03/KH-UBND 2024-01-10"]);
    assert_eq!(read.targets(), ["Gt 80 %"], "what was reached is no target");
    assert_eq!(read.assignments(), ["Lead Công chức Văn phòng - Thống kê ../2024-09-30", "Lead UBND huyện -"]);
    assert_eq!(read.foot(), ["UBND huyện", "Lưu: VT", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn Lâm"]);
}
