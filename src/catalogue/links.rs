//! Which catalogued document a citation means.
//!
//! A citation is **resolved** when number, year, issuing body and its seat agree with those of a document. It is
//! **proposed** when one of these has to be supplied: the seat from the citing document, the year, the number from issuer,
//! type, date and title; `why` says which, `certainty` ranks the links. It is **ambiguous** when a document bears the
//! number and nothing says that it is the one, else **absent**. Of several copies of a document the best is taken.
//!
//! A link is a function of what is in the catalogue and of nothing else. It is made anew whenever a document comes or
//! changes that could be the one, so it does not depend on the order of arrival; these are found by number and by marks
//! of the title, so a document costs as much as the citations that it settles.

use super::meant::{Link, by_number, by_title};
use super::named::{Mention, Named};
use rusqlite::{Transaction, params};
use std::collections::BTreeSet;

/// Links the citations of a document that was just stored, and those of others that may mean it. `before` is what it was
/// cited by when it was there before.
pub(super) fn settle(t: &Transaction<'_>, id: &str, before: Option<&Named>) -> rusqlite::Result<()> {
    let Some(own) = Named::of(t, id)? else { return Ok(()) };
    own.keep(t)?;
    for mention in Mention::of(t, id, None)? {
        mention.keep(t)?;
        write(t, &mention, &decide(t, &mention, &own)?)?;
    }
    if before == Some(&own) {
        return Ok(());
    }
    let mut open: BTreeSet<(String, String)> = BTreeSet::new();
    for named in before.into_iter().chain([&own]) {
        concerned(t, named, before.is_none(), &mut open)?;
    }
    for (document, id) in open {
        relink(t, &document, &id)?;
    }
    Ok(())
}

/// The citations whose link may hang on a document.
fn concerned(
    t: &Transaction<'_>,
    named: &Named,
    is_new: bool,
    open: &mut BTreeSet<(String, String)>,
) -> rusqlite::Result<()> {
    if let Some(series) = &named.series {
        let seat = named.body.as_ref().and_then(|body| body.seat.as_ref());
        // One more document of a number that is ambiguous anyway changes nothing, unless it is of the citing one's place.
        let sql = "SELECT document, ref FROM links
                   WHERE series = ?1 AND (year = ?2 OR year IS NULL OR ?2 IS NULL) AND document <> ?3
                     AND (seat IS NULL OR ?4 IS NULL OR seat = ?4 OR ?5 = 0)
                     AND NOT (?6 AND ?4 IS NOT NULL AND seat IS NULL AND state = 'ambiguous' AND why = 'number'
                              AND NOT EXISTS (SELECT 1 FROM names n WHERE n.document = links.document AND (n.seat = ?4 OR n.above = ?4)))";
        let mut statement = t.prepare_cached(sql)?;
        let values = params![series.series, series.year, named.id, seat, named.is_sure, is_new];
        for row in statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))? {
            open.insert(row?);
        }
    }
    let sql = "SELECT m.document, m.ref FROM title_marks m JOIN links l ON l.document = m.document AND l.ref = m.ref
               WHERE m.mark = ?1 AND m.ref <> '' AND m.document <> ?2 AND l.state <> 'resolved'";
    for mark in named.marks() {
        let mut statement = t.prepare_cached(sql)?;
        for row in statement.query_map(params![mark, named.id], |row| Ok((row.get(0)?, row.get(1)?)))? {
            open.insert(row?);
        }
    }
    Ok(())
}

fn relink(t: &Transaction<'_>, document: &str, id: &str) -> rusqlite::Result<()> {
    let Some(citing) = Named::known(t, document)? else { return Ok(()) };
    for mention in Mention::of(t, document, Some(id))? {
        write(t, &mention, &decide(t, &mention, &citing)?)?;
    }
    Ok(())
}

fn write(t: &Transaction<'_>, mention: &Mention, link: &Link) -> rusqlite::Result<()> {
    let sql = "UPDATE links SET state = ?3, cited = ?4, certainty = ?5, why = ?6 WHERE document = ?1 AND ref = ?2
               AND (state, cited, certainty, why) IS NOT (?3, ?4, ?5, ?6)";
    let values = params![mention.document, mention.id, link.state, link.cited, link.certainty, link.why];
    t.prepare_cached(sql)?.execute(values).map(drop)
}

