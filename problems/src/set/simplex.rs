//! The simplex x ≥ 0, Σx = total; the probability simplex where the total is 1.

/// x ← max(x − τ, 0), the nearest point of the simplex; `scratch` has the length of x.
pub fn project(x: &mut [f64], total: f64, scratch: &mut [f64]) {
    let top = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let tau = threshold(x.iter().map(|x| x - top), total, scratch);
    for x in x {
        *x = (*x - top - tau).max(0.0);
    }
}

/// The τ with Σ max(y − τ, 0) = total, for y at most 0 with largest entry 0: τ = (Σy − total)/k over the k entries above τ.
///
/// Starts from the entries above −total, a lower bound of τ, and drops those below the τ of the rest until none is. Michelot,
/// A finite algorithm for finding the projection of a point onto the canonical simplex of Rⁿ, JOTA 50, 1986.
pub fn threshold(y: impl Iterator<Item = f64>, total: f64, scratch: &mut [f64]) -> f64 {
    let (mut kept, mut sum) = (0, 0.0);
    for y in y {
        if y > -total {
            scratch[kept] = y;
            kept += 1;
            sum += y;
        }
    }
    loop {
        let tau = (sum - total) / kept as f64;
        let before = kept;
        (kept, sum) = (0, 0.0);
        for i in 0..before {
            let y = scratch[i];
            if y > tau {
                scratch[kept] = y;
                kept += 1;
                sum += y;
            }
        }
        if kept == before {
            return tau;
        }
    }
}

/// s ← the vertex where gᵀs is smallest.
pub fn lmo(g: &[f64], total: f64, s: &mut [f64]) {
    s.fill(0.0);
    s[super::argmin(g.iter().copied())] = total;
}

/// How far the entries are below 0 or their sum is off.
pub fn violation(x: &[f64], total: f64) -> f64 {
    let (sum, least) = x.iter().fold((0.0, 0.0), |(sum, least): (f64, f64), x| (sum + x, least.min(*x)));
    (sum - total).abs().max(-least)
}
