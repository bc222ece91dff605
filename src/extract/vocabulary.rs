//! The words by which units and their acts are recognised.
//!
//! Each list is written as one text, its phrases in small letters and separated by bars. To teach the program a new
//! head noun or verb, add it here and a phrase with it to the tests of [`super::units`] or [`super::assignments`].

/// What ends a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// A verb of acting.
    Verb,
    /// "phối hợp", "chịu trách nhiệm phối hợp".
    Support,
    /// "yêu cầu", "đề nghị", "giao": somebody else has to act.
    Directive,
    /// "phấn đấu", "đạt": an aim.
    Aim,
    /// "có thể", "khuyến khích", "được", "sẽ": no task.
    Void,
    /// "nghiêm túc", "thường xuyên": stands before the verb.
    Adverb,
    /// Any other word that no name holds.
    Other,
    /// Words that look like one of these and belong to names: "giao thông".
    Name,
}

/// Kinds of head nouns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// Written with a capital: Bộ, Sở, Văn phòng.
    Proper,
    /// The same, and the next word belongs to the name though it be a verb: "Ban chỉ đạo", "Đoàn kiểm tra".
    Working,
    /// Also in small letters: "đơn vị", "các trường".
    Common,
    /// An office-holder: Thủ trưởng, Chi cục trưởng.
    Person,
}

/// What ends a name, and the words that do.
pub(super) const STOPS: &[(Stop, &str)] = &[
    (
        Stop::Name,
        "giao thông | giao dịch | đồng bằng | công nhận | xác nhận | chi cục | chi cục trưởng | chi bộ | chi hội | \
     chi nhánh | chi đoàn | tổ chức cán bộ | tổ chức chính trị | tổ chức chính trị - xã hội | chứng nhận | \
     từ thiện | thu ngân sách | trình độ | xét nghiệm | làng nghề | khám bệnh | khám chữa bệnh | \
     điều trị nội trú | bảo vệ môi trường | bảo vệ thực vật | trồng trọt | phát triển nông thôn | \
     đầu tư xây dựng | quản lý dự án | phát triển quỹ đất | chăm sóc sức khỏe | sau đại học | nhận thức | \
     tự chủ | chi phí | thu nhập | công lập | tư thục | mở rộng | kiểm tra đảng | liên ngành | giao ban | \
     cấp cao | kiểm sát viên | kiểm soát viên | thẩm tra viên | chấp hành viên | \
     cùng cấp",
    ),
    (
        Stop::Support,
        "phối hợp | có trách nhiệm phối hợp | chịu trách nhiệm phối hợp | chủ động phối hợp | \
     tham gia phối hợp | tích cực phối hợp",
    ),
    (
        Stop::Directive,
        "yêu cầu | đề nghị | giao | giao cho | phân công | giao nhiệm vụ cho | trân trọng đề nghị | kính đề nghị",
    ),
    (Stop::Aim, "phấn đấu | đạt | đạt được"),
    (
        Stop::Void,
        "có thể | khuyến khích | được | bị | sẽ | đã | đang | có quyền | không được | tặng | xét tặng | \
     trao tặng | khen thưởng | quyết định khen thưởng | chưa | không | do | được khuyến khích | vẫn | gồm | \
     bao gồm | quyết định tặng | trở thành",
    ),
    (
        Stop::Verb,
        "chủ trì | có trách nhiệm | chịu trách nhiệm | tham mưu | tổ chức | xây dựng | triển khai | chỉ đạo | \
     hướng dẫn | thực hiện | lập | rà soát | báo cáo | tổng hợp | theo dõi | đôn đốc | căn cứ | bố trí | \
     bảo đảm | đảm bảo | tăng cường | đẩy mạnh | tiếp tục | tiến hành | hoàn thiện | hoàn thành | \
     quán triệt | tuyên truyền | phổ biến | gửi | nộp | trình | ban hành | phê duyệt | cung cấp | đề xuất | \
     kiến nghị | cử | lựa chọn | thông báo | cập nhật | công bố | công khai | thống kê | đánh giá | sơ kết | \
     tổng kết | nghiên cứu | hỗ trợ | huy động | vận động | tạo điều kiện | quan tâm | lồng ghép | \
     bồi dưỡng | tập huấn | xử lý | giải quyết | tiếp nhận | sử dụng | đăng ký | phát động | phát huy | \
     nâng cao | khắc phục | tập trung | có kế hoạch | có nhiệm vụ | thi đua | chấp hành | cần | phải | \
     có giải pháp | có biện pháp | hưởng ứng | tham gia | chuẩn bị | liên hệ | thành lập | kiện toàn | \
     phân bổ | cấp phát | thẩm định | xem xét | quy định | đưa | lãnh đạo chỉ đạo | lãnh đạo thực hiện | \
     điều hành | đầu tư | mở | treo | phát hành | biên soạn | in ấn | đăng tải | đưa tin | truyền thông | \
     kiểm soát | duy trì | củng cố | phát triển | tự | kiểm tra | giám sát | thanh tra | phát hiện | \
     ngăn chặn | khảo sát | xác minh | phân loại | thu thập | niêm yết | lấy ý kiến | ký kết | ký | \
     tham gia ý kiến | có văn bản | giúp | làm | đề ra | là | nhận | chuyển | bàn giao | lưu trữ | số hóa | \
     vận hành | trang bị | mua sắm | tiêm | cách ly | khám | điều trị | giảng dạy | tuyển sinh | dạy | \
     trồng | chăm sóc | bảo vệ | bình xét | xét | sơ | quản lý chặt chẽ | siết chặt | kê khai | \
     lập danh sách | chấn chỉnh | rút kinh nghiệm | xác định | khai thác | ứng dụng | thiết lập | \
     tính toán | đón tiếp | phục vụ | ưu tiên | dự toán | cân đối | tranh thủ | kêu gọi | thu hút | gắn | \
     thúc đẩy | trao đổi | chia sẻ | tiếp thu | giải trình | phản ánh | thẩm tra | cụ thể hóa | họp | họp giao ban | tổ chức giao ban | giới thiệu | \
     thông qua | biểu dương | thu | chi | cắt giảm | tiết kiệm | đổi mới | lãnh đạo | tổng rà soát | \
     dự trù | thanh quyết toán | sẵn sàng | tư vấn",
    ),
    (
        Stop::Adverb,
        "nghiêm túc | thường xuyên | kịp thời | chủ động | tích cực | khẩn trương | trực tiếp | đồng thời | \
     định kỳ | phân công cụ thể | hàng năm | hằng năm | hàng quý | hằng quý | hàng tháng | hằng tháng | \
     hàng tuần | hằng tuần | nhanh chóng | chỉ | cũng | cùng | tốt | sớm | luôn | tiên phong | gương mẫu | \
     kiên quyết | cương quyết | quyết liệt | tuyệt đối | linh hoạt | mạnh dạn | không ngừng | triệt để | kiên trì | \
     sâu sát | thực sự | thật sự | từng bước | tận dụng tối đa",
    ),
    (
        Stop::Other,
        "về | v/v | để | nhằm | nếu | khi | theo | tại | trước | sau | từ | đến | với | bằng | mà | vì | \
     trên cơ sở | trên địa bàn | trên | như | này | nêu trên | vào | trong việc | trong quá trình | \
     trong năm | trong công tác | trong phạm vi | phù hợp | liên quan đến | tới | bởi | hoặc | qua | \
     trong đó | cho đến | nhất là | đặc biệt | chậm nhất | tính | cao hơn | vượt | ít nhất | tối thiểu | \
     sửa đổi | bổ sung | bãi bỏ | thay thế | giao chỉ tiêu | gắn với | còn | nói chung | có nội dung | \
     có điều kiện | có tên",
    ),
];

