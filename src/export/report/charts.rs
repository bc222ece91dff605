//! Small charts as SVG: they need no script, and print.

use super::Outcome;
use std::fmt::Write;

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 110.0;

/// The parts of a whole beside each other.
pub fn parts(outcomes: &[Outcome]) -> String {
    let all: usize = outcomes.iter().map(|outcome| outcome.count).sum();
    let mut out = String::from("<svg viewBox=\"0 0 700 26\" role=\"img\" aria-label=\"What became of the files\">");
    let mut left = 0.0;
    for outcome in outcomes.iter().filter(|outcome| outcome.count > 0) {
        let width = 700.0 * outcome.count as f64 / all as f64;
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{left:.1}\" y=\"1\" width=\"{width:.1}\" height=\"24\"><title>{}: {}</title></rect>",
            outcome.name, outcome.name, outcome.count
        );
        left += width;
    }
    out + "</svg>"
}

/// A bar.
pub struct Bar {
    /// What stands below it; empty for nothing.
    pub label: String,
    /// How high it is.
    pub value: f64,
    /// Its class of CSS.
    pub class: &'static str,
}

/// Bars beside each other, each with its value when there is room.
pub fn bars(bars: &[Bar], name: &str) -> String {
    let most = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let step = WIDTH / bars.len().max(1) as f64;
    let mut out = format!("<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{name}\">", HEIGHT + 32.0);
    for (n, bar) in bars.iter().enumerate() {
        let height = if most > 0.0 { bar.value / most * HEIGHT } else { 0.0 };
        let (left, middle) = (n as f64 * step, (n as f64 + 0.5) * step);
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"></rect>",
            bar.class,
            left + step * 0.08,
            HEIGHT + 14.0 - height,
            step * 0.84
        );
        if bar.value > 0.0 && step >= 20.0 {
            let _ = write!(out, "<text x=\"{middle:.1}\" y=\"{:.1}\">{:.0}</text>", HEIGHT + 10.0 - height, bar.value);
        }
        if !bar.label.is_empty() {
            let _ = write!(out, "<text x=\"{middle:.1}\" y=\"{}\">{}</text>", HEIGHT + 28.0, bar.label);
        }
    }
    let _ = write!(out, "<path d=\"M0 {0}H{WIDTH}\"></path></svg>", HEIGHT + 14.5);
    out
}
