//! Round trips of the word lists, and texts that must be left alone.

use super::*;
use crate::text::letters::nfc;
use crate::text::syllable::is_syllable;
use proptest::prelude::*;

const LEGACY: [Encoding; 4] = [Encoding::Tcvn3, Encoding::Vni, Encoding::Viscii, Encoding::Windows1258];

/// Words of the dictionaries, about twelve a line.
fn lines() -> Vec<String> {
    let lists = [
        include_str!("../../../dictionaries/compounds.tsv"),
        include_str!("../../../dictionaries/names.tsv"),
        include_str!("../../../dictionaries/places.tsv"),
    ];
    // The lists of names hold some in VNI.
    let unicode = |entry: &&str| {
        entry.split([' ', '-']).all(|w| {
            let vni = Encoding::Vni.to_unicode(w);
            let mixed = w.chars().skip(1).any(char::is_uppercase) && w.to_uppercase() != w;
            !mixed && (vni == w || is_syllable(w) || !is_syllable(&vni))
        })
    };
    let entries: Vec<&str> = lists
        .iter()
        .flat_map(|list| list.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').next()))
        .filter(unicode)
        .collect();
    let count = entries.len() / 8;
    (0..count).map(|i| nfc(&entries[i..].iter().step_by(count).copied().collect::<Vec<_>>().join(" "))).collect()
}

/// What TCVN3 can say of a line: a capital with a tone is a small letter unless the word is in capitals.
fn sayable(encoding: Encoding, line: &str) -> String {
    if encoding != Encoding::Tcvn3 {
        return line.to_owned();
    }
    line.split(' ')
        .map(|word| {
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if !"ĂÂÊÔƠƯĐ".contains(first) && !first.is_ascii() => {
                    first.to_lowercase().chain(letters).collect()
                }
                _ => word.to_owned(),
            }
        })
        .collect::<Vec<String>>()
        .join(" ")
}

fn wrong(expected: &str, got: &str) -> usize {
    if expected == got {
        return 0;
    }
    expected.split(' ').zip(got.split(' ')).filter(|(a, b)| a != b).count().max(1)
}

/// Encodes lines, shows them as mojibake, has them judged and converted; returns words, and words that came out wrong.
fn round_trip(encoding: Encoding, lines: &[String], show: fn(&[u8]) -> String) -> (usize, usize) {
    let right: Vec<String> =
        lines.iter().map(|l| sayable(encoding, l)).filter(|l| encoding.encode(l).is_some()).collect();
    assert!(right.len() * 100 > lines.len() * 95, "{}: {} of {} lines", encoding.name(), right.len(), lines.len());
    let right = right.join("\n");
    let read = show(&encoding.encode(&right).unwrap());
    let runs = runs(&read);
    assert!(runs.iter().all(|r| r.encoding == encoding), "{}: {runs:?}", encoding.name());
    let mut got = String::new();
    let mut at = 0;
    for run in runs {
        got += &read[at..run.range.start];
        got += &encoding.to_unicode(&read[run.range.clone()]);
        at = run.range.end;
    }
    got += &read[at..];
    (right.split_whitespace().count(), right.lines().zip(got.lines()).map(|(a, b)| wrong(a, b)).sum())
}

#[test]
fn every_encoding_round_trips() {
    let lines = lines();
    let latin1 = |bytes: &[u8]| bytes.iter().map(|&b| char::from(b)).collect::<String>();
    for encoding in LEGACY.into_iter().chain([Encoding::Utf8]) {
        for show in [show, latin1] {
            let (words, wrong) = round_trip(encoding, &lines, show);
            assert!(words > 10_000);
            assert_eq!(wrong, 0, "{} of {words}", encoding.name());
        }
    }
}

#[test]
fn lines_in_capitals_round_trip() {
    let lines: Vec<String> = lines().iter().map(|l| l.to_uppercase()).collect();
    for encoding in LEGACY {
        let right: Vec<&String> = lines.iter().filter(|l| encoding.encode(l).is_some()).collect();
        let (mut words, mut bad) = (0, 0);
        for line in right {
            let got = encoding.to_unicode(&show(&encoding.encode(line).unwrap()));
            words += line.split(' ').count();
            bad += wrong(line, &got);
        }
        assert!(words > 10_000);
        assert_eq!(bad, 0, "{} of {words}", encoding.name());
    }
}

