//! The command line from outside: what goes where, which code it ends with, what it refuses.

use crate::{root, vankho};
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use std::fs;
use std::path::PathBuf;

fn clean() -> PathBuf {
    root().join("fixtures/plan-clean/input.txt")
}

fn garbled() -> PathBuf {
    root().join("fixtures/plan-garbled/input.txt")
}

#[test]
fn help_of_every_command_has_examples_and_the_exit_codes_are_listed() {
    for command in ["process", "show", "restore", "ocr", "doctor", "schema", "eval", "completions"] {
        vankho()
            .args([command, "--help"])
            .assert()
            .success()
            .stdout(contains("Examples:\n  ").or(contains("Examples:")));
    }
    vankho()
        .arg("--help")
        .assert()
        .success()
        .stdout(contains("Exit codes:").and(contains("130")).and(contains("Examples:")));
    vankho().arg("--version").assert().success().stdout(contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    vankho().assert().code(2);
    vankho().arg("frobnicate").assert().code(2).stdout(is_empty());
    vankho().arg("process").assert().code(2);
    vankho().args(["process", "--page-timeout", "0", "x"]).assert().code(2);
    vankho().args(["process", "a", "b", "--format", "text"]).assert().code(2).stderr(contains("several inputs"));
}

#[test]
fn results_go_to_stdout_and_nothing_else_does() {
    vankho()
        .arg("process")
        .arg(clean())
        .assert()
        .success()
        .stdout(contains("\"schema_version\": \"1.0\""))
        .stderr(is_empty());
}

#[test]
fn a_file_is_written_whole_and_never_over_another() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("plan.json");
    vankho().arg("process").arg(clean()).arg("-o").arg(&out).assert().success().stdout(is_empty());
    let first = fs::read(&out).unwrap();
    vankho()
        .arg("process")
        .arg(clean())
        .arg("-o")
        .arg(&out)
        .assert()
        .code(2)
        .stderr(contains("exists").and(contains("--force")));
    vankho().arg("process").arg(clean()).arg("-o").arg(&out).arg("--force").assert().success();
    assert_eq!(fs::read(&out).unwrap(), first, "the same input gives the same bytes");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");

    let input = dir.path().join("input.txt");
    fs::copy(clean(), &input).unwrap();
    for command in ["process", "restore"] {
        vankho()
            .arg(command)
            .arg(&input)
            .arg("-o")
            .arg(&input)
            .arg("--force")
            .assert()
            .code(2)
            .stderr(contains("is an input"));
    }
    assert_eq!(fs::read(&input).unwrap(), fs::read(clean()).unwrap());
    vankho()
        .arg("process")
        .arg(&input)
        .arg("-o")
        .arg(dir.path().join("no/x.json"))
        .assert()
        .code(2)
        .stderr(contains("does not exist"));
}

#[test]
fn several_inputs_are_json_lines_and_a_bad_one_costs_itself() {
    let missing = root().join("fixtures/no-such-file.txt");
    let assert = vankho().arg("process").arg(clean()).arg(&missing).arg(garbled()).assert().code(1);
    let assert = assert.stderr(contains("no-such-file.txt").and(contains("check the path")));
    let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    let sources: Vec<String> = out
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["source"]["path"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(sources, [clean().display().to_string(), garbled().display().to_string()]);
}

#[test]
fn several_formats_of_several_inputs_go_to_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("new/out");
    let formats = ["--format", "json", "--format", "text"];
    vankho().arg("process").arg(clean()).arg(garbled()).args(formats).arg("-o").arg(&out).assert().success();
    for name in ["plan-clean/input.json", "plan-clean/input.txt", "plan-garbled/input.json", "plan-garbled/input.txt"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    let again = vankho().arg("process").arg(clean()).arg(garbled()).args(formats).arg("-o").arg(&out).assert();
    again.code(2).stderr(contains("--force"));
    let pdf =
        vankho().arg("process").arg(clean()).args(["--format", "pdf", "-o"]).arg(dir.path().join("x.pdf")).assert();
    pdf.code(1).stderr(contains("is text without pages"));
    assert!(!dir.path().join("x.pdf").exists());
}

#[test]
fn restore_keeps_lines_spacing_and_line_ends() {
    let text = "Thi hành án  dân sự\r\n\r\n\tKế hoạch số 5 \nhết";
    vankho().arg("restore").write_stdin(text).assert().success().stdout(text);
    vankho().args(["restore", "-"]).write_stdin("").assert().success().stdout(is_empty()).stderr(contains("empty"));
    let input = fs::read_to_string(garbled()).unwrap();
    let out = vankho().arg("restore").arg(garbled()).assert().success().get_output().stdout.clone();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.lines().count(), input.lines().count());
    assert_eq!(out.ends_with('\n'), input.ends_with('\n'));
    assert_ne!(out, input);
}

