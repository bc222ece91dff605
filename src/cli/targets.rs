//! Where the results of several inputs and formats go.
//!
//! `-o` names a file for one input with one format, unless it ends in `/` or is a folder; else it names a folder. There
//! a result has the name of its input with the ending of its format. Inputs of one name keep the folders that tell them
//! apart, and inputs that differ in their endings alone keep these. Tables, which are of all inputs together, always go
//! to a folder. All names are settled and checked before any work.

use super::exit::{ExitCode, Failure, OrFail};
use super::format::{Format, Wanted};
use super::output::Output;
use anyhow::Context;
use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

/// Where each result goes.
#[derive(Debug)]
pub enum Targets {
    /// Everything to standard output, or one result to one file.
    One(Output),
    /// For each input, for each format, a file.
    Files(Vec<Vec<Output>>),
}

impl Targets {
    /// Settles where the results `wanted` of each document go, makes missing folders, and checks that no input and no
    /// other file is harmed. `named` are the paths that results are named after, one a document. Beside tables
    /// everything goes to their folder (see [`TableFiles`](super::table_files::TableFiles)).
    pub fn new(
        output: Option<&Path>,
        force: bool,
        inputs: &[&Path],
        named: &[&Path],
        wanted: &[Wanted],
    ) -> Result<Self, Failure> {
        let usage = |message: String| Err(Failure::new(ExitCode::Usage, message));
        let to_stdout = output.is_none_or(|path| path == Path::new("-"));
        let formats = &Wanted::formats(wanted)[..];
        let tables = wanted.contains(&Wanted::Tables);
        match (to_stdout, named, formats) {
            (true, ..) if tables => {
                usage("csv is a set of tables, one file each; name a folder for them with -o DIR".to_owned())
            }
            _ if tables => Self::files(output.unwrap_or(Path::new(".")), force, inputs, named, formats),
            (_, [_], [_]) if to_stdout || !output.is_some_and(is_folder) => {
                Ok(Self::One(Output::new(output, force, inputs)?))
            }
            (true, _, [Format::Json]) => Ok(Self::One(Output::Stdout)),
            (true, _, [format]) => usage(format!(
                "several inputs go to stdout as JSON only; name a folder for the {} files with -o DIR/",
                format.ending()
            )),
            (true, ..) => usage("several formats need a folder to go to: -o DIR/".to_owned()),
            (false, ..) => Self::files(output.unwrap_or(Path::new(".")), force, inputs, named, formats),
        }
    }

    fn files(
        folder: &Path,
        force: bool,
        inputs: &[&Path],
        named: &[&Path],
        formats: &[Format],
    ) -> Result<Self, Failure> {
        let names = names(named)?;
        let file = |name: &Path, format: &Format| {
            let mut path = folder.join(name).into_os_string();
            path.push(".");
            path.push(format.ending());
            PathBuf::from(path)
        };
        let paths: Vec<Vec<PathBuf>> =
            names.iter().map(|name| formats.iter().map(|format| file(name, format)).collect()).collect();
        for path in paths.iter().flatten() {
            Output::check(path, force, inputs)?;
        }
        let mut made = HashSet::new();
        for parent in paths.iter().flatten().filter_map(|path| path.parent()).chain([folder]) {
            if made.insert(parent) {
                let done = std::fs::create_dir_all(parent);
                done.with_context(|| format!("cannot make the folder {}", parent.display()))
                    .or_fail(ExitCode::Usage)?;
            }
        }
        let outputs = paths.into_iter().map(|row| row.into_iter().map(|path| Output::File { path, force }).collect());
        Ok(Self::Files(outputs.collect()))
    }

    /// Where input number `input` goes in format number `format`.
    pub fn of(&self, input: usize, format: usize) -> &Output {
        match self {
            Self::One(output) => output,
            Self::Files(outputs) => &outputs[input][format],
        }
    }
}

/// Whether `-o` names a folder though there is one result only.
fn is_folder(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"/") || path.is_dir()
}

/// The name of each input's results, without ending.
fn names(inputs: &[&Path]) -> Result<Vec<PathBuf>, Failure> {
    let stem = |path: &Path| match path.file_stem() {
        Some(stem) if path != Path::new("-") => PathBuf::from(stem),
        _ => PathBuf::from("stdin"),
    };
    let plain: Vec<PathBuf> = inputs.iter().map(|path| stem(path)).collect();
    let whole: Vec<PathBuf> = inputs.iter().map(|path| whole(path)).collect();
    let with_folders: Vec<PathBuf> = (0..inputs.len())
        .map(|i| {
            let group: Vec<&PathBuf> = (0..inputs.len()).filter(|&j| plain[j] == plain[i]).map(|j| &whole[j]).collect();
            if group.len() < 2 {
                return plain[i].clone();
            }
            let common = common_folder(&group);
            let below = whole[i].parent().and_then(|folder| folder.strip_prefix(&common).ok());
            below.unwrap_or(Path::new("")).join(&plain[i])
        })
        .collect();
    let count = counted(&with_folders);
    let names: Vec<PathBuf> = (0..inputs.len())
        .map(|i| match inputs[i].file_name() {
            Some(name) if count[&with_folders[i]] > 1 => with_folders[i].with_file_name(name),
            _ => with_folders[i].clone(),
        })
        .collect();
    let count = counted(&names);
    match (0..inputs.len()).find(|&i| count[&names[i]] > 1) {
        Some(i) => {
            let message = format!("{} would write the same files as another input; name it once", inputs[i].display());
            Err(Failure::new(ExitCode::Usage, message))
        }
        None => Ok(names),
    }
}

