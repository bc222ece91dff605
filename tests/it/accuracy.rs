//! The committed table of accuracy is what the program reaches now, so that every change shows what it moved.

use crate::root;
use vankho::eval;
use vankho::restore::{Data, Restorer};

#[test]
fn the_committed_table_is_what_eval_prints() {
    let rows = eval::run(&root().join("fixtures"), &Restorer::new(Data::embedded()).unwrap()).unwrap();
    let committed = std::fs::read_to_string(root().join("tests/accuracy.tsv")).unwrap();
    let now = eval::table(&rows);
    let moved: Vec<String> = diff(&committed, &now);
    assert!(
        moved.is_empty(),
        "accuracy moved; if for the better, commit what `make accuracy` writes:\n{}",
        moved.join("\n")
    );
}

/// Lines of the one that are not in the other.
fn diff(old: &str, new: &str) -> Vec<String> {
    let gone = old.lines().filter(|l| !new.lines().any(|n| n == *l)).map(|l| format!("- {l}"));
    gone.chain(new.lines().filter(|l| !old.lines().any(|o| o == *l)).map(|l| format!("+ {l}"))).collect()
}

#[test]
fn the_readme_shows_the_same_figures() {
    let rows = eval::run(&root().join("fixtures"), &Restorer::new(Data::embedded()).unwrap()).unwrap();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let missing: Vec<String> =
        eval::markdown(&rows).lines().filter(|line| !readme.contains(line)).map(str::to_owned).collect();
    assert!(missing.is_empty(), "`make accuracy` writes these into the README:\n{}", missing.join("\n"));
}

/// What a change must never fall below, whatever the table says.
#[test]
fn the_bars_hold() {
    let rows = eval::run(&root().join("fixtures"), &Restorer::new(Data::embedded()).unwrap()).unwrap();
    let figure = |case: &str, variant: &str, measure: &str| {
        let row = rows.iter().find(|r| r.case == case && r.variant == variant && r.measure == measure);
        row.unwrap_or_else(|| panic!("no {case} {variant} {measure}")).value
    };
    assert!(figure("plan-garbled", "as-is", "WER") <= 0.05);
    for case in ["plan-clean", "plan-markdown"] {
        assert!(figure(case, "as-is", "changed") <= 0.001, "{case}");
        assert!(figure(case, "stripped", "WER") <= 0.01, "{case}");
        assert!(figure(case, "as-is", "mean F1") >= 0.85, "{case}");
        assert!(figure(case, "as-is", "sections") >= 0.95, "{case}");
        assert!(figure(case, "as-is", "references") >= 0.95, "{case}");
    }
}
