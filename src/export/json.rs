//! The JSON of a document and the schema that it follows.
//!
//! Keys stand in the order of the contract, numbers are rounded when they are made, so the same input gives the same
//! bytes on every machine.

use crate::document::Document;
use schemars::generate::SchemaSettings;
use std::io::{self, BufWriter, Write};

/// Writes the document as indented JSON with a closing line break.
///
/// # Errors
/// Those of `out`.
pub fn json(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, document)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The document as one line of JSON, with its line break.
pub fn json_line(document: &Document) -> String {
    let mut out = serde_json::to_string(document).expect("a document has string keys and finite numbers only");
    out.push('\n');
    out
}

/// The JSON Schema (draft 2020-12) of a document, as `schema/document.schema.json` holds it.
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    schema.insert("title".to_owned(), "A document processed by vankho".into());
    let mut out = serde_json::to_string_pretty(&schema).expect("a schema has string keys and finite numbers only");
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_contract_is_required() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
        let required = schema["required"].as_array().expect("an object schema");
        assert_eq!(required.len(), schema["properties"].as_object().expect("properties").len());
        let header = &schema["$defs"]["Header"];
        assert_eq!(header["required"].as_array().expect("required").len(), 15);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}