#[test]
fn process_and_restore_read_the_same_text() {
    let restored = vankho().arg("restore").arg(garbled()).assert().success().get_output().stdout.clone();
    let processed = vankho().arg("process").arg(garbled()).assert().success().get_output().stdout.clone();
    let document: serde_json::Value = serde_json::from_slice(&processed).unwrap();
    let restored = String::from_utf8(restored).unwrap();
    assert_eq!(document["text"].as_str().unwrap().trim_end_matches('\u{c}'), restored.trim_end_matches('\u{c}'));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let script = format!("{} restore {} | head -n 1", env!("CARGO_BIN_EXE_vankho"), garbled().display());
    let out = assert_cmd::Command::new("bash").args(["-c", &format!("set -o pipefail; {script}")]).assert().success();
    out.stderr(is_empty());
    let big = "Thi hanh an dan su\n".repeat(50_000);
    assert_cmd::Command::new("bash")
        .args(["-c", &format!("set -o pipefail; {} restore | head -c 10", env!("CARGO_BIN_EXE_vankho"))])
        .write_stdin(big)
        .assert()
        .success()
        .stderr(is_empty());
}

#[test]
fn show_draws_a_document_with_colour_only_when_asked() {
    let plain = vankho().arg("show").arg(garbled()).assert().success();
    let plain = plain
        .stdout(contains("Sections").and(contains("References")).and(contains("├─")).and(contains("\u{1b}").not()));
    assert!(plain.get_output().stderr.is_empty());
    vankho().args(["--color", "always", "show"]).arg(garbled()).assert().success().stdout(contains("\u{1b}[1m"));
    vankho().args(["--color", "never", "show"]).arg(garbled()).assert().success().stdout(contains("\u{1b}").not());

    let dir = tempfile::tempdir().unwrap();
    let json = dir.path().join("x.json");
    vankho().arg("process").arg(garbled()).arg("-o").arg(&json).assert().success();
    let shown = vankho().arg("show").arg(&json).assert().success().get_output().stdout.clone();
    assert_eq!(shown, vankho().arg("show").arg(garbled()).assert().success().get_output().stdout);
    fs::write(&json, "{}").unwrap();
    vankho().arg("show").arg(&json).assert().code(1).stderr(contains("process the input again"));
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        vankho().args(["completions", shell]).assert().success().stdout(contains("restore"));
    }
}

#[test]
fn text_works_where_no_ocr_is_installed() {
    let dir = tempfile::tempdir().unwrap();
    let alone = dir.path().join("vankho");
    // By another process: were the copy open here while another test starts a program, it could not be started itself.
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_vankho")).arg(&alone).status().unwrap();
    assert!(copied.success());
    let run = || {
        let mut command = assert_cmd::Command::new(&alone);
        command.env_clear().env("PATH", "").current_dir(dir.path());
        command
    };
    run().arg("restore").write_stdin("Thi hanh an dan su").assert().success().stdout(contains("Thi hành án dân sự"));
    run().arg("process").arg(clean()).assert().success();
    run()
        .arg("doctor")
        .assert()
        .code(3)
        .stdout(contains("MISSING").and(contains("vankho-ocr")).and(contains("built in")));
    let page = dir.path().join("page.png");
    image::GrayImage::from_pixel(200, 100, image::Luma([255])).save(&page).unwrap();
    for command in ["process", "ocr"] {
        run().arg(command).arg(&page).assert().code(3).stderr(contains("vankho-ocr")).stdout(is_empty());
    }
}

#[test]
fn doctor_is_content_where_everything_is_installed() {
    vankho()
        .arg("doctor")
        .assert()
        .success()
        .stdout(contains("tesseract").and(contains("vie")).and(contains("SHA-256")));
    vankho().args(["doctor", "--lang", "tlh"]).assert().code(3).stdout(contains("MISSING").and(contains("tlh")));
    vankho().args(["doctor", "--data", "/no/such/folder"]).assert().code(3).stdout(contains("/no/such/folder"));
}

#[test]
fn missing_data_ends_with_3() {
    vankho()
        .args(["restore", "--data", "/no/such/folder"])
        .write_stdin("x")
        .assert()
        .code(3)
        .stderr(contains("/no/such/folder"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_with_its_code() {
    use std::process::{Command, Stdio};
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vankho"))
            .arg("restore")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // It waits for its standard input, which stays open here; the signal handler is set up before that.
        let stdin = child.stdin.take();
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert!(
            Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap().success()
        );
        assert_eq!(child.wait().unwrap().code(), Some(code), "SIG{signal}");
        drop(stdin);
    }
}