/// Head nouns.
pub(super) const HEADS: &[(Head, &str)] = &[
    (
        Head::Proper,
        "bộ | sở | cục | chi cục | tổng cục | vụ | văn phòng | phòng | ubnd | ủy ban nhân dân | \
     uỷ ban nhân dân | hđnd | hội đồng nhân dân | công an | bảo hiểm xã hội | bhxh | kho bạc | \
     kho bạc nhà nước | bộ chỉ huy | ban chỉ huy | bộ tư lệnh | ngân hàng | bưu điện | viễn thông | \
     điện lực | báo | đài | đài truyền thanh | mặt trận tổ quốc | ubmttq | ubmttqvn | \
     ủy ban mặt trận tổ quốc | uỷ ban mặt trận tổ quốc | mttq | liên đoàn lao động | hội | hiệp hội | \
     đoàn thanh niên | đoàn tncs | tỉnh đoàn | thành đoàn | huyện đoàn | tòa án | tòa án nhân dân | toà án | \
     viện kiểm sát | viện kiểm sát nhân dân | vksnd | tand | thanh tra | thuế | hải quan | đảng ủy | \
     đảng uỷ | tỉnh ủy | tỉnh uỷ | thành ủy | thành uỷ | huyện ủy | quận ủy | chi ủy | đảng bộ | chi bộ | \
     công đoàn | học viện | viện | thư viện | công ty | tổng công ty | tập đoàn | liên hiệp | liên minh | \
     ttyt | tttt | ttgdtx | trường | hệ thống | toàn hệ thống | cơ quan thường trực | ban cán sự đảng | \
     chính phủ | quốc hội | đại hội | hội nghị | trung ương | nhà nước | bộ chính trị | ban bí thư | đảng | \
     khoa | bộ môn | đồn biên phòng | thành phố | huyện | thị xã | quận | tiểu ban | hội liên hiệp | \
     thường trực | cơ quan | khối | cụm | ngành | bệnh viện | trung tâm | trạm | trạm y tế | đơn vị | \
     tổ chức | cổng thông tin điện tử | thường vụ | bch | btv | bcđ | hđ | xã | phường | tỉnh | hợp tác xã | \
     thôn | tổ dân phố | khu phố | bảo tàng | khu quản lý | nhà văn hóa | vnpt | viettel | \
     cảng vụ | cảng | bến xe | thị ủy | thị uỷ | đoàn khối | thị đoàn | hạt kiểm lâm | nhà máy | xí nghiệp | \
     chi nhánh | vườn quốc gia | khu bảo tồn | nhà thiếu nhi | trại giam | lữ đoàn | sư đoàn | trung đoàn | \
     tiểu đoàn | quân khu | câu lạc bộ | nhà xuất bản | tạp chí | phân viện | phân hiệu | đại học | \
     đảng đoàn | kiểm toán | tổng liên đoàn | liên đoàn | lđlđ | nhà hát | trường quân sự | bộ đội biên phòng",
    ),
    (
        Head::Working,
        "ban | tổ | đoàn | đội | hội đồng | ủy ban | uỷ ban | bộ phận | trung tâm | phòng | quỹ | nhóm | \
     tổ công tác | đoàn kiểm tra | ban quản lý | ban chỉ đạo",
    ),
    (
        Head::Common,
        "cơ quan | đơn vị | địa phương | tổ chức | sở | ngành | phòng | ban | trường | xã | phường | thôn | \
     bệnh viện | doanh nghiệp | cấp ủy | cấp uỷ | chính quyền | cơ sở | trung tâm | trạm | trạm y tế | hội | \
     đoàn thể | đội | tổ | nhà trường | cụm | khối | hợp tác xã | chi bộ | chi cục | cục | vụ | bộ | huyện | \
     quận | tỉnh | khu phố | tổ dân phố | công an | tổ chức chính trị | hội đồng | văn phòng | viện | \
     thị trấn | thị xã | thành phố | đoàn | khoa | ấp | bản | ubnd | cấp hội | công đoàn | mặt trận | \
     ban ngành | cấp | tiểu ban | cảng | bến | huyện ủy | huyện uỷ | thị ủy | thị uỷ | thành ủy | thành uỷ | \
     đảng ủy | đảng uỷ | đảng bộ | chi đoàn | chi hội | hạt | đồn | nhà máy | xí nghiệp | chi nhánh | câu lạc bộ | \
     chủ đầu tư | ban quản lý dự án",
    ),
    (
        Head::Person,
        "thủ trưởng | lãnh đạo | người đứng đầu | giám đốc | phó giám đốc | hiệu trưởng | phó hiệu trưởng | \
     chủ tịch | phó chủ tịch | trưởng | phó | chánh | chánh văn phòng | chánh thanh tra | chánh án | \
     viện trưởng | bí thư | phó bí thư | bộ trưởng | thứ trưởng | cục trưởng | chi cục trưởng | \
     tổng cục trưởng | vụ trưởng | trưởng phòng | trưởng ban | trưởng đoàn | tổng giám đốc | thư ký | \
     chỉ huy trưởng | thủ tướng | tổng thanh tra | chấp hành viên | ban giám hiệu | ban giám đốc | \
     ban lãnh đạo | công chức | trưởng công an | tổ trưởng | đội trưởng | thành viên | thanh tra viên | \
     kế toán | chỉ huy | trưởng khoa | trưởng thôn | chủ nhiệm | đồng chí | các đồng chí | tổng biên tập | \
     cán bộ | đoàn trường | trưởng trạm | chủ tịch hội đồng | phụ trách | thường trực | bí thư đảng ủy | \
     chính ủy | chính uỷ | tham mưu trưởng | đồn trưởng | hạt trưởng | trạm trưởng | đội trưởng đội | giám thị | \
     trưởng bản | trưởng ấp | trưởng khu phố | kế toán trưởng | tổng kiểm toán",
    ),
];