fn counted(names: &[PathBuf]) -> HashMap<PathBuf, usize> {
    names.iter().fold(HashMap::new(), |mut count, name| {
        *count.entry(name.clone()).or_default() += 1;
        count
    })
}

/// The path from the root, without `.` and `..`.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.components().fold(PathBuf::new(), |mut out, part| {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            part => out.push(part),
        }
        out
    })
}

/// The deepest folder that all `files` lie in.
fn common_folder(files: &[&PathBuf]) -> PathBuf {
    let mut common = files.first().and_then(|file| file.parent()).unwrap_or(Path::new("")).to_owned();
    while !files.iter().all(|file| file.starts_with(&common)) {
        if !common.pop() {
            break;
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(inputs: &[&str]) -> Result<Vec<String>, String> {
        let inputs: Vec<&Path> = inputs.iter().map(Path::new).collect();
        names(&inputs)
            .map(|names| names.iter().map(|name| name.display().to_string()).collect())
            .map_err(|failure| failure.error.to_string())
    }

    #[test]
    fn inputs_of_one_name_keep_what_tells_them_apart() {
        assert_eq!(named(&["a/kế hoạch.tif", "b/x.pdf", "-"]).unwrap(), ["kế hoạch", "x", "stdin"]);
        assert_eq!(named(&["in/a/x.tif", "in/b/c/x.tif", "in/y.tif"]).unwrap(), ["a/x", "b/c/x", "y"]);
        assert_eq!(named(&["/d/a/x.tif", "/d/e/../b/x.tif"]).unwrap(), ["a/x", "b/x"]);
        assert_eq!(named(&["a/x.tif", "a/x.png", "b/x.png"]).unwrap(), ["a/x.tif", "a/x.png", "b/x"]);
        assert_eq!(named(&["x.tif", "in/x.tif"]).unwrap(), ["x", "in/x"]);
        assert!(named(&["a/x.tif", "a/./x.tif"]).unwrap_err().contains("name it once"));
        assert_eq!(named(&["a.b.tif"]).unwrap(), ["a.b"]);
    }

    #[test]
    fn a_file_or_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let input = dir.path().join("x.tif");
        std::fs::write(&input, "x").unwrap();
        let inputs = [input.as_path()];
        let new = |output: &Path, formats: &[Format]| {
            Targets::new(
                Some(output),
                false,
                &inputs,
                &inputs,
                &formats.iter().map(|f| Wanted::Each(*f)).collect::<Vec<_>>(),
            )
        };
        assert!(matches!(new(&dir.path().join("y.json"), &[Format::Json]), Ok(Targets::One(Output::File { .. }))));
        let file = |targets: Targets| match targets.of(0, 0) {
            Output::File { path, .. } => path.strip_prefix(dir.path()).unwrap().display().to_string(),
            Output::Stdout => "-".to_owned(),
        };
        assert_eq!(file(new(dir.path(), &[Format::Alto]).unwrap()), "x.alto.xml");
        assert_eq!(file(new(&dir.path().join("new/"), &[Format::Pdf]).unwrap()), "new/x.pdf");
        assert_eq!(file(new(&dir.path().join("deep/er"), &[Format::Pdf, Format::Json]).unwrap()), "deep/er/x.pdf");
        assert!(dir.path().join("deep/er").is_dir());
        std::fs::write(dir.path().join("x.json"), "x").unwrap();
        let refused = new(dir.path(), &[Format::Pdf, Format::Json]).unwrap_err();
        assert!(refused.error.to_string().contains("--force"));
    }

    #[test]
    fn no_page_of_a_document_of_many_files_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let pages = ["1.png", "2.png"].map(|name| dir.path().join(name));
        pages.iter().for_each(|page| std::fs::write(page, "x").unwrap());
        let inputs = [pages[0].as_path(), pages[1].as_path()];
        let refused =
            Targets::new(Some(&pages[1]), true, &inputs, &inputs[..1], &[Wanted::Each(Format::Pdf)]).unwrap_err();
        assert!(refused.error.to_string().contains("is an input"));
    }

    #[test]
    fn stdout_takes_one_format() {
        let inputs = [Path::new("a"), Path::new("b")];
        let new = |inputs: &[&Path], formats: &[Format]| {
            Targets::new(None, false, inputs, inputs, &formats.iter().map(|f| Wanted::Each(*f)).collect::<Vec<_>>())
        };
        assert!(matches!(new(&inputs, &[Format::Json]), Ok(Targets::One(Output::Stdout))));
        assert!(matches!(new(&inputs[..1], &[Format::Pdf]), Ok(Targets::One(Output::Stdout))));
        assert!(new(&inputs, &[Format::Text]).unwrap_err().error.to_string().contains("-o DIR/"));
        assert!(new(&inputs[..1], &[Format::Text, Format::Json]).is_err());
    }

    #[test]
    fn tables_go_to_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let inputs = [Path::new("a.txt")];
        let new = |output, wanted: &[Wanted]| Targets::new(output, false, &inputs, &inputs, wanted);
        let refused = new(None, &[Wanted::Tables]).unwrap_err();
        assert!(refused.error.to_string().contains("-o DIR"));
        assert!(new(Some(Path::new("-")), &[Wanted::Tables, Wanted::Each(Format::Json)]).is_err());
        let out = dir.path().join("out");
        assert!(matches!(new(Some(&out), &[Wanted::Tables]), Ok(Targets::Files(_))));
        let both = new(Some(&out), &[Wanted::Tables, Wanted::Each(Format::Json)]).unwrap();
        assert!(matches!(both.of(0, 0), Output::File { path, .. } if path.ends_with("out/a.json")));
    }
}
