//! gzip and brotli for callers who take them.
//!
//! An item's tag is compared before anything is compressed, and goes out weak with a compressed body: the bytes are others
//! than those of the plain one, the content is the same.

use std::io::Write as _;

use actix_web::{
    http::header::{self, HeaderMap, HeaderValue},
    web::Bytes,
};

/// Below this a packet is a packet.
const SHORTEST: usize = 1_400;
/// Of 11: from here on brotli gets slow faster than it gets small.
const BROTLI_QUALITY: u32 = 4;
const BROTLI_WINDOW: u32 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
}

/// The body as a caller with these `Accept-Encoding` takes it; `headers` are those of the answer.
pub(super) fn compress(body: Bytes, accepted: Option<&HeaderValue>, headers: &mut HeaderMap) -> Bytes {
    headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if body.len() < SHORTEST {
        return body;
    }
    let wanted = accepted.and_then(|accepted| best(accepted.to_str().ok()?));
    let Some((name, compressed)) = wanted.and_then(|coding| encode(coding, &body)) else {
        return body;
    };
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| !tag.starts_with("W/"));
    if let Some(weak) = tag.and_then(|tag| HeaderValue::from_str(&format!("W/{tag}")).ok()) {
        headers.insert(header::ETAG, weak);
    }
    compressed
}

/// The coding that the caller likes most; brotli when it is as welcome as gzip.
fn best(accepted: &str) -> Option<Coding> {
    let mut best = None;
    for one in accepted.split(',') {
        let (name, parameters) = one.split_once(';').unwrap_or((one, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok());
        let coding = match name.trim().to_ascii_lowercase().as_str() {
            "br" => Coding::Brotli,
            "gzip" | "x-gzip" => Coding::Gzip,
            _ => continue,
        };
        let weight = weight.filter(|weight| *weight > 0.0);
        let better = |(known, before): (Coding, f32), weight: f32| {
            weight > before || (known == Coding::Gzip && weight >= before)
        };
        if let Some(weight) = weight.filter(|weight| best.is_none_or(|best| better(best, *weight))) {
            best = Some((coding, weight));
        }
    }
    best.map(|(coding, _)| coding)
}

fn encode(coding: Coding, body: &[u8]) -> Option<(&'static str, Bytes)> {
    let room = Vec::with_capacity(body.len() / 4);
    match coding {
        Coding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(room, flate2::Compression::new(5));
            encoder.write_all(body).ok()?;
            Some(("gzip", encoder.finish().ok()?.into()))
        }
        Coding::Brotli => {
            let mut encoder = brotli::CompressorWriter::new(room, 4_096, BROTLI_QUALITY, BROTLI_WINDOW);
            encoder.write_all(body).ok()?;
            Some(("br", encoder.into_inner().into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coding, best};

    #[test]
    fn the_most_welcome_coding_is_taken() {
        for (accepted, coding) in [
            ("gzip, deflate", Some(Coding::Gzip)),
            ("gzip, deflate, br, zstd", Some(Coding::Brotli)),
            ("br;q=0.5, gzip;q=0.8", Some(Coding::Gzip)),
            ("BR; q=1.0", Some(Coding::Brotli)),
            ("gzip;q=0", None),
            ("identity", None),
            ("gzip;q=abc", None),
            ("", None),
        ] {
            assert_eq!(best(accepted), coding, "{accepted}");
        }
    }
}
