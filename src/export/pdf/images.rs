//! A searchable PDF of page images.
//!
//! Each image stream is carried bit for bit as the file holds it, on a page of its own size, with the layer under it.
//! The file is a PDF/A-2b (ISO 19005-2): XMP metadata, an sRGB output intent, an embedded font, an identifier, nothing
//! encrypted. Only pictures in four inks cannot promise that, because the output intent has three.

use super::super::layout::PlacedPage;
use super::font::{self, Codes, add_stream};
use super::layer::{Affine, FONT, layer};
use super::metadata::{Description, text_string};
use super::{Form, PdfError, Searchable, icc};
use crate::document;
use crate::source::{ImageStream, PageStreams, StreamCoding, StreamColor};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// Resolution of a page that states none.
const USUAL_DPI: u32 = 300;
/// A4 in points: the size of a page that could not be decoded.
const A4: (f64, f64) = (595.0, 842.0);
/// The shortest and longest side that a page may have, in points (ISO 19005-2, 6.1.13).
const SIDES: (f64, f64) = (3.0, 14_400.0);

/// Makes a PDF of the pages of an image file. `None` among `streams` is a page that could not be decoded: it stays as an
/// empty page.
///
/// # Errors
/// When there is no page.
pub fn from_images<'a>(
    streams: impl IntoIterator<Item = Option<PageStreams<'a>>>,
    document: &document::Document,
    pages: impl Iterator<Item = PlacedPage> + Clone,
) -> Result<Searchable<'static>, PdfError> {
    let mut pdf = Document::with_version("1.7");
    let codes = Codes::new(pages.clone().flat_map(|page| page.words).map(|word| word.text));
    let font = font::add(&mut pdf, &codes);
    let tree = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    let mut archival = true;
    let mut pages = pages;
    for page_streams in streams {
        let placed = pages.next();
        let dpi = placed
            .as_ref()
            .and_then(|page| page.dpi)
            .or(page_streams.as_ref().and_then(|s| s.dpi))
            .unwrap_or(USUAL_DPI);
        let points = page_streams.as_ref().map_or(A4, |streams| {
            let (width, height) = streams.upright();
            let side = |pixels: u32| (f64::from(pixels) * 72.0 / f64::from(dpi.max(1))).clamp(SIDES.0, SIDES.1);
            (side(width), side(height))
        });
        let mut resources = font::resources(FONT, font);
        let mut content = Vec::new();
        if let Some(streams) = page_streams {
            archival &= streams.parts.iter().all(|part| !matches!(part.color, StreamColor::Cmyk { .. }));
            resources.set("XObject", pictures(&mut pdf, streams, points, &mut content));
        }
        if let Some(page) = placed
            && let Some(size) = page.size
        {
            content.extend(layer(&page, &codes, FONT, &Affine::filling(size, points)));
        }
        let content = add_stream(&mut pdf, Stream::new(dictionary! {}, content));
        kids.push(
            pdf.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), real(points.0), real(points.1)],
                "Resources" => resources, "Contents" => content,
            })
            .into(),
        );
    }
    if kids.is_empty() {
        return Err(PdfError::NoPages);
    }
    let count = kids.len() as i64;
    pdf.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    finish(&mut pdf, tree, &Description::of(document), archival, &document.source.sha256);
    Ok(Searchable(Form::New(Box::new(pdf))))
}

/// Adds catalogue, metadata and trailer.
fn finish(pdf: &mut Document, tree: ObjectId, description: &Description, archival: bool, sha256: &str) {
    let profile = Stream::new(dictionary! { "N" => 3 }, icc::srgb());
    let profile = add_stream(pdf, profile);
    // Metadata stay readable for what looks for them in the bytes.
    let metadata =
        Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, description.xmp(archival).into_bytes());
    let metadata = pdf.add_object(metadata.with_compression(false));
    let intent = dictionary! {
        "Type" => "OutputIntent", "S" => "GTS_PDFA1", "DestOutputProfile" => profile,
        "OutputConditionIdentifier" => text_string("sRGB"), "Info" => text_string("sRGB IEC61966-2.1"),
    };
    let catalog = pdf.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => tree, "Metadata" => metadata, "OutputIntents" => vec![intent.into()],
        "Lang" => Object::string_literal("vi"),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    });
    let info = pdf.add_object(description.info());
    pdf.trailer.set("Root", catalog);
    pdf.trailer.set("Info", info);
    // The same input gives the same file, so the digest of the input names it.
    let id = Object::String(sha256.as_bytes().iter().copied().take(32).collect(), lopdf::StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    pdf.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
}

