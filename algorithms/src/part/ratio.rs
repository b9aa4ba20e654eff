//! A slope over its scale.

/// g/scale; 0 where no slope was ever seen.
pub fn ratio(g: f64, scale: f64) -> f64 {
    if scale == 0.0 { 0.0 } else { g / scale }
}
