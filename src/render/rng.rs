//! A small seeded source of chance (splitmix64), so that a page is the same on every machine.
//!
//! Not for secrets. Steele, Lea, Flood: *Fast Splittable Pseudorandom Number Generators*, 2014.

/// A stream of pseudo-random numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A stream for this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// An own stream for a named part of the work, so that a change in one part does not move the others.
    pub fn fork(&self, part: u64) -> Self {
        let mut child = Self(self.0 ^ part.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        child.next_u64();
        child
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f32 {
        (self.next_u64() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next_u64() % n as u64) as usize }
    }

    /// True in `probability` of the calls.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// A number around 0 with deviation 1, nearly normal (the sum of four even ones).
    pub fn normal(&mut self) -> f32 {
        let bits = self.next_u64();
        let sum: u64 = (0..4).map(|i| (bits >> (16 * i)) & 0xFFFF).sum();
        (sum as f32 / 65536.0 - 2.0) * 1.732
    }

    /// One item of the list, evenly.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_stream() {
        let draw = |seed| (0..5).map(|_| 0).scan(Rng::new(seed), |r, _| Some(r.next_u64())).collect::<Vec<_>>();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert_ne!(Rng::new(7).fork(1).next_u64(), Rng::new(7).fork(2).next_u64());
    }

    #[test]
    fn numbers_keep_their_bounds_and_spread() {
        let mut rng = Rng::new(1);
        let drawn: Vec<f32> = (0..10_000).map(|_| rng.normal()).collect();
        let mean = drawn.iter().sum::<f32>() / drawn.len() as f32;
        let deviation = (drawn.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / drawn.len() as f32).sqrt();
        assert!(mean.abs() < 0.05 && (deviation - 1.0).abs() < 0.05, "{mean} {deviation}");
        assert!((0..1000).all(|_| (2.0..3.0).contains(&rng.between(2.0, 3.0))));
        assert_eq!(rng.below(0), 0);
    }
}