/// Adds the pictures of a page and shows them on it; gives the names under which the page knows them.
fn pictures(pdf: &mut Document, streams: PageStreams<'_>, points: (f64, f64), content: &mut Vec<u8>) -> Dictionary {
    let mut names = Dictionary::new();
    let height = f64::from(streams.height.max(1));
    let mut top = 0.0;
    for (i, part) in streams.parts.into_iter().enumerate() {
        let bottom = top + f64::from(part.height) / height;
        let [a, b, c, d, e, f] = on_page(streams.orientation, top..bottom, points);
        content.extend(format!("q\n{a:.5} {b:.5} {c:.5} {d:.5} {e:.5} {f:.5} cm\n/Im{i} Do\nQ\n").into_bytes());
        names.set(format!("Im{i}"), picture(pdf, part));
        top = bottom;
    }
    names
}

/// The matrix that lays the stored rows between two heights (parts of the whole, from the top) on the upright page.
fn on_page(orientation: u8, rows: std::ops::Range<f64>, (width, height): (f64, f64)) -> [f64; 6] {
    // From stored to upright, both as parts from the left and from the top (EXIF 2.3, 4.6.4, tag 274).
    let upright = |s: f64, t: f64| match orientation {
        2 => (1.0 - s, t),
        3 => (1.0 - s, 1.0 - t),
        4 => (s, 1.0 - t),
        5 => (t, s),
        6 => (1.0 - t, s),
        7 => (1.0 - t, 1.0 - s),
        8 => (t, 1.0 - s),
        _ => (s, t),
    };
    // A PDF image fills the unit square, its first row on top.
    let point = |i: f64, j: f64| {
        let (x, y) = upright(i, rows.start + (1.0 - j) * (rows.end - rows.start));
        (x * width, (1.0 - y) * height)
    };
    let (origin, right, up) = (point(0.0, 0.0), point(1.0, 0.0), point(0.0, 1.0));
    [right.0 - origin.0, right.1 - origin.1, up.0 - origin.0, up.1 - origin.1, origin.0, origin.1]
}

/// Adds one image stream as it is.
fn picture(pdf: &mut Document, part: ImageStream<'_>) -> ObjectId {
    let (width, height, bits) = (i64::from(part.width), i64::from(part.height), i64::from(part.bits));
    let mut dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height, "BitsPerComponent" => bits,
    };
    match &part.color {
        StreamColor::Gray => dict.set("ColorSpace", "DeviceGray"),
        StreamColor::Rgb => dict.set("ColorSpace", "DeviceRGB"),
        StreamColor::Cmyk { inverted } => {
            dict.set("ColorSpace", "DeviceCMYK");
            if *inverted {
                dict.set("Decode", [1, 0].repeat(4).into_iter().map(Object::from).collect::<Vec<_>>());
            }
        }
        StreamColor::Palette(table) => {
            let last = (table.len() / 3) as i64 - 1;
            let table = Object::String(table.clone(), lopdf::StringFormat::Hexadecimal);
            dict.set("ColorSpace", vec!["Indexed".into(), "DeviceRGB".into(), last.into(), table]);
        }
    }
    match part.coding {
        StreamCoding::Jpeg => dict.set("Filter", "DCTDecode"),
        StreamCoding::Fax { k, byte_aligned, inverted } => {
            dict.set("Filter", "CCITTFaxDecode");
            dict.set(
                "DecodeParms",
                dictionary! {
                    "K" => i64::from(k), "Columns" => width, "Rows" => height, "EncodedByteAlign" => byte_aligned,
                    "BlackIs1" => inverted,
                },
            );
        }
        StreamCoding::PngRows => {
            dict.set("Filter", "FlateDecode");
            dict.set(
                "DecodeParms",
                dictionary! {
                    "Predictor" => 15, "Columns" => width, "BitsPerComponent" => bits,
                    "Colors" => i64::from(part.color.samples()),
                },
            );
        }
    }
    pdf.add_object(Stream::new(dict, part.data.into_owned()).with_compression(false))
}

fn real(value: f64) -> Object {
    Object::Real(((value * 1000.0).round() / 1000.0) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_pictures_are_laid_upright() {
        let corner = |orientation, s: f64, t: f64| {
            let [a, b, c, d, e, f] = on_page(orientation, 0.0..1.0, (200.0, 100.0));
            let (i, j) = (s, 1.0 - t);
            (a * i + c * j + e, b * i + d * j + f)
        };
        assert_eq!(corner(1, 0.0, 0.0), (0.0, 100.0));
        assert_eq!(corner(3, 0.0, 0.0), (200.0, 0.0));
        assert_eq!(corner(6, 0.0, 0.0), (200.0, 100.0), "the stored top left is the upright top right");
        assert_eq!(corner(6, 1.0, 0.0), (200.0, 0.0));
        assert_eq!(corner(8, 0.0, 0.0), (0.0, 0.0));
        let strips = [on_page(1, 0.0..0.5, (200.0, 100.0)), on_page(1, 0.5..1.0, (200.0, 100.0))];
        assert_eq!(strips, [[200.0, 0.0, 0.0, 50.0, 0.0, 50.0], [200.0, 0.0, 0.0, 50.0, 0.0, 0.0]]);
    }
}
