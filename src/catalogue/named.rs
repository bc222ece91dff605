//! What documents are cited by, and what citations name: number and year, body and seat, days, title.

use super::bodies::Body;
use super::titles::{Sought, Title};
use crate::extract::full_name;
use rusqlite::{OptionalExtension, Row, Transaction, named_params, params};

/// The first and the last day that a date may be.
pub(super) type Days = (Option<String>, Option<String>);

/// A number as it counts for one symbol: `qd-btp/303`, and its year where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    pub series: String,
    pub year: Option<i64>,
}

impl Series {
    /// That of a key (`vn/qd-btp/2023/303`); `None` for a blank number.
    pub fn of(key: &str) -> Option<Self> {
        let mut parts = key.splitn(4, '/');
        let (_, symbol, year, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let number = number.trim_start_matches('0');
        if number.is_empty() || number == "x" || symbol.is_empty() {
            return None;
        }
        Some(Self { series: format!("{symbol}/{number}"), year: year.parse().ok() })
    }
}

/// What others find a document by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub id: String,
    pub series: Option<Series>,
    /// Whether the number is that of the decision which it was issued with: it has none of its own.
    pub is_attached: bool,
    pub body: Option<Body>,
    /// Whether more than the place of the date line tells the seat.
    pub is_sure: bool,
    pub days: Days,
    pub symbol: Option<String>,
    pub type_code: String,
    pub title: Option<Title>,
    /// The best of several copies is the one of the highest.
    pub quality: f64,
}

/// The columns that [`Named::read`] reads.
const NAMED: &str = "n.document, n.series, n.year, n.attached, n.body, n.seat, n.above, n.level, n.national, n.sure,
                     d.date_from, d.date_to, d.symbol, d.type_code, d.type_name, d.title, d.quality";

impl Named {
    /// What the rows of a document say it is cited by.
    pub fn of(t: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Self>> {
        let sql =
            "SELECT d.key, d.code, d.issuer, d.parent_issuer, d.place, d.date_from, d.date_to, d.symbol, d.type_code,
                   d.type_name, d.title, d.quality, r.key, r.code, coalesce(r.issuer_full, r.issuer)
                   FROM documents d LEFT JOIN refs r ON r.document = d.id AND r.id = d.promulgated_by WHERE d.id = ?1";
        let read = |row: &Row<'_>| {
            let text = |n: usize| row.get::<_, Option<String>>(n);
            let own = text(0)?.as_deref().and_then(Series::of);
            let (with, with_code, with_issuer) = (text(12)?.as_deref().and_then(Series::of), text(13)?, text(14)?);
            let type_code = text(8)?.unwrap_or_default();
            let is_attached = own.is_none() && with.is_some();
            let body = text(2)?.as_deref().and_then(Body::of);
            let body = body
                .or_else(|| Body::of_code(text(1).ok()??.as_str(), type_code == "CV"))
                .or_else(|| Body::of(with_issuer.as_deref()?))
                .or_else(|| Body::of_code(with_code.as_deref()?, false));
            let seated =
                body.map(|body| body.seated(text(3).ok().flatten().as_deref(), text(4).ok().flatten().as_deref()));
            let (body, is_sure) = seated.map_or((None, false), |(body, sure)| (Some(body), sure));
            Ok(Self {
                id: id.to_owned(),
                series: own.or(with),
                is_attached,
                body,
                is_sure,
                days: (text(5)?, text(6)?),
                symbol: text(7)?,
                title: title(&type_code, &text(9)?.unwrap_or_default(), text(10)?.as_deref()),
                type_code,
                quality: row.get::<_, Option<f64>>(11)?.unwrap_or(0.0),
            })
        };
        t.prepare_cached(sql)?.query_row([id], read).optional()
    }

