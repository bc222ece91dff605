//! A queue between those who make things and the one who puts them away several at a time.
//!
//! It holds as much as it may by weight: who makes waits when it is full, and goes on while things are put away.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How much is taken at once.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// The most things.
    pub things: usize,
    /// The most weight; a thing of more goes alone.
    pub weight: usize,
    /// How long a thing waits for others.
    pub moment: Duration,
}

/// The queue.
pub struct Belt<T> {
    on: Mutex<On<T>>,
    changed: Condvar,
    weigh: fn(&T) -> usize,
    most: usize,
}

struct On<T> {
    things: VecDeque<(Instant, T)>,
    weight: usize,
    givers: usize,
}

impl<T> Belt<T> {
    /// Holds things of `most` weight together, or one that weighs more.
    pub fn new(most: usize, weigh: fn(&T) -> usize) -> Self {
        let on = Mutex::new(On { things: VecDeque::new(), weight: 0, givers: 0 });
        Self { on, changed: Condvar::new(), weigh, most }
    }

    /// One who puts things on it. It has come to its end when all of these are gone.
    pub fn giver(&self) -> Giver<'_, T> {
        self.on().givers += 1;
        Giver(self)
    }

    /// What comes within a moment of the first that waits, in order; `None` at the end.
    pub fn take(&self, load: Load) -> Option<Vec<T>> {
        let mut on = self.on();
        loop {
            let Some((came, _)) = on.things.front() else {
                if on.givers == 0 {
                    return None;
                }
                on = self.changed.wait(on).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let rest = (*came + load.moment).saturating_duration_since(Instant::now());
            let is_full = on.things.len() >= load.things || on.weight >= load.weight.min(self.most);
            if is_full || rest.is_zero() || on.givers == 0 {
                return Some(self.unload(&mut on, load));
            }
            on = self.changed.wait_timeout(on, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn unload(&self, on: &mut On<T>, load: Load) -> Vec<T> {
        let (mut taken, mut sum) = (Vec::new(), 0);
        while taken.len() < load.things
            && let Some((came, thing)) = on.things.pop_front()
        {
            let weight = (self.weigh)(&thing);
            if !taken.is_empty() && sum + weight > load.weight {
                on.things.push_front((came, thing));
                break;
            }
            sum += weight;
            taken.push(thing);
        }
        on.weight -= sum;
        self.changed.notify_all();
        taken
    }

    fn on(&self) -> MutexGuard<'_, On<T>> {
        self.on.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts things on a belt.
pub struct Giver<'a, T>(&'a Belt<T>);

impl<T> Giver<'_, T> {
    /// Puts a thing on it; waits until there is room.
    pub fn give(&self, thing: T) {
        let belt = self.0;
        let weight = (belt.weigh)(&thing);
        let mut on = belt.on();
        while !on.things.is_empty() && on.weight + weight > belt.most {
            on = belt.changed.wait(on).unwrap_or_else(PoisonError::into_inner);
        }
        on.weight += weight;
        on.things.push_back((Instant::now(), thing));
        belt.changed.notify_all();
    }
}

impl<T> Drop for Giver<'_, T> {
    fn drop(&mut self) {
        self.0.on().givers -= 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: Load = Load { things: 3, weight: 4, moment: Duration::from_secs(60) };

    #[test]
    fn loads_are_bounded_by_number_and_weight_and_nothing_is_lost() {
        let belt = Belt::new(100, |n: &usize| *n);
        let giver = belt.giver();
        [1, 1, 1, 1, 2, 9, 1, 2, 1].into_iter().for_each(|n| giver.give(n));
        drop(giver);
        let found: Vec<Vec<usize>> = std::iter::from_fn(|| belt.take(LOAD)).collect();
        assert_eq!(found, [vec![1, 1, 1], vec![1, 2], vec![9], vec![1, 2, 1]]);
    }

    #[test]
    fn who_gives_waits_for_room_and_what_is_given_not_for_long() {
        let belt = Belt::new(2, |n: &usize| *n);
        let taken: Vec<usize> = std::thread::scope(|scope| {
            for _ in 0..3 {
                let giver = belt.giver();
                scope.spawn(move || (0..20).for_each(|n| giver.give(n % 4)));
            }
            let load = Load { moment: Duration::from_millis(1), ..LOAD };
            std::iter::from_fn(|| belt.take(load)).flatten().collect()
        });
        assert_eq!((taken.len(), taken.iter().sum::<usize>()), (60, 90));
    }
}
