//! Which float a decimal text is: the one nearest to it, as `f64::from_str` reads it.
//!
//! The standard library's reader has a table of ten kilobytes, which do not compress, to be fast. A manifest has a float
//! once in a while: here its digits become one long whole number, and its bits are read off that.

/// Significant digits that count one by one. Of what follows only whether it is zero can matter: the point half-way
/// between two floats has 767 digits at most.
const DIGITS: usize = 800;

/// The float nearest to `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, of two the even one. None for another text,
/// and past the largest float.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, scale) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if digits().next().is_none() || !digits().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let scale = scale - i64::try_from(fraction.len()).ok()?;
    let size = magnitude(digits().skip_while(|digit| *digit == b'0').map(|digit| u32::from(digit - b'0')), scale)?;
    Some(if text.starts_with('-') { -size } else { size })
}

/// The number behind an `e`. What no digits could make up for is cut.
fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits.bytes().fold(0, |sum: i64, digit| (sum * 10 + i64::from(digit - b'0')).min(1 << 40));
    Some(if text.starts_with('-') { -size } else { size })
}

/// `digits × 10^scale`, the first digit being none of zero.
fn magnitude(digits: impl Iterator<Item = u32>, mut scale: i64) -> Option<f64> {
    // The whole number, its lowest 32 bits first, and whether something was left over that is less than its last bit.
    let (mut number, mut rest, mut count) = (Vec::new(), false, 0_i64);
    for digit in digits {
        if usize::try_from(count).is_ok_and(|count| count < DIGITS) {
            multiply(&mut number, 10, digit);
        } else {
            scale += 1;
            rest |= digit != 0;
        }
        count += 1;
    }
    let point = count.min(i64::try_from(DIGITS).ok()?) + scale;
    if number.is_empty() || point < -330 {
        return Some(0.0);
    }
    if point > 310 {
        return None;
    }
    // Room below the point for as many bits as the division takes away, and 64 more.
    let below = if scale < 0 { usize::try_from(-scale * 10 / 3 / 32 + 4).ok()? } else { 0 };
    number.splice(0..0, std::iter::repeat_n(0, below));
    let mut left = scale.unsigned_abs();
    while left > 0 {
        let step = u32::try_from(left.min(9)).ok()?;
        left -= u64::from(step);
        let power = 10_u32.pow(step);
        if scale > 0 {
            multiply(&mut number, power, 0);
        } else {
            rest |= divide(&mut number, power) != 0;
        }
    }
    nearest(&number, below, rest)
}

/// The float nearest to a number of which `below` times 32 bits lie below the point, and of which a rest may follow.
fn nearest(number: &[u32], below: usize, mut rest: bool) -> Option<f64> {
    let high = number.iter().rposition(|limb| *limb != 0)?;
    let limb = |down: usize| high.checked_sub(down).map_or(0, |at| u128::from(number[at]));
    let zeros = number[high].leading_zeros();
    let three = (limb(0) << 64 | limb(1) << 32 | limb(2)) << zeros;
    rest |= three & 0xffff_ffff != 0 || number[..high.saturating_sub(2)].iter().any(|limb| *limb != 0);
    let top = (three >> 32) & u128::from(u64::MAX) | u128::from(rest);
    // The value is `top × 2^exponent`; a float has 53 bits of it, less near zero.
    let exponent = 32 * (i64::try_from(high).ok()? - 1 - i64::try_from(below).ok()?) - i64::from(zeros);
    let kept = (exponent + 64 + 1074).min(53);
    if kept < 0 {
        return Some(0.0);
    }
    let dropped = 64 - kept;
    let (bits, tail, half) = (top >> dropped, top & ((1 << dropped) - 1), 1 << (dropped - 1));
    let bits = bits + u128::from(tail > half || (tail == half && bits & 1 == 1));
    #[allow(clippy::cast_precision_loss, reason = "it has 53 bits at most")]
    let float = u64::try_from(bits).ok()? as f64 * power_of_two(exponent + dropped)?;
    float.is_finite().then_some(float)
}

/// None where it is no float.
fn power_of_two(exponent: i64) -> Option<f64> {
    match exponent {
        -1074..-1022 => Some(f64::from_bits(1 << (exponent + 1074))),
        -1022..=1023 => Some(f64::from_bits(u64::try_from(exponent + 1023).ok()? << 52)),
        _ => None,
    }
}

/// `number × factor + add`.
fn multiply(number: &mut Vec<u32>, factor: u32, add: u32) {
    let mut carry = u64::from(add);
    for limb in number.iter_mut() {
        carry += u64::from(*limb) * u64::from(factor);
        *limb = low(carry);
        carry >>= 32;
    }
    if carry > 0 {
        number.push(low(carry));
    }
}

/// Divides and returns what is left over.
fn divide(number: &mut [u32], divisor: u32) -> u64 {
    let mut left = 0;
    for limb in number.iter_mut().rev() {
        let part = left << 32 | u64::from(*limb);
        *limb = low(part / u64::from(divisor));
        left = part % u64::from(divisor);
    }
    left
}

#[allow(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
fn low(number: u64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn standard(text: &str) -> Option<f64> {
        text.parse::<f64>().ok().filter(|float| float.is_finite())
    }

    #[test]
    fn texts_are_read_as_the_standard_library_reads_them() {
        let long = format!("0.{}1", "0".repeat(400));
        let half = format!("9007199254740993.{}1", "0".repeat(900));
        #[rustfmt::skip]
        let texts = [
            "0", "-0", "+0.0", "1", "1.", ".5", "-.5e-3", "00.10", "1e3", "1E+3", "1e-3", "0.1", "0.3", "123456789.987654321",
            "9007199254740993", "9007199254740993e0", "9007199254740994.9999", "1e22", "1e23", "8.5e-46", "1.7976931348623157e308",
            "1.7976931348623159e308", "1.797693134862315807e308", "1e309", "1e999999999999999999999", "0e999999999999999999999",
            "1e-999999999999999999999", "2.2250738585072011e-308", "2.2250738585072014e-308", "5e-324", "4.9e-324", "2.5e-324",
            "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "3.5e-310", "1.5e-6", "-1.25e17", "1e300", &long, &half,
            "", ".", "+", "-", "e5", "1e", "1e+", "1.2.3", "1e5.5", "--1", "+-1", "1e1e1", "0x1", "1_0", " 1", "inf",
        ];
        for text in texts {
            let (ours, theirs) = (parse(text), if text == "inf" { None } else { standard(text) });
            assert_eq!(ours.map(f64::to_bits), theirs.map(f64::to_bits), "{text}: {ours:?}, {theirs:?}");
        }
    }

    #[test]
    fn any_float_is_read_back_and_so_is_what_lies_half_way_to_the_next() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..4000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let float = f64::from_bits(state.rotate_left(17));
            if !float.is_finite() {
                continue;
            }
            for text in [format!("{float:e}"), format!("{float:.17e}"), format!("{float:.3e}"), format!("{float:.40e}")]
            {
                assert_eq!(parse(&text).map(f64::to_bits), standard(&text).map(f64::to_bits), "{text}");
            }
        }
    }
}
