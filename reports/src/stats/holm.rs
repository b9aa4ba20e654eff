//! Holm's step-down correction for several tests.
//!
//! Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics, 1979.
//! Bounds the probability of one or more false rejections, whatever the dependence between the tests.

/// Adjusted p-values `p̃_(i) = max_{j ≤ i} min(1, (m − j + 1) p_(j))`, in the order of `p`.
///
/// Reject what is at or under the level. What is not a number is a test that could not be made: it counts as 1, and
/// in m.
pub fn adjusted(p: &[f64]) -> Vec<f64> {
    let known = |i: usize| if p[i].is_nan() { 1.0 } else { p[i].clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| known(a).total_cmp(&known(b)));
    let mut adjusted = vec![1.0; p.len()];
    let mut largest: f64 = 0.0;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max(known(i) * (p.len() - rank) as f64).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}