    /// What was written down about a document, all but its title.
    pub fn known(t: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Self>> {
        let sql = format!("SELECT {NAMED} FROM names n JOIN documents d ON d.id = n.document WHERE n.document = ?1");
        t.prepare_cached(&sql)?.query_row([id], Self::read).optional()
    }

    /// The documents that bear the number of a mention, and whose body and seat do not speak against it.
    ///
    /// Those at the seat that it names come first, or at the seat of the citing document.
    pub fn numbered(t: &Transaction<'_>, mention: &Mention, citing: &Self) -> rusqlite::Result<Vec<Self>> {
        let Some(series) = &mention.series else { return Ok(Vec::new()) };
        let body = mention.body.as_ref();
        let (name, seat) = (body.map(|b| &b.name), body.and_then(|b| b.seat.as_ref()));
        let near = seat.or_else(|| citing.body.as_ref()?.seat.as_ref());
        let sql = format!(
            "SELECT {NAMED} FROM names n JOIN documents d ON d.id = n.document
             WHERE n.series = :series AND (n.year = :year OR n.year IS NULL OR :year IS NULL) AND n.document <> :own
               AND (n.body IS NULL OR :body IS NULL OR n.body = :body OR n.body = :symbol)
               AND (n.seat IS NULL OR :seat IS NULL OR n.seat = :seat OR n.sure = 0)
             ORDER BY n.seat IS NOT :near, n.document LIMIT {MOST}"
        );
        let mut statement = t.prepare_cached(&sql)?;
        let values = named_params! {
            ":series": series.series, ":year": series.year, ":own": mention.document, ":body": name,
            ":symbol": mention.of_symbol.as_ref().map(|b| &b.name), ":seat": seat, ":near": near,
        };
        statement.query_map(values, Self::read)?.collect()
    }

    /// The documents whose titles may be like that of a mention.
    pub fn titled(t: &Transaction<'_>, mention: &Mention) -> rusqlite::Result<Vec<Self>> {
        let sql = format!(
            "SELECT {NAMED} FROM title_marks m JOIN names n ON n.document = m.document JOIN documents d ON d.id = n.document
             WHERE m.mark = ?1 AND m.ref = '' AND m.document <> ?2 ORDER BY m.document LIMIT {MOST}"
        );
        let mut found: Vec<Self> = Vec::new();
        for mark in mention.marks() {
            let mut statement = t.prepare_cached(&sql)?;
            for other in statement.query_map(params![mark, mention.document], Self::read_titled)? {
                let other = other?;
                if !found.iter().any(|known| known.id == other.id) {
                    found.push(other);
                }
            }
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }

    fn read_titled(row: &Row<'_>) -> rusqlite::Result<Self> {
        let named = Self::read(row)?;
        let type_name = row.get::<_, Option<String>>(14)?.unwrap_or_default();
        let title = title(&named.type_code, &type_name, row.get::<_, Option<String>>(15)?.as_deref());
        Ok(Self { title, ..named })
    }

    /// All but the title, which only some questions need.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let type_code = row.get::<_, Option<String>>(13)?.unwrap_or_default();
        let series: Option<String> = row.get(1)?;
        let year = row.get(2)?;
        let body: Option<String> = row.get(4)?;
        let (seat, above, level, is_national) = (row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?);
        Ok(Self {
            id: row.get(0)?,
            series: series.map(|series| Series { series, year }),
            is_attached: row.get(3)?,
            body: body.map(|name| Body { name, seat, above, level, is_national }),
            is_sure: row.get(9)?,
            days: (row.get(10)?, row.get(11)?),
            symbol: row.get(12)?,
            title: None,
            type_code,
            quality: row.get::<_, Option<f64>>(16)?.unwrap_or(0.0),
        })
    }

    /// Writes it down.
    pub fn keep(&self, t: &Transaction<'_>) -> rusqlite::Result<()> {
        let (series, body) = (self.series.as_ref(), self.body.as_ref());
        t.prepare_cached("INSERT INTO names VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(params![
            self.id,
            series.map(|s| &s.series),
            series.and_then(|s| s.year),
            self.is_attached,
            body.map(|b| &b.name),
            body.and_then(|b| b.seat.as_ref()),
            body.and_then(|b| b.above.as_ref()),
            body.and_then(|b| b.level.as_ref()),
            body.is_some_and(|b| b.is_national),
            self.is_sure,
        ])?;
        keep_marks(t, &self.id, "", &self.marks())
    }

    /// Numbers by which mentions of its title find it.
    pub fn marks(&self) -> Vec<i64> {
        match self.series {
            Some(_) => marks(Sought::Numbered, self.title.as_ref(), &self.type_code, self.body.as_ref(), 3),
            None => marks(Sought::Numberless, self.title.as_ref(), &self.type_code, self.body.as_ref(), 6),
        }
    }
}

/// Most documents of one number or of one title that are looked at; more are no help.
const MOST: usize = 200;

/// What a citation says about the document that it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    /// The citing document.
    pub document: String,
    /// Its number there, `r1`.
    pub id: String,
    pub series: Option<Series>,
    /// The body that it names, in words or by the symbol.
    pub body: Option<Body>,
    /// The body of the whole country that the symbol names.
    pub of_symbol: Option<Body>,
    pub days: Days,
    pub symbol: Option<String>,
    pub type_code: String,
    pub title: Option<Title>,
}

