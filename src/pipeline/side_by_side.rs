//! Pages read side by side: of one input, and over the ends of inputs.
//!
//! As many threads as the engine reads pages at once, and one more, take page after page: the first page that nobody
//! took, of the first input that has one. While the engine is busy the one more decodes and prepares the next page, so
//! that it never waits. Inputs are opened as threads run out of pages, a few ahead of the one that is finished next.
//!
//! Memory holds what the engine reads, the pages between decoding and preparing ([`Gate`]), one prepared page, and the
//! text of what was read. Results come in the order of the inputs and pages whatever the number of threads, and so does
//! what is logged about them.

use super::packed::PackedPage;
use super::read::{Progress, Reading, page};
use crate::document::Page;
use crate::ocr::{OcrEngine, OcrError};
use crate::source::Input;
use std::borrow::Borrow;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Reads `count` inputs and hands each to `each`, in order, with what its pages hold. `open` opens one, at the time that
/// its pages are wanted.
///
/// # Errors
/// The first of `each`, which ends the reading. What `open` says, and that the tools of OCR are not there when a page is
/// an image, is handed to `each`.
pub fn read_all<I, E, X>(
    count: usize,
    open: impl Fn(usize) -> Result<I, E> + Sync,
    engine: &dyn OcrEngine,
    progress: &dyn Progress,
    mut each: impl FnMut(usize, Result<(Arc<I>, Reading), E>) -> Result<(), X>,
) -> Result<(), X>
where
    I: Borrow<Input> + Send + Sync,
    E: From<OcrError> + Send,
{
    let at_once = engine.at_once().max(1);
    let threads = if at_once > 1 { at_once + 1 } else { 1 };
    let desk = Desk {
        state: Mutex::new(State { count, ahead: 2 * threads, ..State::default() }),
        changed: Condvar::new(),
        gate: Gate::default(),
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.min(MOST_THREADS) {
            scope.spawn(|| desk.work(&open, engine));
        }
        let mut shown = 0;
        let done = (0..count).try_for_each(|number| match desk.hand_over(engine, progress, &mut shown) {
            Some(result) => each(number, result),
            // A thread panicked, and so will the end of the scope.
            None => Ok(()),
        });
        desk.stop();
        done
    })
}

/// More pages than this at once are no gain on any machine.
const MOST_THREADS: usize = 512;

/// What the threads share.
struct Desk<I, E> {
    state: Mutex<State<I, E>>,
    changed: Condvar,
    gate: Gate,
}

struct State<I, E> {
    /// Number of inputs, and how many of them were opened or are being opened.
    count: usize,
    opened: usize,
    /// How many inputs may be open at a time.
    ahead: usize,
    /// The inputs that were not handed over yet, in order.
    open: VecDeque<Opened<I, E>>,
    /// Pages of the inputs opened so far, and how many of them are read.
    pages: usize,
    read: usize,
    stopped: bool,
}

impl<I, E> Default for State<I, E> {
    fn default() -> Self {
        Self { count: 0, opened: 0, ahead: 1, open: VecDeque::new(), pages: 0, read: 0, stopped: false }
    }
}

enum Opened<I, E> {
    Opening,
    Failed(E),
    Read(Work<I>),
}

/// An input whose pages are being read.
struct Work<I> {
    input: Arc<I>,
    /// Number of pages that threads took.
    taken: usize,
    pages: Vec<Option<PackedPage>>,
    /// Number of pages that are read, and that were told of.
    read: usize,
    told: usize,
    /// Whether the engine read one of them.
    by_engine: bool,
}

/// What a thread does next.
enum Task<I> {
    Open(usize),
    Page { number: usize, input: Arc<I>, index: usize },
}

impl<I: Borrow<Input>, E: From<OcrError>> Desk<I, E> {
    /// Works until nothing is left to be taken.
    fn work(&self, open: &impl Fn(usize) -> Result<I, E>, engine: &dyn OcrEngine) {
        // A thread that panics must not leave the others waiting for it.
        let _stop = StopOnPanic(self);
        while let Some(task) = self.take() {
            match task {
                Task::Open(number) => {
                    let opened = match open(number) {
                        Ok(input) => Opened::Read(Work::new(input)),
                        Err(error) => Opened::Failed(error),
                    };
                    self.change(|state| state.opened(number, opened));
                }
                Task::Page { number, input, index } => {
                    let result = page((*input).borrow(), index, engine, &self.gate);
                    drop(input);
                    let result = result.map(|read| (PackedPage::new(&read.page), read.by_engine));
                    self.change(|state| state.put(number, index, result));
                }
            }
        }
    }

