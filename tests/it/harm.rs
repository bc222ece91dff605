//! What restoration must never touch, whatever stands around it.

use crate::root;
use proptest::prelude::*;
use std::sync::LazyLock;
use vankho::document::Noise;
use vankho::restore::{Data, Restorer};
use vankho::text::letters::{is_native, nfc, strip};

static RESTORER: LazyLock<Restorer> = LazyLock::new(|| Restorer::new(Data::embedded()).unwrap());
static PLAN: LazyLock<String> =
    LazyLock::new(|| nfc(&std::fs::read_to_string(root().join("fixtures/plan-clean/input.txt")).unwrap()));
static GARBLED: LazyLock<String> =
    LazyLock::new(|| nfc(&std::fs::read_to_string(root().join("fixtures/plan-garbled/input.txt")).unwrap()));

/// Some lines of a text, from a line on.
fn lines(text: &str, from: usize, count: usize) -> Vec<String> {
    let all: Vec<&str> = text.lines().filter(|l| l.split(' ').count() > 3).collect();
    (0..count).map(|i| all[(from + i) % all.len()].to_owned()).collect()
}

fn protected() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{2,8}\\.[a-z]{2,6}@[a-z]{3,8}\\.gov\\.vn",
        "https://[a-z]{3,9}\\.vn/[a-z0-9]{1,8}\\?id=[0-9]{1,4}",
        "[1-9][0-9]{0,2}\\.[0-9]{3}\\.[0-9]{3}",
        "[0-3][1-9]/1[0-2]/20[0-9]{2}",
        "[1-9][0-9]{1,3}/QĐ-(TTg|UBND|BTC|BNV)",
        "[0-9]{2}/20[0-9]{2}/(QH1[0-5]|NĐ-CP|TT-BTC)",
        "[A-Z]{2}[0-9]{3,6}",
        "[a-z]{3,6}_[a-z]{3,6}_id",
        "20[0-9]{2}-20[0-9]{2}",
        "[1-9][0-9]?%",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn digits_codes_and_addresses_pass_through_damage(
        from in 0usize..2_000, tokens in prop::collection::vec((0usize..6, 0usize..30, protected()), 1..6), garbled: bool
    ) {
        let mut text = if garbled { lines(&GARBLED, from, 6) } else { lines(&strip(&PLAN), from, 6) };
        for (line, at, token) in &tokens {
            let mut words: Vec<String> = text[*line].split(' ').map(str::to_owned).collect();
            words.insert(at % (words.len() + 1), token.clone());
            text[*line] = words.join(" ");
        }
        let read = text.join("\n");
        let restored = RESTORER.restore(&read, &[]);
        for token in restored.tokens() {
            let mine = tokens.iter().any(|(_, _, t)| *t == token.read);
            prop_assert!(!mine || token.restored == token.read || token.rule.is_some(), "{token:?} in {read}");
        }
        prop_assert_eq!(restored.text.lines().count(), read.lines().count());
        prop_assert_eq!(vankho::text::undo(&restored.text, &restored.restoration.edits), read);
    }

    #[test]
    fn right_text_passes_byte_for_byte_with_its_spaces_and_line_ends(
        from in 0usize..2_000, count in 1usize..30, space in "[ \t]{1,4}", end in prop_oneof!["\n", "\r\n", "\n\n", " \n"]
    ) {
        let text = lines(&PLAN, from, count).join(&end).replacen(' ', &space, 3) + &end;
        let restored = RESTORER.restore(&text, &[]);
        prop_assert_eq!(&restored.text, &text);
        prop_assert!(restored.restoration.edits.is_empty());
    }

    #[test]
    fn a_syllable_that_only_vietnamese_writes_stays_among_ruined_lines(at in 0usize..60, from in 0usize..200) {
        let right: Vec<&str> = PLAN.split_whitespace().filter(|w| w.chars().any(is_native) && w.chars().all(char::is_alphabetic)).collect();
        let word = right[from % right.len()];
        let mut ruined = lines(&GARBLED, at, 12);
        ruined[6] = format!("{} {word}", ruined[6]);
        let restored = RESTORER.restore(&ruined.join("\n"), &[]).text;
        let line = restored.lines().nth(6).unwrap();
        prop_assert!(line.ends_with(&format!(" {word}")), "{word}: {line}");
    }

    #[test]
    fn every_token_has_one_row_and_a_probability(read in "[ a-zđếạ0-9.,/\n\u{c}~|-]{0,300}") {
        let restored = RESTORER.restore(&read, &[]);
        let tokens = restored.tokens();
        let before: Vec<&str> = read.split_whitespace().collect();
        prop_assert_eq!(tokens.iter().map(|t| t.read.as_str()).collect::<Vec<_>>(), before);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let forms: String = tokens.iter().map(|t| letters(&t.restored)).collect();
        prop_assert_eq!(forms, letters(&restored.text));
        prop_assert!(tokens.iter().all(|t| (0.0..=1.0).contains(&t.confidence.get())));
    }

    #[test]
    fn letters_by_chance_are_given_back(words in prop::collection::vec("[a-z]{2,9}", 60..120)) {
        let read = words.chunks(10).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n");
        let restored = RESTORER.restore(&read, &[]);
        let changed = f64::from(restored.restoration.changed) / f64::from(restored.restoration.tokens);
        prop_assert!(changed < 0.1, "{} of them changed: {}", changed, restored.text);
    }
}

