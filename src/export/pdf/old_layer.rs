//! Taking an old text layer out of a page's content.
//!
//! A scan that went through an OCR program carries its text in rendering mode 3 (ISO 32000-1, 9.3.6), in the page's own
//! content or in a form that it draws, or painted in the open and then covered by the picture of the page. Showing that
//! text is taken out; what moves, sets and paints stays, so that the page looks the same. Text that shows on a page
//! without a picture was read from the page as it looks: it keeps its looks and gives its meaning up, by an empty
//! replacement text (ISO 32000-1, 14.9.4).

use super::layer::Affine;
use lopdf::content::Operation;
use lopdf::{Object, ObjectId, dictionary};

/// Of the page, what a picture covers that hides what was painted before it.
const COVERING: f64 = 0.9;
/// Of the page, what pictures cover on a page that was scanned.
const SCANNED: f64 = 0.5;
/// Rendering mode of text that is not painted.
const INVISIBLE: i64 = 3;

/// What a name in a page's resources draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// A picture that lets nothing through.
    Picture,
    /// A stencil or a picture with a mask.
    Mask,
    /// Content of its own.
    Form(ObjectId),
}

/// The state in which content begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Text rendering mode.
    pub mode: i64,
    /// What the page shows: left, bottom, right, top.
    pub page: [f64; 4],
    /// Whether this is the page's own content, where pictures are looked at, and not that of a form.
    pub of_page: bool,
}

/// Content without its old layer.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// The content; `None` when there was nothing to take out.
    pub operations: Option<Vec<Operation>>,
    /// Graphics states that the content saves and does not restore.
    pub open: usize,
    /// Forms that it draws, each with the rendering mode at that place.
    pub forms: Vec<(ObjectId, i64)>,
}

/// Takes the old layer out of `operations`.
pub fn clean(operations: &[Operation], start: Start, drawn: &dyn Fn(&[u8]) -> Option<Drawn>) -> Cleaned {
    let (covered_to, scanned) = if start.of_page { pictures(operations, start.page, drawn) } else { (0, true) };
    let mut out = Vec::with_capacity(operations.len());
    let mut changed = false;
    let mut modes = Vec::new();
    let mut mode = start.mode;
    let mut forms = Vec::new();
    for (i, operation) in operations.iter().enumerate() {
        match operation.operator.as_str() {
            "q" => modes.push(mode),
            "Q" => mode = modes.pop().unwrap_or(mode),
            "Tr" => mode = operation.operands.first().and_then(|o| o.as_i64().ok()).unwrap_or(mode),
            "Do" => {
                let name = operation.operands.first().and_then(|o| o.as_name().ok());
                if let Some(Drawn::Form(id)) = name.and_then(drawn) {
                    forms.push((id, mode));
                }
            }
            "Tj" | "TJ" | "'" | "\"" => {
                if mode == INVISIBLE || i < covered_to {
                    out.extend(without_showing(operation));
                    changed = true;
                    continue;
                }
                if !scanned {
                    let empty = dictionary! { "ActualText" => Object::string_literal("") };
                    out.push(Operation::new("BDC", vec!["Span".into(), empty.into()]));
                    out.push(operation.clone());
                    out.push(Operation::new("EMC", vec![]));
                    changed = true;
                    continue;
                }
            }
            _ => {}
        }
        out.push(operation.clone());
    }
    Cleaned { operations: changed.then_some(out), open: modes.len(), forms }
}

/// What an operator that shows text does besides.
fn without_showing(operation: &Operation) -> Vec<Operation> {
    match (operation.operator.as_str(), operation.operands.as_slice()) {
        ("'", _) => vec![Operation::new("T*", vec![])],
        ("\"", [word, letter, ..]) => vec![
            Operation::new("Tw", vec![word.clone()]),
            Operation::new("Tc", vec![letter.clone()]),
            Operation::new("T*", vec![]),
        ],
        _ => Vec::new(),
    }
}