/// Head nouns that also stand in small letters.
pub(super) const COMMON: &[((), &str)] = &[(
    (),
    "cơ quan | đơn vị | địa phương | tổ chức | sở | ngành | phòng | ban | trường | xã | phường | thôn | \
     bệnh viện | doanh nghiệp | cấp ủy | cấp uỷ | chính quyền | cơ sở | trung tâm | trạm | hội | đoàn thể | \
     đội | tổ | nhà trường | cụm | khối | hợp tác xã | chi bộ | chi cục | cục | vụ | bộ | huyện | quận | \
     khu phố | công an | hội đồng | văn phòng | viện | thị trấn | thị xã | thành phố | đoàn | khoa | bản | \
     ấp | bộ phận | ủy ban | công đoàn | tiểu ban | cảng | bến | huyện ủy | huyện uỷ | thị ủy | thị uỷ | thành ủy | \
     thành uỷ | đảng ủy | đảng uỷ | đảng bộ | chi đoàn | chi hội | nhà máy | xí nghiệp | chi nhánh | câu lạc bộ | \
     chủ đầu tư",
)];

/// Nouns in a list that go on with the same unit: "cơ quan, tổ chức, đơn vị", "sở, ban, ngành".
pub(super) const GENERIC: &[((), &str)] = &[(
    (),
    "cơ quan | đơn vị | địa phương | tổ chức | sở | ban | ngành | đoàn thể | phòng | phường | xã | \
     thị trấn | thị xã | thành phố | huyện | quận | trường học | cơ sở | bộ | hội | cấp | tỉnh | \
     trực thuộc | doanh nghiệp | đặc khu | đặc | thôn | ấp | khu phố | bản | trường | địa bàn | cá nhân | \
     khoa | tổ | bệnh viện | trung tâm | vụ | cục | cụm | khối | bến | cảng | thị ủy | thị uỷ | thành ủy | thành uỷ | \
     huyện ủy | huyện uỷ | đảng ủy | đảng uỷ | chi nhánh | nhà máy | xí nghiệp | hợp tác xã | chi hội | chi đoàn",
)];

