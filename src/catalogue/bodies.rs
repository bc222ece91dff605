//! Which body a name means: "Cục trưởng Cục THADS tỉnh Bình Định" is the Cục Thi hành án dân sự of Bình Định.
//!
//! A number such as 1675/QĐ-UBND exists in every province, so two names are of one body only when what it is and where
//! it is agree. The name is taken apart: who acts for it (Chủ tịch, Giám đốc …) is left out, since an office and its
//! head number their documents in one row; the level and the place behind it are the seat; what is left, without marks,
//! is what it is. Bodies of the whole country (ministries, Chính phủ, Quốc hội, the Party's centre) have no seat and
//! need none. Names of levels and the symbols of bodies follow Nghị định 30/2020/NĐ-CP, Annexes II and III; the organs
//! of the Party's centre share their numbers (Hướng dẫn 36-HD/VPTW), and are one.

use crate::extract::full_name;
use crate::text::letters::fold;

/// A body, as far as a name tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Body {
    /// What it is, without marks: `cuc thi hanh an dan su`.
    pub name: String,
    /// Where it is, without marks and without the level: `binh dinh`.
    pub seat: Option<String>,
    /// Where that is, when the name says it: the province of a district.
    pub above: Option<String>,
    /// The level: `tinh`, `huyen`. A name may have one without a seat ("UBND tỉnh").
    pub level: Option<String>,
    /// Whether there is one in the country.
    pub is_national: bool,
}

/// Levels of government as names write them, and without marks.
const LEVELS: [(&[&str], &str); 11] = [
    (&["tỉnh"], "tinh"),
    (&["thành", "phố"], "thanh pho"),
    (&["tp"], "thanh pho"),
    (&["huyện"], "huyen"),
    (&["quận"], "quan"),
    (&["thị", "xã"], "thi xa"),
    (&["thị", "trấn"], "thi tran"),
    (&["phường"], "phuong"),
    (&["xã"], "xa"),
    (&["đặc", "khu"], "dac khu"),
    (&["tx"], "thi xa"),
];

/// Party committees, whose first word is their level.
const COMMITTEES: [(&str, &str); 5] =
    [("tinh uy", "tinh"), ("thanh uy", "thanh pho"), ("huyen uy", "huyen"), ("quan uy", "quan"), ("thi uy", "thi xa")];

/// Who acts for a body; the longer ones first.
const OFFICES: [&str; 32] = [
    "pho tong cuc truong",
    "tong cuc truong",
    "pho chi cuc truong",
    "chi cuc truong",
    "pho tong giam doc",
    "tong giam doc",
    "pho vien truong",
    "pho hieu truong",
    "pho cuc truong",
    "pho vu truong",
    "pho chu tich",
    "pho giam doc",
    "pho chu nhiem",
    "pho thong doc",
    "pho chanh an",
    "pho thu tuong",
    "pho bi thu",
    "cuc truong",
    "vu truong",
    "bo truong",
    "thu truong",
    "chu tich",
    "giam doc",
    "vien truong",
    "hieu truong",
    "chanh an",
    "thong doc",
    "chu nhiem",
    "bi thu",
    "chanh",
    "truong",
    "quyen",
];

/// What names of bodies of the whole country begin with.
const NATIONAL: [&str; 22] = [
    "bo",
    "tong cuc",
    "chinh phu",
    "thu tuong chinh phu",
    "quoc hoi",
    "uy ban thuong vu quoc hoi",
    "uy ban dan toc",
    "chu tich nuoc",
    "trung uong dang",
    "van phong chinh phu",
    "van phong quoc hoi",
    "van phong chu tich nuoc",
    "van phong trung uong",
    "thanh tra chinh phu",
    "kiem toan nha nuoc",
    "ngan hang nha nuoc",
    "toa an nhan dan toi cao",
    "vien kiem sat nhan dan toi cao",
    "tong lien doan",
    "hoi dong tham phan",
    "dai hoi dai bieu toan quoc",
    "ban bi thu",
];

/// Symbols that the abbreviations of names do not hold; without marks.
const SYMBOLS: [(&str, &str); 12] = [
    ("cp", "Chính phủ"),
    ("ttg", "Thủ tướng Chính phủ"),
    ("tw", "Trung ương Đảng"),
    ("ctn", "Chủ tịch nước"),
    ("btc", "Bộ Tài chính"),
    ("nhnn", "Ngân hàng Nhà nước"),
    ("ktnn", "Kiểm toán nhà nước"),
    ("ubdt", "Ủy ban Dân tộc"),
    ("bdttg", "Bộ Dân tộc và Tôn giáo"),
    ("bnnmt", "Bộ Nông nghiệp và Môi trường"),
    ("tld", "Tổng Liên đoàn Lao động Việt Nam"),
    ("vpqh", "Văn phòng Quốc hội"),
];

