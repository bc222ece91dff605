//! Targets and assignments, line by line, with what headings and lead-ins hand down.
//!
//! A heading hands its unit to the lines under it, a lead-in that ends in a colon to its bullets, a bullet "Giao X …"
//! to the next bullet without a subject; a heading "Kết quả …" says that the numbers under it are no targets.

use super::assignments::{self, Carry};
use super::clauses::{self, Place};
use super::fields::{self, Field};
use super::flat::{Flat, Line, Role};
use super::past::{self, Telling};
use super::{dates, sentences, short_bodies, targets, words};
use crate::document::{Assignment, Outline};
use hashbrown::HashSet;
use std::ops::Range;

/// Reads targets and assignments line by line, with what headings and lead-ins hand down.
pub(super) struct Reader<'a> {
    flat: &'a Flat,
    issuer: Option<&'a str>,
    /// The day of the document.
    issued: Option<&'a str>,
    dates: &'a [dates::Mention],
    taken: &'a [Range<usize>],
    /// Short forms that the document gives to bodies.
    bodies: HashSet<&'a str>,
    /// What each section's heading hands to its lines.
    headings: Vec<Option<Carry>>,
    /// Whether each section's heading says that its numbers tell what was reached; `None` when it says nothing.
    telling: Vec<Option<bool>>,
    /// Whether each section's heading announces aims and nothing else.
    aimed: Vec<bool>,
    /// What the lead-in paragraph above the bullets hands down, with its section.
    lead: Option<(Option<usize>, Carry)>,
    /// The last bullet that began with "Giao", with its section.
    given: Option<(Option<usize>, Carry)>,
    aims: Vec<targets::Aim>,
    duties: Vec<assignments::Duty>,
    /// Duties of a lead-in that only announces a list: they give way to those of its bullets.
    hollow: Option<Range<usize>>,
    target_lead: (Option<usize>, targets::Lead),
    /// The task that fields under it speak of, and the first of the duties that they made.
    task: (Range<usize>, usize),
}

impl<'a> Reader<'a> {
    pub fn new(flat: &'a Flat, outline: &'a Outline, dates: &'a [dates::Mention], taken: &'a [Range<usize>]) -> Self {
        Self {
            flat,
            issuer: outline.header.issuer.as_deref(),
            issued: outline.header.date.as_deref(),
            dates,
            taken,
            bodies: short_bodies::find(&flat.text),
            headings: vec![None; flat.sections.len()],
            telling: vec![None; flat.sections.len()],
            aimed: vec![false; flat.sections.len()],
            lead: None,
            given: None,
            aims: Vec::new(),
            duties: Vec::new(),
            hollow: None,
            target_lead: (None, targets::Lead::default()),
            task: (0..0, 0),
        }
    }

    /// The targets and the assignments, each in text order.
    pub fn read(mut self) -> (Vec<targets::Aim>, Vec<assignments::Duty>) {
        for line in &self.flat.lines {
            match line.role {
                Role::Issued | Role::Title | Role::Promulgation | Role::Cell => {}
                Role::Heading => self.heading(line),
                Role::Preamble | Role::Paragraph | Role::Bullet => self.block(line),
            }
        }
        let mut order: Vec<usize> = (0..self.duties.len()).collect();
        order.sort_by_key(|i| (self.duties[*i].range.start, *i));
        let duties = order.into_iter().map(|i| self.duties[i].clone()).collect();
        self.aims.sort_by_key(|a| a.range.start);
        (self.aims, duties)
    }

