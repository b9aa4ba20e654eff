//! The slice lower ≤ x ≤ upper, wᵀx = total of a cube, all weights positive.

/// x ← clamp(x − τw), the nearest point of the slice; `scratch` has twice the length of x.
///
/// wᵀclamp(x − τw) falls with τ and is linear between the τ at which a coordinate meets a bound: of those, sorted, the two
/// around the total are found by bisection, and between them τ solves a linear equation.
pub fn project(x: &mut [f64], (lower, upper): (f64, f64), w: &[f64], total: f64, scratch: &mut [f64]) {
    for (breaks, (x, w)) in scratch.chunks_exact_mut(2).zip(x.iter().zip(w)) {
        breaks.copy_from_slice(&[(x - upper) / w, (x - lower) / w]);
    }
    scratch.sort_unstable_by(f64::total_cmp);
    let sum = |tau: f64| -> f64 { x.iter().zip(w).map(|(x, w)| w * (x - tau * w).clamp(lower, upper)).sum() };
    let above = scratch.partition_point(|&tau| sum(tau) > total);
    let (left, right) = (scratch[above.max(1) - 1], scratch[above.min(scratch.len() - 1)]);
    let middle = 0.5 * (left + right);
    let (mut held, mut free, mut slope) = (0.0, 0.0, 0.0);
    for (x, w) in x.iter().zip(w) {
        let moved = x - middle * w;
        if moved <= lower || moved >= upper {
            held += w * moved.clamp(lower, upper);
        } else {
            free += w * x;
            slope += w * w;
        }
    }
    let tau = if slope > 0.0 { ((held + free - total) / slope).max(left).min(right) } else { middle };
    x.iter_mut().zip(w).for_each(|(x, w)| *x = (*x - tau * w).clamp(lower, upper));
}

/// s ← the lower bounds, raised to the upper ones in the order of g/w until wᵀs = total; `order` has the length of g.
pub fn lmo(g: &[f64], (lower, upper): (f64, f64), w: &[f64], total: f64, order: &mut [usize], s: &mut [f64]) {
    order.iter_mut().enumerate().for_each(|(i, place)| *place = i);
    order.sort_unstable_by(|&i, &j| (g[i] / w[i]).total_cmp(&(g[j] / w[j])));
    s.fill(lower);
    let mut left = total - lower * w.iter().sum::<f64>();
    for &i in &*order {
        let share = (left / w[i]).min(upper - lower).max(0.0);
        s[i] += share;
        left -= w[i] * share;
    }
}

/// How far a coordinate or the weighted sum is outside.
pub fn violation(x: &[f64], (lower, upper): (f64, f64), w: &[f64], total: f64) -> f64 {
    let sum: f64 = x.iter().zip(w).map(|(x, w)| w * x).sum();
    x.iter().map(|x| (lower - x).max(x - upper)).fold((sum - total).abs(), f64::max)
}
