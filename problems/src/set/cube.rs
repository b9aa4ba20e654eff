//! The box lower ≤ x ≤ upper.

/// x ← the nearest point of the box.
pub fn project(x: &mut [f64], lower: &[f64], upper: &[f64]) {
    for (x, (l, u)) in x.iter_mut().zip(lower.iter().zip(upper)) {
        *x = x.max(*l).min(*u);
    }
}

/// s ← lower where g is not negative, upper where it is.
pub fn lmo(g: &[f64], lower: &[f64], upper: &[f64], s: &mut [f64]) {
    for ((s, g), (l, u)) in s.iter_mut().zip(g).zip(lower.iter().zip(upper)) {
        *s = if *g < 0.0 { *u } else { *l };
    }
}

/// How far a coordinate is outside.
pub fn violation(x: &[f64], lower: &[f64], upper: &[f64]) -> f64 {
    x.iter().zip(lower.iter().zip(upper)).map(|(x, (l, u))| (l - x).max(x - u)).fold(0.0, f64::max)
}