#[test]
fn a_text_that_changes_half_way() {
    let clean = "Căn cứ Luật Thi hành án dân sự\nCăn cứ Nghị định số 30/2020/NĐ-CP\nTheo đề nghị của Vụ trưởng\n";
    let stripped = "Can cu Luat Thi hanh an dan su\nTheo de nghi cua Vu truong Vu Phap luat\n".repeat(3);
    for encoding in LEGACY.into_iter().chain([Encoding::Utf8]) {
        let moji = show(&encoding.encode(clean).unwrap());
        let text = format!("{clean}{moji}{stripped}{moji}{clean}");
        let found: Vec<(&str, Encoding)> = runs(&text).into_iter().map(|r| (&text[r.range], r.encoding)).collect();
        assert_eq!(found, [(moji.as_str(), encoding), (moji.as_str(), encoding)]);
        for other in LEGACY.into_iter().filter(|&o| o != encoding) {
            let theirs = show(&other.encode(clean).unwrap());
            let text = format!("{moji}{theirs}");
            let found: Vec<Encoding> = runs(&text).into_iter().map(|r| r.encoding).collect();
            assert_eq!(found, [encoding, other]);
        }
    }
}

#[test]
fn short_texts() {
    for (read, encoding, right) in [
        ("KÕ ho¹ch", Encoding::Tcvn3, "Kế hoạch"),
        ("Bé tr\u{AD}ëng Bé Tµi chÝnh", Encoding::Tcvn3, "Bộ trưởng Bộ Tài chính"),
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", Encoding::Tcvn3, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", Encoding::Vni, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", Encoding::Vni, "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        ("Kª hoÕch công tác nåm 2003", Encoding::Viscii, "Kế hoạch công tác năm 2003"),
        ("Kêì hoaòch cuÒa Bôò Tý phaìp", Encoding::Windows1258, "Kế hoạch của Bộ Tư pháp"),
        ("Káº¿ hoáº¡ch", Encoding::Utf8, "Kế hoạch"),
    ] {
        assert_eq!(detect(read), Some(encoding), "{read}");
        assert_eq!(encoding.to_unicode(read), right);
    }
}

#[test]
fn near_misses() {
    for text in [
        "République française. Le ministère de la santé a été créé à Hanoï; ça va être très difficile, où qu’il soit.",
        "L’État, l’élève, à côté du château, « déjà vu », août, naïf, cœur, Noël, maïs, aiguë, forêt, dû, sûr",
        "Für die Prüfung müssen größere Äpfel schön über die Straße getragen werden. Öl, Übung, Ärger, süß, höher",
        "KE HOACH T6 chire thwe hién ctia Bo truéng Bé Tu phap vé viéc trién khai thuc hién Ké hoach",
        "Throng phong chéng tham nhing, thwe hanh tiét kiém, chong lang phi ndm 2023 ctia BO Tw phap",
        "Ông có bé, má và bà. Hà là cô bé. Tôi có tính là. Hai bà ấy",
        "có tính có bé là bà cô mà",
        "10 µm, 25 µm, 30 µm\n5 µm và 2 µm\n1 µm\n2 µm\n3 µm\n25 °C ± 2, 3 × 4 m², §1 ©2024 ®",
        "La empresa señaló que el año próximo habrá más niños en la ciudad de España, según él",
        "Não são informações da população; é possível, três, avó, pôde, cão",
        "Però così è più difficile; può, già, città, perché, lunedì, virtù",
        "2021 1.234,5 30/6/2023 100%\n1\t2\t3\n— — —\n· · ·\n• một\n“hai” – ‘ba’",
        "",
    ] {
        assert_eq!(runs(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "[a-zA-ZÀ-ÿ\u{80}-\u{bf}ế€“ \n\u{301}\u{2}]{0,120}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = runs(&text);
        for encoding in Encoding::ALL {
            let _ = encoding.to_unicode(&text);
            let _ = encoding.encode(&text);
            let _ = encoding.decode(&bytes);
        }
    }

    #[test]
    fn right_text_stays(words in proptest::collection::vec(0usize..5000, 1..40)) {
        let lines = include_str!("../../../dictionaries/compounds.tsv");
        let all: Vec<&str> = lines.lines().skip(1).take(5000).collect();
        let text = words.iter().map(|&i| all[i.min(all.len() - 1)]).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(runs(&text), []);
    }

    #[test]
    fn what_is_encoded_decodes(text in "[ -~đĐàáảãạấầẩẫậắằẳẵặéêếềểễệíìỉĩịóôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵÁẾƠƯỰ\n“–”°²§ñ]{0,60}") {
        for encoding in [Encoding::Vni, Encoding::Viscii, Encoding::Windows1258] {
            if let Some(bytes) = encoding.encode(&text) {
                prop_assert_eq!(encoding.decode(&bytes), text.clone(), "{}", encoding.name());
            }
        }
    }
}