    fn dates_of(&self, line: &Line) -> &'a [dates::Mention] {
        let from = self.dates.partition_point(|d| d.range.start < line.range.start);
        let to = self.dates.partition_point(|d| d.range.start < line.range.end);
        &self.dates[from..to]
    }

    fn taken_of(&self, line: &Line) -> &'a [Range<usize>] {
        let from = self.taken.partition_point(|d| d.start < line.range.start);
        let to = self.taken.partition_point(|d| d.start < line.range.end);
        &self.taken[from..to]
    }

    fn words_of(&self, line: &Line) -> Vec<words::Word<'a>> {
        let mut words = words::words(&self.flat.text, line.body..line.range.end);
        short_bodies::mark(&self.flat.text, &self.bodies, &mut words);
        words
    }

    fn heading(&mut self, line: &Line) {
        let words = self.words_of(line);
        let Some(section) = line.section else { return };
        let dates = self.dates_of(line);
        self.task = (line.body..line.range.end, usize::MAX);
        self.lead = None;
        self.given = None;
        self.headings[section] = assignments::heading(&self.flat.text, &words);
        let range = line.range.clone();
        let aimed = self.flat.text[line.body.min(range.end)..range.end].to_lowercase();
        self.telling[section] = past::telling(&aimed);
        self.aimed[section] = (aimed.contains("chỉ tiêu") || aimed.contains("mục tiêu"))
            && !["nhiệm vụ", "giải pháp", "nội dung"].iter().any(|other| aimed.contains(other));
        let lead = targets::Lead {
            actor: None,
            due: targets::due(&self.flat.text, dates, &range),
            aimed: aimed.contains("chỉ tiêu") || aimed.contains("mục tiêu") || self.aimed(Some(section)),
            issued: 0,
        };
        let lead_of_title = targets::Lead { due: lead.due.clone(), ..targets::Lead::default() };
        self.target_lead = (Some(section), lead);
        // "Tổ chức 02 phiên chợ việc làm": a heading that is a task
        if !self.tells(Some(section)) && words.len() > 2 && clauses::elided(&words, false) == Some(0) {
            let taken = self.taken_of(line);
            self.aims.extend(targets::find(&self.flat.text, &words, None, &lead_of_title, dates, taken));
        }
        if self.headings[section].is_none() && words.len() > 6 {
            let reading = assignments::read(&self.flat.text, &words, Place::Body, None, self.issuer, dates);
            self.keep(line, reading, true);
        }
    }

    /// Whether the numbers of a section tell what was reached, as the nearest heading that says so has it.
    fn tells(&self, section: Option<usize>) -> bool {
        let mut at = section;
        while let Some(i) = at {
            if let Some(told) = self.telling[i] {
                return told;
            }
            at = self.flat.sections[i].parent;
        }
        false
    }

    /// What the headings above a section say of the numbers under it.
    fn aim_of(&self, section: Option<usize>) -> targets::Lead {
        if self.target_lead.0 == section {
            return self.target_lead.1.clone();
        }
        targets::Lead { aimed: self.aimed(section), ..targets::Lead::default() }
    }

    /// Whether a heading above a section announces aims and nothing else.
    fn aimed(&self, section: Option<usize>) -> bool {
        let mut at = section;
        while let Some(i) = at {
            if self.aimed[i] {
                return true;
            }
            at = self.flat.sections[i].parent;
        }
        false
    }

    /// What the headings above a section hand down.
    fn handed(&self, section: Option<usize>) -> Option<&Carry> {
        let mut at = section;
        while let Some(i) = at {
            if let Some(carry) = &self.headings[i] {
                return Some(carry);
            }
            at = self.flat.sections[i].parent;
        }
        None
    }

    fn block(&mut self, line: &Line) {
        let text = &self.flat.text;
        let all = self.words_of(line);
        if all.is_empty() {
            return;
        }
        let dates = self.dates_of(line);
        let fields = fields::fields(&all);
        let end = fields.first().map_or(all.len(), |(words, _)| words.start);
        let all = if fields.is_empty() {
            &all[..]
        } else {
            if end > 0 {
                self.task = (all[0].range.start..all[end - 1].range.end, usize::MAX);
            }
            self.fields(&all, &fields, dates);
            &all[..end]
        };
        if all.is_empty() {
            return;
        }
        if fields.is_empty() {
            self.task = (line.body..line.range.end, usize::MAX);
        }
        let preamble = line.role == Role::Preamble && !self.flat.sections.is_empty();
        let urges = preamble && text[line.range.clone()].to_lowercase().contains("phấn đấu");
        let place =
            if line.role == Role::Preamble && !self.flat.sections.is_empty() { Place::Preamble } else { Place::Body };
        let bullet = line.role == Role::Bullet;
        let same = |held: &Option<(Option<usize>, Carry)>| {
            held.as_ref().filter(|(s, _)| *s == line.section).map(|(_, c)| c.clone())
        };
        let above = if bullet { same(&self.lead).or_else(|| same(&self.given)) } else { None };
        let listed = above.is_some() || !bullet;
        let carried = above.or_else(|| self.handed(line.section).cloned());
        let reading = assignments::read(text, all, place, carried.as_ref(), self.issuer, dates);
        let before = self.aims.len();
        if (place == Place::Body || urges) && !self.tells(line.section) {
            self.targets(line, all, &reading, dates);
        }
        let aims: Vec<Range<usize>> = self.aims[before..].iter().map(|a| a.range.clone()).collect();
        let mut reading = reading;
        // What was done is nobody's task.
        if self.tells(line.section) {
            reading.duties.clear();
        }
        reading.duties.retain(|d| !assignments::is_aim(d, &aims));
        if bullet {
            if reading.subject {
                self.given = None;
                if reading.given {
                    self.given = reading.carry.clone().map(|c| (line.section, c));
                }
                if !reading.opens {
                    // a bullet with a subject of its own does not change what the lead-in says
                } else {
                    self.lead = reading.carry.clone().map(|c| (line.section, c));
                }
            }
        } else {
            self.given = None;
            self.lead = None;
            if reading.opens {
                self.lead = reading.carry.clone().map(|c| (line.section, c));
            }
        }
        self.keep(line, reading, listed);
    }

    /// Makes duties of what fields say about the task above them.
    fn fields(&mut self, words: &[words::Word], fields: &[(Range<usize>, Field)], dates: &[dates::Mention]) {
        let text = &self.flat.text;
        if self.task.1 == usize::MAX {
            self.task.1 = self.duties.len();
        }
        let task = text[self.task.0.clone()].trim_matches([' ', ',', ';', ':', '.']).to_owned();
        let due_of = |at: &Range<usize>| {
            let range = words[at.start].range.start..words[at.end - 1].range.end;
            dates.iter().find(|d| range.start <= d.range.start && d.range.end <= range.end)
        };
        for (at, field) in fields {
            let Field::Units(role, names) = field else { continue };
            let range = words[at.start].range.start..words[at.end - 1].range.end;
            self.duties.extend(names.iter().map(|name| {
                let unit = text[words[name.start].range.start..words[name.end - 1].range.end].to_owned();
                let value = Assignment { unit, role: *role, task: task.clone(), ..Assignment::default() };
                assignments::Duty { range: range.clone(), value, sure: 0.9, due: None }
            }));
        }
        // One time is that of all who are named for the task.
        let time = fields.iter().filter(|(_, field)| *field == Field::Time).find_map(|(at, _)| due_of(at));
        if let Some(time) = time {
            for duty in &mut self.duties[self.task.1..] {
                duty.value.due = Some(time.edtf.clone());
                duty.due = Some(time.range.clone());
            }
        }
    }

    /// Keeps the duties of a line. `listed` when it may be an item of the list that the line above it announced.
    fn keep(&mut self, line: &Line, reading: assignments::Reading, listed: bool) {
        let taken_over = listed && !reading.subject && !reading.duties.is_empty();
        if taken_over && let Some(hollow) = self.hollow.take() {
            self.duties.retain(|d| d.range.start < hollow.start || d.range.start >= hollow.end);
        }
        if reading.hollow {
            self.hollow = Some(line.range.clone());
        } else if !taken_over {
            self.hollow = None;
        }
        self.duties.extend(reading.duties);
    }

    fn targets(&mut self, line: &Line, all: &[words::Word], reading: &assignments::Reading, dates: &[dates::Mention]) {
        let text = &self.flat.text;
        let taken = self.taken_of(line);
        let year = self.issued.and_then(|day| day.get(..4)).and_then(|year| year.parse().ok()).unwrap_or_default();
        let lead = targets::Lead { issued: year, ..self.aim_of(line.section) };
        let subject = reading.carry.as_ref().filter(|_| reading.subject).map(|c| {
            let leads: Vec<&str> =
                c.units.iter().filter(|u| u.1 == crate::document::AssignmentRole::Lead).map(|u| u.0.as_str()).collect();
            leads.join(", ")
        });
        let mut telling = Telling::new(self.issued);
        for (n, range) in sentences::sentences(all).into_iter().enumerate() {
            let sentence = &all[range];
            let told = telling.next(text, sentence, dates);
            let preamble = line.role == Role::Preamble && !self.flat.sections.is_empty();
            let urges = || sentence.iter().any(|w| w.lower == "phấn");
            if told || preamble && !urges() || !sentence.iter().any(|w| w.lower.as_bytes()[0].is_ascii_digit()) {
                continue;
            }
            let own = assignments::actor(text, sentence).or_else(|| subject.clone().filter(|_| n == 0));
            self.aims.extend(targets::find(text, sentence, own.as_deref(), &lead, dates, taken));
        }
        if reading.opens && line.role != Role::Bullet {
            let actor = subject;
            let due = targets::due(text, dates, &line.range).or(lead.due);
            let head = text[line.range.clone()].to_lowercase();
            let aimed = lead.aimed || head.contains("chỉ tiêu") || head.contains("mục tiêu");
            self.target_lead = (line.section, targets::Lead { actor, due, aimed, issued: 0 });
        }
    }
}
