//! Joins decoding with calibration: every word, number, code and lone sign of a damaged stretch gets its evidence, and
//! from that its confidence.

use super::calibrate::{Calibration, Class, Damage, Evidence, Row, rows};
use super::segment::Decision;
use super::written::Change;
use crate::document::{Noise, OcrWord};
use crate::lexicon::Lexicon;
use crate::text::pieces::{Piece, PieceKind};
use crate::text::tone::{ToneStyle, restyle};

/// The damage as calibration tells it apart; `seen`: our own OCR read the text.
pub(super) fn damage(noise: Noise, seen: bool) -> Damage {
    match noise {
        Noise::Stripped => Damage::Stripped,
        Noise::Ocr if seen => Damage::Seen,
        Noise::Ocr => Damage::Light,
        _ => Damage::Garbled,
    }
}

/// What was decided on the words of a run, and between it the pieces that are never decoded, kept as they are.
pub(super) fn changes(read: &str, pieces: &[Piece], decisions: Vec<Decision>, damage: Damage) -> Vec<Change> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut decisions = decisions.into_iter().peekable();
    for piece in pieces {
        while let Some(decision) = decisions.next_if(|d| d.range.start <= piece.range.start) {
            out.push(decided(read, decision, damage));
        }
        let class = match piece.kind {
            _ if out.last().is_some_and(|c| c.range.end > piece.range.start) => continue,
            PieceKind::Word => continue,
            PieceKind::Number => Class::Number,
            PieceKind::Code => Class::Code,
            PieceKind::Stop | PieceKind::Pause => {
                let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
                let alone = space(read[..piece.range.start].chars().next_back())
                    && space(read[piece.range.end..].chars().next());
                if !alone {
                    continue;
                }
                Class::Mark
            }
        };
        let to = read[piece.range.clone()].to_owned();
        let range = piece.range.clone();
        let evidence = Evidence {
            range: range.clone(),
            group: (damage, class),
            posterior: 1.0,
            cost: 0,
            surprise: 0,
            known: class == Class::Number,
        };
        out.push(Change { range, to, confidence: 1.0, rule: None, alternatives: Vec::new(), evidence: Some(evidence) });
    }
    out.extend(decisions.map(|decision| decided(read, decision, damage)));
    out
}

/// The words, numbers and codes of a run that nothing was found wrong with, in a text that is damaged elsewhere.
pub(super) fn untouched(lexicon: &Lexicon<'_>, read: &str, pieces: &[Piece]) -> Vec<Change> {
    let one = |piece: &Piece| {
        let class = match piece.kind {
            PieceKind::Word => Class::Kept,
            PieceKind::Number => Class::Number,
            PieceKind::Code => Class::Code,
            PieceKind::Stop | PieceKind::Pause => return None,
        };
        let (range, to) = (piece.range.clone(), read[piece.range.clone()].to_owned());
        let form = to.to_lowercase();
        let known = lexicon.id(restyle(&form, ToneStyle::Older).as_ref().unwrap_or(&form)).is_some();
        let group = (Damage::None, class);
        let evidence = Evidence { range: range.clone(), group, posterior: 1.0, cost: 0, surprise: 0, known };
        Some(Change { range, to, confidence: 1.0, rule: None, alternatives: Vec::new(), evidence: Some(evidence) })
    };
    pieces.iter().filter_map(one).collect()
}

fn decided(read: &str, decision: Decision, damage: Damage) -> Change {
    let Decision { range, to, confidence, rule, cost, surprise, known, alternatives } = decision;
    let class = match rule {
        _ if read[range.clone()] == to => Class::Kept,
        Some(_) => Class::Rule,
        None => Class::Changed,
    };
    let group = (damage, class);
    let evidence = Evidence { range: range.clone(), group, posterior: confidence, cost, surprise, known };
    Change { range, to, confidence: f64::from(confidence), rule, alternatives, evidence: Some(evidence) }
}

/// Sets the confidence of every change that has evidence; returns what describes them.
pub(super) fn estimate(calibration: &Calibration, read: &str, words: &[OcrWord], changes: &mut [Change]) -> Vec<Row> {
    let evidence: Vec<Evidence> = changes.iter().filter_map(|c| c.evidence.clone()).collect();
    let rows = rows(read, &evidence, words);
    let sure = calibration.probabilities(&evidence, &rows);
    for (change, p) in changes.iter_mut().filter(|c| c.evidence.is_some()).zip(sure) {
        change.confidence = p;
        // What is left goes to the other readings, in their proportion.
        let others: f32 = change.alternatives.iter().map(|a| a.1).sum();
        let room = (1.0 - p) as f32;
        if others > room {
            change.alternatives.iter_mut().for_each(|a| a.1 *= room / others);
        }
    }
    rows
}