/// What a citation means, by all that is in the catalogue.
fn decide(t: &Transaction<'_>, mention: &Mention, citing: &Named) -> rusqlite::Result<Link> {
    let numbered = Named::numbered(t, mention, citing)?;
    let by_number = by_number(mention, citing, &numbered);
    if matches!(by_number.state, "resolved" | "proposed") || mention.title.is_none() {
        return Ok(by_number);
    }
    let titled = Named::titled(t, mention)?;
    Ok(by_title(mention, citing, &titled).unwrap_or(by_number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::text::letters::fold;
    use proptest::prelude::*;

    /// A document: id, code, date, issuer, first line of the letterhead, title; its citations.
    #[derive(Debug, Clone, Copy)]
    struct Doc(&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static [Cite]);

    /// A citation: code, date, issuer, title.
    #[derive(Debug, Clone, Copy)]
    struct Cite(&'static str, &'static str, &'static str, &'static str);

    const PLAN: &str = "Tổ chức thực hiện phong trào thi đua vì người nghèo giai đoạn 2023-2025";

    fn some(text: &str) -> Option<&str> {
        Some(text).filter(|text| !text.is_empty())
    }

    fn key(code: &str, date: &str) -> Option<String> {
        let (number, symbol) = code.split_once(['/', '-'])?;
        let number = if number.is_empty() { "x" } else { number };
        let year = date.get(..4).unwrap_or("x");
        Some(format!("vn/{}/{year}/{number}", fold(symbol).replace('/', "-")))
    }

    /// The type that a symbol names; a law has none.
    fn kind(code: &str) -> (&'static str, &'static str) {
        match code {
            "Luật" => ("Luật", "Luật"),
            code if code.contains("QĐ") => ("QĐ", "Quyết định"),
            _ => ("KH", "Kế hoạch"),
        }
    }

    fn put(catalogue: &Catalogue, doc: Doc) {
        let Doc(id, code, date, issuer, parent, title, cites) = doc;
        let printed = code.strip_prefix("Luật ");
        let (type_code, type_name) = kind(if printed.is_some() { "Luật" } else { code });
        let code = printed.unwrap_or(code);
        let days = |date: &str| crate::text::edtf::bounds(date);
        let put = |t: &Transaction<'_>| {
            let before = Named::of(t, id)?;
            if let Some(before) = &before {
                super::super::named::unmark(t, before)?;
            }
            t.execute("DELETE FROM documents WHERE id = ?1", [id])?;
            let own = key(code, date).filter(|key| !key.ends_with("/x"));
            t.execute(
                "INSERT INTO documents (id, path, media_type, page_count, code, key, issuer, parent_issuer, date_from, date_to,
                 type_code, type_name, title, noise, tokens, changed, quality, doubtful, program, language_model, json)
                 VALUES (?1, ?1, '', 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '', 1, 0, 0.9, 0, '', '', x'')",
                params![id, some(code), own, some(issuer), some(parent), days(date).0, days(date).1, type_code, type_name, some(title)],
            )?;
            for (n, Cite(code, date, issuer, title)) in cites.iter().enumerate() {
                let (type_code, type_name) = kind(code);
                let code = Some(*code).filter(|code| code.contains('/'));
                t.execute(
                    "INSERT INTO refs (document, id, start, end, page, quote, confidence, type_code, type_name, code, key, date_from,
                     date_to, issuer, title, role) VALUES (?1, ?2, 0, 1, 0, ?9, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?10, ?11, 'basis')",
                    params![id, format!("r{n}"), type_code, type_name, code, code.and_then(|c| key(c, date)), days(date).0,
                            days(date).1, title, some(issuer), some(title)],
                )?;
            }
            settle(t, id, before.as_ref())
        };
        catalogue.write(put).unwrap();
    }

    fn catalogue(folder: &tempfile::TempDir, name: &str) -> Catalogue {
        Catalogue::create(&folder.path().join(name)).unwrap()
    }

    fn links(catalogue: &Catalogue) -> Vec<String> {
        let sql =
            "SELECT document || ' ' || ref || ' ' || state || coalesce(' ' || cited, '') || coalesce(' ' || why, '')
                   || coalesce(' ' || certainty, '') FROM links ORDER BY document, ref";
        catalogue.column(sql, []).unwrap()
    }

    /// What becomes of a citation in a plan of the Cục of Bình Định, beside these documents.
    fn linked(cite: Cite, documents: &[Doc]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = catalogue(&folder, "c.db");
        let cites: &'static [Cite] = vec![cite].leak();
        for doc in documents {
            put(&catalogue, *doc);
        }
        put(&catalogue, Doc("plan", "/KH-CTHADS", "2023-04", "Cục Thi hành án dân sự tỉnh Bình Định", "", "", cites));
        links(&catalogue).iter().filter_map(|link| link.strip_prefix("plan r0 ")).collect()
    }

    const BINH_DINH: Doc = Doc("bd", "1675/QĐ-UBND", "2023-05-10", "Ủy ban nhân dân tỉnh Bình Định", "", "", &[]);
    const PHU_YEN: Doc = Doc("py", "1675/QĐ-UBND", "2023-06-11", "Ủy ban nhân dân tỉnh Phú Yên", "", "", &[]);

    #[test]
    fn a_number_of_every_province_is_resolved_by_its_place() {
        let both = [BINH_DINH, PHU_YEN];
        let cite = |date, issuer| linked(Cite("1675/QĐ-UBND", date, issuer, ""), &both);
        assert_eq!(cite("2023-05-10", "Chủ tịch UBND tỉnh Bình Định"), "resolved bd issuer 0.99");
        assert_eq!(cite("2023", "Ủy ban nhân dân tỉnh Phú Yên"), "resolved py issuer 0.97");
        assert_eq!(cite("2023", ""), "ambiguous number");
        assert_eq!(cite("2023", "UBND tỉnh Kiên Giang"), "absent");
        assert_eq!(cite("2023", "UBND huyện Bình Định"), "absent");
        assert_eq!(cite("2022-05-10", "UBND tỉnh Bình Định"), "absent");
        // The plan is of Bình Định: so may be what it calls "UBND tỉnh".
        assert_eq!(cite("2023", "UBND tỉnh"), "proposed bd own 0.8");
        assert_eq!(cite("2023-06-11", "UBND tỉnh"), "ambiguous number");
        assert_eq!(cite("2023-06-12", "UBND tỉnh Phú Yên"), "proposed py date 0.5");
        assert_eq!(cite("", "UBND tỉnh Phú Yên"), "proposed py undated 0.7");
        assert_eq!(linked(Cite("1675/QĐ-UBND", "2023-06", "", ""), &[PHU_YEN]), "ambiguous number");
        assert_eq!(linked(Cite("1675/QĐ-UBND", "2023-07", "", ""), &[PHU_YEN]), "absent");
    }

    #[test]
    fn a_body_of_the_whole_country_needs_no_place_and_its_symbol_is_enough() {
        let ministry = Doc("btp", "303/QĐ-BTP", "2023-03-10", "Bộ Tư pháp", "", "", &[]);
        let cite = |code, issuer| linked(Cite(code, "2023-03-10", issuer, ""), &[ministry]);
        assert_eq!(cite("303/QĐ-BTP", "Bộ trưởng Bộ Tư pháp"), "resolved btp issuer 0.99");
        assert_eq!(cite("303/QĐ-BTP", ""), "resolved btp issuer 0.99");
        assert_eq!(cite("0303/QĐ-BTP", ""), "resolved btp issuer 0.99");
        assert_eq!(cite("303/QĐ-BTP", "Bộ Tài chính"), "ambiguous number");
        assert_eq!(cite("304/QĐ-BTP", ""), "absent");
    }

    #[test]
    fn the_citing_body_may_mean_its_own_number() {
        let own = Doc("own", "12/KH-CTHADS", "2023-02-01", "Cục Thi hành án dân sự tỉnh Bình Định", "", "", &[]);
        let other = Doc("other", "12/KH-CTHADS", "2023-02-03", "Cục Thi hành án dân sự tỉnh Phú Yên", "", "", &[]);
        let cite = |date, issuer, docs: &[Doc]| linked(Cite("12/KH-CTHADS", date, issuer, ""), docs);
        assert_eq!(cite("2023", "", &[own, other]), "proposed own own 0.8");
        assert_eq!(cite("2023", "Cục THADS tỉnh", &[own, other]), "proposed own own 0.8");
        assert_eq!(cite("2023", "", &[other]), "ambiguous number");
    }

    #[test]
    fn a_document_without_a_number_is_proposed_by_issuer_date_and_title() {
        let plan = |date, issuer, title| Doc("p", "", date, issuer, "", title, &[]);
        let cite = |doc| linked(Cite("960/KH-TCTHADS", "2023-03-30", "Tổng Cục trưởng Tổng cục THADS", PLAN), &[doc]);
        const ISSUER: &str = "Tổng cục Thi hành án dần sự";
        assert_eq!(cite(plan("", ISSUER, PLAN)), "proposed p title 0.8");
        assert_eq!(cite(plan("2023-03-30", ISSUER, PLAN)), "proposed p title 0.9");
        assert_eq!(cite(plan("2023-05-02", ISSUER, PLAN)), "absent");
        assert_eq!(cite(plan("", "Bộ Tư pháp", PLAN)), "absent");
        assert_eq!(cite(plan("", "", PLAN)), "absent");
        assert_eq!(
            cite(plan("", ISSUER, "Tổ chức thực hiện phong trào thi đua vì người nghèo giai đoạn 2021-2025")),
            "absent"
        );
        assert_eq!(cite(Doc("p", "961/KH-TCTHADS", "2023-03-30", ISSUER, "", PLAN, &[])), "absent");
        let twins = [plan("2023-03-01", ISSUER, PLAN), Doc("q", "", "2023-03-29", ISSUER, "", PLAN, &[])];
        let open = Cite("960/KH-TCTHADS", "2023", "Tổng cục THADS", PLAN);
        assert_eq!(linked(open, &twins), "ambiguous several");
        let law = Doc("l", "Luật 06/QH15", "2022-06-15", "Quốc hội", "", "Thi đua, khen thưởng", &[]);
        assert_eq!(
            linked(Cite("Luật", "2022", "", "Luật Thi đua, khen thưởng năm 2022"), &[law]),
            "proposed l title 0.8"
        );
        assert_eq!(linked(Cite("Luật", "2013", "", "Luật Thi đua, khen thưởng năm 2013"), &[law]), "absent");
    }

    const MANY: [Doc; 9] = [
        BINH_DINH,
        PHU_YEN,
        Doc(
            "a",
            "5/KH-CTHADS",
            "2023-02-01",
            "Cục Thi hành án dân sự tỉnh Bình Định",
            "",
            "",
            &[
                Cite("1675/QĐ-UBND", "2023", "", ""),
                Cite("1675/QĐ-UBND", "2023", "UBND tỉnh", ""),
                Cite("", "", "", PLAN),
            ],
        ),
        Doc(
            "b",
            "",
            "",
            "Sở Y tế",
            "UBND tỉnh Phú Yên",
            PLAN,
            &[Cite("1675/QĐ-UBND", "", "UBND tỉnh Phú Yên", ""), Cite("5/KH-CTHADS", "2023", "Cục THADS tỉnh", "")],
        ),
        Doc(
            "c",
            "7/KH-SYT",
            "2023-09-09",
            "Sở Y tế tỉnh Phú Yên",
            "",
            "",
            &[Cite("1/KH-SYT", "2023", "Sở Y tế", PLAN), Cite("1675/QĐ-UBND", "2023-06-11", "", "")],
        ),
        Doc("d", "1675/QĐ-UBND", "2023-05-10", "UBND tỉnh Bình Định", "", "", &[Cite("303/QĐ-BTP", "2023", "", "")]),
        Doc("e", "303/QĐ-BTP", "2023-03-10", "Bộ Tư pháp", "", "", &[]),
        Doc("f", "303/QĐ-BTP", "", "Bộ Tư pháp", "", "", &[Cite("7/KH-SYT", "2023", "Sở Y tế Phú Yên", "")]),
        Doc(
            "g",
            "1675/QĐ-UBND",
            "2023-07-07",
            "Ủy ban nhân dân huyện Tuy An",
            "UBND tỉnh Phú Yên",
            "",
            &[Cite("1675/QĐ-UBND", "2023", "UBND tỉnh", ""), Cite("1675/QĐ-UBND", "2023", "", "")],
        ),
    ];

    /// Links every citation of a catalogue in which none is.
    fn settle_all(t: &Transaction<'_>) -> rusqlite::Result<()> {
        let ids: Vec<String> = t
            .prepare("SELECT id FROM documents ORDER BY id")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for id in &ids {
            if let Some(own) = Named::of(t, id)? {
                own.keep(t)?;
            }
        }
        for id in &ids {
            let Some(own) = Named::known(t, id)? else { continue };
            for mention in Mention::of(t, id, None)? {
                mention.keep(t)?;
                write(t, &mention, &decide(t, &mention, &own)?)?;
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn links_do_not_depend_on_the_order_of_arrival(order in Just(MANY).prop_shuffle(), again in 0..MANY.len()) {
            let folder = tempfile::tempdir().unwrap();
            let (first, second) = (catalogue(&folder, "1.db"), catalogue(&folder, "2.db"));
            MANY.iter().for_each(|doc| put(&first, *doc));
            // One was there with other words before.
            let Doc(id, code, date, _, parent, _, cites) = MANY[again];
            put(&second, Doc(id, code, date, "Ủy ban nhân dân tỉnh Bình Định", parent, PLAN, cites));
            order.iter().for_each(|doc| put(&second, *doc));
            prop_assert_eq!(links(&second), links(&first));
            let anew = |t: &Transaction<'_>| {
                t.execute_batch("DELETE FROM links; DELETE FROM names; DELETE FROM title_marks")?;
                settle_all(t)
            };
            second.write(anew).unwrap();
            prop_assert_eq!(links(&second), links(&first));
        }
    }
}
