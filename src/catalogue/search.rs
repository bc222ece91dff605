//! Full text: words and phrases, with or without their marks, and where they stand.
//!
//! A word typed with marks is looked for as it stands, one without marks in the text without marks, so that `thi hanh
//! an` finds "thi hành án" and `án` does not find "ăn". Pages where all words follow each other come first.

use super::{Catalogue, CatalogueError, Cell, Filter, Rows};
use crate::text::letters::{fold, is_marked, nfc, strip_letter};
use rusqlite::{Connection, params_from_iter};
use std::collections::HashSet;

/// Letters before and after a hit in a snippet.
const AROUND: usize = 60;

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The phrases, each as its words.
    phrases: Vec<Vec<String>>,
}

impl Search {
    /// Reads a query: words, and phrases in quotation marks. `None` when it has no word.
    pub fn new(query: &str) -> Option<Self> {
        let query = nfc(query).to_lowercase();
        let mut phrases = Vec::new();
        for (n, part) in query.split(['"', '“', '”']).enumerate() {
            let words: Vec<String> =
                part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
            if n % 2 == 1 {
                phrases.extend((!words.is_empty()).then_some(words));
            } else {
                phrases.extend(words.into_iter().map(|word| vec![word]));
            }
        }
        (!phrases.is_empty()).then_some(Self { phrases })
    }

    /// The query of FTS5. A phrase whose words all have no marks is one without marks.
    fn matching(&self, phrases: &[Vec<String>]) -> String {
        let one = |words: &Vec<String>| {
            let column = if words.iter().any(|word| word.chars().any(is_marked)) { "text" } else { "folded" };
            format!("{column} : \"{}\"", words.join(" "))
        };
        phrases.iter().map(one).collect::<Vec<_>>().join(" AND ")
    }

    /// All words as one phrase, when there is more than one part.
    fn in_a_row(&self) -> Option<Vec<Vec<String>>> {
        (self.phrases.len() > 1).then(|| vec![self.phrases.concat()])
    }

