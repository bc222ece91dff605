//! Tells text that Vietnamese OCR read, and damaged lightly, from text that is right.
//!
//! Such damage makes words of words (tố chức of tổ chức), so no word tells by itself. Two steps: how often a word
//! surprises the language model both where it stands and by what follows it, which is cheap and seldom happens in
//! right text; and, where it does happen, how many words the decoder would change and be sure of. A typist's slips are
//! fewer than an engine's.
//!
//! In plans, decisions and letters as typed one word in 200 surprises so (at most one in 145), in the same read from
//! copies of medium wear 4 to 6 of 100, of clean print one in 100; of typed words the decoder is sure to know better one in
//! 3,500. The figures depend on the language model: after a change of it they are counted again.

use super::segment::Decoded;
use crate::lexicon::Lexicon;
use crate::lm::{Cost, Model, symbol};
use crate::text::pieces::{Piece, PieceKind};
use crate::text::tone::{ToneStyle, restyle};

/// What a word and the piece after it cost together when both are a surprise, in 1/1000 nat.
const SURPRISE: Cost = 18_000;
/// One word in so many is a surprise where it is worth a closer look.
const SURPRISES: usize = 170;
/// Pieces that are looked at closely.
pub const SAMPLE: usize = 3_000;
/// So many words, and one in so many, must be wrong for sure.
const WRONG: usize = 3;
const WRONG_OF: usize = 300;

/// Whether the language model is surprised by the words of `pieces` more often than by those of right text.
pub fn surprising(lexicon: &Lexicon<'_>, model: &Model<'_>, text: &str, pieces: &[Piece]) -> bool {
    let (mut words, mut surprises) = (0, 0);
    let mut state = model.state(symbol::STOP);
    // What the piece before cost, if it was a word.
    let mut before: Option<Cost> = None;
    for piece in pieces {
        let id = match piece.kind {
            PieceKind::Word => {
                let lower = text[piece.range.clone()].to_lowercase();
                lexicon.id(&restyle(&lower, ToneStyle::Older).unwrap_or(lower)).unwrap_or(symbol::UNKNOWN)
            }
            PieceKind::Stop => symbol::STOP,
            PieceKind::Pause => symbol::PAUSE,
            PieceKind::Number => symbol::NUMBER,
            PieceKind::Code => symbol::CODE,
        };
        let (cost, next) = model.next(state, id);
        state = next;
        surprises += usize::from(before.is_some_and(|before| before + cost > SURPRISE));
        let word = piece.kind == PieceKind::Word;
        words += usize::from(word);
        before = word.then_some(cost);
    }
    surprises >= WRONG && surprises * SURPRISES >= words
}

/// Whether what the decoder is `sure` to know better shows that `text` was read by OCR.
pub fn damaged(text: &str, decoded: &Decoded, sure: f32) -> bool {
    let better = |d: &&super::segment::Decision| d.confidence >= sure && d.to != text[d.range.clone()];
    let wrong = decoded.decisions.iter().filter(better).count();
    wrong >= WRONG && wrong * WRONG_OF >= decoded.words
}

#[cfg(test)]
mod tests {
    use crate::document::Noise;
    use crate::restore::{Data, Restorer};

    const TYPED: &str = "Tổ chức thực hiện phong trào thi đua trong toàn hệ thống Thi hành án dân sự.\n\
        Thủ trưởng các đơn vị có trách nhiệm kiểm tra, đôn đốc việc thực hiện và tổng hợp báo cáo Cục trưởng.\n\
        Nguồn kinh phí được bảo đảm từ ngân sách nhà nước theo quy định của pháp luật hiện hành.\n";

    #[test]
    fn read_by_ocr_is_corrected_and_typed_text_stays() {
        let restorer = Restorer::new(Data::embedded()).unwrap();
        let typed = restorer.restore(TYPED, &[]);
        assert_eq!((typed.text.as_str(), typed.restoration.noise), (TYPED, Noise::Clean));
        let read = TYPED
            .replace("Tổ chức", "Tố chức")
            .replace("thi đua", "thì đua")
            .replace("trưởng", "trướng")
            .replace("kiểm", "kiếm")
            .replace("tổng", "tống")
            .replace("bảo đảm", "báo đảm");
        let restored = restorer.restore(&read, &[]);
        assert_eq!(restored.restoration.noise, Noise::Ocr);
        assert_eq!(restored.text, TYPED);
        // One slip is a typist's.
        let slip = TYPED.replace("kiểm tra", "kiếm tra");
        assert_eq!(restorer.restore(&slip, &[]).text, slip);
    }
}
