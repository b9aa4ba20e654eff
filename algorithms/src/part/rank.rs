//! Order by value, for methods that compare points and nothing else.

use problems::Vector;
use problems::class::Objective;

/// f(x), or +∞ where that is no number: every comparison then ranks it last, whatever its sign bit. One value.
pub(crate) fn rankable(problem: &dyn Objective, x: &Vector) -> f64 {
    let f = problem.value(x);
    if f.is_nan() { f64::INFINITY } else { f }
}

/// Sorts indices by value, equals by index. Does not allocate.
pub(crate) fn sort(order: &mut [usize], f: impl Fn(usize) -> f64) {
    order.sort_unstable_by(|i, j| f(*i).total_cmp(&f(*j)).then(i.cmp(j)));
}