/// The provinces of the country until 2025 and after, without marks: names often leave out the level before one
/// ("Sở Y tế Kiên Giang").
const PROVINCES: [&str; 65] = [
    "an giang",
    "ba ria vung tau",
    "bac giang",
    "bac kan",
    "bac lieu",
    "bac ninh",
    "ben tre",
    "binh dinh",
    "binh duong",
    "binh phuoc",
    "binh thuan",
    "ca mau",
    "can tho",
    "cao bang",
    "da nang",
    "dak lak",
    "dak nong",
    "dien bien",
    "dong nai",
    "dong thap",
    "gia lai",
    "ha giang",
    "ha nam",
    "ha noi",
    "ha tinh",
    "hai duong",
    "hai phong",
    "hau giang",
    "ho chi minh",
    "hoa binh",
    "hue",
    "hung yen",
    "khanh hoa",
    "kien giang",
    "kon tum",
    "lai chau",
    "lam dong",
    "lang son",
    "lao cai",
    "long an",
    "nam dinh",
    "nghe an",
    "ninh binh",
    "ninh thuan",
    "phu tho",
    "phu yen",
    "quang binh",
    "quang nam",
    "quang ngai",
    "quang ninh",
    "quang tri",
    "soc trang",
    "son la",
    "tay ninh",
    "thai binh",
    "thai nguyen",
    "thanh hoa",
    "thua thien hue",
    "tien giang",
    "tra vinh",
    "tuyen quang",
    "vinh long",
    "vinh phuc",
    "yen bai",
    "hcm",
];

/// A word of a name.
struct Word {
    /// In small letters, with its marks.
    marked: String,
    folded: String,
    capital: bool,
}

