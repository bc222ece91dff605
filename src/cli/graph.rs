//! `vankho graph`: who cites whom, for Graphviz or as JSON.

use super::catalogue::Which;
use super::exit::{ExitCode, Outcome};
use super::only::Only;
use super::output::Output;
use crate::catalogue::{Edge, Graph, Node};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Draw who cites whom, for Graphviz or as JSON
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nodes are the documents, and what they cite and is not in the catalogue (dotted). Edges are the citations: resolved
(drawn through), proposed (dashed), ambiguous or absent (dotted). --issuer, --type and --year choose the citing documents.

Examples:
  vankho graph --year 2023 | dot -Tsvg > graph.svg
  vankho graph --format json > graph.json
  vankho graph --issuer 'thi hanh an' --type KH --catalogued | dot -Tpdf > plans.pdf")]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// How to write the graph
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "dot")]
    format: Form,
    #[command(flatten)]
    only: Only,
    /// Only citations of documents that are in the catalogue
    #[arg(long)]
    catalogued: bool,
}

/// How a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// The language of Graphviz; citations of one kind between two documents are one arrow
    Dot,
    /// An object with nodes and edges, one edge a citation
    Json,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut graph = args.which.read()?.graph(&args.only.filter(None))?;
    if args.catalogued {
        graph.nodes.retain(|node| node.catalogued);
        graph.edges.retain(|edge| matches!(edge.state.as_str(), "resolved" | "proposed"));
    }
    let text = match args.format {
        Form::Dot => dot(&graph),
        Form::Json => json(&graph),
    };
    Output::Stdout.write(text.as_bytes())?;
    Ok(ExitCode::Done)
}

/// One line a node and one an edge, so that two graphs can be compared.
fn json(graph: &Graph) -> String {
    fn lines<T: serde::Serialize>(rows: &[T]) -> String {
        let rows = rows.iter().filter_map(|row| serde_json::to_string(row).ok());
        rows.collect::<Vec<_>>().join(",\n")
    }
    format!("{{\"nodes\": [\n{}\n],\n\"edges\": [\n{}\n]}}\n", lines(&graph.nodes), lines(&graph.edges))
}

fn dot(graph: &Graph) -> String {
    let mut out = String::from(
        "digraph citations {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (n, node) in graph.nodes.iter().enumerate() {
        names.insert(&node.id, n);
        let style = if node.catalogued { "" } else { ", style=dotted" };
        let tip = node.file.as_deref().or(node.title.as_deref()).unwrap_or(&node.id);
        let _ = writeln!(out, "  n{n} [label=\"{}\", tooltip=\"{}\"{style}];", label(node), escaped(tip));
    }
    let mut arrows: BTreeMap<(usize, usize, &str, &str), Vec<&Edge>> = BTreeMap::new();
    for edge in &graph.edges {
        if let (Some(&from), Some(&to)) = (names.get(edge.from.as_str()), names.get(edge.to.as_str())) {
            arrows.entry((from, to, edge.relation.as_deref().unwrap_or(""), &edge.state)).or_default().push(edge);
        }
    }
    for ((from, to, relation, state), edges) in arrows {
        let style = match state {
            "resolved" => "solid",
            "proposed" => "dashed",
            _ => "dotted",
        };
        let mut pages: Vec<i64> = edges.iter().map(|edge| edge.page).collect();
        pages.dedup();
        let pages = pages.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let best = edges.iter().map(|edge| edge.confidence).fold(0.0, f64::max);
        let certainty = edges.iter().find_map(|edge| edge.certainty);
        let sure = certainty.map(|certainty| format!(", {certainty}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "  n{from} -> n{to} [label=\"{}\", style={style}, tooltip=\"{state}{sure}; tr. {pages}; {best:.2}\"];",
            escaped(words(relation)),
        );
    }
    out.push_str("}\n");
    out
}

/// What a relation is called in documents.
fn words(relation: &str) -> &str {
    match relation {
        "based_on" => "căn cứ",
        "implements" => "thực hiện",
        "amends" => "sửa đổi",
        "supplements" => "bổ sung",
        "replaces" => "thay thế",
        "repeals" => "bãi bỏ",
        "issued_with" => "kèm theo",
        other => other,
    }
}

/// What stands in the box: type and code or title, issuer, date.
fn label(node: &Node) -> String {
    let short = |text: &str| match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    };
    let head = match (&node.doc_type, &node.code, &node.title) {
        (Some(kind), Some(code), _) => format!("{kind} {code}"),
        (Some(kind), None, Some(title)) if node.catalogued => format!("{kind} {title}"),
        (_, _, Some(title)) => title.clone(),
        (Some(kind), ..) => kind.clone(),
        _ => node.file.clone().unwrap_or_else(|| node.id.clone()),
    };
    let lines = [Some(&head), node.issuer.as_ref(), node.date.as_ref()];
    lines.into_iter().flatten().map(|line| escaped(&short(line))).collect::<Vec<_>>().join("\\n")
}

/// Text between the quotation marks of the dot language, where `\` and `&` mean something.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() || c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph() -> Graph {
        let node = |id: &str, code: &str, file: Option<&str>| Node {
            id: id.into(),
            catalogued: file.is_some(),
            file: file.map(str::to_owned),
            code: Some(code.into()),
            issuer: Some("Sở \"GD&ĐT\" \\ tỉnh".into()),
            ..Node::default()
        };
        let edge = |page, relation: Option<&str>| Edge {
            from: "a".into(),
            to: "b".into(),
            relation: relation.map(str::to_owned),
            role: "basis".into(),
            state: "proposed".into(),
            why: Some("title".into()),
            certainty: Some(0.8),
            fact: "r1".into(),
            page,
            quote: "Quyết định\nsố".into(),
            confidence: 0.9,
        };
        Graph {
            nodes: vec![node("a", "1/KH-SGDĐT", Some("/in/a.txt")), node("b", "2/QĐ-UBND", None)],
            edges: vec![edge(1, Some("based_on")), edge(3, Some("based_on")), edge(3, None)],
        }
    }

    #[test]
    fn what_dot_would_read_as_its_own_is_text() {
        let dot = dot(&graph());
        assert!(dot.contains(r#"Sở \"GD&amp;ĐT\" \\ tỉnh"#), "{dot}");
        assert_eq!(dot.matches(" -> ").count(), 2, "{dot}");
        assert!(dot.contains("label=\"căn cứ\", style=dashed, tooltip=\"proposed, 0.8; tr. 1, 3; 0.90\""), "{dot}");
        assert!(dot.contains("tooltip=\"b\", style=dotted"), "{dot}");
        assert_eq!(escaped("a\r\n\tb\0"), "a   b ");
    }

    #[test]
    fn json_has_every_citation() {
        let value: serde_json::Value = serde_json::from_str(&json(&graph())).unwrap();
        assert_eq!((value["nodes"].as_array().unwrap().len(), value["edges"].as_array().unwrap().len()), (2, 3));
        assert_eq!(value["edges"][0]["state"], "proposed");
        let none: serde_json::Value = serde_json::from_str(&json(&Graph::default())).unwrap();
        assert_eq!(none["nodes"], serde_json::json!([]));
    }
}