    /// The next task; waits while there may be one later.
    fn take(&self) -> Option<Task<I>> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            let first = state.first();
            for (n, opened) in state.open.iter_mut().enumerate() {
                if let Opened::Read(work) = opened
                    && work.taken < work.pages.len()
                {
                    work.taken += 1;
                    return Some(Task::Page { number: first + n, input: work.input.clone(), index: work.taken - 1 });
                }
            }
            if state.opened < state.count && state.open.len() < state.ahead {
                state.opened += 1;
                state.open.push_back(Opened::Opening);
                return Some(Task::Open(state.opened - 1));
            }
            if state.opened == state.count && !state.open.iter().any(|opened| matches!(opened, Opened::Opening)) {
                return None;
            }
            state = self.wait(state);
        }
    }

    /// Waits for the first input on the desk and takes it off; tells of its pages as they are read. `None` when the
    /// threads stopped before.
    fn hand_over(
        &self,
        engine: &dyn OcrEngine,
        progress: &dyn Progress,
        shown: &mut usize,
    ) -> Option<Result<(Arc<I>, Reading), E>> {
        let mut state = self.lock();
        let opened = loop {
            if state.stopped {
                return None;
            }
            // Of an input that is not open yet nobody knows the pages: it counts as one.
            let (done, total) = (state.read, state.pages + state.count - state.opened);
            if done > *shown {
                *shown = done;
                progress.page(done, total);
            }
            let ready = match state.open.front_mut() {
                Some(Opened::Read(work)) => {
                    work.tell();
                    work.read == work.pages.len()
                }
                Some(Opened::Failed(_)) => true,
                Some(Opened::Opening) | None => false,
            };
            if ready && let Some(opened) = state.open.pop_front() {
                break opened;
            }
            state = self.wait(state);
        };
        drop(state);
        self.changed.notify_all();
        match opened {
            Opened::Read(work) => Some(Ok(work.finish(engine))),
            Opened::Failed(error) => Some(Err(error)),
            Opened::Opening => None,
        }
    }

    fn stop(&self) {
        self.change(|state| state.stopped = true);
    }

    fn change(&self, how: impl FnOnce(&mut State<I, E>)) {
        how(&mut self.lock());
        self.changed.notify_all();
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<I, E>>) -> MutexGuard<'a, State<I, E>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State<I, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<I: Borrow<Input>, E: From<OcrError>> State<I, E> {
    /// The number of the first input on the desk.
    fn first(&self) -> usize {
        self.opened - self.open.len()
    }

    fn place(&mut self, number: usize) -> Option<&mut Opened<I, E>> {
        let first = self.first();
        self.open.get_mut(number.checked_sub(first)?)
    }

    fn opened(&mut self, number: usize, opened: Opened<I, E>) {
        if let Opened::Read(work) = &opened {
            self.pages += work.pages.len();
        }
        if let Some(place) = self.place(number) {
            *place = opened;
        }
    }

    fn put(&mut self, number: usize, index: usize, result: Result<(PackedPage, bool), OcrError>) {
        self.read += 1;
        let Some(place) = self.place(number) else { return };
        match (place, result) {
            (Opened::Read(work), Ok((page, by_engine))) => {
                work.by_engine |= by_engine;
                work.pages[index] = Some(page);
                work.read += 1;
            }
            // What ends one page of an input ends it all: the tools are missing.
            (place, Err(error)) => *place = Opened::Failed(error.into()),
            _ => {}
        }
    }
}

impl<I: Borrow<Input>> Work<I> {
    fn new(input: I) -> Self {
        let pages = vec![None; input.borrow().page_count()];
        Self { input: Arc::new(input), taken: 0, pages, read: 0, told: 0, by_engine: false }
    }

    /// Logs what is wrong with the pages up to the first that is not read.
    fn tell(&mut self) {
        let name = (*self.input).borrow().name();
        while let Some(Some(page)) = self.pages.get(self.told) {
            self.told += 1;
            if let Some(failure) = page.failure() {
                log::error!("{name}, page {}: {failure}", self.told);
            }
        }
    }

    fn finish(self, engine: &dyn OcrEngine) -> (Arc<I>, Reading) {
        let input = (*self.input).borrow();
        let mut pages: Vec<PackedPage> = self.pages.into_iter().flatten().collect();
        if pages.is_empty() {
            pages.push(PackedPage::new(&Page::from_text("")));
        }
        let reading = Reading {
            name: input.name().to_owned(),
            media_type: input.media_type().to_owned(),
            sha256: input.sha256().to_owned(),
            engine: self.by_engine.then(|| engine.identity()),
            pages,
        };
        (self.input, reading)
    }
}

/// Stops all threads when the one that holds it panics.
struct StopOnPanic<'a, I: Borrow<Input>, E: From<OcrError>>(&'a Desk<I, E>);

impl<I: Borrow<Input>, E: From<OcrError>> Drop for StopOnPanic<'_, I, E> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

/// How many pixels of pages may be held at a time between decoding and preparing: two pages of A4 at 300 dpi. A page that
/// has more passes alone.
const PIXELS: u64 = 18_000_000;

/// Lets threads through that hold the pixels of a page, as long as all of them together hold few.
pub struct Gate {
    free: Mutex<u64>,
    left: Condvar,
}

impl Default for Gate {
    fn default() -> Self {
        Self { free: Mutex::new(PIXELS), left: Condvar::new() }
    }
}

