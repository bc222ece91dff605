//! Makes pairs of truth and OCR reading: `pairs TEXT OUT-DIR LANGUAGE PAGES SEED CLEAN,MEDIUM,HARD [JOBS]`.
//!
//! TEXT has one paragraph a line. Writes `LANGUAGE.tokens.tsv` (language, look, truth, reading) and
//! `LANGUAGE.lines.tsv` (truth, reading) to OUT-DIR, page by page.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use anyhow::Context;
use vankho::train::pairs::{PairOptions, collect};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [text, out, language, pages, seed, wear, rest @ ..] = &args[..] else {
        anyhow::bail!("usage: pairs TEXT OUT-DIR LANGUAGE PAGES SEED CLEAN,MEDIUM,HARD [JOBS]");
    };
    let shares = wear.split(',').map(str::parse).collect::<Result<Vec<f32>, _>>().context("shares of wear")?;
    let options = PairOptions {
        language: language.clone(),
        pages: pages.parse().context("number of pages")?,
        seed: seed.parse().context("seed")?,
        wear: shares.try_into().map_err(|_| anyhow::anyhow!("three shares of wear: clean,medium,hard"))?,
        jobs: rest.first().map_or(Ok(2), |j| j.parse()).context("number of jobs")?,
        ..PairOptions::default()
    };
    let paragraphs = BufReader::new(File::open(text).with_context(|| text.clone())?).lines();
    let mut tokens = File::create(format!("{out}/{language}.tokens.tsv"))?;
    let mut lines = File::create(format!("{out}/{language}.lines.tsv"))?;
    let mut failed = None;
    let tally = collect(&options, paragraphs.map_while(Result::ok), |page| {
        let (mut token_rows, mut line_rows) = (String::new(), String::new());
        for line in &page.pairs {
            line_rows += &format!("{}\t{}\n", line.truth, line.read);
            for pair in &line.tokens {
                token_rows += &format!("{language}\t{}\t{}\t{}\n", page.look, pair.truth, pair.read);
            }
        }
        let written = tokens.write_all(token_rows.as_bytes()).and_then(|()| lines.write_all(line_rows.as_bytes()));
        failed = failed.take().or(written.err());
        let mut log = std::io::stderr().lock();
        let _ = writeln!(log, "{language} {} {} {}/{} {:?}", page.page, page.look, page.pairs.len(), page.lines, page.failure);
    })?;
    if let Some(error) = failed {
        return Err(error).context("writing the pairs");
    }
    writeln!(std::io::stderr().lock(), "{tally:?}")?;
    Ok(())
}
