//! The red round seal of an agency and the scribble of a signature, which cover a third of each other on real pages.
//!
//! Nghị định 30/2020/NĐ-CP, Annex I: the seal lies over about a third of the signature, on its left.

use std::f32::consts::{PI, TAU};

use super::font::{Faces, Style};
use super::plane::Plane;
use super::rng::Rng;

/// Draws a seal of 36 mm across (two rings, the agency's name between them, a star) with its middle at `(x, y)` in
/// pixels, turned a little as hands do.
pub fn seal(plane: &mut Plane, faces: &Faces, name: &str, x: f32, y: f32, dpi: u32, rng: &mut Rng) {
    let millimetre = dpi as f32 / 25.4;
    let outer = 18.0 * millimetre;
    let (ring, inner, star) = (0.9 * millimetre, outer - 5.5 * millimetre, 6.5 * millimetre);
    let turn = rng.between(-0.25, 0.25);
    // The name is set on a straight strip, which is then bent round the ring: its foot is turned to the middle.
    let text = format!("{}  ★ ", name.to_uppercase()).replace('★', "*");
    let scale = faces.scale(Style::Bold, 9.0, dpi);
    let width = faces.width(Style::Bold, scale, &text).max(1.0);
    let depth = outer - inner;
    let mut strip = Plane::blank(width.ceil() as usize, depth.ceil() as usize);
    strip.text(faces, Style::Bold, scale, 0.0, depth * 0.72, 0.0, &text);
    let reach = outer.ceil() as i64 + 1;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let (fx, fy) = (dx as f32, dy as f32);
            let radius = fx.hypot(fy);
            let angle = (fy.atan2(fx) + turn + 1.5 * PI).rem_euclid(TAU);
            let edge = |at: f32, wide: f32| (wide / 2.0 + 0.5 - (radius - at).abs()).clamp(0.0, 1.0);
            let mut ink = edge(outer - ring, ring).max(edge(inner, ring * 0.4));
            if radius > inner && radius < outer - ring {
                ink = ink.max(1.0 - strip.between(angle / TAU * width, outer - radius - 0.5));
            }
            ink = ink.max((star_edge(angle, star) - radius + 0.5).clamp(0.0, 1.0));
            // The ink pad is never even.
            let even = 0.75 + 0.15 * (fx * 0.02 + turn * 9.0).sin() + 0.08 * rng.normal();
            plane.ink((x + fx) as i64, (y + fy) as i64, ink * even);
        }
    }
}

/// How far the five-pointed star of this outer radius reaches at an angle.
fn star_edge(angle: f32, radius: f32) -> f32 {
    let sector = TAU / 5.0;
    let off = (angle + sector / 2.0).rem_euclid(sector) - sector / 2.0;
    // A point of the star is a triangle from radius R at 0 to radius 0.382 R at half a sector.
    let (half, waist) = (sector / 2.0, 0.382 * radius);
    let (wx, wy) = (waist * half.cos(), waist * half.sin());
    radius * wy / (wy * off.abs().cos() + (radius - wx) * off.abs().sin())
}

/// Draws a scribble of about 45 by 15 mm that starts at `(x, y)` in pixels: loops that run to the right.
pub fn signature(plane: &mut Plane, x: f32, y: f32, dpi: u32, rng: &mut Rng) {
    let millimetre = dpi as f32 / 25.4;
    let (speed, tall) = (rng.between(4.0, 6.0), rng.between(4.0, 7.0));
    let (phase, slant) = (rng.between(0.0, TAU), rng.between(0.2, 0.6));
    let steps = (60.0 * millimetre) as usize * 4;
    for step in 0..steps {
        let t = step as f32 / steps as f32;
        let wave = t * speed * TAU + phase;
        let up = tall * (1.0 - 0.6 * t) * (wave.sin() + 0.4 * (2.3 * wave).sin());
        let along = 42.0 * t + 3.0 * (wave * 1.0).cos() + slant * up;
        let (cx, cy) = (x + along * millimetre, y - up * millimetre);
        let pen = (0.25 + 0.12 * (wave * 0.5).cos()) * millimetre;
        let reach = pen.ceil() as i64;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                if ((dx * dx + dy * dy) as f32) <= pen * pen {
                    plane.ink(cx as i64 + dx, cy as i64 + dy, 0.8);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::font::Family;
    use super::*;

    #[test]
    fn the_seal_is_round_and_has_its_size() {
        let faces = Faces::load(Family::LiberationSerif).expect("fonts-liberation2");
        let mut plane = Plane::blank(500, 500);
        seal(&mut plane, &faces, "Cục Thi hành án dân sự tỉnh Bình Định", 250.0, 250.0, 254, &mut Rng::new(1));
        // 18 mm at 254 dpi are 180 pixels: ink on the rim at all sides, none beyond, the star in the middle.
        for (dx, dy) in [(1, 0), (0, 1), (-1, 0), (0, -1)] {
            let darkest = (165..180).map(|r| plane.at(250 + dx * r, 250 + dy * r)).fold(1.0, f32::min);
            assert!(darkest < 0.6, "{dx} {dy}: {darkest}");
            assert!(plane.at(250 + dx * 190, 250 + dy * 190) > 0.99);
        }
        assert!(plane.at(250, 250) < 0.7);
    }

    #[test]
    fn the_star_has_five_points() {
        let points = (0..3600).map(|i| i as f32 * TAU / 3600.0).filter(|&a| star_edge(a, 10.0) > 9.99).count();
        assert!((5..=15).contains(&points), "{points}");
        assert!((star_edge(TAU / 10.0, 10.0) - 3.82).abs() < 0.05);
    }
}