impl Gate {
    /// Waits until a page of so many pixels can be held.
    pub fn enter(&self, pixels: u64) -> Pass<'_> {
        let pixels = pixels.min(PIXELS);
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < pixels {
            free = self.left.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= pixels;
        Pass { gate: self, pixels }
    }
}

/// The right to hold a page's pixels.
pub struct Pass<'a> {
    gate: &'a Gate,
    pixels: u64,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.gate.free.lock().unwrap_or_else(PoisonError::into_inner) += self.pixels;
        self.gate.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Silent, read};
    use super::*;
    use crate::document::{PageImage, Pixels};
    use crate::ocr::RawPage;
    use crate::source::open_bytes;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    /// Reads the brightness of a page: slow where it is even, not at all where it is 13.
    struct Slow {
        at_once: usize,
        busy: AtomicUsize,
        most: AtomicUsize,
    }

    impl Slow {
        fn new(at_once: usize) -> Self {
            Self { at_once, busy: 0.into(), most: 0.into() }
        }
    }

    impl OcrEngine for Slow {
        fn recognise(&self, _: &PageImage) -> Result<RawPage, OcrError> {
            Ok(RawPage::default())
        }

        fn identity(&self) -> String {
            "slow 1".to_owned()
        }

        fn at_once(&self) -> usize {
            self.at_once
        }

        fn read(&self, image: &PageImage) -> Result<Page, OcrError> {
            let Pixels::Gray(pixels) = image.pixels() else { panic!("gray pages") };
            let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(busy, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(if pixels[0] % 2 == 0 { 8 } else { 1 }));
            self.busy.fetch_sub(1, Ordering::SeqCst);
            match pixels[0] {
                13 => Err(OcrError::Crashed { status: "signal 11".to_owned() }),
                99 => Err(OcrError::NoModel { language: "xxx".to_owned() }),
                200 => panic!("an engine that panics"),
                n => Ok(Page::from_text(n.to_string())),
            }
        }
    }

    fn pages(brightness: &[u8]) -> Input {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
        for &level in brightness {
            encoder.write_image::<tiff::encoder::colortype::Gray8>(2, 2, &[level; 4]).unwrap();
        }
        open_bytes("fax.tif", bytes.into_inner()).unwrap()
    }

    /// What comes of many inputs with `at_once` pages at a time: a line for each.
    fn all(inputs: &[&[u8]], at_once: usize) -> Vec<String> {
        let engine = Slow::new(at_once);
        let mut out = Vec::new();
        let open = |n: usize| {
            if inputs[n].is_empty() { Err(OcrError::NoWorker { tried: vec![] }) } else { Ok(pages(inputs[n])) }
        };
        let done: Result<(), ()> = read_all(inputs.len(), open, &engine, &Silent, |number, result| {
            out.push(match result {
                Ok((_, reading)) => {
                    let texts: Vec<String> = reading.pages.iter().map(|page| page.page().text).collect();
                    format!("{number}: {} -{}", texts.join(" "), reading.failed())
                }
                Err(error) => format!("{number}: {error}"),
            });
            Ok(())
        });
        done.unwrap();
        assert!(engine.most.load(Ordering::SeqCst) <= at_once + 1);
        out
    }

    #[test]
    fn the_order_is_that_of_the_inputs_with_any_number_of_threads() {
        let long: Vec<u8> = (20..60).collect();
        let inputs: [&[u8]; 7] = [&[2], &[1, 4, 3], &[], &long, &[13], &[6, 13, 5], &[7]];
        let one = all(&inputs, 1);
        assert_eq!(one[1], "1: 1 4 3 -0");
        assert_eq!(one[5], "5: 6  5 -1");
        assert!(one[2].starts_with("2: the OCR worker"));
        for at_once in [2, 3, 16] {
            assert_eq!(all(&inputs, at_once), one, "{at_once}");
        }
    }

    #[test]
    fn pages_of_several_inputs_are_read_at_once() {
        let engine = Slow::new(2);
        let ones: Vec<u8> = (100..130).collect();
        let open = |n: usize| Ok::<_, OcrError>(pages(&ones[n..=n]));
        let done: Result<(), ()> = read_all(ones.len(), open, &engine, &Silent, |_, _| Ok(()));
        done.unwrap();
        assert!(engine.most.load(Ordering::SeqCst) > 1);
    }

    #[test]
    fn a_missing_tool_ends_an_input_and_an_error_ends_the_run() {
        assert!(matches!(read(&pages(&[1, 99, 3, 4]), &Slow::new(2), &Silent), Err(OcrError::NoModel { .. })));
        let engine = Slow::new(2);
        let mut seen = 0;
        let open = |_: usize| Ok::<_, OcrError>(pages(&[2, 4, 6]));
        let done = read_all(50, open, &engine, &Silent, |number, _| {
            seen = number;
            if number == 3 { Err("enough") } else { Ok(()) }
        });
        assert_eq!((done, seen), (Err("enough"), 3));
    }

    #[test]
    fn a_panic_is_passed_on_and_hangs_nothing() {
        let run = || read(&pages(&[1, 200, 3, 4]), &Slow::new(2), &Silent).map(|_| ());
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    }
}
