//! A gray image and what every step of preparing needs of it: shrinking, turning, sampling between pixels.

/// Rows of gray samples from the top left, 0 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gray {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// `width * height` samples.
    pub pixels: Vec<u8>,
}

impl Gray {
    /// One row of samples.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// Where the sample of a column and row lies, if they are on the image.
    pub fn place(&self, x: i32, y: i32) -> Option<usize> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        (x < self.width && y < self.height).then(|| y * self.width + x)
    }

    /// The mean of each square of `factor` pixels; what does not fill a square at the right and lower edge is left out.
    pub fn shrunk(&self, factor: usize) -> Self {
        if factor <= 1 {
            return self.clone();
        }
        let (width, height) = ((self.width / factor).max(1), (self.height / factor).max(1));
        let mut pixels = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; width];
        for band in self.pixels.chunks(self.width * factor).take(height) {
            sums.fill(0);
            let mut rows = 0;
            for row in band.chunks_exact(self.width) {
                rows += 1;
                for (sum, square) in sums.iter_mut().zip(row.chunks(factor)) {
                    *sum += square.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
                }
            }
            let area = (rows * factor.min(self.width)) as u32;
            pixels.extend(sums.iter().map(|&sum| ((sum + area / 2) / area.max(1)).min(255) as u8));
        }
        Self { width, height, pixels }
    }

    /// The image turned clockwise by so many quarters.
    pub fn quartered(self, quarters: u32) -> Self {
        let (width, height) = (self.width, self.height);
        match quarters % 4 {
            0 => self,
            2 => {
                let mut pixels = self.pixels;
                pixels.reverse();
                Self { width, height, pixels }
            }
            quarters => {
                let mut pixels = vec![0; self.pixels.len()];
                // In tiles, so that both images stay in the cache.
                const TILE: usize = 64;
                for top in (0..height).step_by(TILE) {
                    for left in (0..width).step_by(TILE) {
                        for y in top..height.min(top + TILE) {
                            for x in left..width.min(left + TILE) {
                                let (to_x, to_y) = if quarters == 1 { (height - 1 - y, x) } else { (y, width - 1 - x) };
                                pixels[to_y * height + to_x] = self.pixels[y * width + x];
                            }
                        }
                    }
                }
                Self { width: height, height: width, pixels }
            }
        }
    }

    /// The image turned clockwise by `degrees` about its middle and enlarged by `scale`, in a frame that holds all of
    /// it; white comes in at the corners. Cubic where it is enlarged, else linear.
    pub fn turned(&self, degrees: f64, scale: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (w, h) = (self.width as f64, self.height as f64);
        let width = ((w * cos.abs() + h * sin.abs()) * scale).round().max(1.0) as usize;
        let height = ((w * sin.abs() + h * cos.abs()) * scale).round().max(1.0) as usize;
        if scale > 1.2 {
            return self.resampled::<4>((width, height), (sin, cos), scale);
        }
        self.resampled::<2>((width, height), (sin, cos), scale)
    }

    /// The image of `size` that [`Gray::turned`] gives, each pixel from `N` by `N` neighbours.
    fn resampled<const N: usize>(&self, size: (usize, usize), (sin, cos): (f64, f64), scale: f64) -> Self {
        let ((width, height), (w, h)) = (size, (self.width as f64, self.height as f64));
        let kernels = kernels(N == 4);
        let mut pixels = vec![255u8; width * height];
        let (from_x, from_y) = ((w - 1.0) / 2.0, (h - 1.0) / 2.0);
        let (to_x, to_y) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
        // Places in 1/65536 of a pixel: whole numbers are the same on every machine.
        let fixed = |value: f64| (value * 65_536.0).round() as i64;
        let (step_x, step_y) = (fixed(cos / scale), fixed(-sin / scale));
        for (y, out) in pixels.chunks_exact_mut(width).enumerate() {
            let (dx, dy) = (-to_x / scale, (y as f64 - to_y) / scale);
            let mut at_x = fixed(from_x + dx * cos + dy * sin);
            let mut at_y = fixed(from_y - dx * sin + dy * cos);
            for value in out.iter_mut() {
                *value = self.sample::<N>(at_x, at_y, &kernels);
                at_x += step_x;
                at_y += step_y;
            }
        }
        Self { width, height, pixels }
    }

    /// The light at a place in 1/65536 of a pixel; white outside.
    fn sample<const N: usize>(&self, x: i64, y: i64, kernels: &Kernels) -> u8 {
        let (left, top) = ((x >> 16) as isize, (y >> 16) as isize);
        let (across, down) = (&kernels.taps[(x >> 11 & 31) as usize], &kernels.taps[(y >> 11 & 31) as usize]);
        let first = if N == 4 { -1 } else { 0 };
        let (x0, y0) = (left + first, top + first);
        let inside =
            x0 >= 0 && y0 >= 0 && x0 + (N as isize) <= self.width as isize && y0 + (N as isize) <= self.height as isize;
        let mut sum = 0i32;
        if inside {
            let start = y0 as usize * self.width + x0 as usize;
            for (n, &weight) in down[..N].iter().enumerate() {
                let row = &self.pixels[start + n * self.width..][..N];
                let mut line = 0;
                for (&pixel, &w) in row.iter().zip(across) {
                    line += i32::from(pixel) * w;
                }
                sum += (line >> 4) * weight;
            }
        } else {
            if left < -1 || top < -1 || left > self.width as isize || top > self.height as isize {
                return 255;
            }
            for (n, &weight) in down[..N].iter().enumerate() {
                let y = y0 + n as isize;
                let mut line = 0;
                for (m, &w) in across[..N].iter().enumerate() {
                    let x = x0 + m as isize;
                    let within = x >= 0 && y >= 0 && x < self.width as isize && y < self.height as isize;
                    let pixel = if within { self.pixels[y as usize * self.width + x as usize] } else { 255 };
                    line += i32::from(pixel) * w;
                }
                sum += (line >> 4) * weight;
            }
        }
        ((sum + (1 << 15)) >> 16).clamp(0, 255) as u8
    }

    /// Weights of the neighbours (1 at the side, `middle` in the middle, over the rows and then over the columns).
    pub fn smooth(&mut self, middle: u32) {
        let (width, height) = (self.width, self.height);
        if width < 3 || height < 3 {
            return;
        }
        let total = middle + 2;
        let mut above = self.row(0).to_vec();
        let mut here = vec![0u8; width];
        let mut mixed = vec![0u32; width];
        for y in 0..height {
            here.copy_from_slice(self.row(y));
            let below = if y + 1 < height { (y + 1) * width } else { y * width };
            for x in 0..width {
                mixed[x] = u32::from(above[x]) + middle * u32::from(here[x]) + u32::from(self.pixels[below + x]);
            }
            let out = &mut self.pixels[y * width..(y + 1) * width];
            for x in 0..width {
                let (left, right) = (mixed[x.saturating_sub(1)], mixed[(x + 1).min(width - 1)]);
                out[x] = ((left + middle * mixed[x] + right + total * total / 2) / (total * total)) as u8;
            }
            std::mem::swap(&mut above, &mut here);
        }
    }
}

