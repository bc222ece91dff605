//! A seeded sample of text to render: paragraphs of the corpora, and lines made of the dictionaries.
//!
//! The corpora give running text; names, places and document numbers are rare in it, and the channel has to see them.
//! A paragraph is taken by its hash, so the sample depends on what the files hold and on the seed alone.

use super::lm::{Corpus, TrainError, line_hash, lines};
use crate::lexicon::{Kind, Source};
use crate::render::Rng;

/// The part of the lines that is made of the dictionaries.
const MADE: f32 = 0.12;
/// Words of a long paragraph that are taken.
const WORDS: usize = 80;

/// `count` paragraphs: from each corpus a part in proportion to its weight, the rest made of the dictionaries.
///
/// # Errors
/// When a corpus cannot be read.
pub fn sample(corpora: &[Corpus], sources: &[Source], count: usize, seed: u64) -> Result<Vec<String>, TrainError> {
    draw(corpora, sources, count, seed, false)
}

/// As [`sample`], of the paragraphs that the language model is not counted over: what is measured on them is what
/// text that nobody has seen would give.
///
/// # Errors
/// When a corpus cannot be read.
pub fn held_out(corpora: &[Corpus], sources: &[Source], count: usize, seed: u64) -> Result<Vec<String>, TrainError> {
    draw(corpora, sources, count, seed, true)
}

fn draw(
    corpora: &[Corpus],
    sources: &[Source],
    count: usize,
    seed: u64,
    held_out: bool,
) -> Result<Vec<String>, TrainError> {
    let mut rng = Rng::new(seed);
    let made = (count as f32 * MADE) as usize;
    let weights: u32 = corpora.iter().map(|c| c.weight).sum::<u32>().max(1);
    let mut out: Vec<(u64, String)> = Vec::with_capacity(count);
    for corpus in corpora {
        let want = (count - made) * corpus.weight as usize / weights as usize;
        // The paragraphs with the smallest hashes.
        let mut taken: std::collections::BTreeMap<u64, String> = std::collections::BTreeMap::new();
        lines(&corpus.path, held_out, |line| {
            if line.len() < 30 {
                return;
            }
            let hash = Rng::new(line_hash(line) ^ seed).next_u64();
            if taken.len() < want || taken.last_key_value().is_some_and(|(last, _)| hash < *last) {
                taken.insert(hash, shorten(line, hash));
                if taken.len() > want {
                    taken.pop_last();
                }
            }
        })?;
        out.extend(taken);
    }
    let lists = Lists::of(sources);
    for _ in 0..made {
        out.push((rng.next_u64(), lists.line(&mut rng)));
    }
    out.sort();
    Ok(out.into_iter().map(|(_, line)| line).collect())
}

/// A stretch of whole words of a long paragraph.
fn shorten(line: &str, hash: u64) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() <= WORDS {
        return words.join(" ");
    }
    let start = hash as usize % (words.len() - WORDS);
    words[start..start + WORDS].join(" ")
}

/// The entries that lines are made of.
struct Lists<'a> {
    names: Vec<&'a str>,
    places: Vec<&'a str>,
    symbols: Vec<&'a str>,
    compounds: Vec<&'a str>,
}

impl<'a> Lists<'a> {
    fn of(sources: &'a [Source]) -> Self {
        let of = |kind: Kind| sources.iter().filter(|s| s.kind == kind).map(|s| s.form.as_str()).collect();
        Self {
            names: of(Kind::Name),
            places: of(Kind::Place),
            symbols: of(Kind::Symbol),
            compounds: of(Kind::Compound),
        }
    }

    fn line(&self, rng: &mut Rng) -> String {
        const TYPES: [&str; 10] = [
            "Quyết định",
            "Kế hoạch",
            "Thông tư",
            "Nghị định",
            "Công văn",
            "Chỉ thị",
            "Nghị quyết",
            "Thông báo",
            "Báo cáo",
            "Hướng dẫn",
        ];
        const BODIES: [&str; 9] = [
            "Thủ tướng Chính phủ",
            "Bộ trưởng Bộ Tài chính",
            "Chủ tịch Ủy ban nhân dân tỉnh",
            "Chính phủ",
            "Quốc hội",
            "Ban Bí thư Trung ương Đảng",
            "Bộ Nội vụ",
            "Hội đồng nhân dân tỉnh",
            "Giám đốc Sở Y tế",
        ];
        const FOOT: [&str; 14] = [
            "KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "GIÁM ĐỐC",
            "TM. ỦY BAN NHÂN DÂN",
            "CHÁNH VĂN PHÒNG",
            "TL. BỘ TRƯỞNG",
            "THỨ TRƯỞNG",
            "CỤC TRƯỞNG",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "MỤC ĐÍCH, YÊU CẦU",
            "TỔ CHỨC THỰC HIỆN",
            "Nơi nhận:",
            "- Lưu: VT, TCCB.",
        ];
        let pick = |list: &[&'a str], rng: &mut Rng| list.get(rng.below(list.len().max(1))).copied().unwrap_or("");
        let word = |rng: &mut Rng| pick(&self.compounds, rng);
        let person =
            |rng: &mut Rng| format!("{} {} {}", pick(&self.names, rng), pick(&self.names, rng), pick(&self.names, rng));
        let (day, month, year) = (1 + rng.below(31), 1 + rng.below(12), 1995 + rng.below(32));
        match rng.below(10) {
            0..=3 => format!(
                "Căn cứ {} số {}/{} ngày {day:02} tháng {month:02} năm {year} của {} về việc {} {} {}",
                TYPES[rng.below(TYPES.len())],
                1 + rng.below(3000),
                pick(&self.symbols, rng),
                BODIES[rng.below(BODIES.len())],
                word(rng),
                word(rng),
                word(rng),
            ),
            4 | 5 => format!("đồng chí {}, {}, {}", person(rng), pick(&self.places, rng), pick(&self.places, rng)),
            6 => format!("{}; {}; {}", person(rng), person(rng), person(rng)),
            7 => format!("{}, {}, {}", pick(&self.places, rng), pick(&self.places, rng), pick(&self.places, rng)),
            8 => FOOT[rng.below(FOOT.len())].to_owned(),
            _ => format!(
                "{}) {} {} đạt {}% ({} đồng)",
                1 + rng.below(9),
                word(rng),
                word(rng),
                5 + rng.below(95),
                rng.below(900_000)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_depends_on_content_and_seed_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text.txt");
        let text: String = (0..500).map(|i| format!("Đoạn văn thứ {i} nói về công tác thi hành án dân sự\n")).collect();
        std::fs::write(&path, text).unwrap();
        let corpora = [Corpus { path, weight: 1 }];
        let source = Source { kind: Kind::Name, form: "Nguyễn".to_owned(), syllable: false, value: 1 };
        let take = |seed| sample(&corpora, std::slice::from_ref(&source), 50, seed).unwrap();
        assert_eq!(take(1), take(1));
        assert_ne!(take(1), take(2));
        assert_eq!(take(1).len(), 50);
    }
}
