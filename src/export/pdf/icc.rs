//! The colour profile that a PDF/A names as its output intent: sRGB, made here.
//!
//! A matrix profile of ICC.1:2004-10 (version 4.2) with the numbers of IEC 61966-2-1: the primaries adapted to D50, the
//! Bradford adaptation itself, and the tone curve as a parametric curve of type 3. ISO 19005-2, 6.2.3 asks for an
//! embedded profile.

/// The profile file.
pub fn srgb() -> Vec<u8> {
    const WHITE: [i32; 3] = [0xF6D6, 0x1_0000, 0xD32D];
    let xyz = |values: [i32; 3]| tagged(b"XYZ ", &values);
    // g, a, b, c, d of the curve: ((x + 0.055) / 1.055) ^ 2.4, and x / 12.92 below 0.04045.
    let curve = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045].map(|v: f64| (v * 65_536.0).round() as i32);
    let mut tone = tagged(b"para", &curve);
    tone.splice(8..8, [0, 3, 0, 0]);
    let adaptation = [
        [1.047_882_08, 0.022_918_70, -0.050_216_67],
        [0.029_586_79, 0.990_478_52, -0.017_074_58],
        [-0.009_246_83, 0.015_075_68, 0.751_678_47],
    ];
    let adaptation: Vec<i32> = adaptation.concat().iter().map(|v: &f64| (v * 65_536.0).round() as i32).collect();
    let parts: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", text("sRGB")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", xyz(WHITE)),
        (b"chad", tagged(b"sf32", &adaptation)),
        (b"rXYZ", xyz([0x6FA2, 0x38F5, 0x0390])),
        (b"gXYZ", xyz([0x6299, 0xB785, 0x18DA])),
        (b"bXYZ", xyz([0x24A0, 0x0F84, 0xB6CF])),
    ];
    let curves: [&[u8; 4]; 3] = [b"rTRC", b"gTRC", b"bTRC"];
    let count = parts.len() + curves.len();
    let mut directory = (count as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = 128 + 4 + 12 * count;
    for (tag, part) in &parts {
        directory.extend(entry(tag, start + data.len(), part.len()));
        data.extend(part);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    // The three channels share one curve.
    for tag in curves {
        directory.extend(entry(tag, start + data.len(), tone.len()));
    }
    data.extend(tone);
    data.resize(data.len().next_multiple_of(4), 0);

    let size = (start + data.len()) as u32;
    let mut out = size.to_be_bytes().to_vec();
    out.extend([0; 4]);
    out.extend([4, 0x20, 0, 0]);
    out.extend(*b"mntrRGB XYZ ");
    out.extend([2004u16, 10, 22, 0, 0, 0].iter().flat_map(|part| part.to_be_bytes())); // the date of the version
    out.extend(*b"acsp");
    out.extend([0; 28]);
    out.extend(WHITE.iter().flat_map(|value| value.to_be_bytes()));
    out.resize(128, 0);
    out.extend(directory);
    out.extend(data);
    out
}

fn entry(tag: &[u8; 4], at: usize, length: usize) -> Vec<u8> {
    [&tag[..], &(at as u32).to_be_bytes(), &(length as u32).to_be_bytes()].concat()
}

fn tagged(kind: &[u8; 4], values: &[i32]) -> Vec<u8> {
    let mut out = [&kind[..], &[0; 4]].concat();
    out.extend(values.iter().flat_map(|value| value.to_be_bytes()));
    out
}

/// One English text.
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut out = tagged(b"mluc", &[1, 12]);
    out.extend(*b"enUS");
    out.extend((units.len() as u32).to_be_bytes());
    out.extend(28u32.to_be_bytes());
    out.extend(units);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_adds_up() {
        let profile = srgb();
        let at = |i: usize| u32::from_be_bytes(profile[i..i + 4].try_into().unwrap()) as usize;
        assert_eq!(at(0), profile.len());
        assert_eq!(&profile[36..40], b"acsp");
        let mut white = [0i64; 3];
        for i in 0..at(128) {
            let entry = 132 + 12 * i;
            let (from, length) = (at(entry + 4), at(entry + 8));
            assert!(from % 4 == 0 && from + length <= profile.len());
            if &profile[entry + 1..entry + 4] == b"XYZ" {
                for (c, sum) in white.iter_mut().enumerate() {
                    *sum += i64::from(at(from + 8 + 4 * c) as u32 as i32);
                }
            }
        }
        // Red, green and blue add up to D50, the white of the profile connection space, but for the usual rounding.
        let expected = [0xF6D6, 0x1_0000, 0xD32D];
        assert!(white.iter().zip(expected).all(|(sum, white)| (sum - white).abs() <= 16), "{white:?}");
    }
}
