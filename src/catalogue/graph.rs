//! Who cites whom: documents as nodes, citations as edges.
//!
//! A cited document that is not here, or that may be one of several, is a node too: all citations that name it by number,
//! year and body share one, a law cited by its name shares one, a blank number is shared by none.

use super::{Catalogue, CatalogueError, Filter};
use crate::text::letters::fold;
use rusqlite::{Row, ToSql, params_from_iter};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The citations of a catalogue.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Graph {
    /// The documents by their file, then what is cited and not here.
    pub nodes: Vec<Node>,
    /// The citations by file and place.
    pub edges: Vec<Edge>,
}

/// A document, or something that is cited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Node {
    /// SHA-256 of a document; of another the key and the body that citations name.
    pub id: String,
    /// Whether it is in the catalogue.
    pub catalogued: bool,
    /// Its file.
    pub file: Option<String>,
    /// Its number and symbol.
    pub code: Option<String>,
    /// The name of its type.
    #[serde(rename = "type")]
    pub doc_type: Option<String>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Its date, EDTF.
    pub date: Option<String>,
    /// What it is about; of a law that is cited by its name, that name.
    pub title: Option<String>,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// The citing document's node.
    pub from: String,
    /// The node of what is cited.
    pub to: String,
    /// What the citing document does to it, as in the JSON: `based_on`, `replaces`.
    pub relation: Option<String>,
    /// `basis`, `citation`, `promulgation`.
    pub role: String,
    /// `resolved`, `proposed`, `ambiguous` or `absent`.
    pub state: String,
    /// What the state rests on.
    pub why: Option<String>,
    /// How sure the link is, 0..1.
    pub certainty: Option<f64>,
    /// The reference's `id` in the citing document.
    pub fact: String,
    /// The page, from 1.
    pub page: i64,
    /// What stands there.
    pub quote: String,
    /// How sure the mention is, 0..1.
    pub confidence: f64,
}

impl Catalogue {
    /// The documents that `filter` lets through, what they cite, and their citations.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn graph(&self, filter: &Filter) -> Result<Graph, CatalogueError> {
        self.make_graph(filter).map_err(|error| self.failed(error))
    }

    fn make_graph(&self, filter: &Filter) -> rusqlite::Result<Graph> {
        const COLUMNS: [&str; 6] = ["d.issuer_folded", "", "d.type_code", "d.date_from", "d.date_to", ""];
        let connection = self.connection();
        let snapshot = connection.unchecked_transaction()?;
        let (also, values) = filter.sql(&COLUMNS);
        let mut cited: BTreeSet<String> = BTreeSet::new();
        let mut absent: BTreeMap<String, Node> = BTreeMap::new();
        let mut edges = Vec::new();
        let (sure, mut all) = (filter.confidence.unwrap_or(0.0), values);
        all.push(Box::new(sure) as Box<dyn ToSql>);
        let sql = format!(
            "SELECT d.id, l.cited, r.relation, r.role, l.state, l.why, l.certainty, r.id, r.page + 1, r.quote, r.confidence,
             r.key, r.code, r.type_name, coalesce(r.issuer_full, r.issuer), r.date, r.title, l.body, l.seat
             FROM documents d JOIN refs r ON r.document = d.id JOIN links l ON l.document = r.document AND l.ref = r.id
             WHERE true{also} AND r.confidence >= ? ORDER BY d.path, d.id, r.start, r.id"
        );
        let mut statement = snapshot.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(all))?;
        while let Some(row) = rows.next()? {
            let mut edge = edge(row)?;
            match row.get::<_, Option<String>>(1)? {
                Some(id) => edge.to = id,
                None => {
                    let node = mentioned(row, &edge)?;
                    edge.to = node.id.clone();
                    absent.entry(node.id.clone()).or_insert(node).fill(row)?;
                }
            }
            cited.insert(edge.to.clone());
            edges.push(edge);
        }
        let (also, values) = filter.sql(&COLUMNS);
        let sql = format!(
            "SELECT id, path, code, type_name, issuer, date, title, true{also} FROM documents d ORDER BY path, id"
        );
        let mut statement = snapshot.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut nodes = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let is_asked = row.get::<_, Option<bool>>(7)?.unwrap_or(false);
            if is_asked || cited.contains(&id) {
                let (file, code, doc_type) = (row.get(1)?, row.get(2)?, row.get(3)?);
                let (issuer, date, title) = (row.get(4)?, row.get(5)?, row.get(6)?);
                nodes.push(Node { id, catalogued: true, file, code, doc_type, issuer, date, title });
            }
        }
        nodes.extend(absent.into_values());
        Ok(Graph { nodes, edges })
    }
}

fn edge(row: &Row<'_>) -> rusqlite::Result<Edge> {
    Ok(Edge {
        from: row.get(0)?,
        to: String::new(),
        relation: row.get(2)?,
        role: row.get(3)?,
        state: row.get(4)?,
        why: row.get(5)?,
        certainty: row.get(6)?,
        fact: row.get(7)?,
        page: row.get(8)?,
        quote: row.get(9)?,
        confidence: row.get(10)?,
    })
}

/// The node of what a citation names.
fn mentioned(row: &Row<'_>, edge: &Edge) -> rusqlite::Result<Node> {
    let (key, code, doc_type): (Option<String>, Option<String>, Option<String>) =
        (row.get(11)?, row.get(12)?, row.get(13)?);
    let (body, seat): (Option<String>, Option<String>) = (row.get(17)?, row.get(18)?);
    let is_law = code.is_none();
    let id = match key {
        Some(key) if key.ends_with("/x") => format!("{key} {} {}", edge.from, edge.fact),
        Some(key) => [Some(key), body, seat].into_iter().flatten().collect::<Vec<_>>().join(" "),
        None => fold(&edge.quote).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let title = is_law.then(|| edge.quote.clone());
    Ok(Node { id, code, doc_type, title, ..Node::default() })
}

impl Node {
    /// Takes from a citation what those before did not say.
    fn fill(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let [issuer, date, title] = [row.get(14)?, row.get(15)?, row.get(16)?];
        self.issuer = self.issuer.take().or(issuer);
        self.date = self.date.take().or(date);
        self.title = self.title.take().or(title);
        Ok(())
    }
}