/// Up to which operation a picture covers what was painted, and whether pictures make up the page.
fn pictures(operations: &[Operation], page: [f64; 4], drawn: &dyn Fn(&[u8]) -> Option<Drawn>) -> (usize, bool) {
    let area = ((page[2] - page[0]) * (page[3] - page[1])).max(1.0);
    let mut matrices = Vec::new();
    let mut matrix = Affine { matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] };
    let (mut covered_to, mut share) = (0, 0.0);
    for (i, operation) in operations.iter().enumerate() {
        let picture = match operation.operator.as_str() {
            "q" => {
                matrices.push(matrix);
                continue;
            }
            "Q" => {
                matrix = matrices.pop().unwrap_or(matrix);
                continue;
            }
            "cm" => {
                let numbers: Vec<f64> =
                    operation.operands.iter().filter_map(|o| o.as_float().ok()).map(f64::from).collect();
                if let Ok(numbers) = <[f64; 6]>::try_from(numbers) {
                    matrix = matrix.after(&Affine { matrix: numbers });
                }
                continue;
            }
            "Do" => operation.operands.first().and_then(|o| o.as_name().ok()).and_then(drawn),
            "BI" => Some(Drawn::Mask),
            _ => continue,
        };
        if matches!(picture, Some(Drawn::Picture | Drawn::Mask)) {
            let part = matrix.unit_square_within(page) / area;
            share += part;
            if part >= COVERING && picture == Some(Drawn::Picture) {
                covered_to = i;
            }
        }
    }
    (covered_to, share >= SCANNED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::content::Content;

    fn cleaned(content: &str) -> (String, Cleaned) {
        let operations = Content::decode(content.as_bytes()).unwrap().operations;
        let start = Start { mode: 0, page: [0.0, 0.0, 600.0, 800.0], of_page: true };
        let drawn = |name: &[u8]| match name {
            b"Scan" => Some(Drawn::Picture),
            b"Stencil" => Some(Drawn::Mask),
            b"Form" => Some(Drawn::Form((7, 0))),
            _ => None,
        };
        let cleaned = clean(&operations, start, &drawn);
        let operations = cleaned.operations.clone().unwrap_or(operations);
        (String::from_utf8(Content { operations }.encode().unwrap()).unwrap().replace('\n', " "), cleaned)
    }

    const SCAN: &str = "q 600 0 0 800 0 0 cm /Scan Do Q";

    #[test]
    fn invisible_text_goes_and_visible_text_stays() {
        let (out, cleaned) = cleaned(&format!("{SCAN} BT 3 Tr /F 9 Tf (cu) Tj [(cu)] TJ (cu) ' 0 Tr (moi) Tj ET"));
        assert_eq!(out, format!("{SCAN} BT 3 Tr /F 9 Tf T* 0 Tr (moi) Tj ET"));
        assert_eq!(cleaned.open, 0);
    }

    #[test]
    fn the_mode_outlives_the_text_object_but_not_the_saved_state() {
        let (out, _) = cleaned(&format!("{SCAN} q 3 Tr BT (cu) Tj ET BT (cu) Tj ET Q BT (moi) Tj ET"));
        assert_eq!(out, format!("{SCAN} q 3 Tr BT ET BT ET Q BT (moi) Tj ET"));
    }

    #[test]
    fn text_under_the_scan_goes() {
        let (out, _) = cleaned(&format!("BT (cu) Tj ET {SCAN} BT (dau) Tj ET"));
        assert_eq!(out, format!("BT ET {SCAN} BT (dau) Tj ET"));
        let stencil = "BT (nen) Tj ET q 600 0 0 800 0 0 cm /Stencil Do Q";
        assert!(cleaned_is_same(stencil), "a stencil hides nothing");
    }

    fn cleaned_is_same(content: &str) -> bool {
        cleaned(content).1.operations.is_none()
    }

    #[test]
    fn text_that_shows_on_a_page_without_a_picture_keeps_its_looks() {
        let (out, _) = cleaned("BT (ch÷) Tj ET");
        assert!(out.starts_with("BT /Span <</ActualText()>> BDC") && out.ends_with("Tj EMC ET"), "{out}");
    }

    #[test]
    fn forms_and_open_states_are_told() {
        let (_, cleaned) = cleaned(&format!("{SCAN} q q 3 Tr /Form Do Q"));
        assert_eq!((cleaned.open, cleaned.forms.as_slice()), (1, &[((7, 0), 3)][..]));
    }
}
