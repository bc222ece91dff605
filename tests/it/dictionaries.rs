//! The built dictionaries are what their sources and manifest say.

use std::path::Path;
use vankho::lexicon;
use vankho::train::lm::{Corpus, LmOptions};
use vankho::train::{manifest, run};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries");

#[test]
fn the_lexicon_is_not_stale() {
    let built = std::fs::read(Path::new(FOLDER).join("built/lexicon.fst")).unwrap();
    let fresh = lexicon::build(FOLDER.as_ref()).unwrap();
    assert!(built == fresh, "dictionaries/built/lexicon.fst is stale: run `vankho dict build`");
}

#[test]
fn sources_are_sorted_and_in_normal_form() {
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "tsv") {
            let text = std::fs::read_to_string(&path).unwrap();
            let rows: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
            assert!(rows.is_sorted(), "{} is not sorted", path.display());
            assert_eq!(vankho::text::letters::nfc(&text), text, "{} is not NFC", path.display());
        }
    }
}

#[test]
fn the_manifest_names_the_built_files_and_their_sources() {
    let built = Path::new(FOLDER).join(run::BUILT);
    let text = std::fs::read_to_string(built.join(manifest::NAME)).unwrap();
    let manifest: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    for name in vankho::restore::FILES {
        let bytes = std::fs::read(built.join(name)).unwrap();
        assert_eq!(manifest[name]["sha256"], manifest::digest(&bytes), "{name}");
        for (input, hash) in manifest[name]["inputs"].as_object().unwrap() {
            let source = Path::new(FOLDER).join(input);
            if let Ok(bytes) = std::fs::read(&source) {
                assert_eq!(*hash, manifest::digest(&bytes), "{input}, a source of {name}, has changed");
            }
        }
    }
    assert!(std::fs::metadata(built.join("lm.bin")).unwrap().len() <= 32 << 20);
}

#[test]
fn training_gives_the_same_bytes_every_time() {
    let train = || {
        let folder = tempfile::tempdir().unwrap();
        let dictionaries = folder.path().join("dictionaries");
        std::fs::create_dir(&dictionaries).unwrap();
        for name in ["syllables", "compounds", "abbreviations", "symbols", "names", "places"] {
            let file = format!("{name}.tsv");
            std::fs::copy(Path::new(FOLDER).join(&file), dictionaries.join(&file)).unwrap();
        }
        let corpus = folder.path().join("corpus.txt");
        let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries/compounds.tsv");
        std::fs::copy(plan, &corpus).unwrap();
        let options = LmOptions {
            corpora: vec![Corpus { path: corpus, weight: 2 }],
            dictionaries: dictionaries.clone(),
            order: 3,
            keep: vec![2_000, 1_000],
            min_other: 5,
            min_syllable: 2,
        };
        run::train_lm(&options).unwrap();
        let built = dictionaries.join(run::BUILT);
        let bytes = ["lexicon.fst", "lm.bin", manifest::NAME].map(|name| std::fs::read(built.join(name)).unwrap());
        let model = vankho::lm::Model::new(&bytes[1]).unwrap();
        assert_eq!(model.order(), 3);
        bytes
    };
    assert!(train() == train());
}