/// Verbs that names hold too: they say what is done only at the head of a sentence.
pub(super) const HELD: &[((), &str)] = &[(
    (),
    "quản lý | biểu diễn | quy hoạch | dự báo | cảnh báo | hòa giải | hoà giải | phản biện | phản biện xã hội | dạy học | \
     thi đấu | tập luyện | chiếu sáng | quan trắc | cấp cứu | tham quan | xét xử | vệ sinh | phát thanh | kháng nghị | \
     bảo mật | kỷ luật | trực | xuất khẩu | thoát nghèo | khử khuẩn | trưng bày | thường trực | truyền dạy | \
     chú ý | đi đầu | khen thưởng | giữ | gìn giữ | nhân rộng | lưu",
)];

/// Organs of the Party, and others of their kind, which a list names beside each other.
pub(super) const ORGANS: &[((), &str)] = &[(
    (),
    "cấp ủy | cấp uỷ | huyện ủy | huyện uỷ | thị ủy | thị uỷ | thành ủy | thành uỷ | tỉnh ủy | tỉnh uỷ | quận ủy | \
     đảng ủy | đảng uỷ | đảng bộ | chi bộ | doanh nghiệp | đoàn thể",
)];

/// Verbs that name what a board, team or section is for: "Ban chỉ đạo", "Đoàn kiểm tra", "Bộ phận giúp việc".
pub(super) const WORKS: &[((), &str)] = &[(
    (),
    "chỉ đạo | quản lý | giúp việc | kiểm tra | giám sát | thanh tra | tư vấn | thẩm định | công tác | khảo sát | \
     hỗ trợ | tổ chức | đánh giá | tiếp nhận | xây dựng | điều hành | tuyên truyền | kiểm soát | thi đua | lưu trữ | \
     phát triển | xét | sơ kết | tham mưu | bảo vệ | nghiên cứu | vận động | tuyển sinh | thẩm tra | thống kê | \
     ứng dụng | truyền thông",
)];

/// Nouns of two syllables that a verb may follow in a name.
pub(super) const VERBAL: &[((), &str)] = &[(
    (),
    "cơ quan | cơ sở | đơn vị | tổ chức | doanh nghiệp | công ty | trung tâm | lực lượng | hoạt động | công tác | \
     dịch vụ | nghiệp vụ | kỹ thuật | dự án | chương trình | công trình | bộ phận | nhà máy | hệ thống | cán bộ | \
     nhân viên | đội ngũ | thiết bị | hợp đồng | hội đồng | nhiệm vụ",
)];