/// Weights of the neighbours for 32 places between two pixels; each row sums up to 1024 (10 bits).
struct Kernels {
    taps: Vec<[i32; 4]>,
}

fn kernels(cubic: bool) -> Kernels {
    let taps = (0..32).map(|n| {
        let t = f64::from(n) / 32.0;
        let weights = if cubic {
            let near = |d: f64| (1.5 * d - 2.5) * d * d + 1.0;
            let far = |d: f64| ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0;
            [far(1.0 + t), near(t), near(1.0 - t), far(2.0 - t)]
        } else {
            [1.0 - t, t, 0.0, 0.0]
        };
        let mut taps = weights.map(|weight| (weight * 1024.0).round() as i32);
        let rest = 1024 - taps.iter().sum::<i32>();
        taps[usize::from(cubic)] += rest;
        taps
    });
    Kernels { taps: taps.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: usize, rows: &[&[u8]]) -> Gray {
        Gray { width, height: rows.len(), pixels: rows.concat() }
    }

    #[test]
    fn quarters_turn_clockwise() {
        let image = gray(3, &[&[1, 2, 3], &[4, 5, 6]]);
        assert_eq!(image.clone().quartered(1), gray(2, &[&[4, 1], &[5, 2], &[6, 3]]));
        assert_eq!(image.clone().quartered(2), gray(3, &[&[6, 5, 4], &[3, 2, 1]]));
        assert_eq!(image.clone().quartered(3), gray(2, &[&[3, 6], &[2, 5], &[1, 4]]));
        assert_eq!(image.clone().quartered(1).quartered(3), image);
    }

    #[test]
    fn turning_by_nothing_keeps_the_image() {
        let image = gray(3, &[&[10, 20, 30], &[40, 50, 60]]);
        assert_eq!(image.turned(0.0, 1.0), image);
    }

    #[test]
    fn enlarging_keeps_the_light() {
        let image = Gray { width: 40, height: 40, pixels: vec![77; 1600] };
        let large = image.turned(0.0, 2.0);
        assert_eq!((large.width, large.height), (80, 80));
        assert!((4..76).all(|n| large.pixels[n * 80 + n] == 77));
    }

    #[test]
    fn shrinking_averages() {
        let image = gray(4, &[&[0, 4, 8, 8], &[0, 4, 8, 8]]);
        assert_eq!(image.shrunk(2), gray(2, &[&[2, 8]]));
        assert_eq!(gray(1, &[&[9]]).shrunk(3).pixels.len(), 1);
    }

    #[test]
    fn smoothing_spreads_a_speck_and_leaves_paper() {
        let mut image = Gray { width: 5, height: 5, pixels: vec![200; 25] };
        image.smooth(2);
        assert!(image.pixels.iter().all(|&p| p == 200));
        image.pixels[12] = 40;
        image.smooth(2);
        assert_eq!((image.pixels[12], image.pixels[11], image.pixels[0]), (160, 180, 200));
    }
}