#[test]
fn a_list_of_prices_passes_byte_for_byte() {
    let goods = ["Thịt lợn hơi", "Gạo tẻ thường", "Cà chua", "Xi măng PCB40", "Thép Ø6", "Sữa bột 400g", "Ga 12kg"];
    let rows: Vec<String> = goods
        .iter()
        .enumerate()
        .map(|(i, good)| {
            let price = 7_400 + 350 * i;
            format!("{}. {good}: {price}đ/kg-{}đ/kg; {}.500đ (-{}00đ/kg)", i + 1, price + 600, 40 + i, i + 1)
        })
        .collect();
    let text = format!("Giá bán lẻ dao động nhẹ:\n{}\nCác mặt hàng khác ổn định.\n", rows.join("\n"));
    assert_eq!(RESTORER.restore(&text, &[]).text, text);
}

#[test]
fn a_page_beyond_repair_is_left_and_named() {
    let noise = "PORENSN captah RESON Gap hu en tien tiie there Pier pha heyy tha. a\n\
        il tli Shatie Gen pear tke ca ditoplae vi tae fain obser\n\
        bopeh’ yg Mba Mrar REN Noche far bbestn (htbaton ~ |: ,; fe ve\n\
        ihurne Kip eae dace hi Pag toga Teeny tl bhet thai cha typ. a pba nop\n";
    let garbled = lines(&GARBLED, 30, 12).join("\n");
    let read = format!("{garbled}\u{c}{noise}\u{c}{garbled}");
    let input = vankho::source::open_bytes("ruined.txt", read.clone().into_bytes()).unwrap();
    let engine = vankho::ocr::ReplayEngine::default();
    let options = vankho::pipeline::Options::new(&RESTORER);
    let document = vankho::pipeline::process(&input, &options, &engine, &RESTORER, &vankho::pipeline::Silent).unwrap();
    assert!(document.text.contains(&format!("\u{c}{}", noise.trim_end())));
    let kinds: Vec<Noise> = document.restoration.stretches.iter().map(|s| s.noise).collect();
    assert_eq!(kinds, [Noise::Garbled, Noise::Unreadable, Noise::Garbled]);
    let warnings: Vec<_> = document.warnings.iter().filter(|w| w.code == "unreadable").map(|w| w.page).collect();
    assert_eq!(warnings, [Some(1)]);
    assert!(document.pages[1].mean_confidence.unwrap().get() < 0.5);
    assert!(document.pages[0].mean_confidence.unwrap().get() > 0.8);
}
