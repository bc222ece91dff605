//! How sure restoration is of a stretch of text.

use crate::document::{Confidence, Noise, Span, Stretch, Warning};
use crate::restore::WordConfidence;
use crate::text::{IndexedText, tokens};

/// The confidences of the words that restoration looked at one by one, to be asked for any span.
#[derive(Debug, Clone, Copy)]
pub struct Doubt<'a> {
    words: &'a [WordConfidence],
    rest: Confidence,
}

impl<'a> Doubt<'a> {
    /// Looks at `words`, which are in text order and do not overlap; the others are as sure as `rest`.
    pub fn new(words: &'a [WordConfidence], rest: Confidence) -> Self {
        Self { words, rest }
    }

    /// The confidence of the least sure word that touches `span`.
    ///
    /// A fact is no surer than the worst of its words: one wrong digit or mark makes another code.
    pub fn of(&self, span: Span) -> Confidence {
        self.within(span).map(|word| word.confidence).reduce(|a, b| if b < a { b } else { a }).unwrap_or(self.rest)
    }

    /// The mean confidence of the tokens of `span`; `None` where there is none.
    pub fn mean(&self, text: &IndexedText, span: Span) -> Option<Confidence> {
        let tokens = tokens::ranges(text.slice(span)).count();
        let (sure, words) = self.within(span).fold((0.0, 0), |(sum, n), w| (sum + w.confidence.get(), n + 1));
        let count = tokens.max(words);
        let rest = self.rest.get() * (count - words) as f64;
        (count > 0).then(|| Confidence::new((sure + rest) / count as f64))
    }

    fn within(&self, span: Span) -> impl Iterator<Item = &'a WordConfidence> + use<'a> {
        let first = self.words.partition_point(|w| w.span.end <= span.start);
        self.words[first..].iter().take_while(move |w| w.span.start < span.end)
    }

    /// One warning for each run of neighbouring words less sure than `below`, never across lines.
    pub fn warnings(&self, text: &IndexedText, below: f64) -> Vec<Warning> {
        let mut out: Vec<Warning> = Vec::new();
        let mut run: Option<(Span, Confidence)> = None;
        for word in self.words {
            if word.confidence.get() >= below {
                out.extend(run.take().map(|run| warning(text, run)));
                continue;
            }
            run = Some(match run.take() {
                Some((span, least)) if text.slice(Span::new(span.end, word.span.start)).chars().all(|c| c == ' ') => (
                    Span::new(span.start, word.span.end),
                    if word.confidence < least { word.confidence } else { least },
                ),
                open => {
                    out.extend(open.map(|run| warning(text, run)));
                    (word.span, word.confidence)
                }
            });
        }
        out.extend(run.map(|run| warning(text, run)));
        out
    }
}

/// A warning for each page, or part of one, that was left as it was read.
pub fn beyond_repair(text: &IndexedText, stretches: &[Stretch]) -> Vec<Warning> {
    let pages = text.pages();
    let left = stretches.iter().filter(|stretch| stretch.noise == Noise::Unreadable);
    left.flat_map(|stretch| {
        pages.iter().enumerate().filter_map(|(i, page)| {
            let span = Span::new(stretch.span.start.max(page.start), stretch.span.end.min(page.end));
            (span.start < span.end).then(|| Warning {
                code: "unreadable".to_owned(),
                message: format!(
                    "Page {}: more words are expected to be wrong than right, so {} is left as it was read; scan it again.",
                    i + 1,
                    if span == *page { "it" } else { "this part of it" }
                ),
                page: Some(i as u32),
                span: Some(span),
            })
        })
    })
    .collect()
}

fn warning(text: &IndexedText, (span, least): (Span, Confidence)) -> Warning {
    Warning {
        code: "low-confidence".to_owned(),
        message: format!(
            "“{}” is restored with little confidence ({:.2}); compare it with the page.",
            shorten(&text.quote(span)),
            least.get()
        ),
        page: Some(text.page_at(span.start)),
        span: Some(span),
    }
}

/// How sure the least sure word was of which a `low-confidence` warning speaks; `None` for another warning.
pub fn least_sure(warning: &Warning) -> Option<f64> {
    let (_, number) = warning.message.rsplit_once('(').filter(|_| warning.code == "low-confidence")?;
    number.split(')').next()?.parse().ok()
}

/// At most sixty letters of a quotation.
fn shorten(quote: &str) -> String {
    match quote.char_indices().nth(60) {
        Some((byte, _)) => format!("{}…", &quote[..byte]),
        None => quote.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(rows: &[(u32, u32, f64)]) -> Vec<WordConfidence> {
        rows.iter()
            .map(|&(start, end, c)| WordConfidence { span: Span::new(start, end), confidence: Confidence::new(c) })
            .collect()
    }

    #[test]
    fn a_span_is_as_sure_as_its_least_sure_word() {
        let text = IndexedText::new("Thi hành án dân sự");
        let words = words(&[(0, 3, 0.9), (4, 8, 0.3)]);
        let doubt = Doubt::new(&words, Confidence::ONE);
        assert_eq!(doubt.of(Span::new(0, 11)).get(), 0.3);
        assert_eq!(doubt.of(Span::new(9, 11)).get(), 1.0);
        assert_eq!(doubt.of(Span::new(3, 4)).get(), 1.0);
        assert_eq!(doubt.mean(&text, Span::new(0, 8)).map(Confidence::get), Some(0.6));
        assert_eq!(doubt.mean(&text, Span::new(0, 18)).map(Confidence::get), Some(0.84));
        assert_eq!(doubt.mean(&text, Span::new(3, 4)), None);
    }

    #[test]
    fn neighbouring_doubtful_tokens_are_one_warning_a_line() {
        let text = IndexedText::new("Thi hành án\ndân sự");
        let words = words(&[(0, 3, 0.9), (4, 8, 0.3), (9, 11, 0.2), (12, 15, 0.1), (16, 18, 0.95)]);
        let warnings = Doubt::new(&words, Confidence::ONE).warnings(&text, 0.5);
        let spans: Vec<_> = warnings.iter().filter_map(|w| w.span).collect();
        assert_eq!(spans, [Span::new(4, 11), Span::new(12, 15)]);
        assert!(warnings[0].message.contains("“hành án”") && warnings[0].message.contains("0.20"));
        assert_eq!(least_sure(&warnings[0]), Some(0.2));
        assert_eq!(least_sure(&Warning { code: "other".to_owned(), ..warnings[0].clone() }), None);
    }
}