impl Body {
    /// The body that a name means. `None` for a name without a word.
    pub fn of(name: &str) -> Option<Self> {
        let full = full_name(name);
        let mut words: Vec<Word> = full
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| {
                let marked = word.to_lowercase();
                let folded = fold(&marked);
                Word { marked, folded, capital: word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) }
            })
            .collect();
        // "Quốc hội khóa XV" is the Quốc hội.
        if let Some(at) = words.iter().position(|word| word.folded == "khoa" && word.marked != "khoa") {
            words.truncate(at.max(1));
        }
        let acting = office(&words);
        words.drain(..acting);
        let folded = joined(&words);
        if folded.is_empty() {
            return None;
        }
        if is_centre(&folded) {
            return Some(Self { name: "trung uong dang".to_owned(), is_national: true, ..Self::default() });
        }
        for (name, level) in COMMITTEES {
            if let Some(seat) = folded.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
                let (seat, above) = (some(seat.trim()), None);
                return Some(Self { name: name.to_owned(), seat, above, level: some(level), is_national: false });
            }
        }
        let mut places: Vec<(usize, usize, &str)> = Vec::new();
        let mut at = 1;
        while at < words.len() {
            match level(&words, at) {
                Some((length, level)) => {
                    places.push((at, at + length, level));
                    at += length;
                }
                None => at += 1,
            }
        }
        let end = places.first().map_or(words.len(), |place| place.0);
        let seat_of = |n: usize| {
            let (_, from, _) = *places.get(n)?;
            some(&joined(&words[from..places.get(n + 1).map_or(words.len(), |next| next.0)]))
        };
        let mut body = Self {
            name: kind(&words[..end]),
            seat: seat_of(0),
            above: seat_of(1),
            level: places.first().and_then(|place| some(place.2)),
            is_national: false,
        };
        if body.level.is_none() {
            let bare = PROVINCES.iter().find_map(|&place| {
                let rest = body.name.strip_suffix(place)?.strip_suffix(' ')?;
                // "Trường Đại học Cần Thơ" is one name.
                (!rest.contains("truong") && !rest.contains("hoc")).then(|| (rest.to_owned(), place))
            });
            if let Some((rest, place)) = bare {
                body = Self { name: rest, seat: some(place), ..body };
            }
        }
        body.seat = body.seat.map(|seat| if seat == "hcm" { "ho chi minh".to_owned() } else { seat });
        body.is_national = body.level.is_none() && body.seat.is_none() && is_national(&body.name);
        (!body.name.is_empty()).then_some(body)
    }

    /// The body of the whole country that a document's number names (`666/QĐ-TTg`, `24/2021/QH15`, `05-CT/TW`). Other
    /// symbols name none: `QĐ-UBND` is that of every province.
    pub fn of_code(code: &str, is_dispatch: bool) -> Option<Self> {
        let (party, symbol) = match code.rsplit_once('/') {
            Some((before, "TW")) => (before.contains('-'), "TW"),
            Some((_, symbol)) => (false, symbol),
            None => return None,
        };
        let parts: Vec<&str> = symbol.split('-').map(str::trim).collect();
        let part = match parts[..] {
            [_] if party => symbol,
            [only] => only,
            [first, _] if is_dispatch => first,
            [_, last] => last,
            _ => return None,
        };
        let name = fold(part);
        let congress = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let body = match congress {
            "qh" if congress.len() < name.len() => Self::of("Quốc hội"),
            "ubtvqh" => Self::of("Ủy ban Thường vụ Quốc hội"),
            _ => match SYMBOLS.iter().find(|(symbol, _)| *symbol == name) {
                Some((_, name)) => Self::of(name),
                None if part.chars().all(char::is_alphabetic) => Self::of(part),
                None => None,
            },
        };
        body.filter(|body| body.is_national)
    }

    /// The body with what the letterhead's first line and the date's place tell about where it is; whether that is sure.
    pub fn seated(mut self, parent: Option<&str>, place: Option<&str>) -> (Self, bool) {
        if self.is_national {
            return (self, true);
        }
        let parent = parent.and_then(Self::of);
        if self.seat.is_some() {
            let above = parent.and_then(|parent| parent.seat).filter(|above| Some(above) != self.seat.as_ref());
            self.above = self.above.or(above);
            return (self, true);
        }
        match parent {
            Some(Self { is_national: true, .. }) if self.level.is_none() => self.is_national = true,
            Some(Self { seat: Some(seat), level, .. }) => {
                self.seat = Some(seat);
                self.level = self.level.or(level);
            }
            _ => {
                self.seat = place.and_then(|place| some(&joined_text(place)));
                return (self, false);
            }
        }
        (self, true)
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

fn joined_text(text: &str) -> String {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a body is: its words, but those that one writes and another does not.
fn kind(words: &[Word]) -> String {
    words.iter().filter(|word| word.marked != "và").map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// How many words at the beginning say who acts for the body.
fn office(words: &[Word]) -> usize {
    let mut at = 0;
    loop {
        let rest = joined(&words[at..]);
        if rest.starts_with("chu tich nuoc") {
            return at;
        }
        let behind = |title: &&&str| rest.strip_prefix(**title).is_some_and(|rest| rest.starts_with(' '));
        // "Trường" is a school, "Trưởng" is not.
        let school = words.get(at).is_some_and(|word| word.marked == "trường");
        let title = OFFICES.iter().find(behind).filter(|_| !school);
        let length = match title {
            Some(title) => title.split(' ').count(),
            None if rest.starts_with("tong thanh tra ") || rest.starts_with("tong kiem toan ") => 1,
            None if rest.starts_with("kiem ") && at > 0 => 1,
            // "Trưởng ban Ban Chỉ đạo"
            None if at > 0 && rest.starts_with("ban ban ") => 1,
            None => return at,
        };
        at += length;
    }
}

/// The level of government that begins at a word, and of how many words its name is.
fn level(words: &[Word], at: usize) -> Option<(usize, &'static str)> {
    let found = LEVELS.iter().find(|(name, _)| {
        name.len() <= words.len() - at && name.iter().zip(&words[at..]).all(|(part, word)| *part == word.marked)
    })?;
    // A place has a capital: "Bảo hiểm xã hội" has none.
    let next = words.get(at + found.0.len());
    next.is_none_or(|word| word.capital || level(words, at + found.0.len()).is_some())
        .then_some((found.0.len(), found.1))
}

/// Whether it is one of the organs of the Party's centre, which number their documents in one row.
fn is_centre(folded: &str) -> bool {
    ["ban bi thu", "bo chinh tri", "ban chap hanh trung uong", "trung uong dang"].iter().any(|n| folded.starts_with(n))
        || folded.starts_with("hoi nghi ") && folded.contains("ban chap hanh trung uong")
}

fn is_national(name: &str) -> bool {
    let begins = |with: &str| name.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let of_the_army = name.starts_with("bo chi huy") || name.starts_with("bo tu lenh");
    !of_the_army && NATIONAL.iter().any(|with| begins(with))
        || name.ends_with(" viet nam")
        || name.ends_with(" trung uong")
        || name.ends_with(" toi cao")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        let Body { name, seat, above, level, is_national } = Body::of(name).unwrap_or_default();
        let places: Vec<String> = [level, seat, above].into_iter().flatten().collect();
        format!(
            "{name}{}{}",
            if is_national { "!" } else { "" },
            places.iter().map(|p| format!("|{p}")).collect::<String>()
        )
    }

    #[test]
    fn a_name_is_a_body_and_its_seat() {
        for (name, body) in [
            ("Bộ trưởng Bộ Tư pháp", "bo tu phap!"),
            ("BTP", "bo tu phap!"),
            ("Tổng Cục trưởng Tổng cục THADS", "tong cuc thi hanh an dan su!"),
            ("Tổng cục Thi hành án dần sự", "tong cuc thi hanh an dan su!"),
            ("Cục trưởng Cục THADS tỉnh Bình Định", "cuc thi hanh an dan su|tinh|binh dinh"),
            ("Cục Thi hành án dân sự tỉnh", "cuc thi hanh an dan su|tinh"),
            ("Chủ tịch UBND tỉnh Bình Định", "uy ban nhan dan|tinh|binh dinh"),
            ("Uỷ ban nhân dân huyện Phú Quý, tỉnh Bình Thuận", "uy ban nhan dan|huyen|phu quy|binh thuan"),
            ("UBND TP. Hồ Chí Minh", "uy ban nhan dan|thanh pho|ho chi minh"),
            ("UBND TP.HCM", "uy ban nhan dan|thanh pho|ho chi minh"),
            ("UBND Quận 1", "uy ban nhan dan|quan|1"),
            ("UBND xã Tân Lập", "uy ban nhan dan|xa|tan lap"),
            ("Sở Y tế Kiên Giang", "so y te|kien giang"),
            ("Giám đốc Sở Giáo dục và Đào tạo", "so giao duc dao tao"),
            ("Sở Lao động - Thương binh và Xã hội tỉnh An Giang", "so lao dong thuong binh xa hoi|tinh|an giang"),
            ("Bảo hiểm xã hội tỉnh Bình Định", "bao hiem xa hoi|tinh|binh dinh"),
            ("Bảo hiểm xã hội Việt Nam", "bao hiem xa hoi viet nam!"),
            ("Bộ Chỉ huy Quân sự tỉnh", "bo chi huy quan su|tinh"),
            ("Tỉnh ủy Bình Định", "tinh uy|tinh|binh dinh"),
            ("Ban Thường vụ Tỉnh ủy", "ban thuong vu tinh uy"),
            ("Thủ tướng Chính phủ", "thu tuong chinh phu!"),
            ("Chính phủ", "chinh phu!"),
            ("Chủ tịch nước", "chu tich nuoc!"),
            ("Tổng Thanh tra Chính phủ", "thanh tra chinh phu!"),
            ("Quốc hội khóa XV", "quoc hoi!"),
            ("Ban Bí thư Trung ương Đảng khóa XIII", "trung uong dang!"),
            ("Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII", "trung uong dang!"),
            ("Trường Đại học Cần Thơ", "truong dai hoc can tho"),
            ("Chánh Văn phòng UBND tỉnh Bình Định", "van phong uy ban nhan dan|tinh|binh dinh"),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(shown(name), body, "{name}");
        }
    }

    #[test]
    fn symbols_of_the_whole_country_name_their_body() {
        let of = |code: &str| Body::of_code(code, false).map(|body| body.name);
        for (code, body) in [
            ("666/QĐ-TTg", Some("thu tuong chinh phu")),
            ("303/QĐ-BTP", Some("bo tu phap")),
            ("960/KH-TCTHADS", Some("tong cuc thi hanh an dan su")),
            ("24/2021/QH15", Some("quoc hoi")),
            ("30/2020/NĐ-CP", Some("chinh phu")),
            ("05-CT/TW", Some("trung uong dang")),
            ("01/2022/TT-BLĐTBXH", Some("bo lao dong thuong binh xa hoi")),
            ("1675/QĐ-UBND", None),
            ("12/KH-CTHADS", None),
            ("10-CTr/BCS", None),
            ("14/TTLT-BTP-BTC", None),
            ("QĐ", None),
            ("/", None),
        ] {
            assert_eq!(of(code).as_deref(), body, "{code}");
        }
        let dispatch = Body::of_code("214/BTP-TCTHADS", true).map(|body| body.name);
        assert_eq!(dispatch.as_deref(), Some("bo tu phap"));
    }

    #[test]
    fn the_letterhead_tells_where_a_body_is() {
        let seated = |name: &str, parent, place| {
            let (body, sure) = Body::of(name).unwrap_or_default().seated(parent, place);
            (body.seat, body.is_national, sure)
        };
        let kien_giang = || Some("kien giang".to_owned());
        assert_eq!(seated("Sở Y tế", Some("UBND tỉnh Kiên Giang"), Some("Rạch Giá")), (kien_giang(), false, true));
        assert_eq!(seated("Sở Y tế", None, Some("Kiên Giang")), (kien_giang(), false, false));
        assert_eq!(seated("Cục Đường bộ", Some("Bộ Giao thông vận tải"), Some("Hà Nội")), (None, true, true));
        assert_eq!(seated("Bộ Y tế", None, Some("Hà Nội")), (None, true, true));
        assert_eq!(seated("UBND tỉnh Kiên Giang", None, Some("Rạch Giá")), (kien_giang(), false, true));
    }
}
