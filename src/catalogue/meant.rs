//! What the number or the title of a document says about whether a citation means it: pure, from two descriptions.
//!
//! Number, year, body, its seat and the day are compared; what one of them leaves open may be supplied by the citing
//! document. The choice with the highest certainty wins, and of copies of one document the best copy. The certainties are
//! an order, set by hand: of two links the one with the higher is the better founded.

use super::bodies::Body;
use super::named::{Days, Mention, Named};
use std::cmp::Ordering;

/// From this likeness on a title proposes a link.
const ALIKE: f64 = 0.7;

/// What became of a citation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub state: &'static str,
    pub cited: Option<String>,
    /// Ranks the links of a citation and the links of a catalogue; it is no probability.
    pub certainty: Option<f64>,
    pub why: Option<&'static str>,
}

impl Link {
    const ABSENT: Self = Self { state: "absent", cited: None, certainty: None, why: None };

    fn to(choice: &Choice<'_>) -> Self {
        let state = if choice.why == "issuer" { "resolved" } else { "proposed" };
        Self {
            state,
            cited: Some(choice.of.id.clone()),
            certainty: Some((choice.certainty * 100.0).round() / 100.0),
            why: Some(choice.why),
        }
    }

    fn ambiguous(why: &'static str) -> Self {
        Self { state: "ambiguous", cited: None, certainty: None, why: Some(why) }
    }
}

/// A document that a citation may mean.
#[derive(Debug, Clone)]
struct Choice<'a> {
    of: &'a Named,
    why: &'static str,
    certainty: f64,
}

/// Whether two things are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Yes,
    No,
    Unknown,
}

/// What a number says about a document.
enum Weight<'a> {
    Choice(Choice<'a>),
    /// The number agrees, and nothing else says anything.
    Maybe,
    Other,
}

/// The document that a citation means by its number, among `documents` that bear it.
pub(super) fn by_number(mention: &Mention, citing: &Named, documents: &[Named]) -> Link {
    let mut choices = Vec::new();
    let mut maybe = false;
    for document in documents {
        match weigh(mention, citing, document) {
            Weight::Choice(choice) => choices.push(choice),
            Weight::Maybe => maybe = true,
            Weight::Other => {}
        }
    }
    match best(choices) {
        Some(link) => link,
        None if maybe => Link::ambiguous("number"),
        None => Link::ABSENT,
    }
}

/// What the number of a document, with all that stands beside it, says about a mention.
fn weigh<'a>(mention: &Mention, citing: &Named, document: &'a Named) -> Weight<'a> {
    let years = (mention.series.as_ref().and_then(|s| s.year), document.series.as_ref().and_then(|s| s.year));
    let days = agreement(&mention.days, &document.days);
    let (body, seat) = match (&mention.body, &document.body) {
        (Some(named), Some(own)) if named.name == own.name => (Agreement::Yes, seats(named, own, document.is_sure)),
        (Some(_), Some(own)) if mention.of_symbol.as_ref().is_none_or(|of| of.name != own.name) => {
            return Weight::Other;
        }
        _ => (Agreement::Unknown, Agreement::Unknown),
    };
    if seat == Agreement::No {
        return Weight::Other;
    }
    let agrees = (body, seat) == (Agreement::Yes, Agreement::Yes);
    let supplied = !agrees && is_of_the_citing(mention, citing, document);
    let dated = years.0.is_some() && years.1.is_some();
    let choice = |why, certainty| Weight::Choice(Choice { of: document, why, certainty });
    if document.is_attached {
        return match dated && days != Agreement::No {
            true if agrees => choice("attached", 0.8),
            true if supplied => choice("attached", 0.6),
            _ => Weight::Other,
        };
    }
    match (agrees, days) {
        (true, Agreement::No) => choice("date", 0.5),
        (true, _) if !dated => choice("undated", 0.7),
        (true, Agreement::Yes) => choice("issuer", 0.99),
        (true, Agreement::Unknown) => choice("issuer", 0.97),
        (false, Agreement::No) => Weight::Other,
        (false, _) if supplied && dated => choice("own", 0.8),
        (false, _) => Weight::Maybe,
    }
}