impl Mention {
    /// The citations of a document, or the one that is named.
    pub fn of(t: &Transaction<'_>, document: &str, id: Option<&str>) -> rusqlite::Result<Vec<Self>> {
        let sql = "SELECT id, key, code, type_code, type_name, date_from, date_to, coalesce(issuer_full, issuer), title, quote
                   FROM refs WHERE document = ?1 AND (?2 IS NULL OR id = ?2)";
        let read = |row: &Row<'_>| {
            let text = |n: usize| row.get::<_, Option<String>>(n);
            let (type_code, type_name): (String, String) = (row.get(3)?, row.get(4)?);
            let code = text(2)?;
            let of_symbol = code.as_deref().and_then(|code| Body::of_code(code, type_code == "CV"));
            let named = text(7)?.as_deref().and_then(Body::of);
            let made = law(&type_code).and_then(Body::of);
            let (printed, quote) = (text(8)?, text(9)?);
            let title = match (&code, made.is_some()) {
                (None, true) => quote.as_deref().and_then(|quote| Title::of_law(&full_name(quote), &type_name)),
                _ => title(&type_code, &type_name, printed.as_deref()),
            };
            Ok(Self {
                document: document.to_owned(),
                id: row.get(0)?,
                series: text(1)?.as_deref().and_then(Series::of),
                body: named.or_else(|| of_symbol.clone()).or(made),
                of_symbol,
                days: (text(5)?, text(6)?),
                symbol: code.as_deref().and_then(symbol),
                type_code,
                title,
            })
        };
        t.prepare_cached(sql)?.query_map(params![document, id], read)?.collect()
    }

    /// Numbers by which titles find it.
    pub fn marks(&self) -> Vec<i64> {
        let of = |sought| marks(sought, self.title.as_ref(), &self.type_code, self.body.as_ref(), 3);
        // What bears another number is another document.
        let numbered = if self.series.is_none() { of(Sought::Numbered) } else { Vec::new() };
        of(Sought::Numberless).into_iter().chain(numbered).collect()
    }

    /// Writes down what it names, linked to nothing yet.
    pub fn keep(&self, t: &Transaction<'_>) -> rusqlite::Result<()> {
        let (series, body) = (self.series.as_ref(), self.body.as_ref());
        t.prepare_cached("INSERT INTO links VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'absent', NULL, NULL, NULL)")?.execute(
            params![
                self.document,
                self.id,
                series.map(|s| &s.series),
                series.and_then(|s| s.year),
                body.map(|b| &b.name),
                body.and_then(|b| b.seat.as_ref()),
            ],
        )?;
        keep_marks(t, &self.document, &self.id, &self.marks())
    }
}

fn marks(sought: Sought, title: Option<&Title>, type_code: &str, body: Option<&Body>, count: usize) -> Vec<i64> {
    title.zip(body).map_or_else(Vec::new, |(title, body)| title.marks(sought, type_code, &body.name, count))
}

/// Takes the marks of a document and of its citations away.
pub(super) fn unmark(t: &Transaction<'_>, own: &Named) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached("DELETE FROM title_marks WHERE mark = ?1 AND ref = ?2 AND document = ?3")?;
    for mark in own.marks() {
        statement.execute(params![mark, "", own.id])?;
    }
    for mention in Mention::of(t, &own.id, None)? {
        for mark in mention.marks() {
            statement.execute(params![mark, mention.id, own.id])?;
        }
    }
    Ok(())
}

fn keep_marks(t: &Transaction<'_>, document: &str, id: &str, marks: &[i64]) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached("INSERT OR IGNORE INTO title_marks VALUES (?1, ?2, ?3)")?;
    marks.iter().try_for_each(|mark| statement.execute(params![mark, id, document]).map(drop))
}

/// Who makes what is cited by its name alone.
fn law(type_code: &str) -> Option<&'static str> {
    match type_code {
        "Luật" | "BL" | "HP" => Some("Quốc hội"),
        "PL" => Some("Ủy ban Thường vụ Quốc hội"),
        _ => None,
    }
}

fn title(type_code: &str, type_name: &str, text: Option<&str>) -> Option<Title> {
    let text = text?;
    if law(type_code).is_some() { Title::of_law(&full_name(text), type_name) } else { Title::of(text, type_name) }
}

/// The symbol of a code: `KH-BTP` of `1058/KH-BTP` and of `/KH-BTP`.
fn symbol(code: &str) -> Option<String> {
    let symbol = code.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/');
    (!symbol.is_empty()).then(|| symbol.trim_start_matches('-').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_symbol_and_number() {
        let of = |key: &str| Series::of(key).map(|s| (s.series, s.year));
        assert_eq!(of("vn/qd-btp/2023/303"), Some(("qd-btp/303".into(), Some(2023))));
        assert_eq!(of("vn/ct-tw/2021/05"), Some(("ct-tw/5".into(), Some(2021))));
        assert_eq!(of("vn/qd-ttg/x/666"), Some(("qd-ttg/666".into(), None)));
        for none in ["vn/qd-cthads/2023/x", "vn/qd-cthads/2023/", "vn/a/1/000", "", "///", "vn"] {
            assert_eq!(of(none), None, "{none}");
        }
        assert_eq!(symbol("/KH-CTHADS").as_deref(), Some("KH-CTHADS"));
        assert_eq!(symbol("05-CT/TW").as_deref(), Some("CT/TW"));
        assert_eq!(symbol("12"), None);
    }
}
