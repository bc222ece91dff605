//! `vankho watch` from outside: what is there and what comes is taken in, whatever happens to the folder.

use crate::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

const PLAN: &str = "QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch thi hành án dân sự năm 2024\n";

/// A watch that runs, and its folder.
struct Watch {
    dir: tempfile::TempDir,
    process: Option<Child>,
}

impl Watch {
    fn start(dir: tempfile::TempDir, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vankho"));
        command.current_dir(dir.path()).env_remove("VANKHO_CATALOGUE").args(["watch", "in", "-v"]).args(arguments);
        let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Self { dir, process: Some(process) }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Waits until `what` holds.
    fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_secs(90);
        while !holds() {
            assert!(Instant::now() < end, "{what}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The first column of an answer.
    fn ask(&self, sql: &str) -> Vec<String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vankho"));
        let out = command.current_dir(self.dir.path()).args(["sql", sql, "--format", "csv"]).output().unwrap();
        String::from_utf8(out.stdout).unwrap().lines().skip(1).map(|line| line.trim_end().to_owned()).collect()
    }

    fn count(&self) -> usize {
        self.ask("SELECT id FROM documents").len()
    }

    fn stop(mut self) -> (tempfile::TempDir, Output) {
        let process = self.process.take().unwrap();
        assert!(Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap().success());
        let out = process.wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(143), "{}", String::from_utf8_lossy(&out.stderr));
        (std::mem::replace(&mut self.dir, tempfile::tempdir().unwrap()), out)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    dir
}

/// Writes a file that nobody is writing any more.
fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    let old = SystemTime::now() - Duration::from_secs(60);
    fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

#[test]
fn what_is_there_and_what_comes_is_filed_and_put_aside() {
    let dir = folder();
    let here = |name: &str| dir.path().join(name);
    put(&here("in/a/plan.txt"), &fs::read(root().join("fixtures/plan-clean/input.txt")).unwrap());
    put(&here("in/bad.bin"), b"MZ\0\0\x01\x02\0\0");
    put(&here("in/secret.txt"), format!("BỘ TƯ PHÁP\nMẬT\nSố: 12/BC-BTP\n\nBÁO CÁO\n{PLAN}").as_bytes());
    put(&here("done/a/plan.txt"), b"somebody else's");
    let watch = Watch::start(dir, &["--move-done", "done", "--move-failed", "failed"]);
    watch.until("the first files are taken in", || watch.at("done/a/plan-2.txt").exists());
    put(&watch.at("in/b/c/late.txt"), PLAN.as_bytes());
    watch.until("a file in a new folder is taken in", || watch.at("done/b/c/late.txt").exists());
    put(&watch.at("in/late again.txt"), PLAN.as_bytes());
    watch.until("the same content is put aside too", || watch.at("done/late again.txt").exists());
    watch.until("what cannot be read is put aside", || watch.at("failed/bad.bin").exists());
    assert!(watch.at("in/secret.txt").exists(), "a secret stays where it is");
    assert_eq!(fs::read(watch.at("done/a/plan.txt")).unwrap(), b"somebody else's");
    let mut places = watch.ask("SELECT path FROM files UNION ALL SELECT path FROM failures WHERE kind = 'file'");
    places.sort();
    let wanted = ["done/a/plan-2.txt", "done/b/c/late.txt", "done/late again.txt", "failed/bad.bin"];
    assert_eq!(places, wanted.map(|name| watch.at(name).canonicalize().unwrap().display().to_string()));
    let first = watch.ask("SELECT path FROM documents ORDER BY path").swap_remove(0);
    assert!(first.ends_with("done/a/plan-2.txt"), "{first}");
    let (_, out) = watch.stop();
    let summary = String::from_utf8(out.stdout).unwrap();
    assert!(summary.starts_with("2 done") && summary.contains("1 skipped, 1 failed, 1 secret"), "{summary}");
}

#[test]
fn a_polled_folder_is_looked_through() {
    let watch = Watch::start(folder(), &["--poll", "1"]);
    put(&watch.at("in/b/late.txt"), PLAN.as_bytes());
    watch.until("a file is taken in", || watch.count() == 1);
    put(&watch.at("in/b/late.txt"), format!("{PLAN}Điều 1.\n").as_bytes());
    watch.until("what it holds later is another document", || watch.count() == 2);
    let (_, out) = watch.stop();
    let log = String::from_utf8(out.stderr).unwrap();
    assert_eq!(log.matches("late.txt").count(), 2, "{log}");
}

#[test]
fn a_folder_may_go_away_and_come_back() {
    let watch = Watch::start(folder(), &[]);
    put(&watch.at("in/one.txt"), PLAN.as_bytes());
    watch.until("a file is taken in", || watch.count() == 1);
    fs::rename(watch.at("in"), watch.at("elsewhere")).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    put(&watch.at("new/two.txt"), format!("{PLAN}Điều 1.\n").as_bytes());
    fs::rename(watch.at("new"), watch.at("in")).unwrap();
    watch.until("a folder in its place is looked through", || watch.count() == 2);
    put(&watch.at("in/three.txt"), format!("{PLAN}Điều 2.\n").as_bytes());
    watch.until("and watched", || watch.count() == 3);
    watch.stop();
}