/// Whether what a mention leaves open is said by the citing document: the mention names no body, and the document is one
/// of the citing body's own; or it names a body without its seat, and the document's is that of the citing one.
fn is_of_the_citing(mention: &Mention, citing: &Named, document: &Named) -> bool {
    let (Some(own), Some(body)) = (&citing.body, &document.body) else { return false };
    let near = body.seat.is_some() && (body.seat == own.seat || body.seat == own.above);
    match &mention.body {
        None => body.name == own.name && body.seat == own.seat && (body.seat.is_some() || body.is_national),
        Some(named) => named.name == body.name && named.seat.is_none() && near,
    }
}

/// Whether two bodies of one name are at one place.
fn seats(named: &Body, own: &Body, is_sure: bool) -> Agreement {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    if differ(&named.level, &own.level) {
        return Agreement::No;
    }
    match (&named.seat, &own.seat) {
        (None, _) if own.is_national => Agreement::Yes,
        (Some(_), None) if own.is_national => Agreement::No,
        (Some(a), Some(b)) if a == b && differ(&named.above, &own.above) => Agreement::No,
        (Some(a), Some(b)) if a == b => Agreement::Yes,
        (Some(_), Some(_)) if is_sure => Agreement::No,
        _ => Agreement::Unknown,
    }
}

/// Whether two dates are one: `Yes` for one day, `No` when no day is in both.
fn agreement(a: &Days, b: &Days) -> Agreement {
    let day = |days: &Days| days.0.is_some() && days.0 == days.1;
    if a.0.is_none() && a.1.is_none() || b.0.is_none() && b.1.is_none() {
        return Agreement::Unknown;
    }
    let after = |first: &Option<String>, last: &Option<String>| matches!((first, last), (Some(f), Some(l)) if f > l);
    if after(&a.0, &b.1) || after(&b.0, &a.1) {
        Agreement::No
    } else if day(a) && day(b) {
        Agreement::Yes
    } else {
        Agreement::Unknown
    }
}

/// The document that a citation means by its title, among `documents` whose titles may be like it.
pub(super) fn by_title(mention: &Mention, citing: &Named, documents: &[Named]) -> Option<Link> {
    let title = mention.title.as_ref()?;
    let body = mention.body.as_ref()?;
    let choices = documents.iter().filter_map(|document| {
        // A document with a number is cited by it.
        if mention.series.is_some() && document.series.is_some() {
            return None;
        }
        let symbols = mention.symbol.as_ref().zip(document.symbol.as_ref());
        if document.type_code != mention.type_code || symbols.is_some_and(|(a, b)| !same_symbol(a, b)) {
            return None;
        }
        let own = document.body.as_ref().filter(|own| own.name == body.name)?;
        let days = agreement(&mention.days, &document.days);
        let likeness = document.title.as_ref()?.likeness(title);
        let place = match seats(body, own, document.is_sure) {
            Agreement::Yes => 1.0,
            Agreement::No => return None,
            Agreement::Unknown if is_of_the_citing(mention, citing, document) => 0.9,
            Agreement::Unknown if days == Agreement::Yes => 0.8,
            Agreement::Unknown => return None,
        };
        let dated = match days {
            Agreement::No => return None,
            Agreement::Yes => 0.9,
            Agreement::Unknown => 0.8,
        };
        (likeness >= ALIKE).then_some(Choice { of: document, why: "title", certainty: likeness * place * dated })
    });
    best(choices.collect())
}

fn same_symbol(a: &str, b: &str) -> bool {
    let letters =
        |symbol: &str| crate::text::letters::fold(symbol).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    letters(a) == letters(b)
}

/// The likeliest document, of copies the best one. Two that are none copies of each other leave it open.
fn best(mut choices: Vec<Choice<'_>>) -> Option<Link> {
    choices.sort_by(|a, b| {
        b.certainty
            .total_cmp(&a.certainty)
            .then_with(|| b.of.quality.partial_cmp(&a.of.quality).unwrap_or(Ordering::Equal))
            .then_with(|| a.of.id.cmp(&b.of.id))
    });
    let first = choices.first()?;
    let rivals = choices.iter().take_while(|c| c.certainty > first.certainty - 0.05 && c.why == first.why);
    let same = |a: &Named, b: &Named| {
        let seat = |named: &Named| named.body.as_ref().map(|body| (body.name.clone(), body.seat.clone()));
        agreement(&a.days, &b.days) != Agreement::No && (first.why == "issuer" || seat(a) == seat(b))
    };
    let open = rivals.clone().any(|rival| !same(rival.of, first.of));
    Some(if open { Link::ambiguous("several") } else { Link::to(first) })
}