    /// The stretch of `text` around the first hit, hits marked `«…»`, on one line.
    fn snippet(&self, text: &str) -> String {
        let letters: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        let words = words_of(&letters);
        let row: Vec<Vec<String>> = self.in_a_row().unwrap_or_default();
        let hits_of = |phrases: &[Vec<String>]| -> Vec<(usize, usize)> {
            let mut hits: Vec<(usize, usize)> = phrases.iter().flat_map(|phrase| places(&words, phrase)).collect();
            hits.sort_unstable();
            hits
        };
        let mut hits = hits_of(&row);
        if hits.is_empty() {
            hits = hits_of(&self.phrases);
        }
        let Some(&(first, end)) = hits.first() else {
            return letters.iter().take(2 * AROUND).collect();
        };
        let (from, to) = (first.saturating_sub(AROUND), (end + AROUND).min(letters.len()));
        let mut out = String::from(if from > 0 { "…" } else { "" });
        let mut at = from;
        for (start, end) in hits.into_iter().take_while(|hit| hit.1 <= to) {
            if start >= at {
                out.extend(&letters[at..start]);
                out.push('«');
                out.extend(&letters[start..end]);
                out.push('»');
                at = end;
            }
        }
        out.extend(&letters[at..to]);
        if to < letters.len() {
            out.push('…');
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A word of a page: where it stands, in lower case.
struct Word {
    start: usize,
    end: usize,
    marked: String,
    folded: String,
}

fn words_of(letters: &[char]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for at in 0..=letters.len() {
        let inside = letters.get(at).is_some_and(|c| c.is_alphanumeric());
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let marked: String = letters[from..at].iter().flat_map(|c| c.to_lowercase()).collect();
                let folded = marked.chars().map(strip_letter).collect();
                words.push(Word { start: from, end: at, marked, folded });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Where a phrase stands among the words, in letters.
fn places(words: &[Word], phrase: &[String]) -> Vec<(usize, usize)> {
    let marked = phrase.iter().any(|word| word.chars().any(is_marked));
    let same = |(word, wanted): (&Word, &String)| if marked { word.marked == *wanted } else { word.folded == *wanted };
    let runs = words.windows(phrase.len().max(1)).filter(|run| run.iter().zip(phrase).all(same));
    runs.filter_map(|run| Some((run.first()?.start, run.last()?.end))).collect()
}

impl Catalogue {
    /// The pages on which all of `search` stands, best first.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn search(&self, search: &Search, filter: &Filter, limit: usize) -> Result<Rows, CatalogueError> {
        let mut rows = Rows::new(&["file", "page", "type", "code", "issuer", "date", "quote", "confidence"]);
        let connection = self.connection();
        let mut seen: HashSet<i64> = HashSet::new();
        let stages = search.in_a_row().into_iter().chain([search.phrases.clone()]);
        for phrases in stages {
            let wanted = limit - rows.rows.len().min(limit);
            let found = hits(&connection, &search.matching(&phrases), filter, wanted, &seen);
            for hit in found.map_err(|e| self.failed(e))? {
                seen.insert(hit);
                rows.rows.push(row(&connection, hit, search).map_err(|e| self.failed(e))?);
            }
        }
        Ok(rows)
    }
}

/// The best `wanted` pages that match and were not seen, best first; of pages as good as each other the order is that of
/// their documents' ids, whatever came first.
fn hits(
    connection: &Connection,
    matching: &str,
    filter: &Filter,
    wanted: usize,
    seen: &HashSet<i64>,
) -> rusqlite::Result<Vec<i64>> {
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let allowed = allowed(connection, filter)?;
    let mut order = connection.prepare("SELECT document, page FROM pages WHERE rowid = ?1")?;
    let mut statement =
        connection.prepare("SELECT rowid, rank FROM page_text WHERE page_text MATCH ?1 ORDER BY rank")?;
    let mut ranked = statement.query([matching])?;
    let mut found: Vec<(i64, String, i64, i64)> = Vec::new();
    while let Some(hit) = ranked.next()? {
        let (id, rank): (i64, f64) = (hit.get(0)?, hit.get(1)?);
        let rank = (rank * 1e6).round() as i64;
        if found.len() >= wanted && found.last().is_some_and(|last| last.0 < rank) {
            break;
        }
        if !seen.contains(&id) && allowed.as_ref().is_none_or(|allowed| allowed.contains(&id)) {
            let (document, page) = order.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            found.push((rank, document, page, id));
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().take(wanted).map(|hit| hit.3).collect())
}

/// The pages that `filter` lets through; `None` for all.
fn allowed(connection: &Connection, filter: &Filter) -> rusqlite::Result<Option<HashSet<i64>>> {
    if *filter == Filter::default() {
        return Ok(None);
    }
    let (also, values) =
        filter.sql(&["d.issuer_folded", "", "d.type_code", "d.date_from", "d.date_to", "p.mean_confidence"]);
    let sql = format!("SELECT p.rowid FROM documents d JOIN pages p ON p.document = d.id WHERE true{also}");
    connection.prepare(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>().map(Some)
}

/// A page as it is shown.
fn row(connection: &Connection, page: i64, search: &Search) -> rusqlite::Result<Vec<Cell>> {
    let sql = "SELECT d.path, p.page + 1, d.type_name, d.code, d.issuer, d.date, p.text, p.mean_confidence
               FROM pages p JOIN documents d ON d.id = p.document WHERE p.rowid = ?1";
    connection.prepare_cached(sql)?.query_row([page], |row| {
        let mut cells = (0..8).map(|n| Cell::of(row.get_ref(n)?)).collect::<rusqlite::Result<Vec<_>>>()?;
        cells[6] = Cell::Text(search.snippet(&row.get::<_, String>(6)?));
        Ok(cells)
    })
}

/// A word as it is compared: without marks when it has none.
pub(super) fn like(text: &str) -> String {
    let escaped: String =
        fold(text).chars().flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect();
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_whatever_they_hold() {
        assert_eq!(Search::new(" \"\" - *"), None);
        let search = Search::new("\"Thi hành án\" 1058/KH-BTP").unwrap();
        assert_eq!(
            search.matching(&search.phrases),
            "text : \"thi hành án\" AND folded : \"1058\" AND folded : \"kh\" AND folded : \"btp\""
        );
        assert!(Search::new("a\" OR NEAR(b").is_some());
    }

    #[test]
    fn snippets_mark_the_hit_with_or_without_marks() {
        let text = "Về công tác\nthi hành án dân sự năm 2023";
        let snippet = |query: &str| Search::new(query).unwrap().snippet(text);
        assert_eq!(snippet("thi hanh an"), "Về công tác «thi hành án» dân sự năm 2023");
        assert_eq!(snippet("\"Thi Hành Án\""), "Về công tác «thi hành án» dân sự năm 2023");
        assert_eq!(snippet("nam dân"), "Về công tác thi hành án «dân» sự «năm» 2023");
        assert_eq!(snippet("đường"), "Về công tác thi hành án dân sự năm 2023".split('\n').collect::<String>());
    }
}
